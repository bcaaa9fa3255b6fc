/**
 * Our own start of the AppImage. The surprise: electron-builder writes its own first and then copies the program's folder over it, so a file of this
 * name in that folder takes its place; from deb and rpm it is left out (config.ts), which need none.
 */
import { chmodSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import { root } from '../build/bundles';

export function ownAppRun({ appOutDir, electronPlatformName }: AfterPackContext): void {
  if (electronPlatformName !== 'linux') return;
  const file = join(appOutDir, 'AppRun');
  cpSync(join(root, 'resources/installer/AppRun'), file);
  chmodSync(file, 0o755);
}
