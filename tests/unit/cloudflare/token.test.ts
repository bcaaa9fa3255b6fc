// A token is judged by what Cloudflare answers, before anything is changed: nothing that is sent could ever be accepted.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDnsToken, checkSetupToken } from '../../../electron/cloudflare/token';
import type { ZoneSetting } from '../../../electron/contract/message';
import { Secret } from '../../../electron/provision/shell/secret';
import { tokens } from '../../lab/internet/tokens.ts';
import { openCloudflare, type Cloudflare } from './stand-in';

const zone = 'example-family.net';
const host = `photos.${zone}`;
let cloudflare: Cloudflare;
let before: unknown;

beforeEach(async () => {
  cloudflare = await openCloudflare();
  before = cloudflare.world.snapshot();
});
afterEach(async () => {
  expect(cloudflare.world.snapshot()).toEqual(before);
  await cloudflare.close();
});

const dns = (token: string, of = host) => checkDnsToken({ token: new Secret(token), host: of }, cloudflare.call);
const setUp = (token: string, settings: readonly ZoneSetting[] = [], of = host) =>
  checkSetupToken({ token: new Secret(token), host: of, settings }, cloudflare.call);
async function outcome(checking: ReturnType<typeof dns> | ReturnType<typeof setUp>): Promise<unknown> {
  const checked = await checking;
  return checked.ok ? checked.value : { ...checked.failure.values, code: checked.failure.code };
}
const answering =
  (status: number, body: unknown): typeof fetch =>
  () =>
    Promise.resolve(Response.json(body, { status }));

describe('the token that stays on the server', () => {
  it.each([
    ['may write this zone’s records', tokens.dnsOnly.value, { zone, tooWide: [] }],
    ['is of the account, not of a person', tokens.dnsOnlyAccountOwned.value, { zone, tooWide: [] }],
    ['may make tunnels too', tokens.dnsAndTunnel.value, { zone, tooWide: ['Cloudflare Tunnel'] }],
    ['may change settings too', tokens.dnsAndSettings.value, { zone, tooWide: ['Zone Settings'] }],
    [
      'may do what has nothing to do with us too',
      tokens.dnsAndElsewhere.value,
      { zone, tooWide: ['Zone WAF', 'Workers Scripts', 'Access: Apps and Policies'] },
    ],
    ['may write other zones too', tokens.dnsAllZones.value, { zone, tooWide: ['2 zones'] }],
    [
      'may do everything',
      tokens.manyZones.value,
      { zone, tooWide: ['Cloudflare Tunnel', 'Zone Settings', '60 zones'] },
    ],
    [
      'may read only',
      tokens.dnsReadOnly.value,
      { code: 'dns-token-without-rights', missing: 'Zone › DNS › Edit', zone },
    ],
    ['was good once', tokens.expired.value, { code: 'dns-token-invalid' }],
    ['nobody knows', 'x'.repeat(40), { code: 'dns-token-invalid' }],
    ['is no token at all', 'too short', { code: 'dns-token-invalid' }],
    ['is of somebody else', tokens.otherZone.value, { code: 'zone-not-found', zone }],
  ])('%s', async (_, token, expected) => {
    expect(await outcome(dns(token))).toEqual(expected);
  });

  it('is asked about in nine calls, of which the only write cannot be accepted', async () => {
    await dns(tokens.dnsOnly.value);
    expect(cloudflare.calls).toHaveLength(9);
    expect(cloudflare.calls.filter((call) => !call.startsWith('GET'))).toEqual([
      expect.stringMatching(/^POST \/zones\/\w+\/dns_records 400$/),
    ]);
  });

  it('is asked at once what it can do too much', async () => {
    let [open, most] = [0, 0];
    const { call } = cloudflare;
    const watched: typeof fetch = async (input, init) => {
      open += 1;
      most = Math.max(most, open);
      return call(input, init).finally(() => (open -= 1));
    };
    await checkDnsToken({ token: new Secret(tokens.dnsOnly.value), host }, watched);
    expect(most).toBe(6);
  });

  it('must not be one that knows other tokens', async () => {
    const { call } = cloudflare;
    const knows: typeof fetch = (input, init) =>
      (input instanceof Request ? input.url : input.toString()).includes('/user/tokens?')
        ? Promise.resolve(Response.json({ success: true, errors: [], result: [] }))
        : call(input, init);
    expect(await outcome(checkDnsToken({ token: new Secret(tokens.dnsOnly.value), host }, knows))).toEqual({
      zone,
      tooWide: ['API Tokens'],
    });
  });

  it('needs a name of its own', async () => {
    expect(await outcome(dns(tokens.dnsOnly.value, 'localhost'))).toMatchObject({ code: 'zone-not-found' });
  });
});

