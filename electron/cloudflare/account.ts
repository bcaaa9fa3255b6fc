/**
 * A family's account at Cloudflare as the steps see it: what they ask and what they change, as data. The surprise: it is used from this
 * PC with the set-up token closed inside, so neither a plan, nor the journal, nor the server ever meets that token.
 */
import type { ZoneSetting } from '../contract/message';

/** Our mark on a DNS record. */
export const recordMark = 'immich-at-home';

export interface IngressRule {
  /** Absent only in the last rule, which catches all else. */
  readonly hostname?: string;
  readonly service: string;
  /** What ours never have, but somebody may add in the dashboard: other paths, other ways to the service. */
  readonly path?: string;
  readonly originRequest?: Readonly<Record<string, unknown>>;
}

/** A record of one of our hostnames, as far as it matters and can be put back. */
export interface FoundRecord {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly comment: string | null;
  /** Only where there are any. */
  readonly tags?: readonly string[];
  readonly priority?: number;
}

export interface AccountQuestion {
  readonly zone: string;
  readonly hosts: readonly string[];
  /** The tunnel's name is ours by the mark in it. */
  readonly tunnel: string;
  /** Only these are asked for. */
  readonly settings: readonly ZoneSetting[];
}

export interface FoundAccount {
  /** Whose zone it is: the account's id. Tunnels are an account's; records of its zones alone lead to them. */
  readonly owner: string;
  /** Null when there is no tunnel of this name. `ingress` null: never configured. */
  readonly tunnel: { readonly id: string; readonly ingress: readonly IngressRule[] | null } | null;
  /** Every A, AAAA and CNAME record of the hosts, ours or not; and those of other names that lead to this tunnel. */
  readonly records: readonly FoundRecord[];
  readonly settings: Readonly<Partial<Record<ZoneSetting, string>>>;
}

/**
 * Every change can be sent again after a lost answer. `ours`, in an undo: the value that we set; where something else stands by now,
 * somebody chose that since, and it stays.
 */
export type AccountChange = { readonly zone: string } & (
  | { readonly do: 'create-tunnel'; readonly tunnel: string }
  /** Also takes its connections off. Nothing to do when there is none of this name. */
  | { readonly do: 'delete-tunnel'; readonly tunnel: string }
  | {
      readonly do: 'route-tunnel';
      readonly tunnel: string;
      readonly ingress: readonly IngressRule[];
      readonly ours?: readonly IngressRule[];
    }
  | { readonly do: 'fetch-token'; readonly tunnel: string }
  /** A proxied CNAME to the tunnel, marked; `replaces`: ids of the records in its way, which the person saw and gave up. */
  | { readonly do: 'publish'; readonly host: string; readonly tunnel: string; readonly replaces: readonly string[] }
  /**
   * Removes our marked record of this host where it leads to this server's tunnel (`id` when it is known: the tunnel itself may be
   * gone), no other; then puts back what `publish` replaced, unless somebody chose another record since.
   */
  | {
      readonly do: 'unpublish';
      readonly host: string;
      readonly tunnel: string;
      readonly id: string | null;
      readonly putBack: readonly FoundRecord[];
    }
  | { readonly do: 'set'; readonly setting: ZoneSetting; readonly value: string; readonly ours?: string }
);

/** What a change brought: `tunnel` from create-tunnel, `token` from fetch-token. */
export interface AccountOutcome {
  readonly tunnel?: string;
  readonly token?: { reveal(): string };
}

export interface Account {
  /** Calls sent so far. */
  readonly calls: number;
  /**
   * Reads all of it, in one zone. Answers are kept until the next change, half a minute at most. FailureError; 'zone-not-found' where the token sees
   * no such zone: whether it is somebody else's token, or a zone that the family gave up and nothing of ours can be in, callers decide.
   */
  look(question: AccountQuestion): Promise<FoundAccount>;
  /**
   * Makes one change. FailureError when Cloudflare refused (then nothing was changed, and `refusedForSure` says so) or could not be
   * reached after waiting for it.
   */
  make(change: AccountChange): Promise<AccountOutcome>;
}

/** Failures after which nothing was changed for sure. */
export const refusedForSure: readonly string[] = [
  'setup-token-invalid',
  'setup-token-without-rights',
  'tunnel-name-taken',
  'record-in-the-way',
  'zone-not-found',
  'cloudflare-refused',
];
