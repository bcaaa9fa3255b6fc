// How the family's set-up is seen from Home: all well, a detour, much in trouble.
import type { HomeReport, Path, PathReport, PathWords, Problem } from '../../electron/contract/home';

const minute = 60_000;
const day = 86_400_000;
const gigabyte = 1e9;

const seen = (path: Path, state: PathReport['state'], words: PathWords, seenAt: number | null = null): PathReport => ({
  path,
  state,
  words,
  seenAt,
});

const publicDoor = (now: number): PathReport =>
  seen('public', 'works', { key: 'opened-from-outside', values: { connections: 4 } }, now - 2 * minute);
const shareLinks = (now: number): PathReport =>
  seen('share', 'works', { key: 'share-opened', values: { requests: 31 } }, now - 2 * minute);
const atHome = (now: number): PathReport =>
  seen('home', 'works', { key: 'came-in-directly', values: { address: '192.168.178.10' } }, now - 2 * minute);
const onTheRoad = (now: number): PathReport =>
  seen('road', 'works', { key: 'phone-connected', values: { name: 'Anna’s iPhone' } }, now - minute);

/** All four ways are open; the photos have no second copy, which is worth knowing. */
export const allWell = (now: number): HomeReport => ({
  at: now,
  hostname: 'homeserver',
  paths: [publicDoor(now), shareLinks(now), atHome(now), onTheRoad(now)],
  problems: [{ code: 'no-second-copy', values: {}, level: 'note', remedy: 'backup' }],
  certificate: { names: ['photos.example-family.net'], until: now + 52 * day, days: 52 },
  containers: [
    { service: 'immich-server', state: 'running', healthy: true },
    { service: 'immich-machine-learning', state: 'running', healthy: true },
    { service: 'database', state: 'running', healthy: true },
    { service: 'redis', state: 'running', healthy: null },
  ],
  disks: [
    { what: 'photos', path: '/srv/photos', totalBytes: 3600 * gigabyte, freeBytes: 2800 * gigabyte },
    {
      what: 'database',
      path: '/var/lib/immich-at-home/database',
      totalBytes: 233 * gigabyte,
      freeBytes: 160 * gigabyte,
    },
  ],
  connections: 4,
  answer: '192.168.178.10',
  phones: { total: 4, connected: 1, thisWeek: 2, last: { name: 'Anna’s iPhone', at: now - minute } },
  timers: [
    { unit: 'certbot.timer', lastAt: now - 5 * 3_600_000, nextAt: now + 7 * 3_600_000, ok: true },
    { unit: 'immich-at-home-endpoint.timer', lastAt: now - 3 * minute, nextAt: now + 2 * minute, ok: true },
  ],
  immich: { running: 'v3.3.1', newest: 'v3.3.1' },
  backups: { dumpAt: now - 5 * 3_600_000, copyAt: null, copiesPhotos: false },
  system: { updates: 'on', waiting: 0, lastAt: now - day, restartNeeded: false },
  roundTrips: 2,
});

/** The router answers for names itself again. */
export const detour = (now: number): HomeReport => ({
  ...allWell(now),
  paths: [
    publicDoor(now),
    shareLinks(now),
    seen('home', 'detour', { key: 'came-through-cloudflare', values: {} }, now - 2 * minute),
    onTheRoad(now),
  ],
  problems: [
    { code: 'home-detour', values: {}, level: 'warn', remedy: 'router' },
    { code: 'former-names', values: { hosts: 'bilder.example-family.net' }, level: 'note', remedy: 'addresses' },
  ],
});

const much: readonly Problem[] = [
  { code: 'tunnel-down', values: {}, level: 'stop', remedy: 'plan' },
  {
    code: 'disk-full',
    values: { path: '/srv/photos', freeBytes: 1.2 * gigabyte },
    level: 'stop',
    remedy: 'addresses',
  },
  {
    code: 'certificate-soon',
    values: { host: 'photos.example-family.net', days: 9 },
    level: 'warn',
    remedy: 'plan',
  },
];
export const inTrouble = (now: number): HomeReport => ({
  ...allWell(now),
  paths: [
    seen('public', 'broken', { key: 'tunnel-down', values: {} }, now - 2 * day),
    seen('share', 'broken', { key: 'tunnel-down', values: {} }, now - 2 * day),
    seen('home', 'unknown', { key: 'answers-at-home', values: { address: '192.168.178.10' } }),
    seen('road', 'unknown', { key: 'no-phone-yet', values: {} }),
  ],
  problems: much,
  connections: null,
  immich: { running: 'v3.2.4', newest: 'v3.3.1' },
  system: { updates: 'off', waiting: 14, lastAt: null, restartNeeded: true },
});

/** A home without a public door. */
export const withoutDoor = (now: number): HomeReport => ({
  ...allWell(now),
  paths: [
    seen('public', 'off', { key: 'not-wanted', values: {} }),
    seen('share', 'off', { key: 'not-wanted', values: {} }),
    atHome(now),
    onTheRoad(now),
  ],
  problems: [],
  backups: { dumpAt: now - day, copyAt: now - day, copiesPhotos: true },
});

/** Its journal says that the last work did not come to its end. */
export const notFinished = (now: number): HomeReport => ({
  ...inTrouble(now),
  problems: [{ code: 'unfinished', values: {}, level: 'warn', remedy: 'plan' }],
});
