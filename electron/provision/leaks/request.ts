/**
 * A request as the bytes that are sent. The surprise: nothing here tidies up, because what a library would tidy up is what is asked
 * about. A part that repeats is written as [text, times], so that a line of some kilobytes is still readable in a plan.
 */
import type { Expectation } from './judge';

export type Part = string | readonly [string, number];

export interface Probe {
  /** Which name is asked: the family's or the guests' host; null for those that name another. */
  readonly to: 'photos' | 'share' | null;
  /** For people: "GET //api/assets". */
  readonly request: string;
  readonly bytes: readonly Part[];
  readonly expect: Expectation;
  readonly why: string;
  /** Answers to wait for; the last is judged. Absent = 1. */
  readonly answers?: number;
  /** Well-formed enough that Cloudflare may pass it on: asked from outside as well. */
  readonly outside?: boolean;
}

export interface Asked {
  readonly method?: string;
  /** The target as it stands in the request line. */
  readonly target: string;
  readonly host: string | null;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string;
  readonly version?: string;
}

const rows = (headers: Asked['headers'] = {}): readonly (readonly [string, string])[] =>
  Array.isArray(headers) ? (headers as readonly (readonly [string, string])[]) : Object.entries(headers);

/** A whole request. A body gets its length and, unless it says otherwise, is JSON. */
export function requestText({ method = 'GET', target, host, headers, body, version = 'HTTP/1.1' }: Asked): string {
  const given = rows(headers);
  const has = (name: string): boolean => given.some(([key]) => key.toLowerCase() === name);
  const own: (readonly [string, string])[] = host === null ? [] : [['Host', host]];
  if (!has('user-agent')) own.push(['User-Agent', 'Immich-at-Home']);
  if (body !== undefined && !has('content-type')) own.push(['Content-Type', 'application/json']);
  if (body !== undefined && !has('content-length') && !has('transfer-encoding'))
    own.push(['Content-Length', String(body.length)]);
  const head = [`${method} ${target} ${version}`, ...[...own, ...given].map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
