// What the router tells the LAN: addresses and DNS servers by DHCP, prefixes and DNS servers by router advertisement, and the names
// that it answers itself. A real dnsmasq, started anew for every change.
// Surprise: the pc has no DHCP client; its resolv.conf is written as if its lease had just been renewed, and only when it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, networks6, runDir } from '../names.ts';
import { resolvConfOf } from '../namespaces.ts';
import { runIn, startIn, stop, until } from '../processes.ts';
import { routerSettings, set, type Announced6, type RouterSettings } from './settings.ts';

const dnsmasq = 'router-dnsmasq';
/** The bridge's, by its MAC. A router that gives the home no lasting network names this. */
const linkLocal = 'fe80::1a:50ff:fe00:1';

export interface Renewal {
  /** False: the PC keeps what it was told before, until its lease ends. */
  readonly renewsPc?: boolean;
}

/** What the router tells the LAN to use as its DNS server. */
export async function announceDns(address: string, { renewsPc = true }: Renewal = {}): Promise<void> {
  await tell({ dns: address });
  if (renewsPc) renewPc();
}

/** Whom the router names as DNS server by IPv6: itself as it came, the server's lasting address, or nobody. */
export async function announceDns6(who: Announced6, { renewsPc = true }: Renewal = {}): Promise<void> {
  await tell({ dns6: who });
  if (renewsPc) renewPc();
}

/** The person unplugs the PC's cable and plugs it in again: it is told anew. */
export function renewPc(): void {
  const settings = routerSettings();
  const pc = { dns: settings.dns, dns6: named6(settings) };
  set({ pc });
  const asked = [pc.dns, ...(pc.dns6 === null ? [] : [onLink(pc.dns6)])];
  writeFileSync(resolvConfOf('pc'), asked.map((address) => `nameserver ${address}\n`).join(''));
}

/** The networks that the router advertises; those at home forget what is not advertised any more, as after its lifetime. */
export async function homeIpv6(ipv6: RouterSettings['ipv6']): Promise<void> {
  await tell({ ipv6 });
  for (const host of ['home', 'pc'] as const) await learnAnew(host);
  renewPc();
}

/** False: somebody else hands out addresses, or nobody. */
export const routerDhcp = (on: boolean): Promise<void> => tell({ dhcp: on });

export interface Asking {
  /** True as in a FRITZ!Box: answers that lead into the home are thrown away. */
  readonly rebindFilter?: boolean;
  /** Names for which they are not: the person wrote them down. */
  readonly except?: readonly string[];
}

/** The router stays in between and asks this server for names. */
export const routerAsks = (
  address: string,
  { rebindFilter = address !== addresses.resolver, except = [] }: Asking = {},
): Promise<void> => tell({ asks: address, rebindFilter: rebindFilter ? except : null });

/** Starts the router's dnsmasq anew, with this changed. */
export async function tell(change: Partial<RouterSettings>): Promise<void> {
  const config = join(runDir, 'router-dnsmasq.conf');
  writeFileSync(config, configOf(set(change)));
  await stop(dnsmasq);
  await startIn('router', dnsmasq, ['dnsmasq', '--keep-in-foreground', `--conf-file=${config}`, '--pid-file=']);
  await until("the router's DNS on 192.168.178.1", async () => {
    const { stdout } = await runIn('router', ['ss', '-Hlun', 'sport = :53'], { allowFailure: true });
    return stdout.includes(`${addresses.router}:53`);
  });
}

function named6(settings: RouterSettings): string | null {
  if (!settings.ipv6.ula && !settings.ipv6.internet) return null;
  if (settings.dns6 === 'server') return settings.ipv6.ula ? addresses.home6 : null;
  if (settings.dns6 === 'none') return null;
  return settings.ipv6.ula ? addresses.router6 : linkLocal;
}

const onLink = (address: string): string => (address.startsWith('fe80:') ? `${address}%eth0` : address);

const configOf = (settings: RouterSettings): string =>
  [
    ...['no-resolv', 'no-hosts', 'user=root', 'interface=lan', 'bind-interfaces', 'except-interface=lo'],
    ...[`server=${settings.asks}`, 'local=/fritz.box/', `host-record=fritz.box,${addresses.router}`],
    ...filter(settings),
    ...dhcp(settings),
    ...advertisement(settings),
    '',
  ].join('\n');

const filter = ({ rebindFilter }: RouterSettings): string[] =>
  rebindFilter === null ? [] : ['stop-dns-rebind', ...rebindFilter.map((name) => `rebind-domain-ok=/${name}/`)];

const dhcp = (settings: RouterSettings): string[] =>
  settings.dhcp
    ? [
        'dhcp-range=192.168.178.100,192.168.178.200,12h',
        'no-ping', // or an offer takes three seconds, which no router takes
        `dhcp-option=option:dns-server,${settings.dns}`,
        `dhcp-leasefile=${join(runDir, 'router-leases')}`,
      ]
    : [];

/** A router lifetime of 0 says: this is no way to the internet. Without an address, the option says that there is none. */
function advertisement(settings: RouterSettings): string[] {
  const { ula, internet } = settings.ipv6;
  if (!ula && !internet) return [];
  const named = named6(settings);
  return [
    'enable-ra',
    `ra-param=lan,high,60,${internet ? 1800 : 0}`,
    ...(ula ? [`dhcp-range=${networks6.ula},ra-stateless,64,12h`] : []),
    ...(internet ? [`dhcp-range=${networks6.internet},ra-stateless,64,12h`] : []),
    named === null ? 'dhcp-option=option6:dns-server' : `dhcp-option=option6:dns-server,[${named}]`,
  ];
}

const portOf = { home: 'host0', pc: 'eth0' } as const;
const known6 = {
  home: [addresses.home6, addresses.homeGlobal6],
  pc: [addresses.pc6, addresses.pcGlobal6],
} as const;

/** Waits until the host has exactly the addresses that the router lets it make. */
async function learnAnew(host: 'home' | 'pc'): Promise<void> {
  const port = portOf[host];
  const ip = (...words: string[]): Promise<unknown> => runIn(host, ['ip', '-6', ...words], { allowFailure: true });
  await ip('addr', 'flush', 'dev', port, 'scope', 'global', 'dynamic');
  await ip('route', 'flush', 'dev', port, 'proto', 'ra');
  for (const network of Object.values(networks6)) await ip('route', 'flush', 'dev', port, 'root', `${network}/64`);
  const { ula, internet } = routerSettings().ipv6;
  const wanted = known6[host].filter((_, n) => [ula, internet][n]);
  if (wanted.length === 0) return;
  await until(`${wanted.join(' and ')} on ${port} of ${host}`, async () => {
    await runIn(host, ['rdisc6', '-1', '-q', '-w', '500', port], { allowFailure: true });
    const { stdout } = await runIn(host, ['ip', '-6', 'addr', 'show', 'dev', port, '-tentative']);
    return wanted.every((address) => stdout.includes(address));
  });
}
