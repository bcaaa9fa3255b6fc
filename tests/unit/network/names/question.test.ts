// One question to one resolver, over real loopback sockets: answers, refusals, silence, liars, and an answer too long for UDP.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import dns, { type Packet } from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { httpsRecordText } from '../../../../electron/network/names/https-record';
import { ask } from '../../../../electron/network/names/question';

const host = 'photos.example-family.net';
const open: (Socket | Server)[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

type Reply = (query: Packet, send: (packet: Packet | Buffer) => void, n: number) => void;

async function resolver(reply: Reply, address = '127.0.0.1'): Promise<number> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  open.push(socket);
  let asked = 0;
  socket.on('message', (message, from) => {
    asked += 1;
    const send = (packet: Packet | Buffer): void =>
      socket.send(Buffer.isBuffer(packet) ? packet : dns.encode(packet), from.port, from.address);
    reply(dns.decode(message), send, asked);
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket.address().port;
}

const answerTo = (query: Packet, more: Partial<Packet> = {}): Packet => ({
  type: 'response',
  ...(query.id === undefined ? {} : { id: query.id }),
  ...(query.questions ? { questions: query.questions } : {}),
  answers: [{ type: 'A', name: host, ttl: 60, data: '192.168.178.10' }],
  ...more,
});
const askIt = (port: number, address = '127.0.0.1') => ask(address, host, 'A', { port, timeoutMs: 400, againMs: 100 });

describe('a resolver', () => {
  it('is understood, with the names in between left out', async () => {
    const port = await resolver((query, send) =>
      send(
        answerTo(query, {
          answers: [
            { type: 'CNAME', name: host, data: 'edge.example.net' },
            { type: 'A', name: 'edge.example.net', data: '104.16.0.1' },
          ],
        }),
      ),
    );
    expect(await askIt(port)).toEqual(['104.16.0.1']);
  });
  it('is asked over IPv6 too', async () => {
    expect(await askIt(await resolver((query, send) => send(answerTo(query)), '::1'), '::1')).toEqual([
      '192.168.178.10',
    ]);
  });
  it.each([
    ['knows no such name', 3, []],
    ['has no such record', 0, []],
    ['fails', 2, null],
    ['refuses', 5, null],
  ])('that %s', async (_what, code, said) => {
    const port = await resolver((query, send) => send(answerTo(query, { flags: code, answers: [] })));
    expect(await askIt(port)).toEqual(said);
  });
  it('that is silent, or not there, is no answer', async () => {
    expect(await askIt(await resolver(() => undefined))).toBeNull();
    const gone = await resolver(() => undefined);
    open.splice(0).forEach((socket) => socket.close());
    expect(await askIt(gone)).toBeNull();
    expect(await ask('no address', host, 'A', { timeoutMs: 200 })).toBeNull();
  });
  it('is asked again when a packet was lost', async () => {
    const port = await resolver((query, send, n) => n > 1 && send(answerTo(query)));
    expect(await askIt(port)).toEqual(['192.168.178.10']);
  });
  it('is not believed with another number, another question, or rubbish', async () => {
    const port = await resolver((query, send) => {
      send(Buffer.from('rubbish'));
      send(answerTo(query, { id: ((query.id ?? 0) + 1) % 65_536 }));
      send(answerTo(query, { questions: [{ type: 'A', name: 'elsewhere.example.net' }] }));
      send({ ...answerTo(query), type: 'query' });
    });
    expect(await askIt(port)).toBeNull();
  });
  it('is not overheard: another address that answers in its place is not taken', async () => {
    const stranger = createSocket('udp4');
    open.push(stranger);
    await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.2', resolve));
    const socket = createSocket('udp4');
    open.push(socket);
    socket.on('message', (message, from) =>
      stranger.send(dns.encode(answerTo(dns.decode(message))), from.port, from.address),
    );
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    expect(await askIt(socket.address().port)).toBeNull();
  });
  it('is asked over TCP for what does not fit', async () => {
    const server = createServer((connection) => {
      connection.on('data', (chunk: Buffer) => {
        const reply = dns.encode(answerTo(dns.decode(chunk.subarray(2))));
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        connection.write(Buffer.concat([length, reply.subarray(0, 10)]), () => connection.write(reply.subarray(10)));
      });
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = createSocket('udp4');
    open.push(socket);
    socket.on('message', (message, from) =>
      socket.send(
        dns.encode(answerTo(dns.decode(message), { flags: dns.TRUNCATED_RESPONSE, answers: [] })),
        from.port,
        from.address,
      ),
    );
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    expect(await askIt(port)).toEqual(['192.168.178.10']);
  });
});

describe('an HTTPS record', () => {
  const cloudflare = Buffer.from(
    `000100${'0001000602683302683200'.slice(0, 20)}00040004681000010006001026064700000000000000000068100001`,
    'hex',
  );
  it('is one line', () => {
    expect(httpsRecordText(cloudflare)).toBe('1 . alpn=h3,h2 ipv4hint=104.16.0.1 ipv6hint=2606:4700::6810:1');
  });
  it('names its target, and what has no name', () => {
    expect(httpsRecordText(Buffer.from('000003612d62016300', 'hex'))).toBe('0 a-b.c');
    expect(httpsRecordText(Buffer.from('0001000005000300112200f0000101', 'hex'))).toBe('1 . ech key240');
  });
  it.each(['', '00', '000105', '00010000040004ff', '0001003fffff', 'ff'.repeat(600)])('survives %s', (hex) => {
    expect(typeof httpsRecordText(Buffer.from(hex, 'hex'))).toBe('string');
  });
  it('of a real question', async () => {
    const port = await resolver((query, send) =>
      send(answerTo(query, { answers: [{ type: 'UNKNOWN_65' as 'A', name: host, data: cloudflare as never }] })),
    );
    expect(await ask('127.0.0.1', host, 'HTTPS', { port })).toEqual([
      '1 . alpn=h3,h2 ipv4hint=104.16.0.1 ipv6hint=2606:4700::6810:1',
    ]);
  });
});
