// The family's account: what it sees, what it changes, and what is left when Cloudflare refuses, is away, or its answer is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  recordMark,
  refusedForSure,
  type Account,
  type AccountChange,
  type AccountQuestion,
} from '../../../electron/cloudflare/account';
import { openAccount } from '../../../electron/cloudflare/client';
import { FailureError, type Failure } from '../../../electron/contract/failure';
import { Secret } from '../../../electron/provision/shell/secret';
import { tokens } from '../../lab/internet/tokens.ts';
import { openCloudflare, type Cloudflare } from './stand-in';

const zone = 'example-family.net';
const photos = `photos.${zone}`;
const share = `share-photos.${zone}`;
const tunnel = 'immich-at-home-0a1b2c3d';
const ingress = [{ hostname: photos, service: 'http://127.0.0.1:8283' }, { service: 'http_status:404' }];
const question: AccountQuestion = {
  zone,
  hosts: [photos, share],
  tunnel,
  settings: ['ssl', 'min_tls_version', 'always_use_https'],
};

let cloudflare: Cloudflare;
let account: Account;
const opened = (token: string = tokens.wide.value): Account =>
  openAccount(new Secret(token), cloudflare.call, cloudflare.clock);
const make = (change: AccountChange extends infer C ? (C extends unknown ? Omit<C, 'zone'> : never) : never) =>
  account.make({ zone, ...change });
const created = () => make({ do: 'create-tunnel', tunnel });
const published = (host = photos, replaces: readonly string[] = []) => make({ do: 'publish', host, tunnel, replaces });
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => (error instanceof FailureError ? error.failure : Promise.reject(error as Error)),
  );
const urlOf = (input: RequestInfo | URL) => (input instanceof Request ? input.url : input.toString());
const writes = () => cloudflare.calls.filter((call) => !call.startsWith('GET'));
const recordsOf = (host: string) => cloudflare.world.family.records().filter(({ name }) => name === host);

beforeEach(async () => {
  cloudflare = await openCloudflare();
  account = opened();
});
afterEach(() => cloudflare.close());

describe('looking', () => {
  it('sees nothing of ours in an account that we never touched, in four calls', async () => {
    expect(await account.look(question)).toEqual({
      tunnel: null,
      records: [],
      settings: { ssl: 'full', min_tls_version: '1.0', always_use_https: 'off' },
    });
    expect(account.calls).toBe(4);
  });

  it('sees all that was made, in five calls, and answers again without any', async () => {
    await created();
    await make({ do: 'route-tunnel', tunnel, ingress });
    await published();
    account = opened();
    const seen = await account.look(question);
    expect(seen.tunnel?.ingress).toEqual(ingress);
    expect(seen.records).toMatchObject([
      { type: 'CNAME', name: photos, content: `${seen.tunnel?.id ?? ''}.cfargotunnel.com`, proxied: true },
    ]);
    expect(account.calls).toBe(5);
    await account.look({ ...question, hosts: [...question.hosts] });
    expect(account.calls).toBe(5);
    cloudflare.pass(31_000);
    await account.look(question);
    expect(account.calls).toBe(9);
    expect(writes()).toHaveLength(3);
  });

  it('looks again after a change', async () => {
    await account.look(question);
    await created();
    expect((await account.look(question)).tunnel).not.toBeNull();
  });

  it('sees records of others, whatever their kind, and no other host’s', async () => {
    cloudflare.world.family.add({ type: 'AAAA', name: photos, content: '2001:db8::1' });
    cloudflare.world.family.add({ type: 'TXT', name: photos, content: 'hello' });
    expect((await account.look(question)).records).toMatchObject([{ type: 'AAAA', comment: null, proxied: false }]);
  });

  it('reads settings one by one where the list of all is gone', async () => {
    const { call } = cloudflare;
    const without: typeof fetch = (input, init) =>
      urlOf(input).endsWith('/settings')
        ? Promise.resolve(
            Response.json(
              { success: false, errors: [{ code: 7003, message: 'No route' }], result: null },
              { status: 404 },
            ),
          )
        : call(input, init);
    account = openAccount(new Secret(tokens.wide.value), without, cloudflare.clock);
    expect((await account.look(question)).settings).toEqual({
      ssl: 'full',
      min_tls_version: '1.0',
      always_use_https: 'off',
    });
  });

  it('asks for no settings when none is wanted, so that no right to them is needed', async () => {
    account = opened(tokens.wideNoSettings.value);
    expect((await account.look({ ...question, settings: [] })).settings).toEqual({});
    expect(await failureOf(account.look(question))).toMatchObject({
      code: 'setup-token-without-rights',
      values: { missing: 'Zone › Zone Settings › Edit' },
    });
  });
});

