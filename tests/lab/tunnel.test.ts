// The public door on a real server, against the lab's Cloudflare: opened by the command line though it is killed on the way, then opened,
// closed and refused by the engine with this part alone. Whatever happens, what others have at Cloudflare is as it was.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../electron/cloudflare/client';
import { FailureError, type Failure } from '../../electron/contract/failure';
import type { ApplyEvent } from '../../electron/contract/progress';
import { readSettings } from '../../electron/contract/settings';
import { apply, undo } from '../../electron/provision/engine/apply';
import { readPins } from '../../electron/provision/engine';
import { prepare } from '../../electron/provision/engine/plan';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { Secret } from '../../electron/provision/shell/secret';
import { tunnel } from '../../electron/provision/steps/tunnel';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary, wishesWith, type Line } from './command-line.ts';
import { fetchFrom } from './fetch-from.ts';
import { internet, pinsFile, tokens } from './internet/index.ts';
import { cannotRunHere, reset, serverExec, tunnelPort } from './lab.ts';
import { hostnames } from './names.ts';
import { runIn } from './processes.ts';
import { directRemote } from './remote.ts';

const root = join(import.meta.dirname, '../..');
const { photos, share } = hostnames;
const doors: readonly string[] = [photos, share];

const begins =
  (key: string) =>
  (line: Line): boolean =>
    line['kind'] === 'change-started' && (line['summary'] as { key?: string } | undefined)?.key === key;

type More = Partial<Wanted> & { readonly cloudflare?: object };
function wantedWith(access: 'both' | 'home' | 'public', { cloudflare, ...more }: More = {}): Wanted {
  const read = readSettings({ ...wishesWith(access), ...(cloudflare ? { cloudflare } : {}) });
  if (!('settings' in read)) throw new Error(JSON.stringify(read.issues));
  return {
    settings: read.settings,
    secrets: {},
    cloud: openAccount(new Secret(tokens.wide.value), fetchFrom('pc')),
    pins: readPins(readFileSync(pinsFile, 'utf8')),
    switchOffApache: false,
    template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
    ...more,
  };
}
const steps = [step(tunnel)];

async function applied(wanted: Wanted, accept: readonly string[] = []): Promise<ApplyEvent[]> {
  const remote = directRemote();
  const { plan } = await prepare(remote, steps, wanted);
  const events: ApplyEvent[] = [];
  for await (const event of apply(remote, steps, wanted, { planId: plan.id, accept: [...accept] })) events.push(event);
  return events;
}
const planned = async (wanted: Wanted): Promise<readonly string[]> =>
  (await prepare(directRemote(), steps, wanted)).plan.parts.flatMap(({ changes }) =>
    changes.map(({ summary: { key } }) => key),
  );
/** `undone` false: what left for good is not brought back. */
const failureIn = (events: readonly ApplyEvent[], undone = true): Failure => {
  const last = events.at(-1);
  if (last?.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(last)}`);
  expect(last.undone).toBe(undone);
  return last.failure;
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : String(error)),
  );
const calls = async (): Promise<readonly string[]> =>
  (await internet.state()).calls.cloudflare.map(({ method, path }) => `${method} ${path}`);
const shell = async (command: string): Promise<string> =>
  (await serverExec(command, { allowFailure: true })).stdout.trim();
const traces = (): Promise<string> =>
  shell(
    'ls /etc/immich-at-home/tunnel.token /var/lib/immich-at-home/tunnel.json /etc/systemd/system/immich-at-home-tunnel.service 2>/dev/null; pgrep -fa "[c]loudflared --no-autoupdate"',
  );
const fromOutside = async (host: string): Promise<string> =>
  (
    await runIn('inet', ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', `https://${host}/`], {
      allowFailure: true,
    })
  ).stdout;

