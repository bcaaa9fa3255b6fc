// The edge and the lab's cloudflared, on loopback: an origin of a few lines, the real program of the package, visitors that
// send what browsers never would.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as dial, createServer as createPlain, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../processes.ts';
import { cloudflaredProgram } from './cloudflared/index.ts';
import { household, openZone } from './cloudflare/store.ts';
import { openTunnels, type Tunnel } from './cloudflare/tunnels.ts';
import { serveEdge, type Edge } from './edge/index.ts';
import { usualEdge, type EdgeMood } from './edge/mood.ts';
import { zone } from './places.ts';

const account = '4e599df4216133509abaac54b109a647';
const photos = `photos.${zone.name}`;
const share = `share-photos.${zone.name}`;
const megabyte = 1024 * 1024;

const family = openZone(zone.id, zone.name, undefined, household);
const tunnels = openTunnels(account, undefined);
const folder = mkdtempSync(join(tmpdir(), 'iah-edge-'));
let alwaysHttps = false;
let mood: EdgeMood = usualEdge;
let edge: Edge;
let origin: Server;
let tunnel: Tunnel;
let certificate: { cert: string; key: string };

interface Seen {
  readonly line: string;
  readonly headers: readonly string[];
  readonly bytes: number;
  readonly digest: string;
}
let seen: Seen[] = [];

beforeAll(async () => {
  certificate = selfSigned();
  origin = await openOrigin();
  edge = await serveEdge({
    ...{ address: '127.0.0.1', zones: [family], tunnels, certificate },
    ports: { https: 0, http: 0, tunnel: 0 },
    alwaysHttps: () => alwaysHttps,
    mood: () => mood,
  });
});
afterAll(() => {
  edge.close();
  origin.close();
  origin.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  family.replaceAll(household);
  tunnels.replaceAll([]);
  tunnel = tunnels.create({ name: 'our photos', config_src: 'cloudflare', ingress: doors(originUrl()) });
  for (const name of [photos, share]) family.add(pointsTo(name, tunnel.id));
  alwaysHttps = false;
  mood = usualEdge;
  seen = [];
});

const originUrl = (): string => `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
const doors = (service: string) => [
  { hostname: photos, service },
  { hostname: `*.wild.${zone.name}`, service },
  { service: 'http_status:404' },
];
const pointsTo = (name: string, id: string) => ({
  ...({ type: 'CNAME', name, content: `${id}.cfargotunnel.com`, proxied: true, ttl: 1 } as const),
});
const tokenOf = ({ account: a, id: t, secret: s }: Tunnel): string =>
  Buffer.from(JSON.stringify({ a, t, s })).toString('base64');

// The program under test

interface Running {
  readonly process: ChildProcess;
  readonly metrics: string;
  said(): string;
  ended(): Promise<number | null>;
}
const running = new Set<Running>();

function cloudflared(argv: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn('python3', [cloudflaredProgram, ...argv], { env: { ...process.env, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const end = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const started: Running = {
    process: child,
    get metrics() {
      return /Starting metrics server on (\S+)\/metrics/.exec(text)?.[1] ?? '';
    },
    said: () => text,
    ended: () => end,
  };
  running.add(started);
  return started;
}

const flags = (port = edge.ports.tunnel, ...more: string[]): string[] => [
  ...['tunnel', '--no-autoupdate', '--metrics', '127.0.0.1:0', '--edge', `127.0.0.1:${port}`, ...more, 'run'],
];
const runWith = (token: string): Running => cloudflared([...flags(), '--token', token]);

async function connected(): Promise<Running> {
  const started = runWith(tokenOf(tunnel));
  await until('four connections of the tunnel', () => tunnels.status(tunnel.id) === 'healthy');
  return started;
}

afterEach(async () => {
  for (const one of running) one.process.kill('SIGTERM');
  await Promise.all([...running].map((one) => one.ended()));
  running.clear();
});

async function ready(one: Running): Promise<{ status: number; readyConnections: number; connectorId: string }> {
  const response = await fetch(`http://${one.metrics}/ready`);
  const told = (await response.json()) as { status: number; readyConnections: number; connectorId: string };
  expect(told.status).toBe(response.status);
  return told;
}

