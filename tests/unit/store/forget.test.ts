// Forgetting takes what the stores themselves have written, and nothing that somebody else put there.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetFiles } from '../../../electron/store/forget';
import { preferences } from '../../../electron/store/preferences';
import { keepPlacement } from '../../../electron/window/placement';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forget-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('takes what was written by this program, and leaves the rest', async () => {
  await preferences(folder, { warn: () => undefined }).change((all) => ({
    ...all,
    welcomed: true,
  }));
  keepPlacement(join(folder, 'window.json'), { x: 0, y: 0, width: 1040, height: 720 });
  await mkdir(join(folder, 'logs'));
  for (const name of [
    'servers.json',
    'host-keys.json',
    'phones.json',
    'servers.json.damaged',
    'logs/main.log',
    'kit.immich-kit',
  ])
    await writeFile(join(folder, name), '');
  expect(await readdir(folder)).toContain('preferences.json');
  await forgetFiles(folder);
  expect(await readdir(folder)).toEqual(['kit.immich-kit']);
});

it('has nothing to do in an empty folder, or one that is not there', async () => {
  await forgetFiles(folder);
  await forgetFiles(join(folder, 'none'));
  expect(await readdir(folder)).toEqual([]);
});
