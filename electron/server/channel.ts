/**
 * One script, one channel: sends the envelope, gathers what comes back, and answers as soon as the end marks are in. The surprise:
 * a service that the script started may hold the channel open for ever, so waiting for its close would be waiting for nothing.
 */
import type { Client, ClientChannel } from 'ssh2';
import { failure, FailureError } from '../contract/failure';
import { endMark } from './envelope';

export interface Heard {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface Exchange {
  readonly host: string;
  readonly command: string;
  readonly stdin: Buffer;
  readonly nonce: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The channel is gone from the server: another may be opened. */
  readonly onFreed: () => void;
}

const outputLimit = 64 * 1024 * 1024;

/** The server had no channel left (MaxSessions). */
export class NoChannel extends Error {}

export function openChannel(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (!error) resolve(channel);
      else if ('reason' in error) reject(new NoChannel(error.message));
      else reject(error);
    });
  });
}

export function exchange(channel: ClientChannel, what: Exchange): Promise<Heard> {
  const out = new Output(what.nonce);
  const err = new Output(what.nonce);
  channel.on('close', what.onFreed);
  return new Promise((resolve, reject) => {
    let exitCode: number | null = null;
    let settled = false;
    const finish = (error?: FailureError): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      what.signal?.removeEventListener('abort', stopped);
      channel.off('close', closed);
      channel.on('error', () => undefined);
      if (error) {
        channel.signal('TERM');
        reject(error);
      } else resolve({ stdout: out.text(), stderr: err.text(), exitCode });
      channel.close();
    };
    const closed = (): void => finish();
    const stopped = (): void => finish(new FailureError(failure('apply-stopped', {})));
    const seconds = Math.round(what.timeoutMs / 1000);
    const timer = setTimeout(
      () => finish(new FailureError(failure('connection-timeout', { host: what.host, seconds }))),
      what.timeoutMs,
    );
    const hear = (output: Output) => (chunk: Buffer) => {
      output.add(chunk);
      if (out.ended && err.ended) finish();
      else if (out.size + err.size > outputLimit)
        finish(
          new FailureError(failure('unexpected', {}, { detail: `The answer is longer than ${outputLimit} bytes.` })),
        );
    };
    channel
      .on('data', hear(out))
      .on('exit', (code: number | null) => (exitCode = code))
      .on('close', closed);
    channel.stderr.on('data', hear(err));
    channel.on('error', () => undefined);
    if (what.signal?.aborted === true) {
      stopped();
      return;
    }
    what.signal?.addEventListener('abort', stopped);
    channel.end(what.stdin);
  });
}

/** Output as it comes; looks for its end mark only in what is new. */
class Output {
  readonly #chunks: Buffer[] = [];
  readonly #mark: RegExp;
  readonly #markLength: number;
  #tail = '';
  size = 0;
  ended = false;

  constructor(nonce: string) {
    this.#mark = endMark(nonce);
    this.#markLength = nonce.length + 16;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
    const recent = this.#tail + chunk.toString('latin1');
    if (this.#mark.test(recent)) this.ended = true;
    this.#tail = recent.slice(-this.#markLength);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
