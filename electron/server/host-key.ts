/**
 * The server's identity: seen once as a SHA-256 fingerprint, compared by a person, pinned from then on. The surprise: a server
 * has several keys (Ed25519, ECDSA, RSA), and which one it shows depends on what we ask for first; so the pinned key's type is
 * asked for first, or the second key of the same server would look like an attack.
 */
import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { failure, type Failure } from '../contract/failure';

export interface HostKey {
  /** "ed25519", "ecdsa" or "rsa": as ssh-keygen names it. */
  readonly type: string;
  /** "SHA256:…", base64 without padding: as ssh-keygen prints it. */
  readonly fingerprint: string;
}

export function readHostKey(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const algorithm = blob.subarray(4, 4 + length).toString('latin1');
  return { type: typeOf(algorithm), fingerprint: fingerprintOf(blob) };
}

const fingerprintOf = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

const typeOf = (algorithm: string): string =>
  algorithm.startsWith('ecdsa-') ? 'ecdsa' : algorithm.replace(/^ssh-/, '');

/** What stands against going on with this key; null when it is the pinned one, or the one a person has just compared. */
export function objection(
  host: string,
  offered: HostKey,
  pinned: HostKey | null,
  trust: string | null,
): Failure | null {
  if (pinned) {
    if (pinned.fingerprint === offered.fingerprint) return null;
    return failure('host-key-changed', {
      host,
      keyType: offered.type,
      known: pinned.fingerprint,
      offered: offered.fingerprint,
    });
  }
  if (trust === offered.fingerprint) return null;
  return failure('host-key-unknown', { host, keyType: offered.type, fingerprint: offered.fingerprint });
}

const algorithmsOf: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

/** Algorithms to ask for first, best first; [] leaves ssh2 its own order. */
export const preferredAlgorithms = (pinned: HostKey | null): readonly ServerHostKeyAlgorithm[] =>
  pinned ? (algorithmsOf[pinned.type] ?? []) : [];
