// Whether there is a newer program, asked of a stand-in for GitHub's releases by electron-updater's own provider.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { preferences } from '../../../electron/store/preferences';
import { newestProgram } from '../../../electron/update/newest';
import { notice } from '../../../electron/update/notice';
import { isNewer } from '../../../electron/update/order';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let server: Server;
let tag = 'v0.2.0';
let yml = '';
let away = false;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (away) return void response.writeHead(503).end();
    if (path.endsWith('.atom'))
      return void response.end(
        `<feed><entry><link href="https://github.com/o/r/releases/tag/${tag}"/><content>x</content></entry></feed>`,
      );
    if (path.endsWith('/releases/latest')) return void response.end(JSON.stringify({ tag_name: tag }));
    if (path.endsWith('.yml')) return void response.end(yml);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
  away = false;
  asked.length = 0;
});

const offered = (version: string): void => {
  tag = `v${version}`;
  yml = `version: ${version}\nfiles:\n  - url: a.AppImage\n    sha512: abc\n    size: 1\npath: a.AppImage\nsha512: abc\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`;
};
const ask = (): Promise<string | null> =>
  newestProgram({
    releases: 'o/r',
    version: '0.1.0',
    platform: 'linux',
    at: { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, protocol: 'http' },
  });

it.each([
  ['0.2.0', '0.2.0'],
  ['0.1.0', null],
  ['0.0.9', null],
  ['0.2.0-beta.1', null],
])('a release %s is offered as %s', async (version, newer) => {
  offered(version);
  expect(await ask()).toBe(newer);
});

it('a feed that is broken or away is an error, not a version', async () => {
  offered('0.2.0');
  yml = 'version: [';
  await expect(ask()).rejects.toThrow();
  away = true;
  await expect(ask()).rejects.toThrow('503');
});

it('nobody is asked unless it was chosen, and once a day at most; pressing asks at once; no answer changes nothing', async () => {
  offered('0.2.0');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const liked = preferences(mkdtempSync(join(tmpdir(), 'iah-notice-')), log);
  let now = 1_000_000_000;
  const told = notice({ version: '0.1.0', ask, way: 'page', preferences: liked, log, clock: () => now });
  expect(await told.look(true)).toMatchObject({ chosen: false, newer: null });
  expect(asked).toEqual([]);
  await liked.change((before) => ({ ...before, askForProgram: true }));
  expect(await told.look(false)).toEqual({ chosen: true, can: true, askedAt: now, newer: '0.2.0', way: 'page' });
  const once = asked.length;
  now += 60_000;
  await told.look(false);
  expect(asked).toHaveLength(once);
  away = true;
  expect(await told.look(true)).toMatchObject({ askedAt: now - 60_000, newer: '0.2.0' });
  expect(asked.length).toBeGreaterThan(once);
});

it('versions are compared as semver does', () => {
  expect(isNewer('0.10.0', '0.9.9')).toBe(true);
  expect(isNewer('1.0.0', '1.0.0-rc.1')).toBe(true);
  expect(isNewer('0.9.9', '0.10.0')).toBe(false);
  expect(isNewer('1.0.0', 'nonsense')).toBe(false);
});
