// Names at home and on the road, addresses handed out in the router's place, and how far a phone gets. Only the parts that make these
// are set up; there is neither Immich nor a certificate. The surprise: a phone with another scope is the same phone to WireGuard, so
// what keeps it out must be the firewall, and is tried with everything that a phone could write into its own file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneScope } from '../../electron/contract/phone';
import { readSettings, type Settings } from '../../electron/contract/settings';
import { apply } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { addPhone } from '../../electron/provision/phones';
import { dhcp } from '../../electron/provision/steps/dhcp';
import { dns } from '../../electron/provision/steps/dns';
import { firewall } from '../../electron/provision/steps/firewall';
import { wireguard } from '../../electron/provision/steps/wireguard';
import { labIsUp } from '../support/lab-up';
import { vpnAddress, wishes } from './command-line.ts';
import { cannotRunHere, phone, portForward, reset, serverExec } from './lab.ts';
import { addresses, hostnames, namespaceOf } from './names.ts';
import { noPins } from './pins.ts';
import { runIn, runOutside } from './processes.ts';
import { directRemote } from './remote.ts';
import { routerDhcp } from './router.ts';
import { serverTree } from './trees.ts';

const resources = join(import.meta.dirname, '../../resources/server');
const steps = [step(dns), step(wireguard), step(firewall), step(dhcp)];
const host = hostnames.photos;
const network6 = 'fd5e:1a2b:3c4d:1::/64';
const vpnAddress6 = 'fd5e:1a2b:3c4d:1::1';
/** Nobody has published a name here. */
const endpoint = { kind: 'address', address: addresses.routerWan };
const pool = { from: '192.168.178.150', to: '192.168.178.160' };

const template = (name: string): string => readFileSync(join(resources, name), 'utf8');

function household(router: Settings['router'] = { mapping: false, dhcp: null }): Wanted {
  const read = readSettings({ ...wishes, vpn: { ...wishes.vpn, network6 }, router, endpoint });
  if (!('settings' in read)) throw new Error(`the family's wishes are not valid: ${JSON.stringify(read.issues)}`);
  return { settings: read.settings, secrets: {}, cloud: null, pins: noPins, switchOffApache: false, template };
}
const withDhcp = (): Wanted => household({ mapping: false, dhcp: pool });

const onServer = async (script: string): Promise<string> => (await serverExec(script, { timeoutMs: 300_000 })).stdout;
const planned = async (wanted = household()): Promise<readonly string[]> =>
  (await prepare(directRemote(), steps, wanted)).plan.parts.map((part) => part.step);

/** Applies, and tells what stopped it; null when nothing did. */
async function applied(wanted: Wanted): Promise<string | null> {
  const remote = directRemote();
  const { plan } = await prepare(remote, steps, wanted);
  let stopped: string | null = null;
  for await (const event of apply(remote, steps, wanted, { planId: plan.id }))
    if (event.kind === 'failed') stopped = `${event.failure.code} ${JSON.stringify(event.failure.values)}`;
  return stopped;
}

/** What a resolver says; "" = there is none, null = no answer. */
async function asked(from: 'pc' | 'phone', resolver: string, type: string): Promise<string | null> {
  const { stdout, code } = await runIn(from, ['dig', '+short', '+tries=1', '+time=3', `@${resolver}`, host, type], {
    allowFailure: true,
  });
  return code === 0 ? stdout.trim() : null;
}

const answers = async (from: 'pc' | 'phone', resolver: string): Promise<readonly (string | null)[]> =>
  Promise.all(['A', 'AAAA', 'HTTPS', 'SVCB'].map((type) => asked(from, resolver, type)));

