/**
 * A leak run as one command: the program that asks (resources/server/leaks/probe.py) and its questions travel in one script and leave
 * no file behind. The surprise: the questions are lines of plain JSON, so that whoever reads the plan sees what will be asked.
 */
import * as v from 'valibot';
import { failure, FailureError } from '../../contract/failure';
import type { Leak, LeakRun } from '../../contract/door';
import type { Answer } from '../remote';
import { Sh } from '../shell/sh';
import type { Wanted } from '../engine/step';
import { judge, type Patterns } from './judge';
import type { Probe } from './request';

/** Whom a group of probes is put to: an address of the server itself, or a name as it is reached from outside. */
export type Way = { readonly address: string; readonly port: number } | { readonly outside: string };

export interface ProbeGroup {
  readonly way: Way;
  readonly probes: readonly Probe[];
  /** Asked again and again until it is answered as it should be, or `patience` is over. */
  readonly first?: Probe;
}

export interface Asking {
  readonly patterns: Patterns;
  readonly groups: readonly ProbeGroup[];
  /** Connections at a time. */
  readonly threads: number;
  /** Whether a connection takes the next request, as a browser's does. */
  readonly keep: boolean;
}

/**
 * Seconds: for one answer, since a small server may be busy with its pictures; for Immich to come up before; for all that follows.
 * With room for the rest of its round trip (engine/read.ts: 120), and for a Raspberry Pi: some 130 answers of 4 seconds, 8 at a time.
 */
export const limits = { seconds: 15, patience: 25, limit: 85 } as const;

/** Only what the program needs; a person reads the request in its bytes. */
const line = ({ expect, why, bytes, answers }: Probe): object => ({
  expect,
  why,
  bytes,
  ...(answers ? { answers } : {}),
});

/** What goes to the program's stdin. It numbers the probes over all groups, in their order, from 0. */
export function asking({ patterns, groups, threads, keep }: Asking): string {
  const rows: object[] = [{ ...limits, threads, keep, fine: patterns }];
  for (const { way, probes, first } of groups) {
    rows.push(first ? { way, first: line(first) } : { way });
    for (const probe of probes) rows.push(line(probe));
  }
  // \u0000 and its like stay escaped: a shell would lose them
  return rows.map((row) => JSON.stringify(row).replaceAll('\x7f', '\\u007f')).join('\n');
}

/** The program on one descriptor, its questions on stdin: nothing is written to the disk. */
export const runScript = (template: Wanted['template'], ask: Asking, options = ''): Sh =>
  new Sh(`python3 -I /dev/fd/9${options} 9<<'IAH_PROGRAM' <<'IAH_PROBES'
${template('leaks/probe.py')}IAH_PROGRAM
${asking(ask)}
IAH_PROBES`);

const Said = v.object({ n: v.number(), said: v.string(), fields: v.record(v.string(), v.string()) });
const Looked = v.object({
  group: v.number(),
  looked: v.object({ outcome: v.string(), addresses: v.array(v.string()), resolver: v.string() }),
});
const Ended = v.object({ seconds: v.number() });
const Row = v.union([Said, Looked, Ended]);
export type Said = v.InferOutput<typeof Said>;
export type Looked = v.InferOutput<typeof Looked>['looked'];

export interface Heard {
  /** By the number of the probe. */
  readonly said: ReadonlyMap<number, Said>;
  /** By the number of the group. */
  readonly looked: ReadonlyMap<number, Looked>;
  readonly seconds: number;
}

/** What the program said. FailureError when it did not come to its end. */
export function hear({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): Heard {
  const said = new Map<number, Said>();
  const looked = new Map<number, Looked>();
  let seconds: number | null = null;
  for (const text of stdout.split('\n').filter((row) => row.startsWith('{'))) {
    const row = v.parse(Row, JSON.parse(text));
    if ('n' in row) said.set(row.n, row);
    else if ('looked' in row) looked.set(row.group, row.looked);
    else seconds = row.seconds;
  }
  if (seconds === null)
    throw new FailureError(failure('command-failed', { command: 'python3 leaks/probe.py', status }));
  return { said, looked, seconds };
}

/** Every probe that was not answered as it should be. One that was never asked counts as well. */
export function leakRunOf({ patterns, groups }: Asking, { said, seconds }: Heard): LeakRun {
  const probes = groups.flatMap((group) => group.probes);
  const leaks: Leak[] = [];
  for (const [n, probe] of probes.entries()) {
    const answer = said.get(n)?.said ?? 'not asked';
    const kind = answer.startsWith('not asked') ? 'shut' : judge(probe.expect, answer, patterns);
    if (kind) leaks.push({ request: probe.request, answer: answer.slice(0, 200), kind });
  }
  return { requests: probes.length, seconds, leaks };
}
