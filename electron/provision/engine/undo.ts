/** Replays the journal backwards: one part after a failure, or everything an unfinished set-up did. */
import { failure, FailureError, type Failure } from '../../contract/failure';
import type { StepId } from '../../contract/message';
import type { ApplyEvent } from '../../contract/progress';
import type { Remote } from '../remote';
import { Sh, sh } from '../shell/sh';
import { statePrelude } from '../shell/state';
import { entriesCommand, parseEntries, type Journalled } from './journal';
import { requireLock } from './lock';
import { insist, now, type Work } from './perform';
import { undoScript } from './script';

export const readEntries = async (remote: Remote): Promise<readonly Journalled[]> =>
  parseEntries((await remote.run(entriesCommand)).stdout);

/** Undoes entries, newest first. Gives the failure that stopped it, or null. */
export async function* undoEntries(
  work: Work,
  entries: readonly Journalled[],
): AsyncGenerator<ApplyEvent, Failure | null> {
  for (const entry of entries.toReversed()) {
    yield { kind: 'output', at: now(), line: `undo ${entry.step}: ${entry.summary.key}` };
    const body = undoScript(entry.action, entry.undo, work.wanted);
    const script = new Sh(`${statePrelude}
${
  sh`iah_hold ${work.applyId} || exit $?
entry=${entry.folder}`.text
}
umask 022
( set -e
${body?.text ?? ':'}
) 8>&-
status=$?; [ "$status" -eq 0 ] || exit "$status"
: > "$entry/undone"`);
    const answer = yield* insist(work, () => work.remote.run(script, { timeoutMs: 600_000 }));
    requireLock(answer);
    if (answer.status !== 0)
      return failure(
        'command-failed',
        { command: `undo ${entry.step}`, status: answer.status },
        { detail: (answer.stdout + answer.stderr).slice(-1500) },
      );
  }
  return null;
}

/** What "undo everything so far" means: all since the last apply that finished; if the newest finished, that one. */
export function undoable(entries: readonly Journalled[]): readonly Journalled[] {
  const newest = entries.at(-1);
  if (!newest) return [];
  if (newest.finished) return entries.filter((entry) => entry.applyId === newest.applyId);
  const lastFinished = entries.findLastIndex((entry) => entry.finished);
  return entries.slice(lastFinished + 1);
}

/** Undoes what one part of this apply did. */
export async function* undoStep(work: Work, step: StepId): AsyncGenerator<ApplyEvent, Failure | null> {
  yield { kind: 'undoing', at: now(), step };
  const entries = yield* insist(work, () => readEntries(work.remote));
  return yield* undoEntries(
    work,
    entries.filter((entry) => entry.applyId === work.applyId && entry.step === step),
  );
}

/** Undoes all that is undoable; FailureError('nothing-to-undo') when nothing is. The lock is the caller's. */
export async function* undoAll(work: Work): AsyncGenerator<ApplyEvent, Failure | null> {
  const entries = undoable(yield* insist(work, () => readEntries(work.remote)));
  if (entries.length === 0) throw new FailureError(failure('nothing-to-undo', {}));
  yield { kind: 'undoing', at: now(), step: 'all' };
  return yield* undoEntries(work, entries);
}
