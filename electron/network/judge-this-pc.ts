/**
 * Which way this PC is on, and if it is not the direct one: why. The surprise: a PC keeps for days what it was told once, so a router
 * that is set right and a PC that goes astray are often both true.
 */
import type { CheckSeen, Resolver, SeenFromPc, SeenFromServer } from '../contract/router';
import { seen } from '../contract/router';
import type { Settings } from '../contract/settings';
import { isFiltered, isSetRight, listOf, notLooked } from './judge-names';

export interface PcToJudge {
  readonly pc: SeenFromPc;
  /** It has an address in the home's network. */
  readonly atHome: boolean;
  readonly server: SeenFromServer | null;
  readonly settings: Pick<Settings, 'access' | 'hosts' | 'lan'>;
  readonly dns4: CheckSeen;
  readonly dns6: CheckSeen;
}

export function judgeThisPc(all: PcToJudge): CheckSeen {
  const { pc, settings, atHome } = all;
  const address = pc.taken ?? settings.lan.address;
  if (pc.way !== null && pc.way !== 'public' && pc.browsers.length > 0)
    return seen('wrong', 'pc-browser', { browsers: listOf(pc.browsers) });
  if (pc.way === 'home') return seen('works', 'pc-direct', { address });
  if (pc.way === 'tunnel') return seen('works', 'pc-through-tunnel', { address });
  // elsewhere, or in the router's guest network: what it is told there says nothing about home
  if (!atHome) return pc.way === 'public' ? seen('open', 'pc-goes-public', { address }) : notLooked;
  return astray(all) ?? lost(all);
}

/** Who leads it astray; null = nobody but the router's own setting. */
function astray({ pc, server, settings, dns4, dns6 }: PcToJudge): CheckSeen | null {
  const others = pc.resolvers.map(({ resolver }) => resolver).filter(({ who }) => who !== 'server');
  const filtering = pc.resolvers.filter(
    ({ resolver, a }) => resolver.who === 'router' && server !== null && isFiltered(a, server, settings),
  );
  const byHand = others.filter((one) => isByHand(one, server));
  const before = others.filter((one) => !byHand.includes(one) && isSetRight(one.family === 4 ? dns4 : dns6));
  if (filtering.length > 0)
    return seen('wrong', 'pc-filtered', { dns: listOf(filtering.map(({ resolver }) => resolver.address)) });
  if (byHand.length > 0) return seen('wrong', 'pc-dns-by-hand', { dns: addressesOf(byHand) });
  if (before.length > 0) return seen('waiting', 'pc-told-before', { dns: addressesOf(before) });
  return null;
}

/** Nobody else at home hands it out: where the system does not say, somebody in the internet or a program here was chosen by hand. */
function isByHand({ address, from, who }: Resolver, server: SeenFromServer | null): boolean {
  if (from !== 'unknown') return from === 'by-hand';
  if (who === 'this-pc') return true;
  const handedOut = server?.dhcp.flatMap(({ dns }) => dns) ?? [];
  return who === 'internet' && !address.includes(':') && handedOut.length > 0 && !handedOut.includes(address);
}

const addressesOf = (resolvers: readonly Resolver[]): string => listOf(resolvers.map(({ address }) => address));

function lost({ pc, server, settings }: PcToJudge): CheckSeen {
  const { taken } = pc;
  const own = [settings.lan.address, server?.address];
  if (taken !== null && !own.includes(taken)) return seen('waiting', 'pc-goes-public', { address: taken });
  // the right address, and nobody there
  return seen(taken === null ? 'waiting' : 'wrong', 'pc-no-answer', { host: settings.hosts.photos });
}
