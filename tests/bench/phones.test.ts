// What a phone costs where there are few and where there are many, as a ratio: adding one by one must not grow slower, and a hundred
// come in one go. The figures go to test-results/bench-phones.json; the limits here are the aims.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { step } from '../../electron/provision/engine/step';
import { addPhone, addPhones, listPhones, removePhone, type PhoneWish } from '../../electron/provision/phones';
import { wireguard } from '../../electron/provision/steps/wireguard';
import { groundwork, householdWith, setUp } from '../lab/direct-line.ts';
import { cannotRunHere, reset } from '../lab/lab.ts';
import { directRemote } from '../lab/remote.ts';
import { labIsUp } from '../support/lab-up';

const figures: Record<string, unknown> = {};
const round = (value: number): number => Math.round(value * 100) / 100;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const remote = directRemote();
const wish = (name: string): PhoneWish => ({ name, person: null, scope: 'photos' });
const runs = 7;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** One more, and gone again: as many are there for the next measurement. */
async function oneMore(): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < runs; n += 1) {
    times.push(await timed(() => addPhone(remote, wish('one more'))));
    await removePhone(remote, { name: 'one more' });
  }
  return median(times);
}

describe.skipIf(cannotRunHere() !== undefined)('what a phone costs', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    const wanted = householdWith('fd4e:1d2c:3b4a:1::/64');
    await groundwork(wanted);
    await setUp([step(wireguard)], wanted);
  });
  afterAll(() => {
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench-phones.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('the 200th no more than twice the 2nd, and a hundred no more than ten', async () => {
    await addPhone(remote, wish('the first'));
    const second = await oneMore();
    const trips = remote.roundTrips;
    const hundred = await timed(() =>
      addPhones(
        remote,
        Array.from({ length: 100 }, (_, n) => wish(`phone ${n}`)),
      ),
    );
    const hundredTrips = remote.roundTrips - trips;
    await addPhones(
      remote,
      Array.from({ length: 98 }, (_, n) => wish(`more ${n}`)),
    );
    expect((await listPhones(remote)).phones).toHaveLength(199);
    const twoHundredth = await oneMore();
    figures['phones'] = {
      secondMs: Math.round(second),
      twoHundredthMs: Math.round(twoHundredth),
      ratio: round(twoHundredth / second),
      hundredInOneGoMs: Math.round(hundred),
      hundredRoundTrips: hundredTrips,
    };
    expect(hundredTrips).toBe(2);
    expect(hundred / second).toBeLessThan(10);
    expect(twoHundredth / second).toBeLessThan(2);
  });
});
