/**
 * One question to one of the addresses that this PC asks for names. The surprise: the system's own resolver would mix the answers of
 * all of them and remember for hours; whether a setting in the router took is seen only by asking each of them anew, ourselves.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP, isIPv6 } from 'node:net';
import dns, { type DecodedPacket } from 'dns-packet';
import type { Answer } from '../../contract/router';
import { httpsRecordText } from './https-record';

export const questionTypes = ['A', 'AAAA', 'HTTPS'] as const;
export type QuestionType = (typeof questionTypes)[number];

export interface Asking {
  readonly port?: number;
  readonly timeoutMs?: number;
  /** A packet that got lost in the Wi-Fi is sent again after this time. */
  readonly againMs?: number;
}

/** dns-packet knows the older types by name; a type without one goes by its number. */
const nameOfType: Record<QuestionType, string> = { A: 'A', AAAA: 'AAAA', HTTPS: 'UNKNOWN_65' };
const mostAnswers = 20;

/** What this resolver says; [] = "there is none", null = it does not answer, or refuses to. */
export async function ask(resolver: string, host: string, type: QuestionType, how: Asking = {}): Promise<Answer> {
  if (isIP(resolver.split('%')[0] ?? '') === 0) return null;
  const id = randomInt(0x1_0000);
  const query = dns.encode({
    type: 'query',
    id,
    flags: dns.RECURSION_DESIRED,
    questions: [{ type: nameOfType[type] as 'A', name: host }],
  });
  const fits = (reply: Buffer): DecodedPacket | null => replyTo(id, host, type, reply);
  const deadline = AbortSignal.timeout(how.timeoutMs ?? 1_500);
  const reply = await byUdp(resolver, query, fits, deadline, how);
  if (!reply) return null;
  return answerOf(type, reply.flag_tc ? ((await byTcp(resolver, query, fits, deadline, how)) ?? reply) : reply);
}

type Fits = (reply: Buffer) => DecodedPacket | null;

/** A connected socket takes datagrams from the asked address and port only: the system refuses all others. */
function byUdp(
  resolver: string,
  query: Buffer,
  fits: Fits,
  deadline: AbortSignal,
  { port = 53, againMs = 600 }: Asking,
): Promise<DecodedPacket | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(resolver) ? 'udp6' : 'udp4');
    let open = true;
    let again: NodeJS.Timeout | null = null;
    const settle = (reply: DecodedPacket | null): void => {
      if (!open) return;
      open = false;
      if (again) clearTimeout(again);
      deadline.removeEventListener('abort', late);
      socket.close();
      resolve(reply);
    };
    const late = (): void => settle(null);
    const send = (): void => {
      if (open) socket.send(query, (error) => error && settle(null));
    };
    deadline.addEventListener('abort', late);
    socket.on('error', late);
    socket.on('message', (message) => {
      const reply = fits(message);
      if (reply) settle(reply);
    });
    // by its event, not by a callback: that one would be given the errors as well
    socket.on('connect', () => {
      send();
      again = setTimeout(send, againMs);
    });
    socket.connect(port, resolver);
  });
}

function byTcp(
  resolver: string,
  query: Buffer,
  fits: Fits,
  deadline: AbortSignal,
  { port = 53 }: Asking,
): Promise<DecodedPacket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: resolver, port });
    let heard = Buffer.alloc(0);
    const settle = (reply: DecodedPacket | null): void => {
      deadline.removeEventListener('abort', late);
      socket.destroy();
      resolve(reply);
    };
    const late = (): void => settle(null);
    deadline.addEventListener('abort', late);
    socket.on('error', late).on('close', late);
    socket.on('connect', () => socket.write(withLength(query)));
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length < 2) return;
      const end = 2 + heard.readUInt16BE(0);
      if (heard.length >= end) settle(fits(heard.subarray(2, end)));
    });
  });
}

function withLength(query: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  return Buffer.concat([length, query]);
}

/** The reply to exactly this question, or null: whatever else arrives is none. */
function replyTo(id: number, host: string, type: QuestionType, message: Buffer): DecodedPacket | null {
  try {
    const reply = dns.decode(message);
    const [question] = reply.questions ?? [];
    const same = question?.name.toLowerCase() === host.toLowerCase() && question.type === nameOfType[type];
    return reply.id === id && reply.type === 'response' && same ? reply : null;
  } catch {
    return null;
  }
}

/** The low four bits of the flags: 0 no error, 3 no such name. All else is no answer. */
const codeOf = ({ flags = 0 }: DecodedPacket): number => flags & 0x0f;

function answerOf(type: QuestionType, reply: DecodedPacket): Answer {
  const code = codeOf(reply);
  if (code !== 0 && code !== 3) return null;
  const said: string[] = [];
  for (const record of (reply.answers ?? []).slice(0, mostAnswers)) {
    if (record.type !== nameOfType[type] || !('data' in record)) continue;
    const { data } = record;
    if (typeof data === 'string') said.push(data);
    else if (Buffer.isBuffer(data)) said.push(httpsRecordText(data));
  }
  return said;
}
