// The family's router as the window is told of it: the guides are the real ones, what is seen of it is made up here.
import * as v from 'valibot';
import { RouterGuide, WayOutGuide, type RouterCheck } from '../../electron/contract/guide';
import type { Output } from '../../electron/contract/ipc';
import {
  seen,
  type CheckSeen,
  type ReachReport,
  type RouterReport,
  type RouterSeen,
} from '../../electron/contract/router';
import asus from '../../resources/routers/asus.json';
import fritzboxFile from '../../resources/routers/fritzbox.json';
import generic from '../../resources/routers/generic.json';
import mikrotik from '../../resources/routers/mikrotik.json';
import nestWifi from '../../resources/routers/nest-wifi.json';
import o2Homebox from '../../resources/routers/o2-homebox.json';
import openwrt from '../../resources/routers/openwrt.json';
import speedportFile from '../../resources/routers/speedport.json';
import tpLinkDeco from '../../resources/routers/tp-link-deco.json';
import vodafoneStation from '../../resources/routers/vodafone-station.json';
import xfinity from '../../resources/routers/xfinity.json';
import perDevice from '../../resources/routers/ways-out/per-device.json';
import serverDhcp from '../../resources/routers/ways-out/server-dhcp.json';
import urlSwitching from '../../resources/routers/ways-out/url-switching.json';

const guides = [
  asus,
  fritzboxFile,
  generic,
  mikrotik,
  nestWifi,
  o2Homebox,
  openwrt,
  speedportFile,
  tpLinkDeco,
  vodafoneStation,
  xfinity,
].map((file) => v.parse(RouterGuide, file));

export function guide(id: string): RouterGuide {
  const found = guides.find((one) => one.id === id);
  if (!found) throw new Error(`no guide called ${id}`);
  return found;
}

const waysOut = [serverDhcp, perDevice, urlSwitching].map((file) => v.parse(WayOutGuide, file));

export const routerList: Output['router:list'] = {
  routers: guides.map(({ id, maker, name, dns }) => ({ id, maker, name, dns })),
  waysOut,
};

export const fritzbox: RouterSeen = {
  guide: 'fritzbox',
  model: 'FRITZ!Box 7590 AX',
  system: '8.02',
  by: 'description',
  address: '192.168.178.1',
  upnp: true,
};
export const speedport: RouterSeen = {
  guide: 'speedport',
  model: 'Speedport Smart 4',
  system: null,
  by: 'title',
  address: '192.168.178.1',
  upnp: false,
};

const ula = 'fd83:2b1c:7a40::10';
const nothingSet: Readonly<Record<RouterCheck, CheckSeen>> = {
  'fixed-address': seen('open', 'address-leased', { address: '192.168.178.10' }),
  'dns-ipv4': seen('waiting', 'dns-is-router', { address: '192.168.178.1' }),
  'dns-ipv6': seen('wrong', 'ipv6-is-router', { address: 'fd83:2b1c:7a40::1' }),
  rebind: seen('works', 'rebind-fine', {}),
  'this-pc': seen('waiting', 'pc-goes-public', { address: '203.0.113.80' }),
  reachable: seen('works', 'reach-own-address', { address: '198.51.100.20' }),
  forward: seen('waiting', 'forward-nothing', { port: 51820 }),
  'first-phone': seen('waiting', 'phone-none', {}),
  'router-dhcp-off': seen('waiting', 'dhcp-answers', { from: '192.168.178.1' }),
  'server-dhcp': seen('waiting', 'not-looked', {}),
};
const namesSet: Partial<Record<RouterCheck, CheckSeen>> = {
  'fixed-address': seen('works', 'address-static', { address: '192.168.178.10' }),
  'dns-ipv4': seen('works', 'dns-is-server', { address: '192.168.178.10' }),
};

