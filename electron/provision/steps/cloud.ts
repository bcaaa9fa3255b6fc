/** A change at Cloudflare in the words of a plan. */
import type { AccountChange } from '../../cloudflare/account';
import type { Message } from '../../contract/message';
import type { FileText } from '../engine/action';
import type { Change } from '../engine/step';

export const cloud = (
  summary: Message,
  change: AccountChange,
  more: { undo?: Change['undo']; into?: FileText; before?: string | null } = {},
): Change => {
  const { undo = 'keep', into, before } = more;
  return {
    summary,
    action: { kind: 'cloud', change, ...(into ? { into } : {}) },
    undo,
    risk: 'none',
    ...(before === undefined ? {} : { before }),
  };
};
