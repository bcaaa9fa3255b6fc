/**
 * The words in which a part is taken away. The surprise: only what we noted as ours goes; what stood there before us, or was never
 * set up, is nobody's to remove, and what somebody changed since is asked about like any file of others.
 */
import { say } from '../../contract/message';
import { digest, foreign, service } from '../engine/compare';
import type { Change } from '../engine/step';
import type { FoundFile, FoundUnit } from '../facts/common';

export const isOurs = (found: FoundFile): boolean => found.exists && found.noted !== null;

export const isOn = ({ state, enabled }: FoundUnit): boolean =>
  state === 'running' || state === 'stale' || (state !== 'missing' && enabled);

/** Removes a file of ours. */
export const removed = (found: FoundFile): Change | false =>
  isOurs(found) && {
    summary: say('remove-file', { path: found.path }),
    action: { kind: 'remove', path: found.path },
    undo: 'restore-previous',
    risk: 'none',
    before: found.text,
    replacesForeign: foreign(found),
    accepts: found.path,
  };

/** A file as it is after this change of the same plan. */
export const afterwards = (found: FoundFile, change: Change | false): FoundFile => {
  if (!change || change.action.kind !== 'write') return found;
  const { content: text, mode } = change.action.file;
  const sum = digest(text);
  return { ...found, exists: true, kind: 'file', text, sum, noted: sum, mode, owner: 'root:root' };
};

/** Stops a service and keeps it from starting; undo gives back what was. */
export const switchedOff = (found: FoundUnit, unit: string): Change | false =>
  isOn(found) &&
  service(unit, 'disable --now', {
    kind: 'service',
    unit,
    verb: found.enabled ? (found.state === 'stopped' ? 'enable' : 'enable --now') : 'start',
  });
