/**
 * Runs the work and tells about it, whether anybody looks or not: the generator is followed here, in main. The surprise: what
 * fails before the first event ("the plan has changed", "somebody else is at it") is the answer to the request and no event,
 * because nothing was begun.
 */
import { failure, FailureError, type Failure } from '../contract/failure';
import type { ApplyEvent } from '../contract/progress';
import type { Connection } from '../server/connection';
import { settingsNow } from './door';
import { shownPlan, wantedFor } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'apply:start' | 'apply:stop' | 'apply:undo';

export function applyHandlers(session: Session, work: Workplace): Handlers<Channels> {
  let stopAsked = false;
  return {
    'apply:start': async (planId, accept) => {
      const { wanted } = shownPlan(session, planId);
      const server = await session.server();
      stopAsked = false;
      const stopAfterPart = (): boolean => stopAsked;
      const options = { planId, accept, stopAfterPart, ...waysBack(server) };
      await follow(
        () => work.engine.apply(server, wanted, options),
        session,
        work,
        () => {
          // from here on the server has, or is getting, these settings
          session.settings = wanted.settings;
          session.basis = session.basis && [...session.basis, work.engine.householdDigest(wanted.settings)];
        },
      );
      return undefined;
    },
    'apply:stop': () => {
      stopAsked = true;
      return undefined;
    },
    'apply:undo': async () => {
      const server = await session.server();
      const settings = session.plan?.wanted.settings ?? (await settingsNow(server, session, work));
      const wanted = wantedFor(settings, session, work);
      await follow(
        () => work.engine.undoAll(server, wanted, waysBack(server)),
        session,
        work,
        () => {
          session.plan = null;
          session.basis = null;
        },
      );
      return undefined;
    },
  };
}

const waysBack = (server: Connection) => ({
  reconnect: (): Promise<void> => server.reconnect(),
  renew: (): Promise<void> => server.renew(),
});

/** Resolves when the work has begun; it then goes on by itself. */
async function follow(
  begin: () => AsyncGenerator<ApplyEvent>,
  session: Session,
  work: Workplace,
  begun: () => void,
): Promise<void> {
  session.beginWork();
  let events: AsyncGenerator<ApplyEvent>;
  let first: IteratorResult<ApplyEvent>;
  try {
    events = begin();
    first = await events.next();
  } catch (error) {
    session.endWork();
    throw error;
  }
  begun();
  void followRest(events, first, session, work)
    .then(() => seeWhatStands(session, work))
    .finally(() => session.endWork());
}

/** Whether the work went well or not, this PC knows what the server wants now: nothing, where everything left. With the line lost, what it knew has to do. */
async function seeWhatStands(session: Session, work: Workplace): Promise<void> {
  try {
    const { settings, sum } = await work.engine.seeHousehold(await session.server());
    session.basis = [sum];
    if (settings !== null || sum === null) session.settings = settings;
  } catch (error) {
    work.log.warn('the household was not read after the work', { error });
  }
}

async function followRest(
  events: AsyncGenerator<ApplyEvent>,
  first: IteratorResult<ApplyEvent>,
  session: Session,
  work: Workplace,
): Promise<void> {
  const tell = (event: ApplyEvent): void => {
    session.happened(event);
    if (event.kind !== 'output' && event.kind !== 'counted') work.log.info('apply', { ...event });
    work.broadcast('apply:event', event);
  };
  try {
    if (first.done !== true) tell(first.value);
    for await (const event of events) tell(redacted(event, work));
  } catch (error) {
    tell({ kind: 'failed', at: Date.now(), step: null, failure: failureOf(error, work), undone: false });
  }
}

/** What programs print may hold anything. */
const redacted = (event: ApplyEvent, { redaction }: Workplace): ApplyEvent =>
  event.kind === 'output' ? { ...event, line: redaction.redact(event.line) } : event;

function failureOf(error: unknown, work: Workplace): Failure {
  if (error instanceof FailureError) return error.failure;
  work.log.error('unexpected while working', { error });
  const detail = work.redaction.redact(error instanceof Error ? error.message : String(error));
  return failure('unexpected', {}, { detail });
}