describe('making', () => {
  it('makes the door and takes it away: the account is as it was', async () => {
    const before = cloudflare.world.snapshot();
    const { tunnel: id } = await created();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await make({ do: 'route-tunnel', tunnel, ingress });
    const { token } = await make({ do: 'fetch-token', tunnel });
    expect(JSON.parse(atob(token?.reveal() ?? ''))).toMatchObject({ t: id });
    await published();
    await published(share);
    expect(recordsOf(share)).toMatchObject([{ comment: recordMark, proxied: true, ttl: 1 }]);
    await make({ do: 'set', setting: 'ssl', value: 'strict' });
    await make({ do: 'set', setting: 'ssl', value: 'full' });
    await make({ do: 'unpublish', host: share, putBack: [] });
    await make({ do: 'unpublish', host: photos, putBack: [] });
    await make({ do: 'delete-tunnel', tunnel });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('is done once, however often it is asked', async () => {
    await created();
    await created();
    await published();
    await published();
    expect(cloudflare.world.tunnels.all()).toHaveLength(1);
    expect(recordsOf(photos)).toHaveLength(1);
    await make({ do: 'unpublish', host: photos, putBack: [] });
    await make({ do: 'unpublish', host: photos, putBack: [] });
    await make({ do: 'delete-tunnel', tunnel });
    await make({ do: 'delete-tunnel', tunnel });
  });

  it('takes connections off a tunnel, and waits while one is still there', async () => {
    const { tunnel: id = '' } = await created();
    const connect = () => {
      cloudflare.world.tunnels.register(id, {
        ...{ id: 'c1', client_id: 'k1', client_version: '2026.11.0', colo: 'fra01', protocol: 'quic' },
        ...{ opened_at: new Date().toISOString(), origin_ip: '203.0.113.2' },
      });
    };
    connect();
    let back = 2;
    cloudflare.meanwhile = (call) => {
      if (call === `DELETE ${writes().at(-1)?.split(' ')[1]?.replace('/connections', '') ?? ''}` && back-- > 0)
        connect();
    };
    await make({ do: 'delete-tunnel', tunnel });
    expect(cloudflare.waits).toEqual([1000, 2000]);
    expect(cloudflare.world.tunnels.all().filter(({ deleted_at }) => deleted_at === null)).toEqual([]);
  });

  it('never touches a tunnel that others made', async () => {
    cloudflare.world.tunnels.create({ name: tunnel });
    const before = cloudflare.world.snapshot();
    const failing = await failureOf(created());
    expect(failing).toMatchObject({ code: 'tunnel-name-taken', values: { name: tunnel } });
    expect(refusedForSure).toContain(failing.code);
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('never touches one that somebody makes in the very moment', async () => {
    cloudflare.meanwhile = (call) => {
      if (call.startsWith('POST')) cloudflare.world.tunnels.create({ name: tunnel });
    };
    expect(await failureOf(created())).toMatchObject({ code: 'tunnel-name-taken' });
  });

  it('leaves a record in the way alone, unless it was given up', async () => {
    await created();
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7', comment: 'my NAS' });
    const before = cloudflare.world.snapshot();
    expect(await failureOf(published())).toMatchObject({ code: 'record-in-the-way', values: { hosts: photos } });
    expect(cloudflare.world.snapshot()).toEqual(before);
    const [found] = (await account.look(question)).records;
    await published(photos, [theirs.id]);
    expect(recordsOf(photos)).toMatchObject([{ type: 'CNAME' }]);
    await make({ do: 'unpublish', host: photos, putBack: found ? [found] : [] });
    expect(cloudflare.world.snapshot()).toEqual(before);
    await make({ do: 'unpublish', host: photos, putBack: found ? [found] : [] });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('gives a record back that it took away when its own is then refused', async () => {
    await created();
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7' });
    const before = cloudflare.world.snapshot();
    const { call } = cloudflare;
    let refusals = 1;
    const fussy: typeof fetch = (input, init) =>
      init?.method === 'POST' && urlOf(input).includes('dns_records') && refusals-- > 0
        ? Promise.resolve(
            Response.json(
              { success: false, errors: [{ code: 81045, message: 'quota' }], result: null },
              { status: 400 },
            ),
          )
        : call(input, init);
    account = openAccount(new Secret(tokens.wide.value), fussy, cloudflare.clock);
    expect(await failureOf(published(photos, [theirs.id]))).toMatchObject({
      code: 'cloudflare-refused',
      values: { status: 400, code: 81045 },
    });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('removes our record only', async () => {
    cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7', comment: recordMark });
    const before = cloudflare.world.snapshot();
    await make({ do: 'unpublish', host: photos, putBack: [] });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });
});

describe('Cloudflare in trouble', () => {
  it.each([
    ['create-tunnel', 'POST /accounts/*/cfd_tunnel', created],
    ['route-tunnel', 'PUT /accounts', () => make({ do: 'route-tunnel', tunnel, ingress })],
    ['publish', 'POST /zones/*/dns_records', () => published()],
    ['unpublish', 'DELETE /zones/*/dns_records', () => make({ do: 'unpublish', host: photos, putBack: [] })],
    ['set', 'PATCH /zones/*/settings', () => make({ do: 'set', setting: 'ssl', value: 'strict' })],
    ['delete-tunnel', 'DELETE /accounts/*/cfd_tunnel', () => make({ do: 'delete-tunnel', tunnel })],
  ] as const)('an answer to %s that is lost changes nothing about the outcome', async (what, loses, work) => {
    if (what !== 'create-tunnel') await created();
    if (what === 'unpublish') await published();
    cloudflare.mood = { loses, times: 1 };
    await work();
    expect(cloudflare.calls.filter((call) => call.endsWith('lost'))).toHaveLength(1);
    expect(cloudflare.waits).toEqual([1000]);
    expect(cloudflare.world.tunnels.all()).toHaveLength(1);
    expect(recordsOf(photos)).toHaveLength(what === 'publish' ? 1 : 0);
  });

  it.each([502, 503, 520] as const)('waits through a short outage (%i)', async (status) => {
    cloudflare.mood = { outage: { after: null, status, calls: 3 } };
    await created();
    expect(cloudflare.waits).toEqual([1000, 2000, 4000]);
  });

  it('gives up after half a minute and says where', async () => {
    cloudflare.mood = 'unavailable';
    const failing = await failureOf(account.look(question));
    expect(failing).toMatchObject({
      code: 'cloudflare-unreachable',
      checked: [{ fine: false }, { what: 'GET /zones' }],
    });
    expect(cloudflare.waits.reduce((sum, ms) => sum + ms)).toBe(30_000);
    cloudflare.mood = 'works';
    expect((await account.look(question)).tunnel).toBeNull();
  });

  it('waits when asked to, and not longer than a minute', async () => {
    cloudflare.mood = { limit: { calls: 0, retryAfterSeconds: 7 } };
    expect(await failureOf(account.look(question))).toMatchObject({ code: 'cloudflare-busy', values: { seconds: 7 } });
    expect(cloudflare.waits).toEqual([7000, 7000]);
    cloudflare.forget();
    cloudflare.mood = { limit: { calls: 0, retryAfterSeconds: 240 } };
    expect(await failureOf(created())).toMatchObject({ code: 'cloudflare-busy', values: { seconds: 240 } });
    expect(cloudflare.waits).toEqual([]);
  });

  it.each([
    ['nobody knows', 'x'.repeat(40), 'setup-token-invalid'],
    ['that was good once', tokens.wideExpired.value, 'setup-token-invalid'],
    ['of somebody else', tokens.otherZone.value, 'zone-not-found'],
    ['without tunnels', tokens.wideNoTunnel.value, 'setup-token-without-rights'],
  ])('a token %s is refused, and never shown', async (_, token, code) => {
    account = opened(token);
    const failing = await failureOf(account.look(question));
    expect(failing.code).toBe(code);
    expect(JSON.stringify(failing)).not.toContain(token);
  });

  it('names the right that is missing in the middle', async () => {
    account = opened(tokens.wideTunnelReadOnly.value);
    expect(await failureOf(created())).toMatchObject({
      code: 'setup-token-without-rights',
      values: { zone, missing: 'Account › Cloudflare Tunnel › Edit' },
    });
  });

  it('a page that is not Cloudflare’s is no answer', async () => {
    const hotel: typeof fetch = () => Promise.resolve(new Response('<html>Welcome, guest</html>', { status: 200 }));
    account = openAccount(new Secret(tokens.wide.value), hotel, cloudflare.clock);
    expect(await failureOf(account.look(question))).toMatchObject({ code: 'cloudflare-unreachable' });
  });

  it('an error that quotes the token is masked', async () => {
    const token = tokens.wide.value;
    const chatty: typeof fetch = () => Promise.reject(new TypeError(`bad header Bearer ${token}`));
    account = openAccount(new Secret(token), chatty, cloudflare.clock);
    const failing = await failureOf(account.look(question));
    expect(failing.detail).toContain('•••');
    expect(JSON.stringify(failing)).not.toContain(token);
  });
});
