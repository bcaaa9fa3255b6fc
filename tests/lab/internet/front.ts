// https in front of a program that speaks plain http or its own TLS on loopback: the lab CA's certificate outside, the
// request passed on unchanged inside.
// Surprise: the Host header is kept as it came, because Pebble and the registry build the URLs in their answers from it.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { serverCertificate, serverKey } from './places.ts';

export interface Backend {
  readonly secure: boolean;
  readonly port: number;
}

export type Reshape = (answer: IncomingMessage) => Readable;

export function serveHttps(address: string, listener: RequestListener): Promise<void> {
  const server = createServer({ cert: readFileSync(serverCertificate), key: readFileSync(serverKey) }, listener);
  server.requestTimeout = 0;
  server.on('clientError', (_error, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(443, address, resolve);
  });
}

export function passOn(
  { secure, port }: Backend,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  reshape: Reshape = (answer) => answer,
): void {
  const ask = secure ? httpsRequest : httpRequest;
  const onward = ask(
    { host: '127.0.0.1', port, path, method: request.method, headers: request.headers, rejectUnauthorized: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      const body = reshape(answer);
      body.on('error', () => response.destroy());
      body.pipe(response);
      response.on('close', () => answer.destroy());
    },
  );
  onward.on('error', (error) => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { 'content-type': 'text/plain' }).end(`lab: nothing behind this front: ${error.message}\n`);
  });
  request.pipe(onward);
}
