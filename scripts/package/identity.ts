// Who the program is to operating systems: once said, never changed, since installed copies are found again by it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/bundles';
import type { PlatformName } from './edition';

export const appId = 'io.github.immichathome.wizard';
export const productName = 'Immich at Home';
/** The executable, the Debian and RPM package, the desktop file and its icon. */
export const executable = 'immich-at-home';
/** Where built packages lie. */
export const releaseFolder = join(root, 'release');

export const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** What electron-builder leaves beside its installers: "linux-unpacked", "win-arm64-unpacked", "mac-universal/Immich at Home.app". */
export function unpacked(platform: PlatformName): readonly string[] {
  const start = { linux: /^linux.*-unpacked$/, win32: /^win.*-unpacked$/, darwin: /^mac/ }[platform];
  return readdirSync(releaseFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && start.test(entry.name))
    .map(({ name }) => join(releaseFolder, name, ...(platform === 'darwin' ? [`${productName}.app`] : [])));
}
