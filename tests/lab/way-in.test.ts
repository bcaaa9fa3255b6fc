// The way in as the server sees and makes it: what the router tells everybody, the knock that comes back, the name with and without IPv6,
// and the port forward that the server asks for itself. Only these parts are set up; there is no Immich, no certificate and no phone.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SeenFromServer } from '../../electron/contract/router';
import type { Settings } from '../../electron/contract/settings';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { lookAtHome, seenFromInternet } from '../../electron/provision/router-look';
import { endpoint } from '../../electron/provision/steps/endpoint';
import { mapping } from '../../electron/provision/steps/mapping';
import { labIsUp } from '../support/lab-up';
import { groundwork, householdWith, onServer, planned, setUp } from './direct-line.ts';
import { internet } from './internet/index.ts';
import { cannotRunHere, reset } from './lab.ts';
import { addresses, hostnames } from './names.ts';
import { runIn } from './processes.ts';
import { directRemote } from './remote.ts';
import { announceDns, announceDns6, homeIpv6, portForward, routerDhcp, upnp, wan } from './router.ts';

const usual = householdWith();
const withSettings = (more: Partial<Settings>): Wanted => ({ ...usual, settings: { ...usual.settings, ...more } });
const steps = [step(endpoint), step(mapping)];
const description = `http://${addresses.router}:49000/igddesc.xml`;

const look = async (remote = directRemote(), seen4: string | null = addresses.routerWan): Promise<SeenFromServer> =>
  (await lookAtHome(remote, usual, { seen4 })).server;
const listed = async (host: 'pc' | 'router' = 'pc'): Promise<readonly string[]> => {
  const { stdout } = await runIn(host, ['upnpc', '-u', description, '-l'], { allowFailure: true });
  return stdout.split('\n').flatMap((row) => /^ *\d+ (UDP .*)$/.exec(row)?.slice(1) ?? []);
};

