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
import { detect, lookFromOutsideOf, lookOf, type Around, type KnownRouter } from './router-look';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'router:detect' | 'router:list' | 'router:guide' | 'router:look' | 'router:reach';

export function routerHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const watches = new WeakMap<Connection, { readonly watch: RouterWatch; readonly known: KnownRouter }>();
  const kept = () => {
    const { connection } = session;
    if (!connection) throw new FailureError(failure('not-connected', {}));
    const trouble = (what: string, error: unknown): void => work.log.warn('not seen', { what, error });
    const before = watches.get(connection) ?? { watch: new RouterWatch(trouble), known: { mac: null } };
    watches.set(connection, before);
    return before;
  };
  const around = async (): Promise<Around> => ({
    ...work,
    settings: await householdOf(session, work),
    template: (name) => work.release.template(name),
    known: kept().known,
    server: () => session.server(),
    peer: () => session.connection?.peer ?? null,
  });
  return {
    'router:detect': async () => {
      const { watch } = kept();
      const seen = await detect(await around(), work.release.routers());
      watch.isOf(seen.guide);
      return seen;
    },
    'router:list': () => ({
      routers: work.release.routers().map(({ id, maker, name, dns }) => ({ id, maker, name, dns })),
      waysOut: work.release.waysOut(),
    }),
    'router:guide': (id) => {
      const guide = guideOf(id, work);
      // also the one that was chosen by hand: who has the box before him knows best
      if (session.connection) kept().watch.isOf(id);
      return guide;
    },
    'router:look': async ({ mappings }) => {
      const { watch } = kept();
      return watch.look(lookOf(await around(), { mappings }));
    },
    'router:reach': async () => {
      const { watch } = kept();
      return watch.reach(lookFromOutsideOf(await around()));
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
