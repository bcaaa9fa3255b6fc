// A photo that a browser can draw and that is not large is its own thumbnail; all else gets a picture made of its checksum.
// Surprise: what a file is called proves nothing (tests upload random bytes as .jpg), so its first bytes are looked at.
import { open } from 'node:fs/promises';
import { picture } from './picture.mjs';

const large = 1024 * 1024;
const beginnings = [
  ['ffd8ff', 'image/jpeg'],
  ['89504e470d0a1a0a', 'image/png'],
  ['474946383961', 'image/gif'],
];

export async function thumbnailOf({ path, size, checksum }) {
  const type = Number(size) > large ? undefined : await drawable(path);
  return type ? { path, type } : { type: 'image/png', bytes: picture(checksum, 200, 150) };
}

async function drawable(path) {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return beginnings.find(([hex]) => buffer.toString('hex').startsWith(hex))?.[1];
  } finally {
    await file.close();
  }
}
