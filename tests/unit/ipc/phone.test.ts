// Phones in the window's process: a code is shown, saved, forgotten, and kept only where it is asked for and protected. Accounts of
// the family: nobody else gets to see a password.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, FailureError } from '../../../electron/contract/failure';
import type { Secret } from '../../../electron/provision/shell/secret';
import { codeOf, household, request, setStage, type Stage } from './workplace';

let stage: Stage;
beforeEach(async () => {
  stage = setStage();
  await stage.handlers['server:connect'](request);
});
const wish = { name: 'Ben’s Pixel', person: 'Ben', scope: 'photos', keep: false } as const;
const stored = (): string => {
  try {
    return readFileSync(join(stage.folder, 'phones.json'), 'utf8');
  } catch {
    return '';
  }
};
const keptNow = async (): Promise<readonly boolean[]> =>
  (await stage.handlers['phone:list']()).phones.map(({ kept }) => kept);

describe('a new phone', () => {
  it('has a code, a file on demand, and is forgotten', async () => {
    expect(await stage.handlers['phone:add'](wish)).toMatchObject({
      phone: { name: 'Ben’s Pixel', person: 'Ben' },
      path: 'M0 0',
      tunnelName: 'Bens-Pixel',
      endpoint: 'vpn.example-family.net:51820',
      kept: false,
    });
    stage.chosen = join(stage.folder, 'ben.conf');
    expect(await stage.handlers['phone:save']('pub')).toBe(stage.chosen);
    expect(readFileSync(stage.chosen, 'utf8')).toContain('PrivateKey = private');
    expect(statSync(stage.chosen).mode & 0o777).toBe(0o600);
    await stage.handlers['phone:forget-code']();
    expect(await codeOf(stage.handlers['phone:save']('pub'))).toBe('phone-not-kept');
    expect(await codeOf(stage.handlers['phone:code']('pub'))).toBe('phone-not-kept');
    expect(stored()).toBe('');
  });

  it('is readable by nobody else, also where a file of that name was there before', async () => {
    await stage.handlers['phone:add'](wish);
    stage.chosen = join(stage.folder, 'ben.conf');
    writeFileSync(stage.chosen, 'an older one', { mode: 0o644 });
    await stage.handlers['phone:save']('pub');
    expect(readFileSync(stage.chosen, 'utf8')).toContain('PrivateKey = private');
    expect(statSync(stage.chosen).mode & 0o777).toBe(0o600);
    mkdirSync(join(stage.folder, 'full/ben.conf/in the way'), { recursive: true });
    stage.chosen = join(stage.folder, 'full/ben.conf');
    expect(await codeOf(stage.handlers['phone:save']('pub'))).toBe('file-not-saved');
    expect(readdirSync(join(stage.folder, 'full'))).toEqual(['ben.conf']);
  });

  it('keeps its key on this PC when asked to, and shows its code again', async () => {
    expect(await stage.handlers['phone:add']({ ...wish, keep: true })).toMatchObject({ kept: true });
    await stage.handlers['phone:forget-code']();
    expect(await keptNow()).toEqual([true]);
    expect(await stage.handlers['phone:code']('pub')).toMatchObject({ path: 'M0 0', kept: true });
    stage.chosen = join(stage.folder, 'again.conf');
    expect(await stage.handlers['phone:save']('pub')).toBe(stage.chosen);
  });

  it('says so where this PC protects nothing, and keeps nothing', async () => {
    stage.protects = false;
    expect(await stage.handlers['phone:add']({ ...wish, keep: true })).toMatchObject({ kept: false });
    expect(stored()).toBe('');
  });
});

describe('a kept key', () => {
  beforeEach(async () => {
    await stage.handlers['phone:add']({ ...wish, keep: true });
    await stage.handlers['phone:forget-code']();
  });

  it('goes with its phone', async () => {
    await stage.handlers['phone:remove']('pub');
    expect(await codeOf(stage.handlers['phone:code']('pub'))).toBe('phone-not-kept');
    expect(await codeOf(stage.handlers['phone:save']('pub'))).toBe('phone-not-kept');
  });

  it('goes when the phone is replaced; that of its successor is kept when asked to', async () => {
    expect(await stage.handlers['phone:replace']('pub', { keep: true })).toMatchObject({
      phone: { publicKey: 'next' },
      kept: true,
    });
    expect(stored()).toContain('"next"');
    expect(stored()).not.toContain('"pub"');
  });

  it('goes when another PC has removed the phone', async () => {
    stage.phones = [];
    expect(await keptNow()).toEqual([]);
    expect(stored()).not.toContain('pub');
  });

  it('goes with the server it belongs to', async () => {
    await stage.handlers['server:forget']('cabin');
    expect(stored()).toContain('"pub"');
    await stage.handlers['server:forget']('HomeServer');
    expect(stored()).not.toContain('"pub"');
  });

  it('goes with its server by another name, which is the same machine', async () => {
    await stage.handlers['server:connect']({ ...request, host: '192.168.178.10' });
    expect(await keptNow()).toEqual([true]);
    await stage.handlers['server:forget']('192.168.178.10');
    expect(stored()).not.toContain('"pub"');
  });

  it('stays when the phone is renamed or switched off', async () => {
    expect(await stage.handlers['phone:change']('pub', { enabled: false })).toMatchObject({ enabled: false });
    expect(await keptNow()).toEqual([true]);
  });
});

