// How a house stands, judged from what was seen of it: facts in, paths and problems out. Data only.
import { describe, expect, it } from 'vitest';
import { failure } from '../../electron/contract/failure';
import type { PathReport, Problem } from '../../electron/contract/home';
import type { StepId } from '../../electron/contract/message';
import type { Settings } from '../../electron/contract/settings';
import { homeReport } from '../../electron/provision/home';
import { isOlder } from '../../electron/provision/home/judge-problems';
import { newsOf } from '../../electron/provision/home/report';
import type { HouseSeen, SeenHere } from '../../electron/provision/home/seen';
import { at, day, failed, fine, hosts, lan, off, part, services, stopped } from './house';

const home: SeenHere = { atHome: true, way: 'home', taken: lan.address };
const away: SeenHere = { atHome: false, way: 'public', taken: '203.0.113.30' };

const look = (more: Partial<HouseSeen> = {}, here: SeenHere | null = home) =>
  homeReport({ ...fine, ...more }, here, { hostname: 'homeserver', roundTrips: 2 });
const household = (more: Partial<Settings>): Settings => ({ ...fine.settings, ...more });
/** "stop tunnel-down → plan" */
const inShort = ({ level, code, remedy }: Problem): string => `${level} ${code} → ${remedy}`;
const problems = (more: Partial<HouseSeen>, here: SeenHere | null = home): readonly string[] =>
  look(more, here).problems.map(inShort);
/** "home works came-in-directly" */
const pathOf = (which: PathReport['path'], more: Partial<HouseSeen> = {}, here: SeenHere | null = home): string => {
  const found = look(more, here).paths.find(({ path }) => path === which);
  return `${found?.state} ${found?.words.key}`;
};
const open = (step: StepId, changes = 1): Pick<HouseSeen, 'parts'> => ({ parts: [part(step, { changes })] });
const doorWith = (
  ...troubles: readonly NonNullable<HouseSeen['outside']['door']>['hosts'][number]['trouble'][]
): HouseSeen['outside'] => ({
  ...fine.outside,
  door: {
    at,
    connections: 4,
    hosts: [hosts.photos, hosts.share].map((host, n) => ({ host, trouble: troubles[n] ?? null, detail: '' })),
  },
});

describe('a house where all is well', () => {
  it('has no problem, and every path its proof', () => {
    const report = look();
    expect(report.problems).toEqual([]);
    expect(report.paths.map(({ path, state, words }) => [path, state, words.key])).toEqual([
      ['public', 'works', 'opened-from-outside'],
      ['share', 'works', 'share-opened'],
      ['home', 'works', 'came-in-directly'],
      ['road', 'unknown', 'no-phone-yet'],
    ]);
    expect(report.paths.map(({ seenAt }) => seenAt)).toEqual([at, at, at, null]);
    expect(report).toMatchObject({ roundTrips: 2, answer: lan.address, certificate: { days: 80 } });
  });

  it('without a public door: what is not wanted is off, and nothing is missed', () => {
    const outside = { ...fine.outside, door: null, leaks: null };
    const alone = { settings: household({ access: 'home' }), connections: null, outside };
    expect(problems({ ...alone, services: services({ 'immich-at-home-tunnel.service': off }) })).toEqual([]);
    expect(pathOf('public', alone)).toBe('off not-wanted');
    expect(pathOf('share', alone)).toBe('off not-wanted');
  });

  it('without a direct way: neither names nor certificate nor line are missed', () => {
    const alone = {
      settings: household({ access: 'public' }),
      certificate: null,
      names: null,
      line: null,
      services: services({ 'dnsmasq.service': off, 'wg-quick@wg0.service': off, 'certbot.timer': off }),
    };
    expect(problems(alone, null)).toEqual([]);
    expect(pathOf('home', alone)).toBe('off not-wanted');
    expect(pathOf('road', alone)).toBe('off not-wanted');
  });
});

