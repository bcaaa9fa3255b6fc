// Whom a PC asks, as each system tells it: captured outputs read into one form, and how they are put together.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  dhcpPacketDns,
  registryDns,
  resolvConf,
  resolvectlDns,
  scutilDns,
  told,
} from '../../../../electron/network/names/parse';
import { resolversOf, type SystemTold } from '../../../../electron/network/names/resolvers';

const captured = (name: string): string => readFileSync(join(import.meta.dirname, 'captured', name), 'utf8');

const system = (platform: NodeJS.Platform, said: Record<string, string>, servers: string[] = []): SystemTold => ({
  platform,
  run: async (program, args) => said[`${program.split(/[\\/]/).at(-1)} ${args.join(' ')}`] ?? '',
  read: async (path) => said[path] ?? '',
  servers: () => servers,
});
const addressesOf = async (how: SystemTold) => (await resolversOf(how)).map(({ address, from }) => [address, from]);

describe('an address', () => {
  it.each([
    ['192.168.178.1', '192.168.178.1'],
    ['1.1.1.1:5353', '1.1.1.1'],
    ['[fe80::1%eth0]:53', 'fe80::1%eth0'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['9.9.9.9#dns.quad9.net', '9.9.9.9'],
  ])('%s is read as %s', (text, address) => expect(told(text)?.address).toBe(address));
  it.each(['', 'router', 'fec0:0:0:ffff::1', '1.2.3.4.5', 'fe80::zz'])('%s is none', (text) =>
    expect(told(text)).toBeNull(),
  );
});

describe('Linux', () => {
  it('names the first three of its file', () => {
    const text =
      '# made by NetworkManager\nsearch fritz.box\nnameserver 192.168.178.10\n nameserver fe80::1%eth0\nnameserver ::1\nnameserver 9.9.9.9\n#nameserver 8.8.8.8\n';
    expect(resolvConf(text).map(({ address, family }) => [address, family])).toEqual([
      ['192.168.178.10', 4],
      ['fe80::1%eth0', 6],
      ['::1', 6],
    ]);
  });
  it('asks systemd-resolved where the file names only itself, and gives a link-local address its interface', async () => {
    const said = { '/etc/resolv.conf': 'nameserver 127.0.0.53\n', 'resolvectl dns': captured('resolvectl-dns.txt') };
    expect(await addressesOf(system('linux', said))).toEqual([
      ['192.168.178.10', 'unknown'],
      ['fd17:8a2c:4e90:1:1a:50ff:fe00:10', 'unknown'],
      ['fe80::2665:11ff:fe12:3456%enp3s0', 'unknown'],
    ]);
  });
  it('keeps what the file says where nobody knows more', async () => {
    const said = { '/etc/resolv.conf': 'nameserver 127.0.0.53\n' };
    expect(await addressesOf(system('linux', said))).toEqual([['127.0.0.53', 'unknown']]);
  });
  it('names what was written by hand for all networks', () => {
    expect(resolvectlDns('Global: 1.1.1.1#cloudflare-dns.com\nLink 2 (eth0): 192.168.178.1\n')).toEqual([
      { address: '1.1.1.1', family: 4, from: 'by-hand' },
      { address: '192.168.178.1', family: 4, from: 'unknown' },
    ]);
  });
});

describe('a Mac', () => {
  it('names the general resolver and its interface, not those of single domains', () => {
    expect(scutilDns(captured('scutil-dns.txt'))).toEqual({
      resolvers: [
        { address: 'fd00::2665:11ff:fe12:3456', family: 6, from: 'unknown' },
        { address: '192.168.178.1', family: 4, from: 'unknown' },
      ],
      interface: 'en0',
    });
  });
  it('tells what DHCP handed out from what was typed in', async () => {
    expect(dhcpPacketDns(captured('ipconfig-getpacket.txt'))).toEqual(['192.168.178.10', '192.168.178.1']);
    const scutil = captured('scutil-dns.txt');
    const packet = { 'ipconfig getpacket en0': captured('ipconfig-getpacket.txt') };
    expect(await addressesOf(system('darwin', { 'scutil --dns': scutil, ...packet }))).toEqual([
      ['fd00::2665:11ff:fe12:3456', 'unknown'],
      ['192.168.178.1', 'dhcp'],
    ]);
    const byHand = scutil.replaceAll('192.168.178.1', '1.1.1.1');
    expect(await addressesOf(system('darwin', { 'scutil --dns': byHand, ...packet }))).toContainEqual([
      '1.1.1.1',
      'by-hand',
    ]);
  });
});

describe('Windows', () => {
  const query = (family: string): string =>
    `reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\${family}\\Parameters\\Interfaces /s`;
  it('keeps in its registry what was typed in and what DHCP said', () => {
    expect(registryDns(captured('reg-query-tcpip.txt'))).toEqual({
      byHand: ['1.1.1.1', '8.8.8.8'],
      byDhcp: ['192.168.178.10', '192.168.178.1', '10.0.0.1'],
    });
  });
  it('says who told it, without the three addresses that nobody has', async () => {
    const servers = ['192.168.178.10', '8.8.8.8', '[fec0:0:0:ffff::1]:53', 'fd00::1'];
    const said = { [query('Tcpip')]: captured('reg-query-tcpip.txt') };
    expect(await addressesOf(system('win32', said, servers))).toEqual([
      ['192.168.178.10', 'dhcp'],
      ['8.8.8.8', 'by-hand'],
      ['fd00::1', 'unknown'],
    ]);
  });
});

describe('a system that says nothing', () => {
  it.each(['linux', 'darwin', 'win32', 'freebsd'] as const)('leaves Node’s own list: %s', async (platform) => {
    expect(await addressesOf(system(platform, {}, ['192.168.178.1', '192.168.178.1']))).toEqual([
      ['192.168.178.1', 'unknown'],
    ]);
  });
  it('and a hostile one is bounded', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `10.0.${n % 250}.${Math.floor(n / 250)}`);
    expect(
      await addressesOf(system('darwin', { 'scutil --dns': `resolver #1\n${'('.repeat(1e6)}` }, many)),
    ).toHaveLength(8);
  });
});
