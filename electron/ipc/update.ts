/** What may be brought up to date. A newer program is asked for only where somebody said yes (update/notice.ts). */
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
    // What is known is told at once; an answer of the releases is there at the next look.
    void work.notice.look(false);
    const { newer, chosen } = await work.notice.known();
    return { ...seen, program: { version: work.desktop.version, newer, asked: chosen } };
  },
  'update:ask': async (askForProgram) => {
    await work.preferences.change((before) => ({ ...before, askForProgram }));
    return undefined;
  },
});
