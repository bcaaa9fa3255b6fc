/**
 * What the server lets phones reach beyond the photos, as it stands: the firewall's sets, forwarding, IPv6. The surprise: where a
 * daemon of its own listens to the router's announcements (systemd-networkd, NetworkManager), the kernel's accept_ra is 0 and must stay so.
 */
import { passedOnMark, reachSets, type Reach, type ReachSet, type WayOut } from '../../wireguard/reach';
import { Sh, sh } from '../shell/sh';
import type { Fact } from './fact';
import { ourTable } from './firewall';

export const reachPath = '/etc/immich-at-home/phones.nft';
export const forwardingPath = '/etc/sysctl.d/60-immich-at-home.conf';

/** What the firewall's sets hold; null where it has no such sets. */
export const reach: Fact<Reach | null> = {
  key: 'phones-reach',
  command: new Sh(
    reachSets.map((set) => sh`printf 'set ${new Sh(set)}\\n'; nft list set inet ${ourTable} ${set}`.text).join('\n'),
  ),
  parse: ({ stdout }) => parseReach(stdout),
};

export function parseReach(stdout: string): Reach | null {
  const parts = new Map(
    stdout.split(/^set (?=\w+$)/m).map((part): [string, string] => {
      const [name = '', ...rest] = part.split('\n');
      return [name, rest.join('\n')];
    }),
  );
  const held = (set: ReachSet): readonly string[] =>
    (/elements = \{([^}]*)\}/.exec(parts.get(set) ?? '')?.[1] ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  if (reachSets.some((set) => !/\bset \w+ \{/.test(parts.get(set) ?? ''))) return null;
  return {
    home_phones: held('home_phones'),
    all_phones: held('all_phones'),
    home_phones6: held('home_phones6'),
    all_phones6: held('all_phones6'),
  };
}

export const wayOut: Fact<WayOut | null> = {
  key: 'way-out',
  command: new Sh(`device=$(ip -4 route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)
[ -n "$device" ] && printf '%s %s\\n' "$device" "$(cat "/proc/sys/net/ipv6/conf/$device/accept_ra")"`),
  parse({ stdout }) {
    const [device = '', accepts = ''] = stdout.trim().split(' ');
    return /^[\w.@:-]+$/.test(device) ? { device, announced: accepts === '1' || accepts === '2' } : null;
  },
};

/** The kernel passes packets on, IPv4 and (where it has it) IPv6. */
export const forwards: Fact<boolean> = {
  key: 'forwards',
  command: new Sh('cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding'),
  parse: ({ stdout }) => /^1\b/.test(stdout) && !/^0$/m.test(stdout),
};

const sysctls =
  '/etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d /etc/ufw/sysctl.conf';

/**
 * This machine is a router by its owner's wish: its settings say so, or rules that let somebody pass, or, before forwarding is ours, that
 * everything may pass. Where Docker switched forwarding on, it refuses by default.
 */
export const passedOnBefore: Fact<boolean> = {
  key: 'passed-on-before',
  command: new Sh(`ours=${forwardingPath}
{ grep -qsxF ${sh`${passedOnMark}`.text} "$ours" ||
  grep -rqsE --exclude="\${ours##*/}" '^[[:space:]]*-?net[./]ipv4[./](ip_forward|conf[./](all|\\*)[./]forwarding)[[:space:]]*=[[:space:]]*1' ${sysctls} ||
  grep -rqsEi '^[[:space:]]*(IPForward|IPv4Forwarding|IPMasquerade)[[:space:]]*=[[:space:]]*(yes|true|on|1|ipv4|both)' /etc/systemd/network /run/systemd/network /etc/systemd/networkd.conf /etc/systemd/networkd.conf.d ||
  for chain in FORWARD DOCKER-USER; do iptables -w -S "$chain"; done | grep -e '-j ACCEPT' | grep -vqE 'ESTABLISHED|-[io] (wg0|docker0|br-|podman|cni|virbr|lxcbr|lxdbr|incusbr|tailscale)' ||
  { [ ! -e "$ours" ] && [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] && ! nft list chain inet ${ourTable} strangers | grep -q strangers_refused &&
    ! { command -v iptables && iptables -w -S FORWARD | grep -qx -e '-P FORWARD DROP'; }; }
} > /dev/null 2>&1`),
  parse: ({ status }) => status === 0,
};

/** False where somebody switched IPv6 off: an IPv6 address would keep wg0 from starting at all. */
export const hasIpv6: Fact<boolean> = {
  key: 'ipv6',
  command: new Sh('[ "$(cat /proc/sys/net/ipv6/conf/default/disable_ipv6)" = 0 ]'),
  parse: ({ status }) => status === 0,
};

/** In one order, so that what is written and what is found compare. */
export const sameReach = (a: Reach, b: Reach): boolean =>
  reachSets.every((set) => sorted(a[set]).join() === sorted(b[set]).join());
const sorted = (addresses: readonly string[]): readonly string[] => addresses.toSorted();
