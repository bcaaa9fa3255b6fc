/**
 * Whether the guests' host is tight, asked on the server itself through the very listener that the tunnel uses; and whether anybody
 * could still claim the server through the family's host. The surprise: all of it is read-only, though some probes look like attacks:
 * none of them carries anything that an open door would let do harm.
 */
import { hasPublicDoor } from '../../contract/ways';
import type { LeakRun } from '../../contract/door';
import { parseServerConfig } from '../../immich/calls';
import type { Wanted } from '../engine/step';
import { insidePatterns } from '../leaks/judge';
import { probesFor } from '../leaks/probes';
import { requestBytes } from '../leaks/request';
import { hear, leakRunOf, runScript, type Asking } from '../leaks/run';
import { sh, type Sh } from '../shell/sh';
import type { Fact } from './fact';

const listener = { address: '127.0.0.1', port: 8283 } as const;

export const insideAsking = ({ settings }: Pick<Wanted, 'settings'>): Asking => ({
  patterns: insidePatterns,
  threads: 8,
  keep: false,
  groups: [
    {
      way: listener,
      first: {
        request: 'GET /api/server/ping',
        bytes: requestBytes({ target: '/api/server/ping', host: settings.hosts.photos }),
        expect: 'let-in',
        why: 'Immich answers',
      },
      probes: hasPublicDoor(settings) ? probesFor(settings) : [],
    },
  ],
});

/** The leak run against the listener that the tunnel uses. */
export function leakRun(wanted: Wanted): Fact<LeakRun> {
  const ask = insideAsking(wanted);
  return {
    key: `leak-run ${wanted.settings.hosts.share}`,
    command: runScript(wanted.template, ask),
    parse: (answer) => leakRunOf(ask, hear(answer)),
  };
}

/** The same as a command: says the first leaks and fails when there is one. For the moment before the door opens. */
export const leakCheckScript = (wanted: Wanted): Sh => runScript(wanted.template, insideAsking(wanted), ' --check');

export interface FoundFirstAccount {
  /** Somebody has claimed the server. */
  readonly initialised: boolean;
  /** A visitor could claim it, or Immich did not say. */
  readonly open: boolean;
}

/** Seen as a visitor of the family's host would see it. */
export const firstAccount = ({ settings: { hosts } }: Pick<Wanted, 'settings'>): Fact<FoundFirstAccount> => ({
  key: `first-account ${hosts.photos}`,
  command: sh`curl -s --max-time 20 --noproxy '*' -H ${`Host: ${hosts.photos}`} http://127.0.0.1:8283/api/server/config`,
  parse({ stdout }) {
    const initialised = parseServerConfig(stdout)?.isInitialized === true;
    return { initialised, open: !initialised };
  },
});

/** How many of the refusals a look at the house tries: as many as tell, few enough for a slow server. */
const handful = 24;

/**
 * A few of the questions of the leak run, spread over all its kinds and always the same: only such as a tight door refuses by itself, so
 * that Immich has no work with them and the limits on guests do not count them.
 */
export function fewLeaks(wanted: Wanted): Fact<LeakRun> {
  const all = probesFor(wanted.settings).filter(({ expect }) => expect === 'refused');
  const every = Math.max(1, Math.floor(all.length / handful));
  const probes = all.filter((_, n) => n % every === 0);
  const ask: Asking = {
    patterns: insidePatterns,
    threads: 4,
    keep: false,
    groups: [{ way: listener, probes }],
  };
  return {
    key: `few-leaks ${wanted.settings.hosts.share}`,
    command: runScript(wanted.template, ask),
    parse: (answer) => leakRunOf(ask, hear(answer)),
  };
}
