/** Every channel of the contract has its handler: one that is missing does not compile. */
import { adoptHandlers } from './adopt';
import { applyHandlers } from './apply';
import { backupHandlers } from './backup';
import { doorHandlers } from './door';
import { homeHandlers } from './home';
import { leaveHandlers } from './leave';
import { phoneHandlers } from './phone';
import { planHandlers } from './plan';
import type { Handlers } from './register';
import { routerHandlers } from './router';
import { serverHandlers } from './server';
import type { Session } from './session';
import { settingsHandlers } from './settings';
import { startHandlers } from './start';
import { updateHandlers } from './update';
import type { Workplace } from './workplace';

export const allHandlers = (session: Session, work: Workplace): Handlers => ({
  ...startHandlers(session, work),
  ...adoptHandlers(session, work),
  ...serverHandlers(session, work),
  ...settingsHandlers(session, work),
  ...planHandlers(session, work),
  ...leaveHandlers(session, work),
  ...applyHandlers(session, work),
  ...doorHandlers(session, work),
  ...phoneHandlers(session, work),
  ...routerHandlers(session, work),
  ...backupHandlers(session, work),
  ...homeHandlers(session, work),
  ...updateHandlers(session, work),
});
