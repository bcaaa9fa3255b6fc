// A file as an answer, whole or the part that a Range asks for.
// Surprise: several ranges at once are answered with the whole file, which is allowed and what no player asks for anyway.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export async function sendFile({ request, response }, { path, type, headers = {} }) {
  const { size, mtime } = await stat(path);
  const part = rangeOf(request.headers.range, size);
  const common = { 'content-type': type, 'accept-ranges': 'bytes', 'last-modified': mtime.toUTCString(), ...headers };
  if (part === 'outside') return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
  const { start, end } = part ?? { start: 0, end: size - 1 };
  response.writeHead(part ? 206 : 200, {
    ...common,
    'content-length': end - start + 1,
    ...(part && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  // Whoever closes the page in the middle ends the answer, not the server.
  await pipeline(createReadStream(path, { start, end }), response).catch(() => response.destroy());
}

function rangeOf(header, size) {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end ? 'outside' : { start, end };
}
