/**
 * Whether a token can do what it will have to, asked before anything is set up. The surprise: reading proves no right to write,
 * so a record is sent that nobody can accept (an A record without an address). A token with the right hears that the record is wrong
 * (400), one without hears that it may not (403, code 10000); rights are looked at first, and nothing is changed either way.
 * That order is what the API did when it was tried in 2026; it is not promised in Cloudflare's documentation.
 */
import * as v from 'valibot';
import { failure, type Failure } from '../contract/failure';
import { registrableDomain } from '../contract/hostname';
import { failed, ok, type Result } from '../contract/result';

const api = 'https://api.cloudflare.com/client/v4';
const timeoutMs = 20_000;

/** A text that is revealed only into the header. */
interface Hidden {
  reveal(): string;
}

const ApiError = v.object({ code: v.number(), message: v.string() });
const Envelope = v.object({
  success: v.boolean(),
  errors: v.array(ApiError),
  result: v.unknown(),
});
const Zones = v.array(v.object({ id: v.string(), name: v.string(), status: v.string() }));
const Verified = v.object({ status: v.string() });

interface Said {
  readonly status: number;
  readonly codes: readonly number[];
  readonly messages: string;
  readonly result: unknown;
}

type Fetch = typeof fetch;

async function ask(
  call: Fetch,
  token: Hidden,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Said | null> {
  try {
    const answer = await call(`${api}${path}`, {
      method,
      headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const read = v.safeParse(Envelope, await answer.json());
    if (!read.success) return null;
    const { errors, result } = read.output;
    return {
      status: answer.status,
      codes: errors.map(({ code }) => code),
      messages: errors.map(({ code, message }) => `${code} ${message}`).join('; '),
      result,
    };
  } catch {
    return null;
  }
}

/** Neither yes nor no: rate limit, maintenance, something unheard of. */
const refused = ({ status, codes, messages }: Said): Failure =>
  failure('cloudflare-refused', { status, code: codes[0] ?? 0 }, { detail: messages });

const unreachable: Failure = failure(
  'cloudflare-unreachable',
  {},
  { checked: [{ what: 'api.cloudflare.com', fine: false }] },
);

/** Checks the token that will stay on the server: valid, sees the zone of `host`, may write its records. Changes nothing. */
export async function checkDnsToken(
  { token, host }: { token: Hidden; host: string },
  call: Fetch,
): Promise<Result<{ zone: string }, Failure>> {
  const zone = registrableDomain(host);
  if (zone === null) return failed(failure('zone-not-found', { zone: host }));

  const verified = await ask(call, token, 'GET', '/user/tokens/verify');
  if (!verified) return failed(unreachable);
  if ([400, 401, 403].includes(verified.status) || (verified.status === 200 && !isActive(verified.result)))
    return failed(failure('dns-token-invalid', {}, { detail: verified.messages || 'not active' }));
  if (verified.status !== 200) return failed(refused(verified));

  const listed = await ask(
    call,
    token,
    'GET',
    `/zones?${new URLSearchParams({ name: zone, per_page: '50' }).toString()}`,
  );
  if (!listed) return failed(unreachable);
  const tokenFine = { what: 'token is active', fine: true };
  if (listed.status === 403)
    return failed(
      failure(
        'dns-token-without-rights',
        { zone, missing: 'Zone › Zone › Read' },
        { detail: listed.messages, checked: [tokenFine, { what: 'GET /zones', fine: false }] },
      ),
    );
  if (listed.status !== 200) return failed(refused(listed));
  const zones = v.safeParse(Zones, listed.result);
  const found = zones.success ? zones.output.find(({ name }) => name === zone) : undefined;
  if (!found)
    return failed(failure('zone-not-found', { zone }, { checked: [tokenFine, { what: `zone ${zone}`, fine: false }] }));

  return checkWriting(call, token, zone, found.id);
}

async function checkWriting(
  call: Fetch,
  token: Hidden,
  zone: string,
  id: string,
): Promise<Result<{ zone: string }, Failure>> {
  const impossible = { type: 'A', name: `_immich-at-home-check.${zone}`, content: 'not-an-address', ttl: 60 };
  const tried = await ask(call, token, 'POST', `/zones/${id}/dns_records`, impossible);
  if (!tried) return failed(unreachable);
  if (tried.status === 400 && !tried.codes.includes(10000)) return ok({ zone });
  if (tried.status === 401 || tried.status === 403 || tried.codes.includes(10000))
    return failed(
      failure(
        'dns-token-without-rights',
        { zone, missing: 'Zone › DNS › Edit' },
        {
          detail: tried.messages,
          checked: [
            { what: 'token is active', fine: true },
            { what: `zone ${zone}`, fine: true },
            { what: 'POST dns_records', fine: false },
          ],
        },
      ),
    );
  return failed(refused(tried));
}

const isActive = (result: unknown): boolean => {
  const read = v.safeParse(Verified, result);
  return read.success && read.output.status === 'active';
};
