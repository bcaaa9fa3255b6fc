// A newer program, fetched from a stand-in for GitHub's releases over real HTTP: whole, from whom it must be, or not at all.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newestInstallers } from '../../../electron/update/newest';
import { renewal, type Renewal } from '../../../electron/update/renewal';

const installer = randomBytes(300_000);
const sha512 = createHash('sha512').update(installer).digest('base64');
const name = 'immich-at-home-0.2.0-win-x64.exe';

let server: Server;
let listed = { version: '0.2.0', sha512, size: installer.length };
let hand: (response: ServerResponse) => void;
let temporary: string;
let told: number[];
let opened: string[];
let signer: 'ours' | 'other';

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const { version, sha512: sum, size } = listed;
    if (path.endsWith('.atom'))
      response.end(
        `<feed><entry><link href="https://github.com/o/r/releases/tag/v${version}"/><content>x</content></entry></feed>`,
      );
    else if (path.endsWith('/releases/latest')) response.end(JSON.stringify({ tag_name: `v${version}` }));
    else if (path.endsWith('/latest.yml'))
      response.end(
        `version: ${version}\nfiles:\n  - url: immich-at-home-0.2.0-win-arm64.exe\n    sha512: ${sha512}\n    size: 1\n  - url: ${name}\n    sha512: ${sum}\n    size: ${size}\npath: ${name}\nsha512: ${sum}\n`,
      );
    else if (path.endsWith(`/${name}`)) hand(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  listed = { version: '0.2.0', sha512, size: installer.length };
  hand = (response) => response.end(installer);
  temporary = mkdtempSync(join(tmpdir(), 'iah-renewal-'));
  told = [];
  opened = [];
  signer = 'ours';
});

const made = (): Renewal =>
  renewal({
    platform: 'win32',
    architecture: 'x64',
    temporary,
    newest: () =>
      newestInstallers({
        releases: 'o/r',
        version: '0.1.0',
        platform: 'win32',
        at: { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, protocol: 'http' },
      }),
    requireSameSigner: async (file) => {
      expect(readFileSync(file).equals(installer)).toBe(true);
      if (signer === 'other') throw new Error('signed by CN=Somebody');
    },
    onProgress: (bytes, of) => {
      expect(of).toBe(installer.length);
      told.push(bytes);
    },
    open: async (file) => void opened.push(file),
  });

/** What is left on the disk of anything that was fetched. */
const left = (): string[] => readdirSync(temporary, { recursive: true, encoding: 'utf8' });

it('is fetched, checked, and started only when asked to', async () => {
  const one = made();
  const both = await Promise.all([one.fetch(), one.fetch()]);
  expect(both).toEqual([true, true]);
  expect(told.at(-1)).toBe(installer.length);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(opened).toEqual([]);
  await one.install();
  expect(opened.map((file) => readFileSync(file).equals(installer))).toEqual([true]);
});

it('what was tidied away meanwhile is not started, and fetched again', async () => {
  const one = made();
  await one.fetch();
  rmSync(temporary, { recursive: true });
  mkdirSync(temporary);
  await expect(one.install()).rejects.toMatchObject({ failure: { code: 'program-not-fetched' } });
  expect(opened).toEqual([]);
  expect(await one.fetch()).toBe(true);
  await one.install();
  expect(opened).toHaveLength(1);
});

it.each([
  ['another content', () => (hand = (response) => response.end(randomBytes(installer.length))), 'program-damaged'],
  [
    'more than was said',
    () => (hand = (response) => response.end(Buffer.concat([installer, installer]))),
    'program-damaged',
  ],
  ['less than was said', () => (hand = (response) => response.end(installer.subarray(1))), 'program-damaged'],
  [
    'a line that breaks',
    () => (hand = (response) => response.write(installer.subarray(9), () => response.destroy())),
    'program-not-fetched',
  ],
  ['a refusal', () => (hand = (response) => response.writeHead(503).end()), 'program-not-fetched'],
  ['another signer', () => (signer = 'other'), 'program-not-ours'],
  ['a version that is not newer', () => (listed = { ...listed, version: '0.1.0' }), 'program-not-fetched'],
  ['no sum of it', () => (listed = { ...listed, sha512: '' }), 'program-not-fetched'],
  ['a size that is none', () => (listed = { ...listed, size: 0 }), 'program-not-fetched'],
])('with %s nothing is started, and nothing is left lying', async (_what, change, code) => {
  change();
  const one = made();
  await expect(one.fetch()).rejects.toMatchObject({ failure: { code } });
  expect(left()).toEqual([]);
  await expect(one.install()).rejects.toMatchObject({ failure: { code: 'program-not-fetched' } });
  expect(opened).toEqual([]);
});

it('cancelled in the middle, nothing is left; asked again, it is fetched anew', async () => {
  const one = made();
  hand = (response) => response.write(installer.subarray(0, 100_000), () => one.cancel());
  expect(await one.fetch()).toBe(false);
  expect(left()).toEqual([]);
  hand = (response) => response.end(installer);
  expect(await one.fetch()).toBe(true);
});