describe.skipIf(cannotRunHere() !== undefined)('the way in', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await homeIpv6({ ula: true, internet: true });
    await groundwork(usual);
  });
  afterAll(() => reset());

  describe('the router, as the server sees it', () => {
    it('with nothing set names itself in both ways, in one round trip and within four seconds', async () => {
      const remote = directRemote();
      const began = performance.now();
      const seen = await look(remote);
      expect(performance.now() - began).toBeLessThan(4000);
      expect(remote.roundTrips).toBe(1);
      expect(seen).toMatchObject({
        address: addresses.home,
        leased: false,
        ula: addresses.home6,
        mac: '02:1a:50:00:00:10',
        hostname: 'homeserver',
        routerMac: expect.stringMatching(/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/) as string,
        heardIpv6: true,
        heardDhcp: true,
        dhcp: [{ from: addresses.router, dns: [addresses.router], router: addresses.router }],
        routerSays: [],
        serverSays: null,
        knock: 'not-seen',
        packets: null,
        handshakeFromOutside: null,
      });
      expect(seen.announced.find(({ by }) => by === 'router-advertisement')?.dns).toEqual([addresses.router6]);
    });

    it('names the server once that is set, and nobody once it does not give away addresses', async () => {
      await announceDns(addresses.home);
      await announceDns6('server');
      const { dhcp, announced } = await look();
      expect(dhcp).toEqual([{ from: addresses.router, dns: [addresses.home], router: addresses.router }]);
      for (const { dns } of announced) expect(dns).toEqual([addresses.home6]);
      await announceDns6('none');
      await routerDhcp(false);
      const silent = await look();
      expect(silent).toMatchObject({ dhcp: [], heardIpv6: true, heardDhcp: true });
      expect(silent.announced.flatMap(({ dns }) => dns)).toEqual([]);
      // where somebody answers, a look is quicker
      await routerDhcp(true);
      await announceDns6('server');
    });

    it('turns a knock round once the port is forwarded to the server; not every router does', async () => {
      await portForward(true);
      expect((await look()).knock).toBe('arrived');
      await portForward(true, { to: addresses.pc });
      expect((await look()).knock).toBe('not-seen');
      await portForward(true, { hairpin: false });
      expect((await look()).knock).toBe('not-seen');
      await portForward(false);
      expect((await look(directRemote(), null)).knock).toBe('not-tried');
    });

    it('is seen from the internet as it is there, by IPv6 as well', async () => {
      const { homeGlobal6 } = addresses;
      expect(await seenFromInternet(directRemote(), usual)).toEqual({
        ...{ seen4: addresses.routerWan, seen6: homeGlobal6, server6: homeGlobal6 },
      });
      await wan('carrier');
      try {
        expect(await seenFromInternet(directRemote(), usual)).toMatchObject({ seen4: addresses.carrier });
      } finally {
        await wan('own');
      }
    });
  });

  describe('the name', () => {
    const both = withSettings({ endpoint: { kind: 'record', ipv6: true, ipv4: true } });
    const records = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await internet.state()).records
          .filter(({ name }) => name === hostnames.vpn)
          .map(({ type, content }) => [type, content]),
      );
    const changesMade = async (): Promise<readonly string[]> =>
      (await internet.state()).calls.cloudflare.filter(({ method }) => method !== 'GET').map(({ method }) => method);

    it('tells IPv4 alone, then IPv6 as well, then not any more, each by one change at Cloudflare', async () => {
      await setUp(steps, usual);
      expect(await records()).toEqual({ A: addresses.routerWan });
      await internet.forgetCalls();
      await setUp(steps, both);
      expect(await records()).toEqual({ A: addresses.routerWan, AAAA: addresses.homeGlobal6 });
      expect(await changesMade()).toEqual(['POST']);
      expect(await planned(steps, both)).toEqual([]);
      await internet.forgetCalls();
      await onServer('systemctl start immich-at-home-endpoint.service');
      expect((await internet.state()).calls.cloudflare).toEqual([]);
      await setUp(steps, usual);
      expect(await records()).toEqual({ A: addresses.routerWan });
      expect(await changesMade()).toEqual(['DELETE']);
    });

    it('tells IPv6 alone where IPv4 would lead phones to the provider, and IPv4 again', async () => {
      const alone = withSettings({ endpoint: { kind: 'record', ipv6: true, ipv4: false } });
      await setUp(steps, alone);
      expect(await records()).toEqual({ AAAA: addresses.homeGlobal6 });
      expect(await planned(steps, alone)).toEqual([]);
      await setUp(steps, usual);
      expect(await records()).toEqual({ A: addresses.routerWan });
    });

    it('stays without IPv6 where the server has no address there, and that is no failure', async () => {
      await homeIpv6({ ula: true, internet: false });
      try {
        await setUp(steps, both);
        expect(await records()).toEqual({ A: addresses.routerWan });
        expect(await planned(steps, both)).toEqual([]);
      } finally {
        await homeIpv6({ ula: true, internet: true });
      }
      // an address that is new is not used before the server has found out that nobody else has it
      const lookedAgain = async (): Promise<unknown> => {
        await onServer('systemctl start immich-at-home-endpoint.service');
        return records();
      };
      await expect
        .poll(lookedAgain, { timeout: 30_000 })
        .toEqual({ A: addresses.routerWan, AAAA: addresses.homeGlobal6 });
    });

    it('leaves with both records where the household takes the router’s own', async () => {
      const byRouter = withSettings({ endpoint: { kind: 'name', name: 'home.myfritz.net' } });
      await setUp(steps, byRouter);
      expect(await records()).toEqual({});
      expect(await onServer('ls /etc/systemd/system | grep endpoint || echo none')).toBe('none\n');
      expect(await planned(steps, byRouter)).toEqual([]);
    });
  });

  describe('the port forward, asked for by the server', () => {
    const fixed = { kind: 'address', address: addresses.routerWan } as const;
    const without = withSettings({ endpoint: fixed });
    const asking = withSettings({ endpoint: fixed, router: { mapping: true, dhcp: null } });
    const ours = `UDP 51820->${addresses.home}:51820 'immich-at-home' ''`;
    const ask = (): Promise<string> =>
      onServer(
        'systemctl start immich-at-home-mapping.service 2>/dev/null || journalctl -n 8 -o cat --no-pager -u immich-at-home-mapping.service',
      );
    afterEach(() => upnp('allow'));

    it('is refused in the router’s own words where it does not allow that', async () => {
      upnp('read');
      await expect(setUp(steps, asking)).rejects.toThrow(/^mapping-refused .*606/s);
      upnp('off');
      await expect(setUp(steps, asking)).rejects.toThrow(/^mapping-refused .*no answer/s);
    });

    it('is left to another device that has it', async () => {
      upnp('allow');
      await runIn('pc', ['upnpc', '-u', description, '-e', 'wg', '-a', addresses.pc, '51820', '51820', 'UDP', '600']);
      await expect(setUp(steps, asking)).rejects.toThrow(new RegExp(`^mapping-refused .*${addresses.pc} already`, 's'));
      await runIn('pc', ['upnpc', '-u', description, '-d', '51820', 'UDP']);
    });

    it('is given for an hour, lets packets in, and is settled', async () => {
      await setUp(steps, asking);
      const [row = ''] = await listed();
      expect(row.slice(0, ours.length)).toBe(ours);
      expect(Number(row.split(' ').at(-1))).toBeGreaterThan(3500);
      expect((await look()).knock).toBe('arrived');
      expect(await planned(steps, asking)).toEqual([]);
    });

    it('is asked for again before it ends, and after the router has forgotten it', async () => {
      await runIn('home', ['upnpc', '-u', description, '-d', '51820', 'UDP']);
      expect(await listed()).toEqual([]);
      expect(await ask()).toBe('');
      expect(await listed()).toHaveLength(1);
      expect(await onServer('systemctl show -p NextElapseUSecMonotonic --value immich-at-home-mapping.timer')).not.toBe(
        'infinity\n',
      );
      await onServer(`sed -i 's/"until": [0-9]*/"until": 1/' /var/lib/private/immich-at-home-mapping/mapping.json`);
      expect(await planned(steps, asking)).toEqual(['mapping']);
      expect(await ask()).toBe('');
      expect(await planned(steps, asking)).toEqual([]);
    });

    it('ends at the router when it is not wanted any more', async () => {
      await setUp(steps, without);
      expect(await listed()).toEqual([]);
      expect((await look()).knock).toBe('not-seen');
      expect(await onServer('ls /etc/systemd/system /var/lib/private 2>/dev/null | grep mapping || echo none')).toBe(
        'none\n',
      );
      expect(await planned(steps, without)).toEqual([]);
    });

    it('that the person made by hand is theirs, before and after', async () => {
      await portForward(true);
      await setUp(steps, asking);
      await setUp(steps, without);
      expect((await listed())[0]).toContain(`UDP 51820->${addresses.home}:51820 'WireGuard'`);
      await portForward(false);
    });
  });
});
