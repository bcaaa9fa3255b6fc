/**
 * Who at home answers SSH: asks every address of the home's own networks once, a few at a time, and logs in nowhere. The
 * surprise: a whole /24 is asked in under two seconds, since those who are not there cost nothing but the wait for them.
 */
import { setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import type { FoundServer } from '../contract/ipc';
import { systemOf } from './greeting';
import type { HomeNetwork } from './home-networks';

export interface Discovery {
  readonly port?: number;
  readonly connectMs?: number;
  readonly greetingMs?: number;
  readonly atOnce?: number;
  readonly signal?: AbortSignal;
  /** The names an address has in the home's DNS. */
  reverse(address: string): Promise<readonly string[]>;
}

export async function discover(networks: readonly HomeNetwork[], how: Discovery): Promise<readonly FoundServer[]> {
  const addresses = networks.flatMap(({ others }) => others);
  const found: FoundServer[] = [];
  // one listener for each address that is being asked
  if (how.signal) setMaxListeners(0, how.signal);
  const waiting = addresses.values();
  const worker = async (): Promise<void> => {
    for (const address of waiting) {
      if (how.signal?.aborted === true) return;
      const greeting = await greetingOf(address, how);
      if (greeting !== null) found.push({ address, name: await nameOf(address, how), system: systemOf(greeting) });
    }
  };
  await Promise.all(Array.from({ length: how.atOnce ?? 64 }, worker));
  return found.sort((a, b) => inOrder(a.address) - inOrder(b.address));
}

const inOrder = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The first line that says SSH; null when nobody answers in time or somebody else does. */
function greetingOf(address: string, how: Discovery): Promise<string | null> {
  const { port = 22, connectMs = 400, greetingMs = 1_500, signal } = how;
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: address, port });
    const settle = (greeting: string | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', ended);
      socket.destroy();
      resolve(greeting);
    };
    const ended = (): void => settle(null);
    let timer = setTimeout(ended, connectMs);
    signal?.addEventListener('abort', ended);
    socket.on('error', ended).on('close', ended);
    socket.on('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(ended, greetingMs);
    });
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      const line = /^(SSH-[^\r\n]*)\r?\n/m.exec(heard);
      if (line) settle(line[1] ?? null);
      else if (heard.length > 2048) settle(null);
    });
  });
}

const nameMs = 1_000;

async function nameOf(address: string, how: Discovery): Promise<string | null> {
  const late = new Promise<readonly string[]>((resolve) => setTimeout(resolve, nameMs, []).unref());
  try {
    const [name] = await Promise.race([how.reverse(address), late]);
    return name === undefined || name === '' ? null : name.replace(/\.$/, '');
  } catch {
    return null;
  }
}
