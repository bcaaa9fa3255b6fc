/**
 * Whom one look at the router asks, for the window and for the command line alike. The surprise: of a home that this PC is not in, the
 * gateway here is somebody else's; it is not asked, though it may have the same address: every FRITZ!Box has. Its MAC tells them apart.
 */
import ipaddr from 'ipaddr.js';
import { genericGuide, type RouterGuide } from '../contract/guide';
import { contains, isAddress, readRange } from '../contract/range';
import type { RouterSeen } from '../contract/router';
import type { Settings } from '../contract/settings';
import type { Gateway } from '../network/gateway';
import { within, type Names } from '../network/names/look';
import type { Look, LookFromOutside } from '../network/watch';
import type * as engine from '../provision/engine';
import type { Remote } from '../provision/remote';
import { serverAddress, serverAddress6 } from '../wireguard/addresses';

export interface Around {
  readonly settings: Settings;
  readonly names: Names;
  readonly gateway: Gateway;
  readonly engine: Pick<typeof engine, 'lookAtHome' | 'routerMac' | 'seenFromInternet'>;
  /** What is kept from one look to the next. */
  readonly known: KnownRouter;
  template(name: string): string;
  /** On a line that works. */
  server(): Promise<Remote>;
  /** The server's address as the line to it has it; null = not known. */
  peer(): string | null;
}

/** The router behind which the server stands, by the MAC that the server last saw. */
export interface KnownRouter {
  mac: string | null;
}

const routerMacMs = 2_500;

/**
 * This PC is in the home's own network, not in another that only counts alike: it has an address there, and its gateway is the server's.
 * Where one of both does not know the gateway's MAC, the line to the server tells, if it leads to an address at home.
 */
export async function isAtHome(around: Around): Promise<boolean> {
  const { settings, names, gateway } = around;
  const { lan } = settings;
  if (!names.isAtHome(lan.network)) return false;
  const here = await gateway.hardwareAddress(lan.router);
  const there = here === null ? null : await routerMacOf(around);
  return here !== null && there !== null ? here === there : isNear(around.peer(), lan.network);
}

async function routerMacOf(around: Around): Promise<string | null> {
  const { known, engine } = around;
  if (known.mac !== null) return known.mac;
  const asked = around.server().then((server) => engine.routerMac(server, around));
  known.mac = await within(
    routerMacMs,
    asked.catch(() => null),
    null,
  );
  return known.mac;
}

/** An address at home, or one that leads no farther than the next cable. */
export function isNear(peer: string | null, network: string): boolean {
  const range = readRange(network);
  if (peer === null || range === null) return false;
  if (isAddress(peer)) return contains(range, peer);
  const [plain = ''] = peer.split('%');
  return ipaddr.IPv6.isValid(plain) && ipaddr.IPv6.parse(plain).range() === 'linkLocal';
}

/** Which router it is. */
export async function detect(around: Around, guides: readonly RouterGuide[]): Promise<RouterSeen> {
  const { lan } = around.settings;
  if (await isAtHome(around)) return around.gateway.detect(lan.router, guides);
  return { guide: genericGuide, model: null, system: null, by: null, address: lan.router, upnp: false };
}

/** `mappings`: whether the router may be asked for its list of port forwards. */
export function lookOf(around: Around, { mappings }: { readonly mappings: boolean }): Look {
  const { settings, names, gateway, engine } = around;
  const { hosts, lan, vpn } = settings;
  let near: Promise<boolean> | null = null;
  const atHome = (): Promise<boolean> => (near ??= isAtHome(around));
  return {
    settings,
    vpnAddresses: vpnAddressesOf(settings),
    atHome,
    pc: () => names.look({ host: hosts.photos, vpn: vpn.network }),
    home: async (seen4) => {
      const seen = await engine.lookAtHome(await around.server(), around, { seen4 });
      around.known.mac = seen.server.routerMac ?? around.known.mac;
      return seen;
    },
    mapping: mappings ? async () => ((await atHome()) ? gateway.mapping(lan.router, vpn.port) : null) : null,
  };
}

export function lookFromOutsideOf(around: Around): LookFromOutside {
  const { settings, gateway, engine } = around;
  return {
    internet: async () => engine.seenFromInternet(await around.server(), around),
    wan: async () => ((await isAtHome(around)) ? gateway.wanAddress(settings.lan.router) : null),
  };
}

/** The server's own addresses in the VPN: who is there asks it by them. */
export function vpnAddressesOf({ vpn }: Pick<Settings, 'vpn'>): readonly string[] {
  const range = readRange(vpn.network);
  const six = serverAddress6(vpn.network6);
  return [...(range ? [serverAddress(range)] : []), ...(six === null ? [] : [six])];
}
