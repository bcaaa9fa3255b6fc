/** When timers last ran and will run next. The surprise: `systemctl show` words a time for people; only the list, as JSON, counts. */
import * as v from 'valibot';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundTimes {
  /** Milliseconds since 1970; null = never, none. */
  readonly lastAt: number | null;
  readonly nextAt: number | null;
}

/** Microseconds; 0 = never. systemd writes null where a timer that does not run has no next time. */
const Moment = v.optional(v.nullable(v.number()), null);
const Rows = v.array(v.object({ unit: v.string(), last: Moment, next: Moment }));

/** Only of timers that are loaded. */
export function parseTimers(stdout: string): ReadonlyMap<string, FoundTimes> {
  const read = v.safeParse(Rows, json(stdout));
  const milliseconds = (moment: number | null): number | null => (moment ? Math.round(moment / 1000) : null);
  return new Map(
    read.success
      ? read.output.map(({ unit, last, next }) => [unit, { lastAt: milliseconds(last), nextAt: milliseconds(next) }])
      : [],
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const timers = (names: readonly string[]): Fact<ReadonlyMap<string, FoundTimes>> => ({
  key: `timers ${names.join(' ')}`,
  command: sh`systemctl list-timers --all --output=json ${names}`,
  parse: ({ stdout }) => parseTimers(stdout),
});
