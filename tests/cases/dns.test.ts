// dns: facts in, changes out; questions and answers as bytes.
import { describe, expect, it } from 'vitest';
import type { Change } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import { parseHomeAddresses } from '../../electron/provision/facts/home-interface';
import { parseAnswer, questionBytes, type NameAnswer } from '../../electron/provision/facts/name-question';
import { dns, namesPaths, type FoundDns } from '../../electron/provision/steps/dns';
import {
  canAsk,
  captured,
  family,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stale,
  stopped,
  verdict,
  versions,
  written,
} from './family';

const path = '/etc/dnsmasq.d/immich-at-home.conf';
const vpnPath = '/etc/immich-at-home/dns-vpn.conf';
const vpnUnitPath = '/etc/systemd/system/immich-at-home-dns-vpn.service';
const no: NameAnswer = { outcome: 'no-such-name', addresses: [] };
const silent: NameAnswer = { outcome: 'silent', addresses: [] };
const itself: NameAnswer = { outcome: 'answer', addresses: ['192.168.178.1'] };
const fresh: FoundDns = {
  ...{ file: absent(path), packages: versions(), unit: missing, fritzBox: no, homeInterface: 'host0' },
  ...{ vpnFile: absent(vpnPath), vpnUnitFile: absent(vpnUnitPath), vpnUnit: missing },
  ...{ search: null, listeners: [], others: null, addresses: ['192.168.178.10'] },
  names: { home: absent(namesPaths.home), vpn: absent(namesPaths.vpn), servers: absent(namesPaths.servers) },
  read: { home: missing, vpn: missing },
};
const plan = dns.plan(family(), fresh);
const settled: FoundDns = {
  ...fresh,
  ...{ file: written(plan[3]), packages: versions('dnsmasq'), unit: runs },
  ...{ vpnFile: written(plan[4]), vpnUnitFile: written(plan[5]), vpnUnit: runs },
  names: { home: written(plan[0]), vpn: written(plan[1]), servers: written(plan[2]) },
  read: { home: runs, vpn: runs },
};
const text = written(plan[3]).text ?? '';
const vpnText = written(plan[4]).text ?? '';
const namesWritten = Object.values(namesPaths).map((one) => `write-file ${one}`);
const withVpn6 = family({
  settings: { ...family().settings, vpn: { ...family().settings.vpn, network6: 'fd12:3456:789a:1::/64' } },
});

const noVpn = {
  ...{ vpnFile: absent(vpnPath), vpnUnitFile: absent(vpnUnitPath), vpnUnit: missing },
  names: { ...settled.names, vpn: absent(namesPaths.vpn) },
};
const vpnGone = [
  'disable-service immich-at-home-dns-vpn.service',
  `remove-file ${vpnUnitPath}`,
  `remove-file ${vpnPath}`,
  `remove-file ${namesPaths.vpn}`,
];
const homeNamesGone = [`remove-file ${namesPaths.home}`, `remove-file ${namesPaths.servers}`];
const leaving = (found: Partial<FoundDns> = {}): readonly Change[] =>
  dns.leaving?.plan(familyWith('public'), { ...settled, ...found }) ?? [];

