/** What a set-up that stands can be asked besides: its updates, its backups, its recovery kit, and what somebody set up by hand. */
import type { Message } from './message';
import type { ImmichImages } from './fields';
import type { Settings } from './settings';

export interface ImmichRelease {
  readonly version: string;
  /** https: what is new in it, in Immich's own words. */
  readonly notes: string;
  /** Why it cannot be chosen now; null = it can. 'skips-major': one major at a time. */
  readonly not: 'older' | 'running' | 'skips-major' | null;
}

export interface UpdateReport {
  readonly at: number;
  readonly running: string | null;
  /** Newest first. */
  readonly releases: readonly ImmichRelease[];
  /** The newest dump of the database; milliseconds since 1970. */
  readonly dumpAt: number | null;
  readonly system: {
    readonly updates: 'on' | 'off' | 'unknown';
    readonly waiting: number | null;
    readonly lastAt: number | null;
    /** Packages that the last run brought. */
    readonly last: readonly string[];
    readonly restartNeeded: boolean;
  };
  readonly program: {
    readonly version: string;
    /** A newer one; null = none, or nobody has asked (`asked` false: only on a yes, or there is no way to ask). */
    readonly newer: string | null;
    readonly asked: boolean;
  };
}

export interface BackupReport {
  readonly at: number;
  readonly photos: { readonly folder: string; readonly bytes: number | null };
  readonly dumps: {
    readonly folder: string;
    /** "02:00" */
    readonly daily: string;
    readonly kept: number;
    /** Newest first; at most ten. */
    readonly there: readonly { readonly name: string; readonly at: number; readonly bytes: number }[];
  };
  /** The copy on a second disk; null = none is wanted. */
  readonly copy: {
    readonly folder: string;
    readonly photos: boolean;
    readonly lastAt: number | null;
    readonly lastCheckAt: number | null;
    readonly ok: boolean;
    readonly copies: number;
    readonly running: boolean;
    readonly nextAt: number | null;
  } | null;
  /** Disks beside the one of the photos, where a copy may go. */
  readonly disks: readonly {
    readonly path: string;
    readonly freeBytes: number;
    readonly filesystem: string;
    readonly removable: boolean;
  }[];
  /** When a recovery kit was last saved from any PC; null = never. Whether it fits what stands now. */
  readonly kit: { readonly savedAt: number | null; readonly current: boolean };
}

/** What an opened kit holds, without its secrets. */
export interface KitContents {
  readonly path: string;
  readonly madeAt: number;
  readonly version: string;
  readonly hostname: string;
  readonly settings: Settings;
  readonly phones: readonly { readonly name: string; readonly person: string | null }[];
  readonly hasTunnel: boolean;
  readonly hasCertificateAccount: boolean;
  readonly hasCopyKey: boolean;
}

/** Something that stands open on a server of somebody's making, named as what it is. */
export interface OpenThing {
  readonly kind: 'share-host' | 'immich-port' | 'database-port' | 'plain-http' | 'sign-up' | 'token-readable';
  /** "share.example.net → 127.0.0.1:2283", "0.0.0.0:2283" */
  readonly what: string;
}

/** What there is of an Immich that we did not set up. */
export interface Adoption {
  /** Where its compose file is. */
  readonly folder: string;
  readonly project: string;
  readonly kind: 'article' | 'compose';
  readonly version: string;
  readonly images: ImmichImages;
  readonly photos: string;
  readonly database: string;
  readonly recognition: boolean;
  /** Hostnames, addresses and keys that were found in its files; null = not found. */
  readonly hosts: { readonly photos: string | null; readonly share: string | null; readonly vpn: string | null };
  readonly vpn: { readonly network: string; readonly port: number; readonly phones: number } | null;
  readonly tunnel: string | null;
  readonly open: readonly OpenThing[];
  /** Programs of that set-up that make way: "cloudflared.service". */
  readonly makesWay: readonly string[];
  /** What is kept as it is, and what is not taken over and stays where it is. */
  readonly keeps: readonly Message[];
}
