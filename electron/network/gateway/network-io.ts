/**
 * The real network for recognising a router: one UDP socket, HTTP without redirects, proxies and names, the PC's neighbour table. The
 * surprise: a router may answer a search from any of its ports, so the socket is not bound to the one that was asked.
 */
import { createSocket } from 'node:dgram';
import { request as openRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Ear, GatewayIo, Page, Ports, Question } from './io';
import { neighbour } from './neighbour';
import type { Place } from './place';
import type { MakerOf } from './vendors';

const usual: Ports = { search: 1900, fritzBox: 49_000, pages: 80, securePages: 443 };
/** AVM, the software of cable providers (RDK), miniupnpd, RouterOS. */
const usualDescriptions: readonly Place[] = [
  { secure: false, port: usual.fritzBox, path: '/igddesc.xml' },
  { secure: false, port: 49_152, path: '/IGDdevicedesc_brlan0.xml' },
  { secure: false, port: 5_000, path: '/rootDesc.xml' },
  { secure: false, port: 2_828, path: '/gateway_description.xml' },
];
const datagramAtMost = 4_096;

export interface NetworkIo {
  readonly makerOf: MakerOf;
  readonly ports?: Ports;
  readonly descriptions?: readonly Place[];
  readonly platform?: NodeJS.Platform;
}

export const networkIo = ({
  makerOf,
  ports = usual,
  descriptions = usualDescriptions,
  platform = process.platform,
}: NetworkIo): GatewayIo => ({
  ports,
  descriptions,
  ask,
  listen: (address, heard) => listen(address, ports.search, heard),
  hardwareAddress: (address, signal) => neighbour(address, platform, signal),
  makerOf,
});

function listen(address: string, port: number, heard: (text: string) => void): Ear {
  const socket = createSocket('udp4');
  let open = true;
  const close = (): void => {
    if (open) socket.close();
    open = false;
  };
  const say = (text: string): void => {
    if (open) socket.send(text, port, address, () => undefined);
  };
  socket.on('message', (message, { address: from }) => {
    if (from === address && message.length <= datagramAtMost) heard(message.toString('latin1'));
  });
  socket.on('error', close);
  return { say, close };
}

function ask(address: string, question: Question, signal: AbortSignal): Promise<Page | null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    const settle = (page: Page | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      asked.destroy();
      resolve(page);
    };
    const giveUp = (): void => settle(null);
    const timer = setTimeout(giveUp, question.withinMs);
    signal.addEventListener('abort', giveUp);
    const asked = open(address, question, (answer) => read(answer, question, settle));
    asked.on('error', giveUp).on('close', giveUp);
    asked.end(question.body);
  });
}

function open(address: string, question: Question, answered: (answer: IncomingMessage) => void) {
  const { place, body, headers } = question;
  const options: RequestOptions = {
    host: address,
    port: place.port,
    path: place.path,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, Connection: 'close' },
    agent: false,
  };
  // A router signs its own certificate. Only its page's title is read this way, and nothing is said.
  return place.secure
    ? secureRequest({ ...options, rejectUnauthorized: false }, answered)
    : openRequest(options, answered);
}

function read(answer: IncomingMessage, { bytesAtMost, more }: Question, settle: (page: Page | null) => void): void {
  const { statusCode: status = 0, headers } = answer;
  const chunks: Buffer[] = [];
  let length = 0;
  const whole = (): void =>
    settle({
      status,
      type: headers['content-type'] ?? '',
      location: headers.location ?? '',
      body: Buffer.concat(chunks).subarray(0, bytesAtMost),
    });
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > bytesAtMost) (more === 'cut' ? whole : () => settle(null))();
  });
  answer.on('end', whole).on('error', () => settle(null));
}
