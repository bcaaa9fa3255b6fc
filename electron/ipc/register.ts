/**
 * The only code that touches ipcMain. Every request is checked here and nowhere else: who asks (our own page, in the main frame),
 * what comes in (the contract's schemas), and what goes out (a Result; an error never crosses).
 */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import * as v from 'valibot';
import { failure, FailureError, type Failure } from '../contract/failure';
import { requests, requestSchemas, type Channel, type Input, type Output } from '../contract/ipc';
import { failed, ok, type Result } from '../contract/result';
import type { Log } from '../log/log';
import type { Redactor } from '../log/redact';

/** A handler gives its answer or throws a FailureError. */
export type Handlers<C extends Channel = Channel> = {
  readonly [K in C]: (...input: Input<K>) => Output[K] | Promise<Output[K]>;
};

export interface Registration {
  /** "app://bundle" */
  readonly origin: string;
  readonly log: Log;
  readonly redact: Redactor;
  /** For "copy report". */
  onFailure(failure: Failure): void;
}

export function register(ipcMain: Pick<IpcMain, 'handle'>, handlers: Handlers, how: Registration): void {
  for (const channel of requests) {
    ipcMain.handle(channel, (event, ...input: unknown[]) => {
      if (isTrusted(event, how.origin)) return answer(channel, input, handlers, how);
      how.log.warn('request from elsewhere refused', { channel, from: event.senderFrame?.url ?? null });
      throw new Error(`${channel}: refused`);
    });
  }
}

/** The main frame of a page of ours. A frame that is gone has no say. */
export function isTrusted(event: Pick<IpcMainInvokeEvent, 'senderFrame'>, origin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === origin;
}

async function answer<C extends Channel>(
  channel: C,
  input: readonly unknown[],
  handlers: Handlers,
  how: Registration,
): Promise<Result<Output[C], Failure>> {
  try {
    const handle = handlers[channel] as (...input: Input<C>) => Output[C] | Promise<Output[C]>;
    return ok(await handle(...parse(channel, input)));
  } catch (error) {
    const reason = reasonOf(error, channel, how);
    how.onFailure(reason);
    return failed(reason);
  }
}

function parse<C extends Channel>(channel: C, input: readonly unknown[]): Input<C> {
  const read = v.safeParse(requestSchemas[channel], input);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const field = (v.getDotPath(issue) ?? '').replace(/^\d+\.?/, '');
  throw new FailureError(failure('settings-invalid', { field: field === '' ? channel : field, reason: issue.message }));
}

function reasonOf(error: unknown, channel: Channel, { log, redact }: Registration): Failure {
  if (error instanceof FailureError) {
    log.info('refused', { channel, failure: error.failure });
    const { detail } = error.failure;
    return detail === null ? error.failure : { ...error.failure, detail: redact(detail) };
  }
  log.error('unexpected', { channel, error });
  return failure('unexpected', {}, { detail: redact(error instanceof Error ? error.message : String(error)) });
}
