/**
 * What is done on a server and what is still open. The surprise: the public door is planned only with a token that no server keeps; a
 * look without it, as at a household of before that door, tells it as open instead of ending there.
 */
import { FailureError } from '../contract/failure';
import type { StepId } from '../contract/message';
import { countChanges, type Plan } from '../contract/plan';
import type { AnyStep } from '../provision/engine/step';
import { steps } from '../provision/steps';

export interface OpenWork {
  readonly done: readonly StepId[];
  /** `changes` null: nobody can tell without the secret that is missing. */
  readonly open: readonly { readonly step: StepId; readonly changes: number | null }[];
  /** Of all that could be planned. */
  readonly changes: number;
}

export async function openWork(plan: (parts: readonly AnyStep[]) => Promise<Plan>): Promise<OpenWork> {
  try {
    return workOf(await plan(steps));
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'secret-missing') throw error;
    // where the secret is another part's, this says so once more
    const { done, open, changes } = workOf(await plan(steps.filter(({ id }) => id !== 'tunnel')));
    return { done, open: [...open, { step: 'tunnel', changes: null }], changes };
  }
}

const workOf = (plan: Plan): OpenWork => ({
  done: plan.done,
  open: plan.parts.map(({ step, changes }) => ({ step, changes: changes.length })),
  changes: countChanges(plan),
});
