// One value of Immich's settings, by the very scripts that go to a server, against a small Immich that keeps settings as a whole. Surprise:
// the scripts speak to 127.0.0.1:2283, so curl is led to a port of this test, and /run/immich-at-home to a folder of it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { immichSettingScript, immichSettingUndo } from '../../../electron/provision/engine/immich-setting';
import type { Wanted } from '../../../electron/provision/engine/step';
import { Secret } from '../../../electron/provision/shell/secret';
import type { Sh } from '../../../electron/provision/shell/sh';
import { canAsk } from '../../cases/family';

const password = `it's "sun\\flower"`;
const wanted = {
  settings: { admin: { name: 'Anna', email: 'anna@example-family.net' } },
  secrets: { adminPassword: new Secret(password) },
} as unknown as Wanted;
const address = 'https://share-photos.example-family.net';
const set = { kind: 'immich-setting', path: ['server', 'externalDomain'], value: address } as const;

interface SystemConfig {
  server: { externalDomain: string };
}

let immich: Server;
let config: SystemConfig;
let asked: string[];
let refuses: boolean;
let sessions: number;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iah-setting-'));
  mkdirSync(join(folder, 'run'));
  asked = [];
  refuses = false;
  sessions = 0;
  config = {
    ffmpeg: { crf: 23 },
    image: { quality: 0.7, big: 9007199254740991 },
    smtp: { password: 'mail “secret”' },
    server: { externalDomain: '', loginPageMessage: 'Grüße' },
  } as unknown as SystemConfig;
  immich = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const say = (status: number, value: unknown): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.url === '/api/auth/login') {
        const { password: given } = JSON.parse(body) as { password: string };
        if (given === password) {
          sessions += 1;
          say(201, { accessToken: 'a-token', isAdmin: true });
        } else say(401, { message: 'Incorrect email or password' });
      } else if (request.headers.authorization !== 'Bearer a-token') say(401, { message: 'Authentication required' });
      else if (request.url === '/api/auth/logout' && request.method === 'POST') {
        sessions -= 1;
        say(200, { successful: true, redirectUri: '/auth/login?autoLaunch=0' });
      } else if (request.method === 'GET') say(200, config);
      else if (refuses) say(400, { message: 'Cannot update configuration while IMMICH_CONFIG_FILE is in use' });
      else {
        config = JSON.parse(body) as SystemConfig;
        say(200, config);
      }
    });
  });
  await new Promise<void>((resolve) => immich.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => immich.close(resolve));
  rmSync(folder, { recursive: true });
});

/** As the engine's frame runs it: `set -e`, `$entry` known, the login by stdin. Not in this thread: Immich lives in it. */
async function run({ body, input }: { body: Sh; input: Secret }): Promise<{ status: number | null; said: string }> {
  const { port } = immich.address() as AddressInfo;
  const text = body.text
    .replaceAll('http://127.0.0.1:2283', `http://127.0.0.1:${port}`)
    .replaceAll('/run/immich-at-home', join(folder, 'run'));
  const child = spawn('/bin/sh', ['-c', `entry=${folder}\n( set -e\n${text}\n)`]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => undefined).end(input.reveal());
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, said };
}

describe.skipIf(!canAsk('python3') || !canAsk('curl'))('one value of Immich’s settings', () => {
  it('is changed, all else written back as it was, and nothing of it is told or left behind', async () => {
    const before = structuredClone(config);
    expect(await run(immichSettingScript(set, wanted))).toEqual({ status: 0, said: '200\n' });
    expect(config).toEqual({ ...before, server: { ...before.server, externalDomain: address } });
    expect(asked).toEqual([
      'POST /api/auth/login',
      'GET /api/system-config',
      'PUT /api/system-config',
      'POST /api/auth/logout',
    ]);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it('sent twice keeps the first value, and writes only once', async () => {
    config.server.externalDomain = 'https://old.example.net';
    await run(immichSettingScript(set, wanted));
    expect(await run(immichSettingScript(set, wanted))).toEqual({ status: 0, said: '200\n' });
    expect(asked.filter((call) => call.startsWith('PUT'))).toHaveLength(1);
    await run(immichSettingUndo(set, wanted));
    expect(config.server.externalDomain).toBe('https://old.example.net');
  });

  it('put back by somebody else meanwhile is left as they want it', async () => {
    await run(immichSettingScript(set, wanted));
    config.server.externalDomain = 'https://mine.example.net';
    expect(await run(immichSettingUndo(set, wanted))).toEqual({ status: 0, said: '200\n' });
    expect(config.server.externalDomain).toBe('https://mine.example.net');
  });

  it('never changed has nothing to put back, and Immich is not even asked', async () => {
    expect(await run(immichSettingUndo(set, wanted))).toEqual({ status: 0, said: '' });
    expect(asked).toEqual([]);
  });

  it('that Immich refuses says so in its words, and a wrong password too', async () => {
    refuses = true;
    const { status, said } = await run(immichSettingScript(set, wanted));
    expect([status, said.split('\n')[0]]).toEqual([1, '400']);
    expect(said).toContain('IMMICH_CONFIG_FILE');
    const other = { ...wanted, secrets: { adminPassword: new Secret('not this one') } };
    expect((await run(immichSettingScript(set, other))).said).toContain('401\n{"message":"Incorrect');
    expect(existsSync(join(folder, 'before-setting'))).toBe(true);
  });

  it('leaves no session open: not changed, put back, refused, nor with an answer that nobody understands', async () => {
    await run(immichSettingScript(set, wanted));
    await run(immichSettingScript(set, wanted));
    await run(immichSettingUndo(set, wanted));
    refuses = true;
    await run(immichSettingScript(set, wanted));
    config = {} as unknown as SystemConfig;
    expect((await run(immichSettingScript(set, wanted))).status).not.toBe(0);
    expect(asked.filter((call) => call === 'POST /api/auth/login')).toHaveLength(5);
    expect(sessions).toBe(0);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it('without the password at hand is not begun', () => {
    for (const script of [immichSettingScript, immichSettingUndo])
      expect(() => script(set, { ...wanted, secrets: {} })).toThrow('secret-missing');
  });
});
