/** The newer program by one press, through Electron; nothing of it is read before somebody presses. */
import { join } from 'node:path';
import { app } from 'electron';
import type { Renewal } from '../update/renewal';
import type { Program } from './program';
import type { Ground } from './workplace';

/** Null where no signature is checked by the system, or this build has none. */
export function electronRenewal(program: Program, tell: Ground['broadcast']): Renewal | null {
  const { platform } = process;
  const { releases } = program;
  if (!program.facts.signed || releases === null || (platform !== 'win32' && platform !== 'darwin')) return null;
  let made: Promise<Renewal> | null = null;
  const make = async (): Promise<Renewal> => {
    const [{ renewal }, { newestInstallers }, { requireSameSigner }] = await Promise.all([
      import('../update/renewal'),
      import('../update/newest'),
      import('../update/signature'),
    ]);
    // "Immich at Home.app/Contents/MacOS/Immich at Home"
    const running = platform === 'darwin' ? join(process.execPath, '../../..') : process.execPath;
    return renewal({
      platform,
      architecture: process.arch,
      temporary: app.getPath('temp'),
      newest: () => newestInstallers({ releases, version: app.getVersion(), platform }),
      requireSameSigner: (installer) => requireSameSigner(platform, { running, installer }),
      onProgress: (bytes, of) => tell('program:progress', { bytes, of }),
      open: (installer) => program.openInstaller(installer),
    });
  };
  const get = (): Promise<Renewal> => (made ??= make());
  return {
    fetch: async () => (await get()).fetch(),
    cancel: () => {
      void made?.then((one) => one.cancel());
    },
    install: async () => (await get()).install(),
  };
}
