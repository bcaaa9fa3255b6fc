// The lab's api.cloudflare.com inside the test's own process, over loopback: it refuses what the real one refuses, and a test says what
// goes wrong. Time is the test's: waiting costs nothing and is written down.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../electron/cloudflare/client';
import { openAccount as openStandIn, type Account as StandIn } from '../../lab/internet/cloudflare/account.ts';
import { cloudflareApi, type Call } from '../../lab/internet/cloudflare/api.ts';
import type { CloudflareMood } from '../../lab/internet/cloudflare/mood.ts';

export interface Cloudflare {
  readonly world: StandIn;
  readonly call: typeof fetch;
  readonly clock: Clock;
  /** "POST /zones/…/dns_records 200" */
  readonly calls: readonly string[];
  /** Milliseconds, in order. */
  readonly waits: readonly number[];
  mood: CloudflareMood;
  /** Before a call is answered: somebody else may act in between. */
  meanwhile: ((call: string) => void) | null;
  forget(): void;
  pass(ms: number): void;
  close(): Promise<void>;
}

export async function openCloudflare(): Promise<Cloudflare> {
  const world = openStandIn();
  const calls: string[] = [];
  const waits: number[] = [];
  let now = 1_000_000;
  const noted = ({ method, path, status, lost }: Call): void => {
    calls.push(`${method} ${path.replace('/client/v4', '')} ${lost ? 'lost' : status}`);
  };
  const answer = cloudflareApi(world, {
    mood: () => cloudflare.mood,
    turn: (next) => {
      cloudflare.mood = next;
    },
    noted,
  });
  const server = createServer((request, response) => {
    cloudflare.meanwhile?.(`${request.method ?? ''} ${request.url?.replace('/client/v4', '') ?? ''}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const cloudflare: Cloudflare = {
    world,
    calls,
    waits,
    mood: 'works',
    meanwhile: null,
    call: (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      return fetch(url.replace('https://api.cloudflare.com', `http://127.0.0.1:${port}`), init);
    },
    clock: {
      now: () => now,
      wait: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    },
    forget: () => {
      calls.length = 0;
      waits.length = 0;
    },
    pass: (ms) => {
      now += ms;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return cloudflare;
}
