/** A plan as it is shown: what would be done on the server, in full, and the id by which exactly this is applied. */
import type { Message, StepId } from './message';

/** What applying does to what runs already. */
export type Risk = 'none' | 'restarts' | 'may-disconnect';

export type ChangeDetail =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  | { readonly kind: 'request'; readonly text: string }
  /** What is changed at Cloudflare, from this PC: what stands there now (null = nothing) and what will. */
  | { readonly kind: 'cloudflare'; readonly what: string; readonly before: string | null; readonly after: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: string;
      /** The text there now (secrets masked), null for a new file. */
      readonly before: string | null;
      readonly after: string;
    };

export interface PlannedChange {
  /** "nginx/3": its part and its place in it. */
  readonly id: string;
  readonly summary: Message;
  readonly detail: ChangeDetail;
  readonly risk: Risk;
  /** True when this replaces what somebody else wrote or changed: done only when accepted by path. */
  readonly replacesForeign: boolean;
  /** What a yes to that names: the file's path, or "dns:photos.example.net"; null when it replaces nothing of others. */
  readonly accepts: string | null;
  readonly undo: 'by-action' | 'restore-previous' | 'keep';
}

export interface PlannedPart {
  readonly step: StepId;
  /** True when this part is taken away, because the household does not want it any more. Doors close first. */
  readonly leaving: boolean;
  readonly changes: readonly PlannedChange[];
}

export interface Plan {
  /** Digest of everything that would be done: the same plan has the same id. */
  readonly id: string;
  /** Only the parts with something to do. [] means the server is as wanted. */
  readonly parts: readonly PlannedPart[];
  /** Parts that are as wanted already. */
  readonly done: readonly StepId[];
  readonly downloadBytes: number;
  /** It holds as a whole, or everything is as it was before: any failure takes all of it back. */
  readonly whole: boolean;
  /** Only of a plan that takes everything away: what stays. */
  readonly left: readonly Message[];
}

export const countChanges = (plan: Pick<Plan, 'parts'>): number =>
  plan.parts.reduce((sum, part) => sum + part.changes.length, 0);
