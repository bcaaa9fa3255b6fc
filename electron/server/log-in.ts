/**
 * From an address to a connection that is logged in, or the one failure that says why not. The surprise: ssh2 reports most of
 * what goes wrong as an 'error' event whose `level` tells the stage, and may send several; the first that we understand counts.
 */
import type { Socket } from 'node:net';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { failure, FailureError, type Failure } from '../contract/failure';
import { objection, preferredAlgorithms, readHostKey, type HostKey } from './host-key';
import { attempts, nothingSeen, type LoginSeen, type Proof } from './attempts';
import { reachSsh } from './socket';

export interface LogInOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly proof: Proof;
  readonly pinned: HostKey | null;
  readonly trust: string | null;
  readonly signal?: AbortSignal;
  readonly limits: { readonly connectMs: number; readonly loginMs: number; readonly keepaliveMs: number };
}

export interface LoggedIn {
  readonly client: Client;
  readonly socket: Socket;
  readonly hostKey: HostKey;
}

const missedKeepalives = 3;

export async function logIn(options: LogInOptions): Promise<LoggedIn> {
  const { host, port, user, limits, signal } = options;
  const socket = await reachSsh({ host, port }, limits.connectMs, signal);
  const client = new ssh2.Client();
  const seen = nothingSeen();
  let hostKey: HostKey | null = null;
  let refusal: Failure | null = null;

  const config: ConnectConfig = {
    sock: socket,
    username: user,
    readyTimeout: limits.loginMs,
    keepaliveInterval: limits.keepaliveMs,
    keepaliveCountMax: missedKeepalives,
    authHandler: attempts(user, options.proof, seen),
    hostVerifier: (blob: Buffer) => {
      hostKey = readHostKey(blob);
      refusal = objection(host, hostKey, options.pinned, options.trust);
      return refusal === null;
    },
  };

  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal?.removeEventListener('abort', cancelled);
      client.off('ready', ready).off('error', wrong).off('close', closed);
      // more errors may follow the first; unheard they would end the process
      client.on('error', () => undefined);
    };
    const fail = (reason: Failure): void => {
      settle();
      client.end();
      socket.destroy();
      reject(new FailureError(reason));
    };
    const ready = (): void => {
      settle();
      if (hostKey) resolve({ client, socket, hostKey });
      else fail(failure('unexpected', {}, { detail: 'logged in without a host key' }));
    };
    const wrong = (error: Error & { level?: string }): void => fail(refusal ?? explain(error, options, seen));
    const closed = (): void => fail(refusal ?? failure('connection-lost', { host }));
    const cancelled = (): void => fail(failure('not-connected', {}));
    client.on('ready', ready).on('error', wrong).on('close', closed);
    client.on('banner', (message) => (seen.banner += message));
    // an expired password: a new one is asked for, which is not ours to choose
    client.on('change password', (message) => {
      seen.banner += message;
      fail(loginRefused(options, seen, 'The server wants the password changed first.'));
    });
    if (signal?.aborted === true) {
      cancelled();
      return;
    }
    signal?.addEventListener('abort', cancelled);
    begin(client, config, options.pinned);
  });
}

/** Naming an algorithm that this runtime's crypto lacks throws: then ssh2's own order has to do. */
function begin(client: Client, config: ConnectConfig, pinned: HostKey | null): void {
  const preferred = [...preferredAlgorithms(pinned)];
  if (preferred.length === 0) {
    client.connect(config);
    return;
  }
  try {
    // prepending what is in the list does nothing, so it is taken out first
    client.connect({ ...config, algorithms: { serverHostKey: { remove: preferred, prepend: preferred, append: [] } } });
  } catch {
    client.connect(config);
  }
}

function explain(error: Error & { level?: string }, options: LogInOptions, seen: LoginSeen): Failure {
  const { host, port, limits } = options;
  const detail = { detail: error.message };
  if (/Too many authentication failures/i.test(error.message)) return loginRefused(options, seen, error.message);
  switch (error.level) {
    case 'client-authentication':
      return loginRefused(options, seen, null);
    case 'agent':
      return failure('agent-unavailable', {}, detail);
    case 'client-timeout':
      return failure('connection-timeout', { host, seconds: Math.round(limits.loginMs / 1000) }, detail);
    case 'client-socket':
      return failure('connection-lost', { host }, detail);
    case 'protocol':
      return failure('not-ssh', { host, port }, detail);
    default:
      return failure('unexpected', {}, detail);
  }
}

function loginRefused(options: LogInOptions, seen: LoginSeen, said: string | null): Failure {
  const checked = [
    { what: `${options.host} answers on port ${options.port}`, fine: true },
    { what: 'its host key is the known one', fine: true },
    ...(seen.askedForCode ? [{ what: 'the server asks for a one-time code', fine: false }] : []),
  ];
  const detail = [said, seen.banner.trim()].filter((text) => text !== null && text !== '').join('\n');
  return failure(
    'login-refused',
    { user: options.user, host: options.host, methods: seen.methods },
    { checked, detail: detail === '' ? null : detail },
  );
}
