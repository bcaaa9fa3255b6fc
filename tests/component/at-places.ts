// What the other places of a set-up tell: updates, backups, a recovery kit, and somebody's own Immich.
import type { Adoption, BackupReport, KitContents, UpdateReport } from '../../electron/contract/day-two';
import type { Plan } from '../../electron/contract/plan';
import { bothDoors } from './household';

const hour = 3_600_000;
const day = 24 * hour;
const gigabyte = 1e9;
const notes = (version: string): string => `https://github.com/immich-app/immich/releases/tag/${version}`;

export const upToDate = (now: number): UpdateReport => ({
  at: now,
  running: 'v3.3.1',
  releases: [{ version: 'v3.3.1', notes: notes('v3.3.1'), not: 'running' }],
  dumpAt: now - 5 * hour,
  system: {
    updates: 'on',
    waiting: 0,
    lastAt: now - day,
    last: ['libssl3t64', 'openssl', 'curl'],
    restartNeeded: false,
  },
  program: { version: '0.1.0', newer: null, asked: false },
});

/** A newer release and one that is too far ahead; the server waits for a restart, and this program has a successor. */
export const muchIsNew = (now: number): UpdateReport => ({
  ...upToDate(now),
  releases: [
    { version: 'v5.0.0', notes: notes('v5.0.0'), not: 'skips-major' },
    { version: 'v4.1.0', notes: notes('v4.1.0'), not: null },
    { version: 'v3.3.1', notes: notes('v3.3.1'), not: 'running' },
  ],
  system: { ...upToDate(now).system, updates: 'off', waiting: 14, restartNeeded: true },
  program: { version: '0.1.0', newer: '0.2.0', asked: true },
});

export const noCopy = (now: number): BackupReport => ({
  at: now,
  photos: { folder: '/srv/photos', bytes: 812 * gigabyte },
  dumps: {
    folder: '/srv/photos/backups',
    daily: '02:00',
    kept: 14,
    there: [0, 1, 2].map((n) => ({
      name: `immich-db-backup-2026112${3 - n}T020000.sql.gz`,
      at: now - 5 * hour - n * day,
      bytes: 48_000_000,
    })),
  },
  copy: null,
  disks: [
    { path: '/mnt/usb', freeBytes: 1900 * gigabyte, filesystem: 'ext4', removable: true },
    { path: '/mnt/old', freeBytes: 240 * gigabyte, filesystem: 'ext4', removable: false },
  ],
  kit: { savedAt: null, current: false },
});

export const noSecondDisk = (now: number): BackupReport => ({ ...noCopy(now), disks: [] });

export const copied = (now: number): BackupReport => ({
  ...noCopy(now),
  copy: {
    folder: '/mnt/usb/immich-copy',
    photos: true,
    lastAt: now - 4 * hour,
    lastCheckAt: now - 4 * hour,
    ok: true,
    copies: 18,
    running: false,
    nextAt: now + 20 * hour,
  },
  kit: { savedAt: now - 40 * day, current: false },
});

/** The disk was unplugged, and the photos are not among what is copied. */
export const copyFailed = (now: number): BackupReport => {
  const { copy, ...rest } = copied(now);
  return { ...rest, copy: copy && { ...copy, photos: false, ok: false } };
};

export const kit: KitContents = {
  path: '/media/stick/immich-at-home.kit.age',
  madeAt: Date.parse('2026-11-02T20:15:00Z'),
  version: '0.1.0',
  hostname: 'homeserver',
  settings: bothDoors,
  phones: [
    { name: 'Anna’s iPhone', person: 'Anna' },
    { name: 'Ben’s Pixel', person: 'Ben' },
  ],
  hasTunnel: true,
  hasCertificateAccount: true,
  hasCopyKey: true,
};

export const handMade: Adoption = {
  folder: '/opt/immich',
  project: 'immich',
  kind: 'article',
  version: 'v3.2.4',
  images: {
    server: 'ghcr.io/immich-app/immich-server:v3.2.4',
    machineLearning: 'ghcr.io/immich-app/immich-machine-learning:v3.2.4',
    valkey: 'docker.io/valkey/valkey:9',
    postgres: 'ghcr.io/immich-app/postgres:14-vectorchord0.4.3',
  },
  photos: '/mnt/data/photos',
  database: '/opt/immich/postgres',
  recognition: true,
  hosts: { photos: 'photos.example-family.net', share: 'share-photos.example-family.net', vpn: null },
  vpn: { network: '10.66.0.0/22', port: 51820, phones: 3 },
  tunnel: 'family',
  open: [
    { kind: 'share-host', what: 'share-photos.example-family.net → http://localhost:2283' },
    { kind: 'immich-port', what: '0.0.0.0:2283' },
  ],
  makesWay: ['cloudflared.service', 'nginx: /etc/nginx/sites-enabled/immich'],
  keeps: [],
};

/** Everything goes but the photos and the database. */
export const farewell: Plan = {
  id: 'farewell',
  parts: [
    {
      step: 'tunnel',
      leaving: true,
      changes: [
        {
          id: 'tunnel/1',
          summary: { key: 'close-door', values: { hosts: 'photos.example-family.net' } },
          detail: {
            kind: 'cloudflare',
            what: 'example-family.net › DNS › photos.example-family.net',
            before: 'CNAME immich-at-home-1a2b3c4d (proxied)',
            after: '',
          },
          risk: 'none',
          replacesForeign: false,
          accepts: null,
          undo: 'keep',
        },
      ],
    },
    {
      step: 'base',
      leaving: true,
      changes: [
        {
          id: 'base/1',
          summary: { key: 'remove-packages', values: { packages: 'dnsmasq, nginx, wireguard-tools', count: 3 } },
          detail: { kind: 'command', text: 'apt-get purge dnsmasq nginx wireguard-tools' },
          risk: 'none',
          replacesForeign: false,
          accepts: null,
          undo: 'keep',
        },
      ],
    },
  ],
  done: [],
  downloadBytes: 0,
  whole: false,
  left: [
    { key: 'left-photos', values: { path: '/srv/photos', bytes: 812 * gigabyte } },
    { key: 'left-database', values: { path: '/var/lib/immich-at-home/database', bytes: 3 * gigabyte } },
    { key: 'left-router', values: {} },
    { key: 'left-apps', values: {} },
  ],
};
