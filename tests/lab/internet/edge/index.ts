// Cloudflare's edge: takes what visitors ask of the zone's proxied names, on 443 and 80, and passes it down the tunnel.
// Surprises: the raw path goes on unchanged, tricks included; nothing is kept in memory or cached; and a visitor who sends
// too much is told so at once, while what is still under way is swallowed, so that the answer is seen.
import { readFileSync } from 'node:fs';
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { isIP, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { IngressRule, TunnelStore } from '../cloudflare/tunnels.ts';
import { holding, type RecordSource } from '../dns/zone.ts';
import { serverCertificate, serverKey } from '../places.ts';
import { hostOf, newRay, type Visit } from './headers.ts';
import { openLines, OriginUnreachable } from './lines.ts';
import type { EdgeMood } from './mood.ts';
import { answerItself, rawRefusal, refusals, refuse, type Refusal } from './pages.ts';
import { passDown } from './pass.ts';
import { routeOf, ruleFor, type Route } from './route.ts';

export interface EdgeOptions {
  readonly address: string;
  readonly zones: readonly RecordSource[];
  readonly tunnels: TunnelStore;
  alwaysHttps(): boolean;
  mood(): EdgeMood;
  /** 443, 80 and 7844; a test takes any that are free. */
  readonly ports?: { readonly https: number; readonly http: number; readonly tunnel: number };
  readonly certificate?: { readonly cert: string; readonly key: string };
}

export interface Edge {
  readonly ports: { readonly https: number; readonly http: number; readonly tunnel: number };
  close(): void;
}

const usualPorts = { https: 443, http: 80, tunnel: 7844 };
const longestUrl = 16 * 1024;
const largestHead = 128 * 1024;

export async function serveEdge(options: EdgeOptions): Promise<Edge> {
  const { address, zones, tunnels, ports = usualPorts } = options;
  const lines = await openLines({ address, port: ports.tunnel, tunnels });

  function wayOf(request: IncomingMessage, scheme: Visit['scheme']): Way {
    const path = request.url ?? '';
    const host = hostOf(request);
    if (host === undefined || !path.startsWith('/')) return { refusal: refusals.badRequest };
    if (path.length > longestUrl) return { refusal: refusals.tooLong };
    if (isIP(host.replace(/[[\]]/g, '')) > 0) return { refusal: refusals.directAddress };
    if (!isAsConnected(request, host, zones)) return { refusal: refusals.otherHost };
    const zone = holding(host, zones);
    const route: Route = zone ? routeOf(host, zone) : { to: 'nowhere' };
    if (route.to === 'nowhere') return { refusal: refusals.unknownHost };
    if (scheme === 'http' && options.alwaysHttps()) return { location: `https://${host}${path}` };
    if (route.to === 'page') return { status: 200, page: blog(host) };
    if (!lines.isConnected(route.id)) return { refusal: refusals.noTunnel };
    const rule = ruleFor(host, path.split('?')[0] ?? '', tunnels.byId(route.id)?.config?.ingress ?? []);
    if (!rule) return { refusal: refusals.noIngress };
    const status = /^http_status:(\d{3})$/.exec(rule.service)?.[1];
    return status === undefined ? { tunnel: route.id, rule, host } : { status: Number(status), page: '' };
  }

  async function visited(request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): Promise<void> {
    const visit = visitOf(request);
    const way = wayOf(request, visit.scheme);
    if ('refusal' in way) refuse(response, way.refusal, visit.ray);
    else if ('location' in way) redirect(response, way.location, visit.ray);
    else if ('status' in way) answerItself(response, way.status, way.page, visit.ray);
    else {
      const { tunnel, rule, host } = way;
      await passDown({
        ...{ request, response, visit, upgrade, tunnel },
        open: () => lines.open(tunnel, rule, host),
        hostHeader: stringOf(rule.originRequest?.['httpHostHeader']) ?? request.headers.host ?? host,
        replySeconds: options.mood().replySeconds,
      });
    }
  }

  const attend = (request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): void => {
    visited(request, response, upgrade).catch((error: unknown) => {
      if (!(error instanceof OriginUnreachable)) process.stderr.write(`edge: ${String(error)}\n`);
      refuse(response, refusals.badGateway, newRay());
    });
  };
  const certificate = options.certificate ?? { cert: readFileSync(serverCertificate), key: readFileSync(serverKey) };
  const limits = { maxHeaderSize: largestHead };
  const https = createSecureServer({ ...certificate, ...limits, SNICallback: onlyOurs(zones) });
  const http = createServer(limits);
  for (const server of [https, http]) listenTo(server, attend);
  const [httpsPort, httpPort] = await Promise.all([
    opened(https, address, ports.https),
    opened(http, address, ports.http),
  ]);
  return {
    ports: { https: httpsPort, http: httpPort, tunnel: lines.port },
    close: () => {
      lines.close();
      for (const server of [https, http]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

type Way =
  | { readonly refusal: Refusal }
  | { readonly location: string }
  | { readonly status: number; readonly page: string }
  | { readonly tunnel: string; readonly rule: IngressRule; readonly host: string };

interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}
type Attend = (request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade) => void;

function listenTo(server: Server, attend: Attend): void {
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => attend(request, response));
  // Whether a body is welcome is said before it is sent: `passDown` asks for it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => attend(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    attend(request, response, /^websocket$/i.test(request.headers.upgrade ?? '') ? { socket, head } : undefined);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(rawRefusal(refusals.badRequest));
    else socket.destroy();
  });
}

function opened(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Who names no host of ours gets no certificate: the handshake fails, as at the real edge. */
function onlyOurs(zones: readonly RecordSource[]) {
  return (name: string, done: (error: Error | null) => void): void =>
    done(holding(name.toLowerCase(), zones) ? null : new Error(`no certificate for ${name}`));
}

function visitOf({ socket }: IncomingMessage): Visit {
  return {
    scheme: socket instanceof TLSSocket ? 'https' : 'http',
    peer: (socket.remoteAddress ?? '').replace('::ffff:', ''),
    ray: newRay(),
  };
}

/** Names of one zone share a certificate, so browsers reuse their connections; a name of another zone is fronting. */
function isAsConnected({ socket }: IncomingMessage, host: string, zones: readonly RecordSource[]): boolean {
  if (!(socket instanceof TLSSocket) || typeof socket.servername !== 'string') return true;
  if (socket.servername === host) return true;
  const zone = holding(host, zones);
  return zone !== undefined && zone === holding(socket.servername.toLowerCase(), zones);
}

function redirect(response: ServerResponse, location: string, ray: string): void {
  response.writeHead(301, { location, server: 'cloudflare', 'cf-ray': ray, 'content-length': 0 }).end();
}

const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const blog = (host: string): string =>
  `<!doctype html><html><head><title>${host}</title></head><body><h1>Our family's blog</h1></body></html>\n`;
