// Phones on a real server: each comes, is seen, goes, and none of the others notices. The way home and the firewall alone are set up
// here; an upload to a small listener stands for the photos.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { step } from '../../electron/provision/engine/step';
import { prepare } from '../../electron/provision/engine/plan';
import { presharedPath } from '../../electron/provision/facts/wireguard';
import {
  addPhone,
  addPhones,
  changePhone,
  listPhones,
  removePhone,
  replacePhone,
  type PhoneWish,
} from '../../electron/provision/phones';
import { firewall } from '../../electron/provision/steps/firewall';
import { wireguard } from '../../electron/provision/steps/wireguard';
import { labIsUp } from '../support/lab-up';
import {
  codeOf,
  groundwork,
  householdWith,
  onServer,
  planned as plannedOf,
  setUp as setUpOf,
  takeBack,
} from './direct-line.ts';
import { builtCommandLine, commandLine, vpnAddress } from './command-line.ts';
import { internet } from './internet/index.ts';
import { cannotRunHere, phone, portForward, reset, serverExec } from './lab.ts';
import { addresses, hostnames, runDir } from './names.ts';
import { runIn, startIn, stop, until } from './processes.ts';
import { directRemote } from './remote.ts';

const steps = [step(wireguard), step(firewall)];
const network6 = 'fd4e:1d2c:3b4a:1::/64';
const wanted = householdWith(network6);
const planned = (): Promise<readonly string[]> => plannedOf(steps, wanted);
const setUp = (household = wanted): Promise<void> => setUpOf(steps, household);

const remote = directRemote();
const wish = (name: string, more: Partial<PhoneWish> = {}): PhoneWish => ({
  name,
  person: null,
  scope: 'photos',
  ...more,
});
const names = async (): Promise<readonly string[]> => (await listPhones(remote)).phones.map(({ name }) => name);
const peers = async (): Promise<readonly string[]> =>
  (await onServer('wg show wg0 peers')).split('\n').filter((line) => line !== '');

/** Takes what is uploaded at the server's address in the VPN, and says how much it was. */
const listener = `import http.server, socketserver
class Photos(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        left = size = int(self.headers['Content-Length'])
        while left > 0:
            left -= len(self.rfile.read(min(left, 65536)))
        self.send_response(201); self.end_headers(); self.wfile.write(str(size).encode())
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(self.client_address[0].encode())
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(('${vpnAddress}', 443), Photos).serve_forever()
`;
const photos = `http://${vpnAddress}:443/`;
/** From the phone; null when there is no answer in time. */
async function reaches(url: string, seconds = 2): Promise<string | null> {
  const { stdout, code } = await runIn('phone', ['curl', '-sS', '-g', '--max-time', String(seconds), url], {
    allowFailure: true,
  });
  return code === 0 ? stdout : null;
}

