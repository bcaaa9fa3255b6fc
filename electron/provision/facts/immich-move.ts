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
  /** Immich was let at the new folder, and the move has not ended: nothing is copied over it any more. */
  readonly started: boolean;
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
    started: value('started') !== null,
  };
}

const tab = '\t';
const moving = `${stateFolder}/photos-moving`;
/** What Immich makes, and what a disk or a copy of ours has of its own. */
const known = 'upload library thumbs encoded-video profile backups lost+found .immich .immich-at-home-copy'.split(' ');

/**
 * null = the photos are where they are wanted, or nowhere yet. A move that was cut off after its note was written goes on. Files in the new
 * folder are known as ours by the note of a move and by their names; a name that is not Immich's only where the copy has brought it.
 */
export const photosMove = (to: string): Fact<Measured | null> => ({
  key: `photos-move ${to}`,
  command: new Sh(`${sh`to=${to}`.text}
[ -s ${photosMountPath} ] || exit 0
from=$(cut -f 1 ${photosMountPath}); mount=$(cut -f 2 ${photosMountPath})
if [ "$from" = "$to" ]; then
  [ "$(cut -f 2 ${moving} 2>/dev/null)" = "$to" ] || exit 0
  from=$(cut -f 1 ${moving}); mount=$(cut -f 3 ${moving})
  [ "$from" != "$to" ] || exit 0
  [ -n "$mount" ] || mount=$(stat -c %m -- "$from" 2>/dev/null)
  printf 'from %s\\n' "$from"
  if [ "$(cat ${moving}.started 2>/dev/null)" = "$from${tab}$to" ] ||
    docker inspect --type container --format '{{range .Mounts}}{{.Source}}{{"\\n"}}{{end}}' immich_server 2>/dev/null | grep -qxF -e "$to"; then
    echo 'started yes'; exit 0
  fi
else printf 'from %s\\n' "$from"; fi
[ -d "$from" ] && [ "$(stat -c %m -- "$from")" = "$mount" ] || exit 0
echo 'there yes'
printf 'used %s\\n' "$(timeout 100 du -s -B1 -- "$from" | cut -f 1)"
at=$to; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done
printf 'free %s\\n' "$(df --output=avail -B1 -- "$at" | tail -n 1)"
[ -d "$to" ] || exit 0
for path in "$to"/* "$to"/.[!.]* "$to"/..?*; do
  [ -e "$path" ] || [ -L "$path" ] || continue
  name=\${path##*/}
  case "$name" in ${known.join(' | ')}) continue ;; esac
  [ -e "$to/.immich-at-home-copy" ] && { [ -e "$from/$name" ] || [ -L "$from/$name" ]; } || { echo 'foreign yes'; exit 0; }
done
if cut -f 1,2 ${moving} ${stateFolder}/photos-moved 2>/dev/null | grep -qxF -e "$from${tab}$to" -e "$to${tab}$from"; then
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
