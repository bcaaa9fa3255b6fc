// One dry build for all files of this suite's process: everything around a stand-in for Electron.
import { join } from 'node:path';
import { build, root } from '../../scripts/build/bundles';
import { isOlderThan } from '../../scripts/build/freshness';
import { unpacked } from '../../scripts/package/identity';
import type { PlatformName } from '../../scripts/package/edition';

export interface Built {
  readonly files: readonly string[];
  folder(platform: PlatformName): string;
}

let once: Promise<Built> | undefined;

export const built = (): Promise<Built> =>
  (once ??= (async () => {
    // Others may be running what is built: not made anew without need.
    if (isOlderThan(join(root, 'dist/cli.js'), ['electron', 'renderer', 'resources', 'scripts/build'])) await build();
    // In a test of its own, electron-builder links files instead of copying them: our AppRun would meet its own.
    delete process.env['VITEST'];
    // As on GitHub: a build that knows where its releases are has a feed.
    process.env['GITHUB_REPOSITORY'] = 'somebody/immich-at-home';
    const { pack } = await import('../../scripts/package/pack');
    const files = await pack({ all: false, dry: true });
    return {
      files,
      folder(platform) {
        const [folder] = unpacked(platform);
        if (folder === undefined) throw new Error(`nothing was built for ${platform}`);
        return folder;
      },
    };
  })());

export const endingIn = ({ files }: Built, extension: string): string => {
  const file = files.find((path) => path.endsWith(extension));
  if (file === undefined) throw new Error(`no ${extension} among ${files.join(', ')}`);
  return file;
};
