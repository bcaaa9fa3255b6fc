/** What the window asks before anybody has done anything: answered by what is there at once, so that nothing else is read before it. */
import { aboutHandlers } from './about';
import { appHandlers } from './app';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Ground } from './workplace';

export function startHandlers(session: Session, ground: Ground) {
  let shown = false;
  return {
    ...appHandlers(session, ground),
    ...aboutHandlers(session, ground),
    'server:known': () => ground.servers.list(),
    'apply:state': () => session.state,
    /** Once per run, and not for each window: how long it took is what a slow PC's log is read for. */
    'app:ready': () => {
      const { startedAt } = ground.desktop;
      if (!shown) ground.log.info('first screen', { ms: Math.round(Date.now() - startedAt) });
      shown = true;
      return undefined;
    },
  } satisfies Partial<Handlers>;
}

export type StartHandlers = ReturnType<typeof startHandlers>;
