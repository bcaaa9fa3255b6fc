// A built package as the rules read it: where its parts lie on each platform, and what is in its archive.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as asar from '@electron/asar';
import type { PlatformName } from '../edition';
import { executable, productName } from '../identity';

export interface Finding {
  /** Which rule is broken, a stable name. */
  readonly rule: string;
  readonly file: string;
  readonly found: string;
}

export interface Package {
  readonly platform: PlatformName;
  readonly folder: string;
  /** What carries the fuses. */
  readonly binary: string;
  readonly archive: string;
  readonly archiveBytes: number;
  /** All files in the archive: "dist/main/main.js". */
  readonly inside: readonly string[];
  read(file: string): string;
}

/** `folder`: linux-unpacked, win-unpacked, or the .app itself. */
export function open(folder: string, platform: PlatformName): Package {
  const resources = platform === 'darwin' ? join(folder, 'Contents/Resources') : join(folder, 'resources');
  const binaries = {
    linux: executable,
    win32: `${productName}.exe`,
    darwin: 'Contents/Frameworks/Electron Framework.framework/Electron Framework',
  };
  const archive = join(resources, 'app.asar');
  const inside = asar
    .listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
    .filter((path) => !('files' in asar.statFile(archive, path)));
  return {
    platform,
    folder,
    binary: join(folder, binaries[platform]),
    archive,
    archiveBytes: statSync(archive).size,
    inside,
    read: (file) => asar.extractFile(archive, file).toString('utf8'),
  };
}

/** Every file outside the archive. */
export const filesBeside = ({ folder }: Package): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

export const isText = (file: string): boolean =>
  /\.(desktop|sh|xml|json|yml|plist|service|profile)$|^(AppRun|apparmor-profile|package-type)$/.test(basename(file));

export const textOf = (file: string): string => readFileSync(file, 'utf8');
