// Runs electron-builder for each platform that can be built here, and says what came of it and what did not, and why.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { root } from '../build/bundles';
import { appImageTools } from './appimage-tools';
import { carried, checkPackage, feeds, figures, type Finding } from './check';
import { configuration } from './config';
import { editionOf, type PlatformName } from './edition';
import { releaseFolder, unpacked } from './identity';
import { standIn } from './stand-in';

export interface Asked {
  readonly all: boolean;
  readonly dry: boolean;
}

interface Run {
  readonly platform: PlatformName;
  readonly targets: readonly string[];
  readonly archs: readonly Arch[];
}

/** What electron-builder can build here without what it would download: its NSIS tools, and macOS' own disk images. */
const dryRuns: readonly Run[] = [
  { platform: 'linux', targets: ['AppImage', 'deb', 'rpm'], archs: [Arch.x64, Arch.arm64] },
  { platform: 'win32', targets: ['dir'], archs: [Arch.x64, Arch.arm64] },
  { platform: 'darwin', targets: ['dir'], archs: [Arch.arm64] },
];

const own: Readonly<Record<PlatformName, Run>> = {
  linux: { platform: 'linux', targets: ['AppImage', 'deb', 'rpm'], archs: [Arch.x64, Arch.arm64] },
  win32: { platform: 'win32', targets: ['nsis'], archs: [Arch.x64, Arch.arm64] },
  darwin: { platform: 'darwin', targets: ['dmg', 'zip'], archs: [Arch.universal] },
};

const platforms = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC } as const;

function runsFor({ all, dry }: Asked): { runs: readonly Run[]; not: readonly string[] } {
  if (dry) return { runs: dryRuns, not: ['nsis and dmg: their tools are downloaded by electron-builder'] };
  const here = process.platform as PlatformName;
  if (!(here in own)) throw new Error(`package: no installers are made on ${process.platform}`);
  if (!all) {
    const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
    const mine = own[here];
    return { runs: [{ ...mine, archs: here === 'darwin' ? [Arch.universal] : [arch] }], not: [] };
  }
  const runs = [own[here]];
  const not = (Object.keys(own) as PlatformName[])
    .filter((name) => !runs.some(({ platform }) => platform === name))
    .map((name) => `${name}: is built on its own kind of machine (see .github/workflows/release.yml)`);
  return { runs, not };
}

const electronVersion = (): string =>
  (JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }).version;

/** Builds into release/, which is emptied first. Returns the files that were made. */
export async function pack(asked: Asked): Promise<readonly string[]> {
  const { runs, not } = runsFor(asked);
  rmSync(releaseFolder, { recursive: true, force: true });
  mkdirSync(releaseFolder, { recursive: true });
  if (asked.dry) {
    process.env['CUSTOM_FPM_PATH'] = join(import.meta.dirname, 'fpm.mjs');
    process.env['APPIMAGE_TOOLS_PATH'] = appImageTools(join(root, '.cache/appimage-tools'));
  }
  const made: string[] = [];
  for (const { platform, targets, archs } of runs) {
    const edition = editionOf(platform, process.env);
    const electron = asked.dry ? standIn(platform, electronVersion(), join(root, '.cache/stand-in', platform)) : null;
    made.push(
      ...(await build({
        projectDir: root,
        targets: platforms[platform].createTarget([...targets], ...archs),
        config: configuration({ edition, electron, inspect: false, env: process.env }),
        publish: 'never',
      })),
    );
    if (!edition.signed && platform !== 'linux')
      console.log(`package: the ${platform} build is not signed (no certificate in the environment)`);
  }
  if (asked.dry) console.log('package: built around a stand-in for Electron; it installs, and cannot be started');
  checkAll(runs, made);
  for (const reason of not) console.log(`package: not built: ${reason}`);
  return made;
}

/** A package that breaks a rule is not left lying as if it were one. */
function checkAll(runs: readonly Run[], made: readonly string[]): void {
  const findings: Finding[] = [...made.flatMap(carried), ...feeds(releaseFolder)];
  for (const { platform } of runs)
    for (const folder of unpacked(platform)) findings.push(...checkPackage(folder, platform));
  const broken = findings.map(({ rule, file, found }) => `${rule}: ${found} (${file})`);
  const [first] = runs.flatMap(({ platform }) => unpacked(platform).map((folder) => figures(folder, platform)));
  for (const line of first ?? []) console.log(`package: ${line}`);
  if (broken.length > 0) throw new Error(`package: not fit for anybody:\n  ${broken.join('\n  ')}`);
}
