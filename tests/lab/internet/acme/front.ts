// Let's Encrypt's two directories (production and staging), both answered by one Pebble.
// Surprise: Pebble's directory is at /dir where every client asks /directory; the refusals are made here, because Pebble
// has no rate limits and looks at no CAA record.
import type { RequestListener, ServerResponse } from 'node:http';
import { passOn } from '../front.ts';
import { pebblePort } from '../places.ts';

/** rateLimited: new orders get 429. caa: finalizing is refused. unavailable: 503 on everything, like a maintenance day. */
export type AcmeMood = 'works' | 'rateLimited' | 'caa' | 'unavailable';

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
}

const refusals: Record<Exclude<AcmeMood, 'works'>, { readonly at: RegExp; readonly problem: Problem }> = {
  rateLimited: {
    at: /^\/order-plz/,
    problem: {
      type: 'urn:ietf:params:acme:error:rateLimited',
      status: 429,
      detail:
        'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after ' +
        '2026-11-24 10:00:00 UTC: see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers',
    },
  },
  caa: {
    at: /^\/finalize-order\//,
    problem: {
      type: 'urn:ietf:params:acme:error:caa',
      status: 403,
      detail: 'Rechecking CAA: While processing CAA: CAA record for the domain prevents issuance',
    },
  },
  unavailable: {
    at: /^\//,
    problem: {
      type: 'urn:ietf:params:acme:error:serverInternal',
      status: 503,
      detail: 'The service is down for maintenance or had an internal error. Check https://letsencrypt.status.io/',
    },
  },
};

export function acmeFront(mood: () => AcmeMood, noted: (call: string) => void): RequestListener {
  return (request, response) => {
    const path = request.url === '/directory' ? '/dir' : (request.url ?? '/');
    noted(`${request.method} ${request.headers.host}${request.url}`);
    const now = mood();
    const refusal = now === 'works' ? undefined : refusals[now];
    if (refusal?.at.test(path)) refuse(response, refusal.problem);
    else passOn({ secure: true, port: pebblePort }, path, request, response);
  };
}

function refuse(response: ServerResponse, problem: Problem): void {
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '3600' };
  response.writeHead(problem.status, headers).end(JSON.stringify(problem));
}
