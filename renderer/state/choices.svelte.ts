// What the household wants, while it is being typed. Checked by the contract's own schemas through the main process at each
// keystroke; a field complains only once it was touched or "Continue" was pressed.
import { SvelteSet } from 'svelte/reactivity';
import * as v from 'valibot';
import type { ServerFacts } from '../../electron/contract/check';
import type { Adoption } from '../../electron/contract/day-two';
import type { Failure } from '../../electron/contract/failure';
import type { Output, SecretsInput, SetupTokenSeen } from '../../electron/contract/ipc';
import { renamed } from '../../electron/contract/names';
import { overlap, readRange } from '../../electron/contract/range';
import {
  AnyPassword,
  Password,
  Token,
  TunnelToken,
  type Access,
  type FieldProblem,
} from '../../electron/contract/fields';
import type { FieldIssue, Settings } from '../../electron/contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../electron/contract/ways';
import type { Ask } from './asking.svelte';
import { readHostname, readSettings, registrableDomain, zoneOf } from './rules.svelte';
import { TokenCheck } from './token-check.svelte';

/** `cloudflare` is the public door there, `token` what stays on the server for certificate and direct line. */
export const sections = ['addresses', 'cloudflare', 'token', 'guests', 'place', 'account', 'networks'] as const;
export type Section = (typeof sections)[number];

/** Why the set-up token is needed: to make the door, to change what stands at Cloudflare, to take the door away. */
type SetupReason = 'make' | 'change' | 'leave';

/** Which section a field of the settings is in, by the beginning of its path. */
const homes: readonly [prefix: string, section: Section][] = [
  ['hosts.', 'addresses'],
  ['endpoint', 'addresses'],
  ['cloudflare.', 'cloudflare'],
  ['share.', 'guests'],
  ['photos.', 'place'],
  ['timeZone', 'place'],
  ['admin.', 'account'],
  ['password', 'account'],
  ['', 'networks'],
];
const sectionOf = (field: string): Section => homes.find(([prefix]) => field.startsWith(prefix))?.[1] ?? 'networks';

/** Ranges that homes, hotels and offices rarely use; the first that is not the home's own is proposed. */
const vpnCandidates = ['10.83.52.0/22', '10.147.20.0/22', '172.27.84.0/22', '192.168.212.0/22'];

export function proposeVpn(home: string): string {
  const range = readRange(home);
  const apart = (candidate: string): boolean => {
    const other = readRange(candidate);
    return !range || !other || !overlap(range, other);
  };
  return vpnCandidates.find(apart) ?? vpnCandidates[0] ?? '';
}

/** A network of the home's own for IPv6 in its VPN (RFC 4193): random, so that no two homes share one. */
export function makeVpn6(): string {
  const [a, b, c, d] = crypto.getRandomValues(new Uint16Array(4)).map((part) => part || 1);
  const hex = (part = 1): string => part.toString(16);
  return `fd${hex((a ?? 0) & 0xff).padStart(2, '0')}:${hex(b)}:${hex(c)}:${hex(d)}::/64`;
}

type Endpoint = Settings['endpoint'];

const names = ['photos', 'share', 'vpn'] as const;
const nothingKept: Pick<Settings, 'former' | 'immich' | 'backup' | 'adopts'> = {
  former: [],
  immich: { version: null, images: null },
  backup: null,
  adopts: null,
};

/** What may change without the whole of the choices being gone through: the way in, where phones knock, and what the server does in the router's place. */
export interface Wishes {
  readonly lanAddress: string;
  readonly endpointKind: Endpoint['kind'];
  readonly endpointIpv6: boolean;
  readonly endpointIpv4: boolean;
  readonly routerMapping: boolean;
  readonly routerDhcp: Settings['router']['dhcp'];
}

