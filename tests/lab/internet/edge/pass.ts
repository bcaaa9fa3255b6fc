// One exchange through the tunnel, streamed both ways: the request's body up to the edge's limit, the answer as it comes,
// a websocket for as long as both want.
// Surprise: the clock of the 524 runs only while nothing moves: a slow upload is no slow answer.
import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { answerHeaders, requestHeaders, type Visit } from './headers.ts';
import { refusals, refuse } from './pages.ts';

/** "100 MB" of the Free and Pro plans, counted in the body alone. */
const largestBody = 100 * 1024 * 1024;

export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly visit: Visit;
  readonly upgrade: { readonly socket: Socket; readonly head: Buffer } | undefined;
  readonly tunnel: string;
  open(): Promise<Socket>;
  readonly hostHeader: string;
  readonly replySeconds: number;
}

export async function passDown(passage: Passage): Promise<void> {
  const { request, response, visit, upgrade } = passage;
  if (Number(request.headers['content-length'] ?? 0) > largestBody) {
    tooLarge(passage);
    return;
  }
  const stream = await passage.open();
  if (request.destroyed) return void stream.destroy();
  const onward = httpRequest({
    createConnection: () => stream,
    setHost: false,
    method: request.method,
    path: request.url,
    headers: ['Host', passage.hostHeader, ...headersWithoutHost(passage)],
  });
  const clock = impatience(passage, onward);
  onward.on('response', (answer) => {
    clock.stop();
    answer.on('close', () => stream.destroy());
    giveBack(answer, passage);
  });
  onward.on('upgrade', (answer, origin, head) => {
    clock.stop();
    if (upgrade) joinSockets(answer, origin, head, upgrade);
    else stream.destroy();
  });
  onward.on('error', () => {
    clock.stop();
    stream.destroy();
    if (!response.writableEnded) refuse(response, refusals.badGateway, visit.ray);
  });
  response.on('close', () => {
    if (!response.writableFinished && !upgrade) onward.destroy();
  });
  if (/100-continue/i.test(request.headers.expect ?? '')) response.writeContinue();
  if (upgrade) onward.end();
  else sendBody(passage, onward, clock);
}

function headersWithoutHost({ request, visit, tunnel, upgrade }: Passage): string[] {
  const all = requestHeaders(request, visit, tunnel, upgrade !== undefined);
  const at = all.findIndex((name, n) => n % 2 === 0 && name.toLowerCase() === 'host');
  return at < 0 ? all : [...all.slice(0, at), ...all.slice(at + 2)];
}

function sendBody(passage: Passage, onward: ClientRequest, clock: Clock): void {
  const { request } = passage;
  let sent = 0;
  const pass = (chunk: Buffer): void => {
    sent += chunk.length;
    clock.moved();
    if (sent > largestBody) {
      request.off('data', pass);
      onward.destroy();
      tooLarge(passage);
      return;
    }
    if (!onward.write(chunk)) request.pause();
  };
  onward.on('drain', () => request.resume());
  // an origin that answered without reading on: the rest is swallowed
  onward.on('close', () => request.off('data', pass).resume());
  request.on('data', pass);
  request.on('end', () => onward.end());
  request.on('error', () => onward.destroy());
}

function tooLarge({ request, response, visit }: Passage): void {
  refuse(response, refusals.tooLarge, visit.ray);
  request.resume();
}

interface Clock {
  moved(): void;
  stop(): void;
}

function impatience({ response, visit, replySeconds, upgrade }: Passage, onward: ClientRequest): Clock {
  const late = (): void => {
    refuse(response, refusals.tooSlow, visit.ray);
    onward.destroy();
    upgrade?.socket.end();
  };
  const timer = setTimeout(late, replySeconds * 1000);
  return { moved: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

function giveBack(answer: IncomingMessage, { request, response, visit }: Passage): void {
  if (response.headersSent) return void answer.resume();
  const unpack = unpacking(request, answer);
  response.writeHead(answer.statusCode ?? 502, answerHeaders(answer, visit.ray, unpack !== undefined));
  const body: Readable = unpack ? answer.pipe(unpack) : answer;
  pipeline(body, response, (error) => {
    if (error) response.destroy();
  });
}

/** The origin was asked for gzip or br, whatever the visitor can read. */
function unpacking(request: IncomingMessage, answer: IncomingMessage): (Readable & NodeJS.WritableStream) | undefined {
  const packed = answer.headers['content-encoding'];
  const readable = [request.headers['accept-encoding'] ?? []].flat().join(',').toLowerCase();
  const hasBody = request.method !== 'HEAD' && answer.statusCode === 200;
  if (packed === undefined || !hasBody || readable.includes(packed)) return undefined;
  if (packed === 'gzip') return createGunzip();
  return packed === 'br' ? createBrotliDecompress() : undefined;
}

function joinSockets(
  answer: IncomingMessage,
  origin: Socket,
  head: Buffer,
  visitor: NonNullable<Passage['upgrade']>,
): void {
  const lines = Array.from({ length: answer.rawHeaders.length / 2 }, (_, n) =>
    answer.rawHeaders.slice(2 * n, 2 * n + 2),
  );
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  visitor.socket.write(`HTTP/1.1 101 Switching Protocols\r\n${text}\r\n`);
  visitor.socket.write(head);
  origin.write(visitor.head);
  for (const [from, to] of [
    [origin, visitor.socket],
    [visitor.socket, origin],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}
