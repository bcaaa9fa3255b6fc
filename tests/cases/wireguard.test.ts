// The way home: facts in, changes out. Phones come and go without a restart.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../electron/provision/engine/step';
import { absent, type FoundFile } from '../../electron/provision/facts/common';
import {
  confPath,
  noPhones,
  parseCounter,
  parsePhoneBook,
  parseTunnel,
  phoneBookText,
  presharedFolder,
  presharedPath,
  type FoundTunnel,
  type PhoneBook,
} from '../../electron/provision/facts/wireguard';
import { forwardingPath, parseReach, passedOnBefore, reachPath, wayOut } from '../../electron/provision/facts/reach';
import { passedOnMark } from '../../electron/wireguard/reach';
import { orderPath, wg0Text, wireguard, type FoundWireguard } from '../../electron/provision/steps/wireguard';
import {
  canAsk,
  captured,
  family,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stopped,
  verdict,
  versions,
  written,
} from './family';

const wanted = family();
const publicKey = 'Tfsp1p7swWOUok9hne8Cx/WWnR/AXCQWoD5v9W4Ofxw=';
const phone: PhoneBook['phones'][number] = {
  name: 'Anna’s phone',
  person: 'Anna',
  scope: 'photos',
  enabled: true,
  publicKey: 'jdu+oe9T/xnEfZ3NP3h477m3zEtS1hw3OEPov/+7bU0=',
  address: '10.83.0.2',
  address6: null,
  addedAt: 1,
};
const one: PhoneBook = { highest: 2, phones: [phone] };
const peer = {
  publicKey: phone.publicKey,
  presharedKey: true,
  endpoint: null,
  allowed: '10.83.0.2/32',
  handshakeAt: null,
  receivedBytes: 0,
  sentBytes: 0,
};
const up: FoundTunnel = { publicKey, port: 51820, addresses: ['10.83.0.1/22'], peers: [] };
const folderThere: FoundFile = {
  ...absent(presharedFolder),
  exists: true,
  kind: 'folder',
  mode: '0700',
  owner: 'root:root',
};

const nobody: FoundWireguard['reach'] = { home_phones: [], all_phones: [], home_phones6: [], all_phones6: [] };

const fresh: FoundWireguard = {
  packages: new Map(),
  module: true,
  publicKey: null,
  presharedFolder: absent(presharedFolder),
  conf: absent(confPath),
  unit: missing,
  tunnel: null,
  phones: noPhones,
  ipv6: true,
  reachFile: absent(reachPath),
  reach: null,
  forwardingFile: absent(forwardingPath),
  forwards: true,
  wayOut: { device: 'enp3s0', announced: true },
  passedOnBefore: false,
  order: absent(orderPath),
};
const filesWith = (phones: PhoneBook, household = wanted): readonly FoundFile[] =>
  wireguard
    .plan(household, { ...fresh, phones })
    .filter(({ action }) => action.kind === 'write')
    .map(written);
const there = (phones: PhoneBook, path: string): FoundFile =>
  filesWith(phones).find((file) => file.path === path) ?? absent(path);
const writtenWith = (phones: PhoneBook): FoundFile => there(phones, confPath);
const finished: FoundWireguard = {
  ...fresh,
  packages: versions('wireguard-tools'),
  module: true,
  publicKey,
  presharedFolder: folderThere,
  conf: writtenWith(noPhones),
  unit: runs,
  tunnel: up,
  reachFile: there(noPhones, reachPath),
  reach: nobody,
  order: there(noPhones, orderPath),
};
const plan = (found: Partial<FoundWireguard> = {}): readonly Change[] =>
  wireguard.plan(wanted, { ...finished, ...found });

