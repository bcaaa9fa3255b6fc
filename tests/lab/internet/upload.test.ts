// The multipart reader of the Immich stand-in, with bodies cut at every awkward place.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';

interface Received {
  readonly fields: Record<string, string>;
  readonly file?: { readonly name: string; readonly size: number; readonly checksum: string };
}
type Receive = (request: Readable & { headers: object }, pathFor: () => string) => Promise<Received>;
const reader = new URL('./immich/upload.mjs', import.meta.url).href;
const { receive } = (await import(reader)) as { receive: Receive };

const folder = mkdtempSync(join(tmpdir(), 'iah-upload-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Holds much that looks like the boundary. */
const photo = Buffer.from('\r\n--lab\r\n--la\r\r\n\r\n--labx'.repeat(50).replaceAll('--lab', '--laB'));
const body = Buffer.concat([
  Buffer.from('--lab\r\nContent-Disposition: form-data; name="fileCreatedAt"\r\n\r\n2026-01-01\r\n'),
  Buffer.from(
    '--lab\r\nContent-Disposition: form-data; name="assetData"; filename="a b.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
  ),
  photo,
  Buffer.from('\r\n--lab--\r\n'),
]);

function sent(bytes: Buffer, size: number): Readable & { headers: object } {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Object.assign(Readable.from(chunks), { headers: { 'content-type': 'multipart/form-data; boundary=lab' } });
}

it.each([1, 2, 3, 5, 7, 11, 64, 100_000])('reads a body that comes in pieces of %i bytes', async (size) => {
  const path = join(folder, `${size}`);
  const { fields, file } = await receive(sent(body, size), () => path);
  expect(fields).toEqual({ fileCreatedAt: '2026-01-01' });
  const checksum = createHash('sha1').update(photo).digest('base64');
  expect(file).toMatchObject({ name: 'a b.jpg', size: photo.length, checksum });
  expect(readFileSync(path).equals(photo)).toBe(true);
});

it('refuses a body that ends too early', async () => {
  const cut = sent(body.subarray(0, body.length - 20), 64);
  await expect(receive(cut, () => join(folder, 'cut'))).rejects.toThrow('Unexpected end of form');
});
