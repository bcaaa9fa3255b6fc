// api.cloudflare.com as far as this project calls it: tokens, zones, DNS records, and /cdn-cgi/trace.
// Surprise: rights are looked at before the body, as on the real API: a token without the right learns nothing about its
// request being wrong. Adding calls (tunnels, settings) means adding lines to `routes`.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { unquoted, type ZoneRecord } from '../dns/zone.ts';
import { tokenOf, type Right, type Token } from '../tokens.ts';
import { newId, type ZoneStore } from './store.ts';
import { parseChange, parseDraft, refuseConflict, Refusal } from './validate.ts';

/** works: as it should be. rateLimited: 429. unavailable: 503. refuses: every token has lost its rights. */
export type CloudflareMood = 'works' | 'rateLimited' | 'unavailable' | 'refuses';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly status: number;
}

export interface Account {
  readonly zones: readonly ZoneStore[];
  mood(): CloudflareMood;
  noted(call: Call): void;
}

interface Asked {
  readonly account: Account;
  readonly token: Token;
  readonly query: URLSearchParams;
  readonly body: () => unknown;
  readonly ids: readonly string[];
}

interface Answered {
  readonly result: unknown;
  readonly result_info?: Readonly<Record<string, number>>;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly right?: Right;
  readonly answer: (asked: Asked) => Answered;
}

const base = '/client/v4';
const accountOfZones = { id: '4e599df4216133509abaac54b109a647', name: "Example family's Account" };
const nameServers = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/user\/tokens\/verify$/, answer: verifyToken },
  { method: 'GET', path: /^\/zones$/, answer: listZones },
  {
    method: 'GET',
    path: /^\/zones\/([^/]+)$/,
    right: 'zone:read',
    answer: ({ token, ...asked }) => ({ result: zoneView(zoneOf(asked), token) }),
  },
  { method: 'GET', path: /^\/zones\/([^/]+)\/dns_records$/, right: 'dns:read', answer: listRecords },
  { method: 'POST', path: /^\/zones\/([^/]+)\/dns_records$/, right: 'dns:edit', answer: addRecord },
  {
    method: 'GET',
    path: /^\/zones\/([^/]+)\/dns_records\/([^/]+)$/,
    right: 'dns:read',
    answer: (asked) => ({ result: recordView(recordOf(asked), zoneOf(asked)) }),
  },
  { method: 'PATCH', path: /^\/zones\/([^/]+)\/dns_records\/([^/]+)$/, right: 'dns:edit', answer: changeRecord },
  { method: 'PUT', path: /^\/zones\/([^/]+)\/dns_records\/([^/]+)$/, right: 'dns:edit', answer: replaceRecord },
  { method: 'DELETE', path: /^\/zones\/([^/]+)\/dns_records\/([^/]+)$/, right: 'dns:edit', answer: removeRecord },
];

export function cloudflareApi(account: Account): RequestListener {
  return (request, response) => {
    collected(request).then(
      (body) => {
        respond(account, request, response, body);
      },
      () => response.destroy(),
    );
  };
}

