/**
 * Everything goes. A removal is a plan like any other: shown, applied by the same engine, journalled, begun again where it was cut off.
 * The surprise is its end: what tells that anything was ever ours goes when all the rest is gone.
 */
import { prepare, type PreparedPlan } from '../engine/plan';
import { reader } from '../engine/read';
import type { Wanted } from '../engine/step';
import type { Remote } from '../remote';
import type { Leaving } from './data';
import { left } from './left';
import { removal } from './parts';

export { requireWords, wordsFor, type Leaving } from './data';
export { removal } from './parts';

/** What a household that goes wants: `leaving` chooses what becomes of photos and database. */
export const wantedGone = (wanted: Wanted, { deletePhotos, deleteDatabase }: Leaving): Wanted => ({
  ...wanted,
  leaving: { deletePhotos, deleteDatabase },
});

/** The plan that takes everything away, with what stays in `left`. Two round trips; Cloudflare is asked where its token is at hand. */
export async function makeLeavePlan(remote: Remote, wanted: Wanted): Promise<PreparedPlan> {
  // one after the other: the account at Cloudflare knows one question at a time
  const prepared = await prepare(remote, removal, wanted);
  return { ...prepared, plan: { ...prepared.plan, left: await left(reader(remote), wanted) } };
}
