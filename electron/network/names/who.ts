/**
 * Who it is that this PC asks. The surprise: a router has many addresses of IPv6 and announces whichever it likes; the half that it
 * made from its own hardware address, or the number one, gives it away.
 */
import ipaddr from 'ipaddr.js';
import type { Asked, Resolver, SeenFromServer } from '../../contract/router';
import type { AskedTold } from './look';

export interface Home {
  /** The server's own addresses, at home and in the VPN. */
  readonly server: readonly string[];
  /** The router's, as far as known: IPv4, and those it announces itself by. */
  readonly router: readonly string[];
  /** The home's own networks of IPv6. */
  readonly networks6: readonly string[];
}

export const whoIsWho = (asked: readonly AskedTold[], home: Home): readonly Asked[] =>
  asked.map((one) => ({ ...one, resolver: { ...one.resolver, who: whoIs(one.resolver.address, home) } }));

export function whoIs(address: string, { server, router, networks6 }: Home): Resolver['who'] {
  if (server.some((one) => isSame(one, address))) return 'server';
  if (router.some((one) => isSame(one, address) || isOfSameDevice(one, address, networks6))) return 'router';
  switch (rangeOf(address)) {
    case 'loopback':
      return 'this-pc';
    case 'private':
    case 'linkLocal':
    case 'uniqueLocal':
      return 'home';
    default:
      return 'internet';
  }
}

/** The addresses by which the router is known, also those of the PC's own look from before. */
export const routerAddresses = (router: string, server: SeenFromServer | null): readonly string[] => [
  router,
  ...(server?.announced ?? []).map(({ from }) => from).filter((from) => !isOfServer(from, server)),
];

/** One of the server's own at home. */
export const isOfServer = (address: string, server: SeenFromServer | null): boolean =>
  server !== null && [server.address, server.ula ?? ''].some((own) => isSame(own, address));

export function isSame(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/**
 * Two addresses of IPv6 with the same lower half, or the number one. A small number is not made from any hardware, public resolvers have
 * them too: it counts in the home's own networks only.
 */
export function isOfSameDevice(known: string, address: string, networks6: readonly string[]): boolean {
  const [a, b] = [lowerHalf(known), lowerHalf(address)];
  if (a === null || b === null) return false;
  if (!b.startsWith('0:0:0:')) return a === b;
  return (a === b || b === '0:0:0:1') && isWithin(address, networks6);
}

const isWithin = (address: string, networks6: readonly string[]): boolean => {
  const parsed = ipaddr.IPv6.parse(withoutZone(address));
  return ['fe80::/10', ...networks6].some(
    (network) => ipaddr.IPv6.isValidCIDR(network) && parsed.match(ipaddr.IPv6.parseCIDR(network)),
  );
};

/** An address of IPv6 that only the home itself can have. */
export const isOfHome = (address: string): boolean =>
  ['uniqueLocal', 'linkLocal', 'private'].includes(rangeOf(address));

const withoutZone = (address: string): string => address.split('%')[0] ?? '';
const plain = (address: string): string =>
  ipaddr.isValid(withoutZone(address)) ? ipaddr.parse(withoutZone(address)).toString() : address;
const rangeOf = (address: string): string =>
  ipaddr.isValid(withoutZone(address)) ? ipaddr.parse(withoutZone(address)).range() : '';

function lowerHalf(address: string): string | null {
  const text = withoutZone(address);
  if (!ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.IPv6.parse(text)
    .parts.slice(4)
    .map((part) => part.toString(16))
    .join(':');
}