describe.skipIf(cannotRunHere() !== undefined)('the public door', () => {
  let untouched: unknown;
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    await internet.reset();
    untouched = await internet.snapshot();
  });
  afterEach(async () => {
    await internet.switch({ cloudflare: 'works' });
    await tunnelPort({ udp: 'open', tcp: 'open' });
  });
  afterAll(() => internet.reset());

  describe('by the command line', () => {
    const wishes = wishesWith('public');

    it('opens, though it was killed while the tunnel was made and before the first record', async () => {
      await internet.switch({ cloudflare: { loses: 'POST /accounts/*/cfd_tunnel', times: 1 } });
      for (const key of ['create-tunnel', 'fetch-tunnel-token', 'publish-host'])
        expect((await commandLine(['apply'], { wishes, killAt: begins(key) })).code).toBeNull();
      const said = await commandLine(['apply'], { wishes });
      expect(said.failure).toBeNull();
      expect(said.lines).toContainEqual(
        expect.objectContaining({ kind: 'part-done', step: 'tunnel', proof: expect.any(Array) as unknown }),
      );
      const { tunnels, records } = await internet.state();
      expect(tunnels.map(({ name, connections }) => ({ name, connections }))).toEqual([
        { name: expect.stringMatching(/^immich-at-home-[0-9a-f]{8}$/) as string, connections: 4 },
      ]);
      expect(records.filter(({ name }) => doors.includes(name))).toMatchObject([
        { type: 'CNAME', proxied: true, comment: 'immich-at-home' },
        { type: 'CNAME', proxied: true, comment: 'immich-at-home' },
      ]);
    }, 600_000);

    it('then has nothing to do, and asks Cloudflare five times, only reading', async () => {
      const settings = { strictTls: true, minimumTls: true, alwaysHttps: true };
      const all = { ...wishes, cloudflare: { way: 'token', settings } };
      expect((await commandLine(['apply'], { wishes: all })).failure).toBeNull();
      await internet.forgetCalls();
      const again = await commandLine(['apply'], { wishes: all });
      expect(summary(again).changes).toBe(0);
      const asked = await calls();
      expect(asked.filter((call) => !call.startsWith('GET'))).toEqual([]);
      expect(asked.length).toBeLessThanOrEqual(6);
    });

    it('gives the settings of the zone back, and is believed without a token', async () => {
      const before = JSON.stringify((await internet.state()).settings);
      expect(before).toContain('strict');
      expect((await commandLine(['undo'], { setupToken: tokens.wide.value, settings: false })).failure).toBeNull();
      expect((await internet.state()).settings.find(({ id }) => id === 'ssl')?.value).toBe('full');
      const without = await commandLine(['apply'], { wishes, setupToken: null });
      expect({ ...summary(without), failure: without.failure }).toMatchObject({ changes: 0, failure: null });
    });
  });

  describe('taken away and made again', () => {
    it('is shut, then goes, and nothing of it stays anywhere, its token least of all', async () => {
      expect(await fromOutside(share)).toBe('403');
      const token = await shell('cat /etc/immich-at-home/tunnel.token');
      expect(token).not.toBe('');
      const events = await applied(wantedWith('home'));
      expect(events.at(-1)).toMatchObject({ kind: 'finished', changes: 7 });
      expect(JSON.stringify(events)).toContain('proof-door-closed');
      expect(await internet.snapshot()).toEqual(untouched);
      expect(await traces()).toBe('');
      expect(await shell(`grep -rl -e '${token}' /var/lib/immich-at-home /run/immich-at-home /etc`)).toBe('');
      expect(await fromOutside(share)).not.toBe('403');
      expect(await planned(wantedWith('home'))).toEqual([]);
    });

    it('asks Cloudflare nothing where there is no door and none is wanted', async () => {
      await internet.forgetCalls();
      expect(await planned(wantedWith('home'))).toEqual([]);
      expect(await calls()).toEqual([]);
    });

    it('opens again, is settled, and an undo leaves everything as it was', async () => {
      expect((await applied(wantedWith('public'))).at(-1)).toMatchObject({ kind: 'finished' });
      expect(await planned(wantedWith('public'))).toEqual([]);
      const token = await shell('cat /etc/immich-at-home/tunnel.token');
      expect(
        await shell(`grep -rl -e '${token}' -e '${tokens.wide.value}' /var/lib/immich-at-home /run/immich-at-home`),
      ).toBe('');
      for await (const event of undo(directRemote(), wantedWith('public'))) expect(event.kind).not.toBe('failed');
      expect(await internet.snapshot()).toEqual(untouched);
      expect(await traces()).toBe('');
    });
  });

  describe('by hand', () => {
    const cloudflare = { way: 'hand', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } };

    it('connects by a pasted token, opens with the hostnames in the dashboard, and closes there as well', async () => {
      const { id, token } = await internet.addTunnel({ name: 'made by Anna' });
      const secrets = { tunnelToken: new Secret(token) };
      const hand = wantedWith('public', { cloud: null, secrets, cloudflare });
      expect((await applied(hand)).at(-1)).toMatchObject({ kind: 'finished' });
      expect(await planned(wantedWith('public', { cloud: null, cloudflare }))).toEqual([]);
      const service = 'http://127.0.0.1:8283';
      await internet.configureTunnel(id, [
        { hostname: photos, service },
        { hostname: share, service },
        { service: 'http_status:404' },
      ]);
      for (const name of doors)
        await internet.setRecord({ type: 'CNAME', name, content: `${id}.cfargotunnel.com`, proxied: true });
      expect(await fromOutside(share)).toBe('403');

      const home = wantedWith('home', { cloud: null, cloudflare });
      expect(failureIn(await applied(home), false)).toMatchObject({
        code: 'door-still-open',
        values: { hosts: doors.join(', ') },
      });
      expect(await traces()).toBe('');
      expect(await fromOutside(share)).toBe('530');
      for (const name of doors) await internet.removeRecords(name);
      await internet.removeTunnel(id);
      expect(await planned(home)).toEqual([]);
      expect(await internet.snapshot()).toEqual(untouched);
    });

    it('takes the place of a tunnel that was made by token, whose own token is refused', async () => {
      expect((await applied(wantedWith('public'))).at(-1)).toMatchObject({ kind: 'finished' });
      const own = await shell('cat /etc/immich-at-home/tunnel.token');
      const handWith = (token: string): Wanted =>
        wantedWith('public', { secrets: { tunnelToken: new Secret(token) }, cloudflare });
      expect(await codeOf(applied(handWith(own)))).toBe('tunnel-token-refused');
      expect(await fromOutside(share)).toBe('403');
      const made = await internet.addTunnel({ name: 'made by Anna' });
      expect((await applied(handWith(made.token))).at(-1)).toMatchObject({ kind: 'finished' });
      const { tunnels, records } = await internet.state();
      expect(tunnels.filter((it) => it.name.startsWith('immich-at-home-') && it.deleted_at === null)).toEqual([]);
      expect(records.filter(({ name }) => doors.includes(name))).toEqual([]);
      expect((await applied(wantedWith('home', { cloud: null, cloudflare }))).at(-1)).toMatchObject({
        kind: 'finished',
      });
      await internet.removeTunnel(made.id);
      expect(await internet.snapshot()).toEqual(untouched);
      expect(await traces()).toBe('');
    });
  });

  describe('that cannot be', () => {
    it('Cloudflare goes away in the middle and comes back: all is undone', async () => {
      await internet.switch({ cloudflare: { outage: { after: 'POST /zones/*/dns_records', status: 503, calls: 6 } } });
      expect(failureIn(await applied(wantedWith('public')))).toMatchObject({ code: 'cloudflare-unreachable' });
      expect(await internet.snapshot()).toEqual(untouched);
      expect(await traces()).toBe('');
    });

    it('port 7844 is blocked, both ways: it is said, and all is undone', async () => {
      await tunnelPort({ udp: 'blocked', tcp: 'blocked' });
      expect(failureIn(await applied(wantedWith('public')))).toMatchObject({
        code: 'tunnel-blocked',
        values: { tried: 'UDP 7844 (QUIC), TCP 7844 (HTTP/2)' },
      });
      expect(await internet.snapshot()).toEqual(untouched);
      expect(await traces()).toBe('');
    });

    it('somebody else answers where the tunnel tells how it is: that one is not believed, and all is undone', async () => {
      const answer = '{"status":200,"readyConnections":4}';
      await serverExec(
        `mkdir -p /run/other && printf '%s' '${answer}' > /run/other/ready && systemd-run --quiet --collect --unit=other-tunnel python3 -m http.server --bind 127.0.0.1 --directory /run/other 20281`,
      );
      await serverExec(
        'curl -s --retry 20 --retry-delay 1 --retry-connrefused http://127.0.0.1:20281/ready | grep -q ready',
      );
      try {
        expect(failureIn(await applied(wantedWith('public')))).toMatchObject({
          code: 'tunnel-not-connected',
          checked: [{ what: '127.0.0.1:20281 is free', fine: false }],
        });
        expect(await internet.snapshot()).toEqual(untouched);
        expect(await traces()).toBe('');
      } finally {
        await serverExec('systemctl stop other-tunnel; rm -rf /run/other');
      }
    });

    it('a tunnel of our name that we did not make stops it before anything is done', async () => {
      const name = `immich-at-home-${await shell(`printf 'immich-at-home:%s' "$(cat /etc/machine-id)" | sha256sum | cut -c 1-8`)}`;
      const { id } = await internet.addTunnel({ name });
      const before = await internet.snapshot();
      expect(await codeOf(applied(wantedWith('public')))).toBe('tunnel-name-taken');
      expect(await internet.snapshot()).toEqual(before);
      await internet.removeTunnel(id);
    });

    it('a record in the way is replaced on a yes only, and put back', async () => {
      await internet.setRecord({ type: 'A', name: photos, content: '198.51.100.7', comment: 'my NAS' });
      const before = await internet.snapshot();
      expect(await codeOf(applied(wantedWith('public')))).toBe('record-in-the-way');
      expect(await internet.snapshot()).toEqual(before);
      expect((await applied(wantedWith('public'), [`dns:${photos}`])).at(-1)).toMatchObject({ kind: 'finished' });
      for await (const event of undo(directRemote(), wantedWith('public'))) expect(event.kind).not.toBe('failed');
      expect(await internet.snapshot()).toEqual(before);
      await internet.removeRecords(photos);
      expect(await internet.snapshot()).toEqual(untouched);
    });

    it('a token of a tunnel whose secret is wrong is refused by Cloudflare, and that is said at once', async () => {
      const made = await internet.addTunnel({ name: 'by hand' });
      const { a, t } = JSON.parse(atob(made.token)) as { a: string; t: string };
      const wrong = btoa(JSON.stringify({ a, t, s: btoa('not the secret of this tunnel'.padEnd(32, '!')) }));
      const cloudflare = { way: 'hand', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } };
      const hand = wantedWith('public', { cloud: null, secrets: { tunnelToken: new Secret(wrong) }, cloudflare });
      expect(failureIn(await applied(hand))).toMatchObject({ code: 'tunnel-token-refused' });
      expect(await traces()).toBe('');
      await internet.removeTunnel(made.id);
    });
  });
});
