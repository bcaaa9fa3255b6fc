// The code must be read by a camera: the path is drawn into a picture of plain pixels and given to a real reader.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phoneConfig } from '../../../electron/wireguard/config';
import { makeKeyPair, makePresharedKey } from '../../../electron/wireguard/keys';
import { qrCode, qrText } from '../../../electron/wireguard/qr';

const config = phoneConfig({
  privateKey: makeKeyPair().privateKey,
  presharedKey: makePresharedKey(),
  scope: 'home',
  address: '10.83.3.254',
  address6: 'fd12:3456:789a:bcde::3fe',
  server: {
    publicKey: makeKeyPair().publicKey,
    address: '10.83.0.1',
    address6: 'fd12:3456:789a:bcde::1',
    homeNetwork: '192.168.178.0/24',
    homeNetworks6: ['fd9e:21a7:a92c:1::/64'],
    endpoint: 'vpn.a-rather-long-family-name.example.co.uk:51820',
  },
});

/** A PGM picture: the path's rectangles in black on white, 4 pixels a module, a quiet zone of 4 modules. */
function drawn({ size, path }: { size: number; path: string }): Buffer {
  const side = (size + 8) * 4;
  const pixels = Buffer.alloc(side * side, 255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = 0; row < 4; row += 1) {
      const from = ((Number(y) + 4) * 4 + row) * side + (Number(x) + 4) * 4;
      pixels.fill(0, from, from + Number(width) * 4);
    }
  return Buffer.concat([Buffer.from(`P5\n${side} ${side}\n255\n`), pixels]);
}

describe('a code', () => {
  it('has the size that was measured for a whole configuration', () => {
    expect(qrCode(config).size).toBeGreaterThanOrEqual(73);
    expect(qrCode(config).size).toBeLessThanOrEqual(85);
  });

  it('is one path of whole rows', () => {
    expect(qrCode('hello').path).toMatch(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/);
  });

  it.skipIf(!existsSync('/usr/bin/zbarimg'))('gives a reader back the configuration to the letter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iah-qr-'));
    try {
      const picture = join(folder, 'code.pgm');
      writeFileSync(picture, drawn(qrCode(config)));
      const read = execFileSync('zbarimg', ['--raw', '-q', '-Sdisable', '-Sqrcode.enable', picture], {
        encoding: 'utf8',
      });
      expect(read.replace(/\n$/, '')).toBe(config);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is drawn in a terminal, too', async () => {
    expect(qrText(config).split('\n').length).toBeGreaterThan(36);
  });
});
