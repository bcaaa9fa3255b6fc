/**
 * A server over SSH: one connection, many scripts, each in a channel of its own, run as root. It stays the same object when the
 * line breaks: `run` fails with 'connection-lost', `reconnect` logs in again the same way, to the same pinned key. The surprise:
 * after a restart a server answers before it lets anyone in ("System is booting up"), so a refused login is not final then.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Client } from 'ssh2';
import { failure, FailureError, type Failure, type FailureCode } from '../contract/failure';
import { failed, ok, type Result } from '../contract/result';
import type { Answer, Remote, RunOptions } from '../provision/remote';
import type { Secret } from '../provision/shell/secret';
import type { Sh } from '../provision/shell/sh';
import { agentAddress, openAgent } from './agent';
import { exchange, NoChannel, openChannel, type Heard } from './channel';
import { commandLine, envelope, open, type Rights } from './envelope';
import type { HostKey } from './host-key';
import { readKeyFile } from './key-file';
import type { Proof } from './attempts';
import { logIn, type LoggedIn } from './log-in';
import { probeScript, readProbe, sudoRefusal, type SudoPassword } from './rights';
import { Slots } from './slots';

export type Auth =
  | { readonly kind: 'password'; readonly password: Secret }
  | { readonly kind: 'key'; readonly path: string; readonly passphrase: Secret | null }
  | { readonly kind: 'agent' };

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: Auth;
  /** Null: when one is needed, the login password is tried. */
  readonly sudoPassword: Secret | null;
  /** The host key this PC knows for the server. */
  readonly pinned: HostKey | null;
  /** The fingerprint a person has just compared. */
  readonly trust: string | null;
  readonly signal?: AbortSignal;
}

/** What a test may set otherwise. */
export interface Limits {
  readonly connectMs: number;
  /** From the greeting until logged in. */
  readonly loginMs: number;
  readonly keepaliveMs: number;
  readonly reconnectMs: number;
  /** Between two attempts to reconnect. */
  readonly pauseMs: number;
}
const usual: Limits = { connectMs: 10_000, loginMs: 30_000, keepaliveMs: 15_000, reconnectMs: 300_000, pauseMs: 2_000 };

export interface Connection extends Remote {
  /** To be pinned. */
  readonly hostKey: HostKey;
  /** Called each time the line breaks without our doing; gives back how to stop listening. */
  onLost(listener: () => void): () => void;
  /** The server's own address as this line has it, whatever name it was asked for by; null = not known. */
  readonly peer: string | null;
  /** False while the line is broken. */
  readonly alive: boolean;
  /** Logs in once more beside what works and goes on with that: proof that the door still opens. FailureError when it does not. */
  renew(signal?: AbortSignal): Promise<void>;
  /** Tries until the server is back, five minutes at most. FailureError when it is not, or is not the same. */
  reconnect(signal?: AbortSignal): Promise<void>;
  close(): void;
}

export async function connect(
  options: ConnectOptions,
  limits: Partial<Limits> = {},
): Promise<Result<Connection, Failure>> {
  try {
    return ok(await SshConnection.to(options, { ...usual, ...limits }));
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure);
    throw error;
  }
}

const defaultRunMs = 60_000;
const channelsAtFirst = 10;
const refusalsOfChannels = 40;
const channelPauseMs = 250;

class SshConnection implements Connection {
  readonly identity: Remote['identity'];
  readonly hostKey: HostKey;
  host: string;
  roundTrips = 0;
  #client: Client | null = null;
  #line: LoggedIn['socket'] | null = null;
  #rights: Rights = { kind: 'direct' };
  #slots = new Slots(channelsAtFirst);
  #closed = false;
  #reconnecting: Promise<void> | null = null;
  #earlier = { sent: 0, received: 0 };
  readonly #lost = new Set<() => void>();
  readonly #breaks = new Set<() => void>();

