// What servers answered, and what of it stops a set-up.
import { describe, expect, it } from 'vitest';
import type { FindingId, ServerFacts } from '../../electron/contract/check';
import { parseDocker, parseImmich } from '../../electron/provision/facts/docker';
import { parseFirewall } from '../../electron/provision/facts/firewall';
import { parseLan, parseListeners } from '../../electron/provision/facts/preflight-network';
import { parsePlaces } from '../../electron/provision/facts/preflight-places';
import { parseSoftware } from '../../electron/provision/facts/preflight-software';
import { levelOf, parseClock, parseMachine, parseSystem } from '../../electron/provision/facts/preflight-system';
import { clear, judge, offset } from '../../electron/provision/preflight';
import { captured } from './family';

describe('facts', () => {
  it.each([
    ['debian-12', { id: 'debian', version: '12', codename: 'bookworm' }],
    ['debian-13', { id: 'debian', version: '13', codename: 'trixie' }],
    ['ubuntu-24.04', { id: 'ubuntu', version: '24.04', codename: 'noble' }],
    [
      'raspberry-pi-os-12',
      { id: 'raspbian', version: '12', codename: 'bookworm', name: 'Raspberry Pi OS 12 (bookworm)' },
    ],
  ])('%s says which system it is', (server, system) => {
    expect(parseSystem(captured(`${server}/fresh/system`))).toMatchObject(system);
  });

  it.each(['debian-12', 'debian-13'])('%s says what machine it is', (server) => {
    expect(parseMachine(captured(`${server}/fresh/machine`))).toMatchObject({
      ...{
        hostname: expect.stringMatching(/./) as string,
        architecture: 'amd64',
        wordSize: 64,
        processorLevel: 4,
        cores: 2,
        systemd: true,
      },
      memoryBytes: expect.closeTo(25.28e9, -8) as number,
    });
  });

  it('a 64-bit kernel with a 32-bit system counts as 32', () => {
    expect(parseMachine('architecture armhf\nbits 32\ncores 4\nMemTotal:   3884328 kB\n')).toMatchObject({
      ...{ architecture: 'armhf', wordSize: 32, processorLevel: null, memoryBytes: 3884328 * 1024, systemd: false },
    });
  });

  it.each([
    ['an Atom of 2008', 'lm cx16 lahf_lm ssse3', 1],
    ['a Core 2 with SSE 4.2', 'lm cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3', 2],
    ['a Haswell', 'lm cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave', 3],
    ['a Raspberry Pi', 'fp asimd evtstrm', null],
  ])('the level of %s', (_, flags, level) => expect(levelOf(flags.split(' '))).toBe(level));

  it('reads the clock and the time zone', () => {
    expect(parseClock(captured('debian-13/fresh/clock'))).toEqual({
      ...{ synchronised: false, timeZone: 'Europe/Berlin', seconds: expect.any(Number) as number },
    });
    expect(parseClock('Seconds=1\nLink=/usr/share/zoneinfo/America/Argentina/Ushuaia\n').timeZone).toBe(
      'America/Argentina/Ushuaia',
    );
  });

  it('a clock is off by what lies outside of question and answer', () => {
    expect(offset(1000, 999_400, 1_000_900)).toBe(0);
    expect(offset(1700, 999_400, 1_000_900)).toBe(699);
    expect(offset(400, 999_400, 1_000_900)).toBe(-599);
  });

  it('lists disks, each once, and says why one is unfit', () => {
    expect(parsePlaces(captured('debian-13/fresh/places')).map(({ folder, unfit }) => [folder, unfit])).toEqual([
      ['/srv/photos', null],
    ]);
    const places = parsePlaces(captured('ubuntu-24.04/fresh/places'));
    expect(
      places.map(({ folder, filesystem, rotational, label, unfit }) => [folder, filesystem, rotational, label, unfit]),
    ).toEqual([
      ['/srv/photos', 'ext4', true, 'photos', null],
      ['/mnt/pool/photos', 'btrfs', false, null, null],
      ['/srv/photos', 'ext4', false, null, null],
      ['/media/anna/My Passport/photos', 'fuseblk', true, 'My Passport', 'filesystem'],
      ['/mnt/nas/photos', 'nfs4', null, null, 'filesystem'],
      ['/mnt/old/photos', 'ext4', true, null, 'read-only'],
      ['/mnt/stick/photos', 'ext4', false, null, 'too-small'],
    ]);
  });

  it('reads who listens', () => {
    const found = parseListeners(captured('debian-13/busy/listeners'));
    expect(found).toContainEqual({ port: 53, protocol: 'udp', program: 'dnsmasq', address: '192.168.178.10' });
    expect(found).toContainEqual({ port: 2283, protocol: 'tcp', program: 'busybox', address: '0.0.0.0' });
    const ubuntu = parseListeners(captured('ubuntu-24.04/fresh/listeners'));
    expect(ubuntu).toContainEqual({ port: 53, protocol: 'udp', program: 'systemd-resolve', address: '127.0.0.53' });
    expect(ubuntu).toContainEqual({ port: 67, protocol: 'udp', program: 'dnsmasq', address: '0.0.0.0%virbr0' });
    expect(ubuntu).toContainEqual({ port: 51820, protocol: 'udp', program: 'WireGuard', address: '0.0.0.0' });
  });

  it('reads the place in the home and whether it was leased', () => {
    const lan = { address: '192.168.178.10', network: '192.168.178.0/24', router: '192.168.178.1' };
    expect(parseLan(captured('debian-13/fresh/lan'))).toEqual({ ...lan, interface: 'host0', byDhcp: false });
    expect(parseLan(captured('ubuntu-24.04/fresh/lan'))).toEqual({
      ...{
        interface: 'enp3s0',
        address: '192.168.1.42',
        network: '192.168.1.0/24',
        router: '192.168.1.1',
        byDhcp: true,
      },
    });
    expect(parseLan('')).toBeNull();
  });

  it('reads Docker and the Immich in it', () => {
    expect(parseDocker(captured('debian-13/set-up/docker'))).toEqual({
      ...{ version: '26.1.5+dfsg1', compose: '2.26.1-4', snap: false, running: true },
    });
    expect(
      parseDocker('path /snap/bin/docker\nclient Docker version 28.4.0, build d8eb465\ncompose v2.39.4\n'),
    ).toEqual({
      ...{ version: '28.4.0', compose: '2.39.4', snap: true, running: false },
    });
    expect(parseDocker('')).toBeNull();
    expect(parseImmich(captured('debian-13/busy/immich'))).toEqual({
      version: 'v3.2.4',
      ours: true,
      folder: '/opt/immich-at-home',
    });
    expect(parseImmich('immich_server\tghcr.io/immich-app/immich-server:release\t/home/anna/immich\n')).toEqual({
      ...{ version: null, ours: false, folder: '/home/anna/immich' },
    });
    expect(parseImmich('web\tnginx:1\t\n')).toBeNull();
  });

  it('reads other programs', () => {
    expect(parseSoftware(captured('debian-13/set-up/software'))).toMatchObject({
      nginx: null,
      apache: null,
      ours: true,
    });
    expect(parseSoftware('package\tapache2\t2.4.65-1\tii \napache-runs\npackage\tnginx\t1.26.3\trc \n')).toMatchObject({
      ...{ apache: { running: true }, nginx: null, ours: false },
    });
  });

  it.each([
    ['debian-13/fresh', 'none'],
    ['debian-13/set-up', 'ours'],
    ['debian-13/ufw', 'ufw'],
    ['debian-13/iptables', 'iptables'],
    ['debian-13/nftables', 'nftables'],
    ['debian-13/fail2ban', 'none'],
  ])('the firewall of %s is %s', (server, kind) => {
    expect(parseFirewall(captured(`${server}/firewall`)).kind).toBe(kind);
  });
});

