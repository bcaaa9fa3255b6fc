// What the household wants, while it is being typed. Checked by the contract's own schemas through the main process at each
// keystroke; a field complains only once it was touched or "Continue" was pressed.
import { SvelteSet } from 'svelte/reactivity';
import * as v from 'valibot';
import type { ServerFacts } from '../../electron/contract/check';
import type { Failure } from '../../electron/contract/failure';
import { readHostname, registrableDomain } from '../../electron/contract/hostname';
import type { SecretsInput } from '../../electron/contract/ipc';
import { overlap, readRange } from '../../electron/contract/range';
import {
  Password,
  readSettings,
  Token,
  zoneOf,
  type FieldIssue,
  type FieldProblem,
  type Settings,
} from '../../electron/contract/settings';
import type { Ask } from './asking.svelte';

export const sections = ['addresses', 'cloudflare', 'place', 'account', 'networks'] as const;
export type Section = (typeof sections)[number];

/** Which section a field of the settings is in, by the beginning of its path. */
const homes: readonly [prefix: string, section: Section][] = [
  ['hosts.', 'addresses'],
  ['token', 'cloudflare'],
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

type TokenState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'works'; readonly zone: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export class Choices {
  domain = $state('');
  photosName = $state('photos');
  shareName = $state('share-photos');
  vpnName = $state('vpn');
  token = $state('');
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
  databaseFolder = $state('/var/lib/immich-at-home/database');

  /** Set up before: what is on the server already need not be given again. */
  hasToken = $state(false);
  hasAccount = $state(false);
  open = $state<Section | null>('addresses');
  issues = $state.raw<readonly FieldIssue[]>([]);
  tokenState = $state.raw<TokenState>({ kind: 'unknown' });
  readonly touched = new SvelteSet<string>();
  attempted = $state(false);

  #checks = 0;
  #tokenChecks = 0;
  #filledFrom: string | null = null;

  constructor(private readonly ask: Ask) {}

  #host(name: string): string {
    return this.domain.trim() === '' || name.trim() === '' ? '' : `${name.trim()}.${this.domain.trim()}`;
  }

  readonly draft = $derived({
    access: 'home' as const,
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
    vpn: { network: this.vpnNetwork, port: this.vpnPort.trim() === '' ? NaN : Number(this.vpnPort) },
  });

  readonly settings = $derived.by((): Settings | null => {
    const read = readSettings(this.draft);
    return 'settings' in read ? read.settings : null;
  });
  readonly zone = $derived(
    this.settings ? zoneOf(this.settings) : (registrableDomain(this.draft.hosts.photos) ?? this.domain),
  );

  readonly tokenProblem = $derived.by((): FieldProblem | null => {
    if (this.token.trim() === '') return this.hasToken ? null : 'empty';
    return v.is(Token, this.token) ? null : 'characters';
  });
  readonly passwordProblem = $derived.by((): FieldProblem | null => {
    if (this.hasAccount && this.adminPassword === '') return null;
    if (this.adminPassword === '') return 'empty';
    const read = v.safeParse(Password, this.adminPassword);
    return read.success ? null : (read.issues[0].message as FieldProblem);
  });

  readonly secrets = $derived<SecretsInput>({
    dnsToken: this.token.trim() === '' ? null : this.token.trim(),
    adminPassword: this.adminPassword === '' ? null : this.adminPassword,
  });

  readonly domainProblem = $derived.by((): FieldProblem | null => {
    const read = readHostname(this.domain);
    return 'problem' in read ? read.problem : null;
  });

  /** What is not right, told or not. */
  problemAt(field: string): FieldProblem | null {
    if (field === 'domain') return this.domainProblem;
    if (field === 'token') return this.tokenProblem;
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
    if (section === 'cloudflare') {
      return this.token.trim() === '' ? this.hasToken : this.tokenProblem === null && this.tokenState.kind === 'works';
    }
    if (section === 'addresses') return this.domainProblem === null;
    if (section === 'account') return this.passwordProblem === null;
    return true;
  }

  readonly incomplete = $derived(sections.find((section) => !this.isComplete(section)) ?? null);

  /** Fills in what the server told, once per server; what was typed stays. */
  fillFrom(hostname: string, facts: ServerFacts | null, settings: Settings | null, here: string): void {
    if (this.#filledFrom === hostname) return;
    this.#filledFrom = hostname;
    if (settings) this.#fillFromSettings(settings);
    else {
      const fit = (facts?.places ?? []).filter(({ unfit }) => unfit === null);
      const largest = fit.toSorted((a, b) => b.freeBytes - a.freeBytes)[0];
      this.folder = largest?.folder ?? '/srv/photos';
      this.ownFolder = largest === undefined;
      this.timeZone = here;
      this.lanAddress = facts?.lan?.address ?? '';
      this.lanNetwork = facts?.lan?.network ?? '';
      this.lanRouter = facts?.lan?.router ?? '';
      this.vpnNetwork = proposeVpn(this.lanNetwork);
    }
    this.open = settings ? null : 'addresses';
  }

  #fillFromSettings(settings: Settings): void {
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

  async checkToken(): Promise<void> {
    const number = ++this.#tokenChecks;
    const host = this.draft.hosts.photos;
    if (this.token.trim() === '' || this.tokenProblem !== null || host === '') {
      this.tokenState = { kind: 'unknown' };
      return;
    }
    this.tokenState = { kind: 'checking' };
    const answer = await this.ask('settings:token', { token: this.token.trim(), host });
    if (number !== this.#tokenChecks) return;
    this.tokenState = answer.ok
      ? { kind: 'works', zone: answer.value.zone }
      : { kind: 'failed', failure: answer.failure };
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
    if (this.token.trim() !== '' && this.tokenState.kind === 'unknown') await this.checkToken();
    if (this.incomplete === null) return true;
    this.open = this.incomplete;
    return false;
  }
}
