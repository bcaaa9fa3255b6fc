/**
 * Keys of phones, made on this PC. X25519 by a pure library, because Electron's crypto is BoringSSL and has lacked it; equal to
 * `wg genkey | wg pubkey` (a test holds them together). The surprise: clamping happens in use as well, but `wg` writes keys
 * clamped, and some apps show a key they did not get that way as another one.
 */
import { randomBytes } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function clamped(bytes: Uint8Array): Uint8Array {
  const key = Uint8Array.from(bytes);
  key[0] = (key[0] ?? 0) & 0b1111_1000;
  key[31] = ((key[31] ?? 0) & 0b0111_1111) | 0b0100_0000;
  return key;
}

export const publicKeyOf = (privateKey: string): string =>
  base64(x25519.getPublicKey(Uint8Array.from(Buffer.from(privateKey, 'base64'))));

export function makeKeyPair(random: (bytes: number) => Uint8Array = randomBytes): KeyPair {
  const privateKey = base64(clamped(random(32)));
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** One for each phone: what protects today's traffic from tomorrow's computers. */
export const makePresharedKey = (): string => base64(randomBytes(32));

export const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text);
