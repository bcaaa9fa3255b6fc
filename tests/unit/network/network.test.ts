// Who at home answers SSH: which networks count, what a greeting says, and a search over loopback addresses.
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { discover } from '../../../electron/network/discover';
import { systemOf } from '../../../electron/network/greeting';
import { homeNetworks } from '../../../electron/network/home-networks';

const at = (address: string, internal = false): NetworkInterfaceInfo[] => [
  { address, netmask: '255.255.0.0', family: 'IPv4', mac: '', internal, cidr: null },
];

describe('home networks', () => {
  it('are private, real, two at most, and never larger than 254 addresses', () => {
    const found = homeNetworks({
      lo: at('127.0.0.1', true),
      docker0: at('172.17.0.1'),
      wg0: at('10.20.0.2'),
      ppp0: at('198.51.100.7'),
      eth0: at('192.168.178.20'),
      wlan0: at('192.168.178.21'),
      eth1: at('10.0.5.9'),
      eth2: at('192.168.3.3'),
    });
    expect(found.map(({ network, others }) => [network, others.length])).toEqual([
      ['192.168.178.0/24', 253],
      ['10.0.5.0/24', 253],
    ]);
    expect(found[0]?.others).not.toContain('192.168.178.20');
  });
});

describe('a greeting', () => {
  it.each([
    ['SSH-2.0-OpenSSH_10.0p1 Debian-7', 'Debian 13'],
    ['SSH-2.0-OpenSSH_10.0p1 Debian-7+deb13u2', 'Debian 13'],
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7', 'Debian 12'],
    ['SSH-2.0-OpenSSH_8.4p1 Debian-5', 'Debian 11'],
    ['SSH-2.0-OpenSSH_9.2p1 Raspbian-2+deb12u3', 'Raspberry Pi OS 12'],
    ['SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5', 'Ubuntu 24.04'],
    ['SSH-2.0-OpenSSH_11.9p1 Debian-1', 'Debian'],
    ['SSH-2.0-OpenSSH_9.9', null],
    ['SSH-2.0-dropbear_2022.83', null],
  ])('%s', (greeting, system) => expect(systemOf(greeting)).toBe(system));
});

describe('a search', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));
  const answering = (address: string, port: number, words: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => socket.on('error', () => undefined).write(words));
      servers.push(server.once('error', reject));
      server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
    });
  const loopback = {
    interface: 'lo',
    network: '127.9.9.0/24',
    others: Array.from({ length: 40 }, (_, n) => `127.9.9.${n + 1}`),
  };

  it('finds who greets like SSH, in order, with names', async () => {
    const port = await answering('127.9.9.30', 0, 'SSH-2.0-OpenSSH_10.0p1 Debian-7\r\n');
    await answering('127.9.9.4', port, 'SSH-2.0-dropbear\r\n');
    await answering('127.9.9.5', port, 'HTTP/1.1 200 OK\r\n');
    await answering('127.9.9.6', port, '');
    const found = await discover([loopback], {
      port,
      greetingMs: 200,
      atOnce: 8,
      reverse: async (address) =>
        address === '127.9.9.30' ? ['homeserver.fritz.box.'] : Promise.reject(new Error('NXDOMAIN')),
    });
    expect(found).toEqual([
      { address: '127.9.9.4', name: null, system: null },
      { address: '127.9.9.30', name: 'homeserver.fritz.box', system: 'Debian 13' },
    ]);
  });
  it('can be called off', async () => {
    const port = await answering('127.9.9.1', 0, '');
    const started = Date.now();
    const found = await discover([loopback], {
      port,
      greetingMs: 60_000,
      signal: AbortSignal.timeout(50),
      reverse: async () => [],
    });
    expect(found).toEqual([]);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
