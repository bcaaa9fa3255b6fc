// A small PNG made of nothing but a seed: two colours, one running into the other. The same seed gives the same picture.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.mjs';

export function picture(seed, width, height = width) {
  const colours = createHash('sha256').update(seed).digest();
  const row = (y) => {
    const pixels = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const part = (x + y) / (width + height);
      for (let n = 0; n < 3; n += 1) pixels[1 + x * 3 + n] = colours[n] * (1 - part) + colours[n + 3] * part;
    }
    return pixels;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
