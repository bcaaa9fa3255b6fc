// The family's router: NAT, DHCP, router advertisements and DNS for the LAN, UPnP, and every setting that "the person" makes there.
// Each of its parts has a file under router/.
import { isDeepStrictEqual } from 'node:util';
import { runIn, startIn, stop, until } from './processes.ts';
import { repository } from './server.ts';
import { buildDoor, openPort6, openTunnelPort, portForward, tunnelPort } from './router/forward.ts';
import { homeIpv6, renewPc, tell } from './router/lan.ts';
import { asItCame, routerSettings, set, type Upnp } from './router/settings.ts';
import { wan } from './router/wan.ts';

export { openPort6, openTunnelPort, portForward, tunnelPort } from './router/forward.ts';
export { announceDns, announceDns6, homeIpv6, renewPc, routerAsks, routerDhcp } from './router/lan.ts';
export { wan } from './router/wan.ts';

const box = 'fritzbox';

export async function startRouter(): Promise<void> {
  await buildDoor();
  await tell(asItCame);
  renewPc();
  await startBox();
}

/** What devices may ask of the router and do at it. Ports that they opened stay open until their lease ends. */
export function upnp(mode: Upnp): void {
  set({ upnp: mode });
}

/** The router as a device that answers, see fritzbox/. Started anew it has forgotten the ports that devices opened. */
async function startBox(): Promise<void> {
  await stop(box);
  await runIn('router', ['nft', 'flush', 'chain', 'ip', 'nat', 'mapped']);
  const main = ['node', '--import', 'tsx', 'tests/lab/fritzbox/main.ts'];
  await startIn('router', box, main, { cwd: repository });
  await until("the router's pages", async () => {
    const { stdout } = await runIn('router', ['ss', '-Hltn', 'sport = :49000'], { allowFailure: true });
    return stdout !== '';
  });
}

/** The settings as nobody has touched them. */
export async function resetRouter(): Promise<void> {
  await wan('own');
  await portForward(false);
  await openPort6(false);
  await tunnelPort(openTunnelPort);
  if (!isDeepStrictEqual(routerSettings().ipv6, asItCame.ipv6)) await homeIpv6(asItCame.ipv6);
  await tell(asItCame);
  renewPc();
}
