// The family's account: what it sees, what it changes, and what is left when Cloudflare refuses, is away, or its answer is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  recordMark,
  refusedForSure,
  type Account,
  type AccountChange,
  type AccountQuestion,
} from '../../../electron/cloudflare/account';
import { leadsTo, openAccount } from '../../../electron/cloudflare/client';
import { FailureError, type Failure } from '../../../electron/contract/failure';
import { Secret } from '../../../electron/provision/shell/secret';
import { tokens } from '../../lab/internet/tokens.ts';
import { openCloudflare, type Cloudflare } from './stand-in';

const zone = 'example-family.net';
const photos = `photos.${zone}`;
const share = `share-photos.${zone}`;
const tunnel = 'immich-at-home-0a1b2c3d';
const ingress = [{ hostname: photos, service: 'http://127.0.0.1:8283' }, { service: 'http_status:404' }];
const known = { tunnel, id: null };
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
const bodyOf = ({ body }: RequestInit): string => (typeof body === 'string' ? body : '{}');
const refused = (status: number, code: number): Response =>
  Response.json({ success: false, errors: [{ code, message: 'quota' }], result: null }, { status });
/** Refuses the POSTs that fit, as where the account is full. */
const refusing =
  (fits: (path: string, body: { type?: string }) => boolean) =>
  (call: typeof fetch): typeof fetch =>
  (input, init) =>
    init?.method === 'POST' && fits(urlOf(input), JSON.parse(bodyOf(init)) as { type?: string })
      ? Promise.resolve(refused(400, 81045))
      : call(input, init);
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
      owner: cloudflare.world.accountOf(cloudflare.world.family.id).id,
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

  it('keeps what it saw of each of two zones, whose tunnels of one name are told apart', async () => {
    await created();
    const other = { ...question, zone: 'neighbours.example', hosts: ['photos.neighbours.example'] };
    const [here, there] = await Promise.all([account.look(question), account.look(other)]);
    expect(here.tunnel).toEqual(there.tunnel);
    const { calls } = account;
    await Promise.all([account.look(question), account.look(other)]);
    expect(account.calls).toBe(calls);
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
    await make({ do: 'unpublish', host: share, ...known, putBack: [] });
    await make({ do: 'unpublish', host: photos, ...known, putBack: [] });
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
    await make({ do: 'unpublish', host: photos, ...known, putBack: [] });
    await make({ do: 'unpublish', host: photos, ...known, putBack: [] });
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
    await make({ do: 'unpublish', host: photos, ...known, putBack: found ? [found] : [] });
    expect(cloudflare.world.snapshot()).toEqual(before);
    await make({ do: 'unpublish', host: photos, ...known, putBack: found ? [found] : [] });
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
    await make({ do: 'unpublish', host: photos, ...known, putBack: [] });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });
});

