/**
 * What is known of one apply: events as they happen and the state they add up to. The state is what a reopened window gets;
 * both sides compute it with the same reducer, so they cannot disagree.
 */
import type { Failure } from './failure';
import type { Message, StepId } from './message';

export type ApplyEvent =
  | {
      readonly kind: 'started';
      readonly at: number;
      readonly planId: string;
      /** `leaving`: it is taken away. */
      readonly parts: readonly { readonly step: StepId; readonly leaving: boolean; readonly changes: number }[];
    }
  | { readonly kind: 'part-started'; readonly at: number; readonly step: StepId }
  | { readonly kind: 'change-started'; readonly at: number; readonly id: string; readonly summary: Message }
  | {
      /** Counted by the server, never guessed. `total` is null while it is not known. */
      readonly kind: 'counted';
      readonly at: number;
      readonly unit: 'bytes' | 'percent';
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly kind: 'output'; readonly at: number; readonly line: string }
  | { readonly kind: 'change-done'; readonly at: number; readonly id: string }
  | { readonly kind: 'part-done'; readonly at: number; readonly step: StepId; readonly proof: readonly Message[] }
  | { readonly kind: 'undoing'; readonly at: number; readonly step: StepId | 'all' }
  | { readonly kind: 'reconnecting'; readonly at: number }
  | { readonly kind: 'reconnected'; readonly at: number }
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly step: StepId | null;
      readonly failure: Failure;
      readonly undone: boolean;
    }
  | { readonly kind: 'stopped'; readonly at: number }
  | { readonly kind: 'undone'; readonly at: number }
  | {
      readonly kind: 'finished';
      readonly at: number;
      readonly changes: number;
      readonly seconds: number;
      readonly roundTrips: number;
    };

export interface PartState {
  readonly step: StepId;
  readonly leaving: boolean;
  readonly changes: number;
  readonly changesDone: number;
  readonly state: 'to-come' | 'now' | 'done' | 'stopped';
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly proof: readonly Message[];
}

export interface ApplyState {
  readonly phase: 'idle' | 'running' | 'undoing' | 'finished' | 'failed' | 'stopped' | 'undone';
  readonly planId: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly parts: readonly PartState[];
  readonly now: Message | null;
  readonly counted: {
    readonly unit: 'bytes' | 'percent';
    readonly done: number;
    readonly total: number | null;
    readonly since: number;
  } | null;
  readonly reconnecting: boolean;
  /** The last lines the server said, newest last. */
  readonly output: readonly { readonly at: number; readonly line: string }[];
  readonly failure: Failure | null;
  readonly undone: boolean;
  readonly changes: number;
}

export const idle: ApplyState = {
  phase: 'idle',
  planId: null,
  startedAt: null,
  endedAt: null,
  parts: [],
  now: null,
  counted: null,
  reconnecting: false,
  output: [],
  failure: null,
  undone: false,
  changes: 0,
};

const keepLines = 400;

const withPart = (
  state: ApplyState,
  which: (part: PartState) => boolean,
  change: Partial<PartState>,
): readonly PartState[] => state.parts.map((part) => (which(part) ? { ...part, ...change } : part));
const isNow = (part: PartState): boolean => part.state === 'now';

/** The state after one more event. Pure. */
export function after(state: ApplyState, event: ApplyEvent): ApplyState {
  switch (event.kind) {
    case 'started':
      return {
        ...idle,
        phase: 'running',
        planId: event.planId,
        startedAt: event.at,
        parts: event.parts.map(({ step, leaving, changes }) => ({
          step,
          leaving,
          changes,
          changesDone: 0,
          state: 'to-come',
          startedAt: null,
          endedAt: null,
          proof: [],
        })),
      };
    case 'part-started':
      return {
        ...state,
        parts: withPart(state, (part) => part.step === event.step, { state: 'now', startedAt: event.at }),
        output: [],
      };
    case 'change-started':
      return { ...state, now: event.summary, counted: null };
    case 'counted':
      return {
        ...state,
        counted: { unit: event.unit, done: event.done, total: event.total, since: state.counted?.since ?? event.at },
      };
    case 'output':
      return { ...state, output: [...state.output, { at: event.at, line: event.line }].slice(-keepLines) };
    case 'change-done':
      return {
        ...state,
        now: null,
        counted: null,
        changes: state.changes + 1,
        parts: state.parts.map((part) => (isNow(part) ? { ...part, changesDone: part.changesDone + 1 } : part)),
      };
    case 'part-done':
      return {
        ...state,
        now: null,
        counted: null,
        parts: withPart(state, (part) => part.step === event.step, {
          state: 'done',
          endedAt: event.at,
          proof: event.proof,
        }),
      };
    case 'undoing':
      return { ...state, phase: event.step === 'all' ? 'undoing' : state.phase, now: null, counted: null };
    case 'reconnecting':
      return { ...state, reconnecting: true };
    case 'reconnected':
      return { ...state, reconnecting: false };
    case 'failed':
      return {
        ...state,
        phase: 'failed',
        now: null,
        counted: null,
        reconnecting: false,
        endedAt: event.at,
        failure: event.failure,
        undone: event.undone,
        parts: withPart(state, (part) => part.step === event.step || isNow(part), {
          state: 'stopped',
          endedAt: event.at,
        }),
      };
    case 'stopped':
      return { ...state, phase: 'stopped', now: null, counted: null, endedAt: event.at };
    case 'undone':
      return { ...state, phase: 'undone', now: null, counted: null, endedAt: event.at };
    case 'finished':
      return { ...state, phase: 'finished', now: null, counted: null, endedAt: event.at };
  }
}
