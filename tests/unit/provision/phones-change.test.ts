// The script that changes phones, run by a real shell in a folder of its own, with stand-ins for wg and nft: who is out stays out,
// whatever fails afterwards, and what is put back is put back whole.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../../electron/contract/failure';
import type { Phone } from '../../../electron/contract/phone';
import { phoneBookText, presharedPath, type PhoneBook } from '../../../electron/provision/facts/wireguard';
import { change, type PhonesChange } from '../../../electron/provision/phones/change';
import type { Line } from '../../../electron/provision/phones/line';
import type { Remote } from '../../../electron/provision/remote';
import { prelude } from '../../../electron/provision/shell/prelude';
import { phonesLine } from '../../../electron/wireguard/config';
import { Secret } from '../../../electron/provision/shell/secret';

const phone = (name: string, n: number, more: Partial<Phone> = {}): Phone => ({
  ...{ name, person: null, scope: 'photos', enabled: true, publicKey: `${name}Key=`, address: `10.86.0.${n}` },
  ...{ address6: null, addedAt: 1, ...more },
});
const stolen = phone('stolen', 2);
const tv = phone('tv', 3, { scope: 'home' });
const before: PhoneBook = { highest: 3, phones: [stolen, tv] };

let root: string;
const at = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');
const put = (path: string, text: string): void => {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
};
/** Writes down that it was called, then does what is said. */
const program = (name: string, then = ':'): void => {
  put(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> ${at('calls')}\n${then}\n`);
  chmodSync(at(`bin/${name}`), 0o755);
};
const calls = (): readonly string[] => (existsSync(at('calls')) ? read('calls').trim().split('\n') : []);
const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

const book = '/var/lib/immich-at-home/phones.json';
const conf = '/etc/wireguard/wg0.conf';
const reach = '/etc/immich-at-home/phones.nft';
const confText = `[Interface]\n${phonesLine}\n# stolen\n# tv\n`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'iah-change-'));
  put(book, phoneBookText(before));
  put(conf, confText);
  put(reach, 'as before\n');
  put('/etc/sysctl.d/60-immich-at-home.conf', 'net/ipv4/ip_forward = 1\n');
  put('/var/lib/immich-at-home/manifest', `${sum(confText)}\t${at(conf)}\t600 root:root\twireguard\n`);
  for (const { publicKey } of before.phones) put(presharedPath(publicKey), 'shared\n');
  for (const name of ['wg', 'nft', 'sync', 'iptables', 'ip6tables']) program(name);
  program('wg-quick', 'cat "$2"');
  program('../usr/lib/systemd/systemd-sysctl');
});
afterEach(() => rmSync(root, { recursive: true }));

const line = { sum: '', ipv6: false, book: before, wayOut: null } as unknown as Line;

