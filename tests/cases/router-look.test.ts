// What the server reads off the wire at home, where anybody may answer anything: real answers, cut and twisted ones, and noise. The
// program is Python; its readers are asked one by one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeSeen, internetSeen } from '../../electron/provision/facts/router-look';
import { isOutside } from '../../electron/provision/router-look';
import { canAsk, family, verdict } from './family';

const program = readFileSync(join(import.meta.dirname, '../../resources/server/router/look.py'), 'utf8');
const wanted = family();

function inPython(more: string): unknown {
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
    encoding: 'utf8',
    timeout: 30_000,
    input: `${program.replace(/\nif __name__ [^]*$/, '')}\n${more}`,
  });
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    return stderr;
  }
}

const hex = (...parts: readonly string[]): string => JSON.stringify(parts.join('').replaceAll(' ', ''));
const bytes = (...parts: readonly string[]): string => `bytes.fromhex(${hex(...parts)})`;

describe.skipIf(!canAsk('python3'))('an answer of DHCP', () => {
  const head = `020106006162636400000000c0a8b20a000000000000000000000000021a500000100000${'00'.repeat(200)}`;
  const cookie = '63825363';
  const ack = '350105 3604c0a8b201';
  const answer = (...options: readonly string[]): unknown =>
    inPython(`say(dhcp_answer('192.168.178.1', ${bytes(head, cookie, ...options)}, (b'abcd', b'efgh')))`);

  it('names DNS servers and the way out', () => {
    expect(answer(ack, '0608c0a8b20a01010101', '0304c0a8b201', 'ff')).toEqual({
      ...{ from: '192.168.178.1', dns: ['192.168.178.10', '1.1.1.1'], router: '192.168.178.1' },
    });
    expect(answer(ack, 'ff')).toEqual({ from: '192.168.178.1', dns: [], router: null });
  });

  it('that is cut, too long or not asked for is no more than it says', () => {
    expect(answer(ack, '06ffc0a8')).toEqual({ from: '192.168.178.1', dns: [], router: null });
    expect(answer(ack, '0603c0a8b2', '06')).toMatchObject({ dns: [] });
    expect(answer('350106', 'ff')).toBeNull();
    expect(answer('')).toBeNull();
    const many = answer(ack, `06fc${'c0a8b20a'.repeat(63)}`.repeat(20), 'ff') as { dns: readonly string[] };
    expect(many.dns).toHaveLength(8);
    expect(inPython(`say(dhcp_answer('192.168.178.1', ${bytes(head, cookie, ack)}, (b'zzzz',)))`)).toBeNull();
  });
});

it.skipIf(!canAsk('python3'))('whoever asks for an address is always the same nobody', () => {
  const [one, again, other] = inPython(
    `say([nobodys_mac(mac).hex() for mac in ('02:1a:50:00:00:10', '02:1a:50:00:00:10', '02:1a:50:00:00:11')])`,
  ) as string[];
  expect(one).toBe(again);
  expect(one).not.toBe(other);
  expect(parseInt(one?.slice(0, 2) ?? '', 16) & 3).toBe(2);
});

describe.skipIf(!canAsk('python3'))('an announcement by IPv6', () => {
  const from = 'fe80000000000000001a50fffe000001';
  const ip = (hops = 'ff', sender = from): string => `6000000000003a${hops}${sender}ff020000000000000000000000000001`;
  const rdnss = (seconds: string, ...servers: readonly string[]): string =>
    `19${(1 + 2 * servers.length).toString(16).padStart(2, '0')}0000${seconds}${servers.join('')}`;
  const server = 'fd178a2c4e900001001a50fffe000010';
  const said = (flags: string, life: string, options: string, packet = ip()): unknown =>
    inPython(`say(announcement(${bytes(packet, `86000000 40${flags}${life} 0000000000000000`, options)}))`);

  it('names DNS servers that hold, and whether more is to be had by DHCPv6', () => {
    expect(said('40', '0708', rdnss('00000e10', server))).toEqual({
      ...{ from: 'fe80::1a:50ff:fe00:1', dns: ['fd17:8a2c:4e90:1:1a:50ff:fe00:10'], networks: [] },
      ...{ other: true, router: true },
    });
    expect(said('00', '0000', rdnss('00000000', server))).toMatchObject({ dns: [], other: false, router: false });
    expect(said('00', '0000', rdnss('ffffffff', server, server))).toMatchObject({ router: true });
  });

  it('names the home’s own networks, and none that is wider than a home', () => {
    const prefix = (bits: string): string =>
      `0304${bits}c0ffffffffffffffff00000000${server.slice(0, 16)}${'00'.repeat(8)}`;
    expect(said('00', '0708', prefix('40') + prefix('30'))).toMatchObject({
      networks: ['fd17:8a2c:4e90:1::/64', 'fd17:8a2c:4e90::/48'],
    });
    expect(said('00', '0708', prefix('03') + prefix('00') + prefix('80'))).toMatchObject({ networks: [] });
  });

  it('from farther away than the next cable, or from no router’s own address, is none', () => {
    expect(said('00', '0708', '', ip('fe'))).toBeNull();
    expect(said('00', '0708', '', ip('ff', '20010db8000000000000000000000001'))).toBeNull();
  });

  it('that is cut or twisted ends where it ends', () => {
    for (const options of ['1900', '19050000', `1900${'00'.repeat(30)}`, `19ff0000ffffffff${server}`])
      expect(said('00', '0708', options)).toMatchObject({ dns: [] });
    const many = said('00', '0708', rdnss('ffffffff', ...Array.from({ length: 100 }, () => server)));
    expect((many as { dns: readonly string[] }).dns).toHaveLength(8);
  });
});

