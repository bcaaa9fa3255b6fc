// What a home looks like where everything is set as it should be; a case says what is different.
import type { KnownPhone } from '../../../electron/network/judge-forward';
import type { RouterToJudge } from '../../../electron/network/judge-router';
import type { Asked, Resolver, SeenFromPc, SeenFromServer } from '../../../electron/contract/router';

export const host = 'photos.example-family.net';
export const server4 = '192.168.178.10';
export const serverUla = 'fd17:8a2c:4e90:1:1a:50ff:fe00:10';
export const router4 = '192.168.178.1';
export const routerLinkLocal = 'fe80::2665:11ff:fe12:3456';
export const routerUla = 'fd17:8a2c:4e90:1:2665:11ff:fe12:3456';
export const edge = '104.16.0.1';
export const now = 1_800_000_000_000;

const offer = (dns: readonly string[], from = router4) => ({ from, dns, router: router4 });
export const dhcp = { router: [offer([router4])], server: [offer([server4])], offer };
export const announced = (...dns: string[]) => [{ from: routerLinkLocal, by: 'router-advertisement' as const, dns }];

export const seenFromServer: SeenFromServer = {
  address: server4,
  leased: false,
  ula: serverUla,
  mac: '02:1a:50:00:00:10',
  hostname: 'homeserver',
  networks6: ['fd17:8a2c:4e90:1::/64', '2001:db8:178:1::/64'],
  routerMac: '24:65:11:12:34:56',
  heardIpv6: true,
  heardDhcp: true,
  dhcp: dhcp.server,
  announced: [],
  routerSays: [edge],
  worldSays: [edge],
  serverSays: [server4],
  knock: 'not-tried',
  packets: 0,
  hellos: 0,
  handshakeFromOutside: null,
  handshakeOverIpv6: null,
};

export function resolver(
  address: string,
  who: Resolver['who'],
  a: Asked['a'],
  from: Resolver['from'] = 'unknown',
): Asked {
  return { resolver: { address, family: address.includes(':') ? 6 : 4, who, from }, a, aaaa: [], https: [] };
}

export const seenFromPc: SeenFromPc = {
  resolvers: [resolver(server4, 'server', [server4])],
  taken: server4,
  way: 'home',
  browsers: [],
};
/** Told by the router as it left the factory. */
export const pcGoesPublic: SeenFromPc = {
  resolvers: [resolver(router4, 'router', [edge])],
  taken: edge,
  way: 'public',
  browsers: [],
};

export const phone = (name: string, changes: Partial<KnownPhone> = {}): KnownPhone => ({
  name,
  publicKey: name,
  addedAt: now - 60_000,
  handshakeAt: null,
  ...changes,
});

export type Changes = Partial<Omit<RouterToJudge, 'server' | 'pc' | 'settings'>> & {
  readonly server?: Partial<SeenFromServer> | null;
  readonly pc?: Partial<SeenFromPc>;
  readonly settings?: Partial<RouterToJudge['settings']>;
};

export const home = ({ server = {}, pc = {}, settings = {}, ...changes }: Changes = {}): RouterToJudge => ({
  settings: {
    access: 'both',
    hosts: { photos: host, share: 'share-photos.example-family.net', vpn: 'vpn.example-family.net' },
    lan: { network: '192.168.178.0/24', address: server4, router: router4 },
    vpn: { network: '10.86.0.0/16', port: 51820, network6: null },
    router: { mapping: false, dhcp: null },
    ...settings,
  },
  pc: { ...seenFromPc, ...pc },
  atHome: true,
  server: server && { ...seenFromServer, ...server },
  mapping: null,
  phones: [],
  reach: null,
  unanswered: 0,
  now,
  ...changes,
});
