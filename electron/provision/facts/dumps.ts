/** The database dumps that Immich makes every night beside the photos, and the note of the copy on a second disk. */
import * as v from 'valibot';
import { stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundDump {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
}

/** Newest first. */
export const parseDumps = (stdout: string): readonly FoundDump[] =>
  stdout
    .split('\n')
    .flatMap((row) => {
      const [, seconds, bytes, name] = /^(\d+)(?:\.\d+)?\t(\d+)\t(.+)$/.exec(row) ?? [];
      return name === undefined ? [] : [{ name, at: Number(seconds) * 1000, bytes: Number(bytes) }];
    })
    .toSorted((a, b) => b.at - a.at);

/** `folder`: of the photos. Empty files are no dumps: one that broke off leaves such a one. */
export const dumps = (folder: string): Fact<readonly FoundDump[]> => ({
  key: `dumps ${folder}`,
  command: sh`timeout 4 find ${`${folder}/backups`} -maxdepth 1 -type f -name '*.sql.gz' -size +0 -printf '%T@\t%s\t%f\n'`,
  parse: ({ stdout }) => parseDumps(stdout),
});

export const copyNotePath = `${stateFolder}/copy.json`;

/** What the nightly copy says of itself. Times are milliseconds since 1970. */
const CopyNote = v.object({
  /** The last that went well. */
  lastAt: v.nullable(v.number()),
  lastCheckAt: v.nullable(v.number()),
  /** Of the last run. */
  ok: v.boolean(),
  copies: v.number(),
  failedAt: v.nullable(v.number()),
});
export type CopyNote = v.InferOutput<typeof CopyNote>;

export function parseCopyNote(stdout: string): CopyNote | null {
  try {
    const read = v.safeParse(CopyNote, JSON.parse(stdout));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

export const copyNote: Fact<CopyNote | null> = {
  key: 'copy-note',
  command: new Sh(`cat ${copyNotePath}`),
  parse: ({ stdout }) => parseCopyNote(stdout),
};