describe.skipIf(!canAsk('python3'))('an answer of DHCPv6', () => {
  const server = 'fd178a2c4e900001001a50fffe000010';
  const said = (content: string): unknown => inPython(`say(dhcp6_answer('fe80::1', ${bytes(content)}, b'abc'))`);

  it('names DNS servers', () => {
    expect(said(`07616263 00010004deadbeef 00170010${server}`)).toEqual({
      ...{ from: 'fe80::1', dns: ['fd17:8a2c:4e90:1:1a:50ff:fe00:10'] },
    });
  });

  it('that is cut, or somebody else’s, does not', () => {
    expect(said(`07616263 0017ffff${server}`)).toMatchObject({ dns: [] });
    expect(said('07616263 00')).toMatchObject({ dns: [] });
    expect(said(`07616264 00170010${server}`)).toBeNull();
    expect(said(`02616263 00170010${server}`)).toBeNull();
  });
});

describe.skipIf(!canAsk('python3'))('silence', () => {
  /** A look in which the questions named here cannot be sent. */
  const asked = (place: string, broken: readonly string[]): unknown =>
    inPython(`
class Home:
    address, mac, interface, index, link_local = '192.168.178.10', '02:1a:50:00:00:10', 'host0', 2, 'fe80::10'
    ula, lasting, networks6 = None, None, []
class Deaf(Home):
    link_local = None
class Wire0(Wire):
    def hear(self, wire):
        wire.recv(1)
class Quiet:
    def __enter__(self): self.pair = socket.socketpair(); return self.pair[0]
    def __exit__(self, *_): [one.close() for one in self.pair]
def fails(*_):
    raise OSError('no such way')
AT_HOME = 0.3
listening_on = lambda *_: Quiet()
ask_dhcp = ask_for_an_address = solicit = ask_dhcp6 = lambda *_: None
${broken.map((name) => `${name} = fails\n`).join('')}
wire = Wire0(${place}(), 51820, None).run()
say([wire.asked('dhcp'), wire.asked('ra')])`);

  it('means something only where a question went out', () => {
    expect(asked('Home', [])).toEqual([true, true]);
    expect(asked('Deaf', [])).toEqual([true, false]);
    expect(asked('Home', ['solicit'])).toEqual([true, false]);
    expect(asked('Home', ['ask_dhcp', 'ask_for_an_address'])).toEqual([false, true]);
  });

  it('of a server that cannot listen is told as such', () => {
    expect(
      inPython(`
def from_ip(*words):
    return [{'lladdr': '24:65:11:12:34:56', 'dev': 'host0', 'state': ['STALE']}] if words[0] == 'neigh' else []
ask_name = lambda *_: None
ask_the_world = lambda *_: None
wish = {'address': '192.168.178.10', 'router': '192.168.178.1', 'public': [], 'port': 51820, 'host': 'x', 'resolver': 'x'}
seen = look_at_home(wish)
say([seen['heardIpv6'], seen['heardDhcp'], seen['routerMac'], look_for_dhcp(wish)['heard'], look_for_router(wish)])`),
    ).toEqual([false, false, '24:65:11:12:34:56', false, { mac: '24:65:11:12:34:56' }]);
  });
});

