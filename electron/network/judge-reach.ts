/**
 * Whether anybody in the internet can reach this home at all. The surprise: the router's own address tells more than any test from
 * inside: behind a provider's address translation (100.64.0.0/10), DS-Lite or a second router, no forward can ever work.
 */
import ipaddr from 'ipaddr.js';
import { isAddress, isPrivate, isPublicAddress } from '../contract/range';
import { seen, type CheckSeen, type ReachReport, type ReachWay, type SeenFromInternet } from '../contract/router';
import { isBelieved, isFresh } from './judge-forward';
import { isSame } from './names/who';

export interface ReachToJudge extends SeenFromInternet {
  /** The router's own address in the internet; null = it does not tell, '' = it has none. */
  readonly wan: string | null;
  /** Minutes since something from outside came in, over IPv4 and IPv6; null = nothing did. */
  readonly came4: number | null;
  readonly came6: number | null;
  /** Which guide fits this router; null = not known. */
  readonly guide: string | null;
}

export type Reach = Pick<ReachReport, 'verdict' | 'why' | 'ipv6' | 'ways'>;

export function judgeReach(all: ReachToJudge): Reach {
  const ipv6 = ipv6Of(all);
  const { verdict, why } = judgeIpv4(all);
  if (verdict === 'not-reachable' && ipv6 === 'tested' && all.came6 !== null)
    return {
      ...since(all.came6, (state) => seen(state, 'reach-ipv6-only', { address: all.server6 ?? '' })),
      ipv6,
      ways: waysOf(why, ipv6, all),
    };
  return { verdict, why, ipv6, ways: verdict === 'reachable' ? [] : waysOf(why, ipv6, all) };
}

function ipv6Of({ seen6, server6, came6 }: ReachToJudge): ReachReport['ipv6'] {
  if (server6 === null || seen6 === null || !isSame(server6, seen6)) return 'none';
  return came6 === null ? 'untested' : 'tested';
}

type Verdict = Pick<Reach, 'verdict' | 'why'>;
const never = (why: CheckSeen): Verdict => ({ verdict: 'not-reachable', why });
const reachable = (why: CheckSeen): Verdict => ({ verdict: 'reachable', why });
const unknown = (why: CheckSeen): Verdict => ({ verdict: 'unknown', why });
/** Believed for a day; a home whose phones have not come for longer is neither the one nor the other. */
const since = (minutes: number, why: (state: 'works' | 'open') => CheckSeen): Verdict =>
  isBelieved(minutes) ? reachable(why('works')) : unknown(why('open'));

/** What came in a while ago, where nothing that is seen now decides. */
export const cameBefore = (minutes: number): CheckSeen =>
  since(minutes, (state) => seen(state, 'reach-came', { minutes })).why;

function judgeIpv4({ wan, seen4, seen6, came4, guide }: ReachToJudge): Verdict {
  if (isFresh(came4)) return reachable(seen('works', 'reach-proven', {}));
  const undecided = (why: Verdict): Verdict =>
    came4 === null ? why : since(came4, (state) => seen(state, 'reach-came', { minutes: came4 }));
  if (wan === null) return undecided(unknown(seen('open', 'reach-unknown', { seen: seen4 ?? '' })));
  if (wan === '' || wan === '0.0.0.0')
    // with IPv6 and without an IPv4 address of its own, the provider carries IPv4 inside; others keep a private address to themselves
    return guide === 'fritzbox' && seen6 !== null
      ? never(seen('wrong', 'reach-ds-lite', {}))
      : undecided(never(seen('wrong', 'reach-no-address', {})));
  if (isPrivate(wan)) return never(seen('wrong', 'reach-second-router', { address: wan }));
  if (isWithin(wan, '100.64.0.0', 10)) return never(seen('wrong', 'reach-shared-address', { address: wan }));
  if (isWithin(wan, '192.0.0.0', 29)) return never(seen('wrong', 'reach-ds-lite', {}));
  if (!isAddress(wan) || !isPublicAddress(wan)) return never(seen('wrong', 'reach-no-address', {}));
  if (seen4 === null) return undecided(unknown(seen('open', 'reach-not-asked', { address: wan })));
  if (!isSame(wan, seen4)) return never(seen('wrong', 'reach-differs', { wan, seen: seen4 }));
  return reachable(seen('works', 'reach-own-address', { address: wan }));
}

const isWithin = (address: string, network: string, bits: number): boolean =>
  isAddress(address) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(network), bits);

/** What still works, or would, best first. */
function waysOf(why: CheckSeen, ipv6: ReachReport['ipv6'], { guide, seen6 }: ReachToJudge): readonly ReachWay[] {
  const second = why.reason === 'reach-second-router';
  const either = why.reason === 'reach-no-address';
  const blocked = why.state === 'wrong' || why.reason === 'reach-ipv6-only';
  // the box's own WireGuard comes in by the box's own IPv6, or not at all
  const byRouter = guide === 'fritzbox' && seen6 !== null && !second;
  const ways: readonly (ReachWay | false)[] = [
    // where there is none yet, the window offers to choose it
    'public-door',
    'at-home',
    ipv6 !== 'none' && 'ipv6',
    byRouter && 'router-wireguard',
    (second || either) && 'forward-twice',
    !second && blocked && 'ask-provider',
  ];
  return ways.filter((way) => way !== false);
}
