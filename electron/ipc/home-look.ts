/**
 * One look at a house from all its sides, for the window and for the command line alike: the server, the door from outside, and this PC, at
 * the same time. The surprise: whether this PC is at home is known only when the server has told its router's MAC; so this PC is asked
 * first, and what it saw is weighed afterwards.
 */
import type { HomeReport } from '../contract/home';
import type { Settings } from '../contract/settings';
import { hasDirectWay } from '../contract/ways';
import type { Gateway } from '../network/gateway';
import { within, type Names } from '../network/names/look';
import type { Wanted } from '../provision/engine';
import { homeReport, type HouseSeen, type SeenHere } from '../provision/home';
import type * as house from '../provision/home';
import type { Remote } from '../provision/remote';
import { isNear } from './router-look';

export interface HouseAround {
  readonly wanted: Wanted;
  readonly server: Remote;
  /** The server's address as the line to it has it; null = not known. */
  readonly peer: string | null;
  readonly names: Names;
  readonly gateway: Pick<Gateway, 'hardwareAddress'>;
  readonly engine: Pick<typeof house, 'lookAtHouse' | 'noteLook'>;
}

export interface RoundLook {
  readonly report: HomeReport;
  /** What it was judged by. */
  readonly house: HouseSeen;
  /** When what this look saw is noted on the server; nobody needs to wait for it but who hangs up. Never rejects. */
  readonly noted: Promise<void>;
}

const hereMs = 5_000;

export async function lookRound(around: HouseAround): Promise<RoundLook> {
  const { wanted, server, engine } = around;
  const before = server.roundTrips;
  const [seen, here] = await Promise.all([engine.lookAtHouse(server, wanted), lookHere(around)]);
  const report = homeReport(seen, here && weigh(here, seen, around), {
    hostname: server.host,
    roundTrips: server.roundTrips - before,
  });
  return { report, house: seen, noted: engine.noteLook(server, seen, report) };
}

interface FromHere extends Pick<SeenHere, 'way' | 'taken'> {
  /** It has an address in the home's network, or in one that counts alike. */
  readonly inside: boolean;
  /** Its gateway's MAC. */
  readonly gateway: string | null;
}

/** null = there is no direct way to be on, or this PC did not answer in time. */
function lookHere({ wanted: { settings }, names, gateway }: HouseAround): Promise<FromHere | null> {
  if (!hasDirectWay(settings)) return Promise.resolve(null);
  return within(
    hereMs,
    fromHere(settings, names, gateway).catch(() => null),
    null,
  );
}

async function fromHere(
  { hosts, vpn, lan }: Settings,
  names: Names,
  gateway: HouseAround['gateway'],
): Promise<FromHere> {
  const inside = names.isAtHome(lan.network);
  const [{ way, taken }, mac] = await Promise.all([
    names.look({ host: hosts.photos, vpn: vpn.network }),
    inside ? gateway.hardwareAddress(lan.router) : null,
  ]);
  return { way, taken, inside, gateway: mac };
}

/** As `isAtHome` of the router's look does: by the gateway's MAC, and where one side does not know it, by the line to the server. */
function weigh(
  { way, taken, inside, gateway }: FromHere,
  { addresses }: HouseSeen,
  { wanted, peer }: HouseAround,
): SeenHere {
  const there = addresses.routerMac;
  const near = gateway !== null && there !== null ? gateway === there : isNear(peer, wanted.settings.lan.network);
  return { way, taken, atHome: inside && near };
}
