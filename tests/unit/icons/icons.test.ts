// The icons in the repository are those of the drawings, and in the sizes that each system wants.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icns, ico } from '../../../scripts/icons/containers';
import { drawingsHash } from '../../../scripts/icons/drawings';

const folder = join(import.meta.dirname, '../../../resources/icons');
const sizeOf = (png: Buffer): number => {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return png.readUInt32BE(16);
};

it('are made from the drawings as they are now (npx tsx scripts/icons.ts)', () => {
  expect(readFileSync(join(folder, 'made-from'), 'utf8').trim()).toBe(drawingsHash());
});

it('has all sizes for Windows', () => {
  const file = readFileSync(join(folder, 'icon.ico'));
  const count = file.readUInt16LE(4);
  const sizes = Array.from({ length: count }, (_, n) => {
    const at = 6 + 16 * n;
    const offset = file.readUInt32LE(at + 12);
    const size = sizeOf(file.subarray(offset, offset + file.readUInt32LE(at + 8)));
    expect(file.readUInt8(at)).toBe(size % 256);
    return size;
  });
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
});

it('has all sizes for macOS', () => {
  const file = readFileSync(join(folder, 'icon.icns'));
  expect(file.readUInt32BE(4)).toBe(file.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4))
    found[file.toString('ascii', at, at + 4)] = sizeOf(file.subarray(at + 8, at + file.readUInt32BE(at + 4)));
  expect(found).toEqual({
    ...{ icp4: 16, icp5: 32, ic11: 32, ic12: 64, ic07: 128 },
    ...{ ic08: 256, ic13: 256, ic09: 512, ic14: 512, ic10: 1024 },
  });
});

it('has all sizes for Linux', () => {
  const sizes = readdirSync(join(folder, 'linux')).map((name) => [
    name,
    sizeOf(readFileSync(join(folder, 'linux', name))),
  ]);
  expect(Object.fromEntries(sizes)).toEqual(
    Object.fromEntries([16, 24, 32, 48, 64, 128, 256, 512].map((size) => [`${size}x${size}.png`, size])),
  );
});

it('refuses what does not fit its box', () => {
  expect(() => ico([{ size: 512, png: Buffer.alloc(1) }])).toThrow('512');
  expect(() => icns([{ size: 24, png: Buffer.alloc(1) }])).toThrow('24');
});
