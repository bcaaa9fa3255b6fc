/**
 * Whether anybody in the internet can reach this home at all. The surprise: the router's own address tells more than any test from
 * inside: behind a provider's address translation (100.64.0.0/10), DS-Lite or a second router, no forward can ever work.
 */
import ipaddr from 'ipaddr.js';
import { isAddress, isPrivate, isPublicAddress } from '../contract/range';
import { seen, type CheckSeen, type ReachReport, type ReachWay, type SeenFromInternet } from '../contract/router';
import type { Access } from '../contract/settings';
import { isSame } from './names/who';

export interface ReachToJudge extends SeenFromInternet {
  /** The router's own address in the internet; null = it does not tell, '' = it has none. */
  readonly wan: string | null;
  readonly testedIpv6: boolean;
  /** A packet from outside has come in over IPv4. */
  readonly proven: boolean;
  readonly access: Access;
  /** Which guide fits this router; null = not known. */
  readonly guide: string | null;
}

export type Reach = Pick<ReachReport, 'verdict' | 'why' | 'ipv6' | 'ways'>;

export function judgeReach(all: ReachToJudge): Reach {
  const ipv6 = ipv6Of(all);
  const { verdict, why } = judgeIpv4(all);
  if (verdict === 'not-reachable' && ipv6 === 'tested')
    return {
      verdict: 'reachable',
      why: seen('works', 'reach-ipv6-only', { address: all.server6 ?? '' }),
      ipv6,
      ways: waysOf(why, ipv6, all),
    };
  return { verdict, why, ipv6, ways: verdict === 'reachable' ? [] : waysOf(why, ipv6, all) };
}

function ipv6Of({ seen6, server6, testedIpv6 }: ReachToJudge): ReachReport['ipv6'] {
  if (server6 === null || seen6 === null || !isSame(server6, seen6)) return 'none';
  return testedIpv6 ? 'tested' : 'untested';
}

type Verdict = Pick<Reach, 'verdict' | 'why'>;
const never = (why: CheckSeen): Verdict => ({ verdict: 'not-reachable', why });
const reachable = (why: CheckSeen): Verdict => ({ verdict: 'reachable', why });
const unknown = (why: CheckSeen): Verdict => ({ verdict: 'unknown', why });

function judgeIpv4({ wan, seen4, seen6, proven }: ReachToJudge): Verdict {
  if (proven) return reachable(seen('works', 'reach-proven', {}));
  if (wan === null) return unknown(seen('open', 'reach-unknown', { seen: seen4 ?? '' }));
  if (wan === '' || wan === '0.0.0.0')
    // with IPv6 and without an IPv4 address of its own, the provider carries IPv4 inside
    return never(seen6 === null ? seen('wrong', 'reach-no-address', {}) : seen('wrong', 'reach-ds-lite', {}));
  if (isPrivate(wan)) return never(seen('wrong', 'reach-second-router', { address: wan }));
  if (isWithin(wan, '100.64.0.0', 10)) return never(seen('wrong', 'reach-shared-address', { address: wan }));
  if (isWithin(wan, '192.0.0.0', 29)) return never(seen('wrong', 'reach-ds-lite', {}));
  if (!isAddress(wan) || !isPublicAddress(wan)) return never(seen('wrong', 'reach-no-address', {}));
  if (seen4 !== null && !isSame(wan, seen4)) return never(seen('wrong', 'reach-differs', { wan, seen: seen4 }));
  return reachable(seen('works', 'reach-own-address', { address: wan }));
}

const isWithin = (address: string, network: string, bits: number): boolean =>
  isAddress(address) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(network), bits);

/** What still works, or would, best first. */
function waysOf(
  why: CheckSeen,
  ipv6: ReachReport['ipv6'],
  { access, guide, seen6 }: ReachToJudge,
): readonly ReachWay[] {
  const second = why.reason === 'reach-second-router';
  // the box's own WireGuard comes in by the box's own IPv6, or not at all
  const byRouter = guide === 'fritzbox' && seen6 !== null && !second;
  const ways: readonly (ReachWay | false)[] = [
    access === 'both' && 'public-door',
    'at-home',
    ipv6 !== 'none' && 'ipv6',
    byRouter && 'router-wireguard',
    second && 'forward-twice',
    !second && why.reason !== 'reach-unknown' && 'ask-provider',
  ];
  return ways.filter((way) => way !== false);
}
