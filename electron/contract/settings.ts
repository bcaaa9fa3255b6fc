/**
 * What a household wants, checked as it is typed: the same schemas serve the fields of the window, the CLI's file and the
 * copy that stays on the server. No secret is in here; those travel beside it (see secrets.ts).
 */
import * as v from 'valibot';
import {
  accessModels,
  because,
  cloudflareWays,
  Email,
  fieldProblems,
  Folder,
  ImmichImages,
  ImmichVersion,
  mostFormer,
  PersonName,
  TimeZone,
  type FieldProblem,
} from './fields';
import { readHostname, registrableDomain } from './hostname';
import {
  contains,
  isAddress,
  isPrivate,
  isPublicAddress,
  isUlaNetwork,
  numberOf,
  overlap,
  readRange,
  writeRange,
} from './range';

export const Hostname = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = readHostname(dataset.value);
    if ('name' in read) return read.name;
    addIssue({ message: because(read.problem) });
    return NEVER;
  }),
);

const Address = v.pipe(
  v.string(),
  v.trim(),
  v.check(isAddress, because('range')),
  v.check(isPrivate, because('not-private')),
);
const Network = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const range = readRange(dataset.value);
    if (range) return writeRange(range);
    addIssue({ message: because('range') });
    return NEVER;
  }),
  v.check((text) => isPrivate(text.split('/')[0] ?? ''), because('not-private')),
);
const Port = v.pipe(
  v.number(),
  v.integer(because('port')),
  v.minValue(1, because('port')),
  v.maxValue(65535, because('port')),
);

/** A fixed address of the home in the internet, IPv4 or IPv6. */
const PublicAddress = v.pipe(v.string(), v.trim(), v.check(isPublicAddress, because('not-public')));

const rangeOf = (text: string): { network: string; bits: number } => readRange(text) ?? { network: '0.0.0.0', bits: 0 };

/** A pool of addresses at home: in its network, in order, and neither the router's nor the server's own among them. */
function isPool(
  { network, address, router }: { network: string; address: string; router: string },
  pool: { from: string; to: string } | null,
): boolean {
  if (pool === null) return true;
  const home = rangeOf(network);
  const [from, to] = [numberOf(home, pool.from), numberOf(home, pool.to)];
  const taken = [address, router].map((one) => numberOf(home, one));
  return contains(home, pool.from) && contains(home, pool.to) && from <= to && taken.every((n) => n < from || n > to);
}

