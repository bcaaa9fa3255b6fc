// What a DNS record of the household's zone looks like, as the Cloudflare API stores it and the resolver answers it.
// Surprise: one store serves both, so a record made through the API is resolvable in the same instant.
export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'CAA', 'NS', 'SRV', 'HTTPS'] as const;
export type RecordType = (typeof recordTypes)[number];

export interface ZoneRecord {
  readonly id: string;
  readonly type: RecordType;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly priority?: number;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly created_on: string;
  readonly modified_on: string;
}

export interface RecordSource {
  readonly name: string;
  records(): readonly ZoneRecord[];
}

export const isIn = (host: string, { name }: Pick<RecordSource, 'name'>): boolean =>
  host === name || host.endsWith(`.${name}`);

/** Which of several zones a name belongs to. */
export const holding = <Zone extends RecordSource>(host: string, zones: readonly Zone[]): Zone | undefined =>
  zones.find((zone) => isIn(host, zone));

/** TXT content may come quoted or bare; both mean the same text. */
export const unquoted = (content: string): string => content.replace(/^"(.*)"$/s, '$1');
