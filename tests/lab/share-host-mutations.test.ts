// Forty thousand request lines that nobody thought of: what guests need and what strangers try, bent at random places (from a fixed
// seed). The surprise: it is not asked what the door answers but what arrives behind it, read as Immich's own server reads it; only
// what an album needs, with a link where one is needed, may be among it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { posix } from 'node:path';
import { parse } from 'node:querystring';
import { expect, it } from 'vitest';
import { forbidden } from '../../electron/provision/leaks/forbidden';
import { needs } from '../../electron/provision/leaks/needs';
import { pathTricks, queryTricks } from '../../electron/provision/leaks/tricks';
import { stranger } from '../../electron/provision/leaks/visitor';
import { household, noDoorHere, openDoor } from './doorkeeper.ts';

const { share } = household().hosts;
const count = 40_000;

/** Mulberry32: the same lines at every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const crumbs = [
  ...[
    '..',
    '.',
    '/',
    '//',
    '/./',
    '/../',
    '%2f',
    '%5c',
    '%2e',
    '%2e%2e',
    '%252e',
    '%252f',
    ';',
    '\\',
    '?',
    '#',
    '&',
    '%00',
    '%',
    '+',
  ],
  ...[
    '@',
    ':',
    '=',
    '[]',
    '%23',
    '%3f',
    '%26',
    '%3d',
    'KEY=x',
    `key=${stranger.key}`,
    'key=',
    'slug=x',
    'apiKey=x',
    'sessionKey=x',
  ],
  ...[
    'api',
    'users/me',
    'admin',
    'share',
    '/s/',
    '/_app/immutable/',
    'photos',
    '.js',
    '.well-known',
    '\xff',
    '%ff',
    '%c0%ae',
    '~',
    '*',
  ],
];

function lines(): readonly (readonly [method: string, target: string])[] {
  const next = random(20261123);
  const of = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const call = '/api/timeline/buckets';
  const seeds: readonly (readonly [string, string])[] = [
    ...[...needs(stranger), ...forbidden(stranger)].map(({ method = 'GET', target }) => [method, target] as const),
    ...pathTricks(stranger).map((target) => ['GET', target] as const),
    ...queryTricks(stranger).map(
      (parts) => ['GET', `${call}?${parts.filter((part) => typeof part === 'string').join('')}`] as const,
    ),
  ];
  const wanted = seeds.slice(0, needs(stranger).length);
  const bend = (text: string): string => {
    const at = Math.floor(next() * (text.length + 1));
    const letter = text[at] ?? 'a';
    const ways = [
      text.slice(0, at) + of(crumbs) + text.slice(at),
      text.slice(0, at) + of(crumbs) + text.slice(at),
      text.slice(0, at) + text.slice(at + 1),
      `${text.slice(0, at)}%${letter.charCodeAt(0).toString(16).padStart(2, '0')}${text.slice(at + 1)}`,
      text.slice(0, at) +
        (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()) +
        text.slice(at + 1),
      text.slice(0, at) + of(seeds)[1].slice(Math.floor(next() * 20)),
    ];
    return of(ways);
  };
  return Array.from({ length: count }, () => {
    const [method, target] = of(next() < 0.6 ? wanted : seeds);
    let bent = target;
    for (let times = 1 + Math.floor(next() * 3); times > 0; times -= 1) bent = bend(bent);
    return [next() < 0.9 ? method : of(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']), bent] as const;
  });
}

/** Why this must not have arrived; null = an album's own. Written without a look at the door's patterns. */
function whyNot(method: string, url: string): string | null {
  const [path = '', query = ''] = [url.split(/[?#]/)[0], /^[^?#]*\?([^#]*)/.exec(url)?.[1]];
  const read = parse(query);
  if (Object.keys(read).some((name) => /^(?:api|session)key/i.test(name))) return 'credentials in the query';
  if (Object.keys(read).some((name) => /^(?:password|token)$/i.test(name))) return 'a guess that nobody counts';
  if (Object.keys(read).some((name) => /[[\]]/.test(name))) return 'a list where an album sends none';
  if ([read['key'], read['slug']].flat().includes('')) return 'a link without a value';
  const linked = Boolean(read['key'] ?? read['slug']);
  const plain = undone(path);
  if (plain !== posix.normalize(plain).replaceAll('\\', '/')) return 'a path that leads elsewhere';
  const reads = method === 'GET' || method === 'HEAD';
  const [, top = '', second = '', third = '', ...more] = plain.split('/');
  if (top === 'share' || top === 's') return reads && second !== '' && more.length <= 2 ? null : 'no page of a link';
  if (top === '_app')
    return reads && (second === 'immutable' ? third !== '' : plain === '/_app/version.json') ? null : 'no file';
  if (top !== 'api') return reads && files.has(plain) ? null : 'neither page nor file of an album';
  if (['server/config', 'server/features', 'server/media-types', 'public/config'].includes(plain.slice(5)))
    return method === 'GET' ? null : 'a method';
  if (!linked) return 'without a link';
  return calls.some((call) => call.test(`${method} ${path}`)) ? null : 'no call of an album';
}

/** Decoded as often as anybody might. */
function undone(path: string): string {
  let text = path;
  for (let times = 0; times < 3; times += 1)
    text = text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
  return text;
}

const files = new Set(
  needs(stranger)
    .map(({ target }) => target)
    .filter((target) => /^\/[^/]+$/.test(target)),
);
const id = '[0-9a-f-]{36}';
const calls = [
  /^GET \/api\/(?:shared-links\/me|timeline\/buckets?)$/,
  /^POST \/api\/(?:shared-links\/login|download\/info|download\/archive)$/,
  new RegExp(`^GET /api/albums/${id}/map-markers$`),
  new RegExp(`^(?:GET|HEAD) /api/assets/${id}(?:/(?:thumbnail|original|video/playback))?$`),
  new RegExp(`^(?:GET|HEAD) /api/assets/${id}/video/stream/(?:main\\.m3u8|${id}/\\d+/[a-z_0-9]+\\.(?:m3u8|mp4|m4s))$`),
  new RegExp(`^DELETE /api/assets/${id}/video/stream/${id}$`),
];

function send(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.resume().on('close', resolve).on('error', resolve);
  });
}

it.skipIf(noDoorHere() !== undefined)(`of ${count} bent requests only an album’s own arrive`, async () => {
  const arrived: string[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    arrived.push(`${method} ${url}`);
    const why = whyNot(method, url);
    if (why) refused.push(`${why}: ${method} ${url}`);
    if (request.headers.authorization ?? request.headers.cookie) refused.push(`credentials: ${method} ${url}`);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door = await openDoor({ immich: (server.address() as AddressInfo).port });
  const todo = lines()[Symbol.iterator]();
  const work = async (n: number): Promise<void> => {
    for (const [method, target] of todo)
      await send(
        door.port,
        `${method} ${target} HTTP/1.1\r\nHost: ${share}\r\nCF-Connecting-IP: 198.18.${n}.${arrived.length % 250}\r\n` +
          `Authorization: Bearer x\r\nCookie: immich_access_token=x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
  };
  await Promise.all(Array.from({ length: 16 }, (_, n) => work(n)));
  await door.close();
  server.closeAllConnections();
  server.close();
  process.stdout.write(`${count} bent requests: ${arrived.length} arrived\n`);
  expect(refused).toEqual([]);
  expect(arrived.length).toBeGreaterThan(500);
});