/** What these parts build on, without the parts that bring it. */
const groundwork = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update && apt-get -q -y install --no-install-recommends python3 iptables busybox
install -d -m 0700 /var/lib/immich-at-home /var/lib/immich-at-home/secrets
install -d -m 0755 /etc/immich-at-home
printf '%s' '${JSON.stringify(household().settings)}' > /var/lib/immich-at-home/household.json`;

describe.skipIf(cannotRunHere() !== undefined)('names at home', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await onServer(groundwork);
    expect(await applied(household())).toBeNull();
  });
  afterAll(async () => {
    await portForward(false);
    await routerDhcp(true);
  });

  it('stand, and there is nothing left to do', async () => {
    expect(await planned()).toEqual([]);
    expect(await planned(withDhcp())).toEqual(['firewall', 'dhcp']);
  });

  it('are the home’s address and nothing else, asked over IPv4 and IPv6', async () => {
    const linkLocal = (await onServer("ip -6 -o addr show dev host0 scope link | awk '{ print $4 }'")).split('/')[0];
    for (const resolver of [addresses.home, addresses.home6, `${linkLocal}%eth0`])
      expect([resolver, await answers('pc', resolver)]).toEqual([resolver, [addresses.home, '', '', '']]);
  });

  it('come from two programs: each on its own addresses, neither as root', async () => {
    const listening = await onServer("ss -Hlnup 'sport = :53'");
    const at = (address: string): string | undefined => {
      const line = listening.split('\n').find((one) => one.includes(` ${address}:53 `));
      return /pid=(\d+)/.exec(line ?? '')?.[1];
    };
    expect(at(addresses.home)).toBeDefined();
    expect(at(vpnAddress)).toBeDefined();
    expect(at(vpnAddress)).not.toBe(at(addresses.home));
    expect(at(`[${vpnAddress6}]`)).toBe(at(vpnAddress));
    for (const pid of new Set([at(addresses.home), at(vpnAddress)]))
      expect(await onServer(`ps -o user= -p ${pid ?? ''}`)).not.toMatch(/^root/);
  });

  it('of the VPN come back by themselves when wg0 does', async () => {
    await onServer(
      'systemctl stop wg-quick@wg0; systemctl restart immich-at-home-dns-vpn; systemctl start wg-quick@wg0',
    );
    const asks = `for n in $(seq 50); do ss -Hlnu 'sport = :53' | grep -q '${vpnAddress}:53' && exit 0; sleep 0.1; done; exit 1`;
    await onServer(asks);
  });

  describe('a phone', () => {
    afterEach(() => phone.disconnect());

    /** On the road, with everything in its file that it would like to reach. */
    async function onTheRoad(name: string, scope: PhoneScope): Promise<string> {
      const made = await addPhone(directRemote(), { name, person: null, scope });
      const greedy = made.config
        .reveal()
        .replace(
          /^AllowedIPs = .*$/m,
          `AllowedIPs = 10.83.52.0/22, 192.168.178.0/24, 203.0.113.20/32, ${network6}, fc00::/7`,
        );
      await portForward(true);
      await phone.connect(greedy);
      expect(await asked('phone', vpnAddress, 'A')).toBe(vpnAddress);
      return made.phone.address;
    }
    const reaches = async (url: string): Promise<boolean> =>
      (await runIn('phone', ['curl', '-s', '-o', '/dev/null', '-m', '3', url], { allowFailure: true })).code === 0;
    /** A page at the PC, over IPv4 and IPv6; the mirror in the internet; SSH of the server at all of its addresses. */
    const places = {
      pc: `http://${addresses.pc}:8000/`,
      pc6: `http://[${addresses.pc6}]:8000/`,
      internet: `http://${addresses.mirror}/`,
    };
    const ssh = [addresses.home, vpnAddress, `[${addresses.home6}]`, `[${vpnAddress6}]`];

    async function whatItReaches(): Promise<readonly string[]> {
      const list = [...Object.entries(places), ...ssh.map((at) => [`ssh ${at}`, `telnet://${at}:22`] as const)];
      const tried = await Promise.all(list.map(async ([name, url]) => ((await reaches(url)) ? [name] : [])));
      return tried.flat();
    }

    beforeAll(async () => {
      // as Docker leaves a machine behind on which it was the first to want forwarding
      await onServer(`for t in iptables ip6tables; do
  $t -N DOCKER-USER && $t -A DOCKER-USER -j RETURN && $t -I FORWARD -j DOCKER-USER && $t -P FORWARD DROP
done`);
      const serve = 'python3 -m http.server --bind :: 8000 --directory "$(mktemp -d)" >/dev/null 2>&1 & echo $!';
      const { stdout } = await runIn('pc', ['sh', '-c', serve]);
      page = Number(stdout.trim());
    });
    afterAll(() => {
      if (page !== undefined) process.kill(page);
    });
    let page: number | undefined;

    it('for photos only gets names and photos, whatever it writes into its file', async () => {
      await onTheRoad('photos', 'photos');
      expect(await answers('phone', vpnAddress)).toEqual([vpnAddress, '', '', '']);
      expect(await answers('phone', vpnAddress6)).toEqual([vpnAddress, '', '', '']);
      expect(await whatItReaches()).toEqual([]);
      expect(await asked('phone', addresses.home, 'A')).toBeNull();
      expect(await asked('phone', addresses.home6, 'A')).toBeNull();
    });

    it('for the whole home reaches the PC, and not the internet', async () => {
      await onTheRoad('home', 'home');
      expect(await whatItReaches()).toEqual(['pc', 'pc6']);
    });

    it('for everything reaches the internet from home', async () => {
      const own = await onTheRoad('all', 'all');
      expect(await whatItReaches()).toEqual(['pc', 'pc6', 'internet']);
      // what it sends bears the server's address, and another phone is not reached through the server
      const other = await addPhone(directRemote(), { name: 'other', person: null, scope: 'all' });
      await onServer(`nft 'insert rule inet immich_at_home to_phones ip daddr ${other.phone.address} counter'`);
      expect(await reaches(`http://${other.phone.address}/`)).toBe(false);
      expect(await onServer('nft list chain inet immich_at_home to_phones')).toMatch(/counter packets 0 /);
      expect(own).not.toBe(other.phone.address);
    });

    it('is counted when it knocks, and its hello by itself', async () => {
      const counted = async (name: string): Promise<number> =>
        Number(/packets (\d+)/.exec(await onServer(`nft list counter inet immich_at_home ${name}`))?.[1]);
      const before = { packets: await counted('wireguard_packets'), hellos: await counted('wireguard_hellos') };
      await onTheRoad('counted', 'photos');
      const hellos = (await counted('wireguard_hellos')) - before.hellos;
      expect(hellos).toBeGreaterThan(0);
      expect((await counted('wireguard_packets')) - before.packets).toBeGreaterThan(hellos);
      expect(await planned()).toEqual([]);
    });
  });

  describe('addresses at home', () => {
    const tells = `printf '%s\\n' '#!/bin/sh' '[ "$1" = bound ] && echo "$ip $dns $router"' > /root/told; chmod +x /root/told`;
    beforeAll(() => onServer(tells));

    /** A new device on the home's cable asks for an address with a real client; what it was told, or null. */
    async function newDevice(): Promise<{ address: string; dns: string; router: string } | null> {
      const namespace = `${namespaceOf('pc')}-new`;
      // the server's disk has a client; its network has nothing to do with this
      const inside = (...words: string[]): Promise<{ stdout: string }> =>
        runOutside(['ip', 'netns', 'exec', namespace, ...words], { allowFailure: true });
      const lan = `link add eth0 netns ${namespace} type veth peer name lan-new netns ${namespaceOf('router')}`;
      await runOutside(['ip', 'netns', 'add', namespace]);
      try {
        await runOutside(['ip', ...lan.split(' ')]);
        await runIn('router', ['ip', 'link', 'set', 'lan-new', 'master', 'lan', 'up']);
        await inside('ip', 'link', 'set', 'eth0', 'up');
        const client = 'busybox udhcpc -i eth0 -q -n -f -t 4 -T 1 -s /root/told';
        const { stdout } = await inside('chroot', serverTree, ...client.split(' '));
        const [address, dns, router] = stdout.trim().split(' ');
        return address && dns && router ? { address, dns, router } : null;
      } finally {
        await runOutside(['ip', 'netns', 'del', namespace]);
      }
    }

    it('are not handed out by two: nothing is changed while the router does it', async () => {
      expect(await applied(withDhcp())).toBe(`dhcp-still-answers {"from":"${addresses.router}"}`);
      expect(await onServer('ls /etc/dnsmasq.d')).not.toContain('dhcp');
      expect(await newDevice()).toMatchObject({ dns: addresses.router });
    });

    it('come from the server once the router is silent, with the server alone for names', async () => {
      await routerDhcp(false);
      expect(await newDevice()).toBeNull();
      expect(await applied(withDhcp())).toBeNull();
      expect(await planned(withDhcp())).toEqual([]);
      const told = await newDevice();
      expect(told).toMatchObject({ dns: addresses.home, router: addresses.router });
      expect(told?.address).toMatch(/^192\.168\.178\.15\d$|^192\.168\.178\.160$/);
    });

    it('are the router’s again when the household says so', async () => {
      expect(await applied(household())).toBeNull();
      expect(await planned()).toEqual([]);
      expect(
        await onServer("ls /etc/dnsmasq.d; ss -Hlnu 'sport = :67'; nft list set inet immich_at_home home_dhcp"),
      ).not.toMatch(/dhcp\.conf|:67 |elements/);
      expect(await newDevice()).toBeNull();
      await routerDhcp(true);
      expect(await newDevice()).toMatchObject({ dns: addresses.router });
    });
  });

  it('leave as a whole', async () => {
    const { settings, ...rest } = household();
    const leaving = { ...rest, settings: { ...settings, access: 'public' as const } };
    expect(await applied(leaving)).toBeNull();
    expect(
      await onServer("ss -Hlnu 'sport = :53'; ls /etc/dnsmasq.d /etc/immich-at-home /etc/systemd/system"),
    ).not.toMatch(/:53 |immich-at-home\.conf|dns-vpn/);
    expect(await planned(leaving)).toEqual([]);
  });
});
