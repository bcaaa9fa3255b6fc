// The live checks on the family's PC, by the program's own command line: what they say with nothing set, as the person sets one thing
// after the other, where a setting was forgotten, and where a home cannot be reached at all. Only names at home are set up on the server.
// Surprise: the doorkeeper is a stand-in of ten lines, so that the way this PC takes can be told without a whole set-up.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RouterCheck } from '../../electron/contract/guide';
import type { CheckSeen, ReachReport, RouterReport, RouterSeen } from '../../electron/contract/router';
import { step } from '../../electron/provision/engine/step';
import { dns } from '../../electron/provision/steps/dns';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine } from './command-line.ts';
import { groundwork, householdWith, setUp } from './direct-line.ts';
import { internet } from './internet/index.ts';
import { serverCertificate, serverKey } from './internet/places.ts';
import * as lab from './lab.ts';
import { addresses, hostnames } from './names.ts';
import { startIn, stop, until, runIn } from './processes.ts';
import { resetRouter } from './router.ts';

interface Look extends RouterReport {
  readonly router: RouterSeen;
  readonly reach: ReachReport;
  readonly look: { readonly seconds: number; readonly roundTrips: number; readonly bytes: number };
}

/** Both doors: the world knows the photos’ name too, and leads to Cloudflare. */
const wishes = { access: 'both' };

async function look(...options: string[]): Promise<Look> {
  const { lines, failure, stderr } = await commandLine(['router', ...options], { wishes, setupToken: null });
  const said = lines.at(-1) as unknown as Look | undefined;
  if (said?.router === undefined) throw new Error(`no look: ${JSON.stringify(failure)} ${stderr}`);
  return said;
}

const reasons = ({ checks }: Look, ...names: RouterCheck[]): Partial<Record<RouterCheck, string>> =>
  Object.fromEntries(names.map((name) => [name, `${checks[name].state} ${checks[name].reason}`]));
const values = ({ checks }: Look, name: RouterCheck): CheckSeen['values'] => checks[name].values;

/** Says which way whoever asks has come, as the real one does. */
const doorkeeper = `
const { createServer } = require('node:https');
const { readFileSync } = require('node:fs');
createServer({ cert: readFileSync('${serverCertificate}'), key: readFileSync('${serverKey}') }, (asked, answer) => {
  const address = asked.socket.remoteAddress.replace('::ffff:', '');
  answer.end(JSON.stringify({ address, cloudflare: false, way: 'home' }));
}).listen(443, '${addresses.home}', () => console.log('open'));`;

