/** The program about itself: the first page, its version and licences, what it keeps on this PC, and forgetting all of that. */
import type { Handlers } from './register';
import type { Session } from './session';
import type { Ground } from './workplace';

type Channels =
  | 'app:begin'
  | 'app:about'
  | 'app:licences'
  | 'app:show'
  | 'app:copy-about'
  | 'app:forget'
  | `program:${'look' | 'fetch' | 'cancel' | 'install'}`;

export const aboutHandlers = (session: Session, work: Ground): Handlers<Channels> => ({
  'app:begin': async (askForProgram) => {
    await work.preferences.change((before) => ({ ...before, welcomed: true, askForProgram }));
    return undefined;
  },
  'app:about': async () => ({ ...work.program.facts, version: work.desktop.version, news: await work.notice.known() }),
  'app:licences': () => work.program.licences(),
  'app:show': async (what) => {
    await work.program.show(what);
    return undefined;
  },
  'app:copy-about': async () => {
    const { parts, signed } = work.program.facts;
    const { version, platform } = work.desktop;
    const head = [
      `Immich at Home ${version} (${platform}, ${signed ? 'signed' : 'unsigned'})`,
      ...parts.map((part) => `${part.name} ${part.version}`),
    ];
    const lines = [...head, '', ...(await work.program.lastLogLines())];
    await work.desktop.copy(work.redaction.redact(lines.join('\n')));
    return undefined;
  },
  'app:forget': async () => {
    session.refuseWhileWorking();
    session.connection?.close();
    await work.program.forget();
    return undefined;
  },
  'program:look': () => work.notice.look(true),
  'program:fetch': () => work.renewal?.fetch() ?? false,
  'program:cancel': () => {
    work.renewal?.cancel();
    return undefined;
  },
  'program:install': async () => {
    session.refuseWhileWorking();
    await work.renewal?.install();
    return undefined;
  },
});
