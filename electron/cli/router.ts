/**
 * The router, looked at once. The surprise: reachability comes first, since the server can knock only at an address that somebody in the
 * internet has told it.
 */
import type { ReachReport, RouterReport, RouterSeen } from '../contract/router';
import type { Settings } from '../contract/settings';
import { releaseFrom } from '../ipc/release';
import { detect, lookFromOutsideOf, lookOf } from '../ipc/router-look';
import { gateway, networkIo, readVendors } from '../network/gateway';
import { names } from '../network/names/look';
import { RouterWatch } from '../network/watch';
import { lookAtHome, routerMac, seenFromInternet } from '../provision/engine';
import type { Connection } from '../server/connection';

export interface RouterLook {
  readonly router: RouterSeen;
  readonly report: RouterReport;
  readonly reach: ReachReport;
  /** Of the look alone, as it is repeated while the window is open. */
  readonly cost: { readonly seconds: number; readonly roundTrips: number; readonly bytes: number };
}

export async function lookOnce(
  server: Connection,
  settings: Settings,
  how: { readonly resources: string; readonly mappings: boolean; trouble(what: string, error: unknown): void },
): Promise<RouterLook> {
  const release = releaseFrom({ resources: how.resources, pins: null });
  const around = {
    settings,
    names: names(),
    gateway: gateway(networkIo({ makerOf: (address) => readVendors(release.vendors())(address) })),
    engine: { lookAtHome, routerMac, seenFromInternet },
    known: { mac: null },
    template: (name: string) => release.template(name),
    server: async () => server,
    peer: () => server.peer,
  };
  const router = await detect(around, release.routers());
  const watch = new RouterWatch(how.trouble);
  watch.isOf(router.guide);
  const reach = await watch.reach(lookFromOutsideOf(around));
  const before = { at: Date.now(), roundTrips: server.roundTrips, bytes: bytesOf(server) };
  const report = await watch.look(lookOf(around, how));
  const cost = {
    seconds: (Date.now() - before.at) / 1000,
    roundTrips: server.roundTrips - before.roundTrips,
    bytes: bytesOf(server) - before.bytes,
  };
  return { router, reach, report, cost };
}

const bytesOf = ({ bytes }: Connection): number => bytes.sent + bytes.received;