describe('one cause is said once', () => {
  it.each<[string, Partial<HouseSeen>, readonly string[]]>([
    [
      'nginx is down: the door behind Cloudflare is not a second fault',
      {
        services: services({ 'nginx.service': off }),
        outside: doorWith('wrong-service', 'wrong-service'),
        ...open('nginx', 3),
      },
      ['stop service-down → plan'],
    ],
    [
      'the tunnel is down: neither host is',
      {
        services: services({ 'immich-at-home-tunnel.service': failed }),
        connections: null,
        outside: doorWith('no-connection', 'no-connection'),
        ...open('tunnel', 2),
      },
      ['stop tunnel-down → plan'],
    ],
    [
      'its unit runs without a connection, and nothing here would change that',
      { connections: 0 },
      ['stop tunnel-down → none'],
    ],
    [
      'Docker is down: its containers and Immich are not',
      {
        services: services({ 'docker.service': off }),
        immich: { containers: [], pong: false, version: null },
        parts: [part('docker', { changes: 1 }), part('immich', { changes: 2 })],
      },
      ['stop service-down → plan'],
    ],
    [
      'a container is down: Immich’s silence is not',
      { immich: stopped('database'), ...open('immich', 2) },
      ['stop container-down → plan'],
    ],
    [
      'the recognition is down, which the photos do without',
      { immich: stopped('immich-machine-learning'), ...open('immich') },
      ['warn container-down → plan'],
    ],
    [
      'a container is missing altogether',
      { immich: { ...fine.immich, containers: fine.immich.containers.slice(1) }, ...open('immich') },
      ['stop container-down → plan'],
    ],
    ['Immich hangs', { immich: { ...fine.immich, pong: false }, ...open('immich') }, ['stop immich-silent → plan']],
    [
      'the photos’ disk is away: nothing that needs it is',
      {
        immich: stopped('immich-server'),
        dumps: [],
        parts: [part('immich', { failure: failure('photo-disk-missing', { path: '/srv' }) })],
      },
      ['stop photo-disk-missing → none'],
    ],
    [
      'names: the service is down, not its answers as well',
      { services: services({ 'dnsmasq.service': off }), names: { outcome: 'silent', addresses: [] }, ...open('dns') },
      ['stop service-down → plan'],
    ],
    ['names: it runs and is silent', { names: { outcome: 'silent', addresses: [] } }, ['stop names-silent → none']],
    [
      'names: it says something else',
      { names: { outcome: 'answer', addresses: ['203.0.113.30'] }, ...open('dns') },
      ['stop names-wrong → plan'],
    ],
    [
      'another address: names at the old one are not asked for',
      {
        addresses: { own: ['192.168.178.44'], outgoing: '192.168.178.44', routerMac: null },
        names: { outcome: 'silent', addresses: [] },
        ...open('dns'),
      },
      ['stop address-changed → addresses'],
    ],
    ['the line', { line: null, services: services({ 'wg-quick@wg0.service': failed }) }, ['stop line-down → none']],
    [
      'an unfinished set-up: what is open is that',
      { work: { ...fine.work, unfinished: true }, ...open('base', 4) },
      ['warn unfinished → plan'],
    ],
    [
      'a file that somebody changed is not drift as well',
      { parts: [part('nginx', { changes: 2, replaces: ['/etc/nginx/conf.d/x'], replacing: 2 })] },
      ['warn changed-by-others → plan'],
    ],
    ['what nothing else names is drift', { ...open('dns', 3) }, ['warn drifted → plan']],
    ['while somebody is at work nothing is', { work: { ...fine.work, running: true }, ...open('dns', 3) }, []],
  ])('%s', (_, more, expected) => {
    expect(problems(more)).toEqual(expected);
  });

  it('both hosts shut for one reason are one problem; for two, two', () => {
    expect(look({ outside: doorWith('no-record', 'no-record') }).problems).toMatchObject([
      { code: 'public-door-shut', values: { host: hosts.photos, why: 'no-record' }, remedy: 'none' },
    ]);
    expect(problems({ account: true, outside: doorWith('no-record', 'not-proxied') })).toEqual([
      'stop public-door-shut → plan',
      'stop public-door-shut → plan',
    ]);
  });

  it('a door that cannot be planned without its token is planned with it', () => {
    const failure_ = failure('secret-missing', { name: 'setupToken' });
    expect(problems({ outside: doorWith('no-hostname'), parts: [part('tunnel', { failure: failure_ })] })).toEqual([
      'stop public-door-shut → plan',
    ]);
  });
});

