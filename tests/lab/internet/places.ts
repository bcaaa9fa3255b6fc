// Where each service of the lab's internet answers and keeps its things.
// Surprise: names are matched to addresses here once; DNS, certificates and listeners all read this table, so a name that
// stands here resolves, has a certificate and is listened on.
import { join } from 'node:path';
import { cacheDir, domain, runDir } from '../names.ts';

export const addressOf = {
  resolver: '203.0.113.10',
  cloudflareApi: '203.0.113.11',
  acme: '203.0.113.12',
  registry: '203.0.113.13',
  packages: '203.0.113.14',
  mirror: '203.0.113.20',
  edge: '203.0.113.30',
} as const;

/** Public name → address. The household's own zone is not here: its records are what the Cloudflare API holds. */
export const addresses: Readonly<Record<string, string>> = {
  'deb.debian.org': addressOf.mirror,
  'security.debian.org': addressOf.mirror,
  'api.cloudflare.com': addressOf.cloudflareApi,
  'acme-v02.api.letsencrypt.org': addressOf.acme,
  'acme-staging-v02.api.letsencrypt.org': addressOf.acme,
  'ghcr.io': addressOf.registry,
  'registry-1.docker.io': addressOf.registry,
  'download.docker.com': addressOf.packages,
  'pkg.cloudflare.com': addressOf.packages,
  'region1.v2.argotunnel.com': addressOf.edge,
  'region2.v2.argotunnel.com': addressOf.edge,
  'one.one.one.one': addressOf.resolver,
  'ada.ns.cloudflare.com': addressOf.resolver,
  'bob.ns.cloudflare.com': addressOf.resolver,
};

/** The few that answer by IPv6 too: whoever has it is seen with it. */
export const addresses6: Readonly<Record<string, string>> = { 'api.cloudflare.com': '2001:db8:cf::11' };

/** The edge answers https for the household's names; those that only cloudflared asks for need no certificate. */
const uncertified = new Set<string>([addressOf.mirror, addressOf.resolver, addressOf.edge]);

/** The names that need a certificate: those that answer https. */
export const certifiedNames = (): string[] => [
  ...Object.keys(addresses).filter((name) => !uncertified.has(addresses[name] ?? '')),
  ...[domain, secondZone.name, clubZone.name].flatMap((name) => [name, `*.${name}`]),
  'localhost',
];

export const zone = { id: '9a1f0c6b7d2e4f3a8b5c6d7e8f901234', name: domain } as const;
/** The family's second domain, in the same account: where a household may move to. */
export const secondZone = { id: '1c3d5e7f9a1b2d4f6b8d0f2c4e6a8193', name: 'example-cousins.org' } as const;
/** In the club's account. */
export const clubZone = { id: '2d4e6f8a0b2c3e5a7c9e1a3d5f7b9204', name: 'example-club.org' } as const;
export const otherZone = { id: '0b2c4d6e8f0a1c3e5a7c9e1b3d5f7092', name: 'neighbours.example' } as const;

export const authority = { id: 'ca', directory: join(cacheDir, 'ca') } as const;
export const caKey = join(authority.directory, 'ca.key');
export const serverCertificate = join(authority.directory, 'internet.crt');
export const serverKey = join(authority.directory, 'internet.key');

export const registryDir = join(cacheDir, 'registry');
export const imagesDir = join(cacheDir, 'images');
/** Of the key that signs the lab's download.docker.com; the real one has another. */
export const dockerKeyFingerprint = join(cacheDir, 'docker-key.fingerprint');
export const dockerAptDir = join(cacheDir, 'download.docker.com');
/** Of the key that signs the lab's pkg.cloudflare.com. */
export const cloudflaredKeyFingerprint = join(cacheDir, 'cloudflared-key.fingerprint');
export const cloudflareAptDir = join(cacheDir, 'pkg.cloudflare.com');

export const controlSocket = join(runDir, 'internet.sock');
export const cloudflareState = join(runDir, 'cloudflare.json');
export const pebbleConfig = join(runDir, 'pebble.json');
export const pebbleRoot = join(runDir, 'pebble-root.pem');
export const registryConfig = join(runDir, 'registry.yml');
export const pinsFile = join(runDir, 'pins.json');
/** The same, of a later program: it knows a next release of Immich, and one that never answers. */
export const laterPinsFile = join(runDir, 'pins-later.json');

/** Only inside the namespace: what stands behind the https fronts. */
export const pebblePort = 14000;
export const pebbleManagementPort = 15000;
export const registryPort = 5000;
