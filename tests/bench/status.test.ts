// What one look at a house costs: round trips, bytes and seconds, from the family's PC over real SSH. The figures go to
// test-results/bench-status.json; the limits here are the aims. The server of the file before serves, made what it has to be.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommandLine, commandLine, type Line } from '../lab/command-line.ts';
import { announceDns, cannotRunHere } from '../lab/lab.ts';
import { addresses } from '../lab/names.ts';
import { applied } from '../lab/public-door.ts';
import { labIsUp } from '../support/lab-up';

const figures: Record<string, unknown> = {};
const round = (value: number): number => Math.round(value * 100) / 100;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const runs = 5;

interface Cost {
  readonly seconds: number;
  readonly roundTrips: number;
  readonly bytes: number;
}

describe.skipIf(cannotRunHere() !== undefined)('what a look costs', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    expect((await applied('both')).failure).toBeNull();
    await announceDns(addresses.home);
  });
  afterAll(async () => {
    await announceDns(addresses.router);
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench-status.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('all four paths and everything besides in one round trip: three with the connection and what the household wants', async () => {
    const lines: Line[] = [];
    for (let n = 0; n < runs; n += 1)
      lines.push((await commandLine(['status'], { settings: false })).lines.at(-1) ?? {});
    const costs = lines.map(({ cost }) => cost as Cost);
    figures['status'] = {
      roundTrips: Math.min(...costs.map(({ roundTrips }) => roundTrips)),
      ofTheLook: Math.max(...lines.map(({ roundTrips }) => Number(roundTrips))),
      bytes: Math.max(...costs.map(({ bytes }) => bytes)),
      secondsMedian: round(median(costs.map(({ seconds }) => seconds))),
    };
    expect(Math.min(...costs.map(({ roundTrips }) => roundTrips))).toBeLessThanOrEqual(3);
    for (const line of lines) {
      expect(line).toMatchObject({ settled: true, roundTrips: 1 });
      // and once a minute at most a note of what was seen, when the report is there
      expect((line['cost'] as Cost).roundTrips).toBeLessThanOrEqual(4);
    }
  });
});
