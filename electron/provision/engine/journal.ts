/**
 * What one apply did, on the server, written before it is done: one folder a change with its undo and what was there before.
 * Contents of files are not in the entries, only beside them as they were (0600, root); secrets are names.
 */
import type { Message, StepId } from '../../contract/message';
import { journalFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { statePrelude } from '../shell/state';
import type { Action } from './action';
import type { Change } from './step';

export interface Entry {
  readonly folder: string;
  readonly step: StepId;
  readonly summary: Message;
  readonly action: Action;
  readonly undo: Change['undo'];
  readonly again?: { readonly command: Sh };
}

/** What goes into entry.json: an action without the text it writes (that is on the disk) and without API bodies. */
const journalled = (action: Action): unknown => {
  switch (action.kind) {
    case 'write':
      return { ...action, file: { ...action.file, content: '' } };
    case 'api':
      return { ...action, request: { ...action.request, body: null } };
    case 'run':
      // a name for whoever reads the journal: what was run is never run again from here
      return { ...action, command: { text: action.command.text.split('\n', 1)[0]?.slice(0, 200) ?? '' } };
    default:
      return action;
  }
};

export const entryFolder = (applyId: string, n: number): string =>
  `${journalFolder}/${applyId}/${String(n).padStart(4, '0')}`;

export const entryText = (step: StepId, change: Change): string =>
  JSON.stringify({
    step,
    summary: change.summary,
    action: journalled(change.action),
    undo: change.undo,
    ...(change.again ? { again: { command: change.again } } : {}),
  });

/**
 * A change's script in its frame: lock held, twin waited for, journalled first, marked when done. A job marks itself when it has
 * ended well, so its frame, which only starts it, does not (`marks: 'by-itself'`). The surprise: `( set -e; … ) || exit` would
 * switch `set -e` off inside, so the status is looked at in a line of its own.
 */
export const framed = (
  applyId: string,
  folder: string,
  entry: string,
  body: Sh,
  marks: 'when-done' | 'by-itself' = 'when-done',
): Sh =>
  new Sh(`${statePrelude}
${
  sh`iah_hold ${applyId} || exit $?
entry=${folder}
mkdir -p "$entry"
exec 7> "$entry/twin"; flock -w 120 7
[ ! -e "$entry/done" ] || exit 0
[ -e "$entry/entry.json" ] || { printf '%s' ${entry} > "$entry/entry.new"; mv "$entry/entry.new" "$entry/entry.json"; sync "$entry/entry.json"; }`
    .text
}
umask 022
( set -e
${body.text}
) 7>&- 8>&-
status=$?; [ "$status" -eq 0 ] || exit "$status"
${marks === 'when-done' ? ': > "$entry/done"' : ''}`);

/** Reads every change that was begun and not undone, oldest first. */
export const entriesCommand = new Sh(`cd ${journalFolder} 2>/dev/null || exit 0
for entry in */[0-9]*; do
  [ -e "$entry/entry.json" ] && [ ! -e "$entry/undone" ] || continue
  finished=no; [ ! -e "\${entry%/*}/finished" ] || finished=yes
  printf '%s %s %s\\n' "$entry" "$finished" "$(base64 -w 0 < "$entry/entry.json")"
done`);

export interface Journalled extends Entry {
  readonly applyId: string;
  readonly finished: boolean;
}

export function parseEntries(stdout: string): readonly Journalled[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [place = '', finished = '', encoded = ''] = line.split(' ');
      const entry = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'), revive) as Omit<Entry, 'folder'>;
      return {
        ...entry,
        folder: `${journalFolder}/${place}`,
        applyId: place.split('/')[0] ?? '',
        finished: finished === 'yes',
      };
    });
}

/** Commands were written as {"text": …}; they come back as Sh. */
const revive = (key: string, value: unknown): unknown =>
  key === 'command' && typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
    ? new Sh(value.text)
    : value;
