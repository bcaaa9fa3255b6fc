// What stays on this PC: parsed when read, private, sealed or not kept at all, and no damage stops the program.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostKeys } from '../../../electron/store/host-keys';
import { phoneKeys, type KeptKeys } from '../../../electron/store/phone-keys';
import { preferences } from '../../../electron/store/preferences';
import { servers } from '../../../electron/store/servers';
import { vaultOf, type SafeStorage, type Vault } from '../../../electron/store/vault';

let folder: string;
let noted: string[];
const notes = { warn: (what: string) => void noted.push(what) };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iah-store-'));
  noted = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const reversing = (text: string): string => text.split('').reverse().join('');
const vault: Vault = {
  available: async () => true,
  seal: async (text) => Buffer.from(reversing(text)),
  open: async (sealed) => reversing(sealed.toString()),
};
const login = {
  host: 'homeserver',
  port: 22,
  user: 'owner',
  hostname: 'home',
  auth: 'password',
  keyPath: null,
} as const;

describe('known servers', () => {
  it('come back with their secrets, which are sealed in the file', async () => {
    await servers(folder, vault, notes).remember(login, { secret: 'wonder land', sudoPassword: 'other' });
    expect(await servers(folder, vault, notes).login(login)).toEqual({
      ...login,
      secret: 'wonder land',
      sudoPassword: 'other',
    });
    expect(await servers(folder, vault, notes).list()).toEqual([{ ...login, remembered: true }]);
    expect(readFileSync(join(folder, 'servers.json'), 'utf8')).not.toContain('wonder');
    expect(statSync(join(folder, 'servers.json')).mode & 0o777).toBe(0o600);
  });
  it('are known once, the last used first, and can be forgotten', async () => {
    const store = servers(folder, vault, notes);
    await store.remember(login, { secret: 'a', sudoPassword: null });
    await store.remember({ ...login, host: 'cabin', auth: 'agent' }, { secret: null, sudoPassword: null });
    await store.remember({ ...login, host: 'HomeServer' }, { secret: 'b', sudoPassword: null });
    expect((await store.list()).map(({ host }) => host)).toEqual(['HomeServer', 'cabin']);
    await store.forget('homeserver');
    expect((await store.list()).map(({ host, remembered }) => [host, remembered])).toEqual([['cabin', true]]);
  });
  it('lose a secret that does not open, and nothing else', async () => {
    await servers(folder, vault, notes).remember(login, { secret: 'a', sudoPassword: null });
    const closed: Vault = { ...vault, open: () => Promise.reject(new Error('other keyring')) };
    expect(await servers(folder, closed, notes).login(login)).toMatchObject({ user: 'owner', secret: null });
    expect(noted).toEqual(['a stored secret does not open any more']);
  });
  it('changes made at the same time are all kept', async () => {
    const store = servers(folder, vault, notes);
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((host) => store.remember({ ...login, host }, { secret: null, sudoPassword: null })));
    expect((await store.list()).map(({ host }) => host).sort()).toEqual(names);
  });
});

describe('a damaged file', () => {
  it.each(['', '{"half', '{"homeserver 22": 7}'])('%j is set aside', async (text) => {
    writeFileSync(join(folder, 'host-keys.json'), text);
    expect(await hostKeys(folder, notes).of({ host: 'homeserver', port: 22 })).toBeNull();
    expect(readdirSync(folder)).toEqual(['host-keys.json.damaged']);
    expect(noted).toHaveLength(1);
  });
});

describe('host keys', () => {
  it('are pinned by host and port', async () => {
    const keys = hostKeys(folder, notes);
    const key = { type: 'ed25519', fingerprint: 'SHA256:x' };
    await keys.pin({ host: 'Home', port: 22 }, key);
    await keys.pin({ host: 'home', port: 2222 }, { ...key, type: 'rsa' });
    expect(await keys.of({ host: 'home', port: 22 })).toEqual(key);
    expect(await keys.of({ host: 'home', port: 23 })).toBeNull();
    expect(await keys.fingerprints('HOME')).toEqual(['SHA256:x', 'SHA256:x']);
    expect(await keys.fingerprints('cabin')).toEqual([]);
    await keys.forget('home');
    expect(await keys.of({ host: 'home', port: 2222 })).toBeNull();
  });
});

describe('preferences', () => {
  it('a value we no longer know is as if it had not been said', async () => {
    writeFileSync(join(folder, 'preferences.json'), '{"language":"tlh","theme":"dark"}');
    expect(await preferences(folder, notes).read()).toEqual({ language: null, theme: 'dark' });
  });
});

describe('the vault', () => {
  const storage: SafeStorage = {
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => Buffer.from(text),
    decryptStringAsync: async (sealed) => ({ result: sealed.toString() }),
    getSelectedStorageBackend: () => 'gnome_libsecret',
  };
  it('is there with a keyring', async () => expect(await vaultOf(storage, 'linux').available()).toBe(true));
  it('is not there without one: then nothing is sealed', async () => {
    const plain = vaultOf({ ...storage, getSelectedStorageBackend: () => 'basic_text' }, 'linux');
    expect(await plain.available()).toBe(false);
    await expect(plain.seal('x')).rejects.toThrow('cannot be protected');
  });
  it('does not ask a Mac for a Linux keyring', async () => {
    const noBackend: SafeStorage = {
      ...storage,
      getSelectedStorageBackend: () => {
        throw new Error('not on this system');
      },
    };
    expect(await vaultOf(noBackend, 'darwin').available()).toBe(true);
  });
});

