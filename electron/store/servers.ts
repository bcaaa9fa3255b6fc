/**
 * The servers this PC remembers and, sealed, what opens them. The surprise: what is sealed may stop opening (another account, a
 * new keyring); then the server stays known and its secret is asked for again.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import type { KnownServer } from '../contract/ipc';
import { jsonFile, type Notes } from './json-file';
import type { Vault } from './vault';

const Sealed = v.nullable(v.string());
const StoredServer = v.object({
  host: v.string(),
  port: v.number(),
  user: v.string(),
  hostname: v.string(),
  auth: v.picklist(['password', 'key', 'agent']),
  keyPath: v.nullable(v.string()),
  /** The login password or the key's passphrase; base64 of what the vault sealed. */
  secret: Sealed,
  sudoPassword: Sealed,
});
type StoredServer = v.InferOutput<typeof StoredServer>;

export type Login = Omit<KnownServer, 'remembered'>;

/** What opens a server: a login password or a passphrase, and sudo's password when it differs. */
export interface LoginSecrets {
  readonly secret: string | null;
  readonly sudoPassword: string | null;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

export interface Servers {
  list(): Promise<readonly KnownServer[]>;
  /** Null when the server is not known. A secret that no longer opens is null. */
  login(address: Address): Promise<(Login & LoginSecrets) | null>;
  remember(login: Login, secrets: LoginSecrets): Promise<void>;
  forget(host: string): Promise<void>;
}

export function servers(folder: string, vault: Vault, notes: Notes): Servers {
  const file = jsonFile<StoredServer[]>(join(folder, 'servers.json'), v.array(StoredServer), [], notes);
  const seal = async (text: string | null): Promise<string | null> =>
    text === null ? null : (await vault.seal(text)).toString('base64');
  const open = async (sealed: string | null): Promise<string | null> => {
    if (sealed === null) return null;
    try {
      return await vault.open(Buffer.from(sealed, 'base64'));
    } catch (error) {
      notes.warn('a stored secret does not open any more', { error });
      return null;
    }
  };
  return {
    list: async () => (await file.read()).map(shown),
    login: async (address) => {
      const stored = (await file.read()).find(isOf(address));
      if (!stored) return null;
      return { ...loginOf(stored), secret: await open(stored.secret), sudoPassword: await open(stored.sudoPassword) };
    },
    remember: async (login, secrets) => {
      const sealed = { secret: await seal(secrets.secret), sudoPassword: await seal(secrets.sudoPassword) };
      const others = (known: StoredServer[]): StoredServer[] => known.filter((one) => !isOf(login)(one));
      await file.change((known) => [{ ...loginOf(login), ...sealed }, ...others(known)]);
    },
    forget: (host) => file.change((known) => known.filter((one) => one.host.toLowerCase() !== host.toLowerCase())),
  };
}

const isOf =
  (address: Address) =>
  (one: StoredServer): boolean =>
    one.host.toLowerCase() === address.host.toLowerCase() && one.port === address.port && one.user === address.user;

const loginOf = ({ host, port, user, hostname, auth, keyPath }: Login): Login => ({
  host,
  port,
  user,
  hostname,
  auth,
  keyPath,
});

/** An agent opens a server without anything stored. */
const shown = (stored: StoredServer): KnownServer => ({
  ...loginOf(stored),
  remembered: stored.auth !== 'password' || stored.secret !== null,
});
