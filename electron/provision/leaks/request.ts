/**
 * A probe: one request as the bytes that are sent, and what must come of it. The surprise: nothing here tidies up, because what a
 * library would tidy up is what is asked about. A part that repeats is written as [text, times], so that a line of some kilobytes is
 * still readable in a plan.
 */
import type { Expectation } from './judge';

export type Part = string | readonly [text: string, times: number];

export interface Probe {
  /** For people: "GET //api/assets". */
  readonly request: string;
  readonly bytes: readonly Part[];
  readonly expect: Expectation;
  /** What this is about: "the account's token in a cookie". */
  readonly why: string;
  /** Answers to wait for; the last is judged. Absent = 1. */
  readonly answers?: number;
  /** Well-formed enough that Cloudflare may pass it on: asked from outside as well. */
  readonly outside?: boolean;
}

export type Headers = readonly (readonly [name: string, value: string])[];

/** Cloudflare lets nobody in who does not say what he is. */
const userAgent = ['User-Agent', 'Immich-at-Home'] as const;

export interface Asked {
  readonly method?: string;
  /** The target as it stands in the request line. */
  readonly target: string | readonly Part[];
  /** null = no Host at all. */
  readonly host: string | null;
  readonly headers?: Headers;
  readonly body?: string;
  readonly version?: string;
}

/** A whole request, with a name of its own. A body gets its length and, unless it says otherwise, is JSON. */
export const requestBytes = ({ target, ...asked }: Asked): readonly Part[] =>
  typeof target === 'string'
    ? [requestText({ ...asked, target })]
    : [`${asked.method ?? 'GET'} `, ...target, afterTarget(asked)];

export const requestText = ({ target, ...asked }: Asked & { readonly target: string }): string =>
  `${asked.method ?? 'GET'} ${target}${afterTarget(asked)}`;

function afterTarget({ host, headers = [], body, version = 'HTTP/1.1' }: Omit<Asked, 'target'>): string {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const framed = body === undefined || given.has('content-length') || given.has('transfer-encoding');
  const rows: Headers = [
    ...(host === null ? [] : [['Host', host] as const]),
    ...(given.has('user-agent') ? [] : [userAgent]),
    ...(body === undefined || given.has('content-type') ? [] : [['Content-Type', 'application/json'] as const]),
    ...(framed ? [] : [['Content-Length', String(body.length)] as const]),
    ...headers,
  ];
  return ` ${version}\r\n${rows.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body ?? ''}`;
}

/** The request in a few words: control characters as \x.., what repeats by its count. */
export function inShort({ method = 'GET', target }: Asked): string {
  const text =
    typeof target === 'string'
      ? target
      : target.map((part) => (typeof part === 'string' ? part : `${part[0]}{${part[1]}}`)).join('');
  return `${method} ${text.replace(/[\p{Cc} \xa0-\xff]/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}