  static async to(options: ConnectOptions, limits: Limits): Promise<SshConnection> {
    const connection = new SshConnection(options, limits, await logInWith(options, limits));
    try {
      await connection.#probe();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private constructor(
    readonly options: ConnectOptions,
    readonly limits: Limits,
    loggedIn: LoggedIn,
  ) {
    this.identity = { user: options.user, from: hostname() };
    this.hostKey = loggedIn.hostKey;
    this.host = options.host;
    this.#adopt(loggedIn);
  }

  get peer(): string | null {
    return this.#line?.remoteAddress?.replace(/^::ffff:/i, '') ?? null;
  }

  get bytes(): Remote['bytes'] {
    return {
      sent: this.#earlier.sent + (this.#line?.bytesWritten ?? 0),
      received: this.#earlier.received + (this.#line?.bytesRead ?? 0),
    };
  }

  async run(script: Sh, options: RunOptions = {}): Promise<Answer> {
    return this.#ask(script.text, this.#rights, options);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  get alive(): boolean {
    return this.#client !== null;
  }

  async renew(signal?: AbortSignal): Promise<void> {
    const fresh = await this.#again(signal);
    const old = this.#client;
    this.#earlier = this.bytes;
    this.#adopt(fresh);
    old?.end();
  }

  /** The same login to the same key. The signal of the first time has had its day. */
  #again(signal?: AbortSignal): Promise<LoggedIn> {
    const { signal: _first, ...options } = this.options;
    return logInWith({ ...options, pinned: this.hostKey, trust: null, ...(signal ? { signal } : {}) }, this.limits);
  }

  /** Two who ask at the same time share the one attempt. */
  reconnect(signal?: AbortSignal): Promise<void> {
    this.#reconnecting ??= this.#returnTo(signal).finally(() => (this.#reconnecting = null));
    return this.#reconnecting;
  }

  async #returnTo(signal?: AbortSignal): Promise<void> {
    const until = Date.now() + this.limits.reconnectMs;
    let refusals = 0;
    for (;;) {
      if (this.#client) return;
      if (this.#closed) throw new FailureError(failure('not-connected', {}));
      try {
        this.#adopt(await this.#again(signal));
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        if (error.failure.code === 'login-refused') refusals += 1;
        const hopeful = passing.has(error.failure.code) && refusals < refusalsBorne;
        if (!hopeful || Date.now() > until || signal?.aborted === true) throw error;
        await pause(this.limits.pauseMs, signal);
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#lost.clear();
    this.#client?.end();
    this.#release();
  }

  /** Who we are on the server, its name, and how we become root: one round trip. */
  async #probe(): Promise<void> {
    const candidate = sudoPassword(this.options);
    const input = candidate ? `${candidate.password.reveal()}\n` : '';
    const answer = await this.#ask(probeScript, { kind: 'direct' }, { input });
    const probed = readProbe(answer, this.options.user, candidate);
    if (!probed.ok) throw new FailureError(probed.failure);
    this.host = probed.value.hostname;
    this.#rights = probed.value.rights;
  }

  async #ask(script: string, rights: Rights, options: RunOptions): Promise<Answer> {
    const nonce = `iah-${randomBytes(12).toString('hex')}`;
    const heard = await this.#exchange({
      command: commandLine(rights, nonce),
      stdin: envelope(script, rights, nonce, options.input),
      nonce,
      timeoutMs: options.timeoutMs ?? defaultRunMs,
      signal: options.signal,
    });
    const answer = open(nonce, heard.stdout, heard.stderr);
    if (answer) return answer;
    throw new FailureError(this.#client ? this.#unopened(heard) : this.#lostFailure());
  }

