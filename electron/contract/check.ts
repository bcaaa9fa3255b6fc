/** What the first look at a server found: facts for the screen and findings that stop us or are good to know. Nothing was changed. */
import type { FailureCode } from './failure';

/** Ports the stack needs, and who holds them now. */
export interface PortHolder {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Program name as the kernel tells it: "apache2". */
  readonly program: string;
  /** The address it listens on: "0.0.0.0", "127.0.0.53". */
  readonly address: string;
}

export interface PhotoPlace {
  /** Proposed folder on this filesystem. */
  readonly folder: string;
  readonly mountPoint: string;
  readonly filesystem: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly rotational: boolean | null;
  readonly label: string | null;
  /** Why photos cannot go here; null when they can. */
  readonly unfit: 'filesystem' | 'too-small' | 'read-only' | null;
}

export interface ServerFacts {
  readonly hostname: string;
  readonly system: { readonly id: string; readonly version: string; readonly codename: string; readonly name: string };
  /** dpkg's word: amd64, arm64, armhf, i386. */
  readonly architecture: string;
  readonly wordSize: 32 | 64;
  /** x86-64-v1 … v4; null elsewhere. */
  readonly processorLevel: 1 | 2 | 3 | 4 | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly systemd: boolean;
  readonly places: readonly PhotoPlace[];
  readonly clock: { readonly synchronised: boolean; readonly offsetSeconds: number };
  readonly timeZone: string;
  readonly aptHolder: string | null;
  readonly ports: readonly PortHolder[];
  readonly docker: {
    readonly version: string;
    readonly compose: string | null;
    readonly snap: boolean;
    readonly running: boolean;
  } | null;
  readonly immich: { readonly version: string | null; readonly ours: boolean; readonly folder: string | null } | null;
  readonly nginx: string | null;
  readonly apache: { readonly running: boolean } | null;
  readonly dnsmasq: string | null;
  readonly wireguard: { readonly tools: boolean; readonly module: boolean };
  readonly firewall: 'none' | 'ufw' | 'firewalld' | 'nftables' | 'iptables' | 'ours';
  readonly lan: {
    readonly interface: string;
    readonly address: string;
    readonly network: string;
    readonly router: string;
    /** True when the address was leased: then it should be fixed in the router. null = not known. */
    readonly byDhcp: boolean | null;
  } | null;
  /** Set up by this program before: the household's settings are there. */
  readonly ours: boolean;
}

export type FindingId =
  | 'system'
  | 'architecture'
  | 'systemd'
  | 'processor'
  | 'memory'
  | 'cores'
  | 'space'
  | 'clock'
  | 'apt'
  | 'docker'
  | 'immich'
  | 'port-53'
  | 'port-80'
  | 'port-443'
  | 'port-2283'
  | 'port-8283'
  | 'port-51820'
  | 'wireguard'
  | 'firewall'
  | 'lan'
  | 'administrator';

export interface Finding {
  readonly id: FindingId;
  readonly level: 'stop' | 'warn' | 'fine';
  /** Numbers and names for the sentence. */
  readonly values: Readonly<Record<string, string | number>>;
  /** The failure this would become if ignored; null for notes. */
  readonly code: FailureCode | null;
  /** What we can do about it in the plan, on a yes. */
  readonly remedy: 'switch-off-apache' | 'recognition-off' | null;
}

export interface CheckReport {
  readonly at: number;
  readonly facts: ServerFacts;
  readonly findings: readonly Finding[];
  /** True when nothing stops us. */
  readonly clear: boolean;
}
