/** The words a plan is written in: each gives a change, or false when there is nothing to do. */
import { createHash } from 'node:crypto';
import { say, type Message } from '../../contract/message';
import type { Risk } from '../../contract/plan';
import type { FoundFile, FoundUnit } from '../facts/common';
import type { Sh } from '../shell/sh';
import type { Action, FileText, ServiceVerb } from './action';
import type { Change, Wanted } from './step';

/** Installs what is missing of `names`, in one go. */
export function install(
  found: ReadonlyMap<string, string>,
  names: readonly string[],
  options: { recommends?: boolean } = {},
): Change | false {
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return false;
  return {
    summary: say('install-packages', { packages: missing.join(', '), count: missing.length }),
    action: { kind: 'install', packages: missing, ...options },
    undo: 'restore-previous',
    risk: 'none',
  };
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** True when the file there is not as wanted: text, mode or owner. Kept secrets compare by their names. */
export const outdated = (found: FoundFile, wanted: FileText): boolean =>
  found.text !== wanted.content || found.mode !== wanted.mode || found.owner !== (wanted.owner ?? 'root:root');

/** True when what is there was written, or changed since, by somebody else. */
export const foreign = (found: FoundFile): boolean => found.kind === 'file' && found.sum !== found.noted;

/** Writes a file when it is not as wanted. */
export const write = (found: FoundFile, wanted: FileText, risk: Risk = 'none'): Change | false =>
  outdated(found, wanted) && {
    summary: say('write-file', { path: wanted.path }),
    action: { kind: 'write', file: wanted },
    undo: 'restore-previous',
    risk,
    before: found.text,
    replacesForeign: foreign(found) && found.text !== wanted.content,
  };

/**
 * Writes a file with a secret of this PC in it. When the secret is not at hand (another PC of the family), the file that is
 * there stays as it is.
 */
export function writeSecret(found: FoundFile, wanted: FileText, secrets: Wanted['secrets']): Change | false {
  const real = reveal(wanted.content, secrets);
  if (real === null && found.exists) return false;
  if (real !== null && found.sum === digest(real) && found.mode === wanted.mode) return false;
  return {
    summary: say('write-file', { path: wanted.path }),
    action: { kind: 'write', file: wanted },
    undo: 'restore-previous',
    risk: 'none',
    before: null,
    replacesForeign: foreign(found),
  };
}

/** The text with every @secret:name@ filled in, or null when one of them is not at hand. */
export function reveal(content: string, secrets: Wanted['secrets']): string | null {
  let complete = true;
  const text = content.replace(/@secret:([A-Za-z]+)@/g, (_, name: keyof Wanted['secrets']) => {
    const value = secrets[name];
    complete &&= value !== undefined;
    return value?.reveal() ?? '';
  });
  return (complete as boolean) ? text : null;
}

export const folder = (found: FoundFile, wanted: { path: string; mode: string; owner?: string }): Change | false =>
  !found.exists && {
    summary: say('make-folder', { path: wanted.path }),
    action: { kind: 'folder', ...wanted },
    undo: 'restore-previous',
    risk: 'none',
  };

const serviceWords = {
  start: 'enable-service',
  restart: 'restart-service',
  reload: 'reload-service',
  enable: 'enable-service',
  'enable --now': 'enable-service',
  stop: 'disable-service',
  disable: 'disable-service',
  'disable --now': 'disable-service',
} as const;

export const service = (unit: string, verb: ServiceVerb, undo: Change['undo'] = 'keep', risk?: Risk): Change => ({
  summary: say(serviceWords[verb], { service: unit }),
  action: { kind: 'service', unit, verb },
  undo,
  risk: risk ?? (verb === 'restart' ? 'restarts' : 'none'),
});

/**
 * Makes a service run what its files say: enabled and started when it was not, restarted (or reloaded) when stale or when this
 * plan changes one of its files. Undo gives back what was: one that ran goes on, one that was enabled stays so.
 */
export function running(
  found: FoundUnit,
  unit: string,
  filesChange: boolean,
  verb: 'restart' | 'reload' = 'restart',
): Change | false {
  const runs = found.state === 'running' || found.state === 'stale';
  const anew = filesChange || found.state === 'stale';
  const undo = (before: ServiceVerb): Change['undo'] => ({ kind: 'service', unit, verb: before });
  if (!runs) return service(unit, 'enable --now', undo(found.enabled ? 'stop' : 'disable --now'));
  if (!found.enabled)
    return service(unit, anew ? 'enable --now' : 'enable', undo('disable'), anew ? 'restarts' : 'none');
  return anew && service(unit, verb);
}

/** Runs a command. */
export const run = (
  summary: Message,
  command: Sh,
  options: Omit<Extract<Action, { kind: 'run' }>, 'kind' | 'command'> & {
    undo?: Change['undo'];
    risk?: Risk;
    again?: Sh;
  } = {},
): Change => {
  const { undo = 'keep', risk = 'none', again, ...rest } = options;
  return { summary, action: { kind: 'run', command, ...rest }, undo, risk, ...(again ? { again } : {}) };
};
