/**
 * What an HTTPS record (RFC 9460) says, as one line. The surprise that makes it worth reading: its address hints and its encrypted
 * hello lead iPhones and Chrome past the server, though A and AAAA are right.
 */
import ipaddr from 'ipaddr.js';

const keys = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint'] as const;

/** "1 . alpn=h3,h2 ipv4hint=104.16.0.1 ech"; as much of a damaged record as can be read. */
export function httpsRecordText(data: Buffer): string {
  if (data.length < 3) return '';
  const target = readName(data, 2);
  const words = [String(data.readUInt16BE(0)), target.name];
  for (let at = target.end; at + 4 <= data.length;) {
    const key = data.readUInt16BE(at);
    const end = at + 4 + data.readUInt16BE(at + 2);
    if (end > data.length) break;
    words.push(parameterText(key, data.subarray(at + 4, end)));
    at = end;
  }
  return words.join(' ');
}

/** Names in these records are never compressed. */
function readName(data: Buffer, from: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = from;
  for (;;) {
    const length = data[at] ?? 0;
    at += 1;
    if (length === 0 || at + length > data.length) break;
    labels.push(data.toString('latin1', at, at + length).replace(/[^A-Za-z0-9_-]/g, '?'));
    at += length;
  }
  return { name: labels.length === 0 ? '.' : labels.join('.'), end: at };
}

function parameterText(number: number, value: Buffer): string {
  const key = keys[number] ?? `key${number}`;
  switch (key) {
    case 'alpn':
      return `${key}=${protocols(value).join(',')}`;
    case 'ipv4hint':
      return `${key}=${addresses(value, 4).join(',')}`;
    case 'ipv6hint':
      return `${key}=${addresses(value, 16).join(',')}`;
    case 'port':
      return value.length === 2 ? `${key}=${value.readUInt16BE(0)}` : key;
    default:
      return key;
  }
}

function protocols(value: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < value.length;) {
    const end = at + 1 + (value[at] ?? 0);
    found.push(value.toString('latin1', at + 1, end).replace(/[^\x21-\x7e]/g, '?'));
    at = end;
  }
  return found;
}

const addresses = (value: Buffer, size: 4 | 16): readonly string[] =>
  Array.from({ length: Math.floor(value.length / size) }, (_, n) =>
    ipaddr.fromByteArray([...value.subarray(n * size, (n + 1) * size)]).toString(),
  );
