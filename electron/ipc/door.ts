/**
 * The public door, looked at and tried while the program runs. The surprise: a trial knocks some hundred times, which the doorkeeper's
 * own limits count; beside an apply, which tries it too, both would see refusals that are not there.
 */
import { failure, FailureError } from '../contract/failure';
import type { Settings } from '../contract/settings';
import type { Connection } from '../server/connection';
import { wantedFor } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'door:look' | 'door:leaks';

export const doorHandlers = (session: Session, work: Workplace): Handlers<Channels> => ({
  'door:look': async () => {
    const server = await session.server();
    return work.engine.lookAtDoor(server, wantedFor(await settingsNow(server, session, work), session, work));
  },
  'door:leaks': async () => {
    session.refuseWhileWorking();
    const server = await session.server();
    return work.engine.tryTheDoor(server, wantedFor(await settingsNow(server, session, work), session, work));
  },
});

/** As the server is set up, which need not be what is being chosen now. */
export async function settingsNow(server: Connection, session: Session, { engine }: Workplace): Promise<Settings> {
  const settings = session.settings ?? (await engine.readHousehold(server));
  if (!settings) throw new FailureError(failure('not-set-up', {}));
  return settings;
}
