/** The look at what somebody set up by hand. The surprise: from then on the checks do not stop at what it holds, since it goes over. */
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

export const adoptHandlers = (session: Session, work: Workplace): Handlers<'adopt:look'> => ({
  'adopt:look': async () => {
    const found = await work.engine.lookForAdoption(await session.server());
    session.adoptable = found?.folder ?? null;
    return found;
  },
});
