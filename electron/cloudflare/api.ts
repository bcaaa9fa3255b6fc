/**
 * One call to Cloudflare's API, its answer read once. The surprise: an answer that is not Cloudflare's own (a hotel's sign-in page, a
 * proxy's error) is no answer at all, so it counts as unheard: whoever changes something then has to look whether it took.
 * No library: Cloudflare's own is 71 MB, takes tokens from the environment and repeats what was refused as a conflict.
 */
import * as v from 'valibot';
import { failure, type Failure } from '../contract/failure';

const address = 'https://api.cloudflare.com/client/v4';
const timeoutMs = 20_000;

/** A text that is revealed only into the header. */
export interface Hidden {
  reveal(): string;
}
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const Problem = v.object({ code: v.optional(v.number(), 0), message: v.optional(v.string(), '') });
const Envelope = v.object({
  success: v.boolean(),
  errors: v.optional(v.nullable(v.array(Problem))),
  result: v.optional(v.unknown()),
  result_info: v.optional(v.nullable(v.object({ total_pages: v.optional(v.number()) }))),
});

export interface Said {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  /** Of the errors; the first is the one that counts. */
  readonly codes: readonly number[];
  readonly messages: string;
  readonly result: unknown;
  readonly pages: number;
  /** Seconds, from Retry-After. */
  readonly waitSeconds: number | null;
}

/** No answer of Cloudflare's, or none that can be read: whether the call took is not known. */
export class Unheard extends Error {
  constructor(
    readonly call: string,
    readonly reason: string,
  ) {
    super(`${call}: ${reason}`);
    this.name = 'Unheard';
  }

  /** Something may be other than it was. */
  get mayHaveChanged(): boolean {
    return !this.call.startsWith('GET ');
  }
}

export interface Api {
  /** Calls sent so far. */
  readonly calls: number;
  /** Throws Unheard. */
  send(method: Method, path: string, body?: unknown): Promise<Said>;
}

export function openApi(token: Hidden, call: typeof fetch): Api {
  let calls = 0;
  const masked = (text: string): string => text.replaceAll(token.reveal(), '•••');
  return {
    get calls() {
      return calls;
    },
    async send(method, path, body) {
      calls += 1;
      const where = callShown(method, path);
      const unheard = (reason: string): Unheard => new Unheard(where, masked(reason));
      let answer: Response;
      let text: string;
      try {
        answer = await call(`${address}${path}`, {
          method,
          headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' },
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        text = await answer.text();
      } catch (error) {
        throw unheard(reasonOf(error));
      }
      const { status } = answer;
      const read = v.safeParse(Envelope, parsed(text));
      if (status >= 500 || !read.success) throw unheard(`HTTP ${status} ${quotable(path, text)}`.trim());
      const errors = read.output.errors ?? [];
      return {
        method,
        path,
        status,
        codes: errors.map(({ code }) => code),
        messages: masked(errors.map(({ code, message }) => `${code} ${message}`).join('; ')),
        result: read.output.result,
        pages: read.output.result_info?.total_pages ?? 1,
        waitSeconds: status === 429 ? secondsOf(answer.headers.get('retry-after')) : null,
      };
    },
  };
}

const callShown = (method: Method, path: string): string => `${method} ${path.split('?')[0] ?? path}`;

/** The beginning of a body, to recognise a sign-in page by. What is said of tunnels holds their tokens, and is never quoted. */
const quotable = (path: string, body: string): string => (path.includes('/cfd_tunnel') ? '' : body.slice(0, 200));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? [error.message, error.cause instanceof Error ? error.cause.message : ''].filter(Boolean).join(': ')
    : 'no answer';

const secondsOf = (header: string | null): number => {
  const seconds = Number(header ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 1;
};

/** The names that Cloudflare's dashboard gives to what a token may do. */
export const rights = {
  zone: 'Zone › Zone › Read',
  tunnel: 'Account › Cloudflare Tunnel › Edit',
  dns: 'Zone › DNS › Edit',
  settings: 'Zone › Zone Settings › Edit',
} as const;

const rightOf = (path: string): string => {
  if (path.includes('/cfd_tunnel')) return rights.tunnel;
  if (path.includes('/dns_records')) return rights.dns;
  return path.includes('/settings') ? rights.settings : rights.zone;
};

export const went = ({ status }: Said): boolean => status >= 200 && status < 300;
/** The token may not do this. */
export const forbidden = (said: Said): boolean => said.status === 403 || said.codes.includes(10000);
/** There is no such token, or no more. */
export const unknownToken = ({ status, codes, messages }: Said): boolean =>
  (status === 400 && codes.some((code) => [6003, 6111, 9106].includes(code))) ||
  (status === 401 && !codes.includes(10000)) ||
  (codes.includes(9109) && /invalid access token/i.test(messages));

const shown = ({ method, path }: Said): string => callShown(method, path);

/** Why a call did not do what was asked; nothing was changed by it. */
export function refusal(said: Said, zone: string): Failure {
  const more = { detail: said.messages || null, checked: [{ what: shown(said), fine: false }] };
  if (unknownToken(said)) return failure('setup-token-invalid', {}, more);
  if (forbidden(said)) return failure('setup-token-without-rights', { zone, missing: rightOf(said.path) }, more);
  if (said.status === 429) return failure('cloudflare-busy', { seconds: said.waitSeconds ?? 60 }, more);
  return failure('cloudflare-refused', { status: said.status, code: said.codes[0] ?? 0 }, more);
}

export const unreachable = (unheard: Unheard): Failure =>
  failure(
    'cloudflare-unreachable',
    {},
    {
      detail: unheard.reason,
      checked: [
        { what: 'api.cloudflare.com', fine: false },
        { what: unheard.call, fine: false },
      ],
    },
  );

/** What a call brought, in the form that is expected of it. In another form it may have taken all the same: Unheard, not refused. */
export function resultOf<Schema extends v.GenericSchema>(schema: Schema, said: Said): v.InferOutput<Schema> {
  const read = v.safeParse(schema, said.result);
  if (read.success) return read.output;
  throw new Unheard(shown(said), `HTTP ${said.status}: the answer has another form than expected.`);
}

export const query = (values: Readonly<Record<string, string | number>>): string =>
  `?${new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)])).toString()}`;

/** Nothing can be there: a write to it changes nothing, and is refused for want of a right before it is looked for. */
export const nowhere = '00000000-0000-0000-0000-000000000000';
