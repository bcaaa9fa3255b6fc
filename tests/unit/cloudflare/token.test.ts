// A token is judged by what Cloudflare answers: each answer as the real API words it.
import { describe, expect, it } from 'vitest';
import { checkDnsToken } from '../../../electron/cloudflare/token';
import { Secret } from '../../../electron/provision/shell/secret';

const token = new Secret('a'.repeat(40));
const host = 'photos.example-family.net';
type Answer = readonly [status: number, body: unknown];

const good = (result: unknown): Answer => [200, { success: true, errors: [], messages: [], result }];
const bad = (status: number, code: number, message: string): Answer => [
  status,
  { success: false, errors: [{ code, message }], messages: [], result: null },
];
const zones = good([{ id: 'z1', name: 'example-family.net', status: 'active' }]);
const wrongRecord = bad(400, 1004, 'DNS Validation Error');

interface Told {
  verify?: Answer;
  zones?: Answer;
  write?: Answer;
}
const asked: string[] = [];

function cloudflare({
  verify = good({ id: 't', status: 'active' }),
  zones: listed = zones,
  write = wrongRecord,
}: Told): typeof fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push(`${init?.method ?? 'GET'} ${url}`);
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${token.reveal()}`);
    const [status, body] = url.endsWith('/verify') ? verify : url.includes('/dns_records') ? write : listed;
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
}
const check = (told: Told, of = host) => checkDnsToken({ token, host: of }, cloudflare(told));
const codeOf = async (told: Told): Promise<unknown> => {
  const checked = await check(told);
  return checked.ok ? checked.value : { ...checked.failure.values, code: checked.failure.code };
};

describe('a token', () => {
  it('that sees the zone and may write its records is fine; nothing valid was ever sent', async () => {
    asked.length = 0;
    expect(await codeOf({})).toEqual({ zone: 'example-family.net' });
    expect(asked).toEqual([
      'GET https://api.cloudflare.com/client/v4/user/tokens/verify',
      'GET https://api.cloudflare.com/client/v4/zones?name=example-family.net&per_page=50',
      'POST https://api.cloudflare.com/client/v4/zones/z1/dns_records',
    ]);
  });

  it('is invalid: unknown, malformed, expired', async () => {
    const invalid = { code: 'dns-token-invalid' };
    expect(await codeOf({ verify: bad(401, 1000, 'Invalid API Token') })).toEqual(invalid);
    expect(await codeOf({ verify: bad(400, 6003, 'Invalid request headers') })).toEqual(invalid);
    expect(await codeOf({ verify: good({ id: 't', status: 'expired' }) })).toEqual(invalid);
  });

  it('does not see the zone', async () => {
    expect(await codeOf({ zones: good([]) })).toEqual({ code: 'zone-not-found', zone: 'example-family.net' });
    expect(await checkDnsToken({ token, host: 'localhost' }, cloudflare({}))).toMatchObject({ ok: false });
  });

  it('may read only', async () => {
    expect(await codeOf({ write: bad(403, 10000, 'Authentication error') })).toEqual({
      code: 'dns-token-without-rights',
      zone: 'example-family.net',
      missing: 'Zone › DNS › Edit',
    });
    expect(await codeOf({ zones: bad(403, 9109, 'Unauthorized to access requested resource') })).toMatchObject({
      code: 'dns-token-without-rights',
      missing: 'Zone › Zone › Read',
    });
  });

  it('cannot be judged while Cloudflare is away or busy', async () => {
    expect(await codeOf({ verify: bad(429, 971, 'Please wait') })).toEqual({ status: 429, code: 'cloudflare-refused' });
    expect(await checkDnsToken({ token, host }, () => Promise.reject(new TypeError('fetch failed')))).toMatchObject({
      failure: { code: 'cloudflare-unreachable' },
    });
    const page: typeof fetch = () => Promise.resolve(new Response('<html>', { status: 502 }));
    expect(await checkDnsToken({ token, host }, page)).toMatchObject({ failure: { code: 'cloudflare-unreachable' } });
  });

  it('never shows in a failure', async () => {
    expect(JSON.stringify(await check({ verify: bad(401, 1000, 'Invalid API Token') }))).not.toContain('aaaa');
  });
});