describe('keys of phones', () => {
  const keys = { privateKey: 'private', presharedKey: 'preshared' };
  const opened = async (kept: Promise<KeptKeys | null>): Promise<readonly string[] | null> => {
    const found = await kept;
    return found && [found.privateKey, found.presharedKey];
  };
  const homeserver = { host: 'HomeServer', fingerprint: 'SHA256:home' };
  const byAddress = { ...homeserver, host: '192.168.178.10' };
  const cabin = { host: 'cabin', fingerprint: 'SHA256:cabin' };
  const file = (): string => readFileSync(join(folder, 'phones.json'), 'utf8');

  it('come back, both of them, and are sealed in the file', async () => {
    expect(await phoneKeys(folder, vault, notes).keep(homeserver, 'pub', keys)).toBe(true);
    const store = phoneKeys(folder, vault, notes);
    expect(await opened(store.of('pub'))).toEqual(['private', 'preshared']);
    expect([...(await store.kept(homeserver))]).toEqual(['pub']);
    expect([...(await store.kept(cabin))]).toEqual([]);
    expect(file()).not.toMatch(/private|preshared/);
    expect(statSync(join(folder, 'phones.json')).mode & 0o777).toBe(0o600);
  });
  it('are not kept where nothing protects them, nor counted as kept', async () => {
    await phoneKeys(folder, vault, notes).keep(homeserver, 'pub', keys);
    const bare = phoneKeys(folder, { ...vault, available: async () => false }, notes);
    expect(await bare.keep(homeserver, 'next', keys)).toBe(false);
    expect([...(await bare.kept(homeserver))]).toEqual([]);
    expect(file()).not.toContain('next');
  });
  it('that do not open any more, or cannot be sealed, are as if they had not been kept', async () => {
    await phoneKeys(folder, vault, notes).keep(homeserver, 'pub', keys);
    const closed: Vault = {
      ...vault,
      open: () => Promise.reject(new Error('other keyring')),
      seal: () => Promise.reject(new Error('locked')),
    };
    expect(await phoneKeys(folder, closed, notes).of('pub')).toBeNull();
    expect(await phoneKeys(folder, { ...vault, open: async () => '{"private' }, notes).of('pub')).toBeNull();
    expect(await phoneKeys(folder, closed, notes).keep(homeserver, 'next', keys)).toBe(false);
    expect(noted.join()).not.toContain('private');
  });
  it('go by phone, by server, and when their phone is gone', async () => {
    const store = phoneKeys(folder, vault, notes);
    for (const [server, key] of [
      [homeserver, 'a'],
      [homeserver, 'b'],
      [homeserver, 'c'],
      [cabin, 'd'],
    ] as const)
      await store.keep(server, key, keys);
    await store.forget('a');
    await store.retain(homeserver, ['c']);
    expect([...(await store.kept(homeserver)), ...(await store.kept(cabin))]).toEqual(['c', 'd']);
    await store.forgetServer('homeserver', []);
    expect([await store.of('c'), await opened(store.of('d'))]).toEqual([null, ['private', 'preshared']]);
  });
  it('are their server’s by whatever name it is called', async () => {
    const store = phoneKeys(folder, vault, notes);
    for (const key of ['a', 'b']) await store.keep(homeserver, key, keys);
    expect([...(await store.kept(byAddress))]).toEqual(['a', 'b']);
    await store.retain(byAddress, ['b']);
    expect(await store.of('a')).toBeNull();
    // the same name, another machine: its list says nothing about these
    await store.retain({ ...homeserver, fingerprint: 'SHA256:new' }, []);
    expect([...(await store.kept(homeserver))]).toEqual(['b']);
    await store.forgetServer('192.168.178.10', ['SHA256:home']);
    expect(file()).toBe('[]\n');
  });
  it('of an earlier release go by the name alone', async () => {
    const early = { host: 'homeserver', publicKey: 'pub', sealed: 'x' };
    writeFileSync(join(folder, 'phones.json'), JSON.stringify([early, { ...early, host: 'cabin', publicKey: 'd' }]));
    const store = phoneKeys(folder, vault, notes);
    expect([...(await store.kept(homeserver))]).toEqual(['pub']);
    await store.retain(homeserver, []);
    expect([...(await store.kept(cabin))]).toEqual(['d']);
    expect(file()).not.toContain('"pub"');
  });
  it('leave no copy behind when their file is damaged', async () => {
    await phoneKeys(folder, vault, notes).keep(homeserver, 'pub', keys);
    writeFileSync(join(folder, 'phones.json'), file().slice(0, -4));
    expect(await phoneKeys(folder, vault, notes).of('pub')).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    expect(noted).toHaveLength(1);
  });
});
