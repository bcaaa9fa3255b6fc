/**
 * Applies exactly the plan that was shown: lock, look again, compare, then part by part: do, look again (must be as wanted),
 * verify. A part that fails is undone; what was done before stands and can be taken back. Where it is wanted whole, everything that this
 * apply did is undone instead, also when it is stopped: a household that stands is never left between what it was and what it was to be.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { failure, FailureError, type Failure } from '../../contract/failure';
import { countChanges } from '../../contract/plan';
import type { ApplyEvent } from '../../contract/progress';
import { failed, ok, type Result } from '../../contract/result';
import { readStoredSettings, type Settings } from '../../contract/settings';
import type { Remote } from '../remote';
import { householdPath, journalFolder } from '../shell/prelude';
import { sh, type Sh } from '../shell/sh';
import { atCloudflare, follow, insist, lost, now, perform, type Work } from './perform';
import { releaseLock, requireLock, takeLock } from './lock';
import { runningJobs } from './job';
import { planStep, prepare, requireAccepted, type PreparedPart, type PreparedPlan } from './plan';
import { reader } from './read';
import { withSecrets } from './script';
import type { AnyStep, Proof, Wanted } from './step';
import { undoAll, undoApply, undoStep } from './undo';

export interface ApplyOptions {
  /** The id of the plan that was shown. */
  readonly planId: string;
  /** Files of others that may be replaced. */
  readonly accept?: readonly string[];
  readonly signal?: AbortSignal;
  /** Asked before each part: true ends the apply there, in good order. */
  readonly stopAfterPart?: () => boolean;
  /** Opens a lost connection anew. Rejects when it gives up. */
  readonly reconnect?: () => Promise<void>;
  /** Opens a fresh connection beside one that still works, and goes on with it: proof that the door still opens. */
  readonly renew?: () => Promise<void>;
  /** Run when all is done, in place of giving the lock back: for a removal, after which no journal and no lock of ours is left. */
  readonly end?: (applyId: string) => Sh;
}

/** Sorts by time, to the millisecond: undo goes by it. Unique even for two PCs at once. */
const newId = (): string => `${new Date().toISOString().replace(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`;

/**
 * Yields what happens. A failed part ends in a 'failed' event; what prevents the start (locked, plan changed, files of others)
 * is thrown as FailureError before 'started'.
 */
export async function* apply(
  remote: Remote,
  steps: readonly AnyStep[],
  wanted: Wanted,
  options: ApplyOptions,
): AsyncGenerator<ApplyEvent> {
  const work: Work = { remote, wanted, applyId: newId(), reconnect: options.reconnect, signal: options.signal };
  const startedAt = now();
  const tripsBefore = remote.roundTrips;
  await takeLock(remote, work.applyId);
  let ended = false;
  try {
    yield* waitForOrphans(work);
    const prepared = await prepare(remote, steps, wanted);
    if (prepared.plan.id !== options.planId) throw new FailureError(failure('plan-changed', {}));
    requireAccepted(prepared.plan, options.accept ?? []);
    requireSecrets(prepared, wanted);
    yield {
      kind: 'started',
      at: startedAt,
      planId: prepared.plan.id,
      parts: prepared.plan.parts.map(({ step, leaving, changes }) => ({ step, leaving, changes: changes.length })),
    };
    const early = yield* parts(work, prepared, options);
    if (early) {
      yield (yield* guardedAfter(early, work, steps)) ?? early;
      return;
    }
    const left = prepared.parts.length > 0 ? await prepare(remote, steps, wanted, 'again') : prepared;
    const unsettled = left.plan.parts[0];
    if (unsettled) {
      const ending: ApplyEvent = {
        kind: 'failed',
        at: now(),
        step: unsettled.step,
        failure: failure(
          'step-not-settled',
          { step: unsettled.step, changes: unsettled.changes.length },
          { detail: settledDetail(left) },
        ),
        undone: wanted.whole ? yield* takenBack(work, prepared.parts) : false,
      };
      yield (yield* guardedAfter(ending, work, steps)) ?? ending;
      return;
    }
    const leak = yield* guarded(work, steps, prepared.parts.length > 0);
    if (leak) {
      yield leak;
      return;
    }
    const { end } = options;
    if (end) {
      requireLock(yield* insist(work, () => remote.run(end(work.applyId))));
      ended = true;
    } else if (prepared.parts.length > 0)
      await remote.run(
        sh`mkdir -p ${`${journalFolder}/${work.applyId}`} && : > ${`${journalFolder}/${work.applyId}/finished`}`,
      );
    yield {
      kind: 'finished',
      at: now(),
      changes: countChanges(prepared.plan),
      seconds: (now() - startedAt) / 1000,
      roundTrips: remote.roundTrips - tripsBefore + 1,
    };
  } finally {
    if (!ended) await releaseLock(remote, work.applyId).catch(() => undefined);
  }
}

