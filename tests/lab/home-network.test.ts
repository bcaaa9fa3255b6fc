// The lab's own home: what its router tells, turns round, refuses and opens, as routers in real homes do. Nothing is set up on the server.
// Surprise: every client here is a real one where Debian has it (rdisc6, dig, upnpc), so the router is not judged by its own author.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { strangersWords } from './hotel.ts';
import * as lab from './lab.ts';
import { offers } from './lease.ts';
import { addresses, hostnames, wireguardPort, type Host } from './names.ts';
import { runIn, said, startIn, stop, until } from './processes.ts';
import { resetRouter } from './router.ts';

const told = async (host: Host, ...command: string[]): Promise<string> =>
  (await runIn(host, command, { allowFailure: true })).stdout;

/** What a router advertisement says, as a device sees it that has just joined. */
async function advertised(): Promise<{ prefixes: string[]; dns: string[] }> {
  const heard = await told('pc', 'rdisc6', '-1', '-w', '2000', 'eth0');
  const all = (label: RegExp): string[] => [...heard.matchAll(label)].map(([, value = '']) => value);
  return { prefixes: all(/Prefix +: (\S+)/g), dns: all(/Recursive DNS server +: (\S+)/g) };
}
const seenByWorld = async (family = '-4'): Promise<string> =>
  /^ip=(.*)$/m.exec(await told('pc', 'curl', family, '-s', 'https://api.cloudflare.com/cdn-cgi/trace'))?.[1] ?? '';
/** With the description's address given, it need not search for two seconds each time. */
const upnpc = ['upnpc', '-i', '-u', `http://${addresses.router}:49000/igddesc.xml`];
const nameservers = async (): Promise<string[]> =>
  (await told('pc', 'cat', '/etc/resolv.conf')).match(/(?<=nameserver )\S+/g) ?? [];

/** Which of these words arrive at the server's port, sent by each host to each address. */
async function arriving(words: readonly (readonly [Host, string, string])[]): Promise<string[]> {
  const heard = 'home-listener';
  const before = said(heard).length;
  await startIn('home', heard, ['socat', '-u', `UDP6-RECV:${wireguardPort},ipv6-v6only=0`, '-']);
  try {
    await until('a listener on the server', async () =>
      (await told('home', 'ss', '-Hlun')).includes(`:${wireguardPort}`),
    );
    const send = (host: Host, address: string, word: string): Promise<string> =>
      told(host, 'bash', '-c', `echo ${word} > /dev/udp/${address}/${wireguardPort}`);
    for (const [host, address, word] of words) await send(host, address, word);
    await send('pc', addresses.home, 'last');
    await until('the last word', () => said(heard).includes('last\n', before));
    return said(heard).slice(before).trim().split('\n').slice(0, -1);
  } finally {
    await stop(heard);
  }
}

