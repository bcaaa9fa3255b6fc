/** Inspect, then compare: what would be done, as it is shown and as it is done. Both come from the same changes, so they are one. */
import { failure, FailureError } from '../../contract/failure';
import type { StepId } from '../../contract/message';
import type { Plan, PlannedPart } from '../../contract/plan';
import type { Remote } from '../remote';
import { digest } from './compare';
import { describe } from './describe';
import { reader } from './read';
import type { AnyStep, Change, Wanted } from './step';

export interface PreparedPart {
  readonly step: AnyStep;
  readonly changes: readonly Change[];
}

export interface PreparedPlan {
  readonly plan: Plan;
  readonly parts: readonly PreparedPart[];
}

/** The steps a household wants, each after those it builds on. */
export function inOrder(steps: readonly AnyStep[], wanted: Wanted): readonly AnyStep[] {
  const left = steps.filter((step) => step.wantedBy(wanted.settings));
  const ids = new Set<StepId>(left.map((step) => step.id));
  const ordered: AnyStep[] = [];
  const ready = (step: AnyStep): boolean =>
    step.after.every((id) => !ids.has(id) || ordered.some((earlier) => earlier.id === id));
  while (ordered.length < ids.size) {
    const next = left.find((step) => !ordered.includes(step) && ready(step));
    if (!next) throw new TypeError('steps: a circle in `after`');
    ordered.push(next);
  }
  return ordered;
}

/** Looks at the server once (one round trip) and plans every part. FailureError when the server cannot become what is wanted. */
export async function prepare(remote: Remote, steps: readonly AnyStep[], wanted: Wanted): Promise<PreparedPlan> {
  const server = reader(remote);
  const ordered = inOrder(steps, wanted);
  const found = await Promise.all(ordered.map((step) => step.inspect(server, wanted)));
  return present(
    ordered.map((step, n) => ({ step, changes: step.plan(wanted, found[n]) })),
    wanted,
  );
}

function present(parts: readonly PreparedPart[], wanted: Wanted): PreparedPlan {
  const shown: readonly PlannedPart[] = parts
    .filter(({ changes }) => changes.length > 0)
    .map(({ step, changes }) => ({
      step: step.id,
      changes: changes.map((change, n) => describe(`${step.id}/${n + 1}`, change)),
    }));
  const pulls = parts.some(({ changes }) =>
    changes.some(({ action }) => action.kind === 'run' && action.job === 'pull'),
  );
  const plan: Plan = {
    id: digest(
      JSON.stringify([
        wanted.settings,
        parts.map(({ step, changes }) => [step.id, changes.map(({ action, undo }) => [action, undo])]),
      ]),
    ),
    parts: shown,
    done: parts.filter(({ changes }) => changes.length === 0).map(({ step }) => step.id),
    downloadBytes: pulls ? wanted.pins.downloadBytes : 0,
  };
  return { plan, parts: parts.filter(({ changes }) => changes.length > 0) };
}

/** Refuses a plan that replaces files of others which nobody has accepted. */
export function requireAccepted(plan: Plan, accepted: readonly string[]): void {
  const open = plan.parts
    .flatMap((part) => part.changes)
    .filter((change) => change.replacesForeign)
    .map((change) => (change.detail.kind === 'file' ? change.detail.path : change.id))
    .filter((path) => !accepted.includes(path));
  if (open.length > 0) throw new FailureError(failure('file-changed-by-others', { paths: open.join(', ') }));
}
