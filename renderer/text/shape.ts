// What a catalogue must hold for the engine's words. Each table is keyed by the contract's own unions, so that a failure,
// a message or a finding without a text does not compile. `**bold**` and `code` in backticks are the only marks in a text.
import type { Finding, FindingId, ServerFacts } from '../../electron/contract/check';
import type { FailureCode, FailureValues } from '../../electron/contract/failure';
import type { RouterCheck } from '../../electron/contract/guide';
import type { PathValues, ProblemValues } from '../../electron/contract/home';
import type { MessageKey, MessageValues, StepId } from '../../electron/contract/message';
import type { ConsequenceValues } from '../../electron/contract/moving';
import type { CheckReason, CheckValues, ReachWay } from '../../electron/contract/router';
import type { FieldProblem } from '../../electron/contract/fields';

export interface FailureText {
  readonly title: string;
  readonly cause: string;
  readonly todo: string;
}
export type FailureTexts = { readonly [C in FailureCode]: (values: FailureValues[C]) => FailureText };
export type MessageTexts = { readonly [K in MessageKey]: (values: MessageValues[K]) => string };
export type FieldProblemTexts = Record<FieldProblem, string>;

export interface PartText {
  /** "Doorkeeper (nginx)" */
  readonly name: string;
  /** The place in "We stopped at …", with what the language puts before it. */
  readonly at: string;
  /** One line of what it is for. */
  readonly what: string;
}
export type PartTexts = Record<StepId, PartText>;

type Values = Finding['values'];
export interface ProblemText {
  readonly title: string;
  readonly text: string;
  readonly todo: string;
}
export interface FineText {
  readonly name: string;
  readonly value: string;
}
export interface FindingText {
  readonly fine: (facts: ServerFacts, values: Values) => FineText;
  readonly warn: (facts: ServerFacts, values: Values) => ProblemText;
  readonly stop: (facts: ServerFacts, values: Values) => ProblemText;
}
export type FindingTexts = Record<FindingId, FindingText>;

export interface CheckText {
  /** Two to five words beside its mark. */
  readonly name: string;
  /** What was seen, or what to do. */
  readonly text: string | null;
}
export type CheckTexts = { readonly [R in CheckReason]: (values: CheckValues[R]) => CheckText };
export type ReachReason = Extract<CheckReason, `reach-${string}`>;
/** Why this home can be reached or not, at length. */
export type ReachTexts = { readonly [R in ReachReason]: (values: CheckValues[R]) => string };
/** Each check by name, as it is spoken when it turns green. */
export type RouterCheckTexts = Record<RouterCheck, string>;
export interface ReachWayText {
  readonly name: string;
  readonly text: string;
}
export type ReachWayTexts = Record<ReachWay, ReachWayText>;

/** What was seen of a path, in one sentence that fits beside the picture. */
export type PathTexts = { readonly [K in keyof PathValues]: (values: PathValues[K]) => string };

export interface HomeProblemText {
  readonly title: string;
  /** Why, and what it means for the family. */
  readonly cause: string;
  /** What the one button does; null = what its remedy says. */
  readonly act: string | null;
}
export type HomeProblemTexts = { readonly [C in keyof ProblemValues]: (values: ProblemValues[C]) => HomeProblemText };

export interface ConsequenceText {
  readonly title: string;
  readonly text: string;
}
export type ConsequenceTexts = {
  readonly [K in keyof ConsequenceValues]: (values: ConsequenceValues[K]) => ConsequenceText;
};