// A visitor

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function ask(
  path: string,
  options: { host?: string; method?: string; headers?: object; body?: Iterable<Buffer> } = {},
) {
  const { host = photos, method = 'GET', headers = {}, body } = options;
  return new Promise<Reply>((resolve, reject) => {
    const { https: port } = edge.ports;
    const outgoing = httpsRequest(
      { host: '127.0.0.1', port, servername: host, rejectUnauthorized: false, agent: false, method, path },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.length < 4 && chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.setHeader('Host', host);
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value as string);
    outgoing.once('error', reject);
    pour(body ?? [], outgoing);
  });
}

/** As fast as it is taken. */
function pour(body: Iterable<Buffer>, outgoing: NodeJS.WritableStream): void {
  const pieces = body[Symbol.iterator]();
  const more = (): void => {
    for (let piece = pieces.next(); ; piece = pieces.next()) {
      if (piece.done) return void outgoing.end();
      if (!outgoing.write(piece.value)) return void outgoing.once('drain', more);
    }
  };
  more();
}

/** Bytes as they are; gives all that comes back until the edge ends or the text is there. */
function rawly(text: string, { servername = photos, awaits = '\r\n\r\n' } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      host: '127.0.0.1',
      port: edge.ports.https,
      servername,
      rejectUnauthorized: false,
    });
    let heard = '';
    const done = (): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.once('error', reject);
    socket.once('secureConnect', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (heard.includes(awaits)) done();
    });
    socket.once('end', done);
  });
}

const piece = randomBytes(megabyte);
function* megabytes(count: number, extra = 0): Generator<Buffer> {
  for (let n = 0; n < count; n += 1) yield piece;
  if (extra > 0) yield piece.subarray(0, extra);
}
const digestOf = (count: number): string => {
  const hash = createHash('sha1');
  for (const one of megabytes(count)) hash.update(one);
  return hash.digest('hex');
};

// The origin

function openOrigin(): Promise<Server> {
  const server = createServer((request, response) => {
    const hash = createHash('sha1');
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
    });
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      seen.push({ line, headers: request.rawHeaders, bytes, digest: hash.digest('hex') });
      answerOf(request.url ?? '', response);
    });
  });
  server.on('upgrade', (request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
    seen.push({ line: `UPGRADE ${request.url}`, headers: request.rawHeaders, bytes: 0, digest: '' });
  });
  server.requestTimeout = 0;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function answerOf(path: string, response: ServerResponse): void {
  if (path === '/never') return;
  if (path === '/large') {
    response.writeHead(200, { 'content-length': 100 * megabyte });
    pour(megabytes(100), response);
    return;
  }
  if (path === '/packed') {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
    return void response.end(gzipSync('unpacked'));
  }
  if (path === '/range') {
    response.writeHead(206, { 'content-range': 'bytes 2-4/10', 'content-length': 3 });
    return void response.end('234');
  }
  response.writeHead(200, { 'x-origin': 'yes', server: 'nginx' }).end('from home');
}

