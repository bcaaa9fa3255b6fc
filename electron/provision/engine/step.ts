/**
 * The shape of a part of the stack. Reading and changing are apart: `inspect` only reads, `plan` is a pure comparison that can be
 * shown and tested with plain data, the engine alone carries actions out.
 */
import type { Account } from '../../cloudflare/account';
import type { Failure } from '../../contract/failure';
import type { Message, StepId } from '../../contract/message';
import type { Risk } from '../../contract/plan';
import type { Result } from '../../contract/result';
import type { ImmichImages } from '../../contract/fields';
import type { SecretName } from '../../contract/secrets';
import type { Settings } from '../../contract/settings';
import type { Reader } from '../facts/fact';
import type { Kit } from '../kit/kit';
import type { Secret } from '../shell/secret';
import type { Sh } from '../shell/sh';
import type { Action } from './action';

/** What a household wants: its settings, the secrets at hand on this PC, and what this release brings. */
export interface Wanted {
  readonly settings: Settings;
  readonly secrets: Partial<Readonly<Record<SecretName, Secret>>>;
  /** The family's account at Cloudflare; null without a set-up token at hand. */
  readonly cloud: Account | null;
  readonly pins: Pins;
  /** Remedies the person said yes to on the check screen. */
  readonly switchOffApache: boolean;
  /** An opened recovery kit that is to be put back before anything else. */
  readonly kit?: Kit;
  /** It holds, or everything is as it was before: a failure at any place takes back all of this apply. */
  readonly whole?: boolean;
  /** Everything goes; and these as well, which a family cannot get back. */
  readonly leaving?: { readonly deletePhotos: boolean; readonly deleteDatabase: boolean };
  /**
   * Digests of household.json as this PC last saw or wrote it (null: there was none). Where another one is there, another PC has changed the
   * household since, and nothing is planned over that. Absent = not compared.
   */
  readonly basis?: readonly (string | null)[];
  /** Text of a file in resources/server, by name: "nginx/photos.conf". */
  template(name: string): string;
}

/** A release of Immich with the images that were checked together. */
export interface ImmichRelease {
  /** "v3.2.4" */
  readonly version: string;
  readonly images: ImmichImages;
  /** Bytes of all its images. */
  readonly downloadBytes: number;
}

/** What a release of ours brings: data in resources/server/release.json; the lab brings its own. */
export interface Pins {
  /** Of the newest release. */
  readonly version: string;
  readonly images: ImmichImages;
  /** All releases of Immich this one knows, newest first. */
  readonly releases: readonly ImmichRelease[];
  /** Fingerprint of the key that signs Docker’s own apt repository. */
  readonly dockerKey: string;
  /** Fingerprint of the key that signs Cloudflare’s apt repository. */
  readonly cloudflareKey: string;
  /** Seconds between writing the proof for a certificate and asking to have it looked at. */
  readonly propagationSeconds: number;
  /** Seconds to wait for another program that holds apt. Default 300. */
  readonly aptLockSeconds?: number;
  /** Bytes of all images of the newest release; for the review screen. */
  readonly downloadBytes: number;
}

export interface Change {
  readonly summary: Message;
  readonly action: Action;
  readonly undo: Action | 'restore-previous' | 'keep';
  readonly risk: Risk;
  /** Run once when an undo has put back the files that this change read: what runs then is what ran before. */
  readonly again?: Sh;
  /** True when the file or setting there now is somebody else's: needs a yes. */
  readonly replacesForeign?: boolean;
  /** What a yes to that names; absent = the file's path. */
  readonly accepts?: string;
  /** The text there now, for the difference shown; null = new. Only for files and for what is changed at Cloudflare. */
  readonly before?: string | null;
}

export type Proof = readonly Message[];

export interface Step<Found> {
  readonly id: StepId;
  readonly after: readonly StepId[];
  wantedBy(settings: Settings): boolean;
  inspect(server: Reader, wanted: Wanted): Promise<Found>;
  /** Pure. [] = as wanted. Throws FailureError when what was found cannot become what is wanted. */
  plan(wanted: Wanted, found: Found): readonly Change[];
  verify(wanted: Wanted, server: Reader): Promise<Result<Proof, Failure>>;
  /** How this part is taken away when a household does not want it any more; absent = what is there stays, and harms nobody. */
  readonly leaving?: {
    /** It goes after the work of the others, not before. */
    readonly last?: true;
    /** Pure. [] = gone. */
    plan(wanted: Wanted, found: Found): readonly Change[];
    verify(wanted: Wanted, server: Reader): Promise<Result<Proof, Failure>>;
  };
  /**
   * What must hold after every apply, whatever it changed; where it does not, all of that apply is undone. Only asked of parts that
   * are wanted.
   */
  guard?(wanted: Wanted, server: Reader): Promise<Result<Proof, Failure>>;
  /** What the guard guards: whether it stands (exit status), and how it is closed at once when an undo did not mend it. */
  readonly door?: { readonly stands: Sh; readonly close: Sh };
}

/** A step whose Found only it knows: what the engine keeps in its list. */
export type AnyStep = Step<unknown>;
export const step = <Found>(it: Step<Found>): AnyStep => it;

/** Drops what a comparison left out: `changes(!found.version && install('dnsmasq'), …)`. */
export const changes = (
  ...list: readonly (Change | readonly Change[] | false | null | undefined)[]
): readonly Change[] => list.flatMap((change) => (change ? change : []));
