/**
 * Reads a private key of the person's and says precisely what is wrong with it. The surprises: a wrong passphrase shows only as
 * a broken key, so a key that needs one is first tried without; and ssh2 does not know PKCS#8 ("BEGIN PRIVATE KEY", what openssl
 * writes today), so such keys are rewritten in memory to the form it knows.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import ssh2, { type ParsedKey } from 'ssh2';
import { failure, type Failure } from '../contract/failure';
import { failed, ok, type Result } from '../contract/result';
import type { Secret } from '../provision/shell/secret';

const sizeLimit = 1_000_000;

export async function readKeyFile(path: string, passphrase: Secret | null): Promise<Result<ParsedKey, Failure>> {
  let text: string;
  try {
    text = await readSmallFile(path.replace(/^~(?=\/)/, () => homedir()));
  } catch (error) {
    return failed(failure('key-unreadable', { path }, { detail: error instanceof Error ? error.message : null }));
  }
  return parseKeyText(text, path, passphrase);
}

async function readSmallFile(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > sizeLimit) throw new Error(`${size} bytes: too large for a key`);
  return readFile(path, 'utf8');
}

export function parseKeyText(text: string, path: string, passphrase: Secret | null): Result<ParsedKey, Failure> {
  if (/-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/.test(text)) return parsePkcs8(text, path, passphrase);
  const bare = parse(text);
  if (!(bare instanceof Error)) return privateOnly(bare, path);
  if (!/no passphrase given/i.test(bare.message)) return failed(notSupported(path, bare));
  if (passphrase === null || passphrase.reveal() === '') return failed(failure('key-needs-passphrase', { path }));
  const opened = parse(text, passphrase.reveal());
  if (!(opened instanceof Error)) return privateOnly(opened, path);
  if (/unsupported/i.test(opened.message)) return failed(notSupported(path, opened));
  return failed(failure('key-wrong-passphrase', { path }));
}

/** ssh2 throws for some malformed keys and returns an Error for others. */
function parse(text: string, passphrase?: string): ParsedKey | Error {
  try {
    const read = ssh2.utils.parseKey(text, passphrase) as ParsedKey | ParsedKey[] | Error;
    if (!Array.isArray(read)) return read;
    return read[0] ?? new Error('no key in the file');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const privateOnly = (key: ParsedKey, path: string): Result<ParsedKey, Failure> =>
  key.isPrivateKey() ? ok(key) : failed(notSupported(path, new Error('this is the public half of a key')));

const notSupported = (path: string, error: Error): Failure =>
  failure('key-not-supported', { path }, { detail: error.message });

function parsePkcs8(text: string, path: string, passphrase: Secret | null): Result<ParsedKey, Failure> {
  const encrypted = text.includes('ENCRYPTED');
  if (encrypted && (passphrase === null || passphrase.reveal() === ''))
    return failed(failure('key-needs-passphrase', { path }));
  let key: KeyObject;
  try {
    key = createPrivateKey(encrypted ? { key: text, passphrase: passphrase?.reveal() ?? '' } : text);
  } catch (error) {
    if (encrypted) return failed(failure('key-wrong-passphrase', { path }));
    return failed(notSupported(path, error instanceof Error ? error : new Error('unreadable')));
  }
  const older = { rsa: 'pkcs1', ec: 'sec1' } as const;
  const type = key.asymmetricKeyType;
  if (type !== 'rsa' && type !== 'ec') return failed(notSupported(path, new Error(`PKCS#8 with ${type ?? 'no'} key`)));
  const rewritten = parse(key.export({ type: older[type], format: 'pem' }) as string);
  return rewritten instanceof Error ? failed(notSupported(path, rewritten)) : privateOnly(rewritten, path);
}
