// How what was seen of the router becomes words.
import type { CheckSeen, ReachReport } from '../../electron/contract/router';
import type { Text } from '.';
import type { CheckText, ReachReason } from './shape';

export function checkWords(text: Text, { reason, values }: CheckSeen): CheckText {
  // Reason and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const words = text.router.checks[reason] as (values: CheckSeen['values']) => CheckText;
  return words(values);
}

const isReach = (reason: string): reason is ReachReason => reason.startsWith('reach-');

/** At length, for a verdict. */
export function reachWords(text: Text, { why }: ReachReport): string {
  if (!isReach(why.reason)) return checkWords(text, why).text ?? '';
  const words = text.router.reachWhy[why.reason] as (values: CheckSeen['values']) => string;
  return words(why.values);
}
