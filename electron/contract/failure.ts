/**
 * Everything that can go wrong, as a union with stable codes. The words are in renderer/text and must exist for every code in
 * every language: cause, and what to do. `checked` is what was looked at on the way, each with its outcome.
 */
import type { DoorTrouble } from './door';
import type { StepId } from './message';

export interface FailureValues {
  // reaching the server
  'server-not-found': { host: string };
  'server-unreachable': { host: string; port: number };
  'port-refused': { host: string; port: number };
  'not-ssh': { host: string; port: number };
  'host-key-unknown': { host: string; keyType: string; fingerprint: string };
  'host-key-changed': { host: string; keyType: string; known: string; offered: string };
  'login-refused': { user: string; host: string; methods: string };
  'key-unreadable': { path: string };
  'key-needs-passphrase': { path: string };
  'key-wrong-passphrase': { path: string };
  'key-not-supported': { path: string };
  'agent-unavailable': Record<never, never>;
  'connection-lost': { host: string };
  'connection-timeout': { host: string; seconds: number };
  'not-connected': Record<never, never>;
  'sudo-password-needed': { user: string };
  'sudo-wrong-password': { user: string };
  'sudo-not-allowed': { user: string };
  'sudo-missing': { user: string };
  // what the server is
  'system-unsupported': { system: string };
  'architecture-unsupported': { architecture: string };
  'no-systemd': Record<never, never>;
  'processor-too-old': { level: string };
  'docker-is-snap': Record<never, never>;
  'disk-full': { path: string; freeBytes: number; neededBytes: number };
  'filesystem-unsuitable': { path: string; filesystem: string };
  'port-taken': { port: number; holder: string };
  'clock-wrong': { offsetSeconds: number };
  // doing the work
  'apt-locked': { holder: string };
  'apt-failed': { packages: string };
  'packages-unavailable': { packages: string };
  'image-pull-failed': { image: string };
  'immich-not-healthy': { seconds: number };
  'immich-refused': { call: string; status: number };
  'immich-already-claimed': Record<never, never>;
  'photo-disk-missing': { path: string };
  'dns-token-invalid': Record<never, never>;
  'dns-token-without-rights': { zone: string; missing: string };
  'zone-not-found': { zone: string };
  'setup-token-invalid': Record<never, never>;
  'setup-token-without-rights': { zone: string; missing: string };
  'cloudflare-unreachable': Record<never, never>;
  'cloudflare-refused': { status: number; code: number };
  'cloudflare-busy': { seconds: number };
  'tunnel-name-taken': { name: string };
  'record-in-the-way': { hosts: string };
  'tunnel-token-refused': Record<never, never>;
  'tunnel-blocked': { tried: string };
  'tunnel-not-connected': { seconds: number };
  'share-host-leaks': { leaks: number; requests: number; first: string };
  'sign-up-open': Record<never, never>;
  'public-door-wrong': { host: string; why: DoorTrouble };
  'door-still-open': { hosts: string };
  'acme-refused': { host: string; reason: string };
  'acme-proof-not-seen': { host: string };
  'acme-limit': { host: string };
  'nginx-refuses-file': { file: string };
  'service-not-running': { service: string };
  'dns-wrong-answer': { host: string; answer: string };
  'firewall-would-lock-out': Record<never, never>;
  'command-failed': { command: string; status: number };
  'job-timeout': { command: string; minutes: number };
  'server-restarted': Record<never, never>;
  'step-not-settled': { step: StepId; changes: number };
  'file-changed-by-others': { paths: string };
  // the program itself
  'plan-changed': Record<never, never>;
  'plan-unknown': Record<never, never>;
  'apply-locked': { holder: string; since: string; from: string };
  'apply-stopped': Record<never, never>;
  'nothing-to-undo': Record<never, never>;
  'secret-missing': { name: string };
  'settings-invalid': { field: string; reason: string };
  'phones-full': { limit: number };
  'phone-name-taken': { name: string };
  'phone-unknown': { name: string };
  /** Its key is not on this PC: only a new one can be shown. */
  'phone-not-kept': { name: string };
  /** Its key is dead; what the others may reach, or the tunnel as a whole, was not renewed with it. */
  'phone-out-alone': Record<never, never>;
  'codes-too-fast': Record<never, never>;
  'account-taken': { email: string };
  'admin-password-wrong': { email: string };
  /** The router gives no port forward to a program that asks. */
  'mapping-refused': { router: string; reason: string };
  /** The server's own address is on loan from the DHCP that is to be replaced. */
  'address-on-loan': { address: string };
  'dhcp-still-answers': { from: string };
  /** The server could not ask who hands out addresses: silence is no proof then. */
  'dhcp-not-asked': { address: string };
  'router-unknown': { id: string };
  // day two
  /** Another PC of the family changed what this server is to be since this one looked. */
  'household-changed': { by: string; from: string; at: string };
  /** The names of before are in another account at Cloudflare: they cannot lead to the same tunnel. */
  'former-elsewhere': { zone: string };
  /** The server does not have the address it is to be known by. */
  'address-not-here': { address: string; has: string };
  'move-not-verified': { path: string; differing: number };
  'release-unknown': { version: string };
  'update-downgrade': { from: string; to: string };
  'update-skips-major': { from: string; to: string };
  /** It did not come up: what ran before runs again, with the database of before. */
  'update-not-healthy': { version: string; seconds: number };
  'dump-failed': Record<never, never>;
  'dump-unreadable': { path: string };
  'adopt-unclear': { what: string; path: string };
  'nothing-to-adopt': Record<never, never>;
  'same-disk': { folder: string; photos: string };
  'copy-failed': { folder: string };
  'copy-damaged': { folder: string };
  'kit-passphrase-short': { characters: number };
  'kit-passphrase-wrong': { path: string };
  'kit-damaged': { path: string };
  'kit-newer': { version: string };
  /** A server that is in use is not overwritten by a kit. */
  'kit-server-in-use': { host: string };
  'leave-not-confirmed': { words: string };
  'not-set-up': Record<never, never>;
  /** Its firewall knows nothing of phones that reach more than the photos. */
  'server-behind': Record<never, never>;
  'file-not-saved': { path: string };
  'secrets-not-protected': Record<never, never>;
  // a newer version of this program
  'program-not-fetched': Record<never, never>;
  'program-damaged': Record<never, never>;
  'program-not-ours': Record<never, never>;
  unexpected: Record<never, never>;
}
export type FailureCode = keyof FailureValues;

/** One thing that was looked at on the way to a failure. The text is technical and the same in every language. */
export interface Checked {
  readonly what: string;
  readonly fine: boolean;
}

export type Failure = {
  [C in FailureCode]: {
    readonly code: C;
    readonly values: FailureValues[C];
    readonly checked: readonly Checked[];
    /** What the server or the other side said, redacted; null when it said nothing. */
    readonly detail: string | null;
  };
}[FailureCode];

/** Builds a failure whose values fit its code. */
export const failure = <C extends FailureCode>(
  code: C,
  values: FailureValues[C],
  more: { checked?: readonly Checked[]; detail?: string | null } = {},
): Failure => ({ code, values, checked: more.checked ?? [], detail: more.detail ?? null }) as Failure;

/** Carries a failure through code that unwinds by exception; caught at the edge (IPC, CLI) and turned into a value again. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
    this.name = 'FailureError';
  }
}
