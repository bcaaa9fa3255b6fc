/**
 * Settings of the whole zone that a household may want stricter, each on its own yes. The surprise: they hold for every name in the zone,
 * so what is stricter already stays, and the old value is kept for an undo.
 */
import type { FoundAccount } from '../../cloudflare/account';
import { say, type ZoneSetting } from '../../contract/message';
import { zoneOf, type Settings } from '../../contract/settings';
import type { Change, Wanted } from '../engine/step';
import { cloud } from './cloud';

const stricter: Readonly<
  Record<ZoneSetting, { wants(settings: Settings): boolean; value: string; enough(now: string): boolean }>
> = {
  ssl: {
    wants: ({ cloudflare }) => cloudflare.settings.strictTls,
    value: 'strict',
    enough: (now) => ['strict', 'origin_pull'].includes(now),
  },
  min_tls_version: {
    wants: ({ cloudflare }) => cloudflare.settings.minimumTls,
    value: '1.2',
    enough: (now) => Number(now) >= 1.2,
  },
  always_use_https: {
    wants: ({ cloudflare }) => cloudflare.settings.alwaysHttps,
    value: 'on',
    enough: (now) => now === 'on',
  },
};
export const settingsAsked = (settings: Settings): readonly ZoneSetting[] =>
  (Object.keys(stricter) as ZoneSetting[]).filter((name) => stricter[name].wants(settings));

/** Those that are as wished once a plan is done: one that this token cannot see is not known to be. */
export const settingsKnown = (settings: Settings, { settings: now }: FoundAccount): readonly ZoneSetting[] =>
  settingsAsked(settings).filter((setting) => now[setting] !== undefined);

export function zoneChanges(wanted: Wanted, { settings: now }: FoundAccount): readonly Change[] {
  const zone = zoneOf(wanted.settings);
  return settingsAsked(wanted.settings).flatMap((setting) => {
    const [before, { value: after, enough }] = [now[setting], stricter[setting]];
    if (before === undefined || enough(before)) return [];
    return cloud(
      say('change-zone-setting', { setting, before, after }),
      { do: 'set', zone, setting, value: after },
      { undo: { kind: 'cloud', change: { do: 'set', zone, setting, value: before, ours: after } }, before },
    );
  });
}