describe.skipIf(lab.cannotRunHere() !== undefined)('the live checks', () => {
  beforeAll(async () => {
    await labIsUp();
    await lab.reset();
    await resetRouter();
    await builtCommandLine();
    await internet.setRecord({ type: 'CNAME', name: hostnames.photos, content: 'x.cfargotunnel.com', proxied: true });
    const household = householdWith();
    await groundwork(household);
    await setUp([step(dns)], household);
    await startIn('home', 'doorkeeper', [process.execPath, '-e', doorkeeper]);
    await until('the doorkeeper', async () => (await runIn('home', ['ss', '-Hltn'])).stdout.includes(':443'));
  });
  afterEach(resetRouter);
  afterAll(async () => {
    await stop('doorkeeper');
    await internet.reset();
  });

  it('with nothing set say so, in one round trip and five seconds', async () => {
    const seen = await look();
    expect(seen.router).toMatchObject({ guide: 'fritzbox', model: 'FRITZ!Box 7590 AX' });
    expect(reasons(seen, 'fixed-address', 'dns-ipv4', 'dns-ipv6', 'this-pc', 'reachable', 'forward')).toEqual({
      'fixed-address': 'works address-static',
      'dns-ipv4': 'waiting dns-is-router',
      'dns-ipv6': 'wrong ipv6-is-router',
      'this-pc': 'waiting pc-goes-public',
      reachable: 'works reach-own-address',
      forward: 'waiting forward-nothing',
    });
    expect(seen.pc.resolvers.map(({ resolver: { who, family } }) => `${who} ${family}`)).toEqual([
      'router 4',
      'router 6',
    ]);
    // an edge address, and the hints that lead browsers past a home that answers A alone
    expect(seen.pc.resolvers[0]?.https?.[0]).toMatch(/ipv4hint=/);
    expect(seen.look.seconds).toBeLessThan(5);
    expect(seen.look.roundTrips).toBe(1);
    expect(seen.look.bytes).toBeLessThan(60_000);
  });

  it('find the IPv6 that was left wrong, though the DNS setting has taken', async () => {
    await lab.announceDns(addresses.home);
    const seen = await look();
    expect(reasons(seen, 'dns-ipv4', 'dns-ipv6')).toEqual({
      'dns-ipv4': 'works dns-is-server',
      'dns-ipv6': 'wrong ipv6-is-router',
    });
    expect(seen.pc.resolvers.map(({ resolver: { who }, a }) => [who, a?.[0]])).toEqual([
      ['server', addresses.home],
      ['router', expect.not.stringMatching(/^192/)],
    ]);
  });

  it('tell a router that is set from a PC that was told before', async () => {
    await lab.announceDns(addresses.home, { renewsPc: false });
    await lab.announceDns6('server', { renewsPc: false });
    const seen = await look();
    expect(reasons(seen, 'dns-ipv4', 'dns-ipv6', 'this-pc')).toEqual({
      'dns-ipv4': 'works dns-is-server',
      'dns-ipv6': 'works ipv6-is-server',
      'this-pc': 'waiting pc-told-before',
    });
    expect(values(seen, 'this-pc')).toEqual({ dns: `${addresses.router}, ${addresses.router6}` });
  });

  it.each([
    ['server', 'works ipv6-is-server'],
    ['none', 'works ipv6-no-dns'],
  ] as const)('are green when both are set, by IPv6 %s', async (who, ipv6) => {
    await lab.announceDns(addresses.home);
    await lab.announceDns6(who);
    const seen = await look();
    expect(reasons(seen, 'dns-ipv4', 'dns-ipv6', 'rebind', 'this-pc')).toEqual({
      'dns-ipv4': 'works dns-is-server',
      'dns-ipv6': ipv6,
      rebind: 'works rebind-fine',
      'this-pc': 'works pc-direct',
    });
    expect(seen.pc).toMatchObject({ taken: addresses.home, way: 'home' });
  });

  it('name a filter in the router, and are green once the name is an exception', async () => {
    await lab.routerAsks(addresses.home);
    const filtered = await look();
    expect(reasons(filtered, 'rebind', 'this-pc')).toEqual({
      rebind: 'wrong rebind-filtered',
      'this-pc': 'wrong pc-filtered',
    });
    await lab.routerAsks(addresses.home, { except: [hostnames.photos] });
    expect(reasons(await look(), 'dns-ipv4', 'dns-ipv6', 'rebind', 'this-pc')).toEqual({
      'dns-ipv4': 'works dns-through-router',
      'dns-ipv6': 'works dns-through-router',
      rebind: 'works rebind-fine',
      'this-pc': 'works pc-direct',
    });
  });

  it('prove the forward by a packet that the router turns round', async () => {
    await lab.portForward(true);
    expect(reasons(await look(), 'forward', 'reachable')).toEqual({
      forward: 'works forward-turned-round',
      reachable: 'works reach-proven',
    });
  });

  it.each([
    ['carrier', 'reach-shared-address'],
    ['second-router', 'reach-second-router'],
  ] as const)('find a home behind a %s', async (wan, reason) => {
    await lab.wan(wan);
    const { reach, checks } = await look();
    expect(reach).toMatchObject({ verdict: 'not-reachable', why: { reason } });
    expect(reach.ways).toEqual(expect.arrayContaining(['public-door', 'at-home']));
    expect(checks.reachable.reason).toBe(reason);
  });
});
