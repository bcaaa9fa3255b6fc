// What the router's channels ask, and whom: the gateway only at home, the server also while it works, guides only those we have.
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { releaseFrom } from '../../../electron/ipc/release';
import { vpnAddressesOf } from '../../../electron/ipc/router-look';
import { seenFromServer, server4 } from '../network/router-seen';
import { codeOf, household, request, setStage, type Stage } from './workplace';

let stage: Stage;
beforeEach(() => (stage = setStage()));

const release = releaseFrom({ resources: join(import.meta.dirname, '../../../resources'), pins: null });
const connected = async (changes: Partial<Stage['work']> = {}) => {
  Object.assign(stage.work, { release, ...changes });
  stage.onServer = household;
  await stage.handlers['server:connect'](request);
};
const noMappings = { mappings: false };

describe('guides', () => {
  it('are listed with the one for all others last, and the ways out in our order', async () => {
    await connected();
    const { routers, waysOut } = await stage.handlers['router:list']();
    expect(routers.length).toBeGreaterThan(15);
    expect(routers.at(-1)?.id).toBe('generic');
    expect(routers.some(({ id }) => id === 'vendors')).toBe(false);
    expect(waysOut.map(({ id }) => id)).toEqual(['server-dhcp', 'per-device', 'url-switching']);
  });
  it('are read by name, and no other file is', async () => {
    await connected();
    expect((await stage.handlers['router:guide']('fritzbox')).name.en).toBe('FRITZ!Box');
    for (const id of ['nobody', 'vendors', 'ways-out'])
      expect(await codeOf((async () => stage.handlers['router:guide'](id))())).toBe('router-unknown');
  });
  it('need no server', async () => {
    Object.assign(stage.work, { release });
    expect((await stage.handlers['router:guide']('openwrt')).id).toBe('openwrt');
  });
});

describe('which router this is', () => {
  it('says the gateway of this household', async () => {
    await connected();
    expect(await stage.handlers['router:detect']()).toMatchObject({ guide: 'fritzbox', address: household.lan.router });
  });
  it('is asked of the gateway only where it is the one that the server stands behind', async () => {
    const asked = async (here: string | null, there: string | null, peer: string | null) => {
      stage = setStage();
      const engine = { ...stage.work.engine, routerMac: async () => there };
      await connected({ engine, gateway: { ...stage.work.gateway, hardwareAddress: async () => here } });
      stage.connection.peer = peer;
      return (await stage.handlers['router:detect']()).guide === 'fritzbox';
    };
    const [ours, another] = ['24:65:11:12:34:56', '24:65:11:99:99:99'];
    expect(await asked(ours, ours, '198.51.100.2')).toBe(true);
    // every FRITZ!Box home counts alike: the same network, another box
    expect(await asked(another, ours, '198.51.100.2')).toBe(false);
    expect(await asked(another, ours, server4)).toBe(false);
    // where one of both does not know, the line to the server tells
    expect(await asked(null, ours, server4)).toBe(true);
    expect(await asked(ours, null, server4)).toBe(true);
    expect(await asked(null, ours, 'fe80::10%eth0')).toBe(true);
    for (const peer of ['198.51.100.2', '10.86.0.1', '2001:db8::10', null])
      expect([peer, await asked(null, ours, peer)]).toEqual([peer, false]);
  });
  it('says nobody where this PC is not at home: another’s gateway is not asked', async () => {
    const names = { ...stage.work.names, isAtHome: () => false };
    const gateway = { ...stage.work.gateway, detect: () => Promise.reject(new Error('asked')) };
    await connected({ names, gateway });
    expect(await stage.handlers['router:detect']()).toMatchObject({ guide: 'generic', by: null, upnp: false });
  });
});

