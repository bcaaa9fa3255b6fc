// Which server, who signs in, and what stands between: a key to compare, one more password.
import * as v from 'valibot';
import type { Failure } from '../../electron/contract/failure';
import { ConnectRequest, type Connected, type FoundServer, type KnownServer } from '../../electron/contract/ipc';
import type { FieldProblem } from '../../electron/contract/fields';
import type { Ask } from './asking.svelte';

export type SignIn = 'remembered' | 'password' | 'key' | 'agent';
type Question = 'fingerprint' | 'changed-key' | 'sudo';
type Entry = 'host' | 'port' | 'user' | 'key';

const questionOf: Partial<Record<Failure['code'], Question>> = {
  'host-key-unknown': 'fingerprint',
  'host-key-changed': 'changed-key',
  'sudo-password-needed': 'sudo',
  'sudo-wrong-password': 'sudo',
};

export class Connection {
  known = $state.raw<readonly KnownServer[]>([]);
  found = $state.raw<readonly FoundServer[]>([]);
  searching = $state(true);

  /** "known 0", "found 2" or "other". */
  chosen = $state('other');
  host = $state('');
  port = $state('22');
  user = $state('');
  signIn = $state<SignIn>('password');
  password = $state('');
  keyPath = $state<string | null>(null);
  passphrase = $state('');
  remember = $state(false);
  sudoPassword = $state('');

  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  question = $state<Question | null>(null);
  problems = $state.raw<Partial<Record<Entry, FieldProblem>>>({});
  connected = $state.raw<Connected | null>(null);
  lost = $state(false);
  /** How far this server was set up before: the household's settings are there from the first part on, its phones only at the end. */
  standing = $state<'unknown' | 'finished' | 'unfinished'>('unknown');

  #trust: string | null = null;

  constructor(private readonly ask: Ask) {}

  /** Servers that answered and are not already among the known ones. */
  readonly newlyFound = $derived(
    this.found.filter(({ address, name }) => !this.known.some(({ host }) => host === address || host === name)),
  );
  readonly knownChosen = $derived(this.known[this.#indexOf('known')]);
  readonly foundChosen = $derived(this.newlyFound[this.#indexOf('found')]);
  readonly isOther = $derived(this.chosen === 'other');
  readonly mayForget = $derived(this.knownChosen !== undefined || this.failure?.code === 'host-key-changed');
  readonly target = $derived(this.knownChosen?.host ?? this.foundChosen?.address ?? this.host);
  readonly targetPort = $derived(this.knownChosen?.port ?? (this.isOther ? Number(this.port) : 22));

  #indexOf(list: 'known' | 'found'): number {
    const [name, index] = this.chosen.split(' ');
    return name === list ? Number(index) : -1;
  }

  async look(): Promise<void> {
    const known = await this.ask('server:known');
    if (known.ok) this.known = known.value;
    if (this.known.length > 0) this.choose('known 0');
    await this.discover();
  }

  async discover(): Promise<void> {
    this.searching = true;
    const found = await this.ask('server:discover');
    if (found.ok) this.found = found.value;
    this.searching = false;
    const untouched = this.chosen === 'other' && this.host === '' && this.user === '';
    if (untouched && this.newlyFound.length > 0) this.choose('found 0');
  }

  choose(entry: string): void {
    this.chosen = entry;
    this.failure = null;
    this.problems = {};
    this.#trust = null;
    const known = this.knownChosen;
    if (known) {
      this.user = known.user;
      this.signIn = known.remembered || known.auth === 'agent' ? 'remembered' : known.auth;
      this.keyPath = known.keyPath;
      this.remember = known.remembered;
    } else if (this.signIn === 'remembered') this.signIn = 'password';
  }

  async chooseKey(): Promise<void> {
    const key = await this.ask('server:choose-key');
    if (key.ok && key.value !== null) {
      this.keyPath = key.value;
      const { key: _chosenNow, ...others } = this.problems;
      this.problems = others;
    } else if (!key.ok) this.failure = key.failure;
  }

  /** Forgets the chosen server and its key on this PC. Never offered where the key is in question: see ChangedKeyDialog. */
  async forget(): Promise<void> {
    const host = this.target;
    const forgotten = await this.ask('server:forget', host);
    if (!forgotten.ok) {
      this.failure = forgotten.failure;
      return;
    }
    const stays = this.knownChosen === undefined;
    this.known = this.known.filter((other) => other.host !== host);
    if (stays) this.choose(this.chosen);
    else this.choose(this.known.length > 0 ? 'known 0' : this.newlyFound.length > 0 ? 'found 0' : 'other');
  }

  #auth(): ConnectRequest['auth'] {
    switch (this.signIn) {
      case 'password':
        return { kind: 'password', password: this.password };
      case 'key':
        return { kind: 'key', path: this.keyPath ?? '', passphrase: this.passphrase === '' ? null : this.passphrase };
      case 'agent':
        return { kind: 'agent' };
      case 'remembered':
        return { kind: 'remembered' };
    }
  }

  #request(): ConnectRequest | null {
    const request = {
      host: this.target,
      port: this.targetPort,
      user: this.user,
      auth: this.#auth(),
      trust: this.#trust,
      sudoPassword: this.sudoPassword === '' ? null : this.sudoPassword,
      remember: this.remember,
    };
    const read = v.safeParse(ConnectRequest, request);
    this.problems = {};
    if (read.success) return request;
    const problems: Partial<Record<Entry, FieldProblem>> = {};
    for (const issue of read.issues) {
      const field = v.getDotPath(issue);
      if (field === 'port') problems.port = 'port';
      else if (field === 'host') problems.host = this.target.trim() === '' ? 'empty' : 'characters';
      else if (field === 'user') problems.user = this.user.trim() === '' ? 'empty' : 'characters';
      else if (field === 'auth.path') problems.key = 'empty';
    }
    this.problems = problems;
    return null;
  }

  /** True when signed in; false when something has to be answered or corrected first. */
  async connect(): Promise<boolean> {
    const request = this.#request();
    if (!request || this.busy) return false;
    this.busy = true;
    this.failure = null;
    const answer = await this.ask('server:connect', request);
    this.busy = false;
    if (answer.ok) {
      this.connected = answer.value;
      this.standing = 'unknown';
      this.lost = false;
      this.question = null;
      this.#forgetSecrets();
      return true;
    }
    this.stumble(answer.failure);
    return false;
  }

  /** A failure that only the person can answer opens its question; any other is shown on the screen. */
  stumble(failure: Failure): void {
    this.failure = failure;
    this.question = questionOf[failure.code] ?? null;
  }

  async trustAndConnect(): Promise<boolean> {
    if (this.failure?.code !== 'host-key-unknown') return false;
    this.#trust = this.failure.values.fingerprint;
    this.question = null;
    return this.connect();
  }

  putQuestionAway(): void {
    const wasChangedKey = this.question === 'changed-key';
    this.question = null;
    this.sudoPassword = '';
    if (!wasChangedKey) this.failure = null;
  }

  #forgetSecrets(): void {
    this.password = '';
    this.passphrase = '';
    this.sudoPassword = '';
  }

  async disconnect(): Promise<void> {
    await this.ask('server:disconnect');
    this.connected = null;
    this.standing = 'unknown';
  }
}
