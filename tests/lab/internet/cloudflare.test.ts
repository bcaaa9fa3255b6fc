// Cloudflare's API as the lab plays it, asked over plain http on loopback.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAccount } from './cloudflare/account.ts';
import { clubAccount, familyAccount } from './cloudflare/accounts.ts';
import { cloudflareApi, type Call } from './cloudflare/api.ts';
import type { CloudflareMood } from './cloudflare/mood.ts';
import { pretendConnections } from './cloudflare/pretend.ts';
import { otherZone, zone } from './places.ts';
import { tokens } from './tokens.ts';

const account = openAccount();
const calls: Call[] = [];
let mood: CloudflareMood = 'works';
let server: Server;

beforeAll(async () => {
  server = createServer(
    cloudflareApi(account, {
      mood: () => mood,
      turn: (next) => void (mood = next),
      noted: (call) => void calls.push(call),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  mood = 'works';
  account.reset();
  calls.length = 0;
});

interface Answer {
  readonly status: number;
  readonly success: boolean;
  readonly codes: readonly number[];
  readonly result: unknown;
  readonly info?: Readonly<Record<string, number>>;
  readonly retryAfter: string | null;
}

async function call(token: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/client/v4${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  if (!(response.headers.get('content-type') ?? '').includes('json')) {
    return { status: response.status, success: false, codes: [], result: await response.text(), retryAfter: null };
  }
  const told = (await response.json()) as Told;
  return {
    status: response.status,
    success: told.success,
    codes: told.errors.map(({ code }) => code),
    result: told.result,
    retryAfter: response.headers.get('retry-after'),
    ...(told.result_info ? { info: told.result_info } : {}),
  };
}

interface Told {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number }[];
  readonly result: unknown;
  readonly result_info?: Readonly<Record<string, number>>;
}

const namesIn = ({ result }: Answer): string[] => (result as { name: string }[]).map(({ name }) => name);

const good = tokens.dnsOnly.value;
const records = `/zones/${zone.id}/dns_records`;
const vpn = { type: 'A', name: 'vpn.example-family.net', content: '203.0.113.2', proxied: false, ttl: 60 };

describe('who asks', () => {
  it.each([
    ['no token', undefined, 400, 9106],
    ['a cut token', good.slice(0, 30), 400, 6003],
    ['an unknown token', 'x'.repeat(40), 403, 9109],
    ['an expired token', tokens.expired.value, 403, 9109],
    ["a token for another's zone", tokens.otherZone.value, 403, 10000],
  ])('%s is refused', async (_, token, status, code) => {
    expect(await call(token, 'GET', records)).toMatchObject({ status, success: false, codes: [code] });
  });

  it('is told by verify', async () => {
    expect(await call(good, 'GET', '/user/tokens/verify')).toMatchObject({ result: { status: 'active' } });
    expect(await call(tokens.expired.value, 'GET', '/user/tokens/verify')).toMatchObject({
      result: { status: 'expired' },
    });
    expect(await call('x'.repeat(40), 'GET', '/user/tokens/verify')).toMatchObject({ status: 401, codes: [1000] });
  });

  it("is told by the account's verify, when the token is the account's own", async () => {
    const ofAccount = `/accounts/${familyAccount.id}/tokens/verify`;
    const own = tokens.accountOwned.value;
    expect(await call(own, 'GET', '/user/tokens/verify')).toMatchObject({ status: 401, codes: [1000] });
    expect(await call(own, 'GET', ofAccount)).toMatchObject({ status: 200, result: { status: 'active' } });
    expect(await call(own, 'GET', '/zones')).toMatchObject({ status: 200 });
    expect(await call(tokens.wide.value, 'GET', ofAccount)).toMatchObject({ status: 401, codes: [1000] });
  });

  it('sees only the zones of the token', async () => {
    const names = async (token: string) => namesIn(await call(token, 'GET', '/zones?per_page=50'));
    expect(await names(good)).toEqual([zone.name]);
    expect(await names(tokens.wide.value)).toEqual([zone.name, otherZone.name]);
    expect(await names(tokens.wideNoZone.value)).toEqual([]);
  });

  it('sees no more than fifty zones at once', async () => {
    const many = tokens.manyZones.value;
    const page = (n: number) => call(many, 'GET', `/zones?per_page=50&page=${n}`);
    const first = await page(1);
    expect(first.info).toEqual({ page: 1, per_page: 50, count: 50, total_count: 60, total_pages: 2 });
    expect(namesIn(first)).not.toContain(zone.name);
    expect(namesIn(await page(2))).toContain(zone.name);
    expect(await call(many, 'GET', '/zones?per_page=51')).toMatchObject({ status: 400, codes: [6003] });
    expect(namesIn(await call(many, 'GET', `/zones?name=${zone.name}`))).toEqual([zone.name]);
    expect((await call(many, 'GET', `/zones?account.id=${clubAccount.id}`)).info).toMatchObject({ total_count: 58 });
  });

  it('sees only the accounts on which the token has a right', async () => {
    const accounts = async (token: string) => namesIn(await call(token, 'GET', '/accounts'));
    expect(await accounts(good)).toEqual([]);
    expect(await accounts(tokens.wide.value)).toEqual([familyAccount.name]);
    expect(await accounts(tokens.manyZones.value)).toEqual([familyAccount.name, clubAccount.name]);
  });

  it('is refused for the right before anything is said about the body', async () => {
    expect(await call(tokens.dnsReadOnly.value, 'POST', records, '{')).toMatchObject({ status: 403, codes: [10000] });
  });
});

describe('a DNS record', () => {
  it('is made, changed and removed', async () => {
    const { id } = (await call(good, 'POST', records, vpn)).result as { id: string };
    const change = { content: '203.0.113.9' };
    expect(await call(good, 'PATCH', `${records}/${id}`, change)).toMatchObject({ result: { ...vpn, ...change } });
    expect(await call(good, 'GET', `${records}?name=${vpn.name}&type=A`)).toMatchObject({
      result: [{ id, ...change }],
    });
    expect(await call(good, 'DELETE', `${records}/${id}`)).toMatchObject({ status: 200, result: { id } });
    expect(await call(good, 'DELETE', `${records}/${id}`)).toMatchObject({ status: 404, codes: [81044] });
  });

  it.each([
    ['the same again', vpn, 81058],
    ['an alias beside an address', { ...vpn, type: 'CNAME', content: 'example.org' }, 81053],
    ['no address', { ...vpn, name: 'x', content: '300.1.1.1' }, 1004],
    ['a short TTL', { ...vpn, name: 'x', ttl: 30 }, 1004],
    ['a proxied text', { type: 'TXT', name: 'x', content: 'y', proxied: true }, 1004],
    ['a long comment', { ...vpn, name: 'x', comment: 'c'.repeat(101) }, 1004],
    ['a tag, which is not free', { ...vpn, name: 'x', tags: ['home'] }, 1004],
    ['no type', { name: 'x' }, 9207],
    ['no JSON', '{', 9207],
  ])('%s is refused', async (_, body, code) => {
    await call(good, 'POST', records, vpn);
    expect(await call(good, 'POST', records, body)).toMatchObject({ status: 400, success: false, codes: [code] });
  });

  it('of a name outside the zone gets the zone appended', async () => {
    const elsewhere = { ...vpn, name: 'vpn.example.org' };
    expect(await call(good, 'POST', records, elsewhere)).toMatchObject({
      result: { name: 'vpn.example.org.example-family.net' },
    });
  });
});

describe('the list of records', () => {
  it.each([
    ['name=www.example-family.net', 1],
    ['name.exact=WWW.example-family.net', 1],
    ['name.endswith=.example-family.net', 2],
    ['comment=our%20blog', 1],
    ['comment.exact=Our%20Blog', 1],
    ['comment.contains=blog', 1],
    ['comment.absent=true', 4],
    ['content=v%3Dspf1%20mx%20-all', 1],
    ['content.exact=example-family.net&type=CNAME', 1],
    ['name=www.example-family.net&type=MX&match=any', 2],
    ['proxied=true', 2],
    ['type=SRV', 0],
  ])('%s has %i', async (query, count) => {
    expect((await call(good, 'GET', `${records}?${query}`)).info).toMatchObject({ total_count: count });
  });

  it('comes in pages of the size asked for', async () => {
    const page = await call(good, 'GET', `${records}?per_page=2&page=3`);
    expect(page.info).toEqual({ page: 3, per_page: 2, count: 1, total_count: 5, total_pages: 3 });
    expect(await call(good, 'GET', `${records}?per_page=0`)).toMatchObject({ status: 400 });
  });
});

describe('a setting', () => {
  const settings = `/zones/${zone.id}/settings`;
  const wide = tokens.wide.value;

  it('is read and changed', async () => {
    expect(await call(wide, 'GET', `${settings}/ssl`)).toMatchObject({
      result: { id: 'ssl', value: 'full', editable: true, modified_on: null },
    });
    expect(await call(wide, 'PATCH', `${settings}/ssl`, { value: 'strict' })).toMatchObject({
      result: { id: 'ssl', value: 'strict', modified_on: expect.any(String) as string },
    });
    const list = (await call(wide, 'GET', settings)).result as { id: string; value: string }[];
    expect(list).toContainEqual(expect.objectContaining({ id: 'ssl', value: 'strict' }));
    expect(list).toContainEqual(expect.objectContaining({ id: 'always_use_https', value: 'off' }));
    expect(await call(wide, 'GET', `/zones/${otherZone.id}/settings/ssl`)).toMatchObject({ result: { value: 'full' } });
  });

  it.each([
    ['ssl', 'origin'],
    ['min_tls_version', '1.4'],
    ['min_tls_version', 1.2],
    ['always_use_https', true],
  ])('%s takes no %s', async (id, value) => {
    expect(await call(wide, 'PATCH', `${settings}/${id}`, { value })).toMatchObject({ status: 400, codes: [1007] });
  });

  it('that nobody knows is refused', async () => {
    expect(await call(wide, 'GET', `${settings}/photos`)).toMatchObject({ status: 400, codes: [1006] });
  });

  it('is kept from a token without the right, before the body is looked at', async () => {
    const without = tokens.wideNoSettings.value;
    expect(await call(without, 'GET', `${settings}/ssl`)).toMatchObject({ status: 403, codes: [9109] });
    expect(await call(without, 'PATCH', `${settings}/ssl`, '{')).toMatchObject({ status: 403, codes: [9109] });
    const reading = tokens.wideSettingsReadOnly.value;
    expect(await call(reading, 'GET', `${settings}/ssl`)).toMatchObject({ status: 200 });
    expect(await call(reading, 'PATCH', `${settings}/ssl`, '{')).toMatchObject({ status: 403, codes: [9109] });
  });
});

describe('a tunnel', () => {
  const tunnels = `/accounts/${familyAccount.id}/cfd_tunnel`;
  const wide = tokens.wide.value;
  const draft = { name: 'immich-at-home', config_src: 'cloudflare' };
  const made = async (name = draft.name): Promise<string> =>
    ((await call(wide, 'POST', tunnels, { ...draft, name })).result as { id: string }).id;
  const rest = { service: 'http_status:404' };
  const photos = { hostname: 'photos.example-family.net', service: 'http://127.0.0.1:8283' };

  it('is made once, found, renamed and removed', async () => {
    const answer = await call(wide, 'POST', tunnels, draft);
    expect(answer).toMatchObject({
      status: 200,
      result: { ...draft, status: 'inactive', remote_config: true, deleted_at: null, account_tag: familyAccount.id },
    });
    const { id } = answer.result as { id: string };
    expect(await call(wide, 'POST', tunnels, draft)).toMatchObject({ status: 409, codes: [1013] });
    expect(namesIn(await call(wide, 'GET', `${tunnels}?name=${draft.name}&is_deleted=false`))).toEqual([draft.name]);
    expect(await call(wide, 'PATCH', `${tunnels}/${id}`, { name: 'home' })).toMatchObject({ result: { name: 'home' } });
    expect(await call(wide, 'DELETE', `${tunnels}/${id}`)).toMatchObject({ status: 200, result: { id } });
    expect(namesIn(await call(wide, 'GET', `${tunnels}?is_deleted=false`))).toEqual([]);
    expect(namesIn(await call(wide, 'GET', `${tunnels}?is_deleted=true`))).toEqual(['home']);
    expect(await call(wide, 'GET', `${tunnels}/${id}`)).toMatchObject({
      result: { deleted_at: expect.any(String) as string },
    });
    expect(await call(wide, 'DELETE', `${tunnels}/${id}`)).toMatchObject({ status: 404 });
    expect(await call(wide, 'POST', tunnels, { ...draft, name: 'home' })).toMatchObject({ status: 200 });
  });

  it.each([
    ['no name', { config_src: 'cloudflare' }],
    ['an empty name', { name: ' ' }],
    ['a source nobody knows', { name: 'x', config_src: 'elsewhere' }],
    ['a short secret', { name: 'x', tunnel_secret: 'c2hvcnQ=' }],
  ])('with %s is refused', async (_, body) => {
    expect(await call(wide, 'POST', tunnels, body)).toMatchObject({ status: 400, codes: [1030] });
  });

  it('has a token that the account accepts', async () => {
    const id = await made();
    const { result } = await call(wide, 'GET', `${tunnels}/${id}/token`);
    const told = JSON.parse(Buffer.from(String(result), 'base64').toString()) as { a: string; t: string; s: string };
    expect(told).toMatchObject({ a: familyAccount.id, t: id });
    expect(Buffer.from(told.s, 'base64')).toHaveLength(32);
    expect(account.tunnels.accepts(told)).toBe(true);
    expect(account.tunnels.accepts({ ...told, s: 'another' })).toBe(false);
    await call(wide, 'DELETE', `${tunnels}/${id}`);
    expect(account.tunnels.accepts(told)).toBe(false);
  });

  it('is configured as a whole, and its listeners hear of it', async () => {
    const id = await made();
    const heard: string[] = [];
    const stop = account.tunnels.onChange((changed) => heard.push(changed));
    const path = `${tunnels}/${id}/configurations`;
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { version: 0, config: null, source: 'cloudflare' } });
    expect(await call(wide, 'PUT', path, { config: { ingress: [photos, rest] } })).toMatchObject({
      result: { tunnel_id: id, version: 1, config: { ingress: [photos, rest] } },
    });
    expect(await call(wide, 'PUT', path, { config: { ingress: [rest] } })).toMatchObject({ result: { version: 2 } });
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { version: 2, config: { ingress: [rest] } } });
    expect(heard).toEqual([id, id]);
    stop();
  });

  it.each([
    ['without a last rule for all', [photos], 1056],
    ['without any rule', [], 1056],
    ['with a rule for all that is not the last', [rest, photos, rest], 1056],
    ['with a path in the service', [{ ...photos, service: 'http://127.0.0.1:8283/' }, rest], 1056],
    ['with a service of no kind', [{ ...photos, service: '127.0.0.1:8283' }, rest], 1056],
    ['with a status of no kind', [{ service: 'http_status:4' }], 1056],
    ['with a port in the hostname', [{ ...photos, hostname: 'photos.example-family.net:443' }, rest], 1056],
    ['with a star in the middle', [{ ...photos, hostname: 'photos.*.net' }, rest], 1056],
    ['with no service', [{ hostname: photos.hostname }, rest], 1030],
    ['that is no list', rest, 1030],
  ])('is not configured %s', async (_, ingress, code) => {
    const id = await made();
    const path = `${tunnels}/${id}/configurations`;
    expect(await call(wide, 'PUT', path, { config: { ingress } })).toMatchObject({ status: 400, codes: [code] });
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { version: 0 } });
  });

  it('in use is not removed before its connections are', async () => {
    const id = await made();
    const path = `${tunnels}/${id}`;
    pretendConnections(account.tunnels, id, 3);
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { status: 'degraded', connections: [] } });
    pretendConnections(account.tunnels, id, 1);
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { status: 'healthy' } });
    const connectors = (await call(wide, 'GET', `${path}/connections`)).result as { conns: unknown[] }[];
    expect(connectors.map(({ conns }) => conns.length)).toEqual([3, 1]);
    expect(await call(wide, 'DELETE', path)).toMatchObject({ status: 400, codes: [1022] });
    expect(await call(wide, 'DELETE', `${path}/connections`)).toMatchObject({ status: 200 });
    expect(await call(wide, 'GET', path)).toMatchObject({ result: { status: 'down' } });
    expect(await call(wide, 'DELETE', path)).toMatchObject({ status: 200 });
  });

  it('is kept from a token without the right, before the body is looked at', async () => {
    const id = await made();
    const forbidden = { status: 403, codes: [10000] };
    for (const token of [good, tokens.wideNoTunnel.value]) {
      expect(await call(token, 'GET', tunnels)).toMatchObject(forbidden);
      expect(await call(token, 'POST', tunnels, '{')).toMatchObject(forbidden);
    }
    const reading = tokens.wideTunnelReadOnly.value;
    expect(await call(reading, 'GET', `${tunnels}/${id}`)).toMatchObject({ status: 200 });
    expect(await call(reading, 'GET', `${tunnels}/${id}/token`)).toMatchObject(forbidden);
    expect(await call(reading, 'PUT', `${tunnels}/${id}/configurations`, '{')).toMatchObject(forbidden);
    expect(await call(wide, 'PUT', `${tunnels}/${id}/configurations`, '{')).toMatchObject({ status: 400 });
    expect(await call(wide, 'GET', `/accounts/${clubAccount.id}/cfd_tunnel`)).toMatchObject(forbidden);
  });

  it('that is not there is not found', async () => {
    const path = `${tunnels}/f70ff985-a4ef-4643-bbbc-4a0ed4fc8415`;
    for (const [method, rest] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/token'],
      ['DELETE', '/connections'],
    ] as const) {
      expect(await call(wide, method, path + rest)).toMatchObject({ status: 404 });
    }
  });
});

