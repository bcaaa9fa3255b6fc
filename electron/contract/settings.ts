/**
 * What a household wants, checked as it is typed: the same schemas serve the fields of the window, the CLI's file and the
 * copy that stays on the server. No secret is in here; those travel beside it (see `Secrets`).
 */
import * as v from 'valibot';
import { namesBeforeDomain, readHostname, registrableDomain } from './hostname';
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

/** A reason a field is not right, as a key: renderer/text has the sentence. */
export const fieldProblems = [
  'empty',
  'characters',
  'too-long',
  'too-short',
  'no-domain',
  'public-suffix',
  'address',
  'same-name',
  'different-domain',
  'too-deep',
  'not-absolute',
  'system-folder',
  'range',
  'range-too-small',
  'not-private',
  'overlap',
  'outside-range',
  'email',
  'time-zone',
  'port',
  'leading-space',
  'tunnel-token',
  'not-public',
  'not-ula',
  'no-family',
] as const;
export type FieldProblem = (typeof fieldProblems)[number];
const because = (problem: FieldProblem): FieldProblem => problem;

export const Hostname = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = readHostname(dataset.value);
    if ('name' in read) return read.name;
    addIssue({ message: because(read.problem) });
    return NEVER;
  }),
);

/** Folders nobody should fill with photos, as the article's readers have done. */
const systemFolders =
  /^\/(?:$|(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|tmp|usr|root)(?:\/|$))|^\/(?:var|home|srv|mnt|media|opt)$/;
export const Folder = v.pipe(
  v.string(),
  v.transform((path) => path.trim().replace(/(?<=.)\/+$/, '')),
  v.startsWith('/', because('not-absolute')),
  v.maxLength(200, because('too-long')),
  // docker compose reads .env: quotes, $, # and control characters would change meaning there
  v.regex(/^\/[\p{L}\p{N} ._@+,/-]*$/u, because('characters')),
  v.check((path) => !path.split('/').includes('..'), because('characters')),
  v.check((path) => !systemFolders.test(path), because('system-folder')),
);

export const PhoneName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.normalize('NFC'),
  v.maxLength(40, because('too-long')),
  v.regex(/^[\p{L}\p{M}\p{N} ._'’()+-]+$/u, because('characters')),
);

export const Email = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.minLength(1, because('empty')),
  v.email(because('email')),
  v.maxLength(200, because('too-long')),
);

/** Without @: files on the server name their secrets by it. */
export const PersonName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.maxLength(80, because('too-long')),
  v.regex(/^[^@\p{Cc}]+$/u, because('characters')),
);

/** The first account's password: Immich asks for eight, we ask for ten; spaces at the ends get lost when copied. */
export const Password = v.pipe(
  v.string(),
  v.minLength(10, because('too-short')),
  v.maxLength(200, because('too-long')),
  v.check((text) => text === text.trim(), because('leading-space')),
  v.regex(/^\P{Cc}*$/u, because('characters')),
);

/** The password of an account that is there already: whatever Immich once took. */
export const AnyPassword = v.pipe(
  v.string(),
  v.minLength(1, because('empty')),
  v.maxLength(200, because('too-long')),
  v.regex(/^\P{Cc}*$/u, because('characters')),
);

/** What Cloudflare's page shows for a tunnel: base64 of its account, id and secret. People paste the whole command around it. */
export const TunnelToken = v.pipe(
  v.string(),
  v.transform((text) => /\beyJ[A-Za-z0-9+/=_-]{60,}/.exec(text)?.[0] ?? text.trim()),
  v.minLength(1, because('empty')),
  v.maxLength(2000, because('too-long')),
  v.check((text) => readTunnelToken(text) !== null, because('tunnel-token')),
);

/** Which tunnel a token is for; null when it is none. Its secret is not looked at. */
export function readTunnelToken(token: string): { account: string; tunnel: string } | null {
  try {
    const read = v.safeParse(
      v.object({
        a: v.pipe(v.string(), v.hexadecimal()),
        t: v.pipe(v.string(), v.uuid()),
        s: v.pipe(v.string(), v.minLength(20)),
      }),
      JSON.parse(atob(token)),
    );
    return read.success ? { account: read.output.a, tunnel: read.output.t } : null;
  } catch {
    return null;
  }
}

/** A Cloudflare API token: 40 characters, newer ones longer and with a prefix. */
export const Token = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.regex(/^[A-Za-z0-9_-]{30,200}$/, because('characters')),
);

export const TimeZone = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/, because('time-zone')),
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

