// Looking again and again: both halves at once and in time, never two of a kind on their way, and what is kept between two looks.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Knocks } from '../../../electron/network/knocks';
import type { SeenHere } from '../../../electron/network/names/look';
import { RouterWatch, type Look, type SeenAtHome } from '../../../electron/network/watch';
import { household } from '../ipc/workplace';
import { edge, phone, router4, routerLinkLocal, seenFromServer, server4 } from './router-seen';

const here: SeenHere = {
  resolvers: [{ resolver: { address: server4, family: 4, from: 'unknown' }, a: [server4], aaaa: [], https: [] }],
  taken: server4,
  way: 'home',
  browsers: [],
};
const atHome: SeenAtHome = { server: seenFromServer, phones: [phone('Clara')] };
const lookWith = (changes: Partial<Look> = {}): Look => ({
  settings: household,
  vpnAddresses: ['10.86.0.1'],
  atHome: async () => true,
  pc: async () => here,
  home: async () => atHome,
  mapping: null,
  ...changes,
});

let troubles: string[];
const watching = (clock?: () => number) => new RouterWatch((what) => void troubles.push(what), clock);
beforeEach(() => {
  troubles = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

describe('a look', () => {
  it('joins both halves, and says who each resolver is', async () => {
    const report = await watching().look(lookWith());
    expect(report.pc.resolvers[0]?.resolver.who).toBe('server');
    expect(report.checks['this-pc'].reason).toBe('pc-direct');
    expect(report.checks['first-phone']).toMatchObject({ state: 'waiting', values: { name: 'Clara' } });
    expect(troubles).toEqual([]);
  });
  it('knows the router by the address it announces, also when the server does not answer the next time', async () => {
    const announced = [{ from: routerLinkLocal, by: 'router-advertisement' as const, dns: [routerLinkLocal] }];
    const resolver = { address: routerLinkLocal, family: 6 as const, from: 'unknown' as const };
    const pc = async () => ({ ...here, resolvers: [{ resolver, a: [edge], aaaa: [], https: [] }] });
    const watch = watching();
    await watch.look(lookWith({ pc, home: async () => ({ ...atHome, server: { ...seenFromServer, announced } }) }));
    const report = await watch.look(lookWith({ pc, home: () => Promise.reject(new Error('gone')) }));
    expect(report.pc.resolvers[0]?.resolver.who).toBe('router');
    expect(troubles).toEqual(['server']);
  });
  it('ends within five seconds with the half that answered', async () => {
    const watch = watching();
    const deaf = watch.look(lookWith({ home: never }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await deaf).toMatchObject({
      server: null,
      pc: { way: 'home' },
      checks: { 'dns-ipv4': { reason: 'not-looked' } },
    });
    const blind = watching().look(lookWith({ pc: never, mapping: never }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await blind).toMatchObject({
      server: { address: server4 },
      mapping: null,
      pc: { way: null, resolvers: [] },
    });
  });
  it('is one at a time, and what hangs is not asked again', async () => {
    let asked = 0;
    const home = () => {
      asked += 1;
      return never<SeenAtHome>();
    };
    const watch = watching();
    const [first, second] = [watch.look(lookWith({ home })), watch.look(lookWith({ home }))];
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await first).toBe(await second);
    const third = watch.look(lookWith({ home }));
    await vi.advanceTimersByTimeAsync(5_000);
    await third;
    expect(asked).toBe(1);
  });
  it('that may ask the router waits for one that may not', async () => {
    const watch = watching();
    const mapping = async () => ({ to: server4, port: 51820, leaseSeconds: 0, description: '' });
    const [without, withList] = [watch.look(lookWith()), watch.look(lookWith({ mapping }))];
    expect((await without).mapping).toBeNull();
    expect((await withList).checks.forward.reason).toBe('forward-listed');
  });
  it('tells the server where to knock, once somebody in the internet has said it', async () => {
    const told: (string | null)[] = [];
    const home = async (seen4: string | null) => {
      told.push(seen4);
      return atHome;
    };
    const watch = watching();
    await watch.look(lookWith({ home }));
    const internet = async () => ({ seen4: '203.0.113.77', seen6: null, server6: null });
    const reach = await watch.reach({ internet, wan: async () => '100.64.3.4' });
    expect(reach).toMatchObject({ verdict: 'not-reachable', wan: '100.64.3.4', seen4: '203.0.113.77' });
    const report = await watch.look(lookWith({ home }));
    expect(report.checks.reachable.reason).toBe('reach-shared-address');
    expect(told).toEqual([null, '203.0.113.77']);
  });
});

describe('reachability', () => {
  it('is unknown where nobody answers', async () => {
    const watch = watching();
    const reach = watch.reach({
      internet: never,
      wan: () => Promise.reject(new Error('refused')),
    });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await reach).toMatchObject({ verdict: 'unknown', why: { reason: 'reach-unknown' }, wan: null, seen4: null });
    expect(troubles).toEqual(['wan']);
  });
  it('knows what this router can do by itself, and what the last look has proven', async () => {
    const six = { seen4: null, seen6: '2001:db8::10', server6: '2001:db8::10' };
    const watch = watching();
    watch.isOf('fritzbox');
    const ask = () => watch.reach({ internet: async () => six, wan: async () => '' });
    expect((await ask()).ways).toContain('router-wireguard');
    const server = { ...seenFromServer, handshakeFromOutside: Date.now(), handshakeOverIpv6: Date.now() };
    const report = await watch.look(lookWith({ home: async () => ({ server, phones: [] }) }));
    expect(report.checks.reachable.reason).toBe('reach-ipv6-only');
    expect(await ask()).toMatchObject({ verdict: 'reachable', ipv6: 'tested', why: { reason: 'reach-ipv6-only' } });
  });
});

describe('what once came in', () => {
  const minute = 60_000;
  it('is proof while it is fresh, and is said with its age when the server is silent', async () => {
    let now = 1_000 * minute;
    const watch = watching(() => now);
    const server = { ...seenFromServer, handshakeFromOutside: now, knock: 'arrived' as const };
    const reason = async (home: Look['home']) => (await watch.look(lookWith({ home }))).checks.reachable;
    await watch.reach({
      internet: async () => ({ seen4: '203.0.113.7', seen6: null, server6: null }),
      wan: async () => null,
    });
    expect((await reason(async () => ({ server, phones: [] }))).reason).toBe('reach-proven');
    now += 90 * minute;
    const silent = await reason(() => Promise.reject(new Error('gone')));
    expect(silent).toMatchObject({ state: 'works', reason: 'reach-came', values: { minutes: 90 } });
  });
});

describe('knocks', () => {
  const second = 1_000;
  it('without a handshake are counted for a minute', () => {
    const knocks = new Knocks();
    expect(knocks.note(0, 7, [])).toBe(0);
    expect(knocks.note(5 * second, 8, [])).toBe(1);
    expect(knocks.note(10 * second, 10, [])).toBe(3);
    expect(knocks.note(20 * second, null, [])).toBe(3);
    expect(knocks.note(66 * second, null, [])).toBe(2);
    expect(knocks.note(90 * second, 10, [])).toBe(0);
  });
  it('that a handshake followed are not', () => {
    const knocks = new Knocks();
    knocks.note(0, 7, [phone('Clara')]);
    expect(knocks.note(5 * second, 8, [phone('Clara', { handshakeAt: 4 * second })])).toBe(0);
    expect(knocks.note(10 * second, 9, [phone('Clara', { handshakeAt: 4 * second })])).toBe(1);
  });
  it('of the time when nobody looked are not', () => {
    const knocks = new Knocks();
    knocks.note(0, 7, []);
    expect(knocks.note(3_600 * second, 700, [])).toBe(0);
  });
  it('of a counter that begins anew are not', () => {
    const knocks = new Knocks();
    knocks.note(0, 700, []);
    expect(knocks.note(5 * second, 1, [])).toBe(0);
    expect(knocks.note(10 * second, 2, [])).toBe(1);
  });
});

it('a router’s own address is known from the settings', async () => {
  const resolver = { address: router4, family: 4 as const, from: 'unknown' as const };
  const pc = async () => ({ ...here, resolvers: [{ resolver, a: [edge], aaaa: [], https: [] }] });
  expect((await watching().look(lookWith({ pc }))).pc.resolvers[0]?.resolver.who).toBe('router');
});
