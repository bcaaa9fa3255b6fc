/**
 * The public door as it is seen from outside, and the proof that the guests' host is tight. The surprise: what a visitor gets is
 * asked by the home server itself, through Cloudflare's own address, because the PC at home is led past the door by local DNS.
 */

/** What is wrong with a host of the public door, as far as a visitor can tell. */
export const doorTroubles = [
  /** The name does not exist. */
  'no-record',
  /** The name leads elsewhere, not through Cloudflare's proxy. */
  'not-proxied',
  /** Cloudflare knows the name, but no connected tunnel behind it (530). */
  'no-connection',
  /** The tunnel has no public hostname of this name (404 of cloudflared, 503). */
  'no-hostname',
  /** The tunnel passes the name to something that does not answer (502). */
  'wrong-service',
  /** Something answers, but not our doorkeeper: the service is another program, or Immich itself. */
  'past-the-doorkeeper',
  /** Cloudflare asks for a login of its own first (Access), or shows a challenge. */
  'cloudflare-asks',
  /** Nobody answers there. */
  'unreachable',
] as const;
export type DoorTrouble = (typeof doorTroubles)[number];

export interface HostSeen {
  readonly host: string;
  /** null = works. */
  readonly trouble: DoorTrouble | null;
  /** What was seen, technical and the same in every language: "A 203.0.113.30; HTTP 530". */
  readonly detail: string;
}

export interface DoorReport {
  readonly at: number;
  /** The family's host and the guests' host, in this order. */
  readonly hosts: readonly HostSeen[];
  /** Connections between this server and Cloudflare; null when cloudflared does not answer. */
  readonly connections: number | null;
}

export interface Leak {
  /** "GET //api/assets": as it was sent. */
  readonly request: string;
  /** "200 application/json {…": the beginning of what came back. */
  readonly answer: string;
  /** 'open': a forbidden request was let in. 'shut': one that guests need was refused. */
  readonly kind: 'open' | 'shut';
}

export interface LeakRun {
  readonly requests: number;
  readonly seconds: number;
  readonly leaks: readonly Leak[];
}

export interface LeakReport {
  readonly at: number;
  /** Against the listener that the tunnel uses. */
  readonly inside: LeakRun;
  /** Through Cloudflare; null when the door is not reachable from outside. */
  readonly outside: LeakRun | null;
}
