/** Carries out one change, journalled, and tells what is heard of it. The only place where actions meet the server. */
import { failure, FailureError } from '../../contract/failure';
import type { ApplyEvent } from '../../contract/progress';
import { refusedForSure, type Account, type AccountOutcome } from '../../cloudflare/account';
import { kitInput } from '../kit/kit';
import type { Remote, RunOptions } from '../remote';
import { Secret } from '../shell/secret';
import { sh, Sh } from '../shell/sh';
import { cloudValue, type Action, type FileText, type JobKind } from './action';
import { apiScript } from './api';
import { commandFailure, immichFailure } from './failures';
import { immichSettingCall, immichSettingScript } from './immich-setting';
import { jobLost, news, startJob, stopJob } from './job';
import { entryFolder, entryText, framed } from './journal';
import { requireLock } from './lock';
import { listener } from './output';
import { actionScript, keepScript, withSecrets, writeScript } from './script';
import type { AnyStep, Change, Wanted } from './step';

/** A server that comes back: scripts are sent again after the connection broke. */
export interface Work {
  readonly remote: Remote;
  readonly wanted: Wanted;
  readonly applyId: string;
  /** Opens the connection anew; absent = a lost connection is final. */
  readonly reconnect?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const now = (): number => Date.now();

export const lost = (error: unknown): boolean =>
  error instanceof FailureError &&
  ['connection-lost', 'connection-timeout', 'not-connected'].includes(error.failure.code);

/** Runs a script that may be sent twice; on a lost connection it reconnects and sends it again. */
export async function* insist<T>(work: Work, send: () => Promise<T>): AsyncGenerator<ApplyEvent, T> {
  for (let attempt = 1; ; attempt += 1) {
    work.signal?.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      if (!lost(error) || !work.reconnect || attempt > 5) throw error;
      yield { kind: 'reconnecting', at: now() };
      await work.reconnect().catch((reason: unknown) => {
        throw stillLost(reason, work);
      });
      yield { kind: 'reconnected', at: now() };
    }
  }
}

/** Whatever keeps us from coming back, the line is lost: nothing may be undone that nobody can look at. */
const stillLost = (reason: unknown, { remote }: Work): unknown =>
  reason instanceof FailureError
    ? new FailureError(failure('connection-lost', { host: remote.host }, { detail: reason.failure.code }))
    : reason;

const jobKind = (action: Action): JobKind | null =>
  action.kind === 'install' ? 'apt' : action.kind === 'run' ? (action.job ?? null) : null;

/** Does one change. Throws FailureError when it does not succeed. */
export async function* perform(work: Work, step: AnyStep, change: Change, n: number): AsyncGenerator<ApplyEvent> {
  const folder = entryFolder(work.applyId, n);
  const entry = entryText(step.id, change);
  const kind = jobKind(change.action);
  if (change.action.kind === 'cloud') yield* performAtCloudflare(work, step, change.action, { folder, entry });
  else if (kind) yield* performJob(work, step, change, { folder, entry, kind, id: `${work.applyId}-${n}` });
  else yield* performNow(work, step, change, { folder, entry });
}

async function* performNow(
  work: Work,
  step: AnyStep,
  { action }: Change,
  { folder, entry }: { folder: string; entry: string },
): AsyncGenerator<ApplyEvent> {
  const { remote, wanted, applyId } = work;
  const toImmich = immichScript(action, wanted);
  const body = toImmich?.body ?? actionScript(action, step.id, wanted);
  const input = toImmich?.input ?? commandInput(action, wanted);
  const options: RunOptions = { timeoutMs: 180_000, ...(input ? { input } : {}) };
  const answer = yield* insist(work, () => remote.run(framed(applyId, folder, entry, body), options));
  requireLock(answer);
  if (answer.status === 0) return;
  if (toImmich) throw new FailureError(apiFailure(toImmich.call, answer.stdout || answer.stderr));
  throw new FailureError(commandFailure(action, answer.status, answer.stdout + answer.stderr, wanted));
}

/** What is said to Immich, with its login for stdin and its name for a failure; null for other actions. */
function immichScript(action: Action, wanted: Wanted): { call: string; body: Sh; input: Secret } | null {
  if (action.kind === 'immich-setting') return { call: immichSettingCall, ...immichSettingScript(action, wanted) };
  if (action.kind !== 'api') return null;
  const { request, as } = action;
  return { call: `${request.method} ${request.path}`, ...apiScript(request, as, wanted) };
}

