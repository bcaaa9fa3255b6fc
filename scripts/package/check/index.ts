/** Reads a built package and says what no release may be. Each rule has a test that breaks it. */
import type { PlatformName } from '../edition';
import { contents } from './contents';
import { fuses } from './fuses';
import { integrity } from './integrity';
import { mac } from './mac';
import { open, type Finding } from './package';
import { window } from './window';

export type { Finding } from './package';

/** `folder`: linux-unpacked, win-unpacked, or the .app itself. Empty = a release may be this. */
export async function checkPackage(folder: string, platform: PlatformName): Promise<readonly Finding[]> {
  const built = open(folder, platform);
  return [...(await fuses(built)), ...integrity(built), ...contents(built), ...window(built), ...mac(built)];
}
