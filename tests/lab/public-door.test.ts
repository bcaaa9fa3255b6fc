// What may go wrong while the public door is opened, and every way of changing one's mind, by the command line on one server. Each
// failure is clear and leaves the world as it was; each way back leaves nothing. (The part by itself, settled, killed and refused by the
// engine alone: tunnel.test.ts.)
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary, type Said } from './command-line.ts';
import { internet, tokens } from './internet/index.ts';
import { cannotRunHere, reset, tunnelPort } from './lab.ts';
import { addresses } from './names.ts';
import { runIn } from './processes.ts';
import {
  applied,
  begins,
  changesMade,
  doors,
  ending,
  neighbourMovesIn,
  neighbourMovesOut,
  photos,
  proofs,
  recordsOf,
  share,
  shell,
  stranger,
  tunnelName,
  tunnelsNamed,
  vpn,
  when,
  wideCalls,
  world,
} from './public-door.ts';
import { state } from './state.ts';

const noSettings = { strictTls: false, minimumTls: false, alwaysHttps: false };
const allSettings = { way: 'token', settings: { strictTls: true, minimumTls: true, alwaysHttps: true } };
const right = {
  zone: 'Zone › Zone › Read',
  tunnel: 'Account › Cloudflare Tunnel › Edit',
  dns: 'Zone › DNS › Edit',
  settings: 'Zone › Zone Settings › Edit',
};
const lacks = (missing: string): object => ({
  code: 'setup-token-without-rights',
  values: { zone: 'example-family.net', missing },
});
const fails = (said: Said): object => ({ exit: said.code, failure: said.failure });
const externalDomain = (): Promise<string> =>
  shell(`curl -s http://127.0.0.1:2283/api/server/config | sed -nE 's/.*"externalDomain":"([^"]*)".*/\\1/p'`);

/** Files and logs that hold the wide token, or the tunnel's own beside its file. */
const kept = async (): Promise<readonly string[]> => {
  const found = await shell(`token=$(cat /etc/immich-at-home/tunnel.token)
for secret in "$token" '${tokens.wide.value}'; do
  grep -rlF -- "$secret" /etc /opt /run/immich-at-home /var/lib/immich-at-home /var/log /root /home /tmp 2>/dev/null
  journalctl --no-pager -o cat | grep -F -- "$secret"
done`);
  return found.split('\n').filter((path) => path !== '/etc/immich-at-home/tunnel.token');
};