describe('the way home, taken away', () => {
  const leaving = (found: Partial<FoundWireguard> = {}): readonly Change[] =>
    wireguard.leaving?.plan(familyWith('public'), { ...finished, phones: one, conf: writtenWith(one), ...found }) ?? [];

  it('is switched off, and nothing of it is lost: phones work again when it comes back', () => {
    expect(wireguard.wantedBy(familyWith('public').settings)).toBe(false);
    expect(inShort(leaving())).toEqual(['disable-service wg-quick@wg0.service', `remove-file ${orderPath}`]);
    expect(leaving()[0]?.undo).toMatchObject({ verb: 'enable --now' });
    expect(
      inShort(
        wireguard.plan(wanted, { ...finished, phones: one, conf: writtenWith(one), unit: stopped, tunnel: null }),
      ),
    ).toEqual(['enable-service wg-quick@wg0.service']);
  });

  it('takes along what switches forwarding on: no phone needs it, and with the phones it comes back', () => {
    const far: PhoneBook = { highest: 2, phones: [{ ...phone, scope: 'home' }] };
    const forwardingFile = there(far, forwardingPath);
    expect(forwardingFile.text).toContain('ip_forward');
    expect(inShort(leaving({ phones: far, forwardingFile }))).toContain(`remove-file ${forwardingPath}`);
    // also where an undo of an earlier release left nothing else
    expect(inShort(leaving({ conf: absent(confPath), forwardingFile }))).toEqual([`remove-file ${forwardingPath}`]);
    expect(leaving({ conf: absent(confPath), forwardingFile: somebodys(forwardingPath, 'x\n') })).toEqual([]);
  });

  it('taken back to a release that knew no such phones, forwarding goes along; else the book is kept', () => {
    const write = (found: Partial<FoundWireguard>): Change | undefined =>
      plan(found).find(({ action }) => action.kind === 'write' && action.file.path === reachPath);
    expect(JSON.stringify(write({ reachFile: absent(reachPath) })?.undo)).toContain(`rm -f ${forwardingPath}`);
    expect(write({ phones: { highest: 2, phones: [{ ...phone, scope: 'home' }] } })?.undo).toBe('keep');
  });

  it('gone already, or never ours, is left as it is', () => {
    expect(leaving({ unit: stopped, tunnel: null, order: absent(orderPath) })).toEqual([]);
    expect(leaving({ conf: somebodys(confPath, '[Interface]\n') })).toEqual([]);
    expect(wireguard.leaving?.plan(familyWith('public'), fresh)).toEqual([]);
  });
});

describe('a plan for the way home', () => {
  it('makes the server’s keys on the server', () => {
    expect(inShort(wireguard.plan(wanted, fresh))).toEqual([
      'install-packages wireguard-tools',
      `make-folder ${presharedFolder}`,
      'make-server-keys',
      `write-file ${confPath}`,
      `write-file ${reachPath}`,
      `write-file ${orderPath}`,
      'enable-service wg-quick@wg0.service',
    ]);
  });

  it('is empty when all is as wanted, with and without phones', () => {
    expect(plan()).toEqual([]);
    expect(plan({ phones: one, conf: writtenWith(one), tunnel: { ...up, peers: [peer] } })).toEqual([]);
  });

  it('takes a program where the kernel has no WireGuard', () => {
    expect(inShort(plan({ module: false }))).toEqual(['install-packages wireguard-go']);
  });

  it('restarts for another port, address or key, and for nothing else', () => {
    for (const tunnel of [
      { ...up, port: 51821 },
      { ...up, addresses: ['10.9.0.1/22'] },
      { ...up, publicKey: 'other' },
      null,
    ])
      expect(inShort(plan({ tunnel }))).toEqual(['restart-service wg-quick@wg0.service']);
  });

  it('heals a phone that was added half-way, without a restart', () => {
    expect(inShort(plan({ phones: one }))).toEqual([`write-file ${confPath}`, 'update-peers']);
    expect(inShort(plan({ phones: one, conf: writtenWith(one) }))).toEqual(['update-peers']);
    const unprotected = { ...up, peers: [{ ...peer, presharedKey: false }] };
    expect(inShort(plan({ phones: one, conf: writtenWith(one), tunnel: unprotected }))).toEqual(['update-peers']);
  });

  it('asks before it replaces a tunnel of somebody else', () => {
    const [first] = plan({ conf: somebodys(confPath, '[Interface]\nPrivateKey = (hidden)\n') });
    expect(first).toMatchObject({ replacesForeign: true });
  });

  it('is taken back without the phones of then; a file of somebody else is taken back whole', () => {
    const undoOf = (conf: FoundFile): unknown => plan({ conf })[0]?.undo;
    const otherPort = (finished.conf.text ?? '').replace('51820', '51821');
    const ours = somebodys(confPath, otherPort);
    expect(undoOf({ ...ours, noted: ours.sum })).toMatchObject({ kind: 'run' });
    expect(undoOf(ours)).toBe('restore-previous');
    expect(undoOf(absent(confPath))).toBe('restore-previous');
  });

  it.skipIf(!canAsk('wg-quick'))('writes what the real wg-quick reads', () => {
    const filled = wg0Text(wanted, one).content.replace(/@kept:[^@]*@/g, publicKey);
    expect(verdict('wg-quick', ['strip'], 'wg0.conf', filled)).toBe('');
  });

  it('names keys by their files', () => {
    const { content, mode } = wg0Text(wanted, one);
    expect(mode).toBe('0600');
    expect(content).toContain('PrivateKey = @kept:/etc/wireguard/immich-at-home.key@');
    expect(content).toContain(`PresharedKey = @kept:${presharedPath(phone.publicKey)}@`);
    expect(presharedPath(phone.publicKey)).toBe(`${presharedFolder}/jdu-oe9T_xnEfZ3NP3h477m3zEtS1hw3OEPov_-7bU0.psk`);
  });
});

