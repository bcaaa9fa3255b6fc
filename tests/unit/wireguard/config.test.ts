// What a phone reads, to the letter: apps refuse a file with anything else in it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phoneConfig, withPeers, type PhoneSide } from '../../../electron/wireguard/config';
import { makeKeyPair, makePresharedKey } from '../../../electron/wireguard/keys';

const [server, phone] = [makeKeyPair(), makeKeyPair()];
const presharedKey = makePresharedKey();
const side: PhoneSide = {
  privateKey: phone.privateKey,
  presharedKey,
  scope: 'photos',
  address: '10.83.0.2',
  address6: 'fd12:3456:789a:1::2',
  server: {
    publicKey: server.publicKey,
    address: '10.83.0.1',
    address6: 'fd12:3456:789a:1::1',
    homeNetwork: '192.168.178.0/24',
    homeNetworks6: ['fd9e:21a7:a92c:1::/64'],
    endpoint: 'vpn.example-family.net:51820',
  },
};
const config = phoneConfig(side);
const allowed = (more: Partial<PhoneSide>): string | undefined =>
  /^AllowedIPs = (.*)$/m.exec(phoneConfig({ ...side, ...more }))?.[1];

describe('a phone’s file', () => {
  it('is exactly this', () => {
    expect(config).toBe(`[Interface]
PrivateKey = ${phone.privateKey}
Address = 10.83.0.2/32, fd12:3456:789a:1::2/128
DNS = 10.83.0.1
MTU = 1280

[Peer]
PublicKey = ${server.publicKey}
PresharedKey = ${presharedKey}
AllowedIPs = 10.83.0.1/32, fd12:3456:789a:1::1/128
Endpoint = vpn.example-family.net:51820
PersistentKeepalive = 25
`);
  });

  it('sends in what its scope says, and nothing of IPv6 past the tunnel when all goes in', () => {
    expect(allowed({ scope: 'home' })).toBe(
      '10.83.0.1/32, fd12:3456:789a:1::1/128, 192.168.178.0/24, fd9e:21a7:a92c:1::/64',
    );
    expect(allowed({ scope: 'all' })).toBe('0.0.0.0/0, ::/0');
    expect(allowed({ address6: null })).toBe('10.83.0.1/32');
    expect(allowed({ address6: null, scope: 'home' })).toBe('10.83.0.1/32, 192.168.178.0/24');
    expect(allowed({ address6: null, scope: 'all' })).toBe('0.0.0.0/0, ::/0');
    expect(phoneConfig({ ...side, address6: null })).toContain('Address = 10.83.0.2/32\n');
  });

  it.skipIf(!existsSync('/usr/bin/wg-quick'))('is read by the real wg-quick', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iah-wg-'));
    try {
      const file = join(folder, 'wg0.conf');
      writeFileSync(file, config, { mode: 0o600 });
      const stripped = execFileSync('wg-quick', ['strip', file], { encoding: 'utf8' });
      expect(stripped).toContain(`PrivateKey = ${phone.privateKey}`);
      expect(stripped).not.toContain('MTU');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the server’s file', () => {
  const own = '[Interface]\nListenPort = 51820\n\n# ---- phones ----\n';
  const anna = {
    name: 'Anna’s phone',
    publicKey: phone.publicKey,
    address: '10.83.0.2',
    address6: null,
    presharedKey: '@kept:/x@',
  };

  it('holds exactly its phones', () => {
    const one = withPeers(own, [anna]);
    expect(one).toBe(
      `${own}\n# Anna’s phone\n[Peer]\nPublicKey = ${phone.publicKey}\nPresharedKey = @kept:/x@\nAllowedIPs = 10.83.0.2/32\n`,
    );
    expect(withPeers(one ?? '', [])).toBe(own);
  });

  it('lets a phone use both its addresses', () => {
    expect(withPeers(own, [{ ...anna, address6: 'fd12::2' }])).toContain('AllowedIPs = 10.83.0.2/32, fd12::2/128\n');
  });

  it('is not mistaken about a phone that is called as its line of phones', () => {
    const odd = withPeers(own, [{ ...anna, name: '---- phones ----' }, anna]) ?? '';
    expect(withPeers(odd, [anna])).toBe(withPeers(own, [anna]));
  });

  it('is not touched when it has no line for phones', () => {
    expect(withPeers('[Interface]\n', [anna])).toBeNull();
  });
});
