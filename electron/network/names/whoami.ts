/**
 * Which way this PC is on, said by the doorkeeper itself. The surprise: it goes to exactly the addresses that the system's resolver
 * gave, so that what is said here is what a browser on this PC would get.
 */
import type { LookupAddress } from 'node:dns';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import * as v from 'valibot';
import { contains, isAddress, readRange } from '../../contract/range';
import type { Way } from '../../contract/phone';

const mostBytes = 4_096;

const Said = v.object({
  address: v.string(),
  cloudflare: v.boolean(),
  /** Servers that were set up before this was there do not say it. */
  way: v.optional(v.picklist(['home', 'tunnel', 'public'])),
});

/** null = that was not our doorkeeper. */
export function wayOf(body: string, vpn: string): Way | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const read = v.safeParse(Said, json);
  if (!read.success) return null;
  const { address, cloudflare, way } = read.output;
  if (way !== undefined) return way;
  const range = readRange(vpn);
  if (cloudflare) return 'public';
  return range !== null && isAddress(address) && contains(range, address) ? 'tunnel' : 'home';
}

export interface Asking {
  readonly host: string;
  readonly vpn: string;
  readonly addresses: readonly LookupAddress[];
  readonly timeoutMs?: number;
  readonly port?: number;
}

/** null = nobody answered in time, or somebody else, or without a valid certificate. */
export function askWhoami({ host, vpn, addresses, timeoutMs = 2_500, port = 443 }: Asking): Promise<Way | null> {
  const [first] = addresses;
  if (!first) return Promise.resolve(null);
  const lookup: LookupFunction = (_host, options, done) => {
    if (options.all === true) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
  return new Promise((resolve) => {
    const asked = request(
      {
        host,
        port,
        path: '/whoami',
        lookup,
        agent: false,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          body += text;
          if (body.length > mostBytes) asked.destroy();
        });
        answer.on('end', () => resolve(answer.statusCode === 200 ? wayOf(body, vpn) : null));
      },
    );
    asked.on('error', () => resolve(null)).on('close', () => resolve(null));
    asked.end();
  });
}
