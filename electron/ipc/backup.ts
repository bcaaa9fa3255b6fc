/**
 * Backups and the recovery kit. The surprises: a kit is sealed here, in memory, and is on this PC's disk only as that; and one that was
 * opened stays in main with its secrets until it is put back or the server is left, the window gets what is in it by name.
 */
import { readFile, stat } from 'node:fs/promises';
import { failure, FailureError } from '../contract/failure';
import type { Settings } from '../contract/settings';
import { largestKit, requirePassphrase, seal, unseal } from '../kit/sealed';
import { makePassphrase } from './password';
import { saveText } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'backup:look' | 'backup:now' | 'kit:passphrase' | 'kit:save' | 'kit:open';

export function backupHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const { engine, desktop, redaction } = work;
  const household = async (): Promise<Settings> => {
    const settings = session.settings ?? (await engine.readHousehold(await session.server()));
    if (!settings) throw new FailureError(failure('not-set-up', {}));
    return settings;
  };

  return {
    'backup:look': async () => engine.lookAtBackup(await session.server(), await household()),
    'backup:now': async () => {
      session.refuseWhileWorking();
      await engine.copyNow(await session.server());
      return undefined;
    },
    'kit:passphrase': () => makePassphrase(work.release.words()),
    'kit:save': async ({ passphrase }) => {
      session.refuseWhileWorking();
      requirePassphrase(passphrase);
      redaction.know(passphrase);
      const { photos } = (await household()).hosts;
      const path = await desktop.chooseTarget(`${photos}-recovery-kit.age`);
      if (path === null) return null;
      const server = await session.server();
      const savedAt = Date.now();
      const { text, covers, phones } = await engine.readKit(server, { version: desktop.version, madeAt: savedAt });
      await saveText(path, await seal(text.reveal(), passphrase), 0o600);
      await engine.noteKit(server, { savedAt, covers });
      return { path, phones };
    },
    'kit:open': async ({ passphrase }) => {
      session.refuseWhileWorking();
      redaction.know(passphrase);
      const path = await desktop.chooseFile(desktop.home);
      if (path === null) return null;
      const kit = engine.parseKit(await unseal(await kitFile(path), passphrase, path), path);
      for (const { content } of kit.files) redaction.know(content.reveal().trim());
      session.kit = kit;
      return engine.contentsOf(kit, path);
    },
  };
}

/** Whatever was chosen: it is read only when it could be a kit. */
async function kitFile(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size <= largestKit) return await readFile(path);
  } catch {
    // said below
  }
  throw new FailureError(failure('kit-damaged', { path }));
}
