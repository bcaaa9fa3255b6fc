// What the public door costs at Cloudflare, in calls of its API: 1200 in five minutes are allowed, and each is a wait. Counted at the
// lab's Cloudflare, with the wide token only: what the server itself asks for its certificate is not the door's. The figures go to
// test-results/bench-cloudflare.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommandLine, commandLine, summary } from '../lab/command-line.ts';
import { internet, tokens } from '../lab/internet/index.ts';
import { cannotRunHere, reset } from '../lab/lab.ts';
import { applied, tunnelName, tunnelsNamed, wideCalls } from '../lab/public-door.ts';
import { labIsUp } from '../support/lab-up';

const figures: Record<string, unknown> = {};
const counted = async (): Promise<{ reads: number; changes: number; calls: readonly string[] }> => {
  const calls = await wideCalls();
  const reads = calls.filter((call) => call.startsWith('GET ')).length;
  return { reads, changes: calls.length - reads, calls };
};

describe.skipIf(cannotRunHere() !== undefined)('what the public door costs at Cloudflare', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    // a server that another measurement has set up will do
    if ((await applied('home', { setupToken: tokens.wide.value })).failure === null) return;
    await reset();
    await internet.reset();
    expect((await commandLine(['apply'])).failure).toBeNull();
  });
  afterAll(async () => {
    await applied('home', { setupToken: tokens.wide.value });
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench-cloudflare.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('a set-up: at most 24 calls', async () => {
    await internet.forgetCalls();
    const said = await applied('both');
    expect(said.failure).toBeNull();
    const { reads, changes } = await counted();
    figures['setUp'] = { calls: reads + changes, reads, changes };
    expect(await tunnelsNamed(await tunnelName())).toHaveLength(1);
    expect(reads + changes).toBeLessThanOrEqual(24);
  });

  it('a re-run: reads only, at most 6', async () => {
    await internet.forgetCalls();
    expect(summary(await applied('both')).changes).toBe(0);
    const { reads, changes, calls } = await counted();
    figures['reRun'] = { calls: reads + changes, reads, changes };
    expect(changes, calls.join('\n')).toBe(0);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(6);
  });

  it('a re-run without a token: none', async () => {
    await internet.forgetCalls();
    expect(summary(await applied('both', { setupToken: null })).changes).toBe(0);
    const { calls } = await counted();
    figures['reRunWithoutToken'] = { calls: calls.length };
    expect(calls).toEqual([]);
  });

  it('the way back: at most 16', async () => {
    await internet.forgetCalls();
    expect((await applied('home', { setupToken: tokens.wide.value })).failure).toBeNull();
    const { reads, changes } = await counted();
    figures['takenAway'] = { calls: reads + changes, reads, changes };
    expect(reads + changes).toBeLessThanOrEqual(16);
  });
});
