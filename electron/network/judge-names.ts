/**
 * Whether devices at home are told to ask the server for names. The surprise: any second resolver undoes the first, since devices use
 * either; and a router that announces itself by IPv6 is such a second one, though its DNS setting is right.
 */
import { isPrivate } from '../contract/range';
import { seen, type Asked, type CheckSeen, type SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { hasPublicDoor } from '../contract/ways';
import { isOfHome, isOfSameDevice, isSame } from './names/who';

export type Lan = Settings['lan'];

export const notLooked = seen('open', 'not-looked', {});

export const listOf = (addresses: readonly string[]): string => [...new Set(addresses)].join(', ');

/** It stays in between, and what it says of the photos comes from the server. */
export const asksTheServer = (server: SeenFromServer): boolean =>
  (server.routerSays ?? []).some((address) => isSame(address, server.address));

export function judgeFixedAddress(server: SeenFromServer | null, lan: Lan): CheckSeen {
  if (!server) return notLooked;
  const { address } = server;
  if (!isSame(address, lan.address)) return seen('wrong', 'address-changed', { before: lan.address, address });
  return server.leased === false
    ? seen('works', 'address-static', { address })
    : seen('open', 'address-leased', { address });
}

/** What DHCP hands out, all who answer taken together. */
export function judgeDns4(server: SeenFromServer | null, lan: Lan): CheckSeen {
  if (!server) return notLooked;
  const dns = server.dhcp.flatMap((offer) => offer.dns);
  const routers = [lan.router, ...server.dhcp.map(({ from }) => from)];
  const others = dns.filter((one) => !isSame(one, server.address));
  const itself = others.length > 0 && others.every((one) => routers.some((router) => isSame(router, one)));
  if ((itself || dns.length === 0) && asksTheServer(server))
    return seen('works', 'dns-through-router', { address: lan.router });
  if (dns.length === 0) return seen('open', server.heardDhcp ? 'dns-not-said' : 'dhcp-not-heard', {});
  if (others.length === 0)
    return seen('works', byItself(server) ? 'dhcp-by-server' : 'dns-is-server', { address: server.address });
  if (others.length < dns.length) return seen('wrong', 'dns-is-both', { dns: listOf(others) });
  if (itself) return seen('waiting', 'dns-is-router', { address: others[0] ?? lan.router });
  // an address at home that is not the server's was typed in by somebody
  return seen(others.some(isPrivate) ? 'wrong' : 'waiting', 'dns-is-other', { dns: listOf(others) });
}

/** It hands out the addresses in the router's place. */
const byItself = ({ dhcp, address }: SeenFromServer): boolean => dhcp.every(({ from }) => isSame(from, address));

/** Whoever asks for an address at home is told to ask the server for names. */
const handsOutServer = ({ reason }: CheckSeen): boolean => reason === 'dns-is-server' || reason === 'dhcp-by-server';
/** Nobody at home is told of another resolver. */
export const isSetRight = (check: CheckSeen): boolean =>
  handsOutServer(check) || check.reason === 'ipv6-is-server' || check.reason === 'ipv6-no-dns';

/**
 * What is announced by IPv6. Nothing at all is best: then devices have one resolver only. `ofPc`: whom this PC asks, if it is at home; a
 * server without IPv6 hears nothing, whatever is announced.
 */
export function judgeDns6(server: SeenFromServer | null, ofPc: readonly Asked[]): CheckSeen {
  if (!server) return notLooked;
  const all = server.announced.flatMap(({ from, dns }) => dns.map((address) => ({ from, address })));
  const { ula } = server;
  if (all.length === 0)
    return server.heardIpv6 ? seen('works', 'ipv6-no-dns', {}) : (judgeByPc(server, ofPc) ?? notHeard6);
  const others = all.filter(({ address }) => ula === null || !isSame(address, ula));
  if (others.length === 0) return seen('works', 'ipv6-is-server', { address: ula ?? '' });
  const strangers = others.filter(({ from, address }) => !isOfRouter(from, address, server.networks6));
  if (strangers.length > 0)
    return seen('wrong', 'ipv6-is-other', { dns: listOf(strangers.map(({ address }) => address)) });
  const address = others[0]?.address ?? '';
  if (asksTheServer(server)) return seen('works', 'dns-through-router', { address });
  return ula === null ? seen('wrong', 'ipv6-no-ula', { address }) : seen('wrong', 'ipv6-is-router', { address });
}

/** Who announces a resolver of the home's own means itself, by whichever of its addresses. */
const isOfRouter = (from: string, address: string, networks6: readonly string[]): boolean =>
  isSame(from, address) || isOfSameDevice(from, address, networks6) || isOfHome(address);

const notHeard6 = seen('open', 'ipv6-not-heard', {});

/** A resolver of IPv6 that only the home itself can have, and not the server: the PC heard what the server could not. */
function judgeByPc(server: SeenFromServer, ofPc: readonly Asked[]): CheckSeen | null {
  const found = ofPc.find(
    ({ resolver: { who, family, address } }) =>
      family === 6 && (who === 'router' || (who === 'home' && isOfHome(address))),
  );
  if (!found) return null;
  const { address } = found.resolver;
  const asks = asksTheServer(server) || (found.a ?? []).some((one) => isSame(one, server.address));
  return asks ? seen('works', 'dns-through-router', { address }) : seen('wrong', 'ipv6-is-router', { address });
}

/** Seen only where the router asks the server in turn: what points into the home, it swallows. */
export function judgeRebind(
  server: SeenFromServer | null,
  settings: Pick<Settings, 'access' | 'lan'>,
  dns4: CheckSeen,
): CheckSeen {
  if (!server) return notLooked;
  if (handsOutServer(dns4) || asksTheServer(server)) return seen('works', 'rebind-fine', {});
  return isFiltered(server.routerSays, server, settings)
    ? seen('wrong', 'rebind-filtered', { router: settings.lan.router })
    : notLooked;
}

/**
 * It says "there is none" of a name that both the world and the server know: somebody in between has swallowed the answer. Where the
 * world cannot be asked (a router that asks the server may lead in a circle), the public door is reason enough to know that name.
 */
export function isFiltered(
  says: readonly string[] | null,
  { worldSays, serverSays }: SeenFromServer,
  settings: Pick<Settings, 'access'>,
): boolean {
  const worldKnows = worldSays === null ? hasPublicDoor(settings) : worldSays.length > 0;
  return says?.length === 0 && worldKnows && (serverSays ?? []).length > 0;
}

/** Whether the router has stopped handing out addresses, so that the server can take over. */
export function judgeRouterDhcp(server: SeenFromServer | null, lan: Lan): CheckSeen {
  if (!server) return notLooked;
  const others = strangersOf(server);
  if (others.length > 0) return seen('waiting', 'dhcp-answers', { from: listOf(others) });
  if (!server.heardDhcp) return notHeardDhcp;
  // silence takes the server's own address away, unless it hands them out already
  if (server.dhcp.length === 0 && judgeFixedAddress(server, lan).state !== 'works')
    return seen('wrong', 'dhcp-silent-on-loan', { address: server.address });
  return seen('works', 'dhcp-silent', {});
}

/** Whether the server hands them out, and nobody else does. */
export function judgeServerDhcp(server: SeenFromServer | null, router: Settings['router']): CheckSeen {
  if (!server) return notLooked;
  const others = strangersOf(server);
  if (others.length > 0)
    return seen(router.dhcp === null ? 'waiting' : 'wrong', 'dhcp-answers', { from: listOf(others) });
  return server.dhcp.length > 0
    ? seen('works', 'dhcp-by-server', { address: server.address })
    : server.heardDhcp
      ? seen('waiting', 'dhcp-silent', {})
      : notHeardDhcp;
}

const notHeardDhcp = seen('open', 'dhcp-not-heard', {});

const strangersOf = (server: SeenFromServer): readonly string[] =>
  server.dhcp.map(({ from }) => from).filter((from) => !isSame(from, server.address));
