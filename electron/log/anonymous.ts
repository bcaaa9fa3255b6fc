/**
 * Takes a home out of a text that goes to somebody else: its names, its people, its addresses. The surprise: an address is not simply
 * masked, because whether it is one of the home, of the VPN or of the internet is what a helper has to know.
 */
import ipaddr from 'ipaddr.js';
import { mask, type Redactor } from './redact';

/** What is known to be this home's own, and what stands for it. */
export interface OwnName {
  readonly name: string;
  readonly as: string;
}

export interface Home {
  /** Hostnames, domains, people, phones; each in any case of letters. */
  readonly names: readonly OwnName[];
  /** Networks with a name of their own: "192.168.178.0/24" is "home". */
  readonly networks: readonly { readonly network: string; readonly as: string }[];
}

/** Every redactor after the one before; longer names before the shorter ones in them. */
export function anonymous({ names, networks }: Home): Redactor {
  const redactors = [
    ...names
      .filter(({ name }) => name.trim().length > 1)
      .toSorted((a, b) => b.name.length - a.name.length)
      .map(named),
    dynamicNames,
    keys,
    ids,
    macs,
    addresses6(networks),
    addresses4(networks),
  ];
  return (text) => redactors.reduce((rest, redactor) => redactor(rest), text);
}

/** As a word of its own: "Ben" is not in "benchmark". A name below a domain goes with it. */
const named = ({ name, as }: OwnName): Redactor => {
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'giu');
  return (text) => text.replace(pattern, as);
};
const escaped = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Names that a router or a provider gives to one home. */
const dynamicNames: Redactor = (text) =>
  text.replace(
    /\b[a-z0-9-]+\.(myfritz\.net|dyndns\.org|duckdns\.org|no-ip\.(?:org|com)|ddns\.net|dedyn\.io|cfargotunnel\.com)\b/gi,
    '‹name›.$1',
  );
/** 32 bytes in base64: keys of WireGuard. */
const keys: Redactor = (text) => text.replace(/(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g, mask);
const ids: Redactor = (text) => text.replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '‹id›');
const macs: Redactor = (text) => text.replace(/\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi, '‹MAC›');

type Networks = Home['networks'];

function kindOf(address: ipaddr.IPv4 | ipaddr.IPv6, networks: Networks): string | null {
  const own = networks.find(({ network }) => {
    const range = ipaddr.isValidCIDR(network) ? ipaddr.parseCIDR(network) : null;
    return range !== null && range[0].kind() === address.kind() && address.match(range);
  });
  if (own) return `‹${own.as} address›`;
  const range = address.range();
  // they are the same on every machine
  if (range === 'loopback' || range === 'unspecified') return null;
  const family = address.kind() === 'ipv6' ? ' IPv6' : '';
  if (range === 'private' || range === 'uniqueLocal' || range === 'linkLocal') return `‹private${family} address›`;
  if (range === 'carrierGradeNat') return '‹carrier’s address›';
  return `‹public${family} address›`;
}

const addresses4 =
  (networks: Networks): Redactor =>
  (text) =>
    text.replace(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g, (found) =>
      ipaddr.IPv4.isValidFourPartDecimal(found) ? (kindOf(ipaddr.IPv4.parse(found), networks) ?? found) : found,
    );

/** Times of day have colons too; what is no address stays. */
const addresses6 =
  (networks: Networks): Redactor =>
  (text) =>
    text.replace(/(?<![0-9a-z:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?(?![0-9a-z:])/gi, (found) => {
      const [plain = ''] = found.split('%');
      return ipaddr.IPv6.isValid(plain) ? (kindOf(ipaddr.IPv6.parse(plain), networks) ?? found) : found;
    });
