// Files as one ZIP archive, stored without compressing, as Immich does: photos do not get smaller.
// Surprise: a file's checksum stands before its bytes, so each file is read twice. Up to 4 GB in all (no ZIP64).
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { crc32 } from './crc32.mjs';

export async function streamZip(files, output) {
  const entries = [];
  let at = 0;
  const write = async (bytes) => {
    at += bytes.length;
    if (!output.write(bytes)) await Promise.race([once(output, 'drain'), once(output, 'close')]);
  };
  for (const { name, path } of files) {
    const entry = { name: Buffer.from(name), at, ...(await measured(path)) };
    await write(Buffer.concat([localHead(entry), entry.name]));
    for await (const bytes of createReadStream(path)) await write(bytes);
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map((entry) => Buffer.concat([directoryHead(entry), entry.name])));
  const end = endOf(entries.length, directory.length, at);
  output.end(Buffer.concat([directory, end]));
}

async function measured(path) {
  let sum = 0;
  let size = 0;
  for await (const bytes of createReadStream(path)) {
    sum = crc32(bytes, sum);
    size += bytes.length;
  }
  return { sum, size };
}

const nameIsUtf8 = 0x0800;
const firstOfJanuary1980 = 0x0021;
/** From "flags" to "length of the extra field": the same in both heads. */
const common = ({ name, sum, size }) => [
  ...[u16(nameIsUtf8), u16(0), u16(0), u16(firstOfJanuary1980), u32(sum), u32(size), u32(size)],
  ...[u16(name.length), u16(0)],
];
const localHead = (entry) => Buffer.concat([u32(0x04034b50), u16(20), ...common(entry)]);
const directoryHead = (entry) =>
  Buffer.concat([
    ...[u32(0x02014b50), u16(20), u16(20), ...common(entry)],
    ...[u16(0), u16(0), u16(0), u32(0), u32(entry.at)],
  ]);
const endOf = (count, size, at) =>
  Buffer.concat([u32(0x06054b50), u16(0), u16(0), u16(count), u16(count), u32(size), u32(at), u16(0)]);

function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
