// The lab's DNS on port 53, UDP and TCP.
// Surprise: an answer over 512 bytes is cut with TC set unless the question brought EDNS, as dnsmasq and Pebble expect.
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import dns, { type Answer, type DecodedPacket } from 'dns-packet';
import { answer } from './answers.ts';
import { holding, type RecordSource } from './zone.ts';

export interface AskedQuestion {
  readonly name: string;
  readonly type: string;
  readonly from: string;
}
type Noted = (question: AskedQuestion) => void;

export async function serveDns(
  address: string,
  zones: readonly RecordSource[],
  noted: Noted = () => undefined,
): Promise<void> {
  await Promise.all([serveUdp(address, zones, noted), serveTcp(address, zones, noted)]);
}

function serveUdp(address: string, zones: readonly RecordSource[], noted: Noted): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const query = decoded(message);
    if (!query) return;
    const whole = reply(query, zones, from.address, noted);
    const fits = whole.length <= payloadSize(query);
    socket.send(fits ? whole : reply(query, zones, from.address, () => undefined, true), from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(53, address, resolve);
  });
}

function serveTcp(address: string, zones: readonly RecordSource[], noted: Noted): Promise<void> {
  const server = createServer((connection) => answerStream(connection, zones, noted));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(53, address, resolve);
  });
}

function answerStream(connection: Socket, zones: readonly RecordSource[], noted: Noted): void {
  let pending = Buffer.alloc(0);
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const size = pending.readUInt16BE(0);
      const query = decoded(pending.subarray(2, 2 + size));
      pending = pending.subarray(2 + size);
      if (!query) {
        connection.destroy();
        return;
      }
      const message = reply(query, zones, connection.remoteAddress ?? '', noted);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      connection.write(Buffer.concat([length, message]));
    }
  });
}

function decoded(message: Buffer): DecodedPacket | undefined {
  try {
    const query = dns.decode(message);
    return query.type === 'query' && query.questions?.length === 1 ? query : undefined;
  } catch {
    return undefined;
  }
}

function reply(query: DecodedPacket, zones: readonly RecordSource[], from: string, noted: Noted, cut = false): Buffer {
  const question = query.questions?.[0];
  if (!question) throw new Error('a query without a question was let through');
  noted({ name: question.name, type: question.type === ('UNKNOWN_65' as string) ? 'HTTPS' : question.type, from });
  const found = answer(question, holding(question.name.toLowerCase(), zones));
  const flags =
    dns.RECURSION_AVAILABLE |
    (query.flag_rd ? dns.RECURSION_DESIRED : 0) |
    (found.authoritative ? dns.AUTHORITATIVE_ANSWER : 0) |
    (cut ? dns.TRUNCATED_RESPONSE : 0) |
    rcodes[found.rcode];
  const edns = (query.additionals ?? []).some((extra) => extra.type === 'OPT');
  return dns.encode({
    type: 'response',
    ...(query.id === undefined ? {} : { id: query.id }),
    flags,
    questions: [question],
    answers: cut ? [] : records(found.answers),
    authorities: cut ? [] : records(found.authorities),
    additionals: edns
      ? [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as unknown as Answer]
      : [],
  });
}

const rcodes = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 } as const;

/** dns-packet's types do not list records it carries as raw bytes. */
const records = (data: readonly object[]): Answer[] => data.map((record) => record as Answer);

function payloadSize(query: DecodedPacket): number {
  const edns = (query.additionals ?? []).find((extra) => extra.type === 'OPT');
  return edns && 'udpPayloadSize' in edns ? Math.max(512, edns.udpPayloadSize) : 512;
}
