// What can go wrong with the API as a whole, one mood at a time; a mood that counts calls becomes another with each of them.
// Surprise: nothing here keeps state. `weather` says what befalls this call and which mood is left for the next, so a test
// can read in the switches how far an outage has come.
import { refusal, Refusal } from './refusal.ts';

/**
 * works: as it should be. rateLimited: 429. unavailable: 503. refuses: every token has lost its rights.
 * outage: calls fail with `status`: at once (`after: null`), or from the call after the first that matches `after`; `calls`
 * of them, or all until switched off. limit: `calls` are answered, all others hear 429. loses: a change of the first `times`
 * calls that match is made, but the connection is cut before the answer.
 * A pattern is '<METHOD> <path>', the path as in the API's documentation without /client/v4, fitting all that begins so;
 * `*` stands for any one part: 'POST /zones/*\/dns_records'.
 */
export type CloudflareMood =
  | 'works'
  | 'rateLimited'
  | 'unavailable'
  | 'refuses'
  | { readonly outage: { readonly after: string | null; readonly status: 502 | 503 | 520; readonly calls?: number } }
  | { readonly limit: { readonly calls: number; readonly retryAfterSeconds: number } }
  | { readonly loses: string; readonly times: number };

export interface Weather {
  readonly befalls: Refusal | 'answer-lost' | null;
  readonly next: CloudflareMood;
}

export function weather(mood: CloudflareMood, method: string, path: string): Weather {
  if (mood === 'works' || mood === 'refuses') return { befalls: null, next: mood };
  if (mood === 'rateLimited') return { befalls: tooMany(30), next: mood };
  if (mood === 'unavailable') return { befalls: down(503), next: mood };
  if ('outage' in mood) return outage(mood.outage, fits(mood.outage.after, method, path));
  if ('limit' in mood) return limit(mood.limit);
  if (!fits(mood.loses, method, path)) return { befalls: null, next: mood };
  return { befalls: 'answer-lost', next: mood.times > 1 ? { ...mood, times: mood.times - 1 } : 'works' };
}

type Outage = Extract<CloudflareMood, { outage: unknown }>['outage'];
type Limit = Extract<CloudflareMood, { limit: unknown }>['limit'];

function outage(now: Outage, begins: boolean): Weather {
  if (now.after !== null) return { befalls: null, next: { outage: begins ? { ...now, after: null } : now } };
  const left = now.calls === undefined ? undefined : now.calls - 1;
  if (left === undefined) return { befalls: down(now.status), next: { outage: now } };
  return { befalls: down(now.status), next: left > 0 ? { outage: { ...now, calls: left } } : 'works' };
}

function limit(now: Limit): Weather {
  if (now.calls < 1) return { befalls: tooMany(now.retryAfterSeconds), next: { limit: now } };
  return { befalls: null, next: { limit: { ...now, calls: now.calls - 1 } } };
}

function fits(pattern: string | null, method: string, path: string): boolean {
  if (pattern === null) return false;
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/ ]+');
  return new RegExp(`^${source}`).test(`${method} ${path}`);
}

function tooMany(retryAfterSeconds: number): Refusal {
  const message = 'Please wait and consider throttling your request speed';
  return new Refusal(429, [{ code: 971, message }], {
    'retry-after': String(retryAfterSeconds),
    ratelimit: `"default";r=0;t=${retryAfterSeconds}`,
    'ratelimit-policy': '"default";q=1200;w=300',
  });
}

const down = (status: number): Refusal => refusal(status, 10013, 'service temporarily unavailable');
