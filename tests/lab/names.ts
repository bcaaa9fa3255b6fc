// The lab's fixed names, addresses and credentials, so that anybody can look in from outside while it runs.
// Surprise: nothing in here is secret; the CA of the lab is made new in every cache directory.
import { join } from 'node:path';

export const hosts = ['home', 'pc', 'router', 'inet', 'phone'] as const;
export type Host = (typeof hosts)[number];

/** A second lab beside the first (IAH_LAB=other) has namespaces and directories of its own, and the same addresses in them. */
const lab = process.env['IAH_LAB'] ?? 'iah';

export const namespaceOf = (host: Host): string => `${lab}-${host}`;

export const addresses = {
  home: '192.168.178.10',
  pc: '192.168.178.20',
  router: '192.168.178.1',
  routerWan: '203.0.113.2',
  inet: '203.0.113.1',
  phone: '198.51.100.2',
  /** The router's own in the home's lasting IPv6 network; the others have theirs by their MAC. */
  router6: 'fd17:8a2c:4e90:1::1',
  home6: 'fd17:8a2c:4e90:1:1a:50ff:fe00:10',
  pc6: 'fd17:8a2c:4e90:1:1a:50ff:fe00:20',
  /** Theirs in the internet, where the home has IPv6 from its provider. */
  homeGlobal6: '2001:db8:178:1:1a:50ff:fe00:10',
  pcGlobal6: '2001:db8:178:1:1a:50ff:fe00:20',
  routerGlobal6: '2001:db8:178:1::1',
  routerWan6: '2001:db8:203:113::2',
  phone6: '2001:db8:198:51::2',
  /** What the world sees of a home behind a provider's NAT or a second router. */
  carrier: '203.0.113.77',
  /** The lab's public resolver. */
  resolver: '203.0.113.10',
  /** deb.debian.org and security.debian.org: plain http, passed out through a unix socket. */
  mirror: '203.0.113.20',
} as const;

/** Where mobile data ends; guests of the hotel come from here too. */
export const hotelWan = '198.51.100.1';

/** The home's networks in IPv6: its own and the provider's. */
export const networks6 = { ula: 'fd17:8a2c:4e90:1::', internet: '2001:db8:178:1::' } as const;

/** Every address the internet may answer on; all of them are on inet's `lo`. */
export const publicAddresses: readonly string[] = Array.from({ length: 21 }, (_, n) => `203.0.113.${10 + n}`);

/** The same in IPv6: few services have one. */
export const publicAddresses6: readonly string[] = ['2001:db8:cf::10', '2001:db8:cf::11'];

export const owner = { name: 'owner', password: 'wonder land' } as const;

export const domain = 'example-family.net';
export const hostnames = {
  photos: `photos.${domain}`,
  share: `share-photos.${domain}`,
  vpn: `vpn.${domain}`,
} as const;

export const wireguardPort = 51820;

export const systems = ['trixie', 'bookworm'] as const;
export type System = (typeof systems)[number];

/** What survives `down`: package trees, .deb files, the CA. Everything else is gone afterwards. */
export const cacheDir = process.env['IAH_LAB_CACHE'] ?? '/var/cache/iah-lab';
export const runDir = `/run/${lab}-lab`;
export const treesDir = `/var/lib/${lab}-lab`;

export const caCertificate = join(cacheDir, 'ca', 'ca.crt');
/** The unix socket on which the outside passes requests to Debian's mirrors. */
export const mirrorSocket = join(runDir, 'mirror.sock');

/** Every certificate authority that the pc and the phone trust. */
export const trustedRoots = join(runDir, 'trusted-roots.pem');
