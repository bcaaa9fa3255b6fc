// What the guests' host costs: requests a second and latency of its decision, against plain proxying of the very same request by the
// very same nginx to the very same backend (the family's host, which decides nothing). The backend is an nginx that answers from
// memory, so that the decision is not lost in somebody else's time.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stranger } from '../../electron/provision/leaks/visitor';
import { household, noDoorHere, openDoor, startNginx, type Door } from '../lab/doorkeeper.ts';
import { runOutside } from '../lab/processes.ts';

const wrk = '/usr/bin/wrk';
const obstacle = noDoorHere() ?? (existsSync(wrk) ? undefined : 'needs wrk (npm run setup)');
const { hosts } = household();
const thumbnail = `/api/assets/${stranger.asset}/thumbnail?size=thumbnail&c=MTIz&key=${stranger.key}`;
const figures: Record<string, unknown> = {};
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

let backend: Door;
let door: Door;

interface Measured {
  readonly perSecond: number;
  /** Median, in microseconds. */
  readonly latency: number;
}

async function measured(host: string, path: string, connections: number, seconds = 1): Promise<Measured> {
  const { stdout } = await runOutside([
    ...[wrk, '-t1', `-c${connections}`, `-d${seconds}s`, '--latency'],
    ...['-H', `Host: ${host}`, `http://127.0.0.1:${door.port}${path}`],
  ]);
  const [, amount = '', unit = ''] = /^ +50% +([\d.]+)(us|ms|s)$/m.exec(stdout) ?? [];
  return {
    perSecond: Number(/^Requests\/sec: +([\d.]+)/m.exec(stdout)?.[1]),
    latency: Number(amount) * { us: 1, ms: 1000, s: 1_000_000, '': NaN }[unit as 'us' | 'ms' | 's' | ''],
  };
}

/** By turns, and the best of each: whatever else this machine does only ever takes away. */
async function compared(connections: number): Promise<{ plain: Measured; guests: Measured }> {
  const runs: Record<'plain' | 'guests', Measured[]> = { plain: [], guests: [] };
  for (let n = 0; n < 3; n += 1) {
    runs.plain.push(await measured(hosts.photos, thumbnail, connections));
    runs.guests.push(await measured(hosts.share, thumbnail, connections));
  }
  const best = (of: readonly Measured[]): Measured => ({
    perSecond: round(Math.max(...of.map(({ perSecond }) => perSecond)), 0),
    latency: round(Math.min(...of.map(({ latency }) => latency)), 0),
  });
  return { plain: best(runs.plain), guests: best(runs.guests) };
}

describe.skipIf(obstacle !== undefined)('what the guests’ host costs', () => {
  beforeAll(async () => {
    backend = await startNginx((port) => `server { listen 127.0.0.1:${port}; return 200 '{"res":"pong"}'; }`);
    door = await openDoor({ immich: backend.port });
  });
  afterAll(async () => {
    await door.close();
    await backend.close();
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench-share-host.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('lets through nearly as many as plain proxying does', async () => {
    const { plain, guests } = await compared(16);
    const ratio = guests.perSecond / plain.perSecond;
    figures['throughput'] = { plain: plain.perSecond, guests: guests.perSecond, ratio: round(ratio) };
    expect(ratio).toBeGreaterThan(0.5);
  });

  it('adds next to nothing to an answer’s time', async () => {
    const { plain, guests } = await compared(1);
    const added = guests.latency - plain.latency;
    figures['latency'] = { plainMicroseconds: plain.latency, guestsMicroseconds: guests.latency, added };
    expect(added).toBeLessThan(500);
  });

  it('refuses faster than it lets through: nothing of it reaches Immich', async () => {
    const through = await measured(hosts.share, thumbnail, 16);
    const refused = await measured(hosts.share, '/api/users/me', 16);
    figures['refused'] = { perSecond: round(refused.perSecond, 0), through: round(through.perSecond, 0) };
    expect(refused.perSecond).toBeGreaterThan(through.perSecond);
  });
});