describe.skipIf(!canAsk('python3'))('noise', () => {
  it('of any length and content crashes none of the readers', () => {
    expect(
      inPython(`
import random
random.seed(4)
class Nowhere:
    address, mac, link_local = '192.168.178.10', None, None
wire = Wire(Nowhere(), 51820, None)
heads = [b'', b'\\x45', b'\\x4f', b'\\x60', bytes.fromhex('4500005c000040004011000001020304c0a8b20a00430044')]
wrong = []
for n in range(20000):
    packet = random.choice(heads) + random.randbytes(random.randrange(400))
    for read in (lambda: wire.take(packet, False), lambda: announcement(packet), lambda: udp_in(packet), lambda: dhcp_options(packet),
                 lambda: dhcp_answer('1.2.3.4', b'\\2' * 4 + wire.inform + packet, (wire.inform,)),
                 lambda: dhcp6_answer('fe80::1', b'\\7abc' + packet, b'abc'), lambda: addresses_in(packet + b'\\0' * 12)):
        try:
            read()
        except (ValueError, IndexError, struct.error):
            pass
        except Exception as problem:
            wrong.append(repr(problem))
say([wrong[:3], len(wire.dhcp) <= 8, len(wire.announced) <= 8])`),
    ).toEqual([[], true, true]);
  });

  it('a name that points at itself is left, and a flood of answerers has an end', () => {
    expect(
      inPython(`
at = bytes(4) + struct.pack('>HHHH', 1, 65535, 0, 0) + b'\\xc0\\x0c' + bytes(4) + b'\\xc0\\x0c' * 2000
try:
    say(addresses_in(at))
except (ValueError, IndexError, struct.error):
    say([])`),
    ).toEqual([]);
    expect(
      inPython(`
class Nowhere:
    address, mac, link_local = '192.168.178.10', None, None
wire = Wire(Nowhere(), 51820, None)
for n in range(5000):
    wire.keep({'from': f'fe80::{n:x}', 'dns': []}, 'dhcpv6')
say(len(wire.announced))`),
    ).toBe(8);
  });
});

describe.skipIf(!canAsk('python3'))('the knock', () => {
  it('is nothing that WireGuard would look at, and no two are alike', () => {
    expect(
      inPython(`
words = [knock_word() for _ in range(200)]
say([len(set(words)), {len(word) for word in words} == {16}, any(word[0] in (1, 2, 3, 4) for word in words)])`),
    ).toEqual([200, true, false]);
  });

  it('goes to an address of the internet only', () => {
    expect(
      inPython(`
published_address = lambda: None
say([public_address([one]) for one in ('203.0.113.2', '192.168.178.1', '100.64.7.2', '192.0.0.2', '10.1.1.1', '2001:db8::1', '', 'x')])`),
    ).toEqual(['203.0.113.2', ...Array.from({ length: 7 }, () => null)]);
  });
});

describe('what the server is asked', () => {
  const question = (command: string): unknown => JSON.parse(command.split('IAH_PROGRAM\n')[1]?.split('\n')[0] ?? '');

  it('knows our address in the internet from what was seen, or from a fixed endpoint', () => {
    expect(question(homeSeen(wanted, '203.0.113.2').command.text)).toEqual({
      ...{ look: 'home', address: '192.168.178.10', router: '192.168.178.1', host: 'photos.example-family.net' },
      ...{ port: 51820, resolver: 'one.one.one.one', public: ['203.0.113.2'] },
    });
    expect(question(homeSeen(wanted, null).command.text)).toMatchObject({ public: [] });
    const fixed = family({ settings: { ...wanted.settings, endpoint: { kind: 'address', address: '203.0.113.9' } } });
    expect(question(homeSeen(fixed, null).command.text)).toMatchObject({ public: ['203.0.113.9'] });
    expect(question(homeSeen(wanted, '192.168.2.100').command.text)).toMatchObject({ public: [] });
    expect(question(internetSeen(wanted).command.text)).toMatchObject({ look: 'internet', path: '/cdn-cgi/trace' });
  });

  it('says so when nothing comes back', () => {
    const { parse } = homeSeen(wanted, null);
    expect(() => parse({ status: 127, stdout: '' })).toThrow('command-failed');
    expect(() => parse({ status: 0, stdout: '{"address":1}\n' })).toThrow();
  });

  it.skipIf(!canAsk('python3'))('is in Python that this machine’s own accepts', () => {
    expect(verdict('/usr/bin/python3', ['-I', '-m', 'py_compile'], 'look.py', program)).toBe('');
  });
});

it('a handshake counts as one from outside when it neither came from home nor was turned round', () => {
  const from = (address: string): boolean =>
    isOutside(address, wanted.settings, ['2001:db8:178:1::/64'], '203.0.113.2');
  for (const home of [
    '192.168.178.20',
    '192.168.178.1',
    '203.0.113.2',
    'fe80::1%host0',
    'fd17::5',
    '2001:db8:178:1::20',
    'x',
  ])
    expect([home, from(home)]).toEqual([home, false]);
  for (const outside of ['198.51.100.2', '2001:db8:198:51::2', '192.168.1.7'])
    expect([outside, from(outside)]).toEqual([outside, true]);
});