function respond(account: Account, request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', 'https://api.cloudflare.com');
  if (url.pathname === '/cdn-cgi/trace') {
    trace(request, response);
    return;
  }
  const token = bearer(request)?.value ?? '';
  const outcome = attempt(account, request, url, body);
  account.noted({ method: request.method ?? '', path: url.pathname + url.search, token, status: outcome.status });
  send(response, outcome);
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function attempt(account: Account, request: IncomingMessage, url: URL, body: string): Outcome {
  try {
    const { result, ...rest } = dispatch(account, request, url, body);
    return { status: 200, headers: {}, body: { result, success: true, errors: [], messages: [], ...rest } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, headers, errors } = error;
    return { status, headers, body: { success: false, errors, messages: [], result: null } };
  }
}

function dispatch(account: Account, request: IncomingMessage, url: URL, body: string): Answered {
  refuseByMood(account.mood());
  const token = authenticated(request, url.pathname);
  const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : '';
  const fitting = routes.filter((route) => route.path.test(path));
  const route = fitting.find(({ method }) => method === request.method);
  if (fitting.length === 0) throw noRoute(path);
  if (!route) throw new Refusal(405, [{ code: 10405, message: 'Method not allowed for this authentication scheme' }]);
  const ids = (route.path.exec(path) ?? []).slice(1);
  authorised(token, route, ids, account.mood());
  return route.answer({ account, token, query: url.searchParams, body: () => json(body), ids });
}

function refuseByMood(mood: CloudflareMood): void {
  if (mood === 'rateLimited') {
    const message = 'Please wait and consider throttling your request speed';
    throw new Refusal(429, [{ code: 971, message }], { 'retry-after': '30' });
  }
  if (mood === 'unavailable') throw new Refusal(503, [{ code: 10013, message: 'service temporarily unavailable' }]);
}

function bearer(request: IncomingMessage): { readonly value: string } | undefined {
  const value = /^Bearer +(.*)$/i.exec(request.headers.authorization ?? '')?.[1];
  return value === undefined ? undefined : { value };
}

function authenticated(request: IncomingMessage, path: string): Token {
  if (request.headers.authorization === undefined) {
    throw new Refusal(400, [{ code: 9106, message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers' }]);
  }
  const value = bearer(request)?.value;
  if (value === undefined || !/^[A-Za-z0-9_-]{40}$/.test(value)) {
    const error_chain = [{ code: 6111, message: 'Invalid format for Authorization header' }];
    throw new Refusal(400, [{ code: 6003, message: 'Invalid request headers', error_chain }]);
  }
  const token = tokenOf(value);
  if (path === `${base}/user/tokens/verify`) {
    if (!token) throw new Refusal(401, [{ code: 1000, message: 'Invalid API Token' }]);
    return token;
  }
  if (token?.status !== 'active') throw new Refusal(403, [{ code: 9109, message: 'Invalid access token' }]);
  return token;
}

function authorised(token: Token, route: Route, ids: readonly string[], mood: CloudflareMood): void {
  if (!route.right) return;
  const [zoneId] = ids;
  if (zoneId !== undefined && !/^[0-9a-f]{32}$/.test(zoneId)) throw noRoute(`/zones/${zoneId}`);
  const held = mood !== 'refuses' && token.rights.includes(route.right) && token.zones.includes(zoneId ?? '');
  if (held) return;
  if (route.right === 'zone:read') {
    throw new Refusal(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
  }
  throw new Refusal(403, [{ code: 10000, message: 'Authentication error' }]);
}

function verifyToken({ token }: Asked): Answered {
  return { result: { id: token.id, status: token.status } };
}

function listZones({ account, token, query }: Asked): Answered {
  const mayList = account.mood() !== 'refuses' && token.rights.length > 0;
  const name = query.get('name');
  const seen = account.zones.filter((zone) => mayList && token.zones.includes(zone.id));
  const matching = seen.filter((zone) => name === null || zone.name === name.toLowerCase());
  return paged(
    matching.map((zone) => zoneView(zone, token)),
    query,
    { smallest: 1, usual: 20, largest: 50 },
  );
}

function listRecords(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const matching = zone.records().filter((record) => matches(record, asked.query));
  return paged(
    matching.map((record) => recordView(record, zone)),
    asked.query,
    { smallest: 1, usual: 100, largest: 5000 },
  );
}

function matches(record: ZoneRecord, query: URLSearchParams): boolean {
  const wanted = (...names: string[]): string | undefined =>
    names.map((name) => query.get(name)).find((value) => value !== null) ?? undefined;
  const type = wanted('type');
  const name = wanted('name', 'name.exact');
  const content = wanted('content', 'content.exact');
  const proxied = wanted('proxied');
  return (
    (type === undefined || record.type === type.toUpperCase()) &&
    (name === undefined || record.name === name.toLowerCase()) &&
    (content === undefined || unquoted(record.content) === unquoted(content)) &&
    (proxied === undefined || String(record.proxied) === proxied)
  );
}

function addRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const draft = parseDraft(asked.body(), zone.name);
  refuseConflict(draft, zone.records());
  return { result: recordView(zone.add(draft), zone) };
}

function changeRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const before = recordOf(asked);
  return changed(zone, before, parseChange(asked.body(), before, zone.name));
}

function replaceRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  return changed(zone, recordOf(asked), parseDraft(asked.body(), zone.name));
}

function changed(zone: ZoneStore, before: ZoneRecord, draft: Parameters<typeof refuseConflict>[0]): Answered {
  refuseConflict(
    draft,
    zone.records().filter((record) => record.id !== before.id),
  );
  const after = zone.change(before.id, draft);
  return { result: recordView(after ?? before, zone) };
}

function removeRecord(asked: Asked): Answered {
  const record = recordOf(asked);
  zoneOf(asked).remove(record.id);
  return { result: { id: record.id } };
}

function zoneOf({ account, ids: [id] }: Pick<Asked, 'account' | 'ids'>): ZoneStore {
  const zone = account.zones.find((held) => held.id === id);
  if (!zone) throw noRoute(`/zones/${id}`);
  return zone;
}

function recordOf(asked: Asked): ZoneRecord {
  const [, id] = asked.ids;
  const record = zoneOf(asked)
    .records()
    .find((held) => held.id === id);
  if (!record) throw new Refusal(404, [{ code: 81044, message: 'Record does not exist.' }]);
  return record;
}

function zoneView(zone: ZoneStore, token: Token): unknown {
  return {
    id: zone.id,
    name: zone.name,
    status: 'active',
    paused: false,
    type: 'full',
    development_mode: 0,
    name_servers: nameServers,
    permissions: token.rights.map((right) => `#${right.replace('dns:', 'dns_records:')}`),
    account: accountOfZones,
    plan: { id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee', name: 'Free Website', legacy_id: 'free' },
    created_on: '2024-02-11T09:14:07.000000Z',
    modified_on: '2024-02-11T09:19:55.000000Z',
    activated_on: '2024-02-11T09:21:30.000000Z',
  };
}

function recordView(record: ZoneRecord, zone: ZoneStore): unknown {
  const proxiable = record.type === 'A' || record.type === 'AAAA' || record.type === 'CNAME';
  return { ...record, zone_id: zone.id, zone_name: zone.name, proxiable, settings: {}, meta: {} };
}

interface PageSizes {
  readonly smallest: number;
  readonly usual: number;
  readonly largest: number;
}

function paged(all: readonly unknown[], query: URLSearchParams, sizes: PageSizes): Answered {
  const page = Number(query.get('page') ?? 1);
  const per_page = Number(query.get('per_page') ?? sizes.usual);
  if (!(per_page >= sizes.smallest && per_page <= sizes.largest) || !(page >= 1)) {
    throw new Refusal(400, [{ code: 6003, message: `Invalid per_page or page: ${query.toString()}` }]);
  }
  const result = all.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(all.length / per_page);
  return { result, result_info: { page, per_page, count: result.length, total_count: all.length, total_pages } };
}

function noRoute(path: string): Refusal {
  return new Refusal(404, [
    { code: 7003, message: `Could not route to ${base}${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: 'No route for that URI' },
  ]);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, [{ code: 9207, message: 'Request body is invalid.' }]);
  }
}

function trace(request: IncomingMessage, response: ServerResponse): void {
  const ip = request.socket.remoteAddress ?? '';
  const lines = [
    `fl=1f1`,
    `h=${request.headers.host ?? ''}`,
    `ip=${ip}`,
    `ts=${Date.now() / 1000}`,
    'visit_scheme=https',
  ];
  response
    .writeHead(200, { 'content-type': 'text/plain' })
    .end(`${[...lines, 'loc=XX', 'tls=TLSv1.3', 'warp=off'].join('\n')}\n`);
}

function send(response: ServerResponse, { status, headers, body }: Outcome): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cf-ray': `${newId().slice(0, 16)}-LAB`,
    ...headers,
  });
  response.end(`${JSON.stringify(body)}\n`);
}

async function collected(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