describe.skipIf(cannotRunHere() !== undefined)('a home with VPN', () => {
  let home: Awaited<ReturnType<typeof world>>;
  let name: string;
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    await internet.reset();
    expect((await commandLine(['apply'])).failure).toBeNull();
    name = await tunnelName();
    // others have tunnels too: one in use, one that bears a name like ours
    await internet.addTunnel({
      name: 'allotment cameras',
      connections: 4,
      ingress: [{ service: 'http://127.0.0.1:80' }],
    });
    await internet.addTunnel({ name: 'immich-at-home-00000000' });
    home = await world();
  });
  afterEach(async () => {
    await neighbourMovesOut();
    await internet.switch({ cloudflare: 'works' });
    await tunnelPort({ udp: 'open', tcp: 'open' });
  });
  afterAll(() => internet.reset());

  describe('whose set-up token is no good', () => {
    it.each([
      ['nobody knows', 'x'.repeat(40), { code: 'setup-token-invalid' }],
      ['that was good once', tokens.wideExpired.value, { code: 'setup-token-invalid' }],
      ['that sees no zones', tokens.wideNoZone.value, lacks(right.zone)],
      ['that sees another zone only', tokens.otherZone.value, { code: 'zone-not-found' }],
      ['without tunnels', tokens.wideNoTunnel.value, lacks(right.tunnel)],
      ['that sees tunnels only', tokens.wideTunnelReadOnly.value, lacks(right.tunnel)],
      ['that is the small one', tokens.dnsOnly.value, lacks(right.tunnel)],
      ['without DNS', tokens.wideNoDns.value, lacks(right.dns)],
      ['without settings of the zone', tokens.wideNoSettings.value, lacks(right.settings)],
      ['that sees settings of the zone only', tokens.wideSettingsReadOnly.value, lacks(right.settings)],
    ])('one %s: said before anything is changed', async (_, setupToken, failure) => {
      await internet.forgetCalls();
      const before = await shell('ls /var/lib/immich-at-home/journal');
      const said = await applied('both', { setupToken, wishes: { cloudflare: allSettings } });
      expect(fails(said)).toMatchObject({ exit: 3, failure });
      expect(await changesMade()).toEqual([]);
      expect(await world()).toEqual(home);
      expect(await shell('ls /var/lib/immich-at-home/journal')).toBe(before);
    });

    it('none at all is asked for', async () => {
      const said = await applied('both', { setupToken: null });
      expect(fails(said)).toMatchObject({
        exit: 2,
        failure: { code: 'secret-missing', values: { name: 'setupToken' } },
      });
      expect(await world()).toEqual(home);
    });
  });

  describe('with something of others in the way', () => {
    it('a tunnel of our name that we did not make: refused, and nobody’s tunnel touched', async () => {
      const { id } = await internet.addTunnel({ name, connections: 2 });
      const before = await world();
      const said = await applied('both');
      expect(fails(said)).toMatchObject({ exit: 3, failure: { code: 'tunnel-name-taken', values: { name } } });
      expect(await world()).toEqual(before);
      await internet.removeTunnel(id);
    });

    it('records: shown with what they hold, and both must be given up', async () => {
      await internet.setRecord({ type: 'A', name: photos, content: '198.51.100.7', ttl: 300, comment: 'my NAS' });
      await internet.setRecord({ type: 'CNAME', name: share, content: 'shop.example.com', proxied: true });
      const before = await world();
      const planned = await commandLine(['plan'], { wishes: { access: 'both' } });
      expect(publishingIn(planned)).toMatchObject({
        [photos]: { replacesForeign: true, accepts: `dns:${photos}`, detail: { before: 'A 198.51.100.7 (my NAS)' } },
        [share]: {
          replacesForeign: true,
          accepts: `dns:${share}`,
          detail: { before: 'CNAME shop.example.com (proxied)' },
        },
      });
      const said = await applied('both');
      expect(fails(said)).toMatchObject({
        exit: 3,
        failure: { code: 'record-in-the-way', values: { hosts: `${photos}, ${share}` } },
      });
      const half = await applied('both', { accept: [`dns:${photos}`] });
      expect(fails(half)).toMatchObject({ exit: 3, failure: { code: 'record-in-the-way', values: { hosts: share } } });
      expect(await world()).toEqual(before);
    });

    it('given up, they are replaced though only HTTP/2 gets out; an undo puts them back and closes the door', async () => {
      await tunnelPort({ udp: 'blocked', tcp: 'open' });
      const before = { ...home, cloudflare: await internet.snapshot() };
      const said = await applied('both', { accept: doors.map((host) => `dns:${host}`) });
      expect(said.failure).toBeNull();
      expect(await recordsOf(...doors)).toMatchObject([{ type: 'CNAME' }, { type: 'CNAME' }]);
      expect(await stranger(share)).toMatch(/^403 /);
      expect(await externalDomain()).toBe(`https://${share}`);
      const undone = await commandLine(['undo'], {
        wishes: { access: 'both' },
      });
      expect(undone.failure).toBeNull();
      expect(await world()).toEqual(before);
      expect(await externalDomain()).toBe('');
      for (const host of doors) await internet.removeRecords(host);
      expect(await world()).toEqual(home);
    });
  });

  describe('on a bad day', () => {
    const failed = async (said: Said, failure: object): Promise<void> => {
      expect(fails(said)).toMatchObject({ exit: 4, failure });
      expect(ending(said)).toMatchObject({ step: 'tunnel', undone: true });
      expect(await world()).toEqual(home);
    };

    it('Cloudflare asks for patience before it begins', async () => {
      await internet.switch({ cloudflare: { limit: { calls: 0, retryAfterSeconds: 120 } } });
      const said = await applied('both');
      expect(fails(said)).toMatchObject({ exit: 3, failure: { code: 'cloudflare-busy', values: { seconds: 120 } } });
      expect(await world()).toEqual(home);
    });

    it('Cloudflare has had enough between the two records', async () => {
      const limited = when(begins('wait-for-tunnel'), () =>
        internet.switch({ cloudflare: { limit: { calls: 2, retryAfterSeconds: 120 } } }),
      );
      const calm = when(
        ({ kind }) => kind === 'undoing',
        () => internet.switch({ cloudflare: 'works' }),
      );
      const said = await applied('both', {
        onLine(line) {
          limited(line);
          calm(line);
        },
      });
      await failed(said, { code: 'cloudflare-busy', values: { seconds: 120 } });
    });

    it('Cloudflare goes away when the tunnel is made, and is back when it is taken away', async () => {
      await internet.switch({ cloudflare: { outage: { after: 'PUT /accounts/*/cfd_tunnel', status: 520, calls: 7 } } });
      await failed(await applied('both'), { code: 'cloudflare-unreachable' });
    });

    it('the tunnel is removed by somebody while it connects', async () => {
      const said = await applied('both', {
        onLine: when(begins('wait-for-tunnel'), async () => {
          for (const { id } of await tunnelsNamed(name)) await internet.removeTunnel(id);
        }),
      });
      expect(ending(said)).toMatchObject({ step: 'tunnel', undone: true });
      expect(await world()).toEqual(home);
      expect(said.failure?.code).toBe('tunnel-token-refused');
    });
  });

  describe('whose doorkeeper is passed by', () => {
    const noRecordMade = async (): Promise<void> =>
      expect((await changesMade()).filter((call) => call.includes('/dns_records'))).toEqual([]);

    it('a server of others answers for the guests’ host: no record is made', async () => {
      await neighbourMovesIn(share);
      await internet.forgetCalls();
      const said = await applied('both');
      expect(fails(said)).toMatchObject({ exit: 4, failure: { code: 'share-host-leaks' } });
      expect(said.failure?.values['leaks']).toBeGreaterThan(100);
      expect(ending(said)).toMatchObject({ step: 'tunnel', undone: true });
      await noRecordMade();
      expect(await world()).toEqual(home);
    });

    it('anybody could still claim the server: no record is made', async () => {
      await neighbourMovesIn(
        photos,
        `location = /api/server/config { return 200 '{"isInitialized":false,"isOnboarded":false,"externalDomain":""}'; }`,
      );
      await internet.forgetCalls();
      const said = await applied('both');
      expect(fails(said)).toMatchObject({ exit: 4, failure: { code: 'sign-up-open' } });
      expect(ending(said)).toMatchObject({ step: 'tunnel', undone: true });
      await noRecordMade();
      expect(await world()).toEqual(home);
    });
  });

  describe('that opens and closes its doors', () => {
    let killed: Awaited<ReturnType<typeof state>>;

    it('killed at five points and run again has one tunnel and two records', async () => {
      // and on the way Cloudflare is away for two calls, which nobody notices
      await internet.switch({
        cloudflare: { outage: { after: 'POST /accounts/*/cfd_tunnel', status: 502, calls: 2 } },
      });
      for (const key of ['create-tunnel', 'fetch-tunnel-token', 'check-door', 'publish-host', 'wait-for-door'])
        expect((await applied('both', { killAt: begins(key) })).code, key).toBeNull();
      expect((await applied('both')).failure).toBeNull();
      expect(await tunnelsNamed(name)).toMatchObject([{ connections: 4 }]);
      expect(await recordsOf(...doors)).toMatchObject([
        { type: 'CNAME', proxied: true, comment: 'immich-at-home' },
        { type: 'CNAME', proxied: true, comment: 'immich-at-home' },
      ]);
      expect(summary(await applied('both')).changes).toBe(0);
      expect(await kept()).toEqual([]);
      killed = await state();
      expect(killed).toMatchObject({ failed: '', lock: '' });
    });

    it('a leak that somebody brings in later undoes the next apply, shuts the door, and is got over', async () => {
      const before = await state();
      const cloudflare = await internet.snapshot();
      await neighbourMovesIn(share);
      expect((await commandLine(['status', '--leaks'], { wishes: { access: 'both' } })).code).toBe(4);

      const said = await applied('both', { wishes: { recognition: false } });
      expect(fails(said)).toMatchObject({ exit: 4, failure: { code: 'share-host-leaks' } });
      expect(said.lines).toContainEqual(expect.objectContaining({ kind: 'part-done', step: 'immich' }));
      expect(ending(said)).toMatchObject({ step: 'tunnel', undone: true });
      const { containers, texts, environment } = await state();
      expect({ containers, texts, environment }).toEqual({
        containers: before.containers,
        texts: before.texts,
        environment: before.environment,
      });
      expect(await stranger(share)).not.toMatch(/^(?:200|403) /);

      await neighbourMovesOut();
      expect((await applied('both')).failure).toBeNull();
      expect(await state()).toEqual(before);
      expect(await internet.snapshot()).toEqual(cloudflare);
    });

    it('both → home: nothing of the public door is left anywhere', async () => {
      const without = await applied('home');
      expect(fails(without)).toMatchObject({ exit: 2, failure: { code: 'secret-missing' } });
      const setupToken = tokens.wide.value;
      for (const key of ['remove-tunnel', 'remove-file'])
        expect((await applied('home', { setupToken, killAt: begins(key) })).code, key).toBeNull();
      expect(await recordsOf(...doors)).toEqual([]);
      const said = await applied('home', { setupToken });
      expect(said.failure).toBeNull();
      expect(proofs(said)).toContain('proof-door-closed');
      expect(await world()).toEqual(home);
      expect(await externalDomain()).toBe('');
      for (const host of doors) expect(await stranger(host, '/whoami')).not.toMatch(/^200 .*address/);
      expect((await commandLine(['plan'], { wishes: { access: 'home' } })).lines.at(-1)).toMatchObject({ parts: [] });
    });

    it('home → both: as it was when it was killed on the way, and the phones are still there', async () => {
      expect((await commandLine(['phone', 'add', 'Anna'], { settings: false })).failure).toBeNull();
      const said = await applied('both');
      expect(said.failure).toBeNull();
      const now = await state();
      expect({ ...now, wireguard: '' }).toEqual({ ...killed, wireguard: '' });
      expect((await tunnelsNamed(name)).length).toBe(1);
    });

    it('both → public, taken back: as if nothing had been', async () => {
      const before = { here: await state(), cloudflare: await internet.snapshot() };
      expect((await applied('public')).failure).toBeNull();
      expect((await commandLine(['undo'], { wishes: { access: 'public' } })).failure).toBeNull();
      expect({ here: await state(), cloudflare: await internet.snapshot() }).toEqual(before);
    });

    it('both → public: the direct way goes, and the public door is open all the while', async () => {
      const seen = watching();
      const said = await applied('public');
      const answers = await seen.end();
      expect(said.failure).toBeNull();
      expect(answers.filter((answer) => !/^200 .*"cloudflare":true/.test(answer))).toEqual([]);
      expect(answers.length).toBeGreaterThan(3);
      expect(await opens('pc', 443)).toBe(false);
      expect(await shell('ip -brief link show wg0; systemctl is-active dnsmasq')).toBe('inactive');
      expect(await recordsOf(vpn)).toEqual([]);
      expect(summary(await applied('public')).changes).toBe(0);
    });

    it('public → both: the direct way is back, and so are the phones', async () => {
      expect((await applied('both')).failure).toBeNull();
      expect(await opens('pc', 443)).toBe(true);
      expect(await recordsOf(vpn)).toMatchObject([{ type: 'A', content: addresses.routerWan, proxied: false }]);
      expect(await shell('wg show wg0 peers | wc -l')).toBe('1');
      expect(await shell('systemctl is-active dnsmasq')).toBe('active');
      expect(summary(await applied('both')).changes).toBe(0);
    });
  });

  describe('that wants no token', () => {
    const byHand = { cloudflare: { way: 'hand', settings: noSettings } };
    const byToken = { cloudflare: { way: 'token', settings: noSettings } };
    const troubles = async (): Promise<unknown> => {
      const { lines } = await commandLine(['status'], { wishes: { access: 'both', ...byHand } });
      const door = lines.at(-1)?.['door'] as { hosts: { host: string; trouble: string | null }[] } | undefined;
      return door?.hosts.map(({ trouble }) => trouble);
    };
    const leadTo = (id: string, host: string): Promise<unknown> =>
      internet.setRecord({ type: 'CNAME', name: host, content: `${id}.cfargotunnel.com`, proxied: true });

    it('our tunnel makes way for one that was made in the dashboard; each mistake there is named', async () => {
      const made = await internet.addTunnel({ name: 'photos at home', config_src: 'cloudflare' });
      const hand = { wishes: byHand, tunnelToken: made.token };
      const said = await applied('both', { ...hand, setupToken: tokens.wide.value });
      expect(said.failure).toBeNull();
      expect(await tunnelsNamed(name)).toEqual([]);
      expect(await tunnelsNamed(made.name)).toMatchObject([{ connections: 4 }]);
      await internet.forgetCalls();
      expect(summary(await applied('both', hand)).changes).toBe(0);
      expect(await wideCalls()).toEqual([]);

      expect(await troubles()).toEqual(['no-record', 'no-record']);
      for (const host of doors) await leadTo(made.id, host);
      expect(await troubles()).toEqual(['no-hostname', 'no-hostname']);
      const serve = (service: string): Promise<unknown> =>
        internet.configureTunnel(made.id, [
          ...doors.map((hostname) => ({ hostname, service })),
          { service: 'http_status:404' },
        ]);
      await serve('http://127.0.0.1:8284');
      expect(await troubles()).toEqual(['wrong-service', 'wrong-service']);
      await serve('http://127.0.0.1:2283');
      expect(await troubles()).toEqual(['past-the-doorkeeper', 'past-the-doorkeeper']);
      await serve('http://127.0.0.1:8283');
      expect(await troubles()).toEqual([null, null]);
      const tried = await commandLine(['status', '--leaks'], { wishes: { access: 'both', ...byHand } });
      expect({ exit: tried.code, outside: tried.lines.at(-1)?.['outside'] }).toMatchObject({
        exit: 0,
        outside: { leaks: [] },
      });
    });

    it('the token is wanted again: the names in the dashboard are given up on a yes, that tunnel is left alone', async () => {
      const [made] = await tunnelsNamed('photos at home');
      const refused = await applied('both', { wishes: byToken });
      expect(fails(refused)).toMatchObject({ exit: 3, failure: { code: 'record-in-the-way' } });
      const before = await internet.snapshot();
      const said = await applied('both', { wishes: byToken, accept: doors.map((host) => `dns:${host}`) });
      expect(said.failure).toBeNull();
      expect(await tunnelsNamed('photos at home')).toMatchObject([{ config: made?.config, connections: 0 }]);
      expect(await tunnelsNamed(name)).toMatchObject([{ connections: 4 }]);
      expect((await commandLine(['undo'], { wishes: { access: 'both' } })).failure).toBeNull();
      expect(await internet.snapshot()).toEqual(before);
      // an undo does not wait for the tunnel that waits for the outside
      await expect.poll(() => tunnelsNamed('photos at home'), { timeout: 60_000 }).toMatchObject([{ connections: 4 }]);
      await expect.poll(troubles, { timeout: 60_000 }).toEqual([null, null]);
    });

    it('whose names still lead here is told so when the door is to be closed', async () => {
      const [made] = await tunnelsNamed('photos at home');
      const still = await applied('home', { wishes: byHand });
      expect(fails(still)).toMatchObject({
        exit: 4,
        failure: { code: 'door-still-open', values: { hosts: `${photos}, ${share}` } },
      });
      expect(ending(still)).toMatchObject({ step: 'tunnel', undone: false });
      for (const host of doors) await internet.removeRecords(host);
      const said = await applied('home', { wishes: byHand });
      expect(said.failure).toBeNull();
      if (made) await internet.removeTunnel(made.id);
      expect(await world()).toEqual(home);
    });
  });
});

interface Publishing {
  readonly summary: { readonly key: string; readonly values: { readonly host: string } };
}

/** What a plan says of the records, by host. */
function publishingIn({ lines }: Said): Readonly<Record<string, Publishing>> {
  const parts = (lines.at(-1)?.['parts'] ?? []) as { changes: Publishing[] }[];
  const list = parts.flatMap(({ changes }) => changes).filter(({ summary: { key } }) => key === 'publish-host');
  return Object.fromEntries(list.map((change) => [change.summary.values.host, change]));
}

async function opens(from: 'pc', port: number): Promise<boolean> {
  const knock = ['timeout', '2', 'bash', '-c', `: > /dev/tcp/${addresses.home}/${port}`];
  return (await runIn(from, knock, { allowFailure: true })).code === 0;
}

/** A stranger who asks for the family's host again and again, until `end`. */
function watching(): { end(): Promise<readonly string[]> } {
  const answers: string[] = [];
  const enough = new AbortController();
  const watch = async (): Promise<void> => {
    answers.push(await stranger(photos, '/whoami'));
    if (!enough.signal.aborted) await watch();
  };
  const watched = watch();
  return {
    async end() {
      enough.abort();
      await watched;
      return answers;
    },
  };
}
