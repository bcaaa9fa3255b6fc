// Whether the real Electron can be had. Its npm package fetches the binary from elsewhere when first used, which not every network
// allows; then everything but `npm start` goes on with the stand-in.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/bundles';

const folder = join(root, 'node_modules/electron');

function installed(): string | undefined {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** The path of the binary; undefined when it is not there and cannot be fetched. */
export function electronBinary(): string | undefined {
  const found = installed();
  if (found !== undefined) return found;
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 120_000 });
  return installed();
}