describe.skipIf(cannotRunHere() !== undefined)('phones', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    await internet.reset();
    await internet.setRecord({ type: 'A', name: hostnames.vpn, content: addresses.routerWan, ttl: 60, proxied: false });
    await groundwork(wanted);
    await setUp();
    await serverExec(['sh', '-c', 'cat > /root/photos.py'], { input: listener });
    await onServer('systemd-run --quiet --unit=photos -p Restart=on-failure -p RestartSec=1 python3 /root/photos.py');
    await portForward(true);
  });
  afterAll(() => portForward(false));
  afterEach(() => phone.disconnect());

  it('connect with what they were given, and are seen', async () => {
    const { config, phone: anna, endpoint } = await addPhone(remote, wish('Anna’s phone', { person: 'Anna' }));
    expect(endpoint).toBe('vpn.example-family.net:51820');
    expect(anna).toMatchObject({ address: '10.83.52.2', address6: 'fd4e:1d2c:3b4a:1::2', enabled: true });
    await phone.connect(config.reveal());
    expect(await reaches(photos)).toBe(anna.address);
    expect(await phone.latestHandshake()).toBeGreaterThan(0);
    const { phones, hellos, packets } = await listPhones(remote);
    expect(phones).toMatchObject([{ name: 'Anna’s phone', person: 'Anna', seen: { endpoint: addresses.phone } }]);
    expect(phones[0]?.seen?.handshakeAt).toBeGreaterThan(0);
    expect(hellos).toBeGreaterThan(0);
    expect(packets).toBeGreaterThan(hellos ?? Infinity);
    expect(await planned()).toEqual([]);
  });

  it('come and go while another uploads, and it notices nothing; who is removed is out within five seconds', async () => {
    const { config } = await addPhone(remote, wish('uploader'));
    await phone.connect(config.reveal());
    const upload = runIn(
      'phone',
      ['sh', '-c', `head -c 6000000 /dev/zero | curl -sS --limit-rate 1M -X PUT --data-binary @- ${photos}`],
      { timeoutMs: 120_000 },
    );
    const ben = await addPhone(remote, wish('Ben'));
    const others = await addPhones(remote, [wish('TV', { scope: 'home' }), wish('laptop', { scope: 'all' })]);
    await changePhone(remote, { name: 'ben' }, { enabled: false });
    expect(await peers()).not.toContain(ben.phone.publicKey);
    await changePhone(
      remote,
      { publicKey: ben.phone.publicKey },
      { enabled: true, name: 'Ben’s Pixel', person: 'Ben' },
    );
    const next = await replacePhone(remote, { name: 'Ben’s Pixel' });
    for (const { phone: one } of others) await removePhone(remote, one);
    expect((await upload).stdout).toBe('6000000');
    expect(next.phone).toMatchObject({ name: 'Ben’s Pixel', person: 'Ben', enabled: true });
    expect(next.phone.address).not.toBe(ben.phone.address);
    expect(await names()).toEqual(['Anna’s phone', 'uploader', 'Ben’s Pixel']);
    expect(await peers()).toEqual(expect.arrayContaining([next.phone.publicKey]));

    const begun = Date.now();
    await removePhone(remote, { name: 'uploader' });
    await until('nothing gets through any more', async () => (await reaches(photos, 1)) === null, 5_000);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(await onServer('cat /etc/wireguard/wg0.conf')).not.toContain('# uploader');
    expect(await planned()).toEqual([]);
  });

  it('that are switched off or replaced are not let in; switched on, and by the new code, they are', async () => {
    const { config } = await addPhone(remote, wish('Clara'));
    const connects = async (text: string): Promise<boolean> => {
      await phone.connect(text);
      const reached = await reaches(photos, 4);
      await phone.disconnect();
      return reached !== null;
    };
    await changePhone(remote, { name: 'Clara' }, { enabled: false });
    expect(await connects(config.reveal())).toBe(false);
    expect((await listPhones(remote)).phones).toMatchObject([{}, {}, { name: 'Clara', enabled: false, seen: null }]);
    await changePhone(remote, { name: 'Clara' }, { enabled: true });
    expect(await connects(config.reveal())).toBe(true);
    const { config: next } = await replacePhone(remote, { name: 'Clara' });
    expect(await connects(config.reveal())).toBe(false);
    expect(await connects(next.reveal())).toBe(true);
    expect(await planned()).toEqual([]);
  });

  it('reach what their scope says and no more, whatever their own file claims', async () => {
    const pc = `http://${addresses.pc}:8000/`;
    await startIn('pc', 'pc-listener', ['python3', '-m', 'http.server', '8000', '--directory', runDir]);
    await until('the PC listens', async () => {
      const { code } = await runIn('pc', ['curl', '-sS', '-o', '/dev/null', `http://127.0.0.1:8000/`], {
        allowFailure: true,
      });
      return code === 0;
    });
    const look = async (name: string, scope: PhoneWish['scope'], allowed?: string) => {
      const { config } = await addPhone(remote, wish(name, { scope }));
      const text =
        allowed === undefined ? config.reveal() : config.reveal().replace(/^AllowedIPs.*$/m, `AllowedIPs = ${allowed}`);
      await phone.connect(text);
      const reached = { photos: (await reaches(photos)) !== null, home: (await reaches(pc)) !== null };
      const route = await runIn('phone', [
        'sh',
        '-c',
        'ip route get 203.0.113.1; ip -6 route get 2001:db8:cf::10 || :',
      ]);
      await phone.disconnect();
      return { ...reached, all: [...route.stdout.matchAll(/dev wg0/g)].length };
    };
    try {
      expect(await look('photos', 'photos')).toEqual({ photos: true, home: false, all: 0 });
      expect(await look('cheat', 'photos', '0.0.0.0/0')).toMatchObject({ photos: true, home: false });
      expect(await onServer('ls /etc/sysctl.d/60-immich-at-home.conf 2>/dev/null || echo none')).toBe('none\n');
      expect(await look('home', 'home')).toEqual({ photos: true, home: true, all: 0 });
      expect(await look('all', 'all')).toEqual({ photos: true, home: true, all: 2 });
      expect(await planned()).toEqual([]);
      // what the firewall's file brings at a start of the machine is what is loaded
      const sets = 'nft list table inet immich_at_home | grep -A 4 "set [a-z]*_phones"';
      const before = await onServer(sets);
      expect(await onServer(`systemctl restart immich-at-home-firewall; ${sets}`)).toBe(before);
      await onServer('nft flush set inet immich_at_home home_phones');
      expect(await planned()).toEqual(['wireguard']);
      await setUp();
      expect(await onServer(sets)).toBe(before);
      for (const name of ['photos', 'cheat', 'home', 'all']) await removePhone(remote, { name });
      expect(await onServer('ls /etc/sysctl.d/60-immich-at-home.conf 2>/dev/null || echo none')).toBe('none\n');
      expect(await planned()).toEqual([]);
    } finally {
      await stop('pc-listener');
    }
  });

  it('of two PCs in the same second both get in, at addresses of their own', async () => {
    const three = ['one', 'two', 'three'];
    const made = await Promise.all(three.map((name) => addPhone(directRemote('owner', `pc-${name}`), wish(name))));
    expect(new Set(made.map(({ phone: { address } }) => address)).size).toBe(3);
    expect(await names()).toEqual(expect.arrayContaining(three));
    expect(await planned()).toEqual([]);
  });

  it('are managed by the command line as well, over SSH, by name', async () => {
    const say = async (...words: string[]) => {
      const { code, lines } = await commandLine(['phone', ...words], { settings: false });
      return { code, last: lines.at(-1), count: lines.length };
    };
    expect(await say('add', 'typed', 'too', '--person', 'Emil', '--scope', 'home')).toMatchObject({
      code: 0,
      count: 2,
      last: { phone: { name: 'too', person: 'Emil', scope: 'home' }, code: { size: expect.any(Number) as number } },
    });
    expect(await say('rename', 'TYPED', 'Typed')).toMatchObject({ code: 0, last: { phone: { name: 'Typed' } } });
    expect(await say('disable', 'too')).toMatchObject({ code: 0, last: { phone: { enabled: false } } });
    expect(await say('replace', 'typed')).toMatchObject({
      code: 0,
      last: { phone: { name: 'Typed', person: 'Emil' } },
    });
    expect(await say('remove', 'typed')).toMatchObject({ code: 0, last: { removed: 'typed' } });
    expect(await say('add', 'TOO')).toMatchObject({ code: 2, last: { failure: { code: 'phone-name-taken' } } });
    expect((await names()).filter((name) => /typed|too/i.test(name))).toEqual(['too']);
    await removePhone(remote, { name: 'too' });
  });

  it('keep their names apart, whatever their case', async () => {
    expect(await codeOf(addPhone(remote, wish('ONE')))).toBe('phone-name-taken');
    expect(await codeOf(addPhones(remote, [wish('four'), wish('FOUR')]))).toBe('phone-name-taken');
    expect(await codeOf(changePhone(remote, { name: 'two' }, { name: 'One' }))).toBe('phone-name-taken');
    expect(await codeOf(changePhone(remote, { name: 'two' }, { name: 'TWO' }))).toBe('done');
    expect(await codeOf(removePhone(remote, { name: 'nobody' }))).toBe('phone-unknown');
  });

  it('are added whole or not at all', async () => {
    const look = (): Promise<string> =>
      onServer(
        `cd /var/lib/immich-at-home; cat phones.json manifest /etc/wireguard/wg0.conf /etc/immich-at-home/phones.nft
ls -R /etc/wireguard /etc/sysctl.d /run/immich-at-home; wg show wg0 peers | sort`,
      );
    const before = await look();
    await onServer('mount --bind /bin/false /usr/bin/wg-quick');
    try {
      expect(await codeOf(addPhone(remote, wish('unlucky', { scope: 'all' })))).toBe('command-failed');
      expect(await look()).toBe(before);
    } finally {
      await onServer('umount /usr/bin/wg-quick');
    }
    await setUp();
    expect(await look()).toBe(before);
    expect(await planned()).toEqual([]);
  });

  it('that go are out and stay out, whatever fails afterwards', async () => {
    await addPhone(remote, wish('NAS', { scope: 'home' }));
    const { config, phone: thief } = await addPhone(remote, wish('stolen'));
    const { phone: second } = await addPhone(remote, wish('stolen too', { scope: 'home' }));
    await phone.connect(config.reveal());
    await until('the phone is in', async () => (await reaches(photos)) !== null, 10_000);
    await onServer('nft delete table inet immich_at_home');
    const begun = Date.now();
    await removePhone(remote, thief);
    await until('nothing gets through any more', async () => (await reaches(photos, 1)) === null, 5_000);
    expect(Date.now() - begun).toBeLessThan(5_000);
    // its successor would be let into the home, for which the firewall is needed
    expect(await codeOf(replacePhone(remote, second))).not.toBe('done');
    expect(await peers()).not.toContain(second.publicKey);
    await setUp();
    expect(await names()).not.toContain('stolen');
    expect((await listPhones(remote)).phones.find(({ name }) => name === 'stolen too')).toMatchObject({
      enabled: false,
    });
    expect(await reaches(photos)).toBeNull();
    await onServer('mount --bind /bin/false /usr/bin/wg-quick');
    try {
      expect(await codeOf(removePhone(remote, { name: 'NAS' }))).toBe('phone-out-alone');
    } finally {
      await onServer('umount /usr/bin/wg-quick');
    }
    await removePhone(remote, second);
    await setUp();
    expect(await names()).not.toContain('NAS');
    expect(await planned()).toEqual([]);
  });

  it('never overwrite what somebody wrote into wg0.conf', async () => {
    await onServer('cp -a /etc/wireguard/wg0.conf /root/; echo "# mine" >> /etc/wireguard/wg0.conf');
    try {
      expect(await codeOf(addPhone(remote, wish('late')))).toBe('file-changed-by-others');
    } finally {
      await onServer('mv /root/wg0.conf /etc/wireguard/');
    }
  });

  it('send no private and no preshared key to the PC', async () => {
    const said: string[] = [];
    const listening = {
      ...remote,
      run: async (...asked: Parameters<typeof remote.run>) => {
        const answer = await remote.run(...asked);
        said.push(answer.stdout);
        return answer;
      },
    };
    await prepare(listening, steps, wanted);
    await changePhone(listening, { name: 'one' }, { person: 'Emil' });
    const keys = await onServer('cat /etc/wireguard/immich-at-home.key /etc/wireguard/immich-at-home/*.psk');
    for (const key of keys.trim().split('\n')) expect(said.join('\n')).not.toContain(key);
  });

  it('stay as they are now when a change of the line is taken back', async () => {
    // wg lists its peers in no order of their own
    const look = (): Promise<string> =>
      onServer('cat /etc/wireguard/wg0.conf; wg show wg0 listen-port; wg show wg0 allowed-ips | sort');
    await addPhone(remote, wish('sold', { scope: 'home' }));
    await setUp({ ...wanted, settings: { ...wanted.settings, vpn: { ...wanted.settings.vpn, port: 51_999 } } });
    expect(await look()).toContain('ListenPort = 51999');
    await removePhone(remote, { name: 'sold' });
    await addPhone(remote, wish('new'));
    await takeBack(wanted);
    await setUp();
    expect(await planned()).toEqual([]);
    expect(await names()).toEqual(expect.arrayContaining(['Anna’s phone', 'new']));
    expect(await names()).not.toContain('sold');
    expect(await look()).toContain('# new\n');

    const before = await look();
    await onServer('rm /etc/wireguard/immich-at-home.pub');
    expect(await planned()).toEqual(['wireguard']);
    await setUp();
    await takeBack(wanted);
    expect(await look()).toBe(before);
    expect(await planned()).toEqual([]);
  });

  it('of an earlier release are understood, and get no IPv6 of themselves', async () => {
    const book = '/var/lib/immich-at-home/phones.json';
    await onServer(`cp -a ${book} /root/book
python3 - <<'END'
import json
book = json.load(open('${book}'))
book['phones'] = [{k: one[k] for k in ('name', 'publicKey', 'address', 'addedAt')} for one in book['phones']]
json.dump(book, open('${book}', 'w'), indent=2)
END`);
    await setUp();
    expect((await listPhones(remote)).phones[0]).toMatchObject({ person: null, scope: 'photos', address6: null });
    expect(await planned()).toEqual([]);
    await onServer(`mv /root/book ${book}`);
    await setUp();
    expect(await planned()).toEqual([]);
  });

  it('are 250 at most: a hundred come in one go, the last fits, the next is refused with a reason', async () => {
    const trips = remote.roundTrips;
    const hundred = await addPhones(
      remote,
      Array.from({ length: 100 }, (_, n) => wish(`phone ${n}`)),
    );
    expect(remote.roundTrips - trips).toBe(2);
    expect(new Set(hundred.map(({ phone: { address } }) => address)).size).toBe(100);
    const there = (await names()).length;
    await addPhones(
      remote,
      Array.from({ length: 249 - there }, (_, n) => wish(`more ${n}`)),
    );
    const { phone: last } = await addPhone(remote, wish('the 250th'));
    expect(await peers()).toHaveLength(250);
    expect(await peers()).toContain(last.publicKey);
    expect(await codeOf(addPhone(remote, wish('the 251st')))).toBe('phones-full');
    expect(await codeOf(replacePhone(remote, { name: 'the 250th' }))).toBe('done');
    expect(await onServer(`ls ${presharedPath(last.publicKey)} 2>/dev/null || echo gone`)).toBe('gone\n');
    expect(await planned()).toEqual([]);
  });
});
