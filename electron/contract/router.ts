/**
 * What is seen of the router and of the way in, from this PC and from the server, while the person changes settings there. The surprise:
 * a PC keeps what it was once told for days, so whether a setting took is asked by the server, which asks the router anew each time.
 */
import type { RouterCheck } from './guide';
import type { Way } from './phone';

/** What the gateway said of itself, without its serial number. */
export interface RouterSeen {
  /** Id of the guide that fits; 'generic' when none does. */
  readonly guide: string;
  /** "FRITZ!Box 7590 AX"; null when it does not say. */
  readonly model: string | null;
  /** "8.02" */
  readonly system: string | null;
  /** By what it was recognised; null = it was not. */
  readonly by: 'description' | 'fritzbox' | 'vendor' | 'title' | null;
  /** The gateway's address, the only one that was asked. */
  readonly address: string;
  /** True when it answers UPnP, so that it may be asked for its address and its port mappings. */
  readonly upnp: boolean;
}

/** One of the addresses this PC asks for names. */
export interface Resolver {
  readonly address: string;
  readonly family: 4 | 6;
  readonly who: 'server' | 'router' | 'home' | 'internet' | 'this-pc';
  /** Who told the PC; 'unknown' where the system does not say. */
  readonly from: 'dhcp' | 'router-advertisement' | 'by-hand' | 'unknown';
}

/** What one resolver says to one question; null = no answer. An empty list = "there is none". */
export type Answer = readonly string[] | null;

export interface Asked {
  readonly resolver: Resolver;
  readonly a: Answer;
  readonly aaaa: Answer;
  readonly https: Answer;
}

export interface SeenFromPc {
  readonly resolvers: readonly Asked[];
  /** The address a browser would take, by the system's own resolver; null = none. */
  readonly taken: string | null;
  /** What /whoami says; null = not reached. */
  readonly way: Way | null;
  /** Browsers on this PC that are told by hand to ask somebody else (DNS over HTTPS): "Firefox". */
  readonly browsers: readonly string[];
}

export interface SeenFromServer {
  readonly address: string;
  /** True = leased by the router; null = not known. */
  readonly leased: boolean | null;
  /** Its lasting IPv6 address of the home (fd…), to be named as DNSv6 server; null = the router gives none. */
  readonly ula: string | null;
  /** Its own MAC, by which a router fixes its address. */
  readonly mac: string | null;
  readonly hostname: string;
  /** Networks of IPv6 that are the home's own, by the server's addresses and by what is announced: "fd17:…:1::/64". */
  readonly networks6: readonly string[];
  /** The router's MAC as the server knows it, in small letters; null = it does not. */
  readonly routerMac: string | null;
  /** It asked for announcements by IPv6 and listened; else that nothing is announced says nothing. */
  readonly heardIpv6: boolean;
  /** The same of DHCP. */
  readonly heardDhcp: boolean;
  /** Who answers DHCP at home, and which DNS servers it hands out. Empty = nobody answered within seconds. */
  readonly dhcp: readonly { readonly from: string; readonly dns: readonly string[]; readonly router: string | null }[];
  /** Who announces DNS servers by IPv6 (router advertisement or DHCPv6). */
  readonly announced: readonly {
    readonly from: string;
    readonly by: 'router-advertisement' | 'dhcpv6';
    readonly dns: readonly string[];
  }[];
  /** What the router itself says to A of the photo host; null = it does not answer. */
  readonly routerSays: Answer;
  /** What the world says to A of the photo host. Empty without a public door. */
  readonly worldSays: Answer;
  /** What the server's own resolver says, at its LAN address. */
  readonly serverSays: Answer;
  /** A packet with a word only we know, sent to our address in the internet: 'arrived' proves the forward. Not every router turns it round. */
  readonly knock: 'arrived' | 'not-seen' | 'not-tried';
  readonly packets: number | null;
  readonly hellos: number | null;
  /** Newest handshake of a phone from outside the home, milliseconds since 1970. */
  readonly handshakeFromOutside: number | null;
  /** The same over IPv6. */
  readonly handshakeOverIpv6: number | null;
}

/** What somebody in the internet sees of this home, asked by the server. */
export interface SeenFromInternet {
  /** null = nobody was reached that way. */
  readonly seen4: string | null;
  readonly seen6: string | null;
  /** The server's lasting IPv6 address of the internet, not one of those that change daily; null = none. */
  readonly server6: string | null;
}

/** The UPnP port mapping of our port, as the router lists it. */
export interface PortMapping {
  readonly to: string;
  readonly port: number;
  /** Seconds; 0 = until it is taken away. */
  readonly leaseSeconds: number;
  readonly description: string;
}