export type SecretAsked = keyof SecretsInput;
/** Which section asks for a secret, and in which field. */
const asks: Readonly<Record<SecretAsked, Section>> = {
  setupToken: 'cloudflare',
  tunnelToken: 'cloudflare',
  dnsToken: 'token',
  adminPassword: 'account',
};
export const fieldOf: Readonly<Record<SecretAsked, string>> = {
  setupToken: 'setupToken',
  tunnelToken: 'tunnelToken',
  dnsToken: 'token',
  adminPassword: 'password',
};
/** The secret that is missing, when it is one that can be asked for. */
export function secretMissing(failure: Failure | null): SecretAsked | null {
  if (failure?.code !== 'secret-missing') return null;
  return (Object.keys(asks) as SecretAsked[]).find((name) => name === failure.values.name) ?? null;
}

/** The guests' address that Immich writes into links; null where it is left as it is. */
const shareAddress = (settings: Pick<Settings, 'access' | 'hosts' | 'share'>): string | null =>
  hasPublicDoor(settings) && settings.share.links === 'share-host' ? settings.hosts.share : null;

/** What stands at Cloudflare, as far as the settings decide it. */
const atCloudflare = ({ hosts, cloudflare }: Pick<Settings, 'hosts' | 'cloudflare'>): string =>
  JSON.stringify([hosts.photos, hosts.share, Object.entries(cloudflare.settings).toSorted()]);

const problemOf = (text: string, read: v.SafeParseResult<v.GenericSchema<string>>): FieldProblem | null =>
  text.trim() === '' ? 'empty' : read.success ? null : (read.issues[0].message as FieldProblem);

export class Choices {
  access = $state<Access>('both');
  domain = $state('');
  photosName = $state('photos');
  shareName = $state('share-photos');
  vpnName = $state('vpn');
  token = $state('');
  way = $state<Settings['cloudflare']['way']>('token');
  setupToken = $state('');
  tunnelToken = $state('');
  strictTls = $state(false);
  minimumTls = $state(false);
  alwaysHttps = $state(false);
  guestUploads = $state(false);
  guestLinks = $state<Settings['share']['links']>('share-host');
  folder = $state('');
  ownFolder = $state(false);
  timeZone = $state('');
  recognition = $state(true);
  adminName = $state('');
  adminEmail = $state('');
  adminPassword = $state('');
  /** The password stands as we made it up. */
  passwordIsOurs = $state(false);
  lanAddress = $state('');
  lanNetwork = $state('');
  lanRouter = $state('');
  vpnNetwork = $state(vpnCandidates[0] ?? '');
  vpnPort = $state('51820');
  vpnNetwork6 = $state<string | null>(null);
  endpointKind = $state<Endpoint['kind']>('record');
  endpointIpv6 = $state(false);
  endpointIpv4 = $state(true);
  endpointName = $state('');
  endpointAddress = $state('');
  routerMapping = $state(false);
  routerDhcp = $state.raw<Settings['router']['dhcp']>(null);
  databaseFolder = $state('/var/lib/immich-at-home/database');
  /** What no step asks about goes along as it stands. */
  #kept = $state.raw<Pick<Settings, 'former' | 'immich' | 'backup' | 'adopts'>>(nothingKept);

  /** Set up before: what is on the server already need not be given again. */
  hasToken = $state(false);
  hasAccount = $state(false);
  /** What is on the server, and whether its public door stands there. */
  before = $state.raw<Settings | null>(null);
  doorStands = $state(false);
  /** Secrets that a plan asked for, beyond what could be known before. */
  readonly #demanded = new SvelteSet<SecretAsked>();
  open = $state<Section | null>('addresses');
  issues = $state.raw<readonly FieldIssue[]>([]);
  readonly dnsCheck = new TokenCheck<Output['settings:token']>();
  readonly setupCheck = new TokenCheck<SetupTokenSeen>();
  readonly touched = new SvelteSet<string>();
  attempted = $state(false);

  #checks = 0;
  #filledFrom: string | null = null;

  constructor(private readonly ask: Ask) {}

