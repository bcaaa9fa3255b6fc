// Forgetting on this PC. The surprise: the program's files lie beside Chromium's in one folder, and whatever else somebody put there is theirs;
// so each of ours goes by its name.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file this program writes there; each may have a half-written or damaged neighbour (json-file.ts). */
const ownFiles = ['servers', 'host-keys', 'phones', 'preferences', 'window'].flatMap((name) =>
  ['', '.new', '.damaged'].map((end) => `${name}.json${end}`),
);

/** Deletes the program's own files and logs in this folder, and nothing else. */
export async function forgetFiles(folder: string): Promise<void> {
  for (const file of ownFiles) await rm(join(folder, file), { force: true });
  await rm(join(folder, 'logs'), { recursive: true, force: true });
}
