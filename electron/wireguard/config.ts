/**
 * The two sides of a tunnel as text: what a phone reads, and what the server keeps of a phone. The surprise: apps refuse a file
 * with any other key in it, and an MTU above 1280 hangs on mobile networks that drop ICMP. And whoever sends all their traffic in
 * sends IPv6 in as well, also where the VPN has none: otherwise it would go past the tunnel.
 */
import type { PhoneScope } from '../contract/phone';

export interface PhoneSide {
  readonly privateKey: string;
  readonly presharedKey: string;
  readonly scope: PhoneScope;
  readonly address: string;
  /** Null where the VPN has no IPv6. */
  readonly address6: string | null;
  readonly server: ServerSide;
}

export interface ServerSide {
  readonly publicKey: string;
  /** The server's address in the VPN: the phone's DNS. */
  readonly address: string;
  readonly address6: string | null;
  /** "192.168.178.0/24" */
  readonly homeNetwork: string;
  /** The home's own of IPv6, those that last ("fd…"): names at home lead there as well. */
  readonly homeNetworks6: readonly string[];
  /** "vpn.example-family.net:51820" */
  readonly endpoint: string;
}

export const phoneConfig = ({ privateKey, presharedKey, server, ...phone }: PhoneSide): string => `[Interface]
PrivateKey = ${privateKey}
Address = ${hosts(phone.address, phone.address6).join(', ')}
DNS = ${server.address}
MTU = 1280

[Peer]
PublicKey = ${server.publicKey}
PresharedKey = ${presharedKey}
AllowedIPs = ${into({ ...phone, server }).join(', ')}
Endpoint = ${server.endpoint}
PersistentKeepalive = 25
`;

/** What a phone sends into the tunnel; whether the server lets it on is the server's own matter. */
function into({ scope, address6, server }: Pick<PhoneSide, 'scope' | 'address6' | 'server'>): readonly string[] {
  if (scope === 'all') return ['0.0.0.0/0', '::/0'];
  const photos = hosts(server.address, address6 === null ? null : server.address6);
  if (scope === 'photos') return photos;
  // a phone without IPv6 in the VPN has no address from which to ask there
  return [...photos, server.homeNetwork, ...(address6 === null ? [] : server.homeNetworks6)];
}

/** Addresses as networks of one. */
export const hosts = (address: string, address6: string | null): readonly string[] => [
  `${address}/32`,
  ...(address6 === null ? [] : [`${address6}/128`]),
];

export interface Peer {
  readonly name: string;
  readonly publicKey: string;
  readonly address: string;
  readonly address6: string | null;
  /** The key itself, or where the server keeps it; null = it has none. */
  readonly presharedKey: string | null;
}

const peerBlock = ({ name, publicKey, presharedKey, address, address6 }: Peer): string => `
# ${name}
[Peer]
PublicKey = ${publicKey}
${presharedKey === null ? '' : `PresharedKey = ${presharedKey}\n`}AllowedIPs = ${hosts(address, address6).join(', ')}
`;

/** The line after which the server's file holds its phones. */
export const phonesLine = '# ---- phones ----';

export const peersText = (peers: readonly Peer[]): string => peers.map(peerBlock).join('');

/** The server's file with exactly these phones; everything up to its line of phones stays. Null when it has no such line. */
export function withPeers(conf: string, peers: readonly Peer[]): string | null {
  const at = conf.indexOf(`${phonesLine}\n`);
  return at < 0 ? null : conf.slice(0, at + phonesLine.length + 1) + peersText(peers);
}
