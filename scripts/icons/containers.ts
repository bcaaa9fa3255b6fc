// The two boxes that Windows and macOS want pictures in. Both take PNG files as they are. Sources: Microsoft's ICONDIR structure; the
// types of Apple's icon family as `iconutil` writes them.

/** A picture of this many pixels on each side. */
export interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

/** At most 256 pixels a side; there, 0 means 256. */
export function ico(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [n, { size, png }] of pictures.entries()) {
    if (size > 256) throw new RangeError(`ico: ${size} pixels do not fit`);
    const at = 6 + 16 * n;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** Pixels → types; some sizes serve both as themselves and doubled for fine screens. */
const types: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

export function icns(pictures: readonly Picture[]): Buffer {
  const parts = pictures.flatMap(({ size, png }) => {
    const names = types[size];
    if (names === undefined) throw new RangeError(`icns: no type for ${size} pixels`);
    return names.map((name) => Buffer.concat([header(name, png.length), png]));
  });
  const all = Buffer.concat(parts);
  return Buffer.concat([header('icns', all.length), all]);
}

function header(name: string, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write(name, 0, 'ascii');
  bytes.writeUInt32BE(length + 8, 4);
  return bytes;
}
