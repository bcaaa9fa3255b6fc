/** What may be brought up to date, and what brings itself up to date. Reads only; nothing here asks the internet. */
import type { ImmichRelease, UpdateReport } from '../contract/day-two';
import { compareVersions, notesOf, skipsMajor } from '../immich/version';
import { reader } from './engine/read';
import type { Wanted } from './engine/step';
import { answers } from './facts/answers';
import { dumps } from './facts/dumps';
import { containers, envFile } from './facts/immich';
import { lastUpgrade } from './facts/last-upgrade';
import { updates } from './facts/updates';
import { upkeep } from './facts/upkeep';
import type { Remote } from './remote';
import { runningRelease } from './steps/immich-release';

/**
 * One round trip. The program's own part is added by who knows the program.
 * @public the window asks for it by name, as a part of the engine
 */
export async function lookAtUpdates(
  remote: Remote,
  { settings, pins }: Pick<Wanted, 'settings' | 'pins'>,
): Promise<Omit<UpdateReport, 'program'>> {
  const { ask } = reader(remote, { timeoutMs: 30_000 });
  const found = await answers({
    containers: ask(containers),
    env: ask(envFile),
    dumps: ask(dumps(settings.photos.folder)),
    updates: ask(updates),
    upkeep: ask(upkeep),
    last: ask(lastUpgrade),
  });
  const running = runningRelease(found);
  return {
    at: Date.now(),
    running,
    releases: pins.releases.map(({ version }) => ({ version, notes: notesOf(version), not: whyNot(running, version) })),
    dumpAt: found.dumps[0]?.at ?? null,
    system: {
      updates: found.updates === 'unset' ? 'off' : found.updates,
      waiting: found.upkeep.waiting,
      lastAt: found.upkeep.lastAt,
      last: found.last,
      restartNeeded: found.upkeep.restartSince !== null,
    },
  };
}

/** Why a release cannot be chosen on a server with this one; null = it can. */
export function whyNot(running: string | null, version: string): ImmichRelease['not'] {
  if (running === null) return null;
  const order = compareVersions(version, running);
  if (order <= 0) return order === 0 ? 'running' : 'older';
  return skipsMajor(running, version) ? 'skips-major' : null;
}
