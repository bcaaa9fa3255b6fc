// The way home: facts in, changes out. Phones come and go without a restart.
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
import { wg0Text, wireguard, type FoundWireguard } from '../../electron/provision/steps/wireguard';
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
const phone = {
  name: 'Anna’s phone',
  publicKey: 'jdu+oe9T/xnEfZ3NP3h477m3zEtS1hw3OEPov/+7bU0=',
  address: '10.83.0.2',
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

const fresh: FoundWireguard = {
  packages: new Map(),
  module: true,
  publicKey: null,
  presharedFolder: absent(presharedFolder),
  conf: absent(confPath),
  unit: missing,
  tunnel: null,
  phones: noPhones,
};
const writtenWith = (phones: PhoneBook): FoundFile =>
  written(wireguard.plan(wanted, { ...fresh, phones }).find(({ action }) => action.kind === 'write'));
const finished: FoundWireguard = {
  packages: versions('wireguard-tools'),
  module: true,
  publicKey,
  presharedFolder: folderThere,
  conf: writtenWith(noPhones),
  unit: runs,
  tunnel: up,
  phones: noPhones,
};
const plan = (found: Partial<FoundWireguard> = {}): readonly Change[] =>
  wireguard.plan(wanted, { ...finished, ...found });

describe('the way home, taken away', () => {
  const leaving = (found: Partial<FoundWireguard> = {}): readonly Change[] =>
    wireguard.leaving?.plan(familyWith('public'), { ...finished, phones: one, conf: writtenWith(one), ...found }) ?? [];

  it('is switched off, and nothing of it is lost: phones work again when it comes back', () => {
    expect(wireguard.wantedBy(familyWith('public').settings)).toBe(false);
    expect(inShort(leaving())).toEqual(['disable-service wg-quick@wg0.service']);
    expect(leaving()[0]?.undo).toMatchObject({ verb: 'enable --now' });
    expect(
      inShort(
        wireguard.plan(wanted, { ...finished, phones: one, conf: writtenWith(one), unit: stopped, tunnel: null }),
      ),
    ).toEqual(['enable-service wg-quick@wg0.service']);
  });

  it('gone already, or never ours, is left as it is', () => {
    expect(leaving({ unit: stopped, tunnel: null })).toEqual([]);
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
});
