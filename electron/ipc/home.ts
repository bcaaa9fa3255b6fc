/** Home: the house at one look, and the report of it for a helpful friend. The surprise: looking is reading, so it goes on beside an apply. */
import type { HomeReport } from '../contract/home';
import type { Connection } from '../server/connection';
import { settingsNow } from './door';
import { friendsReport } from './friends-report';
import { lookRound } from './home-look';
import { saveText, wantedFor } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'home:look' | 'home:report';

export function homeHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const last = new WeakMap<Connection, HomeReport>();
  const look = async (): Promise<HomeReport> => {
    const server = await session.server();
    const settings = await settingsNow(server, session, work);
    const { report } = await lookRound({
      ...work,
      wanted: wantedFor(settings, session, work),
      server,
      peer: server.peer,
    });
    last.set(server, report);
    return report;
  };
  return {
    'home:look': look,
    'home:report': async (how) => {
      const server = await session.server();
      const report = last.get(server) ?? (await look());
      const settings = await settingsNow(server, session, work);
      const text = await friendsReport(report, { server, settings }, session, work);
      if (how === 'copy') {
        await work.desktop.copy(text);
        return null;
      }
      const path = await work.desktop.chooseTarget('immich-at-home-report.txt');
      if (path !== null) await saveText(path, text, 0o600);
      return path;
    },
  };
}
