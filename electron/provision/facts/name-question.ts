/**
 * A question to a name server, put from the home server itself. The surprise: no client is needed. bash, which every Debian has,
 * opens a UDP socket as a file; question and answer are bytes that are made and read here. (`dd` sends them as one packet:
 * bash's own printf would cut them at each newline byte.)
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

const types = { A: 1, AAAA: 28, HTTPS: 65 } as const;
export type QuestionType = keyof typeof types;

export interface NameAnswer {
  /** 'silent': no answer in time. */
  readonly outcome: 'answer' | 'nodata' | 'no-such-name' | 'refused' | 'silent';
  /** Addresses, for A questions. */
  readonly addresses: readonly string[];
}

const silent: NameAnswer = { outcome: 'silent', addresses: [] };

export function questionBytes(name: string, type: QuestionType): Buffer {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'ascii')]);
  // id, recursion desired, one question; class IN
  return Buffer.from([0x49, 0x48, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, types[type], 0, 1]);
}

export function parseAnswer(bytes: Buffer): NameAnswer {
  if (bytes.length < 12) return silent;
  const code = bytes.readUInt8(3) & 0x0f;
  if (code === 3) return { outcome: 'no-such-name', addresses: [] };
  if (code !== 0) return { outcome: 'refused', addresses: [] };
  const addresses: string[] = [];
  const count = bytes.readUInt16BE(6);
  let at = skipName(bytes, 12) + 4;
  for (let n = 0; n < count; n += 1) {
    at = skipName(bytes, at);
    if (at + 10 > bytes.length) break;
    const [type, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 8)];
    at += 10 + length;
    if (type === types.A && at <= bytes.length) addresses.push([...bytes.subarray(at - 4, at)].join('.'));
  }
  return { outcome: count > 0 ? 'answer' : 'nodata', addresses };
}

/** Past a name: labels until an empty one, or a pointer of two bytes. */
function skipName(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
  return at;
}

export const nameQuestion = (server: string, name: string, type: QuestionType): Fact<NameAnswer> => ({
  key: `name ${server} ${name} ${type}`,
  command: sh`printf %s ${questionBytes(name, type).toString('base64')} | base64 -d |
  timeout 2 bash -c 'exec 3<>"/dev/udp/$0/53" && dd bs=4096 iflag=fullblock status=none >&3 && timeout 1 dd bs=4096 count=1 status=none <&3' ${server} | base64 -w 0`,
  parse: ({ stdout }) => parseAnswer(Buffer.from(stdout.trim(), 'base64')),
});