describe.skipIf(lab.cannotRunHere() !== undefined)('the home', () => {
  beforeAll(async () => {
    await labIsUp();
    // A WireGuard that another file set up would take the words for its own.
    await lab.reset();
  });
  afterEach(resetRouter);
  afterAll(lab.phoneOnTheRoad);

  it('has a network of its own in IPv6, and its router names itself', async () => {
    expect(await advertised()).toEqual({ prefixes: ['fd17:8a2c:4e90:1::/64'], dns: [addresses.router6] });
    expect(await nameservers()).toEqual([addresses.router, addresses.router6]);
    await until('the server’s lasting address', async () =>
      (await told('home', 'ip', '-6', 'addr', 'show', 'dev', 'host0')).includes(addresses.home6),
    );
    expect(await told('pc', 'dig', '+short', `@${addresses.router6}`, 'fritz.box')).toBe(`${addresses.router}\n`);
  });

  it('is told what the person sets, and the PC when it asks again', async () => {
    await lab.announceDns(addresses.home, { renewsPc: false });
    await lab.announceDns6('server', { renewsPc: false });
    expect(await nameservers()).toEqual([addresses.router, addresses.router6]);
    expect((await advertised()).dns).toEqual([addresses.home6]);
    expect(await offers(1_000)).toMatchObject([
      { from: addresses.router, router: addresses.router, dns: [addresses.home] },
    ]);
    lab.renewPc();
    expect(await nameservers()).toEqual([addresses.home, addresses.home6]);
    await lab.announceDns6('none');
    expect((await advertised()).dns).toEqual([]);
    await lab.routerDhcp(false);
    expect(await offers(1_000)).toEqual([]);
  });

  it('has IPv6 into the internet where its provider gives it', async () => {
    await lab.homeIpv6({ ula: false, internet: true });
    expect((await nameservers())[1]).toMatch(/^fe80::.*%eth0$/);
    expect(await told('home', 'ping', '-6', '-c', '1', '-W', '2', '2001:db8:cf::11')).toContain('1 received');
    expect(await seenByWorld('-6')).toBe(addresses.pcGlobal6);
    await lab.openPort6(true);
    expect(await arriving([['phone', addresses.homeGlobal6, 'six']])).toEqual(['six']);
  });

  it('turns packets round only with a forward, and not in every router', async () => {
    const tried = [
      ['phone', addresses.routerWan, 'outside'],
      ['home', addresses.routerWan, 'inside'],
    ] as const;
    expect(await arriving(tried)).toEqual([]);
    await lab.portForward(true, { hairpin: false });
    expect(await arriving(tried)).toEqual(['outside']);
    await lab.portForward(true);
    expect(await arriving(tried)).toEqual(['outside', 'inside']);
  });

  it('is not reached behind a carrier, and the world sees another address', async () => {
    await lab.portForward(true);
    expect(await seenByWorld()).toBe(addresses.routerWan);
    for (const [kind, wan] of [
      ['carrier', 'ExternalIPAddress = 100.64.7.2\n'],
      ['ds-lite', 'GetExternalIPAddress failed. (empty string)'],
      ['second-router', 'ExternalIPAddress = 192.168.2.100\n'],
    ] as const) {
      await lab.wan(kind);
      expect(await seenByWorld(), kind).toBe(addresses.carrier);
      expect(await told('home', ...upnpc, '-s'), kind).toContain(wan);
    }
    expect(await arriving([['phone', addresses.carrier, 'lost']])).toEqual([]);
  });

  it('filters answers that lead into itself, except those that the person wrote down', async () => {
    const ask = (): Promise<string> => told('pc', 'dig', '+short', `@${addresses.router}`, hostnames.photos);
    const dnsmasq = ['dnsmasq', '--no-daemon', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--port=5300'];
    await startIn('pc', 'home-names', [...dnsmasq, `--address=/${hostnames.photos}/${addresses.home}`]);
    try {
      await lab.routerAsks(`${addresses.pc}#5300`);
      expect(await ask()).toBe('');
      await lab.routerAsks(`${addresses.pc}#5300`, { except: [hostnames.photos] });
      expect(await ask()).toBe(`${addresses.home}\n`);
    } finally {
      await stop('home-names');
    }
  });

  it('opens a port for the device that asks, where the person allows it, and for no other', async () => {
    const map = (from: Host, to: string): Promise<string> =>
      told(from, ...upnpc, ...`-e Immich -a ${to} ${wireguardPort} ${wireguardPort} UDP 600`.split(' '));
    expect(await told('pc', 'curl', '-s', `http://${addresses.router}/jason_boxinfo.xml`)).toContain('FRITZ!Box 7590');
    expect(await map('home', addresses.home)).toContain('failed with code 606');
    lab.upnp('allow');
    expect(await map('home', addresses.pc)).toContain('failed with code 606');
    expect(await map('home', addresses.home)).toContain('is redirected to');
    expect(await map('pc', addresses.pc)).toContain('failed with code 718');
    expect(await arriving([['phone', addresses.routerWan, 'mapped']])).toEqual(['mapped']);
    await told('home', ...upnpc, '-d', `${wireguardPort}`, 'UDP');
    expect(await arriving([['phone', addresses.routerWan, 'closed']])).toEqual([]);
    expect(await told('home', 'upnpc', '-i', '-s')).toContain(`ExternalIPAddress = ${addresses.routerWan}`);
    lab.upnp('off');
    expect(await told('home', ...upnpc, '-s')).not.toContain('ExternalIPAddress');
  });

  it('has a twin in a hotel, where somebody else has the server’s address', async () => {
    await lab.phoneInHotel();
    expect(await told('phone', 'curl', '-s', `http://${addresses.home}/`)).toContain(strangersWords);
    expect(await told('phone', 'curl', '-4', '-s', 'https://api.cloudflare.com/cdn-cgi/trace')).toContain(
      'ip=198.51.100.1\n',
    );
    await lab.phoneOnTheRoad();
    expect(await told('phone', 'curl', '-4', '-s', 'https://api.cloudflare.com/cdn-cgi/trace')).toContain(
      'ip=198.51.100.2\n',
    );
  });
});
