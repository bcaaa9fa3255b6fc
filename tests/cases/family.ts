// The household of the cases in this folder, and servers' answers as they were captured. Data only; nothing here knows a server.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '../../electron/contract/settings';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent, type FoundFile, type FoundUnit } from '../../electron/provision/facts/common';
import { digest } from '../../electron/provision/engine/compare';

const root = join(import.meta.dirname, '../..');

const wishes = {
  access: 'home',
  hosts: {
    photos: 'photos.example-family.net',
    share: 'share-photos.example-family.net',
    vpn: 'vpn.example-family.net',
  },
  photos: { folder: '/srv/photos' },
  database: { folder: '/var/lib/immich-at-home/database' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: 'Anna', email: 'anna@example-family.net' },
  lan: { network: '192.168.178.0/24', address: '192.168.178.10', router: '192.168.178.1' },
  vpn: { network: '10.83.0.0/22', port: 51820 },
};

function settings(): Settings {
  const read = readSettings(wishes);
  if ('settings' in read) return read.settings;
  throw new Error(`the family's settings are not valid: ${JSON.stringify(read.issues)}`);
}

export const dockerKey = '9DC858229FC7DD38854AE2D88D81803C0EBFCD88';
export const cloudflareKey = 'CC94B39C77AE7342A68B89C5AB2D8AC1E5DF9D6D';

const newest = {
  version: 'v3.2.4',
  images: { server: 'server', machineLearning: 'machine-learning', valkey: 'valkey', postgres: 'postgres' },
  downloadBytes: 0,
};

export const family = (more: Partial<Wanted> = {}): Wanted => ({
  settings: settings(),
  secrets: {},
  cloud: null,
  pins: {
    ...newest,
    dockerKey,
    cloudflareKey,
    propagationSeconds: 30,
    releases: [newest],
  },
  switchOffApache: false,
  template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
  ...more,
});

/** The same family, who let others in another way. */
export const familyWith = (access: Settings['access'], more: Partial<Wanted> = {}): Wanted =>
  family({ settings: { ...settings(), access }, ...more });

/** What a server answered: "debian-13/set-up/docker". */
export const captured = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'captured', `${name}.txt`), 'utf8');

/** A file as the engine would find it after it has written this change. */
export function written(change: Change | undefined): FoundFile {
  if (change?.action.kind !== 'write') throw new Error(`not a written file: ${change?.summary.key ?? 'nothing'}`);
  const { path, content, mode, owner = 'root:root' } = change.action.file;
  return { path, exists: true, kind: 'file', text: content, sum: digest(content), mode, owner, noted: digest(content) };
}

/** The same file, as somebody else made it. */
export const somebodys = (path: string, text: string): FoundFile => ({
  ...absent(path),
  ...{ exists: true, kind: 'file', text, sum: digest(text), mode: '0644', owner: 'root:root' },
});

export const missing: FoundUnit = { state: 'missing', enabled: false };
export const runs: FoundUnit = { state: 'running', enabled: true };
export const stale: FoundUnit = { state: 'stale', enabled: true };
export const stopped: FoundUnit = { state: 'stopped', enabled: false };

/** A plan in short: "write-file /etc/x", "install-packages dnsmasq". */
export const inShort = (plan: readonly Change[]): readonly string[] =>
  plan.map(({ summary: { key, values } }) =>
    [
      key,
      ...Object.entries(values).flatMap(([name, value]) =>
        name === 'count' || name === 'seconds' ? [] : [String(value)],
      ),
    ].join(' '),
  );

export const versions = (...names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, '1']));

/** Whether root runs this where the program that reads a file is installed: elsewhere its own check is skipped. */
export const canAsk = (program: string): boolean =>
  process.getuid?.() === 0 && ['/usr/sbin', '/usr/bin'].some((folder) => existsSync(join(folder, program)));

/** What the program that will read a file says of it; '' when it has nothing to say. The text is handed over under `name`. */
export function verdict(program: string, options: readonly string[], name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'iah-verdict-'));
  try {
    writeFileSync(join(folder, name), content);
    const { status, stderr } = spawnSync(program, [...options, join(folder, name)], { encoding: 'utf8' });
    return status === 0 ? '' : stderr || `status ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What systemd finds open in a unit, in tenths: 0 is shut, 100 is everything. Null where systemd cannot judge a file that is not installed. */
export function exposure(name: string, content: string): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'iah-exposure-'));
  try {
    writeFileSync(join(folder, name), content);
    const words = ['security', '--offline=true', '--no-pager', join(folder, name)];
    const { stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    const found = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
    return found === undefined ? null : Math.round(Number(found) * 10);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
