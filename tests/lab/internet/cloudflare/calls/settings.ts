// The calls about the settings of a zone.
// Surprise: Cloudflare calls the list of all of them deprecated and serves it all the same; one by one is the way that stays.
import { refusal } from '../refusal.ts';
import { route, type Answered, type Asked } from '../route.ts';
import { takes, type Setting, type SettingsStore } from '../settings.ts';
import { zoneOf } from './zones.ts';

export const settingRoutes = [
  route('GET /zones/:zone/settings', 'settings:read', (asked) => ({ result: settingsOf(asked).all() })),
  route('GET /zones/:zone/settings/:setting', 'settings:read', (asked) => ({ result: settingOf(asked) })),
  route('PATCH /zones/:zone/settings/:setting', 'settings:edit', changeSetting),
];

const settingsOf = (asked: Asked): SettingsStore => asked.account.settings(zoneOf(asked).id);

function settingOf(asked: Asked): Setting {
  const [, id = ''] = asked.ids;
  const setting = settingsOf(asked).byId(id);
  if (!setting) throw refusal(400, 1006, `Unrecognized zone setting name: ${id}`);
  return setting;
}

function changeSetting(asked: Asked): Answered {
  const { id } = settingOf(asked);
  const body = asked.body();
  const value: unknown = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
  if (!takes(id, value)) {
    throw refusal(400, 1007, `Invalid value for zone setting ${id}`);
  }
  return { result: settingsOf(asked).set(id, value) };
}
