/**
 * How full the disks are under these folders. The surprise: a folder whose disk is missing lies on the disk below it, so each answer
 * names the mount point it is about; and a disk that hangs must not hold all the other answers.
 */
import { Sh, sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundDisk {
  /** The folder that was asked about. */
  readonly path: string;
  readonly mount: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** Of those that answered, in the order in which they were asked. */
export const parseDisks = (stdout: string, paths: readonly string[]): readonly FoundDisk[] =>
  stdout.split('\n').flatMap((row) => {
    const [, at, total, free, mount] = /^(\d+) +(\d+) +(\d+) +(\/.*)$/.exec(row.trim()) ?? [];
    const path = paths[Number(at)];
    if (path === undefined || mount === undefined) return [];
    return [{ path, mount, totalBytes: Number(total), freeBytes: Number(free) }];
  });

/** A folder that is not there yet counts as the nearest one above it. */
export const disks = (paths: readonly string[]): Fact<readonly FoundDisk[]> => ({
  key: `disks ${paths.join(' ')}`,
  command: new Sh(
    paths
      .map(
        (path, n) =>
          sh`at=${path}; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done; timeout 4 df -B1 --output=size,avail,target -- "$at" | sed -n 's/^ */${n} /; 2p'`
            .text,
      )
      .join('\n'),
  ),
  parse: ({ stdout }) => parseDisks(stdout, paths),
});
