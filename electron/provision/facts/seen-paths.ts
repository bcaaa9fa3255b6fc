/**
 * When each path was last seen to work, noted on the server, so that any PC of the family knows. The surprise: it is a note of looks, not
 * of the household: it is lost without harm, and writing it is no change of the server that anybody would have to be asked about.
 */
import * as v from 'valibot';
import type { Path } from '../../contract/home';
import { stateFolder } from '../shell/prelude';
import { sh, type Sh } from '../shell/sh';
import type { Fact } from './fact';

export const seenPath = `${stateFolder}/seen.json`;

const Moment = v.exactOptional(v.number());
const Note = v.object({
  public: Moment,
  share: Moment,
  home: Moment,
  road: Moment,
  /** The public key of the phone that came last. */
  phone: v.exactOptional(v.string()),
}) satisfies v.GenericSchema<Partial<Record<Path, number>> & { phone?: string }>;
/** Milliseconds since 1970, by path. */
export type SeenPaths = Readonly<v.InferOutput<typeof Note>>;

export function parseSeenPaths(stdout: string): SeenPaths {
  try {
    const read = v.safeParse(Note, JSON.parse(stdout));
    return read.success ? read.output : {};
  } catch {
    return {};
  }
}

export const seenPaths: Fact<SeenPaths> = {
  key: 'seen-paths',
  command: sh`cat ${seenPath}`,
  parse: ({ stdout }) => parseSeenPaths(stdout),
};

/** Only where the set-up still stands: a look that ends after everything was taken away leaves nothing behind. */
export const noteSeenPaths = (seen: SeenPaths): Sh =>
  sh`[ -d ${stateFolder} ] || exit 0
umask 077
printf '%s\n' ${JSON.stringify(seen)} > ${`${seenPath}.new`} && mv ${`${seenPath}.new`} ${seenPath}`;
