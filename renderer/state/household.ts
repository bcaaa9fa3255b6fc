// What a reopened window needs to say where it stands: the server's name and the household's settings, no secret. The server
// holds the truth; this is only a note on this PC, replaced at each connection.
import type { Settings } from '../../electron/contract/settings';
import { readSettings } from './rules.svelte';

const key = 'household';

export interface Household {
  readonly hostname: string;
  readonly settings: Settings;
}

export function noteHousehold(household: Household): void {
  localStorage.setItem(key, JSON.stringify(household));
}

export function notedHousehold(): Household | null {
  try {
    const noted: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof noted !== 'object' || noted === null || !('settings' in noted) || !('hostname' in noted)) return null;
    const settings = readSettings(noted.settings);
    return settings !== null && typeof noted.hostname === 'string' ? { hostname: noted.hostname, settings } : null;
  } catch {
    return null;
  }
}
