// What a PC asks and gets, put together; who each resolver is; and what the doorkeeper says of the way.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { names, within, type Surroundings } from '../../../../electron/network/names/look';
import { askWhoami, wayOf } from '../../../../electron/network/names/whoami';
import { whoIs } from '../../../../electron/network/names/who';

const host = 'photos.example-family.net';
const vpn = '10.86.0.0/16';

const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  system: {
    platform: 'linux',
    run: async () => '',
    read: async () => 'nameserver 192.168.178.1\nnameserver fd00::1\n',
    servers: () => [],
  },
  home: '/home/anna',
  ask: async (resolver, _host, type) =>
    type === 'A' ? [resolver === 'fd00::1' ? '104.16.0.1' : '192.168.178.10'] : [],
  whoami: async ({ addresses }) => (addresses.length > 0 ? 'home' : null),
  own: () => ['127.0.0.1', '192.168.178.20', 'fe80::20'],
  lookup: async () => [{ address: '192.168.178.10', family: 4 }],
  browsers: async () => [],
  ...changes,
});

describe('a look', () => {
  it('asks each resolver all three questions, and says what a browser would take', async () => {
    expect(await names(around()).look({ host, vpn })).toEqual({
      resolvers: [
        {
          resolver: { address: '192.168.178.1', family: 4, from: 'unknown' },
          a: ['192.168.178.10'],
          aaaa: [],
          https: [],
        },
        { resolver: { address: 'fd00::1', family: 6, from: 'unknown' }, a: ['104.16.0.1'], aaaa: [], https: [] },
      ],
      taken: '192.168.178.10',
      way: 'home',
      browsers: [],
    });
  });
  it('goes on where nothing can be looked up', async () => {
    const lookup = () => Promise.reject(new Error('ENOTFOUND'));
    const browsers = () => Promise.reject(new Error('EACCES'));
    expect(await names(around({ lookup, browsers })).look({ host, vpn })).toMatchObject({ taken: null, way: null });
  });
  it('never has two look-ups of the system on their way', async () => {
    let running = 0;
    let most = 0;
    let begun = 0;
    const ends: (() => void)[] = [];
    const lookup = async () => {
      begun += 1;
      most = Math.max(most, (running += 1));
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return [{ address: '192.168.178.10', family: 4 as const }];
    };
    const pc = names(around({ lookup }));
    const looks = [pc.look({ host, vpn }), pc.look({ host, vpn }), pc.look({ host: 'other.example.net', vpn })];
    await expect.poll(() => ends.length).toBe(1);
    ends.shift()?.();
    await expect.poll(() => ends.length).toBe(1);
    ends.shift()?.();
    await Promise.all(looks);
    expect([most, begun]).toEqual([1, 2]);
  });
  it('is of this home only with an address in its network', () => {
    const pc = names(around());
    expect([pc.isAtHome('192.168.178.0/24'), pc.isAtHome('192.168.179.0/24'), pc.isAtHome('rubbish')]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it('does not wait for what takes too long', async () => {
    expect(await within(10, new Promise<string>(() => undefined), 'late')).toBe('late');
  });
});

describe('a resolver', () => {
  const home = {
    server: ['192.168.178.10', 'fd17:8a2c:4e90:1:1a:50ff:fe00:10', '10.86.0.1'],
    router: ['192.168.178.1', 'fe80::2665:11ff:fe12:3456'],
    networks6: ['2001:db8:178:1::/64', 'fd17:8a2c:4e90:1::/64'],
  };
  it.each([
    ['192.168.178.10', 'server'],
    ['fd17:8a2c:4e90:0001:001a:50ff:fe00:0010', 'server'],
    ['10.86.0.1', 'server'],
    ['192.168.178.1', 'router'],
    ['fd00::2665:11ff:fe12:3456', 'router'],
    ['fe80::2665:11ff:fe12:3456%eth0', 'router'],
    ['2001:db8:178:1::1', 'router'],
    ['fd17:8a2c:4e90:1::1', 'router'],
    ['fe80::1%eth0', 'router'],
    ['fd99::1', 'home'],
    ['2001:db8:179:1::1', 'internet'],
    ['2a07:a8c0::1', 'internet'],
    ['192.168.178.5', 'home'],
    ['fe80::1234%eth0', 'home'],
    ['127.0.0.53', 'this-pc'],
    ['::1', 'this-pc'],
    ['1.1.1.1', 'internet'],
    ['2606:4700:4700::1111', 'internet'],
  ])('%s is %s', (address, who) => expect(whoIs(address, home)).toBe(who));
  it('is no router for a small number that the router has too', () => {
    expect(whoIs('2a07:a8c0::1', { ...home, router: ['fe80::1'] })).toBe('internet');
  });
});

describe('whoami', () => {
  it.each([
    ['{"address":"192.168.178.20","cloudflare":false,"way":"home"}', 'home'],
    ['{"address":"10.86.0.2","cloudflare":false,"way":"tunnel"}', 'tunnel'],
    ['{"address":"198.51.100.7","cloudflare":true,"way":"public"}', 'public'],
    ['{"address":"198.51.100.7","cloudflare":true}', 'public'],
    ['{"address":"192.168.178.20","cloudflare":false}', 'home'],
    ['{"address":"10.86.0.2","cloudflare":false}', 'tunnel'],
    ['{"address":"x","cloudflare":false,"way":"sideways"}', null],
    ['<html>', null],
    ['', null],
  ])('%s means %s', (body, way) => expect(wayOf(body, vpn)).toBe(way));
  it('is not asked of nobody, and not believed without a valid certificate', async () => {
    expect(await askWhoami({ host, vpn, addresses: [] })).toBeNull();
    const server = createServer((_request, answer) =>
      answer.end('{"address":"1.2.3.4","cloudflare":false,"way":"home"}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const addresses = [{ address: '127.0.0.1', family: 4 }];
    expect(await askWhoami({ host, vpn, addresses, port, timeoutMs: 1_000 })).toBeNull();
    server.close();
    expect(await askWhoami({ host, vpn, addresses, port, timeoutMs: 1_000 })).toBeNull();
  });
});
