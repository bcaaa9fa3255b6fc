/**
 * The server's own cable or antenna into the home: the interface with its address there. The surprise: an interface's name is the only
 * thing that tells the home from a VPN or a container, because addresses of IPv6 come later and change.
 */
import { isUlaNetwork } from '../../contract/range';
import { Sh, sh } from '../shell/sh';
import type { Fact } from './fact';

/** By the address, as `ip -o addr` says it; else where the default route leads. */
export function parseHomeInterface(stdout: string): string | null {
  const [, having] = /^\d+: ([^\s@]+)(?:@\S+)? +inet /m.exec(stdout) ?? [];
  const [, leading] = /^default .*?\bdev (\S+)/m.exec(stdout) ?? [];
  const name = having ?? leading;
  // it is written into other programs' files
  return name !== undefined && /^[A-Za-z0-9._-]{1,15}$/.test(name) ? name : null;
}

export const homeInterface = (address: string): Fact<string | null> => ({
  key: `home-interface ${address}`,
  command: sh`ip -4 -o addr show to ${address}
ip -4 route show default`,
  parse: ({ stdout }) => parseHomeInterface(stdout),
});

/** Those of containers and of our own VPN are nobody's at home. */
export const parseHomeAddresses = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^\d+: (?!lo |docker|br-|veth|wg)\S+ +inet ([\d.]+)\//gm)].map(([, address = '']) => address);

/** Every IPv4 address by which the home may know this server. */
export const homeAddresses: Fact<readonly string[]> = {
  key: 'home-addresses',
  command: new Sh('ip -4 -o addr show scope global'),
  parse: ({ stdout }) => parseHomeAddresses(stdout),
};

/** Of what the routing table says of the home's interface: "fd9e:21a7:a92c:1::/64 proto ra metric 100 …". */
export const parseHomeNetworks6 = (stdout: string): readonly string[] => {
  const there = stdout
    .split('\n')
    .filter((row) => !/ via /.test(row))
    .map((row) => row.split(' ')[0] ?? '');
  return [...new Set(there.filter(isUlaNetwork))].slice(0, 4);
};

/** The home's lasting networks of IPv6, where the way out leads; those of the internet change with the provider's mood. */
export const homeNetworks6: Fact<readonly string[]> = {
  key: 'home-networks6',
  command: new Sh(`device=$(ip -4 route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)
[ -z "$device" ] || ip -6 route show dev "$device"`),
  parse: ({ stdout }) => parseHomeNetworks6(stdout),
};