describe('taking back', () => {
  const another = 'another-server';
  const idOf = async (name: string): Promise<string> =>
    (await account.make({ zone, do: 'create-tunnel', tunnel: name })).tunnel ?? expect.fail('no tunnel was made');

  it('a record that went without an answer is back when ours is refused', async () => {
    await created();
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7', ttl: 300 });
    const before = cloudflare.world.snapshot();
    const { call } = cloudflare;
    const quota = refusing((path, { type }) => path.endsWith('/dns_records') && type === 'CNAME');
    account = openAccount(new Secret(tokens.wide.value), quota(call), cloudflare.clock);
    cloudflare.mood = { loses: 'DELETE /zones/*/dns_records', times: 1 };
    expect(await failureOf(published(photos, [theirs.id]))).toMatchObject({ code: 'cloudflare-refused' });
    expect(cloudflare.calls.filter((it) => it.endsWith('lost'))).toHaveLength(1);
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('a record that never went is not doubled', async () => {
    await created();
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7' });
    const before = cloudflare.world.snapshot();
    const { call } = cloudflare;
    const kept: typeof fetch = (input, init) =>
      init?.method === 'DELETE' ? Promise.resolve(refused(400, 1004)) : call(input, init);
    account = openAccount(new Secret(tokens.wide.value), kept, cloudflare.clock);
    expect(await failureOf(published(photos, [theirs.id]))).toMatchObject({ values: { status: 400, code: 1004 } });
    expect(cloudflare.world.snapshot()).toEqual(before);
  });

  it('one that cannot be brought back is not called untouched', async () => {
    await created();
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7' });
    const { call } = cloudflare;
    const quota = refusing((path) => path.endsWith('/dns_records'));
    account = openAccount(new Secret(tokens.wide.value), quota(call), cloudflare.clock);
    const failing = await failureOf(published(photos, [theirs.id]));
    expect(refusedForSure).not.toContain(failing.code);
    expect(failing.detail).toContain('cloudflare-refused 81045');
    const [found] = [{ ...theirs, comment: null, tags: [] }];
    account = opened();
    await make({ do: 'unpublish', host: photos, ...known, putBack: [found] });
    expect(recordsOf(photos)).toMatchObject([{ type: 'A', content: '198.51.100.7' }]);
  });

  it('another server’s record stays, and nothing is put beside it', async () => {
    const ours = await idOf(tunnel);
    const other = await idOf(another);
    const theirs = cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7' });
    const [before] = (await account.look(question)).records;
    await published(photos, [theirs.id]);
    const there = recordsOf(photos).map(({ id }) => id);
    await account.make({ zone, do: 'publish', host: photos, tunnel: another, replaces: there });
    for (const id of [null, ours])
      await make({ do: 'unpublish', host: photos, tunnel, id, putBack: before ? [before] : [] });
    expect(recordsOf(photos)).toMatchObject([{ content: leadsTo(other), comment: recordMark }]);
  });

  it('a record goes by the tunnel’s id though the tunnel is gone, and stays where nobody knows that id', async () => {
    const id = await idOf(tunnel);
    await published();
    await make({ do: 'delete-tunnel', tunnel });
    await make({ do: 'unpublish', host: photos, ...known, putBack: [] });
    expect(recordsOf(photos)).toHaveLength(1);
    await make({ do: 'unpublish', host: photos, tunnel, id, putBack: [] });
    expect(recordsOf(photos)).toEqual([]);
  });

  it('all that was said of a record is put back, its tags as far as the plan has any', async () => {
    const replaced = { id: 'gone', type: 'A', name: photos, content: '198.51.100.7', proxied: false, ttl: 300 };
    const before = [{ ...replaced, comment: 'my NAS', tags: ['owner:dad'], priority: 5 }];
    const sent: unknown[] = [];
    const { call } = cloudflare;
    const heard: typeof fetch = (input, init) => {
      if (init?.method === 'POST') sent.push(JSON.parse(bodyOf(init)));
      return call(input, init);
    };
    account = openAccount(new Secret(tokens.wide.value), heard, cloudflare.clock);
    await make({ do: 'unpublish', host: photos, ...known, putBack: before });
    const { id: _, tags, ...rest } = before[0] ?? expect.fail('no record');
    expect(sent).toEqual([{ ...rest, tags }, rest]);
    expect(recordsOf(photos)).toMatchObject([rest]);
  });

  it('tags are seen only where there are any', async () => {
    cloudflare.world.family.add({ type: 'A', name: photos, content: '198.51.100.7', tags: ['owner:dad'] });
    cloudflare.world.family.add({ type: 'A', name: share, content: '198.51.100.7' });
    const { records } = await account.look(question);
    expect(records.map(({ tags }) => tags)).toEqual([['owner:dad'], undefined]);
  });

  it('a setting that somebody chose since stays', async () => {
    const back = { do: 'set', setting: 'min_tls_version', value: '1.0', ours: '1.2' } as const;
    const now = () => cloudflare.world.settings(cloudflare.world.family.id).byId('min_tls_version')?.value;
    await make({ do: 'set', setting: 'min_tls_version', value: '1.3' });
    await make(back);
    expect(now()).toBe('1.3');
    await make({ do: 'set', setting: 'min_tls_version', value: '1.2' });
    cloudflare.mood = { loses: 'PATCH /zones/*/settings', times: 1 };
    await make(back);
    expect(now()).toBe('1.0');
  });

  it('ways that somebody chose since stay, and so does a tunnel that is no more', async () => {
    const id = await idOf(tunnel);
    const theirs = [{ hostname: photos, path: 'x', service: 'http://127.0.0.1:9999' }, { service: 'http_status:404' }];
    const before = [{ service: 'http_status:503' }];
    const now = () => cloudflare.world.tunnels.byId(id)?.config?.ingress;
    await make({ do: 'route-tunnel', tunnel, ingress: theirs });
    await make({ do: 'route-tunnel', tunnel, ingress: before, ours: ingress });
    expect(now()).toMatchObject(theirs);
    await make({ do: 'route-tunnel', tunnel, ingress });
    await make({ do: 'route-tunnel', tunnel, ingress: before, ours: ingress });
    expect(now()).toMatchObject(before);
    await make({ do: 'delete-tunnel', tunnel });
    await make({ do: 'route-tunnel', tunnel, ingress: before, ours: ingress });
  });
});

describe('Cloudflare in trouble', () => {
  it.each([
    ['create-tunnel', 'POST /accounts/*/cfd_tunnel', created],
    ['route-tunnel', 'PUT /accounts', () => make({ do: 'route-tunnel', tunnel, ingress })],
    ['publish', 'POST /zones/*/dns_records', () => published()],
    ['unpublish', 'DELETE /zones/*/dns_records', () => make({ do: 'unpublish', host: photos, ...known, putBack: [] })],
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

  it('a tunnel that was made, but of which nothing readable was said, is found', async () => {
    const { call } = cloudflare;
    const odd: typeof fetch = async (input, init) => {
      const answer = await call(input, init);
      return init?.method === 'POST' ? Response.json({ success: true, errors: [], result: { tunnel: {} } }) : answer;
    };
    account = openAccount(new Secret(tokens.wide.value), odd, cloudflare.clock);
    const { tunnel: id } = await created();
    expect(cloudflare.world.tunnels.all()).toMatchObject([{ id }]);
  });

  it('what nobody can read is not called refused', async () => {
    await created();
    const { call } = cloudflare;
    const odd: typeof fetch = (input, init) =>
      urlOf(input).endsWith('/token')
        ? Promise.resolve(Response.json({ success: true, errors: [], result: { token: 'eyJhIjoi' } }))
        : call(input, init);
    account = openAccount(new Secret(tokens.wide.value), odd, cloudflare.clock);
    const failing = await failureOf(make({ do: 'fetch-token', tunnel }));
    expect(failing).toMatchObject({ code: 'cloudflare-unreachable' });
    expect(failing.detail).toContain('another form than expected');
    expect(JSON.stringify(failing)).not.toContain('eyJhIjoi');
  });

  it('a refusal after a change that may have taken is not for sure', async () => {
    cloudflare.mood = { loses: 'POST /accounts/*/cfd_tunnel', times: 1 };
    cloudflare.meanwhile = (call) => {
      if (call.startsWith('GET') && writes().length > 0) cloudflare.mood = 'refuses';
    };
    const failing = await failureOf(created());
    expect(cloudflare.world.tunnels.all()).toHaveLength(1);
    expect(refusedForSure).not.toContain(failing.code);
    expect(failing.detail).toContain('setup-token-without-rights');
  });

  it.each([
    ['cut off on the way', 200],
    ['out of a gateway', 502],
  ])('a tunnel’s token is in no failure: %s', async (_, status) => {
    await created();
    const { call } = cloudflare;
    const torn: typeof fetch = (input, init) =>
      urlOf(input).endsWith('/token')
        ? Promise.resolve(new Response('{"result":"eyJhIjoi', { status }))
        : call(input, init);
    account = openAccount(new Secret(tokens.wide.value), torn, cloudflare.clock);
    const failing = await failureOf(make({ do: 'fetch-token', tunnel }));
    expect(failing).toMatchObject({ code: 'cloudflare-unreachable', detail: `HTTP ${status}` });
    expect(JSON.stringify(failing)).not.toContain('eyJhIjoi');
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
