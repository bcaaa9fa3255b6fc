// Immich's mount guard: a marker in each folder at the first start, and no start later when one is missing.
// Surprise: that the markers were made is remembered in the database, which is what makes an unmounted photo disk noticed.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const media = '/data';
const folders = ['encoded-video', 'library', 'upload', 'profile', 'thumbs', 'backups'];

export async function checkMounts(store) {
  const known = (await store.metadata('system-flags'))?.mountChecks ?? {};
  for (const folder of folders) {
    if (known[folder]) await verify(folder);
    else await create(folder);
  }
  await store.keepMetadata('system-flags', {
    mountChecks: Object.fromEntries(folders.map((folder) => [folder, true])),
  });
}

async function create(folder) {
  await mkdir(join(media, folder), { recursive: true });
  await writeFile(marker(folder), `${Date.now()}`);
}

async function verify(folder) {
  try {
    await readFile(marker(folder));
    await access(marker(folder));
  } catch (error) {
    throw new Error(`Failed to read: "<UPLOAD_LOCATION>/${folder}/.immich (${marker(folder)}) - ${error}"`);
  }
}

const marker = (folder) => join(media, folder, '.immich');
