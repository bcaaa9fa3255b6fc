// The direct line on a real server: wg0, its phones, and the name that follows the home's address. Only the two parts that make it
// are set up here; the whole server is the matter of others.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import { readSettings, type Settings } from '../../electron/contract/settings';
import { apply, undo } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { phoneBookText, presharedPath } from '../../electron/provision/facts/wireguard';
import { addPhone, listPhones, removePhone } from '../../electron/provision/phones';
import { endpoint } from '../../electron/provision/steps/endpoint';
import { wireguard } from '../../electron/provision/steps/wireguard';
import { makeKeyPair } from '../../electron/wireguard/keys';
import { labIsUp } from '../support/lab-up';
import { wishes } from './command-line.ts';
import { internet, tokens, zone } from './internet/index.ts';
import { cannotRunHere, phone, portForward, reset, serverExec } from './lab.ts';
import { addresses, hostnames } from './names.ts';
import { directRemote } from './remote.ts';

const resources = join(import.meta.dirname, '../../resources/server');
const steps = [step(wireguard), step(endpoint)];
const host = hostnames.vpn;

function settings(): Settings {
  const read = readSettings(wishes);
  if ('settings' in read) return read.settings;
  throw new Error(`the family's wishes are not valid: ${JSON.stringify(read.issues)}`);
}

const wanted: Wanted = {
  settings: settings(),
  secrets: {},
  cloud: null,
  pins: {
    version: '',
    images: { server: '', machineLearning: '', valkey: '', postgres: '' },
    dockerKey: '',
    cloudflareKey: '',
    propagationSeconds: 0,
    downloadBytes: 0,
  },
  switchOffApache: false,
  template: (name) => readFileSync(join(resources, name), 'utf8'),
};

const onServer = async (script: string): Promise<string> => (await serverExec(script, { timeoutMs: 300_000 })).stdout;