describe('dns', () => {
  it('writes the file before the package can start without it', () => {
    expect(inShort(plan)).toEqual([
      ...namesWritten,
      `write-file ${path}`,
      `write-file ${vpnPath}`,
      `write-file ${vpnUnitPath}`,
      'install-packages dnsmasq',
      'enable-service dnsmasq.service',
      'enable-service immich-at-home-dns-vpn.service',
    ]);
  });

  it('of an earlier release, which had one dnsmasq for both, becomes two', () => {
    const { vpnFile, vpnUnitFile, vpnUnit } = fresh;
    const before = written(plan[3]);
    const older = {
      ...before,
      text: `listen-address=10.83.0.1\nlocalise-queries\n${text}`,
      sum: 'older',
      noted: 'older',
    };
    const upgrade = dns.plan(family(), { ...settled, file: older, vpnFile, vpnUnitFile, vpnUnit });
    expect(inShort(upgrade)).toEqual([
      `write-file ${path}`,
      `write-file ${vpnPath}`,
      `write-file ${vpnUnitPath}`,
      'split-names',
    ]);
    // in one go, or an apply cut off in between left phones without names
    const both = upgrade[3];
    const command = both?.action.kind === 'run' ? both.action.command.text : '';
    expect(command).toMatch(/restart dnsmasq\.service \|\| exit 1\nsystemctl restart immich-at-home-dns-vpn\.service$/);
    expect(both).toMatchObject({ undo: { unit: 'immich-at-home-dns-vpn.service', verb: 'disable --now' } });
    expect(both?.again?.text).toContain('systemctl restart dnsmasq.service');
    // cut off after the files: the same
    const cut = { ...settled, unit: stale, vpnUnit: stopped };
    expect(inShort(dns.plan(family(), cut))).toEqual(['split-names']);
  });

  it('of another household’s name are read again, and nobody starts anew', () => {
    const { settings } = family();
    const before = { photos: 'fotos.old.net', share: 'share.old.net', vpn: 'vpn.old.net' };
    const changed = dns.plan(family({ settings: { ...settings, former: [before] } }), settled);
    expect(inShort(changed)).toEqual([
      ...namesWritten,
      'reload-service dnsmasq.service',
      'reload-service immich-at-home-dns-vpn.service',
    ]);
    expect(changed.every(({ risk }) => risk === 'none')).toBe(true);
    expect(written(changed[0]).text).toMatch(
      /\n192\.168\.178\.10 photos\.example-family\.net\n192\.168\.178\.10 fotos\.old\.net\n$/,
    );
    // cut off before the reload
    expect(inShort(dns.plan(family(), { ...settled, read: { home: stale, vpn: runs } }))).toEqual([
      'reload-service dnsmasq.service',
    ]);
  });

  it('listen on an address that is here, or nothing is done', () => {
    const elsewhere = { ...settled, addresses: ['192.168.1.7'] };
    expect(() => dns.plan(family(), elsewhere)).toThrow('address-not-here');
    expect(dns.plan(family(), { ...settled, addresses: ['192.168.1.7', '192.168.178.10'] })).toEqual([]);
    expect(
      parseHomeAddresses(`2: host0    inet 192.168.178.10/24 brd 192.168.178.255 scope global host0
3: docker0    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0
4: wg0    inet 10.83.0.1/22 scope global wg0
`),
    ).toEqual(['192.168.178.10']);
  });

  it('done already', () => expect(dns.plan(family(), settled)).toEqual([]));

  it.each([
    [
      'the file was written',
      { ...settled, packages: versions(), unit: missing },
      ['install-packages dnsmasq', 'enable-service dnsmasq.service'],
    ],
    ['the file is newer than the service', { ...settled, unit: stale }, ['restart-service dnsmasq.service']],
  ])('goes on after %s', (_, found, expected) => expect(inShort(dns.plan(family(), found))).toEqual(expected));

  it('taken back, it starts anew: a reload would not read the file that is back', () => {
    const restart = dns.plan(family(), { ...settled, unit: stale })[0];
    expect(restart?.again?.text).toContain('systemctl restart dnsmasq.service');
  });

  it('asks before it replaces what somebody changed', () => {
    expect(dns.plan(family(), { ...settled, file: somebodys(path, 'port=5353\n') })[0]).toMatchObject({
      replacesForeign: true,
    });
  });

  it('answers only at home and in the VPN, and passes on neither AAAA nor HTTPS', () => {
    for (const line of [
      'bind-dynamic',
      'listen-address=192.168.178.10',
      'interface=host0',
      'except-interface=lo',
      'listen-address=127.0.0.1',
      'no-resolv',
      'no-hosts',
    ])
      expect(text.split('\n')).toContain(line);
    const host = 'photos.example-family.net';
    for (const line of [`addn-hosts=${namesPaths.home}`, `servers-file=${namesPaths.servers}`])
      expect(text.split('\n')).toContain(line);
    const lines = ({ text: all }: { text: string | null }) => all?.split('\n').filter((line) => /^[^#]/.test(line));
    expect(lines(settled.names.home)).toEqual([`192.168.178.10 ${host}`]);
    expect(lines(settled.names.vpn)).toEqual([`10.83.0.1 ${host}`]);
    expect(lines(settled.names.servers)).toEqual([`server=/${host}/`, `server=/_acme-challenge.${host}/#`]);
    expect(text).not.toContain('10.83.0.1');
    expect(vpnText.split('\n').filter((line) => /^[^#]/.test(line))).toEqual([
      ...[
        'bind-dynamic',
        'listen-address=10.83.0.1',
        `addn-hosts=${namesPaths.vpn}`,
        `servers-file=${namesPaths.servers}`,
      ],
      ...['no-resolv', 'no-hosts', 'server=192.168.178.10', 'cache-size=0'],
    ]);
    expect(written(dns.plan(withVpn6, fresh)[4]).text).toContain('listen-address=fd12:3456:789a:1::1\n');
  });

  it('takes every address of its interface, unless somebody else serves names on one of them', () => {
    const at = (address: string, program: string): string =>
      written(dns.plan(family(), { ...fresh, listeners: [{ port: 53, protocol: 'udp', address, program }] })[3]).text ??
      '';
    expect(at('192.168.178.11', 'pihole-FTL')).not.toContain('\ninterface=');
    expect(at('fd00:aaaa::53', 'unbound')).not.toContain('\ninterface=');
    for (const other of ['127.0.0.53', '172.17.0.1', '0.0.0.0%virbr0', '::1'])
      expect(at(other, 'systemd-resolve')).toContain('\ninterface=host0\n');
    expect(dns.plan(family(), { ...settled, homeInterface: null })).toEqual([]);
  });

  it('sends names of a FRITZ!Box to it, also while it says nothing', () => {
    const line = 'server=/fritz.box/192.168.178.1';
    expect(text.split('\n')).not.toContain(line);
    const withBox = dns.plan(family(), { ...fresh, fritzBox: itself });
    expect(written(withBox[3]).text?.split('\n')).toContain(line);
    expect(dns.plan(family(), { ...settled, file: written(withBox[3]), fritzBox: silent })).toEqual([]);
    expect(dns.plan(family(), { ...settled, fritzBox: silent })).toEqual([]);
  });

  it('sends names of the home to the router, whatever it calls it, and lets its answers through', () => {
    const lines = (search: string | null): readonly string[] =>
      written(dns.plan(family(), { ...fresh, search })[3]).text?.split('\n') ?? [];
    expect(lines(null)).toContain('rebind-domain-ok=/plex.direct/fritz.box/lan/home/home.arpa/internal/localdomain/');
    expect(lines(null)).toContain('server=/home.arpa/192.168.178.1');
    expect(lines('lan speedport.ip. tail1234.ts.net')).toContain('server=/speedport.ip/192.168.178.1');
    expect(lines('lan speedport.ip. tail1234.ts.net').filter((line) => line.startsWith('server=/'))).toHaveLength(6);
    expect(lines('fritz.box .')).toEqual(lines(null));
  });

  it('leaves 127.0.0.1 to who has it, but not to itself', () => {
    const held = (program: string): FoundDns => ({
      ...settled,
      listeners: [{ port: 53, protocol: 'udp', address: '127.0.0.1', program }],
    });
    expect(dns.plan(family(), held('dnsmasq'))).toEqual([]);
    expect(written(dns.plan(family(), held('unbound'))[0]).text).not.toContain('listen-address=127.0.0.1');
  });

  it.skipIf(!canAsk('dnsmasq'))('dnsmasq itself accepts the file, with a FRITZ!Box and without', () => {
    const withBox = written(dns.plan(family(), { ...fresh, fritzBox: itself })[3]).text ?? '';
    expect(verdict('dnsmasq', ['--test', '-C'], 'dnsmasq.conf', text)).toBe('');
    expect(verdict('dnsmasq', ['--test', '-C'], 'dnsmasq.conf', withBox)).toBe('');
    expect(verdict('dnsmasq', ['--test', '-C'], 'dnsmasq.conf', `${text}no-such-word\n`)).not.toBe('');
    expect(verdict('dnsmasq', ['--test', '-C'], 'vpn.conf', vpnText)).toBe('');
    expect(verdict('dnsmasq', ['--test', '-C'], 'vpn.conf', written(dns.plan(withVpn6, fresh)[4]).text ?? '')).toBe('');
  });

  it.skipIf(!canAsk('dnsmasq') || !canAsk('systemd-analyze'))('systemd itself accepts the unit', () => {
    const unitText = written(plan[5]).text ?? '';
    expect(verdict('systemd-analyze', ['verify', '--man=no'], 'immich-at-home-dns-vpn.service', unitText)).toBe('');
  });

  it('is not wanted where there is only the public door', () => {
    expect(dns.wantedBy(familyWith('public').settings)).toBe(false);
    expect(dns.wantedBy(familyWith('both').settings)).toBe(true);
  });

  it('leaves by switching off first, its file last; the package stays', () => {
    expect(inShort(leaving())).toEqual([
      ...vpnGone,
      'disable-service dnsmasq.service',
      `remove-file ${path}`,
      ...homeNamesGone,
    ]);
    expect(leaving({ ...noVpn }).map(({ undo }) => undo)).toEqual([
      { kind: 'service', unit: 'dnsmasq.service', verb: 'enable --now' },
      ...Array.from({ length: 3 }, () => 'restore-previous'),
    ]);
    expect(inShort(leaving({ unit: stopped }))).toEqual([...vpnGone, `remove-file ${path}`, ...homeNamesGone]);
  });

  it('leaves somebody else’s dnsmasq running, without our file', () => {
    expect(inShort(leaving({ others: 'dhcp-range=192.168.178.100,192.168.178.150' }))).toEqual([
      ...vpnGone,
      `remove-file ${path}`,
      ...homeNamesGone,
      'restart-service dnsmasq.service',
    ]);
  });

  it('gone already, or never ours, has nothing to take away', () => {
    expect(leaving({ ...noVpn, file: absent(path), unit: stopped })).toEqual([]);
    expect(leaving({ ...noVpn, file: absent(path), unit: runs })).toEqual([]);
    expect(leaving({ ...noVpn, file: somebodys(path, 'port=5353\n') })).toEqual([]);
    expect(inShort(leaving({ file: absent(path), unit: stopped, vpnUnit: stopped }))).toEqual(vpnGone.slice(1));
  });

  it('asks before it removes what somebody changed', () => {
    const changed = { ...settled.file, sum: 'other' };
    expect(leaving({ ...noVpn, file: changed })[1]).toMatchObject({ replacesForeign: true, accepts: path });
  });
});

const answer = (name: string): NameAnswer => parseAnswer(Buffer.from(captured(name).trim(), 'base64'));

describe('questions', () => {
  it('are what RFC 1035 says', () => {
    expect(questionBytes('a.bc', 'HTTPS').toString('hex')).toBe(
      '494801000001000000000000' + '0161' + '026263' + '00' + '0041' + '0001',
    );
  });

  it.each(['debian-12/set-up', 'debian-13/set-up'])('dnsmasq of %s answered', (server) => {
    expect(answer(`${server}/name-a`)).toEqual({ outcome: 'answer', addresses: ['192.168.178.10'] });
    expect(answer(`${server}/name-aaaa`)).toEqual({ outcome: 'nodata', addresses: [] });
    expect(answer(`${server}/name-https`)).toEqual({ outcome: 'nodata', addresses: [] });
    expect(answer(`${server}/name-below`)).toEqual({ outcome: 'no-such-name', addresses: [] });
  });

  it('nothing, or a torn packet, is no answer', () => {
    expect(parseAnswer(Buffer.alloc(0)).outcome).toBe('silent');
    const whole = Buffer.from(captured('debian-13/set-up/name-a').trim(), 'base64');
    for (let length = 12; length < whole.length; length += 1)
      expect(() => parseAnswer(whole.subarray(0, length))).not.toThrow();
  });
});
