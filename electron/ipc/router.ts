/**
 * The router: which one it is, its guide, and whether what the person sets there has taken. The surprise: looking is reading, so it goes
 * on beside an apply; and of a home that this PC is not in, the gateway here says nothing, so it is not asked.
 */
import { failure, FailureError } from '../contract/failure';
import { genericGuide, type RouterGuide } from '../contract/guide';
import { readRange } from '../contract/range';
import type { RouterSeen } from '../contract/router';
import type { Settings } from '../contract/settings';
import { RouterWatch } from '../network/watch';
import type { Connection } from '../server/connection';
import { serverAddress, serverAddress6 } from '../wireguard/addresses';
import { settingsNow } from './door';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'router:detect' | 'router:list' | 'router:guide' | 'router:look' | 'router:reach';

export function routerHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const watches = new WeakMap<Connection, RouterWatch>();
  const watch = (): RouterWatch => {
    const { connection } = session;
    if (!connection) throw new FailureError(failure('not-connected', {}));
    const known =
      watches.get(connection) ?? new RouterWatch((what, error) => work.log.warn('not seen', { what, error }));
    watches.set(connection, known);
    return known;
  };
  return {
    'router:detect': async () => {
      const { lan } = await householdOf(session, work);
      if (!work.names.isAtHome(lan.network)) return unseen(lan.router);
      const seen = await work.gateway.detect(lan.router, work.release.routers());
      watch().isOf(seen.guide);
      return seen;
    },
    'router:list': () => ({
      routers: work.release.routers().map(({ id, maker, name, dns }) => ({ id, maker, name, dns })),
      waysOut: work.release.waysOut(),
    }),
    'router:guide': (id) => guideOf(id, work),
    'router:look': async ({ mappings }) => {
      const watched = watch();
      const settings = await householdOf(session, work);
      const { hosts, lan, vpn } = settings;
      const atHome = work.names.isAtHome(lan.network);
      return watched.look({
        settings,
        vpnAddresses: vpnAddressesOf(settings),
        atHome,
        pc: () => work.names.look({ host: hosts.photos, vpn: vpn.network }),
        home: async (seen4) => work.engine.lookAtHome(await session.server(), placeOf(settings, work), { seen4 }),
        mapping: mappings && atHome ? () => work.gateway.mapping(lan.router, vpn.port) : null,
      });
    },
    'router:reach': async () => {
      const watched = watch();
      const settings = await householdOf(session, work);
      const { lan } = settings;
      const atHome = work.names.isAtHome(lan.network);
      return watched.reach({
        settings,
        internet: async () => work.engine.seenFromInternet(await session.server(), placeOf(settings, work)),
        wan: async () => (atHome ? work.gateway.wanAddress(lan.router) : null),
      });
    },
  };
}

/** Of a server that is out of reach, what was known when it was connected. */
const householdOf = async (session: Session, work: Workplace): Promise<Settings> =>
  session.settings ?? settingsNow(await session.server(), session, work);

const placeOf = (
  settings: Settings,
  { release }: Workplace,
): { settings: Settings; template(name: string): string } => ({
  settings,
  template: (name) => release.template(name),
});

export function vpnAddressesOf({ vpn }: Pick<Settings, 'vpn'>): readonly string[] {
  const range = readRange(vpn.network);
  const six = serverAddress6(vpn.network6);
  return [...(range ? [serverAddress(range)] : []), ...(six === null ? [] : [six])];
}

function guideOf(id: string, { release }: Workplace): RouterGuide {
  const guide = release.routers().find((one) => one.id === id);
  if (!guide) throw new FailureError(failure('router-unknown', { id }));
  return guide;
}

const unseen = (address: string): RouterSeen => ({
  guide: genericGuide,
  model: null,
  system: null,
  by: null,
  address,
  upnp: false,
});
