/** What the window asks before anybody has done anything: answered by what is there at once, so that nothing else is read before it. */
import { aboutHandlers } from './about';
import { appHandlers } from './app';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Ground } from './workplace';

export const startHandlers = (session: Session, ground: Ground) =>
  ({
    ...appHandlers(session, ground),
    ...aboutHandlers(session, ground),
    'server:known': () => ground.servers.list(),
    'apply:state': () => session.state,
  }) satisfies Partial<Handlers>;

export type StartHandlers = ReturnType<typeof startHandlers>;
