/** Work that was begun on this server and not brought to its end, with nobody at it any more. */
import { journalFolder, lockPath, stateFolder } from '../shell/prelude';
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundWork {
  /** The newest apply neither ended nor was taken back. */
  readonly unfinished: boolean;
  /** Somebody is at work now. */
  readonly running: boolean;
  /** When the set-up first held a family's account, milliseconds since 1970; null = not known. */
  readonly since: number | null;
}

export function parseWork(stdout: string): FoundWork {
  const said = (word: string): boolean => new RegExp(`^${word}$`, 'm').test(stdout);
  const since = /^since (\d+)$/m.exec(stdout)?.[1];
  return {
    unfinished: said('unfinished') && !said('running'),
    running: said('running'),
    since: since === undefined ? null : Number(since) * 1000,
  };
}

/** An entry is begun by its entry.json and taken back by its `undone` (engine/journal.ts); a lock without a sign for two minutes is nobody's. */
export const workLeft: Fact<FoundWork> = {
  key: 'work-left',
  command: new Sh(`newest=$(ls ${journalFolder} 2>/dev/null | tail -n 1)
if [ -n "$newest" ] && [ ! -e "${journalFolder}/$newest/finished" ]; then
  for entry in ${journalFolder}/"$newest"/[0-9]*; do
    [ ! -e "$entry/entry.json" ] || [ -e "$entry/undone" ] || { echo unfinished; break; }
  done
fi
[ ! -e ${lockPath} ] || [ $(( $(date +%s) - $(stat -c %Y ${lockPath}) )) -ge 120 ] || echo running
[ ! -e ${stateFolder}/admin-made ] || printf 'since %s\\n' "$(stat -c %Y ${stateFolder}/admin-made)"`),
  parse: ({ stdout }) => parseWork(stdout),
};
