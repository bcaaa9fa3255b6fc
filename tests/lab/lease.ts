// A new device at home: asks everybody for a lease as it would when it joins the Wi-Fi, and tells what it was offered by whom.
// Surprise: it takes nothing (a DISCOVER without a REQUEST), so the pc keeps its address. Without an offer it waits to the end.
import { createSocket } from 'node:dgram';
import { fileURLToPath } from 'node:url';
import { runIn } from './processes.ts';

export interface Offer {
  readonly from: string;
  readonly address: string;
  readonly router: string | null;
  readonly dns: readonly string[];
}

/** Every offer that comes within that time, asked by the family's PC. */
export async function offers(withinMs = 3_000): Promise<readonly Offer[]> {
  const asks = ['node', '--import', 'tsx', fileURLToPath(import.meta.url), `${withinMs}`];
  const { stdout } = await runIn('pc', asks, { cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  return JSON.parse(stdout) as readonly Offer[];
}

const cookie = Buffer.from([99, 130, 83, 99]);

function discover(): Buffer {
  const head = Buffer.alloc(236);
  head.set([1, 1, 6, 0, 0x1a, 0x40, 0, 0x77, 0, 0, 0x80, 0]); // the answer is to be broadcast
  head.set([0x02, 0x1a, 0x50, 0, 0, 0x99], 28);
  return Buffer.concat([head, cookie, Buffer.from([53, 1, 1, 55, 3, 1, 3, 6, 255])]);
}

function offerIn(answer: Buffer, from: string): Offer[] {
  const options = new Map<number, Buffer>();
  for (let at = 240; at + 1 < answer.length && answer[at] !== 255; at += 2 + (answer[at + 1] ?? 0))
    options.set(answer[at] ?? 0, answer.subarray(at + 2, at + 2 + (answer[at + 1] ?? 0)));
  const list = (code: number): string[] => [...(options.get(code)?.toString('hex').match(/.{8}/g) ?? [])].map(dotted);
  if (options.get(53)?.[0] !== 2) return [];
  return [{ from, address: dotted(answer.toString('hex', 16, 20)), router: list(3)[0] ?? null, dns: list(6) }];
}

const dotted = (hex: string): string => [...Buffer.from(hex, 'hex')].join('.');

function ask(withinMs: number): Promise<Offer[]> {
  const found: Offer[] = [];
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (answer, { address }) => void found.push(...offerIn(answer, address)));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(68, () => {
      socket.setBroadcast(true);
      socket.send(discover(), 67, '255.255.255.255');
      setTimeout(() => {
        socket.close();
        resolve(found);
      }, withinMs);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(JSON.stringify(await ask(Number(process.argv[2]))));
