/**
 * What can be done to a server, as data: shown before, digested into the plan's id, written to the journal. Texts may hold
 * `@secret:name@` (filled in on this PC when sent) and `@kept:/path@` (filled in on the server from its own file); neither is
 * ever shown or journalled.
 */
import type { AccountChange } from '../../cloudflare/account';
import type { SecretName } from '../../contract/secrets';
import type { Sh } from '../shell/sh';

export interface FileText {
  readonly path: string;
  readonly content: string;
  /** "0644". */
  readonly mode: string;
  /** "root:root" when absent. */
  readonly owner?: string;
}

/** A request to Immich on the server's own localhost; the body may hold @secret:…@. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** "/api/auth/admin-sign-up" */
  readonly path: string;
  readonly body: unknown;
}

/** 'enable --now' also restarts: a package may have started its service with another file. */
export type ServiceVerb =
  'start' | 'stop' | 'restart' | 'reload' | 'enable' | 'disable' | 'enable --now' | 'disable --now';

export type Action =
  /** apt, with its lock waited for; exactly what it added is journalled so that undo takes away exactly that. */
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly recommends?: boolean }
  /** Written beside and renamed, noted in the manifest, the former text kept in the journal. */
  | { readonly kind: 'write'; readonly file: FileText }
  | { readonly kind: 'folder'; readonly path: string; readonly mode: string; readonly owner?: string }
  /** Removes a file or link (kept in the journal, or beside it when it is a secret). Folders only when empty. */
  | { readonly kind: 'remove'; readonly path: string; readonly secret?: boolean }
  | { readonly kind: 'service'; readonly unit: string; readonly verb: ServiceVerb }
  | {
      readonly kind: 'run';
      readonly command: Sh;
      /** A name for a command that may take long: it then runs as a transient unit that outlives the connection. */
      readonly job?: JobKind;
      /** Minutes until a job is given up. Default 30. */
      readonly minutes?: number;
      /** Secrets the command reads from its stdin, one a line, in this order. */
      readonly secrets?: readonly SecretName[];
      /** Its stdin is the opened recovery kit (kit/kit.ts) instead. Not for jobs. */
      readonly input?: 'kit';
      /** What a failure of this command means; 'command-failed' otherwise. */
      readonly failure?: RunFailure;
    }
  /** Calls to Immich in order, each with the session of the admin (login by e-mail and @secret:adminPassword@) when `as` says so. */
  | { readonly kind: 'api'; readonly request: ApiRequest; readonly as: 'nobody' | 'admin' }
  /** One value of Immich's own settings, the rest left as it is: read, changed, written back as a whole. */
  | { readonly kind: 'immich-setting'; readonly path: readonly string[]; readonly value: string }
  /** A change at Cloudflare, made from this PC. `into`: a file on the server that takes what came of it, by @cloud:…@. */
  | { readonly kind: 'cloud'; readonly change: AccountChange; readonly into?: FileText };

/** What stands in the file of a cloud action for what came of it. */
export const cloudValue = { tunnel: '@cloud:tunnel@', token: '@cloud:token@' } as const;

/** How a job's output is counted: apt's status lines, Docker's pull stream, lines like "percent 42", not at all. */
export type JobKind = 'apt' | 'pull' | 'percent' | 'plain';

/** Failures that a command can end in; the engine's `failures.ts` reads the output and chooses. */
export type RunFailure =
  | 'acme'
  | 'nginx'
  | 'pull'
  | 'immich-health'
  | 'firewall'
  | 'compose'
  | 'dhcp'
  | 'tunnel'
  | 'leaks'
  | 'sign-up'
  | 'public-door'
  | 'mapping'
  | 'dump'
  | 'read-dump'
  | 'update'
  | 'move'
  | 'copy';
