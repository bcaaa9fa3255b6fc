/**
 * The address with which Immich begins the links that it gives people. It is told when the guests' door stands and not before, and told
 * back when that door goes. The surprise: Immich takes the setting from its administrator alone, so a PC without that password leaves
 * what it cannot read as it is.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { readStoredSettings, type Settings } from '../../contract/settings';
import { formerly, hasPublicDoor } from '../../contract/ways';
import type { Change, Step, Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { file, type FoundFile } from '../facts/common';
import { server, type FoundServer } from '../facts/immich';
import { householdPath } from '../shell/prelude';
import { adminMadePath } from './immich';

export interface FoundLinks {
  readonly server: FoundServer;
  /** Whether the first account was made. */
  readonly adminMade: FoundFile;
  /** What the household wanted until now: its hosts may have been others. */
  readonly household: FoundFile;
}

const addressOf = (host: string): string => `https://${host}`;

/** Ours, under any of the names: hosts may change in the very plan that takes the door away. */
function ourAddresses(settings: Settings, { household }: FoundLinks): readonly string[] {
  const before = readStoredSettings(household.text);
  return [settings, ...(before ? [before] : [])]
    .flatMap((one) => [one.hosts.share, ...formerly(one, 'share')])
    .map(addressOf);
}

function tell(address: string, now: string | null): Change {
  return {
    summary: say('set-share-address', { address }),
    action: { kind: 'immich-setting', path: ['server', 'externalDomain'], value: address },
    undo: 'restore-previous',
    risk: 'none',
    before: now,
  };
}

export const links: Step<FoundLinks> = {
  id: 'links',
  after: ['immich', 'tunnel'],
  wantedBy: hasPublicDoor,

  inspect: (reader) =>
    answers({
      server: reader.ask(server),
      adminMade: reader.ask(file(adminMadePath)),
      household: reader.ask(file(householdPath)),
    }),

  plan({ settings, secrets }: Wanted, found) {
    const now = found.server.config?.externalDomain ?? null;
    const address = addressOf(settings.hosts.share);
    if (settings.share.links !== 'share-host' || now === address) return [];
    // while Immich does not answer nobody knows what it has: it is told again, by who can (the same twice does no harm)
    const adminThere = found.server.config?.isInitialized ?? Boolean(found.adminMade.text?.trim());
    if (now === null && adminThere && secrets.adminPassword === undefined) return [];
    return [tell(address, now)];
  },

  async verify({ settings }, reader) {
    const now = (await reader.ask(server)).config?.externalDomain ?? '';
    const address = addressOf(settings.hosts.share);
    if (settings.share.links !== 'share-host') return ok([]);
    if (now === address) return ok([say('proof-links', { address })]);
    return failed(
      failure(
        'immich-refused',
        { call: 'GET /api/server/config', status: 200 },
        { checked: [{ what: `externalDomain: ${now}`, fine: false }] },
      ),
    );
  },

  leaving: {
    // doors close first
    last: true,
    plan({ settings }, found) {
      const now = found.server.config?.externalDomain;
      return now && ourAddresses(settings, found).includes(now) ? [tell('', now)] : [];
    },
    verify: () => Promise.resolve(ok([])),
  },
};