  async #exchange(
    what: Pick<Parameters<typeof exchange>[1], 'command' | 'stdin' | 'nonce' | 'timeoutMs' | 'signal'>,
  ): Promise<Heard> {
    for (let refused = 0; ; refused += 1) {
      const slots = this.#slots;
      await this.#takeSlot(slots, what);
      const client = this.#client;
      if (!client) {
        slots.free();
        throw new FailureError(this.#lostFailure());
      }
      try {
        const channel = await this.#orLost(openChannel(client, what.command));
        this.roundTrips += 1;
        return await this.#orLost(exchange(channel, { ...what, host: this.options.host, onFreed: () => slots.free() }));
      } catch (error) {
        if (error instanceof FailureError) throw error;
        if (!(error instanceof NoChannel) || refused > refusalsOfChannels)
          throw new FailureError(this.#lostFailure(error));
        // alone and refused: the server is still putting away the one before
        if (!slots.refused()) await pause(channelPauseMs, what.signal);
      }
    }
  }

  /** Waiting for others to end counts as waiting. */
  async #takeSlot(
    slots: Slots,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
  ): Promise<void> {
    const enough = new AbortController();
    const stop = (): void => enough.abort();
    const timer = setTimeout(stop, timeoutMs);
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    const taken = await slots.take(enough.signal);
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    if (taken) return;
    if (signal?.aborted === true) throw new FailureError(failure('apply-stopped', {}));
    const { host } = this.options;
    throw new FailureError(failure('connection-timeout', { host, seconds: Math.round(timeoutMs / 1000) }));
  }

  /** The work, or the failure as soon as the line breaks. */
  #orLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const lost = (): void => reject(new FailureError(this.#lostFailure()));
      this.#breaks.add(lost);
      void work.then(resolve, reject).finally(() => this.#breaks.delete(lost));
    });
  }

  #unopened(heard: Heard): Failure {
    const said = `${heard.stderr}\n${heard.stdout}`.trim();
    const refusal = sudoRefusal(said, this.options.user);
    if (refusal) return refusal;
    const checked = [
      { what: `the login shell ran the command (exit status ${heard.exitCode ?? 'none'})`, fine: false },
    ];
    return failure('unexpected', {}, { checked, detail: said.slice(-1000) });
  }

  #lostFailure(error?: unknown): Failure {
    const detail = error instanceof Error ? error.message : null;
    return failure('connection-lost', { host: this.options.host }, { detail });
  }

  #adopt({ client, socket }: LoggedIn): void {
    if (this.#closed) {
      client.end();
      return;
    }
    this.#client = client;
    this.#line = socket;
    this.#slots = new Slots(channelsAtFirst);
    const broken = (): void => {
      if (this.#client !== client) return;
      this.#release();
      for (const listener of this.#lost) listener();
    };
    client.on('error', broken).on('close', broken).on('end', broken);
  }

  #release(): void {
    const line = this.#line;
    if (line) {
      this.#earlier = this.bytes;
      line.destroySoon();
    }
    this.#client = null;
    this.#line = null;
    this.#slots.close();
    for (const lost of [...this.#breaks]) lost();
  }
}

/** What may be otherwise a moment later, while a server restarts. */
const passing: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'server-not-found',
  'server-unreachable',
  'port-refused',
  'not-ssh',
  'connection-lost',
  'connection-timeout',
  'login-refused',
]);
const refusalsBorne = 5;

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });

function sudoPassword({ sudoPassword, auth }: ConnectOptions): SudoPassword | null {
  if (sudoPassword) return { password: sudoPassword, given: true };
  return auth.kind === 'password' ? { password: auth.password, given: false } : null;
}

async function logInWith(options: ConnectOptions, limits: Limits): Promise<LoggedIn> {
  const proof = await prove(options.auth);
  if (!proof.ok) throw new FailureError(proof.failure);
  return logIn({ ...options, proof: proof.value, limits });
}

async function prove(auth: Auth): Promise<Result<Proof, Failure>> {
  switch (auth.kind) {
    case 'password':
      return ok({ kind: 'password', password: auth.password });
    case 'key': {
      const key = await readKeyFile(auth.path, auth.passphrase);
      return key.ok ? ok({ kind: 'key', key: key.value }) : key;
    }
    case 'agent': {
      const agent = await openAgent(agentAddress(process.platform, process.env));
      return agent.ok ? ok({ kind: 'agent', agent: agent.value }) : agent;
    }
  }
}
