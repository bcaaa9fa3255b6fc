/**
 * The router: which one it is, its guide, and whether what the person sets there has taken. The surprise: looking is reading, so it goes
 * on beside an apply, and beside a server that is out of reach for a moment.
 */
import { failure, FailureError } from '../contract/failure';
import type { RouterGuide } from '../contract/guide';
import type { Settings } from '../contract/settings';
import { RouterWatch } from '../network/watch';
import type { Connection } from '../server/connection';
import { settingsNow } from './door';
import type { Handlers } from './register';
import { detect, lookFromOutsideOf, lookOf, type Around } from './router-look';
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
  const around = async (): Promise<Around> => ({
    ...work,
    settings: await householdOf(session, work),
    template: (name) => work.release.template(name),
    server: () => session.server(),
  });
  return {
    'router:detect': async () => {
      const watched = watch();
      const seen = await detect(await around(), work.release.routers());
      watched.isOf(seen.guide);
      return seen;
    },
    'router:list': () => ({
      routers: work.release.routers().map(({ id, maker, name, dns }) => ({ id, maker, name, dns })),
      waysOut: work.release.waysOut(),
    }),
    'router:guide': (id) => guideOf(id, work),
    'router:look': async ({ mappings }) => {
      const watched = watch();
      return watched.look(lookOf(await around(), { mappings }));
    },
    'router:reach': async () => {
      const watched = watch();
      return watched.reach(lookFromOutsideOf(await around()));
    },
  };
}

/** Of a server that is out of reach, what was known when it was connected. */
const householdOf = async (session: Session, work: Workplace): Promise<Settings> =>
  session.settings ?? settingsNow(await session.server(), session, work);

function guideOf(id: string, { release }: Workplace): RouterGuide {
  const guide = release.routers().find((one) => one.id === id);
  if (!guide) throw new FailureError(failure('router-unknown', { id }));
  return guide;
}
