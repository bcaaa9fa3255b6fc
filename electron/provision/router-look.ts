/**
 * What the home server knows of the router and of the way in, in one round trip. The surprise: a packet that the router has turned round
 * comes from home, whatever name it was sent to, so only a handshake from elsewhere counts as one from outside.
 */
import ipaddr from 'ipaddr.js';
import { contains, isAddress, readRange } from '../contract/range';
import type { SeenFromInternet, SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { reader } from './engine/read';
import type { Wanted } from './engine/step';
import { answers } from './facts/answers';
import { lan } from './facts/preflight-network';
import { homeSeen, internetSeen, routerMacSeen, type SeenAtHome } from './facts/router-look';
import { arrivals, hellos, phoneBook, tunnel, type FoundTunnel, type PhoneBook } from './facts/wireguard';
import { withoutPort } from './phones/list';
import type { Remote } from './remote';

type Place = Pick<Wanted, 'settings' | 'template'>;

/** A phone that was given a line, and when it came last. */
export interface PhoneAtHome {
  readonly name: string;
  readonly publicKey: string;
  readonly addedAt: number;
  readonly handshakeAt: number | null;
}

export interface HomeLook {
  readonly server: SeenFromServer;
  readonly phones: readonly PhoneAtHome[];
}

/**
 * The router, the counters and the phones. `seen4`: what `seenFromInternet` last said, so that the knock is tried where no address is
 * published.
 */
export async function lookAtHome(
  remote: Remote,
  place: Place,
  { seen4 = null }: { readonly seen4?: string | null } = {},
): Promise<HomeLook> {
  const ask = reader(remote, { timeoutMs: 15_000 }).ask;
  const found = await answers<{
    lan: Awaited<ReturnType<typeof lan.parse>>;
    tunnel: FoundTunnel | null;
    phones: { readonly book: PhoneBook };
    packets: number | null;
    hellos: number | null;
    home: SeenAtHome;
  }>({
    lan: ask(lan),
    tunnel: ask(tunnel),
    phones: ask(phoneBook),
    packets: ask(arrivals),
    hellos: ask(hellos),
    home: ask(homeSeen(place, seen4)),
  });
  const { now, public: turnedRound, ...home } = found.home;
  const { networks6 } = home;
  // minutes count: the server's clock may be another than ours
  const behind = Date.now() - now;
  const outside = handshakes(found.tunnel, (address) => isOutside(address, place.settings, networks6, turnedRound)).map(
    ({ address, at }) => ({ address, at: at + behind }),
  );
  return {
    server: {
      ...home,
      leased: found.lan?.address === home.address ? found.lan.byDhcp : null,
      packets: found.packets,
      hellos: found.hellos,
      handshakeFromOutside: newest(outside),
      handshakeOverIpv6: newest(outside.filter(({ address }) => address.includes(':'))),
    },
    phones: found.phones.book.phones.map(({ name, publicKey, addedAt }) => ({
      name,
      publicKey,
      addedAt,
      handshakeAt: found.tunnel?.peers.find((peer) => peer.publicKey === publicKey)?.handshakeAt ?? null,
    })),
  };
}

/** Which router it is that the server stands behind: its MAC, null when the server does not know it. */
export const routerMac = (remote: Remote, place: Place): Promise<string | null> =>
  reader(remote, { timeoutMs: 5_000 }).ask(routerMacSeen(place));

/** How the internet sees this home. One round trip; seconds where there is no way out by IPv6. */
export const seenFromInternet = (remote: Remote, place: Place): Promise<SeenFromInternet> =>
  reader(remote, { timeoutMs: 15_000 }).ask(internetSeen(place));

interface Handshake {
  readonly address: string;
  readonly at: number;
}

const handshakes = (found: FoundTunnel | null, counts: (address: string) => boolean): readonly Handshake[] =>
  (found?.peers ?? []).flatMap(({ endpoint, handshakeAt }) => {
    if (endpoint === null || handshakeAt === null) return [];
    const address = withoutPort(endpoint);
    return counts(address) ? [{ address, at: handshakeAt }] : [];
  });

const newest = (list: readonly Handshake[]): number | null =>
  list.length > 0 ? Math.max(...list.map(({ at }) => at)) : null;

/** Neither from the home's networks nor turned round by the router, which may put its own address in the internet there. */
export function isOutside(
  address: string,
  { lan: { network } }: Pick<Settings, 'lan'>,
  networks6: readonly string[],
  turnedRound: string | null,
): boolean {
  if (isAddress(address)) {
    const home = readRange(network);
    return address !== turnedRound && !(home && contains(home, address));
  }
  const [plain = ''] = address.split('%');
  if (!ipaddr.IPv6.isValid(plain)) return false;
  const parsed = ipaddr.IPv6.parse(plain);
  if (['linkLocal', 'uniqueLocal', 'loopback'].includes(parsed.range())) return false;
  return !networks6.some((text) => ipaddr.IPv6.isValidCIDR(text) && parsed.match(ipaddr.IPv6.parseCIDR(text)));
}
