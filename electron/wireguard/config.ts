/**
 * The two sides of a tunnel as text: what a phone reads, and what the server keeps of a phone. The surprise: apps refuse a file
 * with any other key in it, and an MTU above 1280 hangs on mobile networks that drop ICMP.
 */
export interface PhoneSide {
  readonly privateKey: string;
  readonly presharedKey: string;
  readonly address: string;
  readonly serverPublicKey: string;
  /** The server's address in the VPN: its DNS, and all that the phone sends into the tunnel. */
  readonly serverAddress: string;
  /** "vpn.example-family.net:51820" */
  readonly endpoint: string;
}

export const phoneConfig = (phone: PhoneSide): string => `[Interface]
PrivateKey = ${phone.privateKey}
Address = ${phone.address}/32
DNS = ${phone.serverAddress}
MTU = 1280

[Peer]
PublicKey = ${phone.serverPublicKey}
PresharedKey = ${phone.presharedKey}
AllowedIPs = ${phone.serverAddress}/32
Endpoint = ${phone.endpoint}
PersistentKeepalive = 25
`;

export interface Peer {
  readonly name: string;
  readonly publicKey: string;
  readonly address: string;
  /** The key itself, or where the server keeps it. */
  readonly presharedKey: string;
}

const peerBlock = ({ name, publicKey, presharedKey, address }: Peer): string => `
# ${name}
[Peer]
PublicKey = ${publicKey}
PresharedKey = ${presharedKey}
AllowedIPs = ${address}/32
`;

/** The line after which the server's file holds its phones. */
const phonesLine = '# ---- phones ----\n';

/** The server's file with exactly these phones; everything up to its line of phones stays. Null when it has no such line. */
export function withPeers(conf: string, peers: readonly Peer[]): string | null {
  const at = conf.indexOf(phonesLine);
  return at < 0 ? null : conf.slice(0, at + phonesLine.length) + peers.map(peerBlock).join('');
}