describe('what is about to break', () => {
  const certificate = (left: number): Partial<HouseSeen> => ({
    certificate: { names: [hosts.photos], issuer: 'x', from: at - (90 - left) * day, until: at + left * day, now: at },
  });
  const disk = (freeBytes: number): Partial<HouseSeen> => ({
    disks: [
      { path: '/srv/photos', mount: '/', totalBytes: 1e12, freeBytes },
      { path: '/', mount: '/', totalBytes: 1e12, freeBytes },
    ],
  });
  it.each<[string, Partial<HouseSeen>, readonly string[]]>([
    ['a certificate at a third of its life', certificate(30), []],
    ['at a fifth', { ...certificate(18), ...open('certificate', 2) }, ['warn certificate-soon → plan']],
    ['run out', { ...certificate(-1), ...open('certificate', 2) }, ['stop certificate-over → plan']],
    ['none', { certificate: null, ...open('certificate', 3) }, ['stop certificate-over → plan']],
    [
      'nobody renews it',
      { services: services({ 'certbot.timer': { ...off, enabled: false } }), ...open('certificate') },
      ['warn renewal-off → plan'],
    ],
    [
      'its renewal failed, while a plan would not ask for a new one',
      { services: services({ 'certbot.service': failed }) },
      ['warn renewal-failing → none'],
    ],
    [
      'the endpoint’s timer is off',
      { services: services({ 'immich-at-home-endpoint.timer': off }), ...open('endpoint') },
      ['warn timer-off → plan'],
    ],
    [
      'the endpoint’s timer fails: that it is behind follows',
      {
        services: services({ 'immich-at-home-endpoint.service': failed }),
        outside: { ...fine.outside, seen4: '203.0.113.9' },
      },
      ['warn timer-failed → none'],
    ],
    [
      'another address in the internet',
      { outside: { ...fine.outside, seen4: '203.0.113.9' } },
      ['warn endpoint-behind → none'],
    ],
    ['a disk that holds photos and system is said once', disk(9e9), ['warn disk-low → addresses']],
    ['and full', disk(5e8), ['stop disk-full → addresses']],
    ['the firewall', { guarded: false, ...open('firewall', 2) }, ['warn firewall-off → plan']],
    ['updates', { updates: 'off', ...open('base') }, ['warn updates-off → plan']],
    [
      'a restart',
      { outside: { ...fine.outside, upkeep: { waiting: 0, lastAt: null, restartSince: at - day } } },
      ['note restart-needed → server'],
    ],
    ['a clock that keeps its own time is believed', { clock: { ...fine.clock, seconds: 0 } }, []],
    [
      'one that does not',
      { clock: { ...fine.clock, synchronised: false, seconds: at / 1000 - 500 } },
      ['warn clock-off → none'],
    ],
    ['dumps', { dumps: [{ name: 'a', at: at - 4 * day, bytes: 1 }] }, ['warn dumps-old → backup']],
    ['none', { dumps: [] }, ['warn no-dumps → backup']],
    ['none on the first day', { dumps: [], work: { ...fine.work, since: at - day / 2 } }, []],
    [
      'the copy failed',
      { copy: { lastAt: at - 9 * day, lastCheckAt: null, ok: false, copies: 3, failedAt: at - day } },
      ['warn copy-failed → backup'],
    ],
    [
      'the copy is old',
      { copy: { lastAt: at - 9 * day, lastCheckAt: null, ok: true, copies: 3, failedAt: null } },
      ['warn copy-old → backup'],
    ],
    [
      'no second copy is a note, not a stop',
      { settings: household({ backup: null }), copy: null },
      ['note no-second-copy → backup'],
    ],
    ['an older Immich', { immich: { ...fine.immich, version: 'v3.1.9' } }, ['note immich-behind → updates']],
    [
      'names of before',
      { settings: household({ former: [{ ...hosts, photos: 'fotos.example-family.net' }] }) },
      ['note former-names → addresses'],
    ],
  ])('%s', (_, more, expected) => {
    expect(problems(more)).toEqual(expected);
  });

  it('the worst comes first', () => {
    const found = problems({ ...certificate(-1), guarded: false, immich: { ...fine.immich, version: 'v3.0.0' } });
    expect(found).toEqual(['stop certificate-over → none', 'warn firewall-off → none', 'note immich-behind → updates']);
  });

  it.each([
    ['v3.2.4', 'v3.2.4', false],
    ['v3.9.1', 'v3.10.0', true],
    ['v3.10.0', 'v3.9.1', false],
    ['v2.9.9', 'v3.0.0', true],
  ])('%s is older than %s: %s', (version, than, older) => {
    expect(isOlder(version, than)).toBe(older);
  });
});

describe('the way at home', () => {
  const silent: Partial<HouseSeen> = { names: { outcome: 'silent', addresses: [] } };
  it.each<[string, Partial<HouseSeen>, SeenHere | null, string]>([
    ['this PC came in', {}, home, 'works came-in-directly'],
    ['by its own line', {}, { ...away, way: 'tunnel' }, 'works came-in-directly'],
    ['the long way round', {}, { ...home, way: 'public' }, 'detour came-through-cloudflare'],
    ['a PC elsewhere: the server’s own word', {}, away, 'works answers-at-home'],
    ['nobody asked a PC', {}, null, 'works answers-at-home'],
    ['its resolver is silent', silent, away, 'broken no-answer-at-home'],
    ['silent, and this PC came in by what it was told before', silent, home, 'works came-in-directly'],
    [
      'its resolver says another',
      { names: { outcome: 'answer', addresses: ['1.2.3.4'] } },
      away,
      'broken wrong-answer-at-home',
    ],
    ['this PC was led elsewhere', {}, { ...home, way: null, taken: '1.2.3.4' }, 'broken wrong-answer-at-home'],
    ['this PC got no answer', {}, { ...home, way: null, taken: null }, 'broken no-answer-at-home'],
    ['Immich is silent behind it', { immich: { ...fine.immich, pong: false } }, home, 'broken immich-silent'],
    ['nginx is down', { services: services({ 'nginx.service': off }) }, away, 'broken no-answer-at-home'],
  ])('%s', (_, more, here, expected) => {
    expect(pathOf('home', more, here)).toBe(expected);
  });

  it('a detour of a PC at home is the router’s; of one elsewhere it is nobody’s', () => {
    expect(problems({}, { ...home, way: 'public' })).toEqual(['warn home-detour → router']);
    expect(problems({}, away)).toEqual([]);
    expect(problems({}, { ...home, way: null, taken: '1.2.3.4' })).toEqual(['warn names-wrong → router']);
  });
});

