/**
 * Everything goes: the plan for it, like any other shown and applied by its id. The surprise: the settings are the server's own, read anew,
 * because what this window believes may be older than what is to be taken away; and photos and database are only in the plan where the
 * words for it were typed exactly.
 */
import { failure, FailureError } from '../contract/failure';
import { Secret } from '../provision/shell/secret';
import { wantedFor } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

export const leaveHandlers = (session: Session, work: Workplace): Handlers<'plan:leave'> => ({
  'plan:leave': async ({ deletePhotos, deleteDatabase, words, setupToken }) => {
    session.refuseWhileWorking();
    const server = await session.server();
    const settings = await work.engine.readHousehold(server);
    if (!settings) throw new FailureError(failure('not-set-up', {}));
    const leaving = { deletePhotos, deleteDatabase };
    work.engine.requireWords(settings, leaving, words);
    if (setupToken !== null) {
      work.redaction.know(setupToken);
      session.account = work.openAccount(new Secret(setupToken));
    }
    const wanted = work.engine.wantedGone(wantedFor(settings, session, work), leaving);
    const prepared = await work.engine.makeLeavePlan(server, wanted);
    session.plan = { prepared, wanted };
    return prepared.plan;
  },
});