function selfSigned(): { cert: string; key: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=edge', '-addext', `subjectAltName=DNS:${zone.name},DNS:*.${zone.name}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

const header = ({ headers }: Seen, name: string): string[] =>
  headers.filter((_, n) => n % 2 === 1 && headers[n - 1]?.toLowerCase() === name);

describe('a visitor', () => {
  it('reaches the service of the first rule that fits, with the path as it was sent', async () => {
    await connected();
    expect(await ask('/api/server/ping?x=%2F..//%252e#')).toMatchObject({ status: 200, body: 'from home' });
    await rawly(`GET //a/./b/../c;d/%2e%2E\\?x=1&&y HTTP/1.1\r\nHost: ${photos}\r\nConnection: close\r\n\r\n`);
    expect(seen.map(({ line }) => line)).toEqual([
      'GET /api/server/ping?x=%2F..//%252e#',
      'GET //a/./b/../c;d/%2e%2E\\?x=1&&y',
    ]);
    expect(await ask('/', { host: share })).toMatchObject({ status: 404, body: '' });
    family.add(pointsTo(`*.wild.${zone.name}`, tunnel.id));
    expect(await ask('/', { host: `a.wild.${zone.name}` })).toMatchObject({ status: 200 });
  });

  it('cannot bring what the edge says, and is told to the origin by address', async () => {
    await connected();
    const forged = { 'CF-Connecting-IP': '9.9.9.9', 'CF-Ray': 'x', 'CF-IPCountry': 'ZZ', 'CF-Visitor': '{}' };
    const passed = {
      'X-Forwarded-For': '8.8.8.8',
      'X-Forwarded-Proto': 'gopher',
      'X-Real-IP': '7.7.7.7',
      'x.y': 'dot',
    };
    const answer = await ask('/', { headers: { ...forged, ...passed, Connection: 'x-secret', 'X-Secret': '1' } });
    const [request] = seen;
    if (!request) throw new Error('nothing arrived');
    expect(header(request, 'cf-connecting-ip')).toEqual(['127.0.0.1']);
    expect(header(request, 'cf-ray')).toEqual([answer.headers['cf-ray']]);
    expect(header(request, 'cf-ipcountry')).toEqual(['XX']);
    expect(header(request, 'cf-visitor')).toEqual(['{"scheme":"https"}']);
    expect(header(request, 'x-forwarded-for')).toEqual(['8.8.8.8, 127.0.0.1']);
    expect(header(request, 'x-forwarded-proto')).toEqual(['https']);
    expect(header(request, 'cdn-loop')).toEqual(['cloudflare; loops=1']);
    expect(header(request, 'host')).toEqual([photos]);
    expect(header(request, 'x-real-ip')).toEqual(['7.7.7.7']);
    expect([...header(request, 'x.y'), ...header(request, 'x-secret')]).toEqual([]);
    expect(answer.headers).toMatchObject({ server: 'cloudflare', 'x-origin': 'yes' });
  });

  it.each([
    ['an absolute request line', `GET https://${photos}/ HTTP/1.1\r\nHost: ${photos}\r\n\r\n`, 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two hosts', `GET / HTTP/1.1\r\nHost: ${photos}\r\nHost: ${share}\r\n\r\n`, 400],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    ['no request at all', 'HELLO\r\n\r\n', 400],
    [
      'both kinds of length',
      `POST / HTTP/1.1\r\nHost: ${photos}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    ['an address as host', 'GET / HTTP/1.1\r\nHost: 203.0.113.30\r\n\r\n', 403],
    ["another's host", 'GET / HTTP/1.1\r\nHost: neighbours.example\r\n\r\n', 403],
    ['a name of ours without a record', `GET / HTTP/1.1\r\nHost: no.${zone.name}\r\n\r\n`, 409],
    ['a name that is not proxied', `GET / HTTP/1.1\r\nHost: mail.${zone.name}\r\n\r\n`, 409],
    ['the family blog', `GET / HTTP/1.1\r\nHost: www.${zone.name}\r\n\r\n`, 200],
  ])('with %s is answered by the edge', async (_, text, status) => {
    await connected();
    expect(await rawly(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(seen).toEqual([]);
  });

  it('of a name that is not ours gets no certificate, and no answer', async () => {
    expect(await rawly('GET / HTTP/1.1\r\n\r\n', { servername: 'neighbours.example' })).toBe('');
  });

  it('on plain http is served, or sent to https when the zone says so', async () => {
    await connected();
    const plainly = () => fetch(`http://127.0.0.1:${edge.ports.http}/a?b`, { headers: {}, redirect: 'manual' });
    expect((await plainly()).status).toBe(403);
    const reply = () => plain(`GET /a?b HTTP/1.1\r\nHost: ${photos}\r\nConnection: close\r\n\r\n`);
    expect(await reply()).toMatch(/^HTTP\/1.1 200 /);
    expect(header(seen[0] ?? missing(), 'x-forwarded-proto')).toEqual(['http']);
    alwaysHttps = true;
    expect(await reply()).toMatch(new RegExp(`^HTTP/1.1 301 [^]*location: https://${photos}/a\\?b\r\n`, 'i'));
  });

  it('keeps a connection, asks for ranges, and reads what it cannot unpack', async () => {
    await connected();
    const twice = `GET / HTTP/1.1\r\nHost: ${photos}\r\n\r\nGET /range HTTP/1.1\r\nHost: ${photos}\r\n\r\n`;
    expect(await rawly(twice, { awaits: '\r\n\r\n234' })).toMatch(/^HTTP\/1.1 200 [^]*HTTP\/1.1 206 [^]*bytes 2-4\/10/);
    expect(await ask('/packed')).toMatchObject({ status: 200, body: 'unpacked' });
    expect((await ask('/packed', { headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding']).toBe('gzip');
  });

  it('speaks over a websocket', async () => {
    await connected();
    const upgrade = `GET /api/socket.io/ HTTP/1.1\r\nHost: ${photos}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello`;
    expect(await rawly(upgrade, { awaits: 'hello' })).toMatch(/^HTTP\/1.1 101 [^]*hello$/);
  });
});

describe('a body', () => {
  it('of the most that is allowed arrives whole, one byte more is refused at once', async () => {
    await connected();
    const sized = (bytes: number) => ({ 'Content-Length': `${bytes}` });
    const most = await ask('/', { method: 'POST', headers: sized(100 * megabyte), body: megabytes(100) });
    expect(most.status).toBe(200);
    expect(seen).toMatchObject([{ bytes: 100 * megabyte, digest: digestOf(100) }]);
    const head = `POST / HTTP/1.1\r\nHost: ${photos}\r\nContent-Length: ${100 * megabyte + 1}\r\n`;
    expect(await rawly(`${head}\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    expect(await rawly(`${head}Expect: 100-continue\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    const more = { method: 'POST', headers: sized(110 * megabyte), body: megabytes(110) };
    expect(await ask('/', more)).toMatchObject({ status: 413 });
    expect(seen).toHaveLength(1);
  });

  it('without a length is cut when it has become too long', async () => {
    await connected();
    const chunked = { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } };
    expect(await ask('/', { ...chunked, body: megabytes(100, 1) })).toMatchObject({ status: 413 });
    expect(seen).toEqual([]);
    expect(await ask('/', { ...chunked, body: megabytes(3) })).toMatchObject({ status: 200 });
    expect(seen).toMatchObject([{ bytes: 3 * megabyte, digest: digestOf(3) }]);
  });

  it('passes at over 30 MB/s both ways, and is held by nobody', async () => {
    const program = await connected();
    const up = await timed(() =>
      ask('/', { method: 'POST', headers: { 'Content-Length': `${90 * megabyte}` }, body: megabytes(90) }),
    );
    const down = await timed(() => ask('/large'));
    const resident = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${program.process.pid}/status`, 'utf8'))?.[1]);
    console.log(`90 MB up ${rate(90, up)}, 100 MB down ${rate(100, down)} MB/s, cloudflared at most ${resident} kB`);
    expect(90 / up).toBeGreaterThan(30);
    expect(100 / down).toBeGreaterThan(30);
    expect(resident).toBeLessThan(60_000);
  });
});

describe('an origin', () => {
  it('that refuses gives 502, one that says nothing 524', async () => {
    const program = await connected();
    mood = { replySeconds: 0.3 };
    expect(await ask('/never')).toMatchObject({ status: 524 });
    tunnels.configure(tunnel.id, doors(`http://127.0.0.1:${await unusedPort()}`));
    expect(await ask('/')).toMatchObject({ status: 502 });
    expect(program.said()).toContain('connect: connection refused');
  });

  it('can be changed while the tunnel is up', async () => {
    const program = await connected();
    tunnels.configure(tunnel.id, [{ service: 'http_status:410' }]);
    expect(await ask('/')).toMatchObject({ status: 410 });
    await until('the new configuration in the log', () =>
      /INF Updated to new configuration config=.*http_status:410.* version=2/.test(program.said()),
    );
  });

  it('that was never configured gives 503', async () => {
    tunnel = tunnels.create({ name: 'empty' });
    family.add(pointsTo(`empty.${zone.name}`, tunnel.id));
    await connected();
    expect(await ask('/', { host: `empty.${zone.name}` })).toMatchObject({ status: 503 });
  });
});

describe('a tunnel', () => {
  it('without connections gives 530, with one it is ready', async () => {
    const before = await ask('/');
    expect(before).toMatchObject({ status: 530 });
    expect(before.body).toContain('1033');
    const program = await connected();
    expect(tunnels.connections(tunnel.id).map(({ protocol }) => protocol)).toEqual(Array(4).fill('quic'));
    await until('four ready connections', async () => (await ready(program)).readyConnections === 4);
    expect(program.said()).toMatch(/INF Registered tunnel connection connIndex=0 connection=\S+ .*protocol=quic/);
    const asked = Date.now();
    program.process.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(1000);
    await until('the edge to see it', () => tunnels.status(tunnel.id) === 'down');
    expect(await ask('/')).toMatchObject({ status: 530 });
  });

  it('whose connections are cut comes back; one that is removed does not', async () => {
    const program = await connected();
    tunnels.disconnect(tunnel.id);
    expect(tunnels.status(tunnel.id)).toBe('down');
    await until('it to be back', () => tunnels.status(tunnel.id) === 'healthy');
    tunnels.remove(tunnel.id);
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain('error="Unauthorized: Tunnel not found"');
  });

  it('falls back to http2 when no datagram is answered', async () => {
    const port = await tcpOnly(edge.ports.tunnel);
    const program = cloudflared([...flags(port), '--token', tokenOf(tunnel)]);
    await until('four connections', () => tunnels.status(tunnel.id) === 'healthy', 60_000);
    expect(new Set(tunnels.connections(tunnel.id).map(({ protocol }) => protocol))).toEqual(new Set(['http2']));
    expect(program.said()).toMatch(
      /ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no/,
    );
    expect(program.said()).toContain('INF Switching to fallback protocol http2');
    expect(await ask('/')).toMatchObject({ status: 200 });
  });

  it('that reaches nobody says so and goes on trying', async () => {
    const program = cloudflared([...flags(await unusedPort(), '--protocol', 'http2'), '--token', tokenOf(tunnel)]);
    await until('two attempts', () => (program.said().match(/ERR Unable to establish connection/g) ?? []).length > 1);
    expect(await ready(program)).toMatchObject({ status: 503, readyConnections: 0 });
  });
});

describe('the command line', () => {
  it.each([
    ['a flag it does not know', [...['tunnel', '--nonsense', 'run']], 1, 'flag provided but not defined: -nonsense'],
    ['a flag in the wrong place', ['tunnel', 'run', '--metrics', 'x'], 1, 'flag provided but not defined: -metrics'],
    ['no token', ['tunnel', 'run'], 255, 'requires the ID or name of the tunnel'],
    ['a token that is none', ['tunnel', 'run', '--token', 'eyJ'], 255, 'Provided Tunnel token is not valid.'],
    [
      'a file that is not there',
      ['tunnel', 'run', '--token-file', '/none'],
      255,
      'open /none: no such file or directory',
    ],
  ])('with %s is refused', async (_, argv, code, words) => {
    const program = cloudflared(argv);
    expect(await program.ended()).toBe(code);
    expect(program.said()).toContain(words);
  });

  it('tells its version', async () => {
    const program = cloudflared(['--version']);
    expect(await program.ended()).toBe(0);
    expect(program.said()).toMatch(/^cloudflared version 2026\.11\.0 \(built /);
  });

  it('reads a token from a file or the environment, and says it nowhere', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, `${tokenOf(tunnel)}\n`, { mode: 0o600 });
    for (const one of [
      cloudflared([...flags(), '--token-file', file]),
      cloudflared(flags(), { TUNNEL_TOKEN: tokenOf(tunnel) }),
    ]) {
      await until('a connection', () => tunnels.status(tunnel.id) !== 'inactive' && /Registered/.test(one.said()));
      expect(one.said()).not.toContain(tokenOf(tunnel));
      one.process.kill('SIGTERM');
      await one.ended();
    }
  });

  it('with a wrong secret gives up after some tries', async () => {
    const program = runWith(tokenOf({ ...tunnel, secret: randomBytes(32).toString('base64') }));
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain(
      'ERR Register tunnel error from server side error="Unauthorized: Invalid tunnel secret"',
    );
  });
});

function plain(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = dial(edge.ports.http, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.once('end', () => resolve(heard));
    socket.once('error', reject);
  });
}

function missing(): never {
  throw new Error('nothing arrived at the origin');
}

async function timed(work: () => Promise<Reply>): Promise<number> {
  const began = performance.now();
  expect((await work()).status).toBe(200);
  return (performance.now() - began) / 1000;
}
const rate = (size: number, seconds: number): string => (size / seconds).toFixed(0);

function unusedPort(): Promise<number> {
  const server = createPlain();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A port that leads on by TCP, and on which no datagram is answered: a firewall of that kind. */
function tcpOnly(target: number): Promise<number> {
  const server = createPlain((visitor) => {
    const onward = dial(target, '127.0.0.1');
    for (const [from, to] of [
      [visitor, onward],
      [onward, visitor],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.unref();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}
