// The lines that cloudflared keeps to the edge, on port 7844: which there are, and one stream down a tunnel for each request.
// The wire is the lab's own (the real one is QUIC or HTTP/2): a control connection of JSON lines per line, over which the
// edge asks for a stream; cloudflared then reaches the origin and opens a TCP connection that carries one exchange byte for
// byte.
// Surprise: "quic" is a datagram that is answered on UDP 7844; its streams run over TCP on the port after, so that blocking
// TCP 7844 takes only http2 away, as in a real firewall.
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { IngressRule, Tunnel, TunnelStore, TunnelToken } from '../cloudflare/tunnels.ts';

export interface LinesOptions {
  readonly address: string;
  /** 7844; 0 takes any. */
  readonly port: number;
  readonly tunnels: TunnelStore;
}

export interface Lines {
  readonly port: number;
  isConnected(tunnel: string): boolean;
  /** A connection to the rule's service, through the tunnel. */
  open(tunnel: string, rule: IngressRule, host: string): Promise<Socket>;
  close(): void;
}

/** The tunnel is there, its origin is not. */
export class OriginUnreachable extends Error {}

interface Line {
  readonly tunnel: string;
  readonly id: string;
  readonly socket: Socket;
}

interface Awaited {
  readonly line: Line;
  readonly came: (stream: Socket) => void;
  readonly failed: (error: Error) => void;
}

interface Registration {
  readonly token: TunnelToken;
  readonly index: number;
  readonly protocol: 'quic' | 'http2';
  readonly version: string;
  readonly client: string;
}

/** cloudflared says something every second. */
const silentFor = 8_000;
const longestLine = 1_000_000;

export async function openLines({ address, port: wanted, tunnels }: LinesOptions): Promise<Lines> {
  const lines = new Map<string, Set<Line>>();
  const awaited = new Map<string, Awaited>();
  const sockets = new Set<Socket>();
  let turn = 0;

  const of = (tunnel: string): Line[] => [...(lines.get(tunnel) ?? [])];
  const take = (socket: Socket): void => {
    sockets.add(socket.setNoDelay(true));
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    firstLine(socket, (line) => {
      const first = JSON.parse(line) as { readonly register?: Registration; readonly carry?: string };
      if (first.carry !== undefined) carry(socket, first.carry);
      else if (first.register) register(socket, first.register);
      else socket.destroy();
    });
  };
  const carry = (socket: Socket, id: string): void => {
    const waiting = awaited.get(id);
    awaited.delete(id);
    if (waiting) waiting.came(socket);
    else socket.destroy();
  };
  const register = (socket: Socket, registration: Registration): void => {
    const { token, index, protocol, version, client } = registration;
    if (!tunnels.accepts(token)) {
      return void socket.end(`${JSON.stringify({ refused: refusalOf(tunnels.byId(token.t)) })}\n`);
    }
    const line: Line = { tunnel: token.t, id: randomUUID(), socket };
    const colo = `lab0${(index % 4) + 1}`;
    const off = tunnels.register(line.tunnel, {
      ...{ id: line.id, colo, protocol, client_version: version, client_id: client },
      origin_ip: (socket.remoteAddress ?? '').replace('::ffff:', ''),
      opened_at: new Date().toISOString(),
    });
    lines.set(line.tunnel, (lines.get(line.tunnel) ?? new Set()).add(line));
    socket.on('close', () => {
      off();
      lines.get(line.tunnel)?.delete(line);
      for (const [id, waiting] of awaited) {
        if (waiting.line !== line) continue;
        awaited.delete(id);
        waiting.failed(new Error('the line of the tunnel was cut'));
      }
    });
    socket.setTimeout(silentFor, () => socket.destroy());
    socket.on('end', () => socket.destroy());
    eachLine(socket, (text) => heard(line, JSON.parse(text) as { ping?: number; failed?: string; error?: string }));
    say(line, { registered: line.id, location: colo });
    sayConfig(line);
  };
  const heard = (line: Line, { ping, failed, error }: { ping?: number; failed?: string; error?: string }): void => {
    if (ping !== undefined) say(line, { pong: ping });
    const waiting = failed === undefined ? undefined : awaited.get(failed);
    if (failed === undefined || !waiting) return;
    awaited.delete(failed);
    waiting.failed(new OriginUnreachable(error));
  };
  const sayConfig = (line: Line): void => {
    const config = tunnels.byId(line.tunnel)?.config;
    if (config) say(line, { config: { ingress: config.ingress, ...config.rest }, version: config.version });
  };
  const unsubscribe = tunnels.onChange((tunnel) => {
    const standing = new Set(tunnels.connections(tunnel).map(({ id }) => id));
    for (const line of of(tunnel)) {
      if (standing.has(line.id)) sayConfig(line);
      else line.socket.destroy();
    }
  });

  const http2 = await listening(take, address, wanted);
  const port = (http2.address() as AddressInfo).port;
  const streams = await listening(take, address, wanted === 0 ? 0 : wanted + 1);
  const quic = await answering(address, port, (streams.address() as AddressInfo).port);

  return {
    port,
    isConnected: (tunnel) => of(tunnel).length > 0,
    open: (tunnel, rule, host) => {
      const here = of(tunnel);
      const line = here[(turn += 1) % here.length];
      if (!line) return Promise.reject(new Error('the tunnel has no line'));
      const id = randomUUID();
      return new Promise((came, failed) => {
        awaited.set(id, { line, came, failed });
        say(line, { open: id, service: rule.service, originRequest: rule.originRequest ?? {}, host });
      });
    },
    close: () => {
      unsubscribe();
      for (const socket of sockets) socket.destroy();
      for (const server of [http2, streams, quic]) server.close();
    },
  };
}

const refusalOf = (tunnel: Tunnel | undefined): string =>
  tunnel?.deleted_at === null ? 'Unauthorized: Invalid tunnel secret' : 'Unauthorized: Tunnel not found';

function say({ socket }: Line, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

function listening(take: (socket: Socket) => void, address: string, port: number): Promise<Server> {
  const server = createServer(take);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(server));
  });
}

/** Says back what it was sent, with the port of the streams. */
function answering(address: string, port: number, streams: number): Promise<Datagrams> {
  const socket = createSocket('udp4');
  socket.on('message', (hello, from) => {
    socket.send(JSON.stringify({ hello: hello.toString('latin1').slice(0, 64), streams }), from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket));
  });
}

function firstLine(socket: Socket, found: (line: string) => void): void {
  const stop = eachLine(socket, (line) => {
    stop();
    found(line);
  });
}

/** Bytes after a line that ends the listening would be lost: cloudflared waits for an answer after its first line. */
function eachLine(socket: Socket, found: (line: string) => void): () => void {
  let pending = '';
  let listens = true;
  const hear = (chunk: Buffer): void => {
    pending += chunk.toString('utf8');
    if (pending.length > longestLine) socket.destroy();
    for (let at = pending.indexOf('\n'); at >= 0 && listens; at = pending.indexOf('\n')) {
      const line = pending.slice(0, at);
      pending = pending.slice(at + 1);
      try {
        found(line);
      } catch {
        socket.destroy();
      }
    }
  };
  socket.on('data', hear);
  return () => {
    listens = false;
    socket.off('data', hear);
  };
}
