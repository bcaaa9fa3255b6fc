// The way out to Debian's mirrors: a proxy on a unix socket outside the lab. In iah-inet a socat on port 80 of the mirrors'
// names leads here, so that apt in the home server runs exactly as on a real one.
// Surprise: what never changes under its name (pool/, by-hash/) is kept in the cache directory once its whole length has
// arrived; InRelease and the rest pass through, so that apt's own signature checks decide.
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheDir, mirrorSocket } from './names.ts';

const mirrors: readonly string[] = ['deb.debian.org', 'security.debian.org'];
const kept = /^\/debian(-security)?\/(pool\/.*\.deb|dists\/.*\/by-hash\/SHA256\/[0-9a-f]{64})$/;
let unfinished = 0;

const server = createServer((question, answer) => {
  reply(question, answer).catch((reason: unknown) => {
    console.error(question.url, reason);
    if (!answer.headersSent) answer.writeHead(502);
    answer.destroy();
  });
});

async function reply(question: IncomingMessage, answer: ServerResponse): Promise<void> {
  const mirror = question.headers.host ?? '';
  const path = decodeURIComponent(question.url ?? '/');
  if (!mirrors.includes(mirror) || (question.method !== 'GET' && question.method !== 'HEAD')) {
    answer.writeHead(403).end(`the lab leads only to ${mirrors.join(' and ')}\n`);
    return;
  }
  if (question.method === 'HEAD' || question.headers.range !== undefined || !isKept(path)) {
    await pass(question, mirror, answer);
    return;
  }
  const file = join(cacheDir, 'debian', path);
  const size = sizeOf(file);
  if (size === undefined) return fetchAndKeep(question, mirror, file, answer);
  answer.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' });
  await pipeline(createReadStream(file), answer);
}

const isKept = (path: string): boolean => kept.test(path) && normalize(path) === path;

async function pass(question: IncomingMessage, mirror: string, answer: ServerResponse): Promise<void> {
  const source = await ask(question, mirror);
  answer.writeHead(source.statusCode ?? 502, source.headers);
  await pipeline(source, answer);
}

async function fetchAndKeep(
  question: IncomingMessage,
  mirror: string,
  file: string,
  answer: ServerResponse,
): Promise<void> {
  const source = await ask(question, mirror);
  answer.writeHead(source.statusCode ?? 502, source.headers);
  const length = Number(source.headers['content-length']);
  if (source.statusCode !== 200 || !Number.isInteger(length)) return pipeline(source, answer);
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.${(unfinished += 1)}.part`;
  try {
    await Promise.all([pipeline(source, answer), pipeline(source, createWriteStream(part))]);
    if (sizeOf(part) === length) renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function ask(question: IncomingMessage, mirror: string): Promise<IncomingMessage> {
  const { connection: _hop, ...headers } = question.headers;
  return new Promise((resolve, reject) => {
    const asked = request({ host: mirror, path: question.url, method: question.method, headers }, resolve);
    asked.setTimeout(60_000, () => asked.destroy(new Error(`${mirror} is silent`)));
    asked.once('error', reject);
    asked.end();
  });
}

function sizeOf(file: string): number | undefined {
  try {
    return statSync(file).size;
  } catch {
    return undefined;
  }
}

rmSync(mirrorSocket, { force: true });
server.listen(mirrorSocket);