/** What this household wanted the last time, from the server itself; null on a server that was never set up (or is damaged). */
export async function readHousehold(remote: Remote): Promise<Settings | null> {
  const answer = await remote.run(sh`cat ${householdPath} 2>/dev/null`);
  return answer.status === 0 ? readStoredSettings(answer.stdout) : null;
}

/**
 * What must hold whatever was changed; when it does not, all that this apply did is taken back. A guard that cannot tell does not hold
 * either. Where it still does not hold after that, the cause was there before, and what it guards is closed.
 */
async function* guarded(
  work: Work,
  steps: readonly AnyStep[],
  changed: boolean,
): AsyncGenerator<ApplyEvent, ApplyEvent | null> {
  for (const step of steps.filter((it) => it.guard && it.wantedBy(work.wanted.settings))) {
    const held = yield* insist(work, () => ask(step, work));
    if (held.ok) continue;
    const undone = changed && (yield* undoApply(work)) === null;
    const { door } = step;
    const standing = undone ? yield* asItIs(work) : work;
    if (door && !(yield* insist(work, () => ask(step, standing))).ok)
      yield* insist(work, () => work.remote.run(door.close));
    return { kind: 'failed', at: now(), step: step.id, failure: held.failure, undone };
  }
  return null;
}

/** An apply that ended early changed things as well: a door that stands is tried then, too. Not when the line is lost. */
async function* guardedAfter(
  ended: ApplyEvent,
  work: Work,
  steps: readonly AnyStep[],
): AsyncGenerator<ApplyEvent, ApplyEvent | null> {
  if (ended.kind === 'failed' && beyondReach.includes(ended.failure.code)) return null;
  const standing: AnyStep[] = [];
  for (const step of steps) {
    const { door } = step;
    if (door && (yield* insist(work, () => work.remote.run(door.stands))).status === 0) standing.push(step);
  }
  const back = ended.kind === 'undone' || (ended.kind === 'failed' && ended.undone && work.wanted.whole === true);
  return yield* guarded(back ? yield* asItIs(work) : work, standing, true);
}

/** After everything was taken back, what this household wants is what it wanted before: its door has the names of before. */
async function* asItIs(work: Work): AsyncGenerator<ApplyEvent, Work> {
  const settings = yield* insist(work, () => readHousehold(work.remote));
  return settings ? { ...work, wanted: { ...work.wanted, settings } } : work;
}

async function ask(step: AnyStep, { remote, wanted }: Work): Promise<Result<Proof, Failure>> {
  try {
    return (await step.guard?.(wanted, reader(remote))) ?? ok([]);
  } catch (error) {
    if (lost(error)) throw error;
    return failed(error instanceof FailureError ? error.failure : failure('unexpected', {}, { detail: String(error) }));
  }
}

const settledDetail = ({ plan }: PreparedPlan): string =>
  plan.parts
    .flatMap((part) =>
      part.changes.map((change) => `${change.id} ${change.summary.key} ${JSON.stringify(change.summary.values)}`),
    )
    .join('\n');

/** A secret that is not at hand is said before anything is done, not after half an hour. */
function requireSecrets({ parts: prepared }: PreparedPlan, wanted: Wanted): void {
  const { secrets } = wanted;
  for (const { action, undo: back } of prepared.flatMap((part) => part.changes)) {
    if (wanted.whole && typeof back === 'object' && back.kind === 'cloud') atCloudflare(wanted);
    if (action.kind === 'write') withSecrets(action.file.content, secrets);
    if (action.kind === 'api') withSecrets(JSON.stringify(action.request.body), secrets);
    if (action.kind === 'cloud') atCloudflare(wanted);
    if ((action.kind === 'api' && action.as === 'admin') || action.kind === 'immich-setting')
      withSecrets('@secret:adminPassword@', secrets);
    if (action.kind === 'run') for (const name of action.secrets ?? []) withSecrets(`@secret:${name}@`, secrets);
  }
}

/** As long as any job may take (photos that move over a network share): what is followed longer is stopped. */
const longestJobMinutes = 8 * 24 * 60;

/** A job whose holder is gone (its PC was switched off) is followed to its end before anything else is done. */
async function* waitForOrphans(work: Work): AsyncGenerator<ApplyEvent> {
  for (const id of await runningJobs(work.remote)) yield* follow(work, id, 'plain', longestJobMinutes);
}

