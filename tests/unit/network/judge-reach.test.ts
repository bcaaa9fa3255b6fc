// Whether a home can be reached at all, from what its router, the internet and its server say of its addresses.
import { describe, expect, it } from 'vitest';
import type { ReachReport, ReachWay } from '../../../electron/contract/router';
import { judgeReach, type ReachToJudge } from '../../../electron/network/judge-reach';

const server6 = '2001:db8:178:1:1a:50ff:fe00:10';
const home: ReachToJudge = {
  wan: '203.0.113.2',
  seen4: '203.0.113.2',
  seen6: null,
  server6: null,
  came4: null,
  came6: null,
  guide: null,
};
const withIpv6 = { seen6: server6, server6 };

type Case = readonly [
  string,
  Partial<ReachToJudge>,
  ReachReport['verdict'],
  ReachReport['why']['reason'],
  readonly ReachWay[],
];
const cases: readonly Case[] = [
  ['its own address', {}, 'reachable', 'reach-own-address', []],
  [
    'its own address, and nobody could be asked',
    { seen4: null },
    'unknown',
    'reach-not-asked',
    ['public-door', 'at-home'],
  ],
  ['nobody could be asked, but a phone came this morning', { seen4: null, came4: 300 }, 'reachable', 'reach-came', []],
  [
    'a carrier’s shared address',
    { wan: '100.64.3.4' },
    'not-reachable',
    'reach-shared-address',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  [
    'the last of them',
    { wan: '100.127.255.254' },
    'not-reachable',
    'reach-shared-address',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  ['one beyond them', { wan: '100.128.0.1', seen4: '100.128.0.1' }, 'reachable', 'reach-own-address', []],
  [
    'a second router',
    { wan: '192.168.2.5' },
    'not-reachable',
    'reach-second-router',
    ['public-door', 'at-home', 'forward-twice'],
  ],
  [
    'DS-Lite by its range',
    { wan: '192.0.0.2' },
    'not-reachable',
    'reach-ds-lite',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  [
    'no address and IPv6: DS-Lite, or a second router that it keeps to itself (miniupnpd)',
    { wan: '', ...withIpv6 },
    'not-reachable',
    'reach-no-address',
    ['public-door', 'at-home', 'ipv6', 'forward-twice', 'ask-provider'],
  ],
  [
    'DS-Lite at a FRITZ!Box',
    { wan: '0.0.0.0', ...withIpv6, guide: 'fritzbox' },
    'not-reachable',
    'reach-ds-lite',
    ['public-door', 'at-home', 'ipv6', 'router-wireguard', 'ask-provider'],
  ],
  [
    'no address',
    { wan: '' },
    'not-reachable',
    'reach-no-address',
    ['public-door', 'at-home', 'forward-twice', 'ask-provider'],
  ],
  ['no address, and a phone came in all the same', { wan: '', came4: 300 }, 'reachable', 'reach-came', []],
  [
    'no address, and a phone came in all the same days ago',
    { wan: '', came4: 3 * 1440 },
    'unknown',
    'reach-came',
    ['public-door', 'at-home'],
  ],
  [
    'a carrier’s shared address, whoever came in before',
    { wan: '100.64.3.4', came4: 60 },
    'not-reachable',
    'reach-shared-address',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  [
    'a second router now, whoever came in before',
    { wan: '192.168.2.5', came4: 60 },
    'not-reachable',
    'reach-second-router',
    ['public-door', 'at-home', 'forward-twice'],
  ],
  [
    'the router does not tell, a phone came days ago',
    { wan: null, came4: 4000 },
    'unknown',
    'reach-came',
    ['public-door', 'at-home'],
  ],
  [
    'an address of nobody',
    { wan: '169.254.7.7' },
    'not-reachable',
    'reach-no-address',
    ['public-door', 'at-home', 'forward-twice', 'ask-provider'],
  ],
  [
    'rubbish',
    { wan: 'not connected' },
    'not-reachable',
    'reach-no-address',
    ['public-door', 'at-home', 'forward-twice', 'ask-provider'],
  ],
  [
    'another than the internet sees',
    { seen4: '203.0.113.77' },
    'not-reachable',
    'reach-differs',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  ['the router does not tell', { wan: null }, 'unknown', 'reach-unknown', ['public-door', 'at-home']],
  ['the router does not tell, a packet does', { wan: null, came4: 0 }, 'reachable', 'reach-proven', []],
  ['a packet counts more than what the router says', { wan: '100.64.3.4', came4: 4 }, 'reachable', 'reach-proven', []],
  [
    'by IPv6 alone, once tested',
    { wan: '100.64.3.4', ...withIpv6, came6: 60 },
    'reachable',
    'reach-ipv6-only',
    ['public-door', 'at-home', 'ipv6', 'ask-provider'],
  ],
  [
    'by IPv6 alone, tested days ago',
    { wan: '100.64.3.4', ...withIpv6, came6: 4000 },
    'unknown',
    'reach-ipv6-only',
    ['public-door', 'at-home', 'ipv6', 'ask-provider'],
  ],
  [
    'a FRITZ!Box without IPv6',
    { wan: '100.64.3.4', guide: 'fritzbox' },
    'not-reachable',
    'reach-shared-address',
    ['public-door', 'at-home', 'ask-provider'],
  ],
  [
    'a FRITZ!Box behind a second router',
    { wan: '192.168.2.5', ...withIpv6, guide: 'fritzbox' },
    'not-reachable',
    'reach-second-router',
    ['public-door', 'at-home', 'ipv6', 'forward-twice'],
  ],
];

describe.each(cases)('%s', (_what, changes, verdict, reason, ways) => {
  it(`${verdict}: ${reason}`, () => {
    const reach = judgeReach({ ...home, ...changes });
    expect(reach).toMatchObject({ verdict, ways });
    expect(reach.why.reason).toBe(reason);
  });
});

describe('IPv6', () => {
  it.each([
    ['none', {}],
    ['none', { seen6: '2001:db8:178:1::77', server6 }],
    ['none', { seen6: server6, server6: null }],
    ['untested', withIpv6],
    ['untested', { seen6: server6.replace('db8:178', 'db8:0178'), server6 }],
    ['tested', { ...withIpv6, came6: 4000 }],
  ] as const)('is %s', (ipv6, changes) => expect(judgeReach({ ...home, ...changes }).ipv6).toBe(ipv6));
});
