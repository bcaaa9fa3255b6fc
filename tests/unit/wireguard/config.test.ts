// What a phone reads, to the letter: apps refuse a file with anything else in it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phoneConfig, withPeers } from '../../../electron/wireguard/config';
import { makeKeyPair, makePresharedKey } from '../../../electron/wireguard/keys';

const [server, phone] = [makeKeyPair(), makeKeyPair()];
const presharedKey = makePresharedKey();
const config = phoneConfig({
  privateKey: phone.privateKey,
  presharedKey,
  address: '10.83.0.2',
  serverPublicKey: server.publicKey,
  serverAddress: '10.83.0.1',
  endpoint: 'vpn.example-family.net:51820',
});

describe('a phone’s file', () => {
  it('is exactly this', () => {
    expect(config).toBe(`[Interface]
PrivateKey = ${phone.privateKey}
Address = 10.83.0.2/32
DNS = 10.83.0.1
MTU = 1280

[Peer]
PublicKey = ${server.publicKey}
PresharedKey = ${presharedKey}
AllowedIPs = 10.83.0.1/32
Endpoint = vpn.example-family.net:51820
PersistentKeepalive = 25
`);
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
  const anna = { name: 'Anna’s phone', publicKey: phone.publicKey, address: '10.83.0.2', presharedKey: '@kept:/x@' };

  it('holds exactly its phones', () => {
    const one = withPeers(own, [anna]);
    expect(one).toBe(
      `${own}\n# Anna’s phone\n[Peer]\nPublicKey = ${phone.publicKey}\nPresharedKey = @kept:/x@\nAllowedIPs = 10.83.0.2/32\n`,
    );
    expect(withPeers(one ?? '', [])).toBe(own);
  });

  it('is not touched when it has no line for phones', () => {
    expect(withPeers('[Interface]\n', [anna])).toBeNull();
  });
});