/** What these two parts build on, without the parts that bring it. */
const groundwork = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update && apt-get -q -y install --no-install-recommends python3 curl
install -d -m 0700 /var/lib/immich-at-home /var/lib/immich-at-home/secrets
install -d -m 0755 /etc/immich-at-home
printf '%s' '${JSON.stringify(wishes)}' > /var/lib/immich-at-home/household.json
printf 'dns_cloudflare_api_token = %s\\n' '${tokens.dnsOnly.value}' > /etc/immich-at-home/cloudflare.ini
chmod 0600 /etc/immich-at-home/cloudflare.ini`;

async function setUp(household = wanted): Promise<void> {
  const remote = directRemote();
  const { plan } = await prepare(remote, steps, household);
  for await (const event of apply(remote, steps, household, { planId: plan.id }))
    if (event.kind === 'failed') throw new Error(`${event.failure.code} ${event.failure.detail ?? ''}`);
}

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : error),
  );
const recordsOf = async (name: string): Promise<readonly object[]> =>
  (await internet.state()).records.filter((record) => record.name === name);
const planned = async (): Promise<readonly string[]> =>
  (await prepare(directRemote(), steps, wanted)).plan.parts.map((part) => part.step);

describe.skipIf(cannotRunHere() !== undefined)('the direct line', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await internet.reset();
    await onServer(groundwork);
    await setUp();
  });

  it('stands, and there is nothing left to do', async () => {
    expect(await planned()).toEqual([]);
    expect(await recordsOf(host)).toMatchObject([
      { type: 'A', content: addresses.routerWan, proxied: false, ttl: 60, comment: 'immich-at-home' },
    ]);
  });

  describe('phones', () => {
    it('connect with what they were given, and are seen', async () => {
      const { config, phone: anna } = await addPhone(directRemote(), 'Anna’s phone');
      await portForward(true);
      await phone.connect(config.reveal());
      try {
        // there is no DNS and no door here: the handshake is the proof
        await phone.resolve('photos.example-family.net');
        expect(await phone.latestHandshake()).toBeGreaterThan(0);
      } finally {
        await phone.disconnect();
        await portForward(false);
      }
      const { phones } = await listPhones(directRemote());
      expect(phones).toMatchObject([
        { name: 'Anna’s phone', address: anna.address, seen: { endpoint: addresses.phone } },
      ]);
      expect(phones[0]?.seen?.handshakeAt).toBeGreaterThan(0);
    });

    it('of two PCs in the same second both get in, at addresses of their own', async () => {
      const names = ['one', 'two', 'three'];
      const made = await Promise.all(names.map((name) => addPhone(directRemote('owner', `pc-${name}`), name)));
      expect(new Set(made.map(({ phone: { address } }) => address)).size).toBe(3);
      expect((await listPhones(directRemote())).phones.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
      expect(await onServer('wg show wg0 peers | wc -l')).toBe('4\n');
      expect(await planned()).toEqual([]);
    });

    it('keep their names apart, whatever their case', async () => {
      expect(await codeOf(addPhone(directRemote(), 'ONE'))).toBe('phone-name-taken');
      expect(await codeOf(removePhone(directRemote(), 'nobody'))).toBe('phone-unknown');
    });

    it('that are removed are out at once, and their address is not given again', async () => {
      const { phone: gone } = await addPhone(directRemote(), 'lost');
      await removePhone(directRemote(), 'Lost');
      expect(await onServer('wg show wg0 peers; cat /etc/wireguard/wg0.conf')).not.toContain(gone.publicKey);
      expect(await onServer(`ls ${presharedPath(gone.publicKey)} 2>/dev/null || echo gone`)).toBe('gone\n');
      const { phone: next } = await addPhone(directRemote(), 'found');
      expect(next.address).not.toBe(gone.address);
    });

    it('are added whole or not at all', async () => {
      const look = (): Promise<string> =>
        onServer(
          'cd /var/lib/immich-at-home; cat phones.json /etc/wireguard/wg0.conf; ls -R /etc/wireguard; wg show wg0 peers | sort',
        );
      const before = await look();
      await onServer('mount --bind /bin/false /usr/bin/wg-quick');
      try {
        expect(await codeOf(addPhone(directRemote(), 'unlucky'))).toBe('command-failed');
      } finally {
        await onServer('umount /usr/bin/wg-quick');
      }
      expect(await look()).toBe(before);
      expect(await planned()).toEqual([]);
    });

    it('never overwrite what somebody wrote into wg0.conf', async () => {
      await onServer('cp -a /etc/wireguard/wg0.conf /root/; echo "# mine" >> /etc/wireguard/wg0.conf');
      try {
        expect(await codeOf(addPhone(directRemote(), 'late'))).toBe('file-changed-by-others');
      } finally {
        await onServer('mv /root/wg0.conf /etc/wireguard/');
      }
    });

    it('send no private and no preshared key to the PC', async () => {
      const remote = directRemote();
      const said: string[] = [];
      await prepare({ ...remote, run: async (...asked) => keep(said, await remote.run(...asked)) }, steps, wanted);
      const keys = await onServer('cat /etc/wireguard/immich-at-home.key /etc/wireguard/immich-at-home/*.psk');
      for (const key of keys.trim().split('\n')) expect(said.join('\n')).not.toContain(key);
    });

    it('stay as they are now when a change of the line is taken back', async () => {
      // wg lists its peers in no order of their own
      const look = (): Promise<string> =>
        onServer('cat /etc/wireguard/wg0.conf; wg show wg0 listen-port; wg show wg0 allowed-ips | sort');
      const takeBack = async (): Promise<void> => {
        for await (const event of undo(directRemote(), wanted))
          if (event.kind === 'failed') throw new Error(`${event.failure.code} ${event.failure.detail ?? ''}`);
      };
      await addPhone(directRemote(), 'sold');
      await setUp({ ...wanted, settings: { ...wanted.settings, vpn: { ...wanted.settings.vpn, port: 51_999 } } });
      expect(await look()).toContain('ListenPort = 51999');
      await removePhone(directRemote(), 'sold');
      await addPhone(directRemote(), 'new');
      await takeBack();
      await setUp();
      expect(await planned()).toEqual([]);
      const { phones } = await listPhones(directRemote());
      expect(phones.map(({ name }) => name)).toEqual(expect.arrayContaining(['Anna’s phone', 'new']));
      expect(phones.map(({ name }) => name)).not.toContain('sold');
      expect(await look()).toContain('# new\n');

      const before = await look();
      await onServer('rm /etc/wireguard/immich-at-home.pub');
      expect(await planned()).toEqual(['wireguard']);
      await setUp();
      await takeBack();
      expect(await look()).toBe(before);
      expect(await planned()).toEqual([]);
    });

    it('are 250 at most: the last fits, the next is refused with a reason', async () => {
      const there = (await listPhones(directRemote())).phones;
      const more = Array.from({ length: 249 - there.length }, (_, n) => ({
        name: `phone ${n}`,
        publicKey: makeKeyPair().publicKey,
        address: `10.83.53.${n}`,
        addedAt: 1,
      }));
      const book = phoneBookText({ highest: 511, phones: [...there.map(({ seen: _, ...one }) => one), ...more] });
      const files = more.map(({ publicKey }) => presharedPath(publicKey)).join('\n');
      await serverExec(['sh', '-c', 'umask 077; cat > /root/book'], { input: book });
      await serverExec(['sh', '-c', 'cat > /root/files'], { input: `${files}\n` });
      await onServer(
        'umask 077; while read -r file; do wg genpsk > "$file"; done < /root/files; mv /root/book /var/lib/immich-at-home/phones.json',
      );
      await setUp();
      const { phone: last } = await addPhone(directRemote(), 'the 250th');
      expect(last.address).toBe('10.83.54.0');
      expect(await onServer('wg show wg0 peers | wc -l')).toBe('250\n');
      expect(await codeOf(addPhone(directRemote(), 'the 251st'))).toBe('phones-full');
      expect(await planned()).toEqual([]);
    });
  });

  describe('its name', () => {
    const publish = (): Promise<string> =>
      onServer(
        'systemctl reset-failed immich-at-home-endpoint.service 2>/dev/null; systemctl start immich-at-home-endpoint.service 2>&1 || journalctl -n 8 -o cat --no-pager -u immich-at-home-endpoint.service',
      );
    const forget = (): Promise<string> => onServer('rm -f /var/lib/private/immich-at-home-endpoint/published');
    beforeEach(forget);
    afterEach(() => internet.reset());

    it('is made once; as long as the address stays, Cloudflare is not asked for anything', async () => {
      await publish();
      await internet.forgetCalls();
      await publish();
      expect((await internet.state()).calls.cloudflare).toEqual([]);
    });

    it('follows a new address with one change', async () => {
      const left = { type: 'A', name: host, content: '203.0.113.99', ttl: 300, proxied: true } as const;
      await internet.setRecord({ ...left, comment: 'immich-at-home' });
      await publish();
      expect(await recordsOf(host)).toMatchObject([{ content: addresses.routerWan, proxied: false, ttl: 60 }]);
      const { calls } = await internet.state();
      expect(calls.cloudflare.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual(['PATCH']);
    });

    it('is left alone when it points to another name', async () => {
      await internet.setRecord({ type: 'CNAME', name: host, content: 'myhome.myfritz.net', ttl: 60, proxied: false });
      expect(await publish()).toContain('is a CNAME: left as it is');
      expect(await recordsOf(host)).toMatchObject([{ type: 'CNAME', content: 'myhome.myfritz.net' }]);
    });

    it('is left alone when it is an address that somebody else put there', async () => {
      await internet.setRecord({ type: 'A', name: host, content: '203.0.113.99', ttl: 300, proxied: true });
      expect(await publish()).toContain(`${host} is already 203.0.113.99, which Immich at Home did not put there`);
      expect(await recordsOf(host)).toMatchObject([{ content: '203.0.113.99', proxied: true, comment: null }]);
    });

    it('is tried again when Cloudflare was away', async () => {
      await internet.switch({ cloudflare: 'unavailable' });
      expect(await publish()).toContain('Cloudflare refused');
      await internet.switch({ cloudflare: 'works' });
      await publish();
      expect(await recordsOf(host)).toHaveLength(1);
    });

    it('tells nothing of the token', async () => {
      await publish();
      expect(await onServer('journalctl -o cat --no-pager; cat /etc/systemd/system/immich-at-home-*')).not.toContain(
        tokens.dnsOnly.value,
      );
    });

    it('goes when all is taken back, if it was made here', async () => {
      await publish();
      const withdraw = `CREDENTIALS_DIRECTORY=/etc/immich-at-home /usr/local/lib/immich-at-home/endpoint withdraw ${host} ${zone.name}`;
      await onServer(withdraw);
      expect(await recordsOf(host)).toEqual([]);
      await internet.setRecord({ type: 'A', name: host, content: '203.0.113.99', ttl: 60, proxied: false });
      await onServer(withdraw);
      expect(await recordsOf(host)).toHaveLength(1);
    });
  });
});

function keep<T extends { stdout: string }>(said: string[], answer: T): T {
  said.push(answer.stdout);
  return answer;
}
