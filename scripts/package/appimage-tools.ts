/**
 * The tools of an AppImage where electron-builder's cannot be downloaded: Debian's own mksquashfs, and a runtime that refuses to be started. What lies
 * in the image is the real thing; that it mounts itself is tried on GitHub's machines.
 */
import { chmodSync, mkdirSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fills `folder` as electron-builder's toolset of the static runtime has it, and returns it. */
export function appImageTools(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'runtimes'), { recursive: true });
  for (const architecture of ['x64', 'arm64']) {
    mkdirSync(join(folder, 'lib', architecture), { recursive: true });
    const runtime = join(folder, 'runtimes', `runtime-${architecture}`);
    writeFileSync(runtime, '#!/bin/sh\necho "This AppImage has a stand-in for its runtime." >&2\nexit 1\n');
    chmodSync(runtime, 0o755);
  }
  for (const tool of ['mksquashfs', 'desktop-file-validate']) symlinkSync(join('/usr/bin', tool), join(folder, tool));
  return folder;
}
