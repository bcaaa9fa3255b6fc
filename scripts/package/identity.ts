// Who the program is to operating systems: once said, never changed, since installed copies are found again by it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/bundles';

export const appId = 'io.github.immichathome.wizard';
export const productName = 'Immich at Home';
/** The executable, the Debian and RPM package, the desktop file and its icon. */
export const executable = 'immich-at-home';
/** Where built packages lie. */
export const releaseFolder = join(root, 'release');

export const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
