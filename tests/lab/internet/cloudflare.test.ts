// Cloudflare's API as the lab plays it, asked over plain http on loopback.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cloudflareApi, type CloudflareMood } from './cloudflare/api.ts';
import { household, openZone } from './cloudflare/store.ts';
import { otherZone, zone } from './places.ts';
import { tokens } from './tokens.ts';

const family = openZone(zone.id, zone.name, undefined, household);
const neighbours = openZone(otherZone.id, otherZone.name, undefined, []);
let mood: CloudflareMood = 'works';
let server: Server;

beforeAll(async () => {
  server = createServer(cloudflareApi({ zones: [family, neighbours], mood: () => mood, noted: () => undefined }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  mood = 'works';
  family.replaceAll(household);
});

interface Answer {
  readonly status: number;
  readonly success: boolean;
  readonly codes: readonly number[];
  readonly result: unknown;
}

async function call(token: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/client/v4${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const told = (await response.json()) as { success: boolean; errors: { code: number }[]; result: unknown };
  return {
    status: response.status,
    success: told.success,
    codes: told.errors.map(({ code }) => code),
    result: told.result,
  };
}

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

  it('sees only the zones of the token', async () => {
    const names = async (token: string) =>
      ((await call(token, 'GET', '/zones?per_page=50')).result as { name: string }[]).map(({ name }) => name);
    expect(await names(good)).toEqual([zone.name]);
    expect(await names(tokens.wide.value)).toEqual([zone.name, otherZone.name]);
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

describe('a bad day', () => {
  it.each([
    ['rateLimited', 429],
    ['unavailable', 503],
    ['refuses', 403],
  ] as const)('%s answers %i', async (today, status) => {
    mood = today;
    expect(await call(good, 'GET', records)).toMatchObject({ status, success: false });
  });
});