async function* parts(
  work: Work,
  prepared: PreparedPlan,
  options: ApplyOptions,
): AsyncGenerator<ApplyEvent, ApplyEvent | null> {
  let n = 0;
  for (const [nth, part] of prepared.parts.entries()) {
    if (options.stopAfterPart?.()) return yield* stopped(work, prepared.parts.slice(0, nth));
    yield { kind: 'part-started', at: now(), step: part.step.id };
    try {
      for (const [place, change] of part.changes.entries()) {
        const id = `${part.step.id}/${place + 1}`;
        yield { kind: 'change-started', at: now(), id, summary: change.summary };
        n += 1;
        yield* perform(work, part.step, change, n);
        if (change.risk === 'may-disconnect') yield* renewed(options);
        yield { kind: 'change-done', at: now(), id };
      }
      const proof = yield* insist(work, () => settle(work, part));
      yield { kind: 'part-done', at: now(), step: part.step.id, proof };
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return yield* fail(work, prepared.parts.slice(0, nth + 1), error.failure);
    }
  }
  return null;
}

async function* stopped(work: Work, done: readonly PreparedPart[]): AsyncGenerator<ApplyEvent, ApplyEvent> {
  const back = work.wanted.whole === true && (yield* takenBack(work, done));
  return { kind: back ? 'undone' : 'stopped', at: now() };
}

/** Undoes all of this apply; false when that did not bring everything back. What left for good (a door that was closed) is not brought back. */
async function* takenBack(work: Work, done: readonly PreparedPart[]): AsyncGenerator<ApplyEvent, boolean> {
  const forGood = done.some(({ leaving, changes }) => leaving && changes.some(({ undo: how }) => how === 'keep'));
  try {
    return (yield* undoApply(work)) === null && !forGood;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return false;
  }
}

/** After a change that may disconnect, only a connection opened after it proves that the door still opens. */
async function* renewed({ renew }: ApplyOptions): AsyncGenerator<ApplyEvent> {
  if (!renew) return;
  yield { kind: 'reconnecting', at: now() };
  await renew();
  yield { kind: 'reconnected', at: now() };
}

/** What was just started may need a moment: it is looked at again for this long before that is called a failure. */
const patienceMs = 10_000;

/** Looks again: planning must give nothing, and the proof must hold. */
async function settle(work: Work, part: PreparedPart): Promise<Proof> {
  const until = now() + patienceMs;
  for (;;) {
    const looked = await lookAgain(work, part);
    if (looked.ok) return looked.value;
    if (now() > until) throw new FailureError(looked.failure);
    await pause(500, undefined, { ...(work.signal ? { signal: work.signal } : {}) });
  }
}

async function lookAgain({ remote, wanted }: Work, part: PreparedPart): Promise<Result<Proof, Failure>> {
  const { step } = part;
  const server = reader(remote);
  const verify = part.leaving ? step.leaving?.verify(wanted, server) : step.verify(wanted, server);
  const [found, verified] = await Promise.all([step.inspect(server, wanted), verify ?? ok([])]);
  if (!verified.ok) return verified;
  const left = planStep(part, wanted, found);
  if (left.length === 0) return verified;
  const detail = left.map(({ summary }) => `${summary.key} ${JSON.stringify(summary.values)}`).join('\n');
  return failed(failure('step-not-settled', { step: step.id, changes: left.length }, { detail }));
}

/** Failures after which nobody can look at the server: nothing is undone unseen. */
const beyondReach: readonly string[] = [
  'connection-lost',
  'connection-timeout',
  'not-connected',
  'apply-locked',
  'server-restarted',
];

/** `begun`: the parts that were done, and last the one that failed. */
async function* fail(
  work: Work,
  begun: readonly PreparedPart[],
  cause: Failure,
): AsyncGenerator<ApplyEvent, ApplyEvent> {
  const part = begun.at(-1);
  const ending = { kind: 'failed', step: part?.step.id ?? null, failure: cause } as const;
  if (!part || beyondReach.includes(cause.code)) return { ...ending, at: now(), undone: false };
  if (work.wanted.whole) {
    const undone = yield* takenBack(work, begun);
    return { ...ending, at: now(), undone };
  }
  let undone = false;
  try {
    // what left for good, as a door does, is not brought back by that
    undone =
      (yield* undoStep(work, part.step.id)) === null &&
      !(part.leaving && part.changes.some(({ undo: how }) => how === 'keep'));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
  }
  return { ...ending, at: now(), undone };
}

/** Takes back everything since the last finished apply. */
export async function* undo(
  remote: Remote,
  wanted: Wanted,
  options: Pick<ApplyOptions, 'signal' | 'reconnect'> = {},
): AsyncGenerator<ApplyEvent> {
  const work: Work = { remote, wanted, applyId: newId(), reconnect: options.reconnect, signal: options.signal };
  await takeLock(remote, work.applyId);
  try {
    yield* waitForOrphans(work);
    const stopped = yield* undoAll(work);
    yield stopped
      ? { kind: 'failed', at: now(), step: null, failure: stopped, undone: false }
      : { kind: 'undone', at: now() };
  } finally {
    await releaseLock(remote, work.applyId).catch(() => undefined);
  }
}
