import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Folder, Password, PhoneName, readTunnelToken, Token, TunnelToken } from '../../../electron/contract/fields';
import { readSettings, readStoredSettings, type Settings } from '../../../electron/contract/settings';
import { readWishes } from '../../../electron/contract/wishes';
import { hasDirectWay, hasPublicDoor } from '../../../electron/contract/ways';

const good = {
  access: 'home',
  hosts: {
    photos: 'Photos.Example-Family.net',
    share: 'share-photos.example-family.net',
    vpn: 'vpn.example-family.net',
  },
  photos: { folder: '/srv/photos/' },
  database: { folder: '/var/lib/immich-at-home/database' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: ' Anna ', email: 'Anna@Example-Family.net' },
  lan: { network: '192.168.178.10/24', address: '192.168.178.10', router: '192.168.178.1' },
  vpn: { network: '10.83.52.0/22', port: 51820 },
} as const;

const settings = (change: object = {}): Settings => {
  const read = readSettings({ ...good, ...change });
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.settings;
};
const issue = (change: object): unknown => {
  const read = readSettings({ ...good, ...change });
  return 'issues' in read ? read.issues[0] : 'no issue';
};

describe('settings', () => {
  it('come out in the form the server uses', () => {
    expect(settings()).toMatchObject({
      hosts: { photos: 'photos.example-family.net' },
      photos: { folder: '/srv/photos' },
      admin: { name: 'Anna', email: 'anna@example-family.net' },
      lan: { network: '192.168.178.0/24' },
    });
  });
  it('read again are the same: what is stored can be read back', () => {
    expect(readSettings(JSON.parse(JSON.stringify(settings())))).toEqual({ settings: settings() });
  });
  it.each([
    [{ hosts: { ...good.hosts, share: 'photos.example-family.net' } }, 'hosts.share', 'same-name'],
    [{ hosts: { ...good.hosts, vpn: 'vpn.other-family.net' } }, 'hosts.vpn', 'different-domain'],
    [{ vpn: { network: '192.168.176.0/22', port: 51820 } }, 'vpn.network', 'overlap'],
    [{ vpn: { network: '10.83.52.0/24', port: 51820 } }, 'vpn.network', 'range-too-small'],
    [{ vpn: { network: '8.8.0.0/22', port: 51820 } }, 'vpn.network', 'not-private'],
    [{ vpn: { network: '10.83.52.0/22', port: 70000 } }, 'vpn.port', 'port'],
    [{ lan: { ...good.lan, address: '192.168.1.10' } }, 'lan.address', 'outside-range'],
    [{ lan: { ...good.lan, router: '203.0.113.1' } }, 'lan.router', 'not-private'],
    [{ endpoint: { kind: 'record', ipv6: false, ipv4: false } }, 'endpoint', 'no-family'],
    [{ timeZone: 'Berlin; reboot' }, 'timeZone', 'time-zone'],
    [{ admin: { name: 'Anna', email: 'anna' } }, 'admin.email', 'email'],
    [{ photos: { folder: '/etc/photos' } }, 'photos.folder', 'system-folder'],
  ])('%j is not right', (change, field, problem) => {
    expect(issue(change)).toEqual({ field, problem });
  });
  it('of before a record could be without IPv4 read as they would have chosen', () => {
    const of = (endpoint: object): unknown => settings({ endpoint }).endpoint;
    expect(of({ kind: 'record', ipv6: true })).toEqual({ kind: 'record', ipv6: true, ipv4: true });
    const alone = { kind: 'record', ipv6: true, ipv4: false };
    expect(of(alone)).toEqual(alone);
  });
  it('refuse what they do not know', () => {
    expect(issue({ command: 'reboot' })).toMatchObject({ field: 'command' });
  });
});

describe('who is let in', () => {
  it.each([
    ['both', true, true],
    ['home', false, true],
    ['public', true, false],
  ] as const)('%s: public door %s, direct way %s', (access, door, direct) => {
    expect([hasPublicDoor({ access }), hasDirectWay({ access })]).toEqual([door, direct]);
  });
  it('households of before the public door read as they would have chosen', () => {
    expect(settings()).toMatchObject({
      cloudflare: { way: 'token', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } },
      share: { uploads: false, links: 'share-host' },
    });
  });
  it.each([
    [{ access: 'forwarding' }, 'access'],
    [{ cloudflare: { way: 'guess', settings: {} } }, 'cloudflare.way'],
    [{ share: { uploads: 'yes', links: 'share-host' } }, 'share.uploads'],
  ])('%j is not right', (change, field) => {
    expect(issue(change)).toMatchObject({ field });
  });
});

