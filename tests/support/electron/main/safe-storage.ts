// `safeStorage`, asynchronous calls only, under a key in the user's data: it keeps a test's secrets off the disk in clear text and
// proves that the program asks before it stores. It does not prove anything about a real key ring.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './app';
import { strict } from './strict';

const mark = 'v10';

function key(): Buffer {
  const folder = app.getPath('userData');
  const file = join(folder, '.stand-in-key');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  return readFileSync(file);
}

function encrypt(text: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from(mark), nonce, cipher.getAuthTag(), body]);
}

function decrypt(bytes: Buffer): string {
  if (bytes.subarray(0, 3).toString() !== mark) throw new Error('Error while decrypting the ciphertext.');
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(3, 15));
  decipher.setAuthTag(bytes.subarray(15, 31));
  return Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8');
}

const available = (): boolean => app.isReady() && process.env['STANDIN_NO_SAFE_STORAGE'] !== '1';

function refuseIfUnavailable(): void {
  if (!available()) throw new Error('Encryption is not available.');
}

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => available(),
  getSelectedStorageBackend: () => process.env['STANDIN_STORAGE_BACKEND'] ?? 'gnome_libsecret',
  async encryptStringAsync(text: string): Promise<Buffer> {
    refuseIfUnavailable();
    return encrypt(text);
  },
  async decryptStringAsync(bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    refuseIfUnavailable();
    return { result: decrypt(bytes), shouldReEncrypt: false };
  },
});