const facts: ServerFacts = {
  ...parseMachine(captured('debian-13/fresh/machine')),
  ...parseSoftware(''),
  system: parseSystem(captured('debian-13/fresh/system')),
  places: parsePlaces(captured('debian-13/fresh/places')),
  clock: { synchronised: true, offsetSeconds: 0 },
  timeZone: 'Europe/Berlin',
  aptHolder: null,
  ports: [],
  docker: null,
  immich: null,
  firewall: 'none',
  lan: parseLan(captured('debian-13/fresh/lan')),
};

const finding = (id: FindingId, more: Partial<ServerFacts>, chosen = {}): unknown => {
  const found = judge({ ...facts, ...more }, chosen).find((it) => it.id === id);
  return found && [found.level, found.code, found.remedy];
};
const holds = (
  port: number,
  program: string,
  address = '0.0.0.0',
  protocol: 'tcp' | 'udp' = 'tcp',
): Partial<ServerFacts> => ({
  ports: [{ port, program, address, protocol }],
});

describe('findings', () => {
  it('a plain Debian 13 is fine in every point', () => {
    const findings = judge(facts);
    expect(findings.filter(({ level }) => level !== 'fine')).toEqual([]);
    expect(clear(findings)).toBe(true);
  });

  it.each<[string, FindingId, Partial<ServerFacts>, unknown]>([
    [
      'Fedora',
      'system',
      { system: { id: 'fedora', version: '43', codename: '', name: 'Fedora 43' } },
      ['stop', 'system-unsupported', null],
    ],
    [
      'Debian 11',
      'system',
      { system: { id: 'debian', version: '11', codename: 'bullseye', name: '' } },
      ['stop', 'system-unsupported', null],
    ],
    [
      'Ubuntu 22.04',
      'system',
      { system: { id: 'ubuntu', version: '22.04', codename: 'jammy', name: '' } },
      ['stop', 'system-unsupported', null],
    ],
    [
      'Ubuntu 24.04',
      'system',
      { system: { id: 'ubuntu', version: '24.04', codename: 'noble', name: '' } },
      ['fine', null, null],
    ],
    [
      'Debian testing',
      'system',
      { system: { id: 'debian', version: '', codename: 'forky', name: '' } },
      ['warn', null, null],
    ],
    ['32 bit', 'architecture', { architecture: 'armhf', wordSize: 32 }, ['stop', 'architecture-unsupported', null]],
    ['no systemd', 'systemd', { systemd: false }, ['stop', 'no-systemd', null]],
    ['an old processor', 'processor', { processorLevel: 1 }, ['warn', 'processor-too-old', 'recognition-off']],
    ['4 GB', 'memory', { memoryBytes: 3.8 * 2 ** 30 }, ['warn', null, 'recognition-off']],
    ['6 GB', 'memory', { memoryBytes: 5.6 * 2 ** 30 }, ['fine', null, null]],
    ['one core', 'cores', { cores: 1 }, ['warn', null, null]],
    ['no disk', 'space', { places: [] }, ['stop', 'disk-full', null]],
    [
      'only a Windows disk',
      'space',
      { places: parsePlaces(captured('ubuntu-24.04/fresh/places')).filter(({ unfit }) => unfit === 'filesystem') },
      ['stop', 'filesystem-unsuitable', null],
    ],
    [
      'a small disk',
      'space',
      { places: facts.places.map((place) => ({ ...place, freeBytes: 15e9 })) },
      ['warn', null, null],
    ],
    ['a wrong clock', 'clock', { clock: { synchronised: false, offsetSeconds: -4000 } }, ['stop', 'clock-wrong', null]],
    ['a busy apt', 'apt', { aptHolder: 'unattended-upgr' }, ['warn', 'apt-locked', null]],
    [
      'Docker as a snap',
      'docker',
      { docker: { version: '28', compose: null, snap: true, running: true } },
      ['stop', 'docker-is-snap', null],
    ],
    [
      'a Docker that works',
      'docker',
      { docker: { version: '28', compose: '2', snap: false, running: true } },
      ['fine', null, null],
    ],
    [
      'an Immich of before',
      'immich',
      { immich: { version: null, ours: false, folder: '/home/anna' } },
      ['stop', 'immich-already-claimed', null],
    ],
    ['Apache', 'port-443', holds(443, 'apache2', '::'), ['stop', 'port-taken', 'switch-off-apache']],
    ['another nginx site', 'port-443', holds(443, 'nginx'), ['warn', null, null]],
    ['our nginx', 'port-443', { ...holds(443, 'nginx'), ours: true }, ['fine', null, null]],
    ['Caddy', 'port-443', { ...holds(443, 'caddy'), ours: true }, ['stop', 'port-taken', null]],
    ['a web server on port 80', 'port-80', holds(80, 'lighttpd'), ['warn', null, null]],
    ['Pi-hole', 'port-53', holds(53, 'pihole-FTL', '0.0.0.0', 'udp'), ['stop', 'port-taken', null]],
    ['BIND at the home address', 'port-53', holds(53, 'named', '192.168.178.10'), ['stop', 'port-taken', null]],
    [
      'the stub of systemd-resolved',
      'port-53',
      holds(53, 'systemd-resolve', '127.0.0.53', 'udp'),
      ['fine', null, null],
    ],
    ['libvirt', 'port-53', holds(53, 'dnsmasq', '192.168.122.1', 'udp'), ['fine', null, null]],
    ['a wildcard on one device', 'port-53', holds(53, 'dnsmasq', '0.0.0.0%virbr0', 'udp'), ['fine', null, null]],
    ['our dnsmasq', 'port-53', { ...holds(53, 'dnsmasq', '192.168.178.10', 'udp'), ours: true }, ['fine', null, null]],
    ['somebody on 2283', 'port-2283', holds(2283, 'docker-proxy', '0.0.0.0'), ['stop', 'port-taken', null]],
    ['our Immich', 'port-2283', { ...holds(2283, 'docker-proxy', '127.0.0.1'), ours: true }, ['fine', null, null]],
    ['another WireGuard', 'port-51820', holds(51820, 'WireGuard', '0.0.0.0', 'udp'), ['stop', 'port-taken', null]],
    ['a TCP service on 51820', 'port-51820', holds(51820, 'x'), ['fine', null, null]],
    ['ufw', 'firewall', { firewall: 'ufw' }, ['fine', null, null]],
    ['another firewall', 'firewall', { firewall: 'nftables' }, ['warn', null, null]],
    ['a leased address', 'lan', { lan: facts.lan && { ...facts.lan, byDhcp: true } }, ['warn', null, null]],
    ['a public address', 'lan', { lan: facts.lan && { ...facts.lan, address: '203.0.113.7' } }, ['stop', null, null]],
    ['no way out', 'lan', { lan: null }, ['stop', null, null]],
  ])('%s: %s', (_, id, more, expected) => expect(finding(id, more)).toEqual(expected));

  it('what was said yes to no longer stops', () => {
    expect(finding('port-443', holds(443, 'apache2'), { switchOffApache: true })).toEqual([
      'warn',
      null,
      'switch-off-apache',
    ]);
    expect(finding('processor', { processorLevel: 1 }, { recognition: false })).toEqual(['fine', null, null]);
    expect(finding('memory', { memoryBytes: 5 * 2 ** 30 }, { recognition: false })).toEqual(['fine', null, null]);
  });

  it('with the public door alone, the ports of the direct way and a leased address are nobody’s concern', () => {
    const busy = { ...facts, ...holds(443, 'apache2'), lan: facts.lan && { ...facts.lan, byDhcp: true } };
    const ids = judge(busy, { access: 'public' }).map(({ id }) => id);
    expect(ids).not.toEqual(expect.arrayContaining(['port-443']));
    expect(ids.filter((id) => ['port-53', 'port-51820', 'wireguard'].includes(id))).toEqual([]);
    expect(judge(busy, { access: 'public' }).find(({ id }) => id === 'lan')?.level).toBe('fine');
    expect(clear(judge({ ...facts, ...holds(8283, 'apache2', '127.0.0.1') }, { access: 'public' }))).toBe(false);
  });
});

