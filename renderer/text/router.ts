// How what was seen of the router becomes words.
import type { GuideStep } from '../../electron/contract/guide';
import type { CheckSeen, ReachReport } from '../../electron/contract/router';
import type { Text } from '.';
import type { CheckText, ReachReason } from './shape';

/** The router names itself: it was not set, or not saved. */
const stillItself: readonly CheckSeen['reason'][] = ['dns-is-router', 'ipv6-is-router'];

/** `where` its step is: what makes a setting take is said only where one is known. */
export function checkWords(text: Text, { reason, values }: CheckSeen, where?: GuideStep['where']): CheckText {
  // Reason and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const words = text.router.checks[reason] as (values: CheckSeen['values']) => CheckText;
  const said = words(values);
  const save = where !== undefined && stillItself.includes(reason) ? text.router.save[where] : null;
  return save === null ? said : { ...said, text: [said.text, save].filter(Boolean).join(' ') };
}

const isReach = (reason: string): reason is ReachReason => reason.startsWith('reach-');

/** At length, for a verdict. */
export function reachWords(text: Text, { why }: ReachReport): string {
  if (!isReach(why.reason)) return checkWords(text, why).text ?? '';
  const words = text.router.reachWhy[why.reason] as (values: CheckSeen['values']) => string;
  return words(why.values);
}