/** Why a check stands as it does; renderer/text has the sentence and what to do. */
export interface CheckValues {
  'address-static': { address: string };
  /** Leased: whether the router keeps it, nobody but the person can see. */
  'address-leased': { address: string };
  'address-changed': { before: string; address: string };
  'dns-is-server': { address: string };
  'dns-is-router': { address: string };
  'dns-is-other': { dns: string };
  /** The server and another: devices use either. */
  'dns-is-both': { dns: string };
  /** The router names itself and asks the server in turn: what it says of the photos is right. */
  'dns-through-router': { address: string };
  'dns-not-said': Record<never, never>;
  'ipv6-no-dns': Record<never, never>;
  /** The server has no IPv6, so it cannot listen. */
  'ipv6-not-heard': Record<never, never>;
  'ipv6-is-server': { address: string };
  'ipv6-is-router': { address: string };
  'ipv6-is-other': { dns: string };
  /** It announces itself, and the server has no lasting address of the home to be named instead. */
  'ipv6-no-ula': { address: string };
  'rebind-filtered': { router: string };
  'rebind-fine': Record<never, never>;
  'pc-direct': { address: string };
  'pc-through-tunnel': { address: string };
  /** The router hands out the server; this PC was told before that. */
  'pc-told-before': { dns: string };
  'pc-dns-by-hand': { dns: string };
  'pc-goes-public': { address: string };
  'pc-filtered': { dns: string };
  'pc-browser': { browsers: string };
  'pc-no-answer': { host: string };
  'reach-own-address': { address: string };
  /** It says that it has none, which also those say whose address is no public one: a second router, or a provider that shares. */
  'reach-no-address': Record<never, never>;
  'reach-shared-address': { address: string };
  'reach-ds-lite': Record<never, never>;
  'reach-second-router': { address: string };
  'reach-differs': { wan: string; seen: string };
  'reach-ipv6-only': { address: string };
  /** The router does not tell its address: only a packet from outside can prove it. */
  'reach-unknown': { seen: string };
  /** Its address is a public one, and nobody could be asked whether the internet sees the same. */
  'reach-not-asked': { address: string };
  'reach-proven': Record<never, never>;
  /** Something came in, a while ago, and nothing seen since speaks against it. */
  'reach-came': { minutes: number };
  'forward-proven': Record<never, never>;
  /** The same, but a while ago. */
  'forward-came': { minutes: number };
  'forward-turned-round': Record<never, never>;
  'forward-listed': { minutes: number | null };
  'forward-to-other': { address: string };
  'forward-nothing': { port: number };
  /** Packets come, and no phone is let in. */
  'forward-keys': { hellos: number };
  'phone-seen': { name: string };
  'phone-waiting': { name: string };
  'phone-none': Record<never, never>;
  'dhcp-silent': Record<never, never>;
  /** The router has stopped while the server's own address is still on loan from it, or nobody knows better. */
  'dhcp-silent-on-loan': { address: string };
  /** The server could not ask, so silence says nothing. */
  'dhcp-not-heard': Record<never, never>;
  'dhcp-answers': { from: string };
  'dhcp-by-server': { address: string };
  'not-looked': Record<never, never>;
}
export type CheckReason = keyof CheckValues;
export type CheckSeen = {
  [R in CheckReason]: {
    /** 'waiting': for the person or the router. 'wrong': something stands in the way. 'open': cannot be seen from here. */
    readonly state: 'works' | 'waiting' | 'wrong' | 'open';
    readonly reason: R;
    readonly values: CheckValues[R];
  };
}[CheckReason];

/** Builds a check whose values fit its reason. */
export const seen = <R extends CheckReason>(state: CheckSeen['state'], reason: R, values: CheckValues[R]): CheckSeen =>
  ({ state, reason, values }) as CheckSeen;

export interface RouterReport {
  readonly at: number;
  readonly pc: SeenFromPc;
  /** null = the server did not answer in time. */
  readonly server: SeenFromServer | null;
  readonly mapping: PortMapping | null;
  readonly checks: Readonly<Record<RouterCheck, CheckSeen>>;
}

/** What still works, or would, where no packet gets in by IPv4. */
export const ways = ['public-door', 'at-home', 'ipv6', 'router-wireguard', 'ask-provider', 'forward-twice'] as const;
export type ReachWay = (typeof ways)[number];

export interface ReachReport {
  readonly at: number;
  readonly verdict: 'reachable' | 'not-reachable' | 'unknown';
  /** One of the reach-… reasons. */
  readonly why: CheckSeen;
  /** The router's own address in the internet; null = it does not tell, '' = it has none. */
  readonly wan: string | null;
  /** What the internet sees of this home. */
  readonly seen4: string | null;
  readonly seen6: string | null;
  /** The server has a lasting IPv6 address of the internet, and it is the one that is seen. */
  readonly ipv6: 'none' | 'untested' | 'tested';
  readonly ways: readonly ReachWay[];
}