describe('codes', () => {
  afterEach(() => void vi.useRealTimers());
  const add = (): Promise<string> => codeOf(stage.handlers['phone:add']({ ...wish, keep: true }));

  it('come one after the other: the next when the last was put away, or after a moment', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    expect(await add()).toBe('went well');
    const { length } = stage.phones;
    expect(await add()).toBe('codes-too-fast');
    expect(await codeOf(stage.handlers['phone:code']('pub'))).toBe('codes-too-fast');
    expect(await codeOf(stage.handlers['phone:replace']('pub', { keep: false }))).toBe('codes-too-fast');
    expect(stage.phones).toHaveLength(length);
    await stage.handlers['phone:forget-code']();
    expect(await codeOf(stage.handlers['phone:code']('pub'))).toBe('went well');
    vi.setSystemTime(Date.now() + 2_000);
    expect(await add()).toBe('went well');
  });

  it('are twenty in a minute at most, however they are asked for', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    for (let n = 0; n < 20; n += 1) {
      expect(await add()).toBe('went well');
      await stage.handlers['phone:forget-code']();
    }
    expect(await add()).toBe('codes-too-fast');
    expect(await codeOf(stage.handlers['phone:code']('pub'))).toBe('codes-too-fast');
    vi.setSystemTime(Date.now() + 60_000);
    expect(await add()).toBe('went well');
  });
});

describe('an account for the family', () => {
  const clara = { name: 'Clara', email: 'clara@example-family.net', adminPassword: null };
  beforeEach(() => void (stage.session.settings = household));

  it('asks for the administrator’s password once', async () => {
    expect(await codeOf(stage.handlers['phone:account'](clara))).toBe('secret-missing');
    const made = await stage.handlers['phone:account']({ ...clara, adminPassword: 'sunflower tractor 42' });
    expect(made).toMatchObject({ email: clara.email, password: expect.stringMatching(/^(?:\w+-){4}\w+$/) as string });
    await stage.handlers['phone:account']({ ...clara, email: 'emil@example-family.net' });
    expect(stage.members.map(({ adminPassword }) => adminPassword)).toEqual([
      'sunflower tractor 42',
      'sunflower tractor 42',
    ]);
  });

  it('has a password that no log gets to see', async () => {
    const { password } = await stage.handlers['phone:account']({ ...clara, adminPassword: 'sunflower tractor 42' });
    const text = stage.work.redaction.redact(`curl: ${password} sunflower tractor 42`);
    expect(text).not.toContain(password);
    expect(text).not.toContain('sunflower');
    expect(JSON.stringify(stage.members[0])).not.toContain(password);
  });

  it('keeps the password of an attempt whose end nobody knows, for the next one on this server', async () => {
    const { makeAccount } = stage.work.engine;
    Object.assign(stage.work.engine, {
      makeAccount: async (...asked: Parameters<typeof makeAccount>) => {
        await makeAccount(...asked);
        throw new FailureError(failure('connection-lost', { host: 'homeserver' }));
      },
    });
    const asked = { ...clara, adminPassword: 'sunflower tractor 42' };
    expect(await codeOf(stage.handlers['phone:account'](asked))).toBe('connection-lost');
    Object.assign(stage.work.engine, { makeAccount });
    const { password } = await stage.handlers['phone:account'](asked);
    const sent = stage.members.map((member) => {
      const { password: first, tried } = member as unknown as { password: Secret; tried: boolean };
      return [first.reveal(), tried];
    });
    expect(sent).toEqual([
      [password, false],
      [password, true],
    ]);
    await stage.handlers['server:disconnect']();
    expect(stage.session.members.size).toBe(0);
  });

  it('is not made on a server that was never set up', async () => {
    stage.session.settings = null;
    expect(await codeOf(stage.handlers['phone:account']({ ...clara, adminPassword: 'x' }))).toBe('not-set-up');
  });
});
