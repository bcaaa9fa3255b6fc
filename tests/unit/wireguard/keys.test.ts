// Keys made here must be the ones that everybody else would make of the same bytes: the real `wg`, and Node's own crypto.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clamped, isKey, makeKeyPair, makePresharedKey } from '../../../electron/wireguard/keys';

const pairs = Array.from({ length: 20 }, () => makeKeyPair());
const wg = ['/usr/bin/wg', '/usr/local/bin/wg', '/opt/homebrew/bin/wg'].find((path) => existsSync(path));

/** PKCS #8 of a raw X25519 key: a fixed head and the 32 bytes. */
const nodePublicKey = (privateKey: string): string => {
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b656e04220420', 'hex'),
    Buffer.from(privateKey, 'base64'),
  ]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
};

describe('key pairs', () => {
  it.skipIf(!wg)('are those of the real wg', () => {
    for (const { privateKey, publicKey } of pairs)
      expect(execFileSync(wg ?? '', ['pubkey'], { input: privateKey, encoding: 'utf8' }).trim()).toBe(publicKey);
  });

  it('are those of node:crypto', () => {
    for (const { privateKey, publicKey } of pairs) expect(nodePublicKey(privateKey)).toBe(publicKey);
  });

  it('are clamped as wg writes them, and never the same', () => {
    for (const { privateKey } of pairs) {
      const bytes = Buffer.from(privateKey, 'base64');
      expect(Buffer.from(clamped(bytes))).toEqual(bytes);
    }
    expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(pairs.length);
  });

  it('look like keys', () => {
    expect(pairs.every(({ privateKey, publicKey }) => isKey(privateKey) && isKey(publicKey))).toBe(true);
    expect(Buffer.from(makePresharedKey(), 'base64')).toHaveLength(32);
    expect(isKey('not a key')).toBe(false);
  });
});
