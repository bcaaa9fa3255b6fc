/**
 * Reaches the port and waits until it greets like SSH, so that "no such name", "nobody there", "port closed" and "something else
 * answers" are told apart before ssh2 gets the socket. The surprise: a server may say other lines before its "SSH-2.0-…"
 * greeting, and a web server says nothing at all; both are legal.
 */
import { connect, type Socket } from 'node:net';
import { failure, FailureError, type Failure } from '../contract/failure';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export async function reachSsh(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  const socket = await reach(target, timeoutMs, signal);
  try {
    await greeted(socket, target, timeoutMs, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function reach(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true, autoSelectFamily: true });
    const settle = (failure: Failure | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancelled);
      socket.off('error', refused);
      if (!failure) {
        resolve(socket);
        return;
      }
      socket.on('error', () => undefined);
      socket.destroy();
      reject(new FailureError(failure));
    };
    const refused = (error: NodeJS.ErrnoException): void => settle(unreachable(target, error));
    const cancelled = (): void => settle(failure('not-connected', {}));
    const timer = setTimeout(() => settle(failure('server-unreachable', { ...target })), timeoutMs);
    socket.once('connect', () => settle(null)).once('error', refused);
    if (signal?.aborted === true) cancelled();
    else signal?.addEventListener('abort', cancelled);
  });
}

/** Several addresses tried give one error of several: the one that says most is reported. */
function unreachable(target: Target, error: NodeJS.ErrnoException): Failure {
  const all = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error];
  const codes = all.map((one) => one.code ?? '');
  const detail = { detail: all.map((one) => one.message).join('; ') };
  if (codes.includes('ECONNREFUSED')) return failure('port-refused', { ...target }, detail);
  if (codes.some((code) => ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA'].includes(code)))
    return failure('server-not-found', { host: target.host }, detail);
  return failure('server-unreachable', { ...target }, detail);
}

const greetingLimit = 8192;

/** Waits for the greeting and puts it back, for ssh2 to read it again. */
function greeted(socket: Socket, target: Target, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const settle = (failure: Failure | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancelled);
      socket.off('data', listen).off('error', ended).off('close', ended);
      socket.pause();
      if (failure) {
        reject(new FailureError(failure));
        return;
      }
      socket.unshift(heard);
      resolve();
    };
    const listen = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk]);
      if (/^SSH-/m.test(heard.toString('latin1'))) settle(null);
      else if (heard.length > greetingLimit) ended();
    };
    const ended = (): void => settle(notSsh(target, heard.toString('latin1')));
    const cancelled = (): void => settle(failure('not-connected', {}));
    const timer = setTimeout(ended, timeoutMs);
    socket.on('data', listen).on('error', ended).on('close', ended);
    signal?.addEventListener('abort', cancelled);
  });
}

/** sshd turns callers away before its greeting when there were too many, or too many that failed: that is SSH all the same. */
const turnedAway = /^(?:Exceeded MaxStartups|Not allowed at this time)/;

function notSsh(target: Target, heard: string): Failure {
  const detail = heard.slice(0, 200).trim();
  const checked = [{ what: `${target.host} answers on port ${target.port}`, fine: true }];
  if (turnedAway.test(detail))
    return failure(
      'server-unreachable',
      { ...target },
      { checked, detail: `The server turns callers away for now: ${detail}` },
    );
  return failure('not-ssh', { ...target }, { checked, detail: detail === '' ? null : detail });
}
