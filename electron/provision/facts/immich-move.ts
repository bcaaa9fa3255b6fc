/**
 * What there is to know before the photos move. The surprise: asked with every plan, and answered at once where nothing moves; only a
 * folder that is not the noted one is measured, and that takes as long as reading its list of files does.
 */
import { stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import type { Fact } from './fact';
import { packages as packagesOf } from './common';

/** On which disk the photos lay when they were set up: folder, tab, mount point. */
export const photosMountPath = `${stateFolder}/photos-mount`;

export interface FoundMove {
  /** Where the photos are. */
  readonly from: string;
  /** They are: their disk is mounted. */
  readonly there: boolean;
  readonly usedBytes: number;
  /** Free where they are to go, and what of them is there from a run before. */
  readonly freeBytes: number;
  readonly copiedBytes: number;
  /** Files in the new folder that no move of ours has brought. */
  readonly foreign: boolean;
  readonly packages: ReadonlyMap<string, string>;
}

type Measured = Omit<FoundMove, 'packages'>;

export function parseMove(stdout: string): Measured | null {
  const value = (name: string): string | null => new RegExp(`^${name} (.*)$`, 'm').exec(stdout)?.[1] ?? null;
  const from = value('from');
  if (from === null) return null;
  return {
    from,
    there: value('there') !== null,
    usedBytes: Number(value('used') ?? 0),
    freeBytes: Number(value('free') ?? 0),
    copiedBytes: Number(value('copied') ?? 0),
    foreign: value('foreign') !== null,
  };
}

const tab = '\t';

/** null = the photos are where they are wanted, or nowhere yet. */
export const photosMove = (to: string): Fact<Measured | null> => ({
  key: `photos-move ${to}`,
  command: new Sh(`${sh`to=${to}`.text}
[ -s ${photosMountPath} ] || exit 0
from=$(cut -f 1 ${photosMountPath}); mount=$(cut -f 2 ${photosMountPath})
[ "$from" != "$to" ] || exit 0
printf 'from %s\\n' "$from"
[ -d "$from" ] && [ "$(stat -c %m -- "$from")" = "$mount" ] || exit 0
echo 'there yes'
printf 'used %s\\n' "$(timeout 100 du -s -B1 -- "$from" | cut -f 1)"
at=$to; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done
printf 'free %s\\n' "$(df --output=avail -B1 -- "$at" | tail -n 1)"
[ -d "$to" ] || exit 0
if cut -f 1,2 ${stateFolder}/photos-moving ${stateFolder}/photos-moved 2>/dev/null | grep -qxF -e "$from${tab}$to" -e "$to${tab}$from"; then
  printf 'copied %s\\n' "$(timeout 100 du -s -B1 -- "$to" | cut -f 1)"
elif [ -n "$(find "$to" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit)" ]; then echo 'foreign yes'; fi`),
  parse: ({ stdout }) => parseMove(stdout),
});

/** For the copy. */
export const copyPackages = packagesOf('rsync');

export interface FoundMoved {
  readonly from: string;
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
}

export function parseMoved(stdout: string): FoundMoved | null {
  const [, from, to, files, bytes] = /^([^\t\n]+)\t([^\t\n]+)\t(\d+)\t(\d+)$/m.exec(stdout) ?? [];
  return from && to ? { from, to, files: Number(files), bytes: Number(bytes) } : null;
}

/** The last move, as long as the folder of before is there. */
export const photosMoved: Fact<FoundMoved | null> = {
  key: 'photos-moved',
  command: new Sh(
    `[ -s ${stateFolder}/photos-moved ] && [ -d "$(cut -f 1 ${stateFolder}/photos-moved)" ] && cat ${stateFolder}/photos-moved`,
  ),
  parse: ({ stdout }) => parseMoved(stdout),
};