describe('a phone that is switched off', () => {
  const off: PhoneBook = { highest: 2, phones: [{ ...phone, enabled: false }] };
  it('is in the book alone', () => {
    expect(plan({ phones: off })).toEqual([]);
    expect(inShort(plan({ phones: off, conf: writtenWith(one), tunnel: { ...up, peers: [peer] } }))).toEqual([
      `write-file ${confPath}`,
      'update-peers',
    ]);
  });
});

describe('IPv6 in the tunnel', () => {
  const network6 = 'fd12:3456:789a:1::/64';
  const vpn = { ...wanted.settings.vpn, network6 };
  const wide = family({ settings: { ...wanted.settings, vpn } });
  const both: PhoneBook = { highest: 2, phones: [{ ...phone, address6: 'fd12:3456:789a:1::2' }] };
  const [conf = absent(confPath), reachFile = absent(reachPath)] = filesWith(both, wide);
  const running = {
    ...up,
    addresses: ['fd12:3456:789a:1::1/64', '10.83.0.1/22'],
    peers: [{ ...peer, allowed: 'fd12:3456:789a:1::2/128,10.83.0.2/32' }],
  };
  const planned = (found: Partial<FoundWireguard>): readonly string[] =>
    inShort(wireguard.plan(wide, { ...finished, conf, reachFile, phones: both, tunnel: running, ...found }));

  it('has addresses of both kinds, in whatever order wg tells them', () => {
    expect(conf.text).toContain('Address = 10.83.0.1/22, fd12:3456:789a:1::1/64\n');
    expect(conf.text).toContain('AllowedIPs = 10.83.0.2/32, fd12:3456:789a:1::2/128\n');
    expect(planned({})).toEqual([]);
  });
  it('is new for the interface and for its phones: both once', () => {
    expect(planned({ tunnel: { ...running, addresses: ['10.83.0.1/22'] } })).toEqual([
      'restart-service wg-quick@wg0.service',
    ]);
    expect(planned({ tunnel: { ...running, peers: [peer] } })).toEqual(['update-peers']);
  });
  it('is left out where the machine has none: wg0 would not start', () => {
    expect(wg0Text(wide, both, false).content).not.toMatch(/fd12/);
    expect(planned({ ipv6: false, tunnel: { ...up, peers: [peer] } })).toEqual([`write-file ${confPath}`]);
  });
  it('of a household without it is as it was', () => {
    expect(wg0Text(wanted, one).content).toContain('\nAddress = 10.83.0.1/22\n');
    expect(wg0Text(wanted, both).content).not.toMatch(/fd12/);
  });
});

