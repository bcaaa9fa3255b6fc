/**
 * What the server keeps of the household's wishes, and who changed it last. The surprise: a PC compares by the file's digest, not by its
 * text, so that a release which writes the same wishes in other words is noticed as well.
 */
import { lastChangePath, householdPath } from '../shell/prelude';
import { sh } from '../shell/sh';
import { file, type FoundFile } from './common';
import type { Fact } from './fact';

/** The settings as they were last wanted; the same question as the base step's. */
export const household: Fact<FoundFile> = file(householdPath);

export interface LastChange {
  /** The account on the server, and the PC. */
  readonly by: string;
  readonly from: string;
  /** ISO 8601, UTC: when that work began. */
  readonly at: string;
}

export function parseLastChange(stdout: string): LastChange | null {
  const value = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(stdout)?.[1] ?? '';
  const since = Number(value('since'));
  if (!(since > 0)) return null;
  return { by: value('who'), from: value('from'), at: new Date(since * 1000).toISOString() };
}

/** Null on a server that was never set up, or by a release that did not note it. */
export const lastChange: Fact<LastChange | null> = {
  key: 'last-change',
  command: sh`cat ${lastChangePath}`,
  parse: ({ stdout }) => parseLastChange(stdout),
};
