/**
 * Who listens where, and how the server stands in the home's network. The surprise: a WireGuard interface of the kernel holds its
 * port without any program, so a listener without one is told as "WireGuard".
 */
import ipaddr from 'ipaddr.js';
import type { PortHolder, ServerFacts } from '../../contract/check';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

/** Everything that listens, as `ss -H -lntup` says it. */
export function parseListeners(stdout: string): readonly PortHolder[] {
  return stdout.split('\n').flatMap((line): PortHolder[] => {
    const [protocol, state, , , local = '', , ...rest] = line.trim().split(/\s+/);
    if ((protocol !== 'tcp' && protocol !== 'udp') || !['LISTEN', 'UNCONN'].includes(state ?? '')) return [];
    const at = local.lastIndexOf(':');
    const program = /users:\(\("([^"]+)"/.exec(rest.join(' '))?.[1] ?? (protocol === 'udp' ? 'WireGuard' : 'kernel');
    return [{ port: Number(local.slice(at + 1)), protocol, program, address: addressOf(local.slice(0, at)) }];
  });
}

/** "0.0.0.0%virbr0" stays as it is: bound to one device, it is no wildcard. */
function addressOf(text: string): string {
  const [address = '', device] = text.replace(/^\[|\]$/g, '').split('%');
  if (address === '*') return '0.0.0.0';
  return device !== undefined && (address === '0.0.0.0' || address === '::')
    ? `${address}%${device}`
    : address.replace(/\]$/, '');
}

export const listeners: Fact<readonly PortHolder[]> = {
  key: 'listeners',
  command: sh`ss -H -lntup`,
  parse: ({ stdout }) => parseListeners(stdout),
};

type Lan = ServerFacts['lan'];

/** The interface of the default route with its first address; null when the server has no way out. */
export function parseLan(stdout: string): Lan {
  const [, router, device] = /^default via (\d[\d.]+) .*?dev (\S+)/m.exec(stdout) ?? [];
  if (router === undefined || device === undefined) return null;
  const rows = stdout
    .split('\n')
    .filter((line) => new RegExp(`^\\d+:\\s+${escaped(device)}(?:@\\S+)?\\s+inet `).test(line));
  const row = rows.find((line) => reaches(line, router)) ?? rows[0];
  const [, address, bits] = /inet (\d[\d.]+)\/(\d+)/.exec(row ?? '') ?? [];
  if (row === undefined || address === undefined || bits === undefined) return null;
  return {
    interface: device,
    address,
    network: `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`,
    router,
    byDhcp: /\bdynamic\b/.test(row) || leased(stdout, address),
  };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const reaches = (row: string, router: string): boolean => {
  const cidr = /inet (\d[\d.]+\/\d+)/.exec(row)?.[1];
  return cidr !== undefined && ipaddr.IPv4.parse(router).match(ipaddr.IPv4.parseCIDR(cidr));
};

/** A lease with no end leaves no mark on the address: then the client's own notes tell, if that client still runs. */
const leased = (stdout: string, address: string): boolean =>
  new RegExp(`^ADDRESS=${escaped(address)}$`, 'm').test(stdout) ||
  (/^client /m.test(stdout) && new RegExp(`fixed-address ${escaped(address)};`).test(stdout));

export const lan: Fact<Lan> = {
  key: 'lan',
  command: sh`ip -4 route show default
ip -4 -o addr show scope global
grep -hs '^ADDRESS=' /run/systemd/netif/leases/*
grep -hs 'fixed-address' /var/lib/dhcp/*.leases
for file in /proc/[0-9]*/comm; do
  read -r name < "$file" || continue
  case $name in dhclient|dhcpcd|udhcpc) printf 'client %s\n' "$name";; esac
done`,
  parse: ({ stdout }) => parseLan(stdout),
};