const here = (text: string): string => text.replace(/(?<![\w/.])\/(etc|var|run|usr)\//g, `${root}/$1/`);
const sh = (script: string): string => spawnSync('sh', ['-c', here(script)], { encoding: 'utf8' }).stdout;

/** The very script, with every path of the server below the folder. */
const remote = (): Remote =>
  ({
    run: async (script: { text: string }, { input }: { input: Buffer }) => {
      const path = `${root}/bin:${process.env['PATH'] ?? ''}`;
      const { status, stdout, stderr } = spawnSync('setsid', ['-w', 'sh', '-c', here(script.text)], {
        input: gzipSync(here(gunzipSync(input).toString())),
        env: { ...process.env, PATH: path, LC_ALL: 'C' },
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    },
  }) as unknown as Remote;

async function changed(wanted: PhonesChange): Promise<string> {
  try {
    return String(await change(remote(), { ...line, sum: sum(phoneBookText(before)) }, wanted));
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.code}: ${error.failure.detail ?? ''}`;
    throw error;
  }
}
/** A power cut right after a file came to its place. */
const cutOffAfter = (path: string): void =>
  program('mv', `/bin/mv "$@"; [ "$2" != ${at(path)} ] || kill -KILL -$(ps -o pgid= $$ | tr -d ' ')`);
const out = [stolen.publicKey];
const removal: PhonesChange = { book: { highest: 3, phones: [tv] }, out, gone: out };
const removed = `wg set wg0 peer ${stolen.publicKey} remove`;

describe('a phone that goes', () => {
  it('goes first', async () => {
    expect(await changed(removal)).toBe('true');
    expect(calls().filter((call) => /^wg (?:set|syncconf)/.test(call))[0]).toBe(removed);
    expect(calls().indexOf(removed)).toBeLessThan(calls().findIndex((call) => call.startsWith('sync ')));
    expect(existsSync(at(presharedPath(stolen.publicKey)))).toBe(false);
  });

  it('goes while our firewall is gone and another may reach the home', async () => {
    program('nft', 'exit 1');
    expect(await changed(removal)).toBe('true');
    expect(calls()).toContain(removed);
    expect(read(conf)).not.toContain(stolen.name);
    expect(read(book)).not.toContain(stolen.publicKey);
  });

  it.each([
    ['the sets', 'nft', '[ "$1" != -f ]'],
    ['the tunnel', 'wg-quick', 'exit 1'],
  ])('stays out when %s cannot be renewed, which is said', async (_, name, then) => {
    program(name, then);
    expect(await changed(removal)).toMatch(/^phone-out-alone/);
    expect(calls()).toContain(removed);
    expect(read(conf)).not.toContain(stolen.name);
    expect(read(book)).not.toContain(stolen.publicKey);
    expect(existsSync(at(presharedPath(stolen.publicKey)))).toBe(false);
  });

  it('is out of what a restart of the machine reads before the list says so', async () => {
    cutOffAfter(book);
    await changed(removal);
    expect(read(conf)).not.toContain(stolen.name);
    rmSync(at('bin/mv'));
    put(book, phoneBookText(before));
    put(conf, confText);
    put('/var/lib/immich-at-home/manifest', `${sum(confText)}\t${at(conf)}\t600 root:root\twireguard\n`);
    cutOffAfter(conf);
    await changed(removal);
    expect([read(book), read(conf).includes(stolen.name)]).toEqual([phoneBookText(before), false]);
  });

  it('stays out of the running tunnel when nothing can be written', async () => {
    program('sync', 'exit 1');
    expect(await changed(removal)).toMatch(/^command-failed/);
    expect(calls()).toContain(removed);
    expect(calls().join()).not.toContain('syncconf');
  });
});

describe('a phone that comes', () => {
  const next = phone('next', 4);
  const wide = phone('wide', 4, { scope: 'home' });
  const addition = (one: Phone): PhonesChange => ({
    book: { highest: 4, phones: [...before.phones, one] },
    added: [{ publicKey: one.publicKey, presharedKey: new Secret('shared') }],
  });

  it('needs our firewall only if it may reach more than the photos', async () => {
    program('nft', 'exit 1');
    const more = await changed(addition(wide));
    expect(more).not.toBe('true');
    expect(read(book)).toBe(phoneBookText(before));
    expect(await changed(addition(next))).toBe('true');
  });

  it('is told apart: a firewall that is gone, and one of an earlier release, which an apply mends', async () => {
    program('nft', 'exit 1');
    expect(await changed(addition(wide))).toMatch(/^service-not-running/);
    program('nft', '[ "$2" = table ]');
    expect(await changed(addition(wide))).toMatch(/^server-behind/);
    expect(await changed(addition(next))).toBe('true');
  });

  it.each([conf, reach])(
    'cut off after %s came to its place: that is still ours, and the next goes on',
    async (path) => {
      put(
        '/var/lib/immich-at-home/manifest',
        `${sum('x')}\t/etc/x\t600 root:root\tx\n${read('/var/lib/immich-at-home/manifest')}`,
      );
      cutOffAfter(path);
      expect(await changed(addition(next))).toMatch(/^command-failed/);
      expect(read(path)).not.toBe(path === conf ? confText : 'as before\n');
      rmSync(at('bin/mv'));
      const noted = sh(`${prelude}iah_noted ${at(path)}`);
      expect(noted.trim()).toBe(sum(read(path)));
      const now = read(book);
      expect(now).toContain(next.publicKey);
      put(book, phoneBookText(before));
      expect(await changed(removal)).toBe('true');
      expect(
        read('/var/lib/immich-at-home/manifest')
          .split('\n')
          .filter((row) => row.includes(`\t${at(path)}\t`)),
      ).toHaveLength(1);
      expect(read('/var/lib/immich-at-home/manifest')).toContain(`${sum(read(path))}\t${at(path)}\t`);
    },
  );

  it('is taken back whole when it cannot be let in: beside, synced and renamed', async () => {
    program('wg', '[ "$1" != syncconf ]');
    expect(await changed(addition(next))).toMatch(/^command-failed/);
    expect([read(book), read(conf), read(reach)]).toEqual([phoneBookText(before), confText, 'as before\n']);
    expect(existsSync(at(presharedPath(next.publicKey)))).toBe(false);
    for (const path of [book, conf, reach]) {
      // once to write, once to put back
      expect(calls().filter((call) => call.startsWith('sync ') && call.includes(`${at(path)}.iah-new`))).toHaveLength(
        2,
      );
      expect(readdirSync(join(at(path), '..')).filter((name) => name.endsWith('.iah-new'))).toEqual([]);
    }
  });
});
