/** A house at one look: asked in one round trip, judged here, and noted for whoever looks next. */
import type { HomeReport } from '../../contract/home';
import { noteSeenPaths } from '../facts/seen-paths';
import type { Remote } from '../remote';
import { newsOf } from './report';
import type { HouseSeen } from './seen';

export { lookAtHouse } from './ask';
export { lastWords } from './last-words';
export type { OpenPart } from './open-parts';
export { homeReport } from './report';
export type { HouseSeen, SeenHere } from './seen';

/** Notes on the server which paths worked, when that is news. One round trip, or none. What cannot be noted is no harm. */
export async function noteLook(remote: Remote, house: HouseSeen, report: HomeReport): Promise<void> {
  const news = newsOf(house, report);
  if (news) await remote.run(noteSeenPaths(news), { timeoutMs: 10_000 }).catch(() => undefined);
}
