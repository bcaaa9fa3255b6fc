/**
 * Phones with a direct line. The private key is made on this PC; it is in main's memory while its code is shown, and in the system's
 * keychain only if the person asked for it. A phone is known by its public key: names change.
 */
import { contains, isAddress, readRange } from './range';

/** What a phone may reach through its line. */
export const phoneScopes = ['photos', 'home', 'all'] as const;
/** 'photos': the photos alone. 'home': everything at home. 'all': its whole traffic, out into the internet from home. */
export type PhoneScope = (typeof phoneScopes)[number];

export interface Phone {
  /** The device, as the family calls it: "Clara’s iPhone". */
  readonly name: string;
  /** Whose it is; null = not said. */
  readonly person: string | null;
  readonly scope: PhoneScope;
  /** False = its key is kept, and not let in. */
  readonly enabled: boolean;
  readonly publicKey: string;
  readonly address: string;
  /** Its IPv6 address in the VPN; null where the VPN has no IPv6. */
  readonly address6: string | null;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  /** Where its code says to knock: "vpn.example-family.net:51820". Books of earlier releases do not tell. */
  readonly knocksAt?: string;
  /** Its addresses as its code has them ("10.83.52.7/32"), where it was given others since. Absent = it has those of its code. */
  readonly codeFor?: string;
}

/** A phone's addresses in the VPN, as its code writes them: "10.83.52.7/32, fd12::7/128". */
export const lineAddresses = ({ address, address6 }: Pick<Phone, 'address' | 'address6'>): string =>
  [`${address}/32`, ...(address6 === null ? [] : [`${address6}/128`])].join(', ');

/** Its code leads in: it knocks where somebody answers, from an address that is still its own. Of whom nothing is known nothing is said. */
export const answersTo = (
  phone: Pick<Phone, 'knocksAt' | 'codeFor' | 'address' | 'address6'>,
  endpoints: readonly string[],
): boolean =>
  (phone.knocksAt === undefined || endpoints.includes(phone.knocksAt)) &&
  (phone.codeFor === undefined || phone.codeFor === lineAddresses(phone));

/** Its code says to knock where nobody answers any more, or from an address that is not its own. `endpoints`: where phones are answered. */
export const isStale = (
  phone: Pick<Phone, 'knocksAt' | 'codeFor' | 'address' | 'address6'>,
  endpoints: readonly string[] | null,
): boolean => endpoints !== null && !answersTo(phone, endpoints);

/** Those that find nobody on the road once phones are to knock elsewhere. Of whom the book does not tell has the code of before. */
export const needNewCode = <P extends Phone>(phones: readonly P[], before: string, after: string): readonly P[] =>
  phones.filter(({ knocksAt = before }) => knocksAt !== after);

export interface PhoneSeen {
  readonly publicKey: string;
  /** Milliseconds since 1970 of the newest handshake; null = never. */
  readonly handshakeAt: number | null;
  /** Where its packets come from, without the port: "198.51.100.2", "2001:db8::7". */
  readonly endpoint: string | null;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export type ListedPhone = Phone & {
  readonly seen: PhoneSeen | null;
  /** Its code can be shown again on this PC: its key is in this PC's keychain. */
  readonly kept: boolean;
  /** Its code is of before the home’s name, address or port was changed: on the road it finds nobody. */
  readonly stale: boolean;
};

export interface PhoneList {
  readonly phones: readonly ListedPhone[];
  /** Packets that reached the WireGuard port from anywhere; null where nothing counts them. */
  readonly packets: number | null;
  /** Of these, those that ask for a handshake. A phone asks every five seconds until it is answered, then every two minutes. */
  readonly hellos: number | null;
  readonly limit: number;
  readonly at: number;
}

/** A phone's code, to be drawn and forgotten. */
export interface PhoneCode {
  readonly phone: Phone;
  /** Modules per side of the QR code, without the quiet zone. */
  readonly size: number;
  /** One SVG path ("M0 0h7v1h-7z…") of all dark modules in module units. */
  readonly path: string;
  /** What both apps take as this line's name, also from a file: 1–15 of [a-zA-Z0-9_=+.-]. */
  readonly tunnelName: string;
  /** "vpn.example-family.net:51820" */
  readonly endpoint: string;
  /** True when its key now lies in this PC's keychain. */
  readonly kept: boolean;
}

/** Apps take a line's name from its file's, and Android asks for one: at most 15 of [a-zA-Z0-9_=+.-]. Never empty. */
export function tunnelNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^A-Za-z0-9_=+.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 15).replace(/[-.]+$/, '') || 'Home';
}

/** How a device reaches the photos: 'home' and 'tunnel' are direct, 'public' goes through Cloudflare. */
export type Way = 'home' | 'tunnel' | 'public';

/** How a phone came the last time. 'off': longer ago than a line that is on stays silent. */
export type PhonePath = 'never' | 'off' | 'home' | 'road';

/** WireGuard shakes hands every two minutes while it is used; after three the line is off. */
const onForMs = 180_000;

/** `network`: the home's IPv4 network, "192.168.178.0/24". From there a packet came without leaving the house. */
export function pathOf(seen: PhoneSeen | null, network: string | null, now: number): PhonePath {
  if (seen?.handshakeAt == null) return 'never';
  if (now - seen.handshakeAt >= onForMs) return 'off';
  const home = network === null ? null : readRange(network);
  const { endpoint } = seen;
  if (endpoint !== null && /^f[cde]/i.test(endpoint)) return 'home';
  return home !== null && endpoint !== null && isAddress(endpoint) && contains(home, endpoint) ? 'home' : 'road';
}
