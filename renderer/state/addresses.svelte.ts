// Other web addresses for a set-up that stands, while they are being typed; and the few other things that change the same way.
// The surprise: names of before are not dropped by changing them, they go on leading here until somebody takes them away.
import type { Failure } from '../../electron/contract/failure';
import type { SetupTokenSeen } from '../../electron/contract/ipc';
import { consequences, type CodedPhone, type Consequence } from '../../electron/contract/moving';
import { renamed } from '../../electron/contract/names';
import type { Result } from '../../electron/contract/result';
import type { FieldProblem } from '../../electron/contract/fields';
import type { FieldIssue, Settings } from '../../electron/contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../electron/contract/ways';
import type { Ask } from './asking.svelte';
import type { SecretAsked } from './choices.svelte';
import { registrableDomain } from './rules.svelte';
import { TokenCheck } from './token-check.svelte';

type Hosts = Settings['hosts'];
export type HostKind = keyof Hosts;
export const hostKinds = ['photos', 'share', 'vpn'] as const satisfies readonly HostKind[];

const domainOf = ({ photos }: Hosts): string => registrableDomain(photos) ?? '';
/** What stands before the domain; the whole name where it is under another one. */
const nameIn = (host: string, domain: string): string =>
  host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : host;

/** Immich itself writes the guests' host into links, and takes that from its administrator alone. */
export const tellsLinks = (before: Settings, changed: readonly HostKind[]): boolean =>
  hasPublicDoor(before) && before.share.links === 'share-host' && changed.includes('share');

export class Addresses {
  names = $state<Hosts>({ photos: '', share: '', vpn: '' });
  domain = $state('');
  otherDomain = $state(false);
  /** The name of the direct line stays unless it is asked for: phones carry it in their code. */
  lineToo = $state(false);
  issues = $state.raw<readonly FieldIssue[]>([]);
  secrets = $state<Record<SecretAsked, string>>({ setupToken: '', dnsToken: '', adminPassword: '', tunnelToken: '' });
  readonly setupCheck = new TokenCheck<SetupTokenSeen>();
  readonly dnsCheck = new TokenCheck<{ readonly zone: string }>();
  /** What was asked for last: once it stands, who must do what is said. */
  #asked = $state.raw<{
    readonly before: Settings;
    readonly after: Settings;
    readonly phones: readonly CodedPhone[];
  } | null>(null);
  #checks = 0;
  #filledFrom: string | null = null;

  constructor(
    private readonly ask: Ask,
    private readonly standing: () => Settings | null,
    private readonly phones: () => readonly CodedPhone[],
  ) {}

  /** Begins with the names as they are; what was typed stays while they are. */
  begin(): void {
    const settings = this.standing();
    if (settings === null || this.#filledFrom === JSON.stringify(settings.hosts)) return;
    this.forget();
    this.#filledFrom = JSON.stringify(settings.hosts);
    this.domain = domainOf(settings.hosts);
    this.names = {
      photos: nameIn(settings.hosts.photos, this.domain),
      share: nameIn(settings.hosts.share, this.domain),
      vpn: nameIn(settings.hosts.vpn, this.domain),
    };
  }

  /** Another server, or other names: what was typed is of before. */
  forget(): void {
    this.#filledFrom = null;
    this.otherDomain = false;
    this.lineToo = false;
    this.issues = [];
    this.secrets = { setupToken: '', dnsToken: '', adminPassword: '', tunnelToken: '' };
    void this.setupCheck.check('', null);
    void this.dnsCheck.check('', null);
  }

  /** The domain of the names as they are. */
  get standingDomain(): string {
    const settings = this.standing();
    return settings === null ? '' : domainOf(settings.hosts);
  }

  readonly hosts = $derived.by((): Hosts => {
    const domain = this.domain.trim();
    const host = (kind: HostKind): string =>
      this.names[kind].trim() === '' ? '' : `${this.names[kind].trim()}.${domain}`;
    return { photos: host('photos'), share: host('share'), vpn: host('vpn') };
  });

  /** As it would be; null while nothing stands. */
  readonly wanted = $derived.by((): Settings | null => {
    const before = this.standing();
    return before === null ? null : renamed(before, this.hosts);
  });

  readonly changed = $derived.by((): readonly HostKind[] => {
    const before = this.standing();
    return before === null ? [] : hostKinds.filter((kind) => before.hosts[kind] !== this.hosts[kind]);
  });
  readonly changesDomain = $derived.by(() => {
    const before = this.standing();
    return before !== null && domainOf(before.hosts) !== this.domain.trim();
  });

  readonly follows = $derived.by((): readonly Consequence[] => {
    const before = this.standing();
    if (before === null || this.wanted === null || this.changed.length === 0 || this.issues.length > 0) return [];
    return consequences(before, this.wanted, this.phones());
  });

  /** What was asked for stands by now. */
  readonly asked = $derived.by(
    () => this.#asked !== null && JSON.stringify(this.#asked.after) === JSON.stringify(this.standing()),
  );
  /** Who must do what: by the phones' codes as they were. */
  readonly toDo = $derived(
    this.#asked === null ? [] : consequences(this.#asked.before, this.#asked.after, this.#asked.phones),
  );

  /** Secrets this needs, unless they were given since the program was opened. */
  readonly needs = $derived.by((): readonly SecretAsked[] => {
    const before = this.standing();
    if (before === null || this.changed.length === 0) return [];
    const atTheDoor = hasPublicDoor(before) && this.changed.some((kind) => kind !== 'vpn');
    return [
      ...(atTheDoor && before.cloudflare.way === 'token' ? (['setupToken'] as const) : []),
      ...(hasDirectWay(before) && this.changesDomain ? (['dnsToken'] as const) : []),
      ...(tellsLinks(before, this.changed) ? (['adminPassword'] as const) : []),
    ];
  });

  problemAt(kind: HostKind): FieldProblem | null {
    if (this.changed.length === 0) return null;
    return this.issues.find(({ field }) => field === `hosts.${kind}`)?.problem ?? null;
  }

  /** A whole name in a field is taken apart: then it is another domain. */
  splitName(kind: HostKind): void {
    const typed = this.names[kind].trim().replace(/\.$/, '');
    const domain = registrableDomain(typed);
    if (domain === null || domain === typed) return;
    this.names[kind] = typed.slice(0, -domain.length - 1);
    this.domain = domain;
    this.otherDomain = true;
  }

  /** The newest check wins: answers may overtake each other. */
  async check(): Promise<void> {
    const number = ++this.#checks;
    if (this.wanted === null) return;
    const answer = await this.ask('settings:check', { ...this.wanted });
    if (number === this.#checks && answer.ok) this.issues = answer.value;
  }

  async checkToken(secret: 'setupToken' | 'dnsToken'): Promise<void> {
    const token = this.secrets[secret].trim();
    const host = this.hosts.photos;
    const ready = /^[A-Za-z0-9_-]{30,200}$/.test(token) && host !== '';
    if (secret === 'setupToken') {
      await this.setupCheck.check(token, ready ? () => this.ask('settings:setup-token', { token, host }) : null);
    } else {
      const asking = (): Promise<Result<{ readonly zone: string }, Failure>> =>
        this.ask('settings:token', { token, host });
      await this.dnsCheck.check(token, ready ? asking : null);
    }
  }

  /** It is looked through now; what it leads to is told when it stands. */
  note(after: Settings): void {
    const before = this.standing();
    if (before !== null) this.#asked = { before, after, phones: this.phones() };
  }

  putAway(): void {
    this.#asked = null;
  }
}
