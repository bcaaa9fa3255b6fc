/**
 * Keys of phones whose code may be shown again, sealed, by server and public key. The surprises: a server has many names, so it is
 * known by its host key; where nothing protects the keys nothing is kept, and that is an answer, not an error; and what no longer
 * opens (another account, a new keyring) counts as not kept.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { jsonFile, type Notes } from './json-file';
import type { Vault } from './vault';

const KeptPhone = v.object({
  /** The fingerprint of its host key; earlier releases noted the name alone. */
  server: v.optional(v.string()),
  /** As the server was called when its phone was made; lower case. */
  host: v.string(),
  publicKey: v.string(),
  /** Base64 of what the vault sealed. */
  sealed: v.string(),
});
type KeptPhone = v.InferOutput<typeof KeptPhone>;

const Keys = v.object({ privateKey: v.string(), presharedKey: v.string() });
export interface KeptKeys {
  readonly privateKey: string;
  readonly presharedKey: string;
}

export interface WhichServer {
  /** Of its host key. */
  readonly fingerprint: string;
  /** As it is called at this moment. */
  readonly host: string;
}

export interface PhoneKeyStore {
  /** False where they cannot be protected: then they are not kept. */
  keep(server: WhichServer, publicKey: string, keys: KeptKeys): Promise<boolean>;
  of(publicKey: string): Promise<KeptKeys | null>;
  /** Of this server: the public keys that are kept. */
  kept(server: WhichServer): Promise<ReadonlySet<string>>;
  forget(publicKey: string): Promise<void>;
  /** Of this server only these stay: the others are gone there. */
  retain(server: WhichServer, publicKeys: readonly string[]): Promise<void>;
  /** By whatever name it was called when its phones were made. */
  forgetServer(host: string, fingerprints: readonly string[]): Promise<void>;
}

export function phoneKeys(folder: string, vault: Vault, notes: Notes): PhoneKeyStore {
  const file = jsonFile<KeptPhone[]>(join(folder, 'phones.json'), v.array(KeptPhone), [], notes, 'remove');
  const without = (publicKey: string) => (phones: KeptPhone[]) => phones.filter((one) => one.publicKey !== publicKey);
  return {
    keep: async ({ fingerprint: server, host }, publicKey, { privateKey, presharedKey }) => {
      if (!(await vault.available())) return false;
      try {
        const text = JSON.stringify({ privateKey, presharedKey });
        const sealed = (await vault.seal(text)).toString('base64');
        const kept = { server, host: host.toLowerCase(), publicKey, sealed };
        await file.change((phones) => [...without(publicKey)(phones), kept]);
        return true;
      } catch (error) {
        notes.warn('a phone’s key could not be kept', { error });
        return false;
      }
    },
    of: async (publicKey) => {
      const found = (await file.read()).find((one) => one.publicKey === publicKey);
      if (!found) return null;
      try {
        return v.parse(Keys, JSON.parse(await vault.open(Buffer.from(found.sealed, 'base64'))));
      } catch {
        // the reason may quote what was opened
        notes.warn('a kept phone’s key does not open any more');
        return null;
      }
    },
    kept: async (server) => {
      const phones = await file.read();
      const here = phones.filter(isOf(server)).map(({ publicKey }) => publicKey);
      return new Set(here.length > 0 && (await vault.available()) ? here : []);
    },
    forget: (publicKey) => changeIf(file, (one) => one.publicKey !== publicKey),
    retain: (server, publicKeys) => changeIf(file, (one) => !isOf(server)(one) || publicKeys.includes(one.publicKey)),
    forgetServer: (host, fingerprints) =>
      changeIf(file, ({ server = '', ...one }) => one.host !== host.toLowerCase() && !fingerprints.includes(server)),
  };
}

const isOf =
  ({ fingerprint, host }: WhichServer) =>
  (one: KeptPhone): boolean =>
    one.server === undefined ? one.host === host.toLowerCase() : one.server === fingerprint;

/** Keeps those for which it is true; a file that would stay the same is not written. */
async function changeIf(
  file: ReturnType<typeof jsonFile<KeptPhone[]>>,
  stays: (phone: KeptPhone) => boolean,
): Promise<void> {
  if ((await file.read()).every(stays)) return;
  await file.change((phones) => phones.filter(stays));
}