describe('another network of the VPN', () => {
  const elsewhere = family({
    settings: { ...wanted.settings, vpn: { ...wanted.settings.vpn, network: '10.99.0.0/22' } },
  });
  const ben = {
    ...phone,
    name: 'Ben',
    publicKey: 'Ben+OZnBJv9ICZTfosGfBmqYHHKFDSmKO3ekbAs4jXE=',
    scope: 'home' as const,
  };
  const book: PhoneBook = { highest: 5, phones: [phone, { ...ben, address: '10.83.0.5' }] };
  const before: Partial<FoundWireguard> = {
    phones: book,
    conf: writtenWith(book),
    tunnel: { ...up, peers: [peer, { ...peer, publicKey: ben.publicKey, allowed: '10.83.0.5/32' }] },
    reachFile: there(book, reachPath),
    reach: { ...nobody, home_phones: ['10.83.0.5'] },
    forwardingFile: there(book, forwardingPath),
  };
  const list = wireguard.plan(elsewhere, { ...finished, ...before });
  const [readdressing] = list;

  it('gives every phone the same number there, and marks its code', () => {
    expect(inShort(list)).toEqual([
      'readdress-phones',
      `write-file ${confPath}`,
      `write-file ${reachPath}`,
      'restart-service wg-quick@wg0.service',
      'update-peers',
    ]);
    expect(written(list[1]).text).toContain('AllowedIPs = 10.99.0.5/32\n');
    expect(written(list[2]).text).toContain('add element inet immich_at_home home_phones { 10.99.0.5 }');
  });

  it('is taken back by a restart: told to read its file again, wg0 would keep its addresses', () => {
    expect(list[3]).toMatchObject({ again: { text: 'systemctl try-restart wg-quick@wg0.service' } });
    expect(readdressing).toMatchObject({ again: { text: expect.stringContaining('nft -f') as string } });
  });

  it('has nothing to do once they are there', () => {
    const folder = rewritten(readdressing, 'do', book);
    const after = parsePhoneBook(folder.book);
    expect(after).toEqual({
      highest: 5,
      phones: [
        { ...phone, address: '10.99.0.2', codeFor: '10.83.0.2/32' },
        { ...ben, address: '10.99.0.5', codeFor: '10.83.0.5/32' },
      ],
    });
    expect(folder.book).toBe(phoneBookText(after));
    // cut off right after it: the file still says the old network
    expect(inShort(wireguard.plan(elsewhere, { ...finished, ...before, phones: after }))).not.toContain(
      'readdress-phones',
    );
    // and back: the codes of then are right again
    const back = wireguard.plan(wanted, { ...finished, ...before, phones: after, conf: written(list[1]) });
    expect(parsePhoneBook(rewritten(back[0], 'do', after).book)).toEqual(book);
  });

  it('a smaller one, in which the highest number does not fit, has places left', () => {
    const vpn = { ...wanted.settings.vpn, network: '10.99.0.0/23' };
    const [change] = wireguard.plan(family({ settings: { ...wanted.settings, vpn } }), {
      ...{ ...finished, ...before },
      phones: { ...book, highest: 900 },
    });
    const after = parsePhoneBook(rewritten(change, 'do', { ...book, highest: 900 }).book);
    expect(after.highest).toBe(5);
    expect(parsePhoneBook(rewritten(change, 'undo', after).book).highest).toBe(900);
    expect(parsePhoneBook(rewritten(change, 'undo', { ...after, highest: 901 }).book).highest).toBe(901);
  });

  it('an undo gives the addresses back to who is still there; who is gone stays out, who came keeps his', () => {
    const came = {
      ...ben,
      name: 'Clara',
      publicKey: 'Clara/BJv9ICZTfosGfBmqYHHKFDSmKO3ekbAs4jXE+=',
      address: '10.99.0.6',
    };
    const now: PhoneBook = {
      highest: 6,
      phones: [{ ...ben, name: 'Benjamin', address: '10.99.0.5', codeFor: '10.83.0.5/32' }, came],
    };
    const conf = wg0Text(elsewhere, now).content;
    const reach = there(now, reachPath).text ?? '';
    const folder = rewritten(readdressing, 'undo', now, { conf, reach });
    const after: PhoneBook = { highest: 6, phones: [{ ...ben, name: 'Benjamin', address: '10.83.0.5' }, came] };
    expect(parsePhoneBook(folder.book)).toEqual(after);
    expect(folder.conf).toBe(conf.replace('10.99.0.5/32', '10.83.0.5/32'));
    expect(folder.reach).toBe(reach.replace('10.99.0.5', '10.83.0.5'));
  });

  /** Runs what is done, or undone, on files of a folder; gives them as they are then. */
  function rewritten(
    change: Change | undefined,
    way: 'do' | 'undo',
    phones: PhoneBook,
    { conf = '', reach = '' } = {},
  ): { book: string; conf: string; reach: string } {
    const action = way === 'do' ? change?.action : change?.undo;
    if (typeof action !== 'object' || action.kind !== 'run') throw new Error('not a command');
    const root = mkdtempSync(join(tmpdir(), 'iah-book-'));
    try {
      const at = (name: string): string => join(root, name);
      writeFileSync(at('book'), phoneBookText(phones));
      writeFileSync(at('conf'), conf);
      writeFileSync(at('reach'), reach);
      const command = action.command.text
        .replaceAll('/var/lib/immich-at-home/phones.json', at('book'))
        .replaceAll(confPath, at('conf'))
        .replaceAll(reachPath, at('reach'));
      const known = `iah_noted() { sha256sum < "$1" | cut -d ' ' -f 1; }; iah_note() { :; }; entry=${root}; set -e`;
      const { status, stderr } = spawnSync('sh', ['-c', `${known}\n${command}`], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      const text = (name: string): string => readFileSync(at(name), 'utf8');
      return { book: text('book'), conf: text('conf'), reach: text('reach') };
    } finally {
      rmSync(root, { recursive: true });
    }
  }
});

describe('what phones may reach', () => {
  const book: PhoneBook = { highest: 2, phones: [{ ...phone, scope: 'all' }] };
  const reach = { ...nobody, all_phones: ['10.83.0.2'] };
  const settled: Partial<FoundWireguard> = {
    phones: book,
    conf: writtenWith(book),
    tunnel: { ...up, peers: [peer] },
    reachFile: there(book, reachPath),
    reach,
    forwardingFile: there(book, forwardingPath),
  };

  it('is in the firewall’s sets, and forwarding begins with the first who goes on', () => {
    expect(plan(settled)).toEqual([]);
    expect(settled.forwardingFile?.text).toContain('-net/ipv6/conf/enp3s0/accept_ra = 2');
    expect(inShort(plan({ ...settled, forwardingFile: absent(forwardingPath), forwards: false }))).toEqual([
      `write-file ${forwardingPath}`,
      'update-peers',
    ]);
  });
  it('is mended where the sets know otherwise, or the file', () => {
    expect(inShort(plan({ ...settled, reach: nobody }))).toEqual(['update-peers']);
    expect(inShort(plan({ ...settled, reachFile: absent(reachPath) }))).toEqual([
      `write-file ${reachPath}`,
      'update-peers',
    ]);
    expect(inShort(plan({ reach }))).toEqual(['update-peers']);
  });
  it('is not given back by an undo: whoever was removed stays out', () => {
    const [first] = plan({ ...settled, reachFile: there(noPhones, reachPath) });
    expect(first).toMatchObject({ undo: 'keep' });
  });
  it('ends with the last of them: the file goes, forwarding stays for whoever else needs it', () => {
    expect(inShort(plan({ forwardingFile: there(book, forwardingPath) }))).toEqual([`remove-file ${forwardingPath}`]);
  });
  it('opens no way between other networks, unless the machine passed packets on before; and remembers that', () => {
    expect(settled.reachFile?.text).toMatch(/\nadd rule inet immich_at_home strangers jump strangers_refused\n$/);
    const [conf, router] = plan({ ...settled, passedOnBefore: true });
    expect(written(conf).text).toMatch(/\nflush chain inet immich_at_home strangers\n$/);
    expect(written(router).text).toContain('# This machine passed packets on before');
    expect(plan()).toEqual([]);
    expect(finished.reachFile.text).not.toContain('strangers');
  });
  it.skipIf(!canAsk('sh'))('asks its settings and rules for that, and never our own file', () => {
    const root = mkdtempSync(join(tmpdir(), 'router-'));
    const at = (path: string, text: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const routed = (rules: string): boolean => {
      at('iptables', `#!/bin/sh\nprintf '%s\\n' '${rules}'\n`);
      const command = passedOnBefore.command.text.replace(/(?<![\w/.])\/(?=(?:etc|run|usr|proc)\/)/g, `${root}/`);
      const script = `chmod +x ${root}/iptables; PATH=${root}:$PATH\nnft() { false; }\n${command}`;
      return passedOnBefore.parse({ status: spawnSync('sh', ['-c', script]).status ?? 1, stdout: '' });
    };
    at('proc/sys/net/ipv4/ip_forward', '1\n');
    expect(routed('-P FORWARD DROP')).toBe(false);
    expect(routed('-P FORWARD ACCEPT')).toBe(true);
    expect(routed('-A FORWARD -i wg1 -j ACCEPT')).toBe(true);
    at(forwardingPath, settled.forwardingFile?.text ?? '');
    expect(routed('-P FORWARD ACCEPT')).toBe(false);
    expect(routed('-A FORWARD -i br-1234 -o eth0 -j ACCEPT')).toBe(false);
    at(forwardingPath, `${passedOnMark}\n`);
    expect(routed('-P FORWARD ACCEPT')).toBe(true);
    at(forwardingPath, '');
    at('etc/sysctl.d/99-router.conf', 'net.ipv4.ip_forward = 1\n');
    expect(routed('-P FORWARD DROP')).toBe(true);
    rmSync(root, { recursive: true });
  });
  it('is left as it is while nobody can tell the way out', () => {
    expect(plan({ ...settled, wayOut: null })).toEqual([]);
  });
});

describe('what Debian 13 said', () => {
  it('about the tunnel, without a private key in it', () => {
    const text = captured('debian-13/finished/wg0');
    const found = parseTunnel(text);
    expect(found).toMatchObject({ port: 51820, addresses: ['10.77.0.1/22'] });
    expect(found?.peers).toHaveLength(2);
    expect(found?.peers[0]).toEqual({ ...peer, publicKey: expect.any(String) as string, allowed: '10.77.0.2/32' });
    expect(parseTunnel('')).toBeNull();
  });

  it('about a peer that was seen', () => {
    const row = `peer\t${phone.publicKey}\tyes\t198.51.100.2:40123\t10.83.0.2/32\t1795434902\t148\t92\n`;
    expect(parseTunnel(`interface\t${publicKey}\t51820\n${row}`)?.peers).toEqual([
      { ...peer, endpoint: '198.51.100.2:40123', handshakeAt: 1_795_434_902_000, receivedBytes: 148, sentBytes: 92 },
    ]);
  });

  it('about packets', () => {
    expect(
      parseCounter('table inet immich_at_home {\n\tcounter wireguard_packets {\n\t\tpackets 12 bytes 1776\n\t}\n}\n'),
    ).toBe(12);
    expect(parseCounter('Error: No such file or directory')).toBeNull();
  });

  it('about phones: the book is read as it was written, a damaged one is not forgotten', () => {
    expect(parsePhoneBook(phoneBookText(one))).toEqual(one);
    expect(parsePhoneBook(null)).toEqual(noPhones);
    expect(() => parsePhoneBook('{"highest": 3')).toThrow();
  });

  it('about phones of an earlier release', () => {
    const book = parsePhoneBook(
      JSON.stringify({ highest: 2, phones: [{ name: 'Ben', publicKey: 'k', address: '10.83.0.2', addedAt: 1 }] }),
    );
    expect(book.phones).toEqual([
      { ...phone, name: 'Ben', person: null, publicKey: 'k', scope: 'photos', enabled: true, address6: null },
    ]);
  });

  it('about what phones may reach', () => {
    const set = (name: string, more = ''): string =>
      `set ${name}\ntable inet immich_at_home {\n\tset ${name} {\n\t\ttype ipv4_addr\n${more}\t}\n}\n`;
    const said = `${set('home_phones', '\t\telements = { 10.83.0.3, 10.83.0.4,\n\t\t\t     10.83.0.5 }\n')}${set('all_phones')}${set('home_phones6')}${set('all_phones6', '\t\telements = { fd12::7 }\n')}`;
    expect(parseReach(said)).toEqual({
      home_phones: ['10.83.0.3', '10.83.0.4', '10.83.0.5'],
      all_phones: [],
      home_phones6: [],
      all_phones6: ['fd12::7'],
    });
    expect(parseReach('set home_phones\nset all_phones\nset home_phones6\nset all_phones6\n')).toBeNull();
  });

  it('about its way out', () => {
    const read = (stdout: string): unknown => wayOut.parse({ status: 0, stdout });
    expect(read('enp3s0 1\n')).toEqual({ device: 'enp3s0', announced: true });
    expect(read('eth0.10 0\n')).toEqual({ device: 'eth0.10', announced: false });
    expect(read('')).toBeNull();
  });
});