describe('the wide token', () => {
  const settings = { ssl: 'full', min_tls_version: '1.0', always_use_https: 'off' };
  const both = [
    { name: zone, active: true },
    { name: 'neighbours.example', active: true },
  ];
  const all: readonly ZoneSetting[] = ['ssl', 'min_tls_version', 'always_use_https'];
  const missing = (right: string): object => ({ code: 'setup-token-without-rights', zone, missing: right });

  it.each([
    ['with every right', tokens.wide.value, [], { zones: both, zone, settings }],
    ['for one zone', tokens.wideOneZone.value, all, { zones: both.slice(0, 1), zone, settings }],
    ['of the account', tokens.accountOwned.value, all, { zones: both, zone, settings }],
    ['without settings, where none is wanted', tokens.wideNoSettings.value, [], { zones: both, zone, settings: null }],
    ['that may read settings only', tokens.wideSettingsReadOnly.value, [], { zones: both, zone, settings: null }],
    ['without settings', tokens.wideNoSettings.value, all, missing('Zone › Zone Settings › Edit')],
    ['without tunnels', tokens.wideNoTunnel.value, [], missing('Account › Cloudflare Tunnel › Edit')],
    ['that may only see tunnels', tokens.wideTunnelReadOnly.value, [], missing('Account › Cloudflare Tunnel › Edit')],
    ['without records', tokens.wideNoDns.value, [], missing('Zone › DNS › Edit')],
    ['without zones', tokens.wideNoZone.value, [], missing('Zone › Zone › Read')],
    ['that is the small one', tokens.dnsOnly.value, [], missing('Account › Cloudflare Tunnel › Edit')],
    ['that was good once', tokens.wideExpired.value, [], { code: 'setup-token-invalid' }],
    ['nobody knows', 'x'.repeat(40), [], { code: 'setup-token-invalid' }],
    ['of somebody else', tokens.otherZone.value, [], { code: 'zone-not-found', zone }],
  ] as const)('%s', async (_, token, wanted, expected) => {
    expect(await outcome(setUp(token, wanted))).toEqual(expected);
  });

  it('lists sixty zones and proposes the one of the host', async () => {
    const seen = await setUp(tokens.manyZones.value, [], `a.b.${zone}`);
    expect(seen).toMatchObject({ ok: true, value: { zone } });
    expect(seen.ok && seen.value.zones).toHaveLength(60);
  });

  it('tells what was fine before what was missing', async () => {
    expect(await setUp(tokens.wideNoDns.value)).toMatchObject({
      failure: {
        checked: [
          { what: 'token is active', fine: true },
          { what: `zone ${zone}`, fine: true },
          { what: 'Account › Cloudflare Tunnel › Edit', fine: true },
          { what: 'Zone › DNS › Edit', fine: false },
        ],
      },
    });
  });
});

describe('Cloudflare', () => {
  it.each([
    ['is busy', { limit: { calls: 0, retryAfterSeconds: 30 } }, { code: 'cloudflare-busy', seconds: 30 }],
    ['is away', 'unavailable', { code: 'cloudflare-unreachable' }],
    ['goes away in between', { outage: { after: 'GET /zones', status: 502 } }, { code: 'cloudflare-unreachable' }],
  ] as const)('%s: no token is judged', async (_, mood, expected) => {
    cloudflare.mood = mood;
    expect(await outcome(dns(tokens.dnsOnly.value))).toEqual(expected);
    cloudflare.mood = mood;
    expect(await outcome(setUp(tokens.wide.value))).toEqual(expected);
  });

  it('is not there at all, or another answers for it', async () => {
    const token = new Secret(tokens.wide.value);
    for (const call of [
      () => Promise.reject(new TypeError('fetch failed')),
      () => Promise.resolve(new Response('<html>', { status: 502 })),
      () => Promise.resolve(new Response('<html>Welcome, guest', { status: 200 })),
    ] satisfies (typeof fetch)[])
      expect(await checkDnsToken({ token, host }, call)).toMatchObject({ failure: { code: 'cloudflare-unreachable' } });
  });

  it('answers in a form that nobody expects: no token is judged', async () => {
    const odd = answering(200, { success: true, errors: [], result: { id: 'x', status: 'active' } });
    expect(await checkDnsToken({ token: new Secret(tokens.dnsOnly.value), host }, odd)).toMatchObject({
      failure: { code: 'cloudflare-unreachable', detail: 'HTTP 200: the answer has another form than expected.' },
    });
  });

  it('never hears its token quoted in a failure', async () => {
    const value = 'a'.repeat(40);
    const quoting = answering(401, { success: false, errors: [{ code: 1000, message: `bad ${value}` }], result: null });
    for (const check of [
      await checkDnsToken({ token: new Secret(value), host }, quoting),
      await checkSetupToken({ token: new Secret(value), host, settings: [] }, quoting),
    ]) {
      expect(check).toMatchObject({ ok: false, failure: { detail: '1000 bad •••' } });
      expect(JSON.stringify(check)).not.toContain(value);
    }
  });
});
