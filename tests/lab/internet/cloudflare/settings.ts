// The settings of a zone: they hold for every name in it, also those that are not ours.
// Surprise: `modified_on` is null until somebody has chosen; a default that was never touched looks just like that.
import { renameSync, writeFileSync } from 'node:fs';

export interface Setting {
  readonly id: string;
  readonly value: string;
  readonly editable: boolean;
  readonly modified_on: string | null;
}

export interface SettingsStore {
  all(): readonly Setting[];
  byId(id: string): Setting | undefined;
  set(id: string, value: string): Setting | undefined;
  reset(): void;
}

const onOff = ['on', 'off'];
const known: Readonly<Record<string, { readonly values: readonly string[]; readonly usual: string }>> = {
  always_use_https: { values: onOff, usual: 'off' },
  automatic_https_rewrites: { values: onOff, usual: 'on' },
  http3: { values: onOff, usual: 'on' },
  ipv6: { values: onOff, usual: 'on' },
  min_tls_version: { values: ['1.0', '1.1', '1.2', '1.3'], usual: '1.0' },
  ssl: { values: ['off', 'flexible', 'full', 'strict'], usual: 'full' },
  tls_1_3: { values: ['on', 'off', 'zrt'], usual: 'on' },
  websockets: { values: onOff, usual: 'on' },
};

export const takes = (id: string, value: unknown): value is string =>
  typeof value === 'string' && known[id]?.values.includes(value) === true;

const untouched = (): Map<string, Setting> =>
  new Map(
    Object.entries(known).map(([id, { usual }]) => [id, { id, value: usual, editable: true, modified_on: null }]),
  );

export function openSettings(file: string | undefined): SettingsStore {
  let held = untouched();
  const keep = (): void => {
    if (file === undefined) return;
    writeFileSync(`${file}.new`, `${JSON.stringify([...held.values()], null, 2)}\n`);
    renameSync(`${file}.new`, file);
  };
  keep();
  return {
    all: () => [...held.values()],
    byId: (id) => held.get(id),
    set: (id, value) => {
      const before = held.get(id);
      if (!before) return undefined;
      const after = { ...before, value, modified_on: new Date().toISOString() };
      held.set(id, after);
      keep();
      return after;
    },
    reset: () => {
      held = untouched();
      keep();
    },
  };
}
