// What a set-up costs, as counts and ratios: round trips, bytes, the program's own share of the time, an upload through nginx against
// one straight to the backend. The figures go to test-results/bench.json and to the README; the limits here are the aims.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, builtCommandLine, commandLine, summary, type Line } from '../lab/command-line.ts';
import { announceDns, cannotRunHere, limitUplink, reset, serverExec, unlimitUplink } from '../lab/lab.ts';
import { addresses, hostnames } from '../lab/names.ts';
import { runIn } from '../lab/processes.ts';
import { labIsUp } from '../support/lab-up';

const figures: Record<string, unknown> = {};
const round = (value: number): number => Math.round(value * 100) / 100;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const uploadBytes = 300_000_000;

/** Seconds spent in changes that wait for apt, for images or for other people's servers: not the program's own. */
const waiting = [
  'install-packages',
  'fetch-image',
  'request-certificate',
  'test-renewal',
  'wait-for-immich',
  'start-immich',
];
function secondsWaiting(lines: readonly Line[]): number {
  let sum = 0;
  let since: number | null = null;
  for (const line of lines) {
    const key = (line['summary'] as { key?: string } | undefined)?.key;
    if (line['kind'] === 'change-started' && key !== undefined && waiting.includes(key)) since = Number(line['at']);
    if (line['kind'] === 'change-done' && since !== null) {
      sum += Number(line['at']) - since;
      since = null;
    }
  }
  return sum / 1000;
}

describe.skipIf(cannotRunHere() !== undefined)('what it costs', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
  });
  afterAll(async () => {
    await unlimitUplink('pc');
    await announceDns(addresses.router);
    mkdirSync('test-results', { recursive: true });
    writeFileSync(join('test-results', 'bench.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  });

  it('a full apply: the program’s own part stays under a minute', async () => {
    const said = await commandLine(['apply']);
    const cost = summary(said);
    const own = cost.seconds - secondsWaiting(said.lines);
    figures['apply'] = {
      ...cost,
      seconds: round(cost.seconds),
      ownSeconds: round(own),
      tripsPerChange: round(cost.roundTrips / cost.changes),
    };
    expect(own).toBeLessThan(60);
    expect(cost.roundTrips / cost.changes).toBeLessThan(5);
  });

  it('a plan on a finished server: at most 3 round trips', async () => {
    const runs = [];
    for (let n = 0; n < 5; n += 1) runs.push((await commandLine(['plan'])).lines.at(-1) ?? {});
    const last = runs.at(-1) ?? {};
    figures['plan'] = {
      roundTrips: last['roundTrips'],
      bytes: last['bytes'],
      secondsMedian: round(median(runs.map((run) => Number(run['seconds'])))),
    };
    for (const run of runs) expect(run).toMatchObject({ changes: 0, parts: [] });
    expect(Number(last['roundTrips'])).toBeLessThanOrEqual(3);
  });

  it('300 MB over a link of 30 MB/s: through nginx as fast as without, nothing on its disk, little in its memory', async () => {
    await announceDns(addresses.home); // only now: before there is nobody at home who knows a name
    // for this measurement alone the backend is opened to the LAN, past our own firewall
    await serverExec(`sysctl -qw net.ipv4.conf.all.route_localnet=1
nft add table ip bench
nft 'add chain ip bench in { type nat hook prerouting priority -110; }'
nft add rule ip bench in tcp dport 12283 dnat to 127.0.0.1:2283
nft insert rule inet immich_at_home input tcp dport 2283 accept`);
    const login = await runIn('pc', [
      'curl',
      '-sS',
      '-H',
      'content-type: application/json',
      '-d',
      JSON.stringify({ email: admin.email, password: admin.password }),
      `https://${hostnames.photos}/api/auth/login`,
    ]);
    const { accessToken } = JSON.parse(login.stdout) as { accessToken: string };
    await limitUplink('pc', 30);
    const before = (await serverExec('stat -c %Y.%y /var/lib/nginx/body')).stdout;
    const ways = {
      straight: `http://${addresses.home}:12283/api/assets`,
      nginx: `https://${hostnames.photos}/api/assets`,
    };
    // once each: the link is what limits both
    const straight = await upload(ways.straight, accessToken);
    const throughNginx = await upload(ways.nginx, accessToken);
    const after = (await serverExec('stat -c %Y.%y /var/lib/nginx/body')).stdout;
    const memory = (
      await serverExec(`for pid in $(pidof nginx); do awk '/VmHWM/ { print $2 }' /proc/$pid/status; done`)
    ).stdout
      .trim()
      .split('\n')
      .map(Number);
    const ratio = straight / throughNginx;
    figures['upload'] = {
      bytes: uploadBytes,
      secondsStraight: round(straight),
      secondsThroughNginx: round(throughNginx),
      ratio: round(ratio),
      nginxPeakKilobytes: Math.max(...memory),
    };
    await serverExec('nft delete table ip bench');
    expect(after, 'a temporary file was made').toBe(before);
    expect(Math.max(...memory) / 1024).toBeLessThan(16);
    expect(ratio).toBeGreaterThanOrEqual(0.95);
  });
});

/** One upload from the PC; each with other bytes, since Immich takes the same photo only once. */
async function upload(url: string, token: string): Promise<number> {
  const script = `file=$(mktemp); head -c ${uploadBytes} /dev/urandom > "$file"
curl -sS -o /dev/null -w '%{http_code} %{time_total}' -H "Authorization: Bearer $1" -F deviceAssetId=bench -F deviceId=bench -F fileCreatedAt=2026-11-01T12:00:00Z -F fileModifiedAt=2026-11-01T12:00:00Z -F "assetData=@$file;filename=bench.jpg;type=image/jpeg" "$2"
rm -f "$file"`;
  const { stdout } = await runIn('pc', ['sh', '-c', script, 'sh', token, url], { timeoutMs: 120_000 });
  const [status, seconds] = stdout.split(' ');
  expect(status, url).toBe('201');
  return Number(seconds);
}
