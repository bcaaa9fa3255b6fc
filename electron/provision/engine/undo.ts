/** Replays the journal backwards: one part after a failure, or everything an unfinished set-up did. */
import { failure, FailureError, type Failure } from '../../contract/failure';
import type { StepId } from '../../contract/message';
import type { ApplyEvent } from '../../contract/progress';
import type { Remote } from '../remote';
import type { Secret } from '../shell/secret';
import { Sh, sh } from '../shell/sh';
import { statePrelude } from '../shell/state';
import type { JobKind } from './action';
import { entriesCommand, parseEntries, type Journalled } from './journal';
import { immichSettingUndo } from './immich-setting';
import { requireLock } from './lock';
import { startJob } from './job';
import { atCloudflare, follow, insist, now, type Work } from './perform';
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
    const stopped = yield* undoOne(work, entry);
    if (stopped) return stopped;
  }
  yield* serveWhatIsBack(work, entries);
  return yield* runAgain(work, entries);
}

/** What reads files only when it is run has not seen yet that they are back. */
async function* runAgain(work: Work, entries: readonly Journalled[]): AsyncGenerator<ApplyEvent, Failure | null> {
  const commands = new Map(entries.flatMap(({ again, step }) => (again ? [[again.command.text, step] as const] : [])));
  for (const [text, step] of commands) {
    const answer = yield* insist(work, () => work.remote.run(new Sh(`set -e\n${text}`), { timeoutMs: 600_000 }));
    if (answer.status !== 0)
      return failure(
        'command-failed',
        { command: `undo ${step}`, status: answer.status },
        { detail: (answer.stdout + answer.stderr).slice(-1500) },
      );
  }
  return null;
}

async function* undoOne(work: Work, entry: Journalled): AsyncGenerator<ApplyEvent, Failure | null> {
  if (typeof entry.undo === 'object' && entry.undo.kind === 'cloud') {
    // somebody may have taken over: two PCs never change the account at once
    requireLock(yield* insist(work, () => work.remote.run(holding(work))));
    try {
      await atCloudflare(work.wanted).make(entry.undo.change);
    } catch (error) {
      if (error instanceof FailureError) return error.failure;
      throw error;
    }
  }
  const setting = settingUndo(work, entry);
  const body = setting ? setting.body : (undoScript(entry.action, entry.undo, work.wanted) ?? new Sh(':'));
  // apt may wait and work for minutes: a job of its own outlives the connection and keeps the lock alive
  const id = `${work.applyId}-undo-${entry.folder.split('/').slice(-2).join('-')}`;
  const long = longUndo(entry);
  const started = yield* insist(work, () =>
    work.remote.run(undoFrame(work, entry, long ? startJob(id, body, []) : body, long !== null), {
      timeoutMs: 600_000,
      ...(setting?.input ? { input: setting.input } : {}),
    }),
  );
  requireLock(started);
  let { status, stdout: said } = { ...started, stdout: started.stdout + started.stderr };
  if (long && status === 0) {
    const ended = yield* follow(work, id, long.job, long.minutes);
    status = ended.status === 'lost' ? 1 : ended.status;
    said = ended.output;
    if (status === 0)
      requireLock(yield* insist(work, () => work.remote.run(undoFrame(work, entry, new Sh(':'), false))));
  }
  return status === 0
    ? null
    : failure('command-failed', { command: `undo ${entry.step}`, status }, { detail: said.slice(-1500) });
}

/** What takes long runs as a job: packages that go, and what was planned so. */
function longUndo({ action, undo }: Journalled): { job: JobKind; minutes: number } | null {
  if (action.kind === 'install') return { job: 'apt', minutes: 60 };
  return typeof undo === 'object' && undo.kind === 'run' && undo.job
    ? { job: undo.job, minutes: undo.minutes ?? 30 }
    : null;
}

/** Without the administrator's password Immich keeps the value: only where Immich itself goes is that allowed (see `requireAtHand`). */
function settingUndo({ wanted }: Work, { action, undo }: Journalled): { body: Sh; input?: Secret } | null {
  if (action.kind !== 'immich-setting' || undo === 'keep') return null;
  return wanted.secrets.adminPassword ? immichSettingUndo(action, wanted) : { body: new Sh(':') };
}

/** What an undo will need is asked for before anything is taken back: half an undo helps nobody. */
function requireAtHand({ wanted }: Work, entries: readonly Journalled[]): void {
  if (entries.some(({ undo }) => typeof undo === 'object' && undo.kind === 'cloud')) atCloudflare(wanted);
  const immichGoes = entries.some(({ summary, undo }) => summary.key === 'start-immich' && undo !== 'keep');
  const settings = entries.some(({ action, undo }) => action.kind === 'immich-setting' && undo !== 'keep');
  if (settings && !immichGoes && !wanted.secrets.adminPassword)
    throw new FailureError(failure('secret-missing', { name: 'adminPassword' }));
}

const holding = ({ applyId }: Work): Sh => new Sh(`${statePrelude}\n${sh`iah_hold ${applyId}`.text}`);

const undoFrame = (work: Work, entry: Journalled, body: Sh, only: boolean): Sh =>
  new Sh(`${statePrelude}
${
  sh`iah_hold ${work.applyId} || exit $?
entry=${entry.folder}`.text
}
umask 022
( set -e
${body.text}
) 8>&-
status=$?; [ "$status" -eq 0 ] || exit "$status"
${only ? '' : ': > "$entry/undone"'}`);

/**
 * Services that were told to read a new file read the one that is back; those that are gone or off stay so. One that says itself when it
 * is ready may wait for the world outside, as a tunnel does: it is not waited for.
 */
async function* serveWhatIsBack(work: Work, entries: readonly Journalled[]): AsyncGenerator<ApplyEvent> {
  const units = entries.flatMap(({ summary }) =>
    summary.key === 'restart-service' || summary.key === 'reload-service' ? [summary.values.service] : [],
  );
  if (units.length === 0) return;
  const script = new Sh(`systemctl daemon-reload
for unit in ${sh`${[...new Set(units)]}`.text}; do
  wait=; [ "$(systemctl show -p Type --value "$unit")" != notify ] || wait=--no-block
  systemctl $wait try-reload-or-restart "$unit" || :
done`);
  yield* insist(work, () => work.remote.run(script, { timeoutMs: 120_000 }));
}

/** What "undo everything so far" means: the newest apply and the unfinished ones that led to it, back to one that finished. */
export function undoable(entries: readonly Journalled[]): readonly Journalled[] {
  const newest = entries.at(-1);
  const before = entries.findLastIndex((entry) => entry.finished && entry.applyId !== newest?.applyId);
  return entries.slice(before + 1);
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
  requireAtHand(work, entries);
  yield { kind: 'undoing', at: now(), step: 'all' };
  return yield* undoEntries(work, entries);
}

/** Undoes all that one apply did; the caller knows why. */
export async function* undoApply(work: Work): AsyncGenerator<ApplyEvent, Failure | null> {
  yield { kind: 'undoing', at: now(), step: 'all' };
  const entries = yield* insist(work, () => readEntries(work.remote));
  return yield* undoEntries(
    work,
    entries.filter((entry) => entry.applyId === work.applyId),
  );
}
