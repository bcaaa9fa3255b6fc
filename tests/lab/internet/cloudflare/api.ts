// api.cloudflare.com as far as this project calls it: tokens, accounts, zones and their settings, DNS records, tunnels, and
// /cdn-cgi/trace.
// Surprise: rights are looked at before the body, as on the real API: a token without the right learns nothing about its
// request being wrong. More calls are more lines in `calls/`.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { routesElsewhere } from './calls/elsewhere.ts';
import { recordRoutes } from './calls/records.ts';
import { settingRoutes } from './calls/settings.ts';
import { tokenRoutes } from './calls/tokens.ts';
import { tunnelRoutes } from './calls/tunnels.ts';
import { zoneRoutes } from './calls/zones.ts';
import { weather, type CloudflareMood } from './mood.ts';
import { base, noRoute, refusal, Refusal } from './refusal.ts';
import { authenticated, bearer, refuseWithout } from './rights.ts';
import type { Answered } from './route.ts';
import { newId } from './store.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly status: number;
  /** The change was made, its answer never arrived. */
  readonly lost?: true;
}

export interface Day {
  mood(): CloudflareMood;
  turn(next: CloudflareMood): void;
  noted(call: Call): void;
}

const routes = [...tokenRoutes, ...zoneRoutes, ...recordRoutes, ...settingRoutes, ...tunnelRoutes, ...routesElsewhere];

export function cloudflareApi(account: Account, day: Day): RequestListener {
  return (request, response) => {
    collected(request).then(
      (body) => {
        respond(account, day, request, response, body);
      },
      () => response.destroy(),
    );
  };
}

function respond(account: Account, day: Day, request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', 'https://api.cloudflare.com');
  if (url.pathname === '/cdn-cgi/trace') {
    trace(request, response);
    return;
  }
  const mood = day.mood();
  const { method = '' } = request;
  const { befalls, next } = weather(mood, method, pathIn(url));
  day.turn(next);
  const outcome = attempt(() => {
    if (befalls instanceof Refusal) throw befalls;
    return dispatch(account, mood, request, url, body);
  });
  const lost = befalls === 'answer-lost';
  const call = { method, path: url.pathname + url.search, token: bearer(request) ?? '', status: outcome.status };
  day.noted({ ...call, ...(lost ? { lost } : {}) });
  if (lost) response.destroy();
  else send(response, outcome);
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function attempt(answer: () => Answered): Outcome {
  try {
    const { result, messages = [], ...rest } = answer();
    return { status: 200, headers: {}, body: { result, success: true, errors: [], messages, ...rest } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, headers, errors } = error;
    return { status, headers, body: { success: false, errors, messages: [], result: null } };
  }
}

const pathIn = ({ pathname }: URL): string => (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : '');

function dispatch(account: Account, mood: CloudflareMood, request: IncomingMessage, url: URL, body: string): Answered {
  const token = authenticated(request, url.pathname);
  const path = pathIn(url);
  const fitting = routes.filter((route) => route.path.test(path));
  const route = fitting.find(({ method }) => method === request.method);
  if (fitting.length === 0) throw noRoute(path);
  if (!route) throw refusal(405, 10405, 'Method not allowed for this authentication scheme');
  const ids = (route.path.exec(path) ?? []).slice(1);
  const asked = { account, mood, token, query: url.searchParams, body: () => json(body), ids };
  refuseWithout(asked, route, path);
  return route.answer(asked);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refusal(400, 9207, 'Request body is invalid.');
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

/** A gateway in trouble answers with a page for people, whatever was asked. */
const speaksHtml = new Set([502, 520]);

function send(response: ServerResponse, { status, headers, body }: Outcome): void {
  const html = speaksHtml.has(status);
  response.writeHead(status, {
    'content-type': html ? 'text/html; charset=UTF-8' : 'application/json',
    'cf-ray': `${newId().slice(0, 16)}-LAB`,
    ...headers,
  });
  response.end(html ? `<!DOCTYPE html><title>api.cloudflare.com | ${status}</title>\n` : `${JSON.stringify(body)}\n`);
}

async function collected(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
