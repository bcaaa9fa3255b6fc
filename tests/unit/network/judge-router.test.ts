// Every reason a live check can have, as a case: what was seen in, state and reason out.
import { describe, expect, it } from 'vitest';
import type { RouterCheck } from '../../../electron/contract/guide';
import { seen, type CheckReason, type CheckSeen } from '../../../electron/contract/router';
import { judgeRouter } from '../../../electron/network/judge-router';
import {
  announced,
  dhcp,
  edge,
  home,
  host,
  now,
  pcGoesPublic,
  phone,
  resolver,
  router4,
  routerLinkLocal,
  routerUla,
  server4,
  serverUla,
  type Changes,
} from './router-seen';

type Case = readonly [string, RouterCheck, CheckSeen['state'], CheckReason, Changes, object?];
const hour = 3_600_000;
const [four, six] = [dhcp, announced];
const before = [resolver(router4, 'router', [edge])];
const mappingTo = (to: string, leaseSeconds: number) => ({
  to,
  port: 51820,
  leaseSeconds,
  description: 'immich-at-home',
});

const cases: readonly Case[] = [
  ['an address of its own', 'fixed-address', 'works', 'address-static', {}, { address: server4 }],
  ['a lent address', 'fixed-address', 'open', 'address-leased', { server: { leased: true } }, { address: server4 }],
  ['nobody knows whether it is lent', 'fixed-address', 'open', 'address-leased', { server: { leased: null } }],
  [
    'another address than it was set up with',
    'fixed-address',
    'wrong',
    'address-changed',
    { server: { address: '192.168.178.55', leased: true } },
    { before: server4, address: '192.168.178.55' },
  ],

  ['the router hands out the server', 'dns-ipv4', 'works', 'dns-is-server', {}, { address: server4 }],
  ['itself', 'dns-ipv4', 'waiting', 'dns-is-router', { server: { dhcp: four.router } }, { address: router4 }],
  [
    'the server and itself',
    'dns-ipv4',
    'wrong',
    'dns-is-both',
    { server: { dhcp: [four.offer([server4, router4])] } },
    { dns: router4 },
  ],
  [
    'the server and a public one',
    'dns-ipv4',
    'wrong',
    'dns-is-both',
    { server: { dhcp: [four.offer([server4, '1.1.1.1'])] } },
    { dns: '1.1.1.1' },
  ],
  [
    'a stranger at home, or a typing error',
    'dns-ipv4',
    'wrong',
    'dns-is-other',
    { server: { dhcp: [four.offer(['192.168.178.100'])] } },
    { dns: '192.168.178.100' },
  ],
  [
    'the provider’s',
    'dns-ipv4',
    'waiting',
    'dns-is-other',
    { server: { dhcp: [four.offer(['9.9.9.9', '9.9.9.10'])] } },
    { dns: '9.9.9.9, 9.9.9.10' },
  ],
  [
    'two who hand out different ones',
    'dns-ipv4',
    'wrong',
    'dns-is-both',
    { server: { dhcp: [...four.router, four.offer([server4], server4)] } },
  ],
  ['nobody', 'dns-ipv4', 'open', 'dns-not-said', { server: { dhcp: [] } }],
  ['addresses without a DNS server', 'dns-ipv4', 'open', 'dns-not-said', { server: { dhcp: [four.offer([])] } }],
  [
    'itself, and it asks the server in turn',
    'dns-ipv4',
    'works',
    'dns-through-router',
    { server: { dhcp: four.router, routerSays: [server4] } },
    { address: router4 },
  ],
  [
    'the server itself has taken over',
    'dns-ipv4',
    'works',
    'dns-is-server',
    { server: { dhcp: [four.offer([server4], server4)] } },
  ],
  ['the server did not answer', 'dns-ipv4', 'open', 'not-looked', { server: null }],

  ['nobody announces', 'dns-ipv6', 'works', 'ipv6-no-dns', {}],
  [
    'the server’s own',
    'dns-ipv6',
    'works',
    'ipv6-is-server',
    { server: { announced: six(serverUla) } },
    { address: serverUla },
  ],
  [
    'written in another way',
    'dns-ipv6',
    'works',
    'ipv6-is-server',
    { server: { announced: six(serverUla.replace(':1:', ':0001:')) } },
  ],
  [
    'the router by its link',
    'dns-ipv6',
    'wrong',
    'ipv6-is-router',
    { server: { announced: six(routerLinkLocal) } },
    { address: routerLinkLocal },
  ],
  [
    'the router by the home’s network',
    'dns-ipv6',
    'wrong',
    'ipv6-is-router',
    { server: { announced: six(routerUla) } },
    { address: routerUla },
  ],
  [
    'the router by the internet’s',
    'dns-ipv6',
    'wrong',
    'ipv6-is-router',
    { server: { announced: six('2001:db8:178:1::1') } },
  ],
  [
    'the server’s and the router’s',
    'dns-ipv6',
    'wrong',
    'ipv6-is-router',
    { server: { announced: six(serverUla, routerUla) } },
  ],
  [
    'the router, where the server has no lasting address',
    'dns-ipv6',
    'wrong',
    'ipv6-no-ula',
    { server: { ula: null, announced: six(routerLinkLocal) } },
    { address: routerLinkLocal },
  ],
  [
    'a public one',
    'dns-ipv6',
    'wrong',
    'ipv6-is-other',
    { server: { announced: six('2606:4700:4700::1111') } },
    { dns: '2606:4700:4700::1111' },
  ],
  [
    'the router, which asks the server in turn',
    'dns-ipv6',
    'works',
    'dns-through-router',
    { server: { announced: six(routerUla), routerSays: [server4] } },
  ],
  ['the server did not answer', 'dns-ipv6', 'open', 'not-looked', { server: null }],

  ['the router is not asked at all', 'rebind', 'works', 'rebind-fine', {}],
  [
    'it lets through what points home',
    'rebind',
    'works',
    'rebind-fine',
    { server: { dhcp: four.router, routerSays: [server4] } },
  ],
  [
    'it swallows what points home',
    'rebind',
    'wrong',
    'rebind-filtered',
    { server: { dhcp: four.router, routerSays: [] } },
    { router: router4 },
  ],
  ['it asks the world, not the server', 'rebind', 'open', 'not-looked', { server: { dhcp: four.router } }],
  ['it does not answer', 'rebind', 'open', 'not-looked', { server: { dhcp: four.router, routerSays: null } }],
  [
    'without a public door "there is none" says nothing',
    'rebind',
    'open',
    'not-looked',
    { settings: { access: 'home' }, server: { dhcp: four.router, routerSays: [], worldSays: [] } },
  ],

  ['the direct way', 'this-pc', 'works', 'pc-direct', {}, { address: server4 }],
  [
    'through the tunnel, from anywhere',
    'this-pc',
    'works',
    'pc-through-tunnel',
    { atHome: false, pc: { way: 'tunnel', taken: '10.86.0.1' } },
    { address: '10.86.0.1' },
  ],
  ['told before the router was set', 'this-pc', 'waiting', 'pc-told-before', { pc: pcGoesPublic }, { dns: router4 }],
  [
    'told before, and there is no public door',
    'this-pc',
    'waiting',
    'pc-told-before',
    {
      settings: { access: 'home' },
      server: { worldSays: [], routerSays: [] },
      pc: { resolvers: [resolver(router4, 'router', [])], taken: null, way: null },
    },
  ],
  [
    'told before by IPv6',
    'this-pc',
    'waiting',
    'pc-told-before',
    {
      pc: {
        ...pcGoesPublic,
        resolvers: [resolver(server4, 'server', [server4]), resolver(routerUla, 'router', [edge])],
      },
    },
    { dns: routerUla },
  ],
  [
    'a resolver by hand',
    'this-pc',
    'wrong',
    'pc-dns-by-hand',
    { pc: { ...pcGoesPublic, resolvers: [resolver('1.1.1.1', 'internet', [edge], 'by-hand')] } },
    { dns: '1.1.1.1' },
  ],
  [
    'a public one that nobody hands out',
    'this-pc',
    'wrong',
    'pc-dns-by-hand',
    { pc: { ...pcGoesPublic, resolvers: [resolver('1.1.1.1', 'internet', [edge])] } },
    { dns: '1.1.1.1' },
  ],
  [
    'a program of its own',
    'this-pc',
    'wrong',
    'pc-dns-by-hand',
    { pc: { ...pcGoesPublic, resolvers: [resolver('127.0.0.1', 'this-pc', [edge])] } },
    { dns: '127.0.0.1' },
  ],
  [
    'the router is not set yet',
    'this-pc',
    'waiting',
    'pc-goes-public',
    { server: { dhcp: four.router }, pc: pcGoesPublic },
    { address: edge },
  ],
  [
    'the router is not set yet, and leads past by IPv6',
    'this-pc',
    'waiting',
    'pc-goes-public',
    {
      server: { announced: six(routerUla) },
      pc: {
        way: 'public',
        taken: '2606:4700::6810:1',
        resolvers: [resolver(server4, 'server', [server4]), resolver(routerUla, 'router', [edge])],
      },
    },
    { address: '2606:4700::6810:1' },
  ],
  [
    'the router swallows the answer',
    'this-pc',
    'wrong',
    'pc-filtered',
    {
      server: { dhcp: four.router, routerSays: [] },
      pc: { resolvers: [resolver(router4, 'router', [])], taken: null, way: null },
    },
    { dns: router4 },
  ],
  [
    'a browser that asks a stranger',
    'this-pc',
    'wrong',
    'pc-browser',
    { pc: { browsers: ['Firefox', 'Brave'] } },
    { browsers: 'Firefox, Brave' },
  ],
  [
    'no such name at home',
    'this-pc',
    'waiting',
    'pc-no-answer',
    {
      settings: { access: 'home' },
      server: { dhcp: four.router, worldSays: [], routerSays: [] },
      pc: { resolvers: before.map((one) => ({ ...one, a: [] })), taken: null, way: null },
    },
    { host },
  ],
  ['the right address, and nobody there', 'this-pc', 'wrong', 'pc-no-answer', { pc: { way: null } }, { host }],
  ['elsewhere, by Cloudflare', 'this-pc', 'open', 'pc-goes-public', { atHome: false, server: null, pc: pcGoesPublic }],
  [
    'in the router’s guest network',
    'this-pc',
    'open',
    'pc-goes-public',
    { atHome: false, server: null, pc: { ...pcGoesPublic, resolvers: [resolver('192.168.179.1', 'home', [edge])] } },
  ],
  [
    'elsewhere, reached nowhere',
    'this-pc',
    'open',
    'not-looked',
    { atHome: false, server: null, pc: { way: null, taken: null, resolvers: [] } },
  ],
  ['the server did not answer, the PC did', 'this-pc', 'works', 'pc-direct', { server: null }],

  ['a phone from outside', 'reachable', 'works', 'reach-proven', { server: { handshakeFromOutside: now - hour } }],
  ['a packet that came back', 'reachable', 'works', 'reach-proven', { server: { knock: 'arrived' } }],
  [
    'a phone by IPv6 proves nothing of IPv4',
    'reachable',
    'open',
    'not-looked',
    { server: { handshakeFromOutside: now - hour, handshakeOverIpv6: now - hour } },
  ],
  [
    'what was seen when it was last looked at',
    'reachable',
    'wrong',
    'reach-ds-lite',
    { reach: seen('wrong', 'reach-ds-lite', {}) },
  ],
  ['not looked at', 'reachable', 'open', 'not-looked', {}],

  ['a phone from outside', 'forward', 'works', 'forward-proven', { server: { handshakeFromOutside: now - hour } }],
  [
    'a phone from outside proves it, though another has wrong keys',
    'forward',
    'works',
    'forward-proven',
    { unanswered: 20, server: { handshakeFromOutside: now - hour } },
  ],
  [
    'a packet that the router turned round',
    'forward',
    'works',
    'forward-turned-round',
    { server: { knock: 'arrived' } },
  ],
  [
    'in the router’s list, for a while',
    'forward',
    'works',
    'forward-listed',
    { mapping: mappingTo(server4, 3_590) },
    { minutes: 60 },
  ],
  [
    'in the router’s list, for good',
    'forward',
    'works',
    'forward-listed',
    { mapping: mappingTo(server4, 0) },
    { minutes: null },
  ],
  [
    'the list is known though the server did not answer',
    'forward',
    'works',
    'forward-listed',
    { server: null, mapping: mappingTo(server4, 0) },
  ],
  [
    'to another device',
    'forward',
    'wrong',
    'forward-to-other',
    { mapping: mappingTo('192.168.178.77', 0) },
    { address: '192.168.178.77' },
  ],
  [
    'knocks that no handshake follows',
    'forward',
    'wrong',
    'forward-keys',
    { unanswered: 5, server: { knock: 'arrived' } },
    { hellos: 5 },
  ],
  ['nothing at all', 'forward', 'waiting', 'forward-nothing', { server: { knock: 'not-seen' } }, { port: 51820 }],
  [
    'a handshake of two days ago',
    'forward',
    'waiting',
    'forward-nothing',
    { server: { handshakeFromOutside: now - 48 * hour } },
  ],
  ['the server did not answer', 'forward', 'open', 'not-looked', { server: null }],

  ['none', 'first-phone', 'waiting', 'phone-none', {}],
  [
    'one that has not come',
    'first-phone',
    'waiting',
    'phone-waiting',
    { phones: [phone('Clara', { addedAt: now }), phone('Ben')] },
    { name: 'Clara' },
  ],
  [
    'the one that came last',
    'first-phone',
    'works',
    'phone-seen',
    { phones: [phone('Clara', { handshakeAt: 1 }), phone('Ben', { handshakeAt: 2 }), phone('Ida')] },
    { name: 'Ben' },
  ],
  ['not looked at', 'first-phone', 'open', 'not-looked', { phones: null }],

  [
    'the router still hands out',
    'router-dhcp-off',
    'waiting',
    'dhcp-answers',
    { server: { dhcp: four.router } },
    { from: router4 },
  ],
  ['nobody does', 'router-dhcp-off', 'works', 'dhcp-silent', { server: { dhcp: [] } }],
  [
    'the server alone does',
    'router-dhcp-off',
    'works',
    'dhcp-silent',
    { server: { dhcp: [four.offer([server4], server4)] } },
  ],
  ['the server did not answer', 'router-dhcp-off', 'open', 'not-looked', { server: null }],
  [
    'the server alone does',
    'server-dhcp',
    'works',
    'dhcp-by-server',
    { server: { dhcp: [four.offer([server4], server4)] } },
    { address: server4 },
  ],
  ['nobody does yet', 'server-dhcp', 'waiting', 'dhcp-silent', { server: { dhcp: [] } }],
  ['the router does', 'server-dhcp', 'waiting', 'dhcp-answers', { server: { dhcp: four.router } }],
  [
    'the router has come back beside the server',
    'server-dhcp',
    'wrong',
    'dhcp-answers',
    {
      settings: { router: { mapping: false, dhcp: { from: '192.168.178.100', to: '192.168.178.200' } } },
      server: { dhcp: [...four.router, four.offer([server4], server4)] },
    },
    { from: router4 },
  ],
];