export const Settings = v.pipe(
  v.strictObject({
    /** Which ways lead in: both doors, home and VPN only, public door only. */
    access: v.picklist(accessModels),
    hosts: v.strictObject({ photos: Hostname, share: Hostname, vpn: Hostname }),
    photos: v.strictObject({ folder: Folder }),
    /** PostgreSQL's folder: a local disk, never a network share. */
    database: v.strictObject({ folder: Folder }),
    timeZone: TimeZone,
    recognition: v.boolean(),
    admin: v.strictObject({ name: PersonName, email: Email }),
    lan: v.strictObject({ network: Network, address: Address, router: Address }),
    vpn: v.strictObject({
      network: Network,
      port: Port,
      /** "fd12:3456:789a:1::/64", the home's own and random; null = no IPv6 in the VPN. */
      network6: v.optional(v.nullable(v.pipe(v.string(), v.check(isUlaNetwork, because('not-ula')))), null),
    }),
    /** Where phones on the road knock: our record at Cloudflare (hosts.vpn), the router's own name, or a fixed address. */
    endpoint: v.optional(
      v.variant('kind', [
        /**
         * `ipv6`: an AAAA as well; the window offers it only when a phone has come that way, whoever writes settings by hand may wish for
         * it at once. `ipv4` false: no A record, because apps that see both take IPv4, which a provider's shared address swallows.
         */
        v.strictObject({ kind: v.literal('record'), ipv6: v.boolean(), ipv4: v.optional(v.boolean(), true) }),
        v.strictObject({ kind: v.literal('name'), name: Hostname }),
        v.strictObject({ kind: v.literal('address'), address: PublicAddress }),
      ]),
      { kind: 'record', ipv6: false, ipv4: true },
    ),
    /** What the server does in the router's place, each only when chosen. */
    router: v.optional(
      v.strictObject({
        /** Asks the router for the port forward (UPnP, else NAT-PMP), again and again before it expires. */
        mapping: v.boolean(),
        /** Hands out addresses at home: for routers that cannot hand out another DNS server. */
        dhcp: v.nullable(v.strictObject({ from: Address, to: Address })),
      }),
      { mapping: false, dhcp: null },
    ),
    /** How the public door is made. `settings` are the zone-wide ones that we may change: each only on its own yes. */
    cloudflare: v.optional(
      v.strictObject({
        way: v.picklist(cloudflareWays),
        settings: v.strictObject({ strictTls: v.boolean(), minimumTls: v.boolean(), alwaysHttps: v.boolean() }),
      }),
      { way: 'token', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } },
    ),
    /** The guests' host. `links`: whether Immich writes it into new share links, or keeps what it has. */
    share: v.optional(v.strictObject({ uploads: v.boolean(), links: v.picklist(['share-host', 'as-it-is']) }), {
      uploads: false,
      links: 'share-host',
    }),
    /** Names of before that still lead here, newest first: served as redirects (vpn: published) until they are taken out of this list. */
    former: v.optional(
      v.pipe(
        v.array(v.strictObject({ photos: Hostname, share: Hostname, vpn: Hostname })),
        v.maxLength(mostFormer, because('too-long')),
      ),
      [],
    ),
    /**
     * Which Immich runs. `version` null = none was chosen yet: the one that is there, or on a new server the program's newest. `images`: of a
     * server that was taken over with a version this program has no pins of; else null.
     */
    immich: v.optional(v.strictObject({ version: v.nullable(ImmichVersion), images: v.nullable(ImmichImages) }), {
      version: null,
      images: null,
    }),
    /** A nightly copy of the database's dumps, and of the photos where `photos`, into a folder on a second disk; null = none. */
    backup: v.optional(v.nullable(v.strictObject({ folder: Folder, photos: v.boolean() })), null),
    /** The folder of the compose file of somebody's own Immich that was taken over; null = it was set up by us. */
    adopts: v.optional(v.nullable(Folder), null),
  }),
  v.forward(
    v.check(({ hosts }) => hosts.share !== hosts.photos, because('same-name')),
    ['hosts', 'share'],
  ),
  v.forward(
    v.check(({ hosts }) => hosts.vpn !== hosts.photos && hosts.vpn !== hosts.share, because('same-name')),
    ['hosts', 'vpn'],
  ),
  v.forward(
    v.check(
      ({ hosts }) => registrableDomain(hosts.share) === registrableDomain(hosts.photos),
      because('different-domain'),
    ),
    ['hosts', 'share'],
  ),
  v.forward(
    v.check(
      ({ hosts }) => registrableDomain(hosts.vpn) === registrableDomain(hosts.photos),
      because('different-domain'),
    ),
    ['hosts', 'vpn'],
  ),
  v.forward(
    v.check(({ lan }) => contains(rangeOf(lan.network), lan.address), because('outside-range')),
    ['lan', 'address'],
  ),
  v.forward(
    v.check(({ lan }) => contains(rangeOf(lan.network), lan.router), because('outside-range')),
    ['lan', 'router'],
  ),
  v.forward(
    v.check(
      ({ vpn }) => rangeOf(vpn.network).bits <= 23 && rangeOf(vpn.network).bits >= 12,
      because('range-too-small'),
    ),
    ['vpn', 'network'],
  ),
  v.forward(
    v.check(({ lan, router }) => isPool(lan, router.dhcp), because('outside-range')),
    ['router', 'dhcp'],
  ),
  v.forward(
    v.check(({ endpoint: way }) => way.kind !== 'record' || way.ipv4 || way.ipv6, because('no-family')),
    ['endpoint'],
  ),
  v.forward(
    v.check(({ lan, vpn }) => !overlap(rangeOf(lan.network), rangeOf(vpn.network)), because('overlap')),
    ['vpn', 'network'],
  ),
);
export type Settings = v.InferOutput<typeof Settings>;

/** The zone at Cloudflare that holds the hostnames. */
export const zoneOf = (settings: Settings): string => registrableDomain(settings.hosts.photos) ?? settings.hosts.photos;

export interface FieldIssue {
  /** "hosts.photos": the path in the settings. */
  readonly field: string;
  readonly problem: FieldProblem;
}

/** Reads settings from outside, also those that an earlier release has stored: the settings, or every field that is not right with its reason. */
export function readSettings(input: unknown): { settings: Settings } | { issues: readonly FieldIssue[] } {
  const read = v.safeParse(Settings, input);
  if (read.success) return { settings: read.output };
  return {
    issues: read.issues.map((issue) => ({
      field: v.getDotPath(issue) ?? '',
      problem:
        fieldProblems.find((problem) => problem === issue.message) ??
        (issue.received === 'undefined' ? 'empty' : 'characters'),
    })),
  };
}

/** What a server or a PC of the family keeps: null when there is nothing, or it is damaged. */
export function readStoredSettings(text: string | null): Settings | null {
  try {
    const read = readSettings(JSON.parse(text ?? ''));
    return 'settings' in read ? read.settings : null;
  } catch {
    return null;
  }
}
