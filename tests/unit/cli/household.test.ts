// The command line's own input: a household's file with the files of its secrets, and what may be typed beside it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArguments, usage } from '../../../electron/cli/arguments';
import { readHouseholdFile, requireWishes } from '../../../electron/cli/household';
import { doorText, leaksText } from '../../../electron/cli/words';
import { codeOf, household } from '../ipc/workplace';

const folder = mkdtempSync(join(tmpdir(), 'iah-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const tunnelToken = Buffer.from(
  JSON.stringify({ a: 'ab'.repeat(16), t: '6f1c2d3e-0000-4000-8000-123456789abc', s: 's'.repeat(44) }),
).toString('base64');

describe('a household’s file', () => {
  it('names the files of its secrets, beside itself', async () => {
    put('wide', `${'w'.repeat(40)}\n`);
    put('small', `${'d'.repeat(40)}\n`);
    put('tunnel', `sudo cloudflared service install ${tunnelToken}\n`);
    put('admin', 'tulip-harbor-92\n');
    const secrets = {
      setupTokenFile: 'wide',
      dnsTokenFile: 'small',
      tunnelTokenFile: 'tunnel',
      adminPasswordFile: 'admin',
    };
    const read = await readHouseholdFile(put('household.json', JSON.stringify({ ...household, secrets })));
    expect(read.settings).toEqual(household);
    expect(read.setupToken?.reveal()).toBe('w'.repeat(40));
    expect(Object.fromEntries(Object.entries(read.secrets).map(([name, value]) => [name, value.reveal()]))).toEqual({
      dnsToken: 'd'.repeat(40),
      tunnelToken,
      adminPassword: 'tulip-harbor-92',
    });
  });

  it('without secrets has none, and one that is no token is bad input', async () => {
    const read = await readHouseholdFile(put('bare.json', JSON.stringify(household)));
    expect(read).toMatchObject({ secrets: {}, setupToken: null });
    put('nonsense', 'not a token\n');
    const wrong = put('wrong.json', JSON.stringify({ ...household, secrets: { setupTokenFile: 'nonsense' } }));
    expect(await codeOf(readHouseholdFile(wrong))).toBe('settings-invalid');
  });
});

describe('hosts too deep for the public door', () => {
  it('are bad input for a plan, from a file as from the server’s own copy; looking and undoing go on', async () => {
    const hosts = { ...household.hosts, share: 'share.home.example-family.net' };
    const deep = { ...household, access: 'both', hosts } as const;
    const read = await readHouseholdFile(put('deep.json', JSON.stringify(deep)));
    expect(read.settings).toEqual(deep);
    expect(() => requireWishes(read.settings)).toThrow('settings-invalid');
    expect(() => requireWishes({ ...deep, access: 'home' })).not.toThrow();
  });
});

describe('what is typed', () => {
  const read = (...words: string[]) => readArguments([...words, '--host', 'h', '--user', 'u', '--agent']);

  it('may name secrets beside the server’s own settings, and what may be replaced', () => {
    const typed = read(
      'apply',
      '--setup-token-file',
      'a',
      '--admin-password-file',
      'b',
      '--accept',
      'dns:photos.x.net',
    );
    expect(typed).toMatchObject({
      arguments: { setupTokenFile: 'a', adminPasswordFile: 'b', accept: ['dns:photos.x.net'], leaks: false },
    });
  });

  it('tries the door only with status', () => {
    expect(read('status', '--leaks')).toMatchObject({ arguments: { command: 'status', leaks: true } });
    expect(read('plan', '--leaks')).toEqual({ problem: '--leaks goes with status' });
  });

  it('has no line longer than a wide terminal', () => {
    expect(Math.max(...usage.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });
});

describe('what is said of the door', () => {
  it('names who is in trouble and how', () => {
    const hosts = [
      { host: 'photos.x.net', trouble: null, detail: 'A 203.0.113.30; HTTP 200' },
      { host: 'share.x.net', trouble: 'no-record', detail: 'NXDOMAIN' } as const,
    ];
    expect(doorText({ at: 0, hosts, connections: 4 })).toBe(`✓ https://photos.x.net (A 203.0.113.30; HTTP 200)
✗ https://share.x.net no-record (NXDOMAIN)
✓ 4 connections to Cloudflare`);
  });

  it('shows each leak with what was sent and what came back', () => {
    const leaks = [{ request: 'GET //api/assets', answer: '200 application/json', kind: 'open' } as const];
    expect(leaksText({ at: 0, inside: { requests: 312, seconds: 2.04, leaks }, outside: null }))
      .toBe(`✗ on the server: 312 requests in 2.0 s, 1 not as they must be
  let in: GET //api/assets
  | 200 application/json
! from outside: the door is not reachable there`);
  });
});