describe('the public door and the guests’', () => {
  const leak = { request: 'GET /api/assets', answer: '200', kind: 'open' } as const;
  const leaking = { ...fine.outside, leaks: { requests: 25, seconds: 1, leaks: [leak] } };
  it.each<[string, 'public' | 'share', Partial<HouseSeen>, string]>([
    ['no connection', 'public', { connections: 0 }, 'broken tunnel-down'],
    ['trouble at one', 'public', { outside: doorWith('no-hostname') }, 'broken door-trouble'],
    ['leaves the other', 'share', { outside: doorWith('no-hostname') }, 'works share-opened'],
    ['could not be asked', 'public', { outside: { ...fine.outside, door: null } }, 'unknown not-asked'],
    ['could not be tried', 'share', { outside: { ...fine.outside, leaks: null } }, 'unknown not-asked'],
    ['leaks', 'share', { outside: leaking }, 'broken share-leaks'],
    ['Immich is silent', 'public', { immich: { ...fine.immich, pong: false } }, 'broken immich-silent'],
  ])('%s', (_, which, more, expected) => {
    expect(pathOf(which, more)).toBe(expected);
  });

  it('says the true number of tries', () => {
    expect(look().paths[1]?.words).toEqual({ key: 'share-opened', values: { requests: 25 } });
    expect(look({ outside: leaking }).problems).toMatchObject([
      { code: 'share-leaks', values: { leaks: 1, requests: 25 } },
    ]);
  });

  it('a request that guests need and do not get is no leak', () => {
    const shut = { ...leaking.leaks, leaks: [{ ...leak, kind: 'shut' as const }] };
    expect(pathOf('share', { outside: { ...fine.outside, leaks: shut } })).toBe('works share-opened');
  });
});

describe('the road', () => {
  const phone = {
    ...{ name: 'Clara’s phone', person: null, scope: 'photos' as const, enabled: true, publicKey: 'clara' },
    ...{ address: '10.83.0.2', address6: null, addedAt: 1 },
  };
  const peer = {
    ...{ publicKey: 'clara', presharedKey: true, endpoint: null, allowed: '10.83.0.2/32' },
    ...{ receivedBytes: 0, sentBytes: 0 },
  };
  const came = (handshakeAt: number | null): Partial<HouseSeen> => ({
    phones: { highest: 2, phones: [phone] },
    line: { publicKey: 'k', port: 51820, addresses: [], peers: [{ ...peer, handshakeAt }] },
  });
  it.each<[string, Partial<HouseSeen>, string, number | null]>([
    ['connected', came(at - 60_000), 'works phone-connected', at],
    ['yesterday', came(at - day), 'works phone-last-seen', at - day],
    ['a month ago', came(at - 30 * day), 'unknown phone-last-seen', at - 30 * day],
    ['never', came(null), 'unknown phones-never-seen', null],
    [
      'before the server restarted, by the note of a look',
      { ...came(null), paths: { road: at - 2 * day, phone: 'clara' } },
      'works phone-last-seen',
      at - 2 * day,
    ],
  ])('%s', (_, more, expected, seenAt) => {
    expect(pathOf('road', more)).toBe(expected);
    expect(look(more).paths[3]?.seenAt).toBe(seenAt);
  });

  it('a server whose clock is behind: a handshake of now is of now', () => {
    const behind = { ...came(at - 3_600_000), clock: { ...fine.clock, seconds: at / 1000 - 3600 } };
    expect(pathOf('road', behind)).toBe('works phone-connected');
    expect(look(behind).phones).toEqual({ total: 1, connected: 1, thisWeek: 1, last: { name: phone.name, at } });
  });
});

describe('what a look leaves for the next one', () => {
  const note = (more: Partial<HouseSeen> = {}) => newsOf({ ...fine, ...more }, look(more));
  it('notes what works, keeps what was seen before, and is silent when that is no news', () => {
    expect(note({ connections: 0, paths: { public: at - day } })).toEqual({
      public: at - day,
      home: at,
    });
    expect(note({ paths: { public: at - 1000, share: at - 1000, home: at - 1000 } })).toBeNull();
  });
});
