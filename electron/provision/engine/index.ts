/** The engine as main and the CLI see it: verbs on a server, with this release's steps. */
import * as v from 'valibot';
import type { DoorReport, LeakReport } from '../../contract/door';
import type { ApplyEvent } from '../../contract/progress';
import { ImmichImages } from '../../contract/fields';
import { readStoredSettings, type Settings } from '../../contract/settings';
import { household } from '../facts/household';
import { leakRun } from '../facts/leaks';
import { doorSeen, outsideLeakRun } from '../facts/outside';
import { removal } from '../leave';
import { farewell } from '../leave/ground';
import type { Remote } from '../remote';
import { steps } from '../steps';
import { kitStep } from '../steps/kit';
import { householdFile } from '../steps/base';
import { apply as applySteps, readHousehold, undo, type ApplyOptions } from './apply';
import { digest } from './compare';
import { prepare, type PreparedPlan } from './plan';
import { reader } from './read';
import { step, type AnyStep, type Pins, type Wanted } from './step';

export type { ApplyOptions, PreparedPlan, Pins, Wanted };
export {
  addPhone,
  addPhones,
  changePhone,
  codeOf,
  listPhones,
  makeAccount,
  removePhone,
  replacePhone,
  type NewPhone,
} from '../phones';
export { lastWords, lookAtHouse, noteLook } from '../home';
export { makeLeavePlan, requireWords, wantedGone, wordsFor } from '../leave';
export { copyNow, lookAtBackup } from '../backup-look';
export { contentsOf, parseKit } from '../kit/parse';
export { noteKit, readKit } from '../kit/save';
export { lookForAdoption } from '../adopt/look';
export { judge, readFacts } from '../preflight';
export { lookAtHome, routerMac, seenFromInternet } from '../router-look';
export { lookAtUpdates } from '../update-look';
export { readHousehold, undo as undoAll };

/** This release's parts; where a recovery kit is put back, that comes before them. Where everything goes: how each of them goes. */
const stepsFor = ({ kit, leaving }: Wanted): readonly AnyStep[] =>
  leaving ? removal : kit ? [step(kitStep(kit)), ...steps] : steps;

/** The plan for a server. One round trip. */
export const makePlan = (remote: Remote, wanted: Wanted): Promise<PreparedPlan> =>
  prepare(remote, stepsFor(wanted), wanted);

/** Applies the plan whose id was shown. */
export const apply = (remote: Remote, wanted: Wanted, options: ApplyOptions): AsyncGenerator<ApplyEvent> =>
  applySteps(remote, stepsFor(wanted), wanted, { ...options, ...(wanted.leaving ? { end: farewell } : {}) });

/** What this household wants, and the digest of its file, by which somebody else's change is noticed. One round trip. */
export async function seeHousehold(remote: Remote): Promise<{ settings: Settings | null; sum: string | null }> {
  const { text, sum } = await reader(remote).ask(household);
  return { settings: readStoredSettings(text), sum };
}

/** The digest of the household's file once it holds these settings. */
export const householdDigest = (settings: Settings): string => digest(householdFile({ settings }).content);

/** The public door as a visitor finds it now. One round trip. */
export const lookAtDoor = (remote: Remote, wanted: Wanted): Promise<DoorReport> => reader(remote).ask(doorSeen(wanted));

/** Tries to get past the guests' door: at the listener, then through Cloudflare where it can be reached. Two round trips. */
export async function tryTheDoor(remote: Remote, wanted: Wanted): Promise<LeakReport> {
  const at = Date.now();
  // one after the other: the doorkeeper counts how often somebody knocks
  const inside = await reader(remote).ask(leakRun(wanted));
  return { at, inside, outside: await reader(remote).ask(outsideLeakRun(wanted)) };
}

const ReleaseSchema = v.object({ version: v.string(), images: ImmichImages, downloadBytes: v.number() });
const PinsSchema = v.pipe(
  v.object({
    /** Newest first. */
    releases: v.tupleWithRest([ReleaseSchema], ReleaseSchema),
    dockerKey: v.string(),
    cloudflareKey: v.string(),
    propagationSeconds: v.number(),
    aptLockSeconds: v.exactOptional(v.number()),
  }),
  v.transform((pins) => ({ ...pins, ...pins.releases[0] })),
);

/** Reads a release's pins (resources/server/release.json). Throws on a damaged file: that is a broken installation. */
export const readPins = (text: string): Pins => v.parse(PinsSchema, JSON.parse(text));