describe('a check', () => {
  for (const [what, check, state, reason, changes, values = {}] of cases)
    it(`${check}, ${what}: ${state}, ${reason}`, () => {
      const judged = judgeRouter(home(changes))[check];
      expect(judged).toMatchObject({ state, reason, values });
    });
});

describe('a household whose ways all lead through Cloudflare', () => {
  it('has nothing to look at', () => {
    const checks = judgeRouter(home({ settings: { access: 'public' } }));
    expect(new Set(Object.values(checks).map(({ reason }) => reason))).toEqual(new Set(['not-looked']));
  });
});

it('there is a case for every reason', () => {
  const covered = new Set<CheckReason>(cases.map(([, , , reason]) => reason));
  // those that judgeReach alone gives
  const elsewhere = /^reach-/;
  const all: Record<Exclude<CheckReason, `reach-${string}`>, true> = {
    'address-static': true,
    'address-leased': true,
    'address-changed': true,
    'dns-is-server': true,
    'dns-is-router': true,
    'dns-is-other': true,
    'dns-is-both': true,
    'dns-through-router': true,
    'dns-not-said': true,
    'ipv6-no-dns': true,
    'ipv6-is-server': true,
    'ipv6-is-router': true,
    'ipv6-is-other': true,
    'ipv6-no-ula': true,
    'rebind-filtered': true,
    'rebind-fine': true,
    'pc-direct': true,
    'pc-through-tunnel': true,
    'pc-told-before': true,
    'pc-dns-by-hand': true,
    'pc-goes-public': true,
    'pc-filtered': true,
    'pc-browser': true,
    'pc-no-answer': true,
    'forward-proven': true,
    'forward-turned-round': true,
    'forward-listed': true,
    'forward-to-other': true,
    'forward-nothing': true,
    'forward-keys': true,
    'phone-seen': true,
    'phone-waiting': true,
    'phone-none': true,
    'dhcp-silent': true,
    'dhcp-answers': true,
    'dhcp-by-server': true,
    'not-looked': true,
  };
  expect(Object.keys(all).filter((reason) => !covered.has(reason as CheckReason) && !elsewhere.test(reason))).toEqual(
    [],
  );
});
