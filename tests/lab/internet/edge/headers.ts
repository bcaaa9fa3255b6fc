// What the edge changes of a visitor's request and of the answer; everything else goes through as it came.
// Surprises: X-Real-IP and True-Client-IP that a visitor invents do arrive at the origin (the free plan does not touch
// them), and Accept-Encoding is always the edge's own, so the answer may have to be unpacked for the visitor.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Visit {
  readonly scheme: 'http' | 'https';
  readonly peer: string;
  readonly ray: string;
}

export const newRay = (): string => `${randomBytes(8).toString('hex')}-LAB`;

const perConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
const ownNames = [
  ...['cf-connecting-ip', 'cf-connecting-ipv6', 'cf-pseudo-ipv4', 'cf-ray', 'cf-ipcountry', 'cf-visitor', 'cf-ew-via'],
  ...['cf-worker', 'cf-warp-tag-id', 'cdn-loop', 'x-forwarded-for', 'x-forwarded-proto', 'accept-encoding', 'expect'],
];
const clean = /^[A-Za-z0-9_-]+$/;

/** Name and value in turn, as `http.request` takes them. */
export function requestHeaders(request: IncomingMessage, visit: Visit, tunnel: string, isSocket: boolean): string[] {
  const dropped = new Set([...perConnection, ...ownNames, ...nominated(request.headers.connection)]);
  const kept = pairs(request.rawHeaders).filter(([name]) => clean.test(name) && !dropped.has(name.toLowerCase()));
  const own: (readonly [string, string])[] = [
    ['Cf-Ray', visit.ray],
    ['Cf-Connecting-Ip', visit.peer],
    ['Cf-Ipcountry', 'XX'],
    ['Cf-Visitor', JSON.stringify({ scheme: visit.scheme })],
    ['Cf-Warp-Tag-Id', tunnel],
    ['Cdn-Loop', loops(request.headers['cdn-loop'])],
    ['X-Forwarded-For', appended(request.headers['x-forwarded-for'], visit.peer)],
    ['X-Forwarded-Proto', visit.scheme],
    ['Accept-Encoding', 'gzip, br'],
  ];
  const body = request.headers['transfer-encoding'] === undefined ? [] : [['Transfer-Encoding', 'chunked'] as const];
  const hop = isSocket
    ? [['Connection', 'Upgrade'] as const, ['Upgrade', 'websocket'] as const]
    : [['Connection', 'keep-alive'] as const];
  return [...kept, ...own, ...body, ...hop].flat();
}

export function answerHeaders(answer: IncomingMessage, ray: string, unpacked: boolean): string[] {
  const dropped = new Set([...perConnection, 'server', 'cf-ray', ...nominated(answer.headers.connection)]);
  if (unpacked) for (const name of ['content-encoding', 'content-length']) dropped.add(name);
  const kept = pairs(answer.rawHeaders).filter(([name]) => !dropped.has(name.toLowerCase()));
  return [...kept, ['Server', 'cloudflare'], ['CF-Cache-Status', 'DYNAMIC'], ['CF-RAY', ray]].flat();
}

/** The one Host that a request may bring; undefined for none, several, or one that names no host. */
export function hostOf(request: IncomingMessage): string | undefined {
  const all = pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() === 'host');
  const value = all.length === 1 ? all[0]?.[1] : undefined;
  return /^((?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(value ?? '')?.[1]?.toLowerCase();
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, n) => [raw[2 * n] ?? '', raw[2 * n + 1] ?? '']);
}

const nominated = (connection: string | undefined): string[] =>
  (connection ?? '').split(',').map((name) => name.trim().toLowerCase());

const appended = (before: string | string[] | undefined, peer: string): string =>
  before === undefined || before.length === 0 ? peer : `${[before].flat().join(', ')}, ${peer}`;

function loops(before: string | string[] | undefined): string {
  const others = [before ?? []].flat().join(', ');
  const own = /(?:^|,)\s*cloudflare(?:;\s*loops=(\d+))?/.exec(others);
  if (!own) return [others, 'cloudflare; loops=1'].filter(Boolean).join(', ');
  return others.replace(own[0], `${own[0].startsWith(',') ? ', ' : ''}cloudflare; loops=${Number(own[1] ?? 1) + 1}`);
}
