/**
 * What may be brought up to date. The surprise: nobody asks for a newer program yet; whether it may be asked for is remembered, so that the
 * first one that can ask does so only where somebody said yes.
 */
import { settingsNow } from './door';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'update:look' | 'update:ask';

export const updateHandlers = (session: Session, work: Workplace): Handlers<Channels> => ({
  'update:look': async () => {
    const server = await session.server();
    const settings = await settingsNow(server, session, work);
    const seen = await work.engine.lookAtUpdates(server, { settings, pins: work.release.pins() });
    return { ...seen, program: { version: work.desktop.version, newer: null, asked: false } };
  },
  'update:ask': async (askForProgram) => {
    await work.preferences.change((before) => ({ ...before, askForProgram }));
    return undefined;
  },
});
