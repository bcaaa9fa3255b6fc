/**
 * A server as the engine sees it: one way to run a script, counted. Everything else (facts, files, jobs, HTTP from the
 * server's own localhost) is built on it, so that the SSH adapter stays small and a test can stand in for it.
 */
import type { Secret } from './shell/secret';
import type { Sh } from './shell/sh';

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /**
   * What the script gets on its own stdin, after the sudo password. Secrets travel here and nowhere else.
   * Absent: the script reads /dev/null.
   */
  readonly input?: string | Secret | Uint8Array;
  /** Milliseconds until FailureError('connection-timeout'). Default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Remote {
  /** For messages: "homeserver". */
  readonly host: string;
  /** Who we are, for the lock: "owner from desktop". */
  readonly identity: { readonly user: string; readonly from: string };
  /**
   * Runs a POSIX sh script as root (sudo by stdin; told apart: no sudo, no rights, wrong password) and gives its answer, cut free
   * of banners. One round trip. `LC_ALL=C`, a sane PATH. A non-zero status is an answer, not an error; FailureError for all else.
   */
  run(script: Sh, options?: RunOptions): Promise<Answer>;
  /** Scripts run so far: the measure of `tests/bench`. */
  readonly roundTrips: number;
  readonly bytes: { readonly sent: number; readonly received: number };
}
