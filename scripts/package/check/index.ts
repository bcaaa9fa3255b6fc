/** Reads a built package and says what no release may be. Each rule has a test that breaks it. */
import type { PlatformName } from '../edition';
import { contents } from './contents';
import { fuses } from './fuses';
import { integrity } from './integrity';
import { mac } from './mac';
import { open, type Finding } from './package';
import { measured, size } from './size';
import { window } from './window';

export { carried } from './carried';
export { feeds } from './feed';
export type { Finding } from './package';

/** "the page up to its first screen: 112 of 120 kB", one line for each budget. */
export const figures = (folder: string, platform: PlatformName): readonly string[] =>
  measured(open(folder, platform)).map(
    ({ of, bytes, most }) => `${of}: ${Math.round(bytes / 1000)} of ${most / 1000} kB`,
  );

/** `folder`: linux-unpacked, win-unpacked, or the .app itself. Empty = a release may be this. */
export function checkPackage(folder: string, platform: PlatformName): readonly Finding[] {
  const built = open(folder, platform);
  return [...fuses(built), ...integrity(built), ...contents(built), ...window(built), ...mac(built), ...size(built)];
}
