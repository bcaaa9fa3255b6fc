/**
 * The home networks this PC is in, as lists of addresses to ask. The surprise: a PC has more networks than its owner knows
 * (Docker, virtual machines, VPNs), and some homes use a /16; only real private ones count, and of each only the /24 we are in.
 */
import type { NetworkInterfaceInfo } from 'node:os';
import { addressAt, isPrivate, readRange } from '../contract/range';

export interface HomeNetwork {
  readonly interface: string;
  /** "192.168.178.0/24" */
  readonly network: string;
  /** Everybody but ourselves. */
  readonly others: readonly string[];
}

const networksAtMost = 2;
const hostsPerNetwork = 254;
const notHome = /^(?:lo|docker|br-|veth|virbr|vmnet|vboxnet|wg|tun|tap|utun|zt|tailscale|vEthernet|awdl|llw)/i;

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export function homeNetworks(interfaces: Interfaces): readonly HomeNetwork[] {
  const found = new Map<string, HomeNetwork>();
  for (const [name, infos] of Object.entries(interfaces)) {
    if (notHome.test(name)) continue;
    for (const info of infos ?? []) {
      const network = usable(info) ? networkOf(name, info.address) : null;
      if (network && !found.has(network.network)) found.set(network.network, network);
    }
  }
  return [...found.values()].slice(0, networksAtMost);
}

const usable = (info: NetworkInterfaceInfo): boolean =>
  info.family === 'IPv4' && !info.internal && isPrivate(info.address);

function networkOf(name: string, own: string): HomeNetwork | null {
  const range = readRange(`${own}/24`);
  if (!range) return null;
  const others = Array.from({ length: hostsPerNetwork }, (_, n) => addressAt(range, n + 1));
  return { interface: name, network: `${range.network}/24`, others: others.filter((address) => address !== own) };
}
