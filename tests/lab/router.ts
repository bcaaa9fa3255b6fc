// The family's router: NAT, DHCP and DNS for the LAN, and the two settings that "the person" makes: the port forward for
// WireGuard and the DNS server that the LAN is told to use.
// Surprise: the pc has no DHCP client; a new DNS setting reaches its resolv.conf as if the lease had been renewed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, runDir, wireguardPort } from './names.ts';
import { resolvConfOf } from './namespaces.ts';
import { runIn, startIn, stop, until } from './processes.ts';

const dnsmasq = 'router-dnsmasq';

export async function startRouter(): Promise<void> {
  await nft(`
    table ip nat {
      chain leaving {
        type nat hook postrouting priority srcnat
        oifname "wan" masquerade
      }
      chain arriving {
        type nat hook prerouting priority dstnat
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
    }`);
  await portForward(false);
  await announceDns(addresses.router);
}

/**
 * The router forgets the flows it knows when the setting changes, as a real one does: what knocked in vain is dropped before
 * conntrack remembers it, and what came in before is closed.
 */
export async function portForward(on: boolean): Promise<void> {
  const wireguard = `iifname "wan" udp dport ${wireguardPort}`;
  const rule = on ? `ip nat arriving ${wireguard} dnat to ${addresses.home}` : `ip door closed ${wireguard} drop`;
  await nft(`flush chain ip nat arriving\nflush chain ip door closed\nadd rule ${rule}\n`);
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

/** What the router tells the LAN to use as its DNS server. */
export async function announceDns(address: string): Promise<void> {
  const config = join(runDir, 'router-dnsmasq.conf');
  writeFileSync(
    config,
    `no-resolv
no-hosts
user=root
interface=lan
bind-interfaces
except-interface=lo
server=${addresses.resolver}
local=/fritz.box/
host-record=fritz.box,${addresses.router}
dhcp-range=192.168.178.100,192.168.178.200,12h
dhcp-option=option:dns-server,${address}
dhcp-leasefile=${join(runDir, 'router-leases')}
`,
  );
  await stop(dnsmasq);
  await startIn('router', dnsmasq, ['dnsmasq', '--keep-in-foreground', `--conf-file=${config}`, '--pid-file=']);
  await until("the router's DNS on 192.168.178.1", async () => {
    const { stdout } = await runIn('router', ['ss', '-Hlun', 'sport = :53'], { allowFailure: true });
    return stdout.includes(`${addresses.router}:53`);
  });
  writeFileSync(resolvConfOf('pc'), `nameserver ${address}\n`);
}

async function nft(rules: string): Promise<void> {
  await runIn('router', ['nft', '-f', '-'], { input: rules });
}