describe('a snapshot', () => {
  it('is the same when everything was put back, and only then', async () => {
    const wide = tokens.wide.value;
    const tunnels = `/accounts/${familyAccount.id}/cfd_tunnel`;
    const before = account.snapshot();
    const { id: record } = (await call(wide, 'POST', records, vpn)).result as { id: string };
    expect(account.snapshot()).not.toEqual(before);
    await call(wide, 'DELETE', `${records}/${record}`);
    const { id } = (await call(wide, 'POST', tunnels, { name: 'x' })).result as { id: string };
    expect(account.snapshot()).not.toEqual(before);
    await call(wide, 'DELETE', `${tunnels}/${id}`);
    await call(wide, 'PATCH', `/zones/${zone.id}/settings/ssl`, { value: 'strict' });
    expect(account.snapshot()).not.toEqual(before);
    await call(wide, 'PATCH', `/zones/${zone.id}/settings/ssl`, { value: 'full' });
    expect(account.snapshot()).toEqual(before);
  });
});

describe('a bad day', () => {
  const statuses = async (times: number): Promise<number[]> => {
    const heard: number[] = [];
    for (let n = 0; n < times; n += 1) heard.push((await call(good, 'GET', records)).status);
    return heard;
  };

  it('comes after a call of a kind, and ends by itself', async () => {
    mood = { outage: { after: 'POST /zones/*/dns_records', status: 502, calls: 2 } };
    expect(await statuses(2)).toEqual([200, 200]);
    expect(await call(good, 'POST', records, vpn)).toMatchObject({ status: 200 });
    expect(await call(good, 'GET', records)).toMatchObject({
      status: 502,
      result: expect.stringContaining('<title>') as string,
    });
    expect(await statuses(2)).toEqual([502, 200]);
    expect(mood).toBe('works');
  });

  it('may begin at once and last until it is switched off', async () => {
    mood = { outage: { after: null, status: 503 } };
    expect(await statuses(3)).toEqual([503, 503, 503]);
  });

  it('limits the number of calls and says how long to wait', async () => {
    mood = { limit: { calls: 2, retryAfterSeconds: 7 } };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    expect(await call(good, 'GET', records)).toMatchObject({ status: 429, retryAfter: '7', codes: [971] });
  });

  it('makes a change and loses the answer', async () => {
    mood = { loses: 'POST /zones', times: 1 };
    await expect(call(good, 'POST', records, vpn)).rejects.toThrow();
    expect(calls).toEqual([expect.objectContaining({ method: 'POST', status: 200, lost: true })]);
    expect(mood).toBe('works');
    expect((await call(good, 'GET', `${records}?name=${vpn.name}`)).info).toMatchObject({ total_count: 1 });
    expect(await call(good, 'POST', records, vpn)).toMatchObject({ status: 400, codes: [81058] });
  });

  it.each([
    ['rateLimited', 429],
    ['unavailable', 503],
    ['refuses', 403],
  ] as const)('%s answers %i', async (today, status) => {
    mood = today;
    expect(await call(good, 'GET', records)).toMatchObject({ status, success: false });
  });
});
