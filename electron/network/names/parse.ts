/**
 * What each system says about whom this PC asks for names: its commands' output and its files, read into one form. Pure. The
 * surprises: a link-local resolver is nothing without its interface; and Windows lists three addresses that nobody has (fec0::).
 */
import { isIP } from 'node:net';
import type { Resolver } from '../../contract/router';

/** One of the addresses, before anybody has said who that is. */
export type Told = Pick<Resolver, 'address' | 'family' | 'from'>;

export function told(text: string, from: Told['from'] = 'unknown', linkName: string | null = null): Told | null {
  const bare = withoutPort(text.trim());
  const [address = '', zone = linkName ?? ''] = bare.split('%');
  const family = isIP(address);
  if (family === 0 || /^fec0:0:0:ffff::/i.test(address)) return null;
  const linkLocal = /^fe[89ab]/i.test(address);
  return {
    address: linkLocal && zone !== '' ? `${address.toLowerCase()}%${zone}` : address.toLowerCase(),
    family: family === 4 ? 4 : 6,
    from,
  };
}

/** "[fe80::1%eth0]:53", "1.1.1.1:5353", "1.1.1.1#cloudflare-dns.com". */
const withoutPort = (text: string): string => {
  const [address = ''] = text.split('#');
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
};

const mostResolvers = 8;

export function distinct(list: readonly (Told | null)[]): readonly Told[] {
  const found = new Map<string, Told>();
  for (const one of list) if (one && !found.has(one.address)) found.set(one.address, one);
  return [...found.values()].slice(0, mostResolvers);
}

/** /etc/resolv.conf: of more than three the system asks the first three only. */
export const resolvConf = (text: string): readonly Told[] =>
  distinct(
    [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)]
      .map(([, address = '']) => told(address))
      .filter((one) => one !== null)
      .slice(0, 3),
  );

/** `resolvectl dns`: "Link 2 (eth0): 192.168.178.1 fe80::1". What is under "Global" was written by hand. */
export const resolvectlDns = (text: string): readonly Told[] =>
  distinct(
    text.split('\n').flatMap((line) => {
      const link = /^Link \d+ \(([^)]+)\):(.*)$/.exec(line);
      const everywhere = /^Global:(.*)$/.exec(line);
      const words = (link?.[2] ?? everywhere?.[1] ?? '').split(/\s+/).filter((word) => word !== '');
      return words.map((word) => told(word, everywhere ? 'by-hand' : 'unknown', link?.[1] ?? null));
    }),
  );

export interface Scutil {
  readonly resolvers: readonly Told[];
  /** "en0" */
  readonly interface: string | null;
}

/** `scutil --dns`: the first resolver without a domain of its own is the one that programs use. */
export function scutilDns(text: string): Scutil {
  const [general = '', scoped = ''] = text.split(/^DNS configuration \(for scoped queries\)/m);
  const ours = blocksOf(general).find((block) => !/^\s*domain\s*:/m.test(block) && /nameserver\[/.test(block)) ?? '';
  const name = (block: string): string | null => /if_index\s*:\s*\d+\s*\(([^)]+)\)/.exec(block)?.[1] ?? null;
  const link = name(ours) ?? name(blocksOf(scoped)[0] ?? '');
  return {
    resolvers: distinct(
      [...ours.matchAll(/nameserver\[\d+\]\s*:\s*(\S+)/g)].map(([, address = '']) => told(address, 'unknown', link)),
    ),
    interface: link,
  };
}

const blocksOf = (text: string): readonly string[] => text.split(/^resolver #\d+/m).slice(1);

/** `ipconfig getpacket en0` on a Mac: what DHCP handed out. */
export const dhcpPacketDns = (text: string): readonly string[] =>
  (/domain_name_server \(ip_mult\): \{([^}]*)\}/.exec(text)?.[1] ?? '').split(/[\s,]+/).filter((word) => word !== '');

export interface RegistryDns {
  readonly byHand: readonly string[];
  readonly byDhcp: readonly string[];
}

/** `reg query …\Tcpip\Parameters\Interfaces /s`: what was typed in, and what DHCP said, of every interface there ever was. */
export function registryDns(text: string): RegistryDns {
  const values = (name: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^\\s+${name}\\s+REG_SZ[ \\t]+(\\S.*)$`, 'gm'))].flatMap(([, list = '']) =>
      list.split(/[\s,]+/).filter((word) => word !== ''),
    );
  return { byHand: values('NameServer'), byDhcp: values('DhcpNameServer') };
}
