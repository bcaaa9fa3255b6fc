// Who must do what when a household is called, or lives, somewhere else: told before it is done.
import { describe, expect, it } from 'vitest';
import { consequences, endpointsOf, type CodedPhone } from '../../../electron/contract/moving';
import { readSettings, type Settings } from '../../../electron/contract/settings';

const settings = (wish: object): Settings => {
  const read = readSettings({ ...basis, ...wish });
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.settings;
};
const hosts = {
  photos: 'photos.example-family.net',
  share: 'share-photos.example-family.net',
  vpn: 'vpn.example-family.net',
};
const other = {
  photos: 'bilder.example-family.net',
  share: 'gaeste.example-family.net',
  vpn: 'heim.example-family.net',
};
const lan = { network: '192.168.178.0/24', address: '192.168.178.10', router: '192.168.178.1' };
const vpn = { network: '10.83.52.0/22', port: 51820, network6: null };
const basis = {
  ...{ access: 'both', hosts, photos: { folder: '/srv/photos' }, database: { folder: '/var/lib/immich/db' } },
  ...{ timeZone: 'Europe/Berlin', recognition: true, admin: { name: 'Anna', email: 'anna@example-family.net' } },
  ...{ lan, vpn },
};
const home = settings({});
const knocksAt = 'vpn.example-family.net:51820';
const ben: CodedPhone = { name: 'Ben', scope: 'photos', address: '10.83.52.2', address6: null, knocksAt };
const clara: CodedPhone = { name: 'Clara', scope: 'home', address: '10.83.52.3', address6: null };

/** By key: their values. */
const said = (after: Settings, phones: readonly CodedPhone[] = [ben, clara], before = home): object =>
  Object.fromEntries(consequences(before, after, phones).map(({ key, values }) => [key, values]));

describe('other names', () => {
  it('the same settings have no consequences', () => {
    expect(consequences(home, home, [ben])).toEqual([]);
  });

  it('with those of before kept: apps need the address, links and phones go on', () => {
    expect(said(settings({ hosts: other, former: [hosts] }))).toEqual({
      'apps-new-address': { from: hosts.photos, to: other.photos, redirected: true },
      'share-links-keep': { host: hosts.share },
      'phones-keep': { count: 2 },
      'phones-by-former-name': { phones: ['Ben', 'Clara'], hosts: hosts.vpn },
    });
  });

  it('with none kept: links stop, and every phone that knocks there needs a code', () => {
    expect(said(settings({ hosts: other }))).toEqual({
      'apps-new-address': { from: hosts.photos, to: other.photos, redirected: false },
      'share-links-stop': { host: hosts.share },
      'phones-rescan': { phones: ['Ben', 'Clara'], all: true },
    });
  });

  it('nothing is said of phones when their name stays', () => {
    expect(said(settings({ hosts: { ...other, vpn: hosts.vpn }, former: [hosts] }))).not.toHaveProperty('phones-keep');
  });

  it('of before that are dropped: only who still knocks there is told', () => {
    const before = settings({ hosts: other, former: [hosts] });
    const anew = { ...clara, knocksAt: 'heim.example-family.net:51820' };
    expect(said(settings({ hosts: other }), [ben, anew], before)).toEqual({
      'share-links-stop': { host: hosts.share },
      'phones-rescan': { phones: ['Ben'], all: false },
    });
  });

  it('a home that is not public has no links out there', () => {
    const [before, after] = [settings({ access: 'home' }), settings({ access: 'home', hosts: other, former: [hosts] })];
    expect(said(after, [], before)).toEqual({
      'apps-new-address': { from: hosts.photos, to: other.photos, redirected: true },
    });
  });
});

describe('where phones knock', () => {
  it('a name of before is answered where this home publishes it, and nowhere else', () => {
    const moved = { hosts: other, former: [hosts] };
    expect(endpointsOf(settings(moved))).toEqual(['heim.example-family.net:51820', knocksAt]);
    expect(endpointsOf(settings({ ...moved, endpoint: { kind: 'name', name: 'abc.myfritz.net' } }))).toEqual([
      'abc.myfritz.net:51820',
    ]);
  });

  it.each([
    ['another port', { vpn: { ...vpn, port: 51821 } }],
    ['the router’s own name', { endpoint: { kind: 'name', name: 'abc.myfritz.net' } }],
    ['another range', { vpn: { ...vpn, network: '10.99.0.0/22' } }],
  ])('%s: every code is of before', (_, wish) => {
    expect(said(settings(wish))).toMatchObject({ 'phones-rescan': { phones: ['Ben', 'Clara'], all: true } });
  });

  it('a range that begins at the same place and still holds them changes no code', () => {
    expect(said(settings({ vpn: { ...vpn, network: '10.83.52.0/23' } }))).toEqual({ 'phones-keep': { count: 2 } });
    const far = { ...ben, address: '10.83.55.9' };
    expect(said(settings({ vpn: { ...vpn, network: '10.83.52.0/23' } }), [far, clara])).toEqual({
      'phones-rescan': { phones: ['Ben'], all: false },
    });
  });

  it('another IPv6 range is for those that have an address of it', () => {
    const six = (network6: string | null) => settings({ vpn: { ...vpn, network6 } });
    const phones = [{ ...ben, address6: 'fd12:3456:789a:1::2' }, clara];
    const before = six('fd12:3456:789a:1::/64');
    expect(said(six('fd12:3456:789a:2::/64'), phones, before)).toEqual({
      'phones-rescan': { phones: ['Ben'], all: false },
    });
    expect(said(six(null), phones, before)).toEqual({ 'phones-keep': { count: 2 } });
  });

  it('no line is wanted any more', () => {
    expect(said(settings({ access: 'public' }))).toEqual({ 'phones-without-line': { phones: ['Ben', 'Clara'] } });
  });
});

describe('at the router', () => {
  const moved = { lan: { ...lan, address: '192.168.178.11' } };
  it('a server that moved is told it anew', () => {
    expect(said(settings(moved))).toEqual({
      'router-forward': { port: 51820, address: '192.168.178.11' },
      'router-dns': { address: '192.168.178.11' },
    });
  });

  it('another port is forwarded anew', () => {
    expect(said(settings({ vpn: { ...vpn, port: 51821 } }), [])).toEqual({
      'router-forward': { port: 51821, address: lan.address },
    });
  });

  it('not what the server does in its place', () => {
    const router = { mapping: true, dhcp: { from: '192.168.178.50', to: '192.168.178.90' } };
    expect(said(settings({ ...moved, router }), [ben])).toEqual({});
  });

  it('another network at home is in the codes of those that may go on to it', () => {
    const elsewhere = { network: '192.168.1.0/24', address: '192.168.1.10', router: '192.168.1.1' };
    expect(said(settings({ lan: elsewhere }))).toMatchObject({ 'phones-rescan': { phones: ['Clara'], all: false } });
  });
});