/**
 * A change at Cloudflare: noted in the journal on the server, made from here, then its outcome written there. When Cloudflare refused
 * there is nothing to undo, and the journal must not say otherwise: an undo would take away what is somebody else's.
 */
async function* performAtCloudflare(
  work: Work,
  step: AnyStep,
  { change, into }: Extract<Action, { kind: 'cloud' }>,
  { folder, entry }: { folder: string; entry: string },
): AsyncGenerator<ApplyEvent> {
  const { remote, applyId } = work;
  const send = async function* (body: Sh, marks: 'when-done' | 'by-itself'): AsyncGenerator<ApplyEvent> {
    const answer = yield* insist(work, () => remote.run(framed(applyId, folder, entry, body, marks)));
    requireLock(answer);
    if (answer.status !== 0)
      throw new FailureError(
        failure('command-failed', { command: change.do, status: answer.status }, { detail: answer.stderr }),
      );
  };
  yield* send(into ? keepScript(into) : new Sh(':'), 'by-itself');
  let outcome: AccountOutcome;
  try {
    outcome = await atCloudflare(work.wanted).make(change);
  } catch (reason) {
    if (reason instanceof FailureError && refusedForSure.includes(reason.failure.code))
      yield* insist(work, () => remote.run(sh`: > ${`${folder}/undone`}`));
    throw reason;
  }
  yield* send(into ? writeScript(filled(into, outcome), step.id, {}) : new Sh(':'), 'when-done');
}

/** FailureError('secret-missing') without a set-up token at hand. */
export function atCloudflare({ cloud }: Wanted): Account {
  if (!cloud) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  return cloud;
}

const filled = (file: FileText, { tunnel, token }: AccountOutcome): FileText => ({
  ...file,
  content: file.content
    .replaceAll(cloudValue.tunnel, () => tunnel ?? '')
    .replaceAll(cloudValue.token, () => token?.reveal() ?? ''),
});

function apiFailure(call: string, said: string): ReturnType<typeof immichFailure> {
  const [status = '', ...body] = said.split('\n');
  return immichFailure(call, Number(status) || 0, body.join('\n'));
}

function commandInput(action: Action, wanted: Wanted): Secret | null {
  if (action.kind !== 'run') return null;
  if (action.input === 'kit') return wanted.kit ? new Secret(kitInput(wanted.kit)) : null;
  return action.secrets?.length ? new Secret(secretLines(action.secrets, wanted).join('')) : null;
}

const secretLines = (names: readonly string[], wanted: Wanted): string[] =>
  names.map((name) => `${withSecrets(`@secret:${name}@`, wanted.secrets)}\n`);

async function* performJob(
  work: Work,
  step: AnyStep,
  { action }: Change,
  { folder, entry, kind, id }: { folder: string; entry: string; kind: JobKind; id: string },
): AsyncGenerator<ApplyEvent> {
  const { remote, wanted, applyId } = work;
  const input = action.kind === 'run' ? secretLines(action.secrets ?? [], wanted).map((line) => line.trimEnd()) : [];
  const start = framed(applyId, folder, entry, startJob(id, actionScript(action, step.id, wanted), input), 'by-itself');
  const started = yield* insist(work, () => remote.run(start));
  requireLock(started);
  if (started.status !== 0)
    throw new FailureError(commandFailure(action, started.status, started.stdout + started.stderr, wanted));

  const minutes = action.kind === 'run' ? (action.minutes ?? 30) : 60;
  const { status, output } = yield* follow(work, id, kind, minutes);
  if (status === 0) return;
  if (status === 'lost') jobLost();
  throw new FailureError(commandFailure(action, status, output, wanted));
}

/** Follows a job to its end: output lines, counts. Gives its status and the last of what it said. */
export async function* follow(
  work: Work,
  id: string,
  kind: JobKind,
  minutes: number,
): AsyncGenerator<ApplyEvent, { status: number | 'lost'; output: string }> {
  const deadline = now() + minutes * 60_000;
  const ear = listener(kind);
  let offset = 0;
  let output = '';
  for (;;) {
    const from = offset;
    const heard = yield* insist(work, () => news(work.remote, work.applyId, id, from));
    offset = heard.offset;
    output = (output + heard.output).slice(-200_000);
    const { lines, counted } = ear.hear(heard.output);
    for (const line of lines) yield { kind: 'output', at: now(), line };
    if (counted) yield { kind: 'counted', at: now(), ...counted };
    if (heard.status !== null) return { status: heard.status, output };
    if (now() > deadline) {
      await work.remote.run(stopJob(id));
      throw new FailureError(failure('job-timeout', { command: id, minutes }));
    }
  }
}
