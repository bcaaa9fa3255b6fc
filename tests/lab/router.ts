// The family's router: NAT, DHCP, router advertisements and DNS for the LAN, UPnP, and every setting that "the person" makes there.
// Each of its parts has a file under router/.
import { isDeepStrictEqual } from 'node:util';
import { buildDoor, openPort6, openTunnelPort, portForward, tunnelPort } from './router/forward.ts';
import { homeIpv6, renewPc, tell } from './router/lan.ts';
import { asItCame, routerSettings } from './router/settings.ts';
import { wan } from './router/wan.ts';

export { openPort6, openTunnelPort, portForward, tunnelPort } from './router/forward.ts';
export { announceDns, announceDns6, homeIpv6, renewPc, routerAsks, routerDhcp } from './router/lan.ts';
export { wan } from './router/wan.ts';

export async function startRouter(): Promise<void> {
  await buildDoor();
  await tell(asItCame);
  renewPc();
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
