// What a household's other name costs: round trips, changes, calls to Cloudflare, and the seconds that are the program's own, without those
// in which Let's Encrypt, DNS or Cloudflare are waited for. Seconds are figures, counts are the aims.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../electron/contract/progress';
import { labIsUp } from '../support/lab-up';
import { applied, calling, familySettings, wantedFor } from '../lab/hostnames.ts';
import { internet } from '../lab/internet/index.ts';
import { cannotRunHere, reset } from '../lab/lab.ts';
import { domain } from '../lab/names.ts';

const figures: Record<string, unknown> = {};
const waiting = ['request-certificate', 'test-renewal', 'publish-endpoint', 'wait-for-door'];

/** Seconds in changes that wait for others. */
function secondsWaiting(events: readonly ApplyEvent[]): number {
  let sum = 0;
  let since: number | null = null;
  for (const event of events) {
    if (event.kind === 'change-started') since = waiting.includes(event.summary.key) ? event.at : null;
    if (event.kind === 'change-done' && since !== null) sum += event.at - since;
  }
  return sum / 1000;
}

const round = (value: number): number => Math.round(value * 10) / 10;

describe.skipIf(cannotRunHere() !== undefined)('what another name costs', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await internet.reset();
    await applied({ ...wantedFor(familySettings()), whole: false });
  }, 900_000);
  afterAll(async () => {
    await internet.reset();
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench-hostnames.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('the whole change: few trips for each of its changes', async () => {
    const before = familySettings();
    const hosts = { photos: `pictures.${domain}`, share: `albums.${domain}`, vpn: `home.${domain}` };
    await internet.forgetCalls();
    const events = await applied(wantedFor(calling(before, hosts)));
    const last = events.at(-1);
    if (last?.kind !== 'finished') throw new Error(JSON.stringify(last));
    const calls = (await internet.state()).calls.cloudflare.length;
    figures['change'] = {
      ...{ changes: last.changes, roundTrips: last.roundTrips, cloudflareCalls: calls },
      ...{ seconds: round(last.seconds), ownSeconds: round(last.seconds - secondsWaiting(events)) },
    };
    expect(last.changes).toBeLessThanOrEqual(35);
    expect(last.roundTrips / last.changes).toBeLessThan(3);
    expect(calls).toBeLessThan(100);
  }, 600_000);
});
