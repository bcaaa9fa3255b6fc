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

describe('reachability', () => {
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
