// download.docker.com and pkg.cloudflare.com: files of prepared apt repositories, over https.
// Surprise: a path is looked up in a fixed set of roots and never leaves them; a missing file is a plain 404, as apt expects.
import { createReadStream, statSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join, normalize } from 'node:path';
import { cloudflareAptDir, dockerAptDir } from './places.ts';

const roots: Readonly<Record<string, string>> = {
  'download.docker.com': dockerAptDir,
  'pkg.cloudflare.com': cloudflareAptDir,
};

export const packages: RequestListener = (request, response) => {
  const root = roots[(request.headers.host ?? '').split(':')[0] ?? ''];
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'https://x').pathname));
  const file = root === undefined || path.includes('..') ? undefined : join(root, path);
  const size = file === undefined ? undefined : sizeOf(file);
  if (file === undefined || size === undefined) return void response.writeHead(404).end('Not Found\n');
  response.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(file).pipe(response);
};

function sizeOf(file: string): number | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}
