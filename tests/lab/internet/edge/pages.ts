// What Cloudflare itself says to a visitor, instead of or because of the origin.
// Surprise: the numbers people search for (1033, 1001) are in the page; the status beside them is often another.
import { STATUS_CODES, type ServerResponse } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly title: string;
  /** Cloudflare's own number, where there is one. */
  readonly code?: number;
  readonly why?: string;
}

export const refusals = {
  badRequest: { status: 400, title: 'Bad Request' },
  otherHost: { status: 403, title: 'Forbidden', why: 'The name asked for is not the one the connection was made for.' },
  directAddress: { status: 403, title: 'Forbidden', code: 1003, why: 'Direct IP access not allowed.' },
  unknownHost: { status: 409, title: 'Conflict', code: 1001, why: 'DNS resolution error.' },
  tooLarge: { status: 413, title: 'Payload Too Large' },
  tooLong: { status: 414, title: 'URI Too Long' },
  badGateway: { status: 502, title: 'Bad gateway', why: 'Unable to reach the origin service.' },
  noIngress: { status: 503, title: 'Service Unavailable' },
  tooSlow: { status: 524, title: 'A timeout occurred', code: 524, why: 'The origin web server timed out responding.' },
  noTunnel: {
    status: 530,
    title: 'Cloudflare Tunnel error',
    code: 1033,
    why: 'Cloudflare is currently unable to resolve it: no connection of the tunnel is there.',
  },
} as const satisfies Record<string, Refusal>;

export function pageOf({ status, title, code, why }: Refusal): string {
  const number = code === undefined ? `${status} ${title}` : `Error ${code}: ${title}`;
  const plain = code === undefined ? '' : `<p>error code: ${code}</p>`;
  return `<!doctype html><html><head><title>${number}</title></head><body><center><h1>${number}</h1></center>${
    why === undefined ? '' : `<p>${why}</p>`
  }${plain}<hr><center>cloudflare</center></body></html>\n`;
}

export function refuse(response: ServerResponse, refusal: Refusal, ray: string): void {
  if (response.headersSent) response.destroy();
  else answerItself(response, refusal.status, pageOf(refusal), ray, refusal.title);
}

export function answerItself(
  response: ServerResponse,
  status: number,
  page: string,
  ray: string,
  title = STATUS_CODES[status] ?? '',
): void {
  response.writeHead(status, title, {
    'content-type': 'text/html; charset=UTF-8',
    'content-length': Buffer.byteLength(page),
    'cache-control': 'no-store',
    server: 'cloudflare',
    'cf-ray': ray,
  });
  response.end(page);
}

/** For a request that is none: there is no response object to say it with. */
export function rawRefusal(refusal: Refusal): string {
  const page = pageOf(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Server: cloudflare',
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(page)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${page}`;
}