/** A release of Immich, as its tags are called: "v3.2.4". */
export const ImmichVersion = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^v\d{1,3}\.\d{1,3}\.\d{1,3}$/, because('characters')),
);
/** An image as Docker names it, digest included where one is pinned. */
const ImageName = v.pipe(v.string(), v.regex(/^[a-z0-9][A-Za-z0-9._:/@-]{0,250}$/, because('characters')));
export const ImmichImages = v.strictObject({
  server: ImageName,
  machineLearning: ImageName,
  valkey: ImageName,
  postgres: ImageName,
});
export type ImmichImages = v.InferOutput<typeof ImmichImages>;

/** Names under which this home was known before; more than a few at once nobody can tell apart any more. */
export const mostFormer = 12;

export const accessModels = ['both', 'home', 'public'] as const;
export type Access = (typeof accessModels)[number];
/** By the set-up token from this PC, or by hand in Cloudflare's dashboard with a tunnel's token pasted here. */
export const cloudflareWays = ['token', 'hand'] as const;

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

/** Former names of a kind that are not what they are called now, each once: photos [] = no redirect. */
export const formerly = (
  settings: Pick<Settings, 'former' | 'hosts'>,
  which: keyof Settings['hosts'],
): readonly string[] => [
  ...new Set(settings.former.map((names) => names[which]).filter((name) => name !== settings.hosts[which])),
];

/**
 * Kinds of names that would have to serve as two: a name of before that was of another kind. [] = all can be served. Nobody could tell a
 * guest's link from the family's own door under such a name.
 */
export function crossing(settings: Pick<Settings, 'former' | 'hosts'>): readonly (keyof Settings['hosts'])[] {
  const kinds = ['photos', 'share', 'vpn'] as const;
  const of = (kind: keyof Settings['hosts']): readonly string[] => [settings.hosts[kind], ...formerly(settings, kind)];
  return kinds.filter((kind) =>
    kinds.some((other) => other !== kind && formerly(settings, other).some((name) => of(kind).includes(name))),
  );
}

/** The zone at Cloudflare that holds the hostnames. */
export const zoneOf = (settings: Settings): string => registrableDomain(settings.hosts.photos) ?? settings.hosts.photos;

/** True when strangers reach the sign-in page, and guests their albums, through Cloudflare. */
export const hasPublicDoor = ({ access }: Pick<Settings, 'access'>): boolean => access !== 'home';
/** True when devices take the direct way, at home and on the road. */
export const hasDirectWay = ({ access }: Pick<Settings, 'access'>): boolean => access !== 'public';

/** The name or address at which phones on the road knock, without port. */
export const endpointHost = ({ endpoint, hosts }: Pick<Settings, 'endpoint' | 'hosts'>): string =>
  endpoint.kind === 'record' ? hosts.vpn : endpoint.kind === 'name' ? endpoint.name : endpoint.address;
/** As WireGuard writes it: "vpn.example.net:51820", "[2001:db8::1]:51820". */
export function endpointOf(settings: Pick<Settings, 'endpoint' | 'hosts' | 'vpn'>): string {
  const host = endpointHost(settings);
  return `${host.includes(':') ? `[${host}]` : host}:${settings.vpn.port}`;
}

/** The wide set-up token is not among them: it is used from this PC only and never gets near a file. */
export const secretNames = ['dnsToken', 'adminPassword', 'tunnelToken'] as const;
/** Secrets of a household, by name. A file says `@secret:dnsToken@` where one belongs; it is filled in when the file is sent. */
export type SecretName = (typeof secretNames)[number];

/** Where a file on the server gets a secret that only the server knows: replaced there, masked when read back. */
export const kept = (path: string): string => `@kept:${path}@`;
export const secret = (name: SecretName): string => `@secret:${name}@`;

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

/**
 * Reads settings that are chosen now. More is asked of these than of stored ones, which must stay readable to be changed: Cloudflare's
 * certificate covers the domain and one name before it, so a deeper one could never be reached through the public door; and a name of
 * before stays of its kind as long as it leads here.
 */
export function readWishes(input: unknown): ReturnType<typeof readSettings> {
  const read = readSettings(input);
  if ('issues' in read) return read;
  const { settings } = read;
  const crossed = crossing(settings);
  if (crossed.length > 0) return { issues: crossed.map((host) => ({ field: `hosts.${host}`, problem: 'same-name' })) };
  if (!hasPublicDoor(settings)) return read;
  const tooDeep = (['photos', 'share'] as const).filter((host) => namesBeforeDomain(settings.hosts[host]) > 1);
  if (tooDeep.length === 0) return read;
  return { issues: tooDeep.map((host) => ({ field: `hosts.${host}`, problem: 'too-deep' })) };
}
