// Ports that devices at home have opened for themselves: kept as long as their lease, and really forwarded by the router's nftables.
// Surprise: what a FRITZ!Box refuses is refused here with its numbers: 606 to open a port for another device than the asker, 718 when the
// port is taken by somebody else or by the person's own port forward.
import { spawn } from 'node:child_process';
import { addresses, wireguardPort } from '../names.ts';
import { routerSettings } from '../router/settings.ts';

export interface Mapping {
  readonly protocol: 'UDP' | 'TCP';
  readonly externalPort: number;
  readonly internalPort: number;
  readonly client: string;
  readonly description: string;
  readonly enabled: boolean;
  /** Milliseconds since 1970; null = until it is taken away. */
  readonly until: number | null;
}

/** As UPnP numbers them. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

let held: readonly Mapping[] = [];

export async function add(asker: string, wanted: Mapping): Promise<void> {
  if (routerSettings().upnp !== 'allow' || wanted.client !== asker) throw new Refused(606, 'Action Not Authorized');
  const there = find(wanted.protocol, wanted.externalPort);
  if (there !== undefined && there.client !== asker) throw new Refused(718, 'ConflictInMappingEntry');
  if (there !== undefined && isByHand(there)) throw new Refused(718, 'ConflictInMappingEntry');
  held = [...held.filter((one) => one !== there), wanted];
  await forward();
}

export async function remove(asker: string, protocol: string, externalPort: number): Promise<void> {
  const there = find(protocol, externalPort);
  if (there === undefined) throw new Refused(714, 'NoSuchEntryInArray');
  if (routerSettings().upnp !== 'allow' || there.client !== asker || isByHand(there))
    throw new Refused(606, 'Action Not Authorized');
  held = held.filter((one) => one !== there);
  await forward();
}

/** What the person set by hand is listed first, as without an end. */
export function all(): readonly Mapping[] {
  const current = held.filter(({ until }) => until === null || until > Date.now());
  const { forward: person } = routerSettings();
  if (person === null) return current;
  return [{ ...byHand, client: person.to }, ...current];
}

export const find = (protocol: string, externalPort: number): Mapping | undefined =>
  all().find((one) => one.protocol === protocol && one.externalPort === externalPort);

const byHand = {
  protocol: 'UDP',
  externalPort: wireguardPort,
  internalPort: wireguardPort,
  description: 'WireGuard',
  enabled: true,
  until: null,
} as const;
const isByHand = (mapping: Mapping): boolean => mapping.description === byHand.description && mapping.until === null;

/** Run again when a lease ends: the router forgets the port by itself. */
async function forward(): Promise<void> {
  const ends = held.flatMap(({ until }) => (until === null ? [] : [until]));
  held = held.filter(({ until }) => until === null || until > Date.now());
  const rules = held.filter(({ enabled }) => enabled).flatMap(rulesFor);
  await nft(`flush chain ip nat mapped\n${rules.map((rule) => `add rule ip nat mapped ${rule}\n`).join('')}`);
  const next = Math.min(...ends.filter((end) => end > Date.now()));
  clearTimeout(timer);
  if (Number.isFinite(next)) timer = setTimeout(() => void forward(), next - Date.now() + 1);
}
let timer: NodeJS.Timeout | undefined;

function rulesFor({ protocol, externalPort, internalPort, client }: Mapping): string[] {
  const then = `${protocol.toLowerCase()} dport ${externalPort} ct mark set 7 dnat to ${client}:${internalPort}`;
  return [`iifname "wan" ${then}`, `iifname "lan" fib daddr type local ip daddr != ${addresses.router} ${then}`];
}

function nft(rules: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`nft ended with ${code}: ${rules}`))));
    child.stdin.end(rules);
  });
}
