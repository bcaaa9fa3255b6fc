/** Inspect, then compare: what would be done, as it is shown and as it is done. Both come from the same changes, so they are one. */
import { failure, FailureError } from '../../contract/failure';
import type { StepId } from '../../contract/message';
import type { Plan, PlannedPart } from '../../contract/plan';
import type { Reader } from '../facts/fact';
import { household, lastChange } from '../facts/household';
import { asPutBack } from '../kit/as-put-back';
import type { Remote } from '../remote';
import { digest } from './compare';
import { describe } from './describe';
import { reader } from './read';
import type { AnyStep, Change, Wanted } from './step';

export interface PreparedPart {
  readonly step: AnyStep;
  /** It is taken away, not set up. */
  readonly leaving: boolean;
  readonly changes: readonly Change[];
}

export interface PreparedPlan {
  readonly plan: Plan;
  readonly parts: readonly PreparedPart[];
  /** Digest of the household's wishes as the server has them; null = none. */
  readonly household: string | null;
}

/** Steps, each after those it builds on. */
export function inOrder(steps: readonly AnyStep[]): readonly AnyStep[] {
  const ids = new Set<StepId>(steps.map((step) => step.id));
  const ordered: AnyStep[] = [];
  const ready = (step: AnyStep): boolean =>
    step.after.every((id) => !ids.has(id) || ordered.some((earlier) => earlier.id === id));
  while (ordered.length < ids.size) {
    const next = steps.find((step) => !ordered.includes(step) && ready(step));
    if (!next) throw new TypeError('steps: a circle in `after`');
    ordered.push(next);
  }
  return ordered;
}

/**
 * What is to be looked at, in the order of the work: what goes, the last of it first; then what is wanted; then what goes when nothing leads
 * to it any more.
 */
export function agenda(
  steps: readonly AnyStep[],
  { settings }: Wanted,
): readonly { step: AnyStep; leaving: boolean }[] {
  const ordered = inOrder(steps);
  const wanted = ordered.filter((step) => step.wantedBy(settings));
  const unwanted = ordered.filter((step) => step.leaving && !step.wantedBy(settings));
  const last = unwanted.filter((step) => step.leaving?.last);
  return [
    ...unwanted
      .filter((step) => !last.includes(step))
      .toReversed()
      .map((step) => ({ step, leaving: true })),
    ...wanted.map((step) => ({ step, leaving: false })),
    ...last.map((step) => ({ step, leaving: true })),
  ];
}

/** What a step would do with what was found. */
export const planStep = (
  { step, leaving }: Omit<PreparedPart, 'changes'>,
  wanted: Wanted,
  found: unknown,
): readonly Change[] => (leaving ? (step.leaving?.plan(wanted, found) ?? []) : step.plan(wanted, found));

/**
 * Looks at the server once (one round trip) and plans every part. FailureError when the server cannot become what is wanted, or when
 * another PC has changed the household since this one looked; `look` 'again': within an apply, which changes it itself.
 */
export async function prepare(
  remote: Remote,
  steps: readonly AnyStep[],
  wanted: Wanted,
  look: 'first' | 'again' = 'first',
): Promise<PreparedPlan> {
  const server = asPutBack(reader(remote), wanted.kit);
  const list = agenda(steps, wanted);
  const [kept, ...found] = await Promise.all([
    keptHousehold(server, look === 'first' ? wanted.basis : undefined),
    ...list.map(({ step }) => step.inspect(server, wanted)),
  ]);
  return present(
    list.map((part, n) => ({ ...part, changes: planStep(part, wanted, found[n]) })),
    wanted,
    kept,
  );
}

/** Its digest. FailureError('household-changed') when it is none of those that this PC knows. */
async function keptHousehold(server: Reader, basis: Wanted['basis']): Promise<string | null> {
  const [{ sum }, last] = await Promise.all([server.ask(household), server.ask(lastChange)]);
  if (basis && !basis.includes(sum))
    throw new FailureError(failure('household-changed', last ?? { by: '', from: '', at: '' }));
  return sum;
}

function present(parts: readonly PreparedPart[], wanted: Wanted, kept: string | null): PreparedPlan {
  const shown: readonly PlannedPart[] = parts
    .filter(({ changes }) => changes.length > 0)
    .map(({ step, leaving, changes }) => ({
      step: step.id,
      leaving,
      changes: changes.map((change, n) => describe(`${step.id}/${n + 1}`, change)),
    }));
  const pulls = parts.some(({ changes }) =>
    changes.some(({ action }) => action.kind === 'run' && action.job === 'pull'),
  );
  const plan: Plan = {
    id: digest(
      JSON.stringify([
        wanted.settings,
        parts.map(({ step, leaving, changes }) => [
          step.id,
          leaving,
          changes.map(({ action, undo }) => [action, undo]),
        ]),
      ]),
    ),
    parts: shown,
    done: parts.filter(({ leaving, changes }) => !leaving && changes.length === 0).map(({ step }) => step.id),
    downloadBytes: pulls ? downloadOf(wanted) : 0,
    whole: wanted.whole ?? false,
    left: [],
  };
  return { plan, parts: parts.filter(({ changes }) => changes.length > 0), household: kept };
}

/** Bytes of all images of the release of Immich that was chosen, else of the newest. */
const downloadOf = ({ settings, pins }: Wanted): number =>
  (pins.releases.find(({ version }) => version === settings.immich.version) ?? pins).downloadBytes;

/** Refuses a plan that replaces what others made and nobody has accepted. */
export function requireAccepted(plan: Plan, accepted: readonly string[]): void {
  const open = plan.parts
    .flatMap((part) => part.changes)
    .map((change) => change.accepts)
    .filter((name) => name !== null)
    .filter((name) => !accepted.includes(name));
  const hosts = open.filter((name) => name.startsWith('dns:')).map((name) => name.slice(4));
  if (hosts.length > 0) throw new FailureError(failure('record-in-the-way', { hosts: hosts.join(', ') }));
  if (open.length > 0) throw new FailureError(failure('file-changed-by-others', { paths: open.join(', ') }));
}