  #host(name: string): string {
    return this.domain.trim() === '' || name.trim() === '' ? '' : `${name.trim()}.${this.domain.trim()}`;
  }

  /** What this token may not change cannot be wished for: its ticks are not shown either. */
  readonly #maySet = $derived(this.setupCheck.seen?.settings !== null);

  get #endpoint(): Endpoint {
    if (this.endpointKind === 'name') return { kind: 'name', name: this.endpointName };
    if (this.endpointKind === 'address') return { kind: 'address', address: this.endpointAddress };
    return { kind: 'record', ipv6: this.endpointIpv6, ipv4: this.endpointIpv4 };
  }

  /** IPv6 alone: phones that are told an IPv4 address take it, also where it leads to the provider. */
  get endpointIpv6Alone(): boolean {
    return !this.endpointIpv4;
  }

  set endpointIpv6Alone(alone: boolean) {
    this.endpointIpv6 = alone;
    this.endpointIpv4 = !alone;
  }

  tryOverIpv6(): void {
    this.endpointKind = 'record';
    this.endpointIpv6Alone = true;
  }

  get wishes(): Wishes {
    const { lanAddress, endpointKind, endpointIpv6, endpointIpv4, routerMapping, routerDhcp } = this;
    return { lanAddress, endpointKind, endpointIpv6, endpointIpv4, routerMapping, routerDhcp };
  }

  set wishes(wishes: Wishes) {
    this.lanAddress = wishes.lanAddress;
    this.endpointKind = wishes.endpointKind;
    this.endpointIpv6 = wishes.endpointIpv6;
    this.endpointIpv4 = wishes.endpointIpv4;
    this.routerMapping = wishes.routerMapping;
    this.routerDhcp = wishes.routerDhcp;
  }

  get #former(): Settings['former'] {
    const hosts = {
      photos: this.#host(this.photosName),
      share: this.#host(this.shareName),
      vpn: this.#host(this.vpnName),
    };
    if (this.before === null || !this.hasAccount) return this.#kept.former;
    return renamed({ hosts: this.before.hosts, former: this.#kept.former }, hosts).former;
  }

  readonly draft = $derived({
    access: this.access,
    hosts: {
      photos: this.#host(this.photosName),
      share: this.#host(this.shareName),
      vpn: this.#host(this.vpnName),
    },
    photos: { folder: this.folder },
    database: { folder: this.databaseFolder },
    timeZone: this.timeZone,
    recognition: this.recognition,
    admin: { name: this.adminName, email: this.adminEmail },
    lan: { network: this.lanNetwork, address: this.lanAddress, router: this.lanRouter },
    vpn: {
      network: this.vpnNetwork,
      port: this.vpnPort.trim() === '' ? NaN : Number(this.vpnPort),
      network6: this.vpnNetwork6,
    },
    endpoint: this.#endpoint,
    router: { mapping: this.routerMapping, dhcp: this.routerDhcp },
    cloudflare: {
      way: this.way,
      settings: {
        strictTls: this.#maySet && this.strictTls,
        minimumTls: this.#maySet && this.minimumTls,
        alwaysHttps: this.#maySet && this.alwaysHttps,
      },
    },
    share: { uploads: this.guestUploads, links: this.guestLinks },
    ...this.#kept,
    former: this.#former,
  });

  /** The names of a set-up that stands are others: those of before go on leading here, and all of it holds or nothing does. */
  readonly renames = $derived.by((): boolean => {
    const { before, settings } = this;
    if (before === null || settings === null || !this.hasAccount) return false;
    return names.some((name) => before.hosts[name] !== settings.hosts[name]);
  });

  readonly hasDoor = $derived(hasPublicDoor(this));
  readonly hasDirect = $derived(hasDirectWay(this));
  readonly leaves = $derived(this.before !== null && hasPublicDoor(this.before) && !this.hasDoor);
  readonly byHand = $derived(this.hasDoor && this.way === 'hand');

  readonly setupReason = $derived.by((): SetupReason | null => {
    if (this.leaves) return this.before?.cloudflare.way === 'token' ? 'leave' : null;
    if (this.#demanded.has('setupToken')) return 'change';
    if (!this.hasDoor || this.way === 'hand') return null;
    if (this.before === null || !this.doorStands) return 'make';
    return atCloudflare(this.before) === atCloudflare(this.settings ?? this.draft) ? null : 'change';
  });
  readonly hasTunnelToken = $derived(
    this.doorStands && this.before?.cloudflare.way === 'hand' && !this.#demanded.has('tunnelToken'),
  );
  /** Only where a setting of Immich changes, or its first account is made. */
  readonly needsPassword = $derived.by(() => {
    if (!this.hasAccount || this.#demanded.has('adminPassword')) return true;
    const address = shareAddress(this.settings ?? this.draft);
    const stands = this.before !== null && this.doorStands ? shareAddress(this.before) : null;
    // Our own address is taken out of new links when its door goes; any other is left alone.
    return address === null ? this.leaves && stands !== null : address !== stands;
  });

  readonly sections = $derived(
    sections.filter((section) => {
      if (section === 'cloudflare') return this.hasDoor || this.leaves || this.setupReason !== null;
      if (section === 'token') return this.hasDirect;
      if (section === 'guests') return this.hasDoor;
      return true;
    }),
  );

  readonly settings = $derived(readSettings(this.draft));
  readonly zone = $derived(
    this.settings ? zoneOf(this.settings) : (registrableDomain(this.draft.hosts.photos) ?? this.domain),
  );

  readonly tokenProblem = $derived.by((): FieldProblem | null => {
    if (this.token.trim() === '') return this.hasToken && !this.#demanded.has('dnsToken') ? null : 'empty';
    return v.is(Token, this.token) ? null : 'characters';
  });
  readonly setupTokenProblem = $derived.by((): FieldProblem | null => {
    if (this.setupToken.trim() === '') return this.setupReason === null ? null : 'empty';
    return v.is(Token, this.setupToken) ? null : 'characters';
  });
  readonly tunnelTokenProblem = $derived.by((): FieldProblem | null => {
    if (this.tunnelToken.trim() === '' && this.hasTunnelToken) return null;
    return problemOf(this.tunnelToken, v.safeParse(TunnelToken, this.tunnelToken));
  });
  readonly passwordProblem = $derived.by((): FieldProblem | null => {
    if (!this.needsPassword && this.adminPassword === '') return null;
    return problemOf(this.adminPassword, v.safeParse(this.hasAccount ? AnyPassword : Password, this.adminPassword));
  });

  readonly secrets = $derived.by((): SecretsInput => {
    const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());
    return {
      dnsToken: this.hasDirect ? given(this.token) : null,
      adminPassword: this.adminPassword === '' ? null : this.adminPassword,
      setupToken: this.byHand ? null : given(this.setupToken),
      tunnelToken: this.byHand ? given(this.tunnelToken) : null,
    };
  });

  readonly domainProblem = $derived.by((): FieldProblem | null => {
    const read = readHostname(this.domain);
    return read !== null && 'problem' in read ? read.problem : null;
  });

  /** What is not right, told or not. */
  problemAt(field: string): FieldProblem | null {
    if (field === 'domain') return this.domainProblem;
    if (field === 'token') return this.tokenProblem;
    if (field === 'setupToken') return this.setupTokenProblem;
    if (field === 'tunnelToken') return this.tunnelTokenProblem;
    if (field === 'password') return this.passwordProblem;
    return this.issues.find((issue) => issue.field === field)?.problem ?? null;
  }

  /** What to say below a field: nothing before the person had a chance to type. */
  complaintAt(field: string): FieldProblem | null {
    return this.attempted || this.touched.has(field) ? this.problemAt(field) : null;
  }

  touch(field: string): void {
    this.touched.add(field);
  }

  isComplete(section: Section): boolean {
    if (this.issues.some(({ field }) => sectionOf(field) === section)) return false;
    if (section === 'token')
      return this.tokenProblem === null && (this.token.trim() === '' || this.dnsCheck.seen !== null);
    if (section === 'cloudflare') {
      if (this.byHand) return this.tunnelTokenProblem === null;
      return this.setupTokenProblem === null && (this.setupToken.trim() === '' || this.setupCheck.seen !== null);
    }
    if (section === 'addresses') return this.domainProblem === null;
    if (section === 'account') return this.passwordProblem === null;
    return true;
  }

  readonly incomplete = $derived(this.sections.find((section) => !this.isComplete(section)) ?? null);

  /** A plan could not be made without this secret: it is asked for, wherever the settings said nothing of it. */
  demand(secret: SecretAsked): void {
    this.#demanded.add(secret);
    this.open = asks[secret];
  }

  /** A secret that was asked for outside of its section. */
  give(secret: SecretAsked, text: string): void {
    this.#demanded.add(secret);
    if (secret === 'setupToken') this.setupToken = text;
    else if (secret === 'tunnelToken') this.tunnelToken = text;
    else if (secret === 'dnsToken') this.token = text;
    else this.adminPassword = text;
  }

  /** Another server: secrets and domain of one household never go along to the next. */
  forget(): void {
    this.token = '';
    this.setupToken = '';
    this.tunnelToken = '';
    this.adminPassword = '';
    this.passwordIsOurs = false;
    this.domain = '';
    void this.dnsCheck.check('', null);
    void this.setupCheck.check('', null);
    this.touched.clear();
    this.attempted = false;
    this.#filledFrom = null;
  }

  /** What stands on the server now; `direct`, `account`: what of it need not be given again. */
  stands(settings: Settings | null, { direct = false, door = false, account = false } = {}): void {
    this.before = settings;
    this.doorStands = door;
    this.hasToken = direct;
    this.hasAccount = account;
    this.#demanded.clear();
  }

  /** Fills in what the server told, once per server; what was typed stays. */
  fillFrom(hostname: string, facts: ServerFacts | null, settings: Settings | null, here: string): void {
    if (this.#filledFrom === hostname) return;
    this.#filledFrom = hostname;
    if (settings) this.#fillFromSettings(settings);
    else {
      this.#kept = nothingKept;
      const fit = (facts?.places ?? []).filter(({ unfit }) => unfit === null);
      const largest = fit.toSorted((a, b) => b.freeBytes - a.freeBytes)[0];
      this.folder = largest?.folder ?? '/srv/photos';
      this.ownFolder = largest === undefined;
      this.timeZone = here;
      this.lanAddress = facts?.lan?.address ?? '';
      this.lanNetwork = facts?.lan?.network ?? '';
      this.lanRouter = facts?.lan?.router ?? '';
      this.vpnNetwork = proposeVpn(this.lanNetwork);
      this.vpnNetwork6 = makeVpn6();
    }
    this.open = settings ? null : 'addresses';
  }

  #fillFromSettings(settings: Settings): void {
    this.access = settings.access;
    this.way = settings.cloudflare.way;
    this.strictTls = settings.cloudflare.settings.strictTls;
    this.minimumTls = settings.cloudflare.settings.minimumTls;
    this.alwaysHttps = settings.cloudflare.settings.alwaysHttps;
    this.guestUploads = settings.share.uploads;
    this.guestLinks = settings.share.links;
    const domain = registrableDomain(settings.hosts.photos) ?? '';
    const shared = [settings.hosts.share, settings.hosts.vpn].every((host) => host.endsWith(`.${domain}`));
    this.domain = domain;
    const nameIn = (host: string): string => (shared ? host.slice(0, -domain.length - 1) : host);
    this.photosName = nameIn(settings.hosts.photos);
    this.shareName = nameIn(settings.hosts.share);
    this.vpnName = nameIn(settings.hosts.vpn);
    this.folder = settings.photos.folder;
    this.databaseFolder = settings.database.folder;
    this.timeZone = settings.timeZone;
    this.recognition = settings.recognition;
    this.adminName = settings.admin.name;
    this.adminEmail = settings.admin.email;
    this.lanAddress = settings.lan.address;
    this.lanNetwork = settings.lan.network;
    this.lanRouter = settings.lan.router;
    this.vpnNetwork = settings.vpn.network;
    this.vpnPort = String(settings.vpn.port);
    this.vpnNetwork6 = settings.vpn.network6;
    this.endpointKind = settings.endpoint.kind;
    this.endpointIpv6 = settings.endpoint.kind === 'record' && settings.endpoint.ipv6;
    this.endpointIpv4 = settings.endpoint.kind !== 'record' || settings.endpoint.ipv4;
    this.endpointName = settings.endpoint.kind === 'name' ? settings.endpoint.name : '';
    this.endpointAddress = settings.endpoint.kind === 'address' ? settings.endpoint.address : '';
    this.routerMapping = settings.router.mapping;
    this.routerDhcp = settings.router.dhcp;
    const { former, immich, backup, adopts } = settings;
    this.#kept = { former, immich, backup, adopts };
  }

  /** Somebody's own Immich stays as it is: its folders, release, names and direct line. */
  takeOver({ folder, version, images, photos, database, recognition, hosts, vpn }: Adoption): void {
    this.folder = photos;
    this.ownFolder = true;
    this.databaseFolder = database;
    this.recognition = recognition;
    const domain = hosts.photos === null ? null : registrableDomain(hosts.photos);
    if (domain !== null) this.domain = domain;
    const nameOf = (host: string | null, otherwise: string): string =>
      host !== null && domain !== null && host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : otherwise;
    this.photosName = nameOf(hosts.photos, this.photosName);
    this.shareName = nameOf(hosts.share, this.shareName);
    this.vpnName = nameOf(hosts.vpn, this.vpnName);
    if (vpn !== null) {
      this.vpnNetwork = vpn.network;
      this.vpnPort = String(vpn.port);
    }
    this.hasAccount = true;
    this.#kept = { ...nothingKept, immich: { version, images }, adopts: folder };
  }

  /** Something was changed at a place: the choices begin with what stands now. What was entered as a secret stays. */
  refill(settings: Settings): void {
    this.#fillFromSettings(settings);
  }

  /** Somebody typed a whole hostname where a name was asked for: take it apart. */
  splitHostname(): void {
    const typed = this.photosName.trim().replace(/\.$/, '');
    const domain = registrableDomain(typed);
    if (domain === null || domain === typed) return;
    this.domain = domain;
    this.photosName = typed.slice(0, -domain.length - 1);
  }

  /** The newest check wins: answers may overtake each other. */
  async check(): Promise<void> {
    const number = ++this.#checks;
    const answer = await this.ask('settings:check', this.draft);
    if (number === this.#checks && answer.ok) this.issues = answer.value;
  }

  /** Both tokens, as far as they are there: also after the domain has changed. */
  async checkTokens(): Promise<void> {
    await Promise.all([this.checkToken(), this.checkSetupToken()]);
  }

  async checkToken(): Promise<void> {
    const host = this.draft.hosts.photos;
    const token = this.token.trim();
    const ready = token !== '' && this.tokenProblem === null && host !== '';
    await this.dnsCheck.check(token, ready ? () => this.ask('settings:token', { token, host }) : null);
  }

  async checkSetupToken(): Promise<void> {
    const host = this.draft.hosts.photos;
    const token = this.setupToken.trim();
    const ready = token !== '' && this.setupTokenProblem === null && host !== '';
    await this.setupCheck.check(token, ready ? () => this.ask('settings:setup-token', { token, host }) : null);
  }

  /** One of the domains that the set-up token sees. */
  async chooseZone(zone: string): Promise<void> {
    this.domain = zone;
    await Promise.all([this.check(), this.checkTokens()]);
  }

  async makePassword(): Promise<void> {
    const answer = await this.ask('settings:password');
    if (!answer.ok) return;
    this.adminPassword = answer.value;
    this.passwordIsOurs = true;
  }

  /** True when all is there; otherwise opens what is missing. */
  async settle(): Promise<boolean> {
    this.attempted = true;
    await this.check();
    if (this.dnsCheck.state.kind === 'unknown') await this.checkToken();
    if (this.setupCheck.state.kind === 'unknown') await this.checkSetupToken();
    if (this.incomplete === null) return true;
    this.open = this.incomplete;
    return false;
  }
}
