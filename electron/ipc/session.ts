/**
 * What this run of the program knows: the server it speaks with, the last look at it, the last plan, how the work stands. It lives
 * in main, so a window may close and open again without losing any of it.
 */
import type { Account } from '../cloudflare/account';
import type { CheckReport } from '../contract/check';
import { failure, FailureError, type Failure } from '../contract/failure';
import { after, idle, type ApplyEvent, type ApplyState } from '../contract/progress';
import type { SecretName } from '../contract/secrets';
import type { Settings } from '../contract/settings';
import type { PreparedPlan, Wanted } from '../provision/engine';
import type { Kit } from '../provision/kit/kit';
import type { Secret } from '../provision/shell/secret';
import type { Connection } from '../server/connection';

export interface ShownPlan {
  readonly prepared: PreparedPlan;
  readonly wanted: Wanted;
}

export interface NewPhone {
  readonly publicKey: string;
  /** As its file is called. */
  readonly tunnelName: string;
  /** With its private key: forgotten when the code has been used or put away. */
  readonly config: Secret;
}

const reachableWithinMs = 30_000;

export class Session {
  check: CheckReport | null = null;
  /** As on the server, or as just applied. */
  settings: Settings | null = null;
  /** Digests of the household's file that this PC has seen or written; null = not known any more, then nothing is compared. */
  basis: readonly (string | null)[] | null = null;
  /** Where somebody's own Immich was found that may be taken over. */
  adoptable: string | null = null;
  secrets: Partial<Record<SecretName, Secret>> = {};
  /** The family's account at Cloudflare, with the set-up token closed inside: kept nowhere else, gone with this run or this server. */
  account: Account | null = null;
  plan: ShownPlan | null = null;
  newPhone: NewPhone | null = null;
  /** An opened recovery kit, with all its secrets: until this server is left. */
  kit: Kit | null = null;
  /** First passwords of the family's accounts, by address: when an answer is lost, the next attempt is with the same. */
  readonly members = new Map<string, Secret>();
  lastFailure: Failure | null = null;
  /** The name or address at which this server was asked for. */
  address = '';
  #connection: Connection | null = null;
  #state: ApplyState = idle;
  #working = false;
  readonly #listeners = new Set<(working: boolean) => void>();

  get connection(): Connection | null {
    return this.#connection;
  }

  get state(): ApplyState {
    return this.#state;
  }

  /** True while something is done to the server: then the program stays, window or not. */
  get working(): boolean {
    return this.#working;
  }

  /**
   * Another server: nothing of the one before counts any more. The same one by another way in, because its password was changed: all that
   * was typed and chosen stays.
   */
  use(connection: Connection, address: string): void {
    if (this.#isSame(connection, address)) {
      this.refuseWhileWorking();
      this.#connection?.close();
    } else this.leave();
    this.#connection = connection;
    this.address = address;
  }

  #isSame({ hostKey, identity }: Connection, address: string): boolean {
    const before = this.#connection;
    return (
      before !== null &&
      address === this.address &&
      hostKey.fingerprint === before.hostKey.fingerprint &&
      identity.user === before.identity.user
    );
  }

  /** What the server says it wants; a plan made from something else is worth nothing. */
  sees({ settings, sum }: { settings: Settings | null; sum: string | null }): void {
    if (!this.basis?.includes(sum)) this.plan = null;
    this.settings = settings;
    this.basis = [sum];
  }

  leave(): void {
    this.refuseWhileWorking();
    this.#connection?.close();
    this.#connection = null;
    this.address = '';
    this.check = null;
    this.settings = null;
    this.basis = null;
    this.adoptable = null;
    this.secrets = {};
    this.account = null;
    this.plan = null;
    this.newPhone = null;
    this.kit = null;
    this.members.clear();
    this.#state = idle;
  }

  /** The server, on a line that works; a laptop that slept is reconnected here. */
  async server(): Promise<Connection> {
    const connection = this.#connection;
    if (!connection) throw new FailureError(failure('not-connected', {}));
    if (!connection.alive) await connection.reconnect(AbortSignal.timeout(reachableWithinMs));
    return connection;
  }

  refuseWhileWorking(): void {
    if (!this.#working) return;
    const { user, from } = this.#connection?.identity ?? { user: '', from: '' };
    const since = new Date(this.#state.startedAt ?? Date.now()).toISOString();
    throw new FailureError(failure('apply-locked', { holder: user, since, from }));
  }

  beginWork(): void {
    this.refuseWhileWorking();
    this.#setWorking(true);
  }

  happened(event: ApplyEvent): void {
    this.#state = after(this.#state, event);
    if (event.kind === 'failed') this.lastFailure = event.failure;
  }

  endWork(): void {
    this.#setWorking(false);
  }

  /** Called each time work begins and ends. */
  onWorking(listener: (working: boolean) => void): void {
    this.#listeners.add(listener);
  }

  #setWorking(working: boolean): void {
    this.#working = working;
    for (const listener of this.#listeners) listener(working);
  }
}
