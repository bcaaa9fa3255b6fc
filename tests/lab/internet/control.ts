// The test's hand on the lab's internet: http over a unix socket, so that it reaches from every namespace and no packet
// is sent. `serveControl` is the internet's side, `internet` the test's.
// Surprise: nothing here is part of what a home server can see.
import { rmSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { Snapshot } from './cloudflare/account.ts';
import type { Call } from './cloudflare/api.ts';
import type { Setting } from './cloudflare/settings.ts';
import type { RecordDraft } from './cloudflare/store.ts';
import type { IngressRule, Tunnel, TunnelDraft, TunnelStatus } from './cloudflare/tunnels.ts';
import type { AskedQuestion } from './dns/server.ts';
import type { ZoneRecord } from './dns/zone.ts';
import { controlSocket } from './places.ts';
import type { Switches } from './switches.ts';

/** As the dashboard shows it: with what `cloudflared` is to be given, and how many connections stand. */
export interface ShownTunnel extends Tunnel {
  readonly token: string;
  readonly status: TunnelStatus;
  readonly connections: number;
}

/** As somebody in the family may have made it by hand; `connections` of that many that only seem to stand. */
export type FoundTunnel = TunnelDraft & { readonly connections?: number };

export interface InternetState {
  readonly switches: Switches;
  readonly records: readonly ZoneRecord[];
  readonly tunnels: readonly ShownTunnel[];
  readonly settings: readonly Setting[];
  readonly calls: { readonly cloudflare: readonly Call[]; readonly acme: readonly string[] };
  readonly questions: readonly AskedQuestion[];
}

export interface Controlled {
  state(): InternetState;
  switch(change: Partial<Switches>): void;
  setRecord(draft: RecordDraft): void;
  removeRecords(name: string): void;
  addTunnel(draft: FoundTunnel): ShownTunnel;
  configureTunnel(id: string, ingress: readonly IngressRule[]): void;
  removeTunnel(id: string): void;
  setSetting(id: string, value: string): void;
  snapshot(): Snapshot;
  forgetCalls(): void;
  reset(): void;
}

/**
 * From a test: `await internet.switch({ acme: 'rateLimited' })`. `reset` gives the account at Cloudflare and all switches as
 * at the start. `snapshot` is what may be compared: `expect(await internet.snapshot()).toEqual(before)`.
 */
export const internet = {
  state: (): Promise<InternetState> => ask('GET', '/state') as Promise<InternetState>,
  switch: (change: Partial<Switches>): Promise<unknown> => ask('PATCH', '/switches', change),
  /** Adds a record, or replaces those of the same name and type. */
  setRecord: (draft: RecordDraft): Promise<unknown> => ask('PUT', '/record', draft),
  removeRecords: (name: string): Promise<unknown> => ask('DELETE', `/record?name=${encodeURIComponent(name)}`),
  addTunnel: (draft: FoundTunnel): Promise<ShownTunnel> => ask('POST', '/tunnel', draft) as Promise<ShownTunnel>,
  configureTunnel: (id: string, ingress: readonly IngressRule[]): Promise<unknown> =>
    ask('PUT', '/tunnel', { id, ingress }),
  removeTunnel: (id: string): Promise<unknown> => ask('DELETE', `/tunnel?id=${encodeURIComponent(id)}`),
  setSetting: (id: string, value: string): Promise<unknown> => ask('PUT', '/setting', { id, value }),
  snapshot: (): Promise<Snapshot> => ask('GET', '/snapshot') as Promise<Snapshot>,
  forgetCalls: (): Promise<unknown> => ask('DELETE', '/calls'),
  reset: (): Promise<unknown> => ask('POST', '/reset'),
};

export function serveControl(controlled: Controlled): Promise<void> {
  rmSync(controlSocket, { force: true });
  const server = createServer((incoming, response) => {
    act(controlled, incoming).then(
      (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(controlSocket, resolve);
  });
}

async function act(controlled: Controlled, incoming: IncomingMessage): Promise<unknown> {
  const url = new URL(incoming.url ?? '/', 'http://control');
  const body = await text(incoming);
  switch (`${incoming.method} ${url.pathname}`) {
    case 'GET /state':
      return controlled.state();
    case 'PATCH /switches':
      controlled.switch(JSON.parse(body) as Partial<Switches>);
      return done;
    case 'PUT /record':
      controlled.setRecord(JSON.parse(body) as RecordDraft);
      return done;
    case 'DELETE /record':
      controlled.removeRecords(url.searchParams.get('name') ?? '');
      return done;
    case 'POST /tunnel':
      return controlled.addTunnel(JSON.parse(body) as FoundTunnel);
    case 'PUT /tunnel': {
      const { id, ingress } = JSON.parse(body) as { id: string; ingress: readonly IngressRule[] };
      controlled.configureTunnel(id, ingress);
      return done;
    }
    case 'DELETE /tunnel':
      controlled.removeTunnel(url.searchParams.get('id') ?? '');
      return done;
    case 'PUT /setting': {
      const { id, value } = JSON.parse(body) as { id: string; value: string };
      controlled.setSetting(id, value);
      return done;
    }
    case 'GET /snapshot':
      return controlled.snapshot();
    case 'DELETE /calls':
      controlled.forgetCalls();
      return done;
    case 'POST /reset':
      controlled.reset();
      return done;
    default:
      throw new Error(`no such control: ${incoming.method} ${url.pathname}`);
  }
}

const done = { done: true } as const;

function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: controlSocket, method, path }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve(JSON.parse(answer));
        else reject(new Error(`the lab's internet refused ${method} ${path}: ${answer}`));
      }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function text(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
