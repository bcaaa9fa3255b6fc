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
}

export const whoIsWho = (asked: readonly AskedTold[], home: Home): readonly Asked[] =>
  asked.map((one) => ({ ...one, resolver: { ...one.resolver, who: whoIs(one.resolver.address, home) } }));

export function whoIs(address: string, { server, router }: Home): Resolver['who'] {
  if (server.some((one) => isSame(one, address))) return 'server';
  if (router.some((one) => isSame(one, address) || isOfSameDevice(one, address))) return 'router';
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

/** Two addresses of IPv6 with the same lower half, or an upper half of the home's own with the number one. */
export function isOfSameDevice(known: string, address: string): boolean {
  const [a, b] = [lowerHalf(known), lowerHalf(address)];
  return a !== null && b !== null && (a === b || (b === '0:0:0:1' && rangeOf(address) !== 'loopback'));
}

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
