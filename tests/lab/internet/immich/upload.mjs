// One multipart body, read as it comes: fields into memory, the file straight to disk, hashed on the way.
// Surprise: the end of a part may be split over two chunks, so the last bytes (a boundary's length) are always held back.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Refused } from './refusals.mjs';

export async function receive(request, pathFor) {
  const opened = { file: undefined };
  try {
    return await read(request, pathFor, opened);
  } catch (error) {
    await opened.file?.abandon();
    throw error;
  }
}

async function read(request, pathFor, opened) {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (!boundary) throw new Refused(400, 'Multipart: Boundary not found');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const fields = {};
  let file;
  let part;
  let held = Buffer.from('\r\n');
  let ended = false;

  const open = (head) => {
    const name = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    part =
      filename === undefined ? textPart(name, fields) : (file = opened.file = filePart(filename, pathFor(filename)));
  };

  for await (const chunk of request) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    for (;;) {
      if (ended) break;
      const at = held.indexOf(delimiter);
      if (at < 0) {
        const safe = held.length - delimiter.length;
        if (part && safe > 0) {
          await part.write(held.subarray(0, safe));
          held = held.subarray(safe);
        }
        break;
      }
      const afterDelimiter = at + delimiter.length;
      const closing = held.subarray(afterDelimiter, afterDelimiter + 2).toString();
      if (closing.length < 2) break;
      if (closing !== '--' && held.indexOf('\r\n\r\n', afterDelimiter) < 0) break;
      if (part) await part.end(held.subarray(0, at));
      part = undefined;
      if (closing === '--') {
        ended = true;
        held = Buffer.alloc(0);
        break;
      }
      const headEnd = held.indexOf('\r\n\r\n', afterDelimiter);
      open(held.subarray(afterDelimiter, headEnd).toString());
      held = held.subarray(headEnd + 4);
    }
  }
  if (!ended) throw new Refused(400, 'Unexpected end of form');
  return { fields, file: file?.outcome() };
}

function textPart(name, fields) {
  const pieces = [];
  return {
    write: (bytes) => void pieces.push(Buffer.from(bytes)),
    end: (bytes) => void (fields[name] = Buffer.concat([...pieces, bytes]).toString()),
  };
}

function filePart(name, path) {
  const sha1 = createHash('sha1');
  const disk = createWriteStream(path);
  let size = 0;
  // A full disk or an upload that breaks off must not end the server.
  let broken;
  disk.on('error', (error) => (broken = error));
  const write = async (bytes) => {
    if (broken) throw broken;
    sha1.update(bytes);
    size += bytes.length;
    if (!disk.write(bytes)) await once(disk, 'drain');
  };
  return {
    write,
    end: async (bytes) => {
      await write(bytes);
      disk.end();
      await finished(disk);
    },
    abandon: () => disk.closed || new Promise((resolve) => disk.once('close', resolve).destroy()),
    outcome: () => ({ name, path, size, checksum: sha1.digest('base64') }),
  };
}
