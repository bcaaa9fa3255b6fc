// An account for a member of the family, by the very script that goes to a server, against a small Immich. Surprise: the script speaks
// to 127.0.0.1:2283, so it is led to a port of this test, and the folders of a server to one of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError, type Failure } from '../../../electron/contract/failure';
import { makeAccount } from '../../../electron/provision/phones';
import type { Remote } from '../../../electron/provision/remote';
import { Secret } from '../../../electron/provision/shell/secret';
import { canAsk, family } from '../../cases/family';

const password = `it's "sun\\flower"`;
const clara = {
  name: 'Clara “Mimi” \\',
  email: 'clara@example-family.net',
  password: new Secret('tulip-harbor-42'),
  tried: false,
};
const { settings } = family();

let immich: Server;
let folder: string;
let users: unknown[];
let sessions: number;
/** The password of Clara’s account; null = she has none. */
let theirs: string | null;
let scripts: string[];
let refusal: { readonly status: number; readonly body: string } | null;

function answer({ url, headers }: IncomingMessage, said: string): { status: number; body: string } {
  if (url === '/api/auth/login') {
    const login = JSON.parse(said) as { email: string; password: string };
    const own = login.email === clara.email ? theirs : password;
    if (login.password !== own) return { status: 401, body: '{"message":"Incorrect email or password"}' };
    sessions += 1;
    return { status: 201, body: '{"accessToken":"a-token","isAdmin":true}' };
  }
  if (headers.authorization !== 'Bearer a-token') return { status: 401, body: '{}' };
  if (url === '/api/auth/logout') {
    sessions -= 1;
    return { status: 200, body: '{}' };
  }
  if (url === '/api/auth/validateToken') return { status: 200, body: '{"authStatus":true}' };
  if (refusal) return refusal;
  users.push(JSON.parse(said));
  return { status: 201, body: '{"id":"1"}' };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iah-account-'));
  [users, sessions, theirs, scripts, refusal] = [[], 0, null, [], null];
  immich = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = answer(request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => immich.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => immich.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Runs scripts here. Not in this thread: Immich lives in it. */
const remote: Remote = {
  host: 'homeserver',
  identity: { user: 'owner', from: 'desktop' },
  roundTrips: 0,
  bytes: { sent: 0, received: 0 },
  async run(script, { input } = {}) {
    scripts.push(script.text);
    const { port } = immich.address() as AddressInfo;
    const text = script.text
      .replaceAll('http://127.0.0.1:2283', `http://127.0.0.1:${port}`)
      .replaceAll('/run/immich-at-home', join(folder, 'run'))
      .replaceAll('/var/lib/immich-at-home', join(folder, 'state'));
    const child = spawn('/bin/sh', ['-c', text]);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.stdin.on('error', () => undefined).end(input instanceof Secret ? input.reveal() : input);
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { status: status ?? 255, ...said };
  },
};
const attempt = (adminPassword = password, tried = false): Promise<Failure | null> =>
  makeAccount(remote, settings, new Secret(adminPassword), { ...clara, tried }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof FailureError) return error.failure;
      throw error;
    },
  );

describe.skipIf(!canAsk('curl'))('an account for a member of the family', () => {
  it('is made with a password for the first sign-in; the session ends, nothing is left behind', async () => {
    expect(await attempt()).toBeNull();
    expect(users).toEqual([
      { email: clara.email, name: clara.name, password: 'tulip-harbor-42', shouldChangePassword: true },
    ]);
    expect(sessions).toBe(0);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
    expect(scripts.join()).not.toMatch(/tulip|sun\\flower/);
  });

  it('is refused with the reason: the administrator’s password, an address that is taken, whatever Immich says', async () => {
    expect(await attempt('not this one')).toMatchObject({
      code: 'admin-password-wrong',
      values: { email: settings.admin.email },
    });
    refusal = { status: 400, body: '{"message":"User exists","statusCode":400}' };
    expect(await attempt()).toMatchObject({ code: 'account-taken', values: { email: clara.email } });
    refusal = { status: 400, body: '{"message":["quota too small"],"statusCode":400}' };
    expect(await attempt()).toMatchObject({ code: 'immich-refused', values: { status: 400 } });
    refusal = { status: 502, body: '<html>Bad Gateway</html>' };
    expect(await attempt()).toMatchObject({ code: 'immich-refused', values: { status: 502 } });
    expect([users, sessions]).toEqual([[], 0]);
  });

  it('is ours when the answer of the first attempt was lost: a sign-in with its password tells', async () => {
    refusal = { status: 400, body: '{"message":"User exists","statusCode":400}' };
    theirs = 'tulip-harbor-42';
    expect(await attempt(password, true)).toBeNull();
    expect(sessions).toBe(0);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
    expect(scripts.join()).not.toMatch(/tulip|sun\\flower/);
    // the very first attempt has made nothing that could be ours
    expect(await attempt()).toMatchObject({ code: 'account-taken' });
    theirs = 'one of their own';
    expect(await attempt(password, true)).toMatchObject({ code: 'account-taken', values: { email: clara.email } });
    expect(sessions).toBe(0);
  });
});
