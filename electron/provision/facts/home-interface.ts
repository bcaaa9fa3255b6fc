/**
 * The server's own cable or antenna into the home: the interface with its address there. The surprise: an interface's name is the only
 * thing that tells the home from a VPN or a container, because addresses of IPv6 come later and change.
 */
import { sh } from '../shell/sh';
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
