/**
 * A set-up that stands, at one look: the four paths with their proofs, what is about to break, and what there is to know besides.
 * The surprise: a path is more than its service runs; each is proved by coming in on it (from outside, through this PC, by a phone).
 */
import type { DoorTrouble } from './door';
import type { StepId } from './message';

export const paths = ['public', 'share', 'home', 'road'] as const;
export type Path = (typeof paths)[number];

/** What was seen of a path, by key and values. */
export interface PathValues {
  'opened-from-outside': { connections: number };
  /** `requests`: tries to get past the guests' door, all refused. */
  'share-opened': { requests: number };
  'came-in-directly': { address: string };
  'came-through-cloudflare': Record<never, never>;
  /** This PC is not at home: the server's own answer is all there is. */
  'answers-at-home': { address: string };
  'phone-connected': { name: string };
  'phone-last-seen': { name: string };
  'no-phone-yet': Record<never, never>;
  'phones-never-seen': { phones: number };
  'tunnel-down': Record<never, never>;
  'door-trouble': { host: string; why: DoorTrouble };
  'share-leaks': { leaks: number };
  'no-answer-at-home': Record<never, never>;
  'wrong-answer-at-home': { answer: string };
  'immich-silent': Record<never, never>;
  'line-down': Record<never, never>;
  'not-asked': Record<never, never>;
  'not-wanted': Record<never, never>;
}
export type PathWords = {
  [K in keyof PathValues]: { readonly key: K; readonly values: PathValues[K] };
}[keyof PathValues];

export interface PathReport {
  readonly path: Path;
  /** `detour`: open, but the long way round. `off`: this household does not want it. */
  readonly state: 'works' | 'detour' | 'broken' | 'unknown' | 'off';
  readonly words: PathWords;
  /** When it was last seen to work, milliseconds since 1970; null = never, or not known. */
  readonly seenAt: number | null;
}

/** What is wrong, or soon will be: cause by key and values; texts in renderer/text. Times are milliseconds since 1970. */
export interface ProblemValues {
  'service-down': { service: string; step: StepId };
  'container-down': { service: string; state: string };
  'immich-silent': Record<never, never>;
  'photo-disk-missing': { path: string };
  'disk-full': { path: string; freeBytes: number };
  'disk-low': { path: string; freeBytes: number };
  'certificate-over': { host: string };
  'certificate-soon': { host: string; days: number };
  'renewal-failing': { since: number };
  'renewal-off': Record<never, never>;
  'tunnel-down': Record<never, never>;
  'public-door-shut': { host: string; why: DoorTrouble };
  'share-leaks': { leaks: number; requests: number };
  'names-silent': Record<never, never>;
  'names-wrong': { answer: string };
  'home-detour': Record<never, never>;
  'line-down': Record<never, never>;
  'endpoint-behind': { host: string; published: string; seen: string };
  'timer-failed': { timer: string; at: number };
  'timer-off': { timer: string };
  'firewall-off': Record<never, never>;
  'address-changed': { was: string; now: string };
  'dumps-old': { at: number };
  'no-dumps': Record<never, never>;
  'copy-failed': { at: number };
  'copy-old': { at: number };
  'no-second-copy': Record<never, never>;
  'updates-off': Record<never, never>;
  'restart-needed': { since: number };
  'immich-behind': { running: string; newest: string };
  'former-names': { hosts: string };
  unfinished: Record<never, never>;
  'changed-by-others': { paths: string };
  /** The rest of what a plan would mend. */
  drifted: { changes: number };
  'clock-off': { seconds: number };
}
export type ProblemCode = keyof ProblemValues;

/** Where the one button leads: the plan that mends it, a place of the program, or nowhere (it is explained, and somebody has to act). */
export type Remedy = 'plan' | 'router' | 'phones' | 'addresses' | 'updates' | 'backup' | 'server' | 'none';

export type Problem = {
  [C in ProblemCode]: {
    readonly code: C;
    readonly values: ProblemValues[C];
    /** `stop`: something does not work. `warn`: it soon will not. `note`: worth knowing. */
    readonly level: 'stop' | 'warn' | 'note';
    readonly remedy: Remedy;
  };
}[ProblemCode];

export interface DiskReport {
  readonly what: 'photos' | 'database' | 'system' | 'copy';
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface TimerReport {
  /** "certbot.timer" */
  readonly unit: string;
  /** Milliseconds since 1970; null = never, none. */
  readonly lastAt: number | null;
  readonly nextAt: number | null;
  readonly ok: boolean;
}

export interface HomeReport {
  readonly at: number;
  readonly hostname: string;
  /** Each path once, in the order of `paths`. */
  readonly paths: readonly PathReport[];
  /** Worst first. */
  readonly problems: readonly Problem[];
  readonly certificate: { readonly names: readonly string[]; readonly until: number; readonly days: number } | null;
  readonly containers: readonly {
    readonly service: string;
    readonly state: string;
    readonly healthy: boolean | null;
  }[];
  readonly disks: readonly DiskReport[];
  /** Connections to Cloudflare; null = no tunnel runs. */
  readonly connections: number | null;
  /** What the home's own resolver says to the photos' name; null = it is silent, or there is none. */
  readonly answer: string | null;
  readonly phones: {
    readonly total: number;
    readonly connected: number;
    readonly thisWeek: number;
    readonly last: { readonly name: string; readonly at: number } | null;
  };
  readonly timers: readonly TimerReport[];
  readonly immich: { readonly running: string | null; readonly newest: string };
  readonly backups: {
    /** The newest dump of the database. */
    readonly dumpAt: number | null;
    /** The last copy to a second disk that went well; null = never, or none is wanted. */
    readonly copyAt: number | null;
    readonly copiesPhotos: boolean;
  };
  readonly system: {
    readonly updates: 'on' | 'off' | 'unknown';
    /** Packages that wait; null = not known. */
    readonly waiting: number | null;
    readonly lastAt: number | null;
    readonly restartNeeded: boolean;
  };
  /** Round trips to the server that this took. */
  readonly roundTrips: number;
}
