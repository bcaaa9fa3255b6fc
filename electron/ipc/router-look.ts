/**
 * Whom one look at the router asks, for the window and for the command line alike. The surprise: of a home that this PC is not in, the
 * gateway here is somebody else's; it is not asked, though it may have the same address.
 */
import { genericGuide, type RouterGuide } from '../contract/guide';
import { readRange } from '../contract/range';
import type { RouterSeen } from '../contract/router';
import type { Settings } from '../contract/settings';
import type { Gateway } from '../network/gateway';
import type { Names } from '../network/names/look';
import type { Look, LookFromOutside } from '../network/watch';
import type * as engine from '../provision/engine';
import type { Remote } from '../provision/remote';
import { serverAddress, serverAddress6 } from '../wireguard/addresses';

export interface Around {
  readonly settings: Settings;
  readonly names: Names;
  readonly gateway: Gateway;
  readonly engine: Pick<typeof engine, 'lookAtHome' | 'seenFromInternet'>;
  template(name: string): string;
  /** On a line that works. */
  server(): Promise<Remote>;
}

/** Which router it is. */
export async function detect(
  { settings: { lan }, names, gateway }: Pick<Around, 'settings' | 'names' | 'gateway'>,
  guides: readonly RouterGuide[],
): Promise<RouterSeen> {
  if (names.isAtHome(lan.network)) return gateway.detect(lan.router, guides);
  return { guide: genericGuide, model: null, system: null, by: null, address: lan.router, upnp: false };
}

/** `mappings`: whether the router may be asked for its list of port forwards. */
export function lookOf(around: Around, { mappings }: { readonly mappings: boolean }): Look {
  const { settings, names, gateway, engine } = around;
  const { hosts, lan, vpn } = settings;
  const atHome = names.isAtHome(lan.network);
  return {
    settings,
    vpnAddresses: vpnAddressesOf(settings),
    atHome,
    pc: () => names.look({ host: hosts.photos, vpn: vpn.network }),
    home: async (seen4) => engine.lookAtHome(await around.server(), around, { seen4 }),
    mapping: mappings && atHome ? () => gateway.mapping(lan.router, vpn.port) : null,
  };
}

export function lookFromOutsideOf(around: Around): LookFromOutside {
  const { settings, names, gateway, engine } = around;
  const atHome = names.isAtHome(settings.lan.network);
  return {
    settings,
    internet: async () => engine.seenFromInternet(await around.server(), around),
    wan: async () => (atHome ? gateway.wanAddress(settings.lan.router) : null),
  };
}

/** The server's own addresses in the VPN: who is there asks it by them. */
export function vpnAddressesOf({ vpn }: Pick<Settings, 'vpn'>): readonly string[] {
  const range = readRange(vpn.network);
  const six = serverAddress6(vpn.network6);
  return [...(range ? [serverAddress(range)] : []), ...(six === null ? [] : [six])];
}
