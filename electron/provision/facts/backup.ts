/**
 * The second copy as the server knows it: where it lies, on which disks, and what its last run said. The surprise: two folders are on one
 * disk also when they are on two partitions of it, so it is the disks below that are compared; where there are none to see (a network
 * share), the filesystems are.
 */
import * as v from 'valibot';
import type { BackupReport } from '../../contract/day-two';
import { secretFolder, stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { copyNotePath, parseCopyNote, type CopyNote } from './dumps';
import type { Fact } from './fact';

const name = 'immich-at-home-copy';
export const copyUnits = { service: `${name}.service`, timer: `${name}.timer` } as const;
export const copyPaths = {
  script: '/usr/local/lib/immich-at-home/copy',
  service: `/etc/systemd/system/${copyUnits.service}`,
  timer: `/etc/systemd/system/${copyUnits.timer}`,
  /** On which disk the copies lay when they were set up: folder, tab, mount point. */
  mount: `${stateFolder}/copy-mount`,
} as const;
/** Opens the copies: made on the server, and in the recovery kit. */
export const copyKeyPath = `${secretFolder}/copy-key`;
export const repositoryIn = (folder: string): string => `${folder}/immich-at-home`;

export interface FoundCopyPlace {
  /** The mount point on which the folder lies or would lie. */
  readonly mount: string;
  readonly sameDiskAsPhotos: boolean;
  /** restic's repository is in it. */
  readonly repository: boolean;
  readonly key: boolean;
}

/** What a folder lies on: its filesystem's number, and the disks below where they can be seen. */
const disksOf = `disks_of() {
  at=$1; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done
  stat -c 'filesystem %d' -- "$at"
  below=$(timeout 10 findmnt -nvo SOURCE -T "$at" | tail -n 1)
  case $below in /dev/*) lsblk -nsro NAME,TYPE -- "$below" 2>/dev/null | awk '$2 == "disk" { print "disk " $1 }' ;; esac
}
shares() { printf '%s\\n' "$1" | grep -qxF -- "$2"; }`;

export const copyPlace = (folder: string, photos: string): Fact<FoundCopyPlace> => ({
  key: `copy-place ${folder} ${photos}`,
  command: new Sh(`${disksOf}
${
  sh`of_copies=$(disks_of ${folder}); of_photos=$(disks_of ${photos})
at=${folder}; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done; printf 'mount %s\n' "$(stat -c %m -- "$at")"
! shares "$of_copies" "$of_photos" || echo same-disk
[ ! -e ${`${repositoryIn(folder)}/config`} ] || echo repository
[ ! -s ${copyKeyPath} ] || echo key`.text
}`),
  parse: ({ stdout }) => parseCopyPlace(stdout),
});

export function parseCopyPlace(stdout: string): FoundCopyPlace {
  const rows = stdout.split('\n');
  return {
    mount: /^mount (.+)$/m.exec(stdout)?.[1] ?? '/',
    sameDiskAsPhotos: rows.includes('same-disk'),
    repository: rows.includes('repository'),
    key: rows.includes('key'),
  };
}

/** Beside what everybody reads of it: of which folder the last copy was made, and whether it had the photos. */
const Particulars = v.object({ folder: v.string(), photos: v.boolean() });
export type FoundCopy = CopyNote & v.InferOutput<typeof Particulars>;

export function parseCopy(stdout: string): FoundCopy | null {
  const note = parseCopyNote(stdout);
  if (!note) return null;
  const read = v.safeParse(Particulars, JSON.parse(stdout));
  return read.success ? { ...note, ...read.output } : null;
}

export const copy: Fact<FoundCopy | null> = {
  key: 'copy',
  command: new Sh(`cat ${copyNotePath}`),
  parse: ({ stdout }) => parseCopy(stdout),
};

/** How many copies there are, asked of restic itself; null when it cannot tell. Takes a second: only for a proof. */
export const copiesThere = (folder: string): Fact<number | null> => ({
  key: `copies ${folder}`,
  command: sh`RESTIC_PASSWORD_FILE=${copyKeyPath} timeout 100 restic --no-lock --no-cache -r ${repositoryIn(folder)} snapshots --json --tag immich-at-home`,
  parse({ status, stdout }) {
    if (status !== 0) return null;
    const read = v.safeParse(v.array(v.unknown()), JSON.parse(stdout));
    return read.success ? read.output.length : null;
  },
});

type Disk = BackupReport['disks'][number];

/** Filesystems that keep files for years; neither what is in memory only nor what belongs to Docker or the start of the machine. */
const lasting = 'ext2|ext3|ext4|xfs|btrfs|zfs|f2fs|exfat|ntfs|ntfs3|fuseblk|vfat|nfs|nfs4|cifs';

/** Disks that are there beside those of the photos, with what is free on them. */
export const otherDisks = (photos: string): Fact<readonly Disk[]> => ({
  key: `other-disks ${photos}`,
  command: new Sh(`${disksOf}
of_photos=$(${sh`disks_of ${photos}`.text})
findmnt -rnvbo TARGET,SOURCE,FSTYPE,AVAIL | while read -r raw below type free; do
  target=$(printf '%b' "$raw")
  case $target in /boot*|/var/lib/docker*|/run*|/snap*|/proc*|/sys*|/dev*) continue ;; esac
  case $type in ${lasting}) ;; *) continue ;; esac
  ! shares "$(disks_of "$target")" "$of_photos" || continue
  printf '%s\\t%s\\t%s\\t%s\\n' "$free" "$type" "$(lsblk -dnro HOTPLUG -- "$below" 2>/dev/null)" "$target"
done`),
  parse: ({ stdout }) => parseOtherDisks(stdout),
});

export const parseOtherDisks = (stdout: string): readonly Disk[] =>
  stdout.split('\n').flatMap((row) => {
    const [, free, filesystem = '', plugged, path] = /^(\d+)\t([^\t]*)\t(\d?)\t(\/.*)$/.exec(row) ?? [];
    if (path === undefined) return [];
    return [{ path, freeBytes: Number(free), filesystem, removable: plugged === '1' }];
  });

/** All that lies in a folder, in bytes; null when it cannot be counted in a few seconds. */
export const sizeOf = (folder: string): Fact<number | null> => ({
  key: `size ${folder}`,
  command: sh`timeout 4 du -sxb -- ${folder} | cut -f 1`,
  parse: ({ stdout }) => (/^\d+$/.test(stdout.trim()) ? Number(stdout) : null),
});
