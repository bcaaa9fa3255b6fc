// The router's door: NAT for the LAN, the one port forward that "the person" makes, and what a strict home keeps from going out.
// Surprise: the router forgets the flows it knows when the setting changes, as a real one does: what knocked in vain is dropped before
// conntrack remembers it, and what came in before is closed.
import { addresses, wireguardPort } from '../names.ts';
import { runIn } from '../processes.ts';
import { set } from './settings.ts';

/** `mapped` belongs to devices that open their own port by UPnP (see fritzbox/); their flows carry the mark 7. */
export async function buildDoor(): Promise<void> {
  await nft(`
    table ip nat {
      chain leaving {
        type nat hook postrouting priority srcnat
        oifname "wan" masquerade
        oifname "lan" ip saddr 192.168.178.0/24 ct status dnat masquerade
      }
      chain arriving {
        type nat hook prerouting priority dstnat
      }
      chain mapped {
        type nat hook prerouting priority dstnat + 1
      }
    }
    table ip door {
      chain knocking {
        type filter hook input priority filter
        iifname "wan" ct state new meta l4proto != icmp drop
      }
      chain through {
        type filter hook forward priority filter
        iifname "wan" ct state new ct status & dnat != dnat drop
      }
      chain closed {
        type filter hook forward priority filter - 1
      }
      chain tunnel {
        type filter hook forward priority filter - 1
      }
    }
    table ip6 door {
      chain knocking {
        type filter hook input priority filter
        iifname "wan" ct state new meta l4proto != ipv6-icmp drop
      }
      chain opened {
        type filter hook forward priority filter - 1
      }
      chain through {
        type filter hook forward priority filter
        iifname "wan" ct mark 6 accept
        iifname "wan" ct state new meta l4proto != ipv6-icmp drop
      }
    }`);
  await portForward(false);
}

export interface Forwarding {
  /** The device that the person chose; another than the server is a mistake. */
  readonly to?: string;
  /** True as in a FRITZ!Box: packets from home to the router's own address in the internet are turned round. */
  readonly hairpin?: boolean;
}

export async function portForward(
  on: boolean,
  { to = addresses.home, hairpin = true }: Forwarding = {},
): Promise<void> {
  const fromWan = `iifname "wan" udp dport ${wireguardPort}`;
  const turned = `iifname "lan" fib daddr type local ip daddr != ${addresses.router} udp dport ${wireguardPort}`;
  const rules = on
    ? [`ip nat arriving ${fromWan} dnat to ${to}`, ...(hairpin ? [`ip nat arriving ${turned} dnat to ${to}`] : [])]
    : ['ip door closed ct mark 7 accept', `ip door closed ${fromWan} drop`];
  set({ forward: on ? { to, hairpin } : null });
  await bridgeWithoutRules();
  await nft(
    `flush chain ip nat arriving\nflush chain ip door closed\n${rules.map((rule) => `add rule ${rule}\n`).join('')}`,
  );
}

/**
 * Docker at home loads br_netfilter into our common kernel, and from then on the router's bridge would take packets that it turns round
 * for bridged ones, and drop those that go back where they came from.
 */
async function bridgeWithoutRules(): Promise<void> {
  const bridged = ['iptables', 'ip6tables', 'arptables'].map((table) => `net.bridge.bridge-nf-call-${table}=0`);
  await runIn('router', ['sysctl', '--quiet', '--ignore', '--write', ...bridged], { allowFailure: true });
}

/** In IPv6 nothing is translated: the person opens the port of one device. */
export async function openPort6(on: boolean): Promise<void> {
  const opened = `iifname "wan" ip6 daddr ${addresses.homeGlobal6} udp dport ${wireguardPort} ct mark set 6`;
  await nft(`flush chain ip6 door opened\n${on ? `add rule ip6 door opened ${opened}\n` : ''}`);
}

export interface TunnelPort {
  readonly udp: 'open' | 'blocked';
  readonly tcp: 'open' | 'blocked';
}

export const openTunnelPort: TunnelPort = { udp: 'open', tcp: 'open' };

/**
 * Whether the home lets cloudflared out: port 7844 by UDP is QUIC, by TCP HTTP/2. A provider or a strict router drops it in
 * silence, connections that stand included.
 */
export async function tunnelPort(wanted: TunnelPort): Promise<void> {
  const blocked = (['udp', 'tcp'] as const).filter((protocol) => wanted[protocol] === 'blocked');
  const rules = blocked.map((protocol) => `add rule ip door tunnel oifname "wan" ${protocol} dport 7844 drop\n`);
  await nft(`flush chain ip door tunnel\n${rules.join('')}`);
}

async function nft(rules: string): Promise<void> {
  await runIn('router', ['nft', '-f', '-'], { input: rules });
}
