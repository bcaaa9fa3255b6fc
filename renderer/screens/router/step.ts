// How the steps of a guide look at a given moment: one is "now", the first that is waited for or wrong; only that one breathes.
import type { GuideStep, RouterCheck } from '../../../electron/contract/guide';
import type { CheckSeen } from '../../../electron/contract/router';

/** Of the checks that are still open the first; null when nothing is waited for. */
export function currentCheck(
  checks: readonly (RouterCheck | null)[],
  check: (which: RouterCheck) => CheckSeen,
): RouterCheck | null {
  const isOpen = (which: RouterCheck | null): which is RouterCheck =>
    which !== null && ['waiting', 'wrong'].includes(check(which).state);
  return checks.find(isOpen) ?? null;
}

export const checksOf = (steps: readonly GuideStep[]): readonly (RouterCheck | null)[] =>
  steps.map(({ check }) => check);
