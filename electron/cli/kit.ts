/** Recovery kits on the command line: saved under a name that is free, readable by whoever asked alone; opened with a passphrase from a file. */
import { readFile, stat } from 'node:fs/promises';
import { version } from '../../package.json';
import { failure, FailureError } from '../contract/failure';
import { saveText } from '../ipc/plan';
import { largestKit, requirePassphrase, seal, unseal } from '../kit/sealed';
import { noteKit, parseKit, readKit } from '../provision/engine';
import type { Kit } from '../provision/kit/kit';
import type { Remote } from '../provision/remote';
import type { Secret } from '../provision/shell/secret';

/** Saves a kit of the server. FailureError; nothing is left behind then. Two round trips. */
export async function saveKit(
  server: Remote,
  { path, passphrase }: { path: string; passphrase: Secret },
): Promise<{ path: string; phones: number }> {
  requirePassphrase(passphrase.reveal());
  if (await isThere(path))
    throw new FailureError(failure('file-not-saved', { path }, { detail: 'there is a file of this name' }));
  const savedAt = Date.now();
  const read = await readKit(server, { version, madeAt: savedAt });
  await saveText(path, await seal(read.text.reveal(), passphrase.reveal()), 0o600);
  await noteKit(server, { savedAt, covers: read.covers });
  return { path, phones: read.phones };
}

/** FailureError('kit-damaged' | 'kit-passphrase-wrong' | 'kit-newer' | 'settings-invalid'). */
export async function openKit(path: string, passphrase: Secret): Promise<Kit> {
  const unreadable = (): never => {
    throw new FailureError(failure('settings-invalid', { field: 'kit', reason: `cannot read ${path}` }));
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > largestKit) throw new FailureError(failure('kit-damaged', { path }));
  return parseKit(await unseal(await readFile(path).catch(unreadable), passphrase.reveal(), path), path);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
