/**
 * The program's own files, through Electron. The surprise: what it keeps lies beside Chromium's caches in one folder; forgetting takes away the
 * files that this program writes, each by its name, and Chromium's as far as Chromium lets go of them. Nothing else in that folder is touched.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app, session, shell } from 'electron';
import * as v from 'valibot';
import type { AboutReport, Licences } from '../contract/about';
import type { Input } from '../contract/ipc';
import { forgetFiles } from '../store/forget';

export interface Program {
  readonly facts: Omit<AboutReport, 'version' | 'news'>;
  /** "owner/name" on GitHub; null = nobody to ask. */
  readonly releases: string | null;
  licences(): Promise<Licences>;
  show(what: Input<'app:show'>[0]): Promise<void>;
  /** The newest last; redacted when they were written. */
  lastLogLines(): Promise<readonly string[]>;
  /** Starts an installer that was checked, and quits: it cannot be replaced while it runs. */
  openInstaller(file: string): Promise<void>;
  /** Deletes what this PC remembers, and begins anew. */
  forget(): Promise<void>;
}

/** Packaging says what kind of build this is; a program under development is none. */
const Manifest = v.object({
  edition: v.exactOptional(
    v.object({ signed: v.boolean(), releases: v.nullable(v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/))) }),
  ),
});
const LicenceList = v.object({
  packages: v.array(v.object({ name: v.string(), version: v.string(), licence: v.string(), text: v.string() })),
});

const logLines = 60;

function editionOf(): { signed: boolean; releases: string | null } {
  try {
    const manifest = v.parse(Manifest, JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')));
    return manifest.edition ?? { signed: false, releases: null };
  } catch {
    return { signed: false, releases: null };
  }
}

export function electronProgram(dist: string): Program {
  const folder = app.getPath('userData');
  const logs = join(folder, 'logs');
  const chromium = join(dirname(process.execPath), 'LICENSES.chromium.html');
  const { signed, releases } = editionOf();
  return {
    facts: {
      signed,
      folder,
      logs,
      hasChromiumLicences: existsSync(chromium),
      parts: [
        { name: 'Electron', version: process.versions.electron },
        { name: 'Chromium', version: process.versions.chrome },
        { name: 'Node.js', version: process.versions.node },
      ],
    },
    releases,
    licences: async () => {
      const text = await readFile(join(dist, 'licences.json'), 'utf8').catch(() => '{"packages":[]}');
      return v.parse(LicenceList, JSON.parse(text)).packages;
    },
    show: async (what) => {
      const refused = await shell.openPath(what === 'data' ? folder : what === 'logs' ? logs : chromium);
      if (refused !== '') throw new Error(refused);
    },
    lastLogLines: async () => {
      const text = await readFile(join(logs, 'main.log'), 'utf8').catch(() => '');
      return text.trimEnd().split('\n').slice(-logLines);
    },
    openInstaller: async (file) => {
      if (process.platform === 'darwin') {
        const refused = await shell.openPath(file);
        if (refused !== '') throw new Error(refused);
      } else {
        const installer = spawn(file, ['--updated', '--force-run'], { detached: true, stdio: 'ignore' });
        await once(installer, 'spawn');
        installer.unref();
      }
      app.quit();
    },
    forget: async () => {
      await session.defaultSession.clearStorageData().catch(() => undefined);
      await session.defaultSession.clearCache().catch(() => undefined);
      await forgetFiles(folder);
      app.relaunch();
      app.exit(0);
    },
  };
}
