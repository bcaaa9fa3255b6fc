/**
 * When a newer program is asked for: only where somebody said yes, at most once a day by itself, and at once when "Look now" is pressed. The
 * surprise: no answer is no trouble of the family's; it is logged, and what was known before stays.
 */
import type { Log } from '../log/log';
import type { JsonFile } from '../store/json-file';
import type { Preferences } from '../store/preferences';
import type { ProgramNews } from '../contract/about';
import { isNewer } from './order';

export interface Notice {
  /** What is known; asks nobody. */
  known(): Promise<ProgramNews>;
  /** Asks, where that was chosen; `now` = although it was asked today. */
  look(now: boolean): Promise<ProgramNews>;
}

export interface Asking {
  readonly version: string;
  /** Null: this build has no releases to ask. */
  readonly ask: (() => Promise<string | null>) | null;
  readonly way: ProgramNews['way'];
  readonly preferences: JsonFile<Preferences>;
  readonly log: Log;
  readonly clock?: () => number;
}

const day = 24 * 60 * 60 * 1000;

export function notice({ version, ask, way, preferences, log, clock = Date.now }: Asking): Notice {
  const known = async (): Promise<ProgramNews> => {
    const { askForProgram, programAskedAt, programNewest } = await preferences.read();
    const newer = programNewest !== undefined && isNewer(programNewest, version) ? programNewest : null;
    return { chosen: askForProgram ?? false, can: ask !== null, askedAt: programAskedAt ?? null, newer, way };
  };
  return {
    known,
    async look(now) {
      const before = await known();
      const rested = before.askedAt === null || Math.abs(clock() - before.askedAt) >= day;
      if (!before.chosen || ask === null || (!now && !rested)) return before;
      try {
        const newest = await ask();
        const programAskedAt = clock();
        await preferences.change(({ programNewest: _was, ...rest }) => ({
          ...rest,
          programAskedAt,
          ...(newest === null ? {} : { programNewest: newest }),
        }));
      } catch (error) {
        log.warn('asking for a newer program failed', { error });
      }
      return known();
    },
  };
}