describe('a look', () => {
  it('needs a server, and one that was set up', async () => {
    expect(await codeOf((async () => stage.handlers['router:look'](noMappings))())).toBe('not-connected');
    await stage.handlers['server:connect'](request);
    expect(await codeOf((async () => stage.handlers['router:look'](noMappings))())).toBe('not-set-up');
  });
  it('goes on beside an apply', async () => {
    await connected();
    stage.session.beginWork();
    expect((await stage.handlers['router:look'](noMappings)).server).toBeNull();
  });
  it('asks the router for its list only when it may, and only at home', async () => {
    const asked: string[] = [];
    const mapping = async (address: string, port: number) => {
      asked.push(`${address} ${port}`);
      return { to: server4, port, leaseSeconds: 0, description: '' };
    };
    let atHome = true;
    const names = { ...stage.work.names, isAtHome: () => atHome };
    const engine = { ...stage.work.engine, lookAtHome: async () => ({ server: seenFromServer, phones: [] }) };
    await connected({ names, engine, gateway: { ...stage.work.gateway, mapping } });
    await stage.handlers['router:look'](noMappings);
    expect(asked).toEqual([]);
    const report = await stage.handlers['router:look']({ mappings: true });
    expect(report.checks.forward.reason).toBe('forward-listed');
    atHome = false;
    await stage.handlers['router:look']({ mappings: true });
    expect(asked).toEqual([`${household.lan.router} ${household.vpn.port}`]);
  });
});

describe('in another home that counts alike', () => {
  it('the list of the gateway there is not asked for, and this PC says nothing of home', async () => {
    const refused = () => Promise.reject(new Error('asked'));
    const engine = { ...stage.work.engine, lookAtHome: async () => ({ server: seenFromServer, phones: [] }) };
    const gateway = { ...stage.work.gateway, mapping: refused, wanAddress: refused };
    await connected({ engine, gateway: { ...gateway, hardwareAddress: async () => '24:65:11:99:99:99' } });
    stage.connection.peer = '198.51.100.2';
    const look = async () => (await stage.handlers['router:look']({ mappings: true })).checks['this-pc'].state;
    expect([await look(), await look()]).toEqual(['open', 'open']);
    expect(await stage.handlers['router:reach']()).toMatchObject({ wan: null });
  });
});

describe('reachability', () => {
  it('offers what the router chosen by hand can do', async () => {
    const gateway = {
      ...stage.work.gateway,
      detect: async (address: string) => ({
        ...{ guide: 'generic', model: null, system: null, by: null, address, upnp: true },
      }),
      wanAddress: async () => '100.64.3.4',
    };
    const seenFromInternet = async () => ({ seen4: '203.0.113.7', seen6: '2001:db8::10', server6: null });
    await connected({ gateway, engine: { ...stage.work.engine, seenFromInternet } });
    await stage.handlers['router:detect']();
    expect((await stage.handlers['router:reach']()).ways).not.toContain('router-wireguard');
    await stage.handlers['router:guide']('fritzbox');
    expect((await stage.handlers['router:reach']()).ways).toContain('router-wireguard');
  });
  it('does not ask a gateway of somebody else for its address', async () => {
    const names = { ...stage.work.names, isAtHome: () => false };
    const gateway = { ...stage.work.gateway, wanAddress: () => Promise.reject(new Error('asked')) };
    await connected({ names, gateway });
    expect(await stage.handlers['router:reach']()).toMatchObject({ verdict: 'unknown', wan: null });
  });
  it('joins what the router and the internet say', async () => {
    const gateway = { ...stage.work.gateway, wanAddress: async () => '203.0.113.2' };
    const engine = {
      ...stage.work.engine,
      seenFromInternet: async () => ({ seen4: '203.0.113.2', seen6: null, server6: null }),
    };
    await connected({ gateway, engine });
    expect(await stage.handlers['router:reach']()).toMatchObject({
      verdict: 'reachable',
      why: { reason: 'reach-own-address' },
    });
  });
});

it('the server has an address in the VPN for each family', () => {
  const vpn = { network: '10.86.0.0/16', port: 51820, network6: 'fd12:3456:789a:1::/64' };
  expect(vpnAddressesOf({ vpn })).toEqual(['10.86.0.1', 'fd12:3456:789a:1::1']);
  expect(vpnAddressesOf({ vpn: { ...vpn, network6: null } })).toEqual(['10.86.0.1']);
});
