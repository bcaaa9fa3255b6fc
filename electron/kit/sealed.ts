/**
 * A recovery kit as the file that a family keeps: encrypted with a passphrase in the age format (age-encryption.org/v1, scrypt), written as
 * text, so that Debian's own `age -d` opens it as well when this program is long gone. The surprises: deriving the key takes about a second
 * on purpose, in which nothing else happens here; and a passphrase that is wrong looks like a header that somebody changed.
 */
import { armor, Decrypter, Encrypter } from 'age-encryption';
import { failure, FailureError } from '../contract/failure';

/** Characters that a passphrase must have at least. */
const shortestPassphrase = 12;
/** What age itself takes: 2^18 rounds, 256 MB of memory. */
const workFactor = 18;
/** Bytes of a file that may be a kit; one for 200 phones has 200 kB. */
export const largestKit = 20_000_000;

/** FailureError('kit-passphrase-short'): nothing is sealed that anybody could guess. */
export function requirePassphrase(passphrase: string): void {
  if (Array.from(passphrase).length < shortestPassphrase)
    throw new FailureError(failure('kit-passphrase-short', { characters: shortestPassphrase }));
}

/** The text of the file. FailureError('kit-passphrase-short'). */
export async function seal(text: string, passphrase: string): Promise<string> {
  requirePassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(workFactor);
  encrypter.setPassphrase(passphrase.normalize('NFC'));
  return armor.encode(await encrypter.encrypt(text));
}

/** What was sealed. FailureError('kit-passphrase-wrong' | 'kit-damaged'), with the path in it; also for a file that is no kit at all. */
export async function unseal(file: Uint8Array, passphrase: string, path: string): Promise<string> {
  const damaged = (reason: unknown): FailureError =>
    new FailureError(failure('kit-damaged', { path }, { detail: reason instanceof Error ? reason.message : null }));
  if (file.length > largestKit) throw damaged(null);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.normalize('NFC'));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await decrypter.decrypt(unwrapped(file)));
  } catch (reason) {
    if (reason instanceof Error && /^no identity matched/.test(reason.message))
      throw new FailureError(failure('kit-passphrase-wrong', { path }));
    throw damaged(reason);
  }
}

/** As we write it, or as the `age` program does by itself. */
function unwrapped(file: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(file);
  return text.trimStart().startsWith('-----BEGIN AGE') ? armor.decode(text) : file;
}