describe('hosts through the public door', () => {
  const deep = {
    photos: 'photos.home.example-family.net',
    share: 'share.home.example-family.net',
    vpn: 'vpn.home.example-family.net',
  };
  const issues = (access: string, hosts: object): unknown => {
    const read = readWishes({ ...good, access, hosts: { ...good.hosts, ...hosts } });
    return 'issues' in read ? read.issues : [];
  };

  it.each(['both', 'public'])(
    'have one name before the domain at most, as Cloudflare’s certificate has: %s',
    (access) => {
      expect(issues(access, deep)).toEqual([
        { field: 'hosts.photos', problem: 'too-deep' },
        { field: 'hosts.share', problem: 'too-deep' },
      ]);
      expect(issues(access, { share: deep.share })).toEqual([{ field: 'hosts.share', problem: 'too-deep' }]);
      expect(issues(access, { vpn: deep.vpn })).toEqual([]);
      expect(issues(access, { photos: 'example-family.net' })).toEqual([]);
    },
  );

  it('may be as deep as they like at home only', () => {
    expect(issues('home', deep)).toEqual([]);
  });

  it('that are stored already can be read, so that they can be changed', () => {
    const stored = JSON.stringify({ ...good, access: 'both', hosts: deep });
    expect(readStoredSettings(stored)).toMatchObject({ hosts: deep });
    expect([null, '', '{damaged', '{}'].map(readStoredSettings)).toEqual([null, null, null, null]);
  });

  it('what else is not right is said first', () => {
    expect(readWishes({ ...good, access: 'both', hosts: deep, timeZone: '; reboot' })).toMatchObject({
      issues: [{ field: 'timeZone' }],
    });
  });
});

const takes = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

describe('fields', () => {
  it.each(['/srv/photos', '/mnt/große Platte/Fotos', '/home/anna/photos'])('folder %s', (path) => {
    expect(takes(Folder, path)).toBe(true);
  });
  it.each(['srv', '/', '/var', '/etc/x', '/srv/../etc', '/srv/$(id)', '/srv/a"b', "/srv/a'b", '/srv/a#b', '/srv/a\nb'])(
    'no folder: %j',
    (path) => {
      expect(takes(Folder, path)).toBe(false);
    },
  );
  it.each(['Anna’s iPhone', 'Bens Pixel (alt)', 'Omas Gerät'])('phone %s', (name) => {
    expect(takes(PhoneName, name)).toBe(true);
  });
  it.each(['', ' ', 'a\nb', '[Peer]', 'x'.repeat(41), '#'])('no phone: %j', (name) => {
    expect(takes(PhoneName, name)).toBe(false);
  });
  it('passwords keep inner spaces and lose nothing silently', () => {
    expect(v.parse(Password, 'wonder land 12')).toBe('wonder land 12');
    expect(takes(Password, ' wonder land 12')).toBe(false);
    expect(takes(Password, 'short')).toBe(false);
    expect(takes(Password, 'wonder\u0000land12')).toBe(false);
  });
  it('a tunnel’s token is found in the whole command that people paste, and told from other tokens', () => {
    const token = btoa(
      JSON.stringify({ a: 'ab'.repeat(16), t: '6f1c2d3e-0000-4000-8000-123456789abc', s: 's'.repeat(44) }),
    );
    for (const text of [
      token,
      ` ${token}\n`,
      `sudo cloudflared service install ${token}`,
      `docker run … --token ${token}`,
    ])
      expect(v.parse(TunnelToken, text)).toBe(token);
    expect(readTunnelToken(token)).toEqual({
      account: 'ab'.repeat(16),
      tunnel: '6f1c2d3e-0000-4000-8000-123456789abc',
    });
    for (const text of ['', 'a1_-'.repeat(10), btoa('{"a":"b"}'.repeat(9)), token.slice(0, 80)])
      expect(takes(TunnelToken, text)).toBe(false);
  });
  it('tokens lose the space that copying adds', () => {
    expect(v.parse(Token, ` ${'a1_-'.repeat(10)}\n`)).toBe('a1_-'.repeat(10));
    expect(takes(Token, 'too short')).toBe(false);
  });
});