const report = (checks: Partial<Record<RouterCheck, CheckSeen>>, more: Partial<RouterReport> = {}): RouterReport => ({
  at: Date.now() - 4000,
  pc: {
    resolvers: [
      {
        resolver: { address: '192.168.178.1', family: 4, who: 'router', from: 'dhcp' },
        a: ['203.0.113.80'],
        aaaa: ['2001:db8:80::1'],
        https: [],
      },
      {
        resolver: { address: 'fd83:2b1c:7a40::1', family: 6, who: 'router', from: 'router-advertisement' },
        a: null,
        aaaa: null,
        https: null,
      },
    ],
    taken: '203.0.113.80',
    way: 'public',
    browsers: [],
  },
  server: {
    address: '192.168.178.10',
    leased: true,
    ula,
    mac: '02:42:c0:a8:b2:0a',
    hostname: 'homeserver',
    networks6: ['fd83:2b1c:7a40::/64'],
    routerMac: '24:65:11:12:34:56',
    heardIpv6: true,
    heardDhcp: true,
    dhcp: [{ from: '192.168.178.1', dns: ['192.168.178.1'], router: '192.168.178.1' }],
    announced: [{ from: 'fe80::1', by: 'router-advertisement', dns: ['fd83:2b1c:7a40::1'] }],
    routerSays: ['203.0.113.80'],
    worldSays: ['203.0.113.80'],
    serverSays: ['192.168.178.10'],
    knock: 'not-seen',
    packets: 0,
    hellos: 0,
    handshakeFromOutside: null,
    handshakeOverIpv6: null,
  },
  mapping: null,
  checks: { ...nothingSet, ...checks },
  ...more,
});

/** Nobody has set anything yet. */
export const untouched = (): RouterReport => report({});
/** As on the mock-up: two are done, IPv6 is waited for. */
export const halfDone = (): RouterReport => report(namesSet);
const allNames: Partial<Record<RouterCheck, CheckSeen>> = {
  ...namesSet,
  'dns-ipv6': seen('works', 'ipv6-is-server', { address: ula }),
  'this-pc': seen('works', 'pc-direct', { address: '192.168.178.10' }),
};
export const namesDone = (): RouterReport => report(allNames);
export const allDone = (): RouterReport =>
  report({
    ...allNames,
    forward: seen('works', 'forward-proven', {}),
    'first-phone': seen('works', 'phone-seen', { name: 'Anna’s iPhone' }),
  });
/** What people meet: another address, a filter, a browser that asks elsewhere. */
export const inTheWay = (): RouterReport =>
  report({
    'fixed-address': seen('wrong', 'address-changed', { before: '192.168.178.10', address: '192.168.178.23' }),
    'dns-ipv4': seen('wrong', 'dns-is-both', { dns: '192.168.178.1' }),
    rebind: seen('wrong', 'rebind-filtered', { router: '192.168.178.1' }),
    'this-pc': seen('wrong', 'pc-browser', { browsers: 'Firefox' }),
  });
/** The ULA is there only once the box above it is ticked. */
export const withoutUla = (): RouterReport => {
  const { server, ...rest } = report(namesSet);
  return { ...rest, server: server && { ...server, ula: null } };
};
export const mapped = (): RouterReport =>
  report(
    { ...allNames, forward: seen('works', 'forward-listed', { minutes: 58 }) },
    { mapping: { to: '192.168.178.10', port: 51820, leaseSeconds: 3480, description: 'Immich at Home' } },
  );
export const dhcpSilent = (): RouterReport =>
  report({
    'fixed-address': seen('works', 'address-static', { address: '192.168.178.10' }),
    'router-dhcp-off': seen('works', 'dhcp-silent', {}),
  });

/** DHCP switched off in the router before the server has its address for good. */
export const dhcpSilentOnLoan = (): RouterReport =>
  report({ 'router-dhcp-off': seen('wrong', 'dhcp-silent-on-loan', { address: '192.168.178.10' }) });
/** The router names the server, and itself over IPv6, which this PC follows. */
export const ipv6Stays = (): RouterReport => report(namesSet);
/** The server did not answer in time. */
export const serverSilent = (): RouterReport => ({ ...report({}), server: null });

export const reachable: ReachReport = {
  at: Date.now(),
  verdict: 'reachable',
  why: seen('works', 'reach-own-address', { address: '198.51.100.20' }),
  wan: '198.51.100.20',
  seen4: '198.51.100.20',
  seen6: null,
  ipv6: 'none',
  ways: [],
};
export const shared: ReachReport = {
  ...reachable,
  verdict: 'not-reachable',
  why: seen('wrong', 'reach-shared-address', { address: '100.64.3.9' }),
  wan: '100.64.3.9',
  seen4: '203.0.113.7',
  seen6: '2001:db8:1::10',
  ipv6: 'untested',
  ways: ['public-door', 'at-home', 'ipv6', 'router-wireguard', 'ask-provider'],
};