describe('somebody’s own Immich that is to be taken over', () => {
  const theirs = { immich: { version: 'v3.2.4', ours: false, folder: '/home/anna/immich' } };
  const adopts = { adopts: '/home/anna/immich' };

  it('is in nobody’s way, nor is what it holds', () => {
    expect(finding('immich', theirs, adopts)).toEqual(['fine', null, null]);
    expect(finding('port-2283', { ...theirs, ...holds(2283, 'docker-proxy') }, adopts)).toEqual(['fine', null, null]);
    expect(finding('port-8283', { ...theirs, ...holds(8283, 'nginx') }, adopts)).toEqual(['fine', null, null]);
    expect(finding('port-51820', { ...theirs, ...holds(51820, 'WireGuard', '0.0.0.0', 'udp') }, adopts)).toEqual([
      'fine',
      null,
      null,
    ]);
  });

  it('is still in the way of another, and of whoever chose nothing', () => {
    expect(finding('immich', theirs)).toEqual(['stop', 'immich-already-claimed', null]);
    expect(finding('immich', theirs, { adopts: '/srv/other' })).toEqual(['stop', 'immich-already-claimed', null]);
    expect(finding('port-8283', { ...theirs, ...holds(8283, 'caddy') }, adopts)).toEqual(['stop', 'port-taken', null]);
    expect(finding('port-8283', { ...theirs, ...holds(8283, 'nginx') })).toEqual(['stop', 'port-taken', null]);
  });
});
