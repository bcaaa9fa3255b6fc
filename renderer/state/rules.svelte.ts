// The contract's rules that need the list of public suffixes: 100 kB which the first screen has no use for. They come while it is being
// read; until then nothing is known about a name, and whoever shows a name again once they are there.
import type * as hostname from '../../electron/contract/hostname';
import type * as settings from '../../electron/contract/settings';

type Settings = settings.Settings;

let rules = $state.raw<(typeof hostname & typeof settings) | null>(null);
let coming: Promise<void> | null = null;

/** Resolves when names and settings can be judged; asked for again, it is the same wait, and another try where it failed. */
export const rulesThere = (): Promise<void> =>
  (coming ??= fetchRules().catch((error: unknown) => {
    coming = null;
    throw error;
  }));

async function fetchRules(): Promise<void> {
  const [names, whole] = await Promise.all([
    import('../../electron/contract/hostname'),
    import('../../electron/contract/settings'),
  ]);
  rules = { ...names, ...whole };
}

export const readHostname: (typed: string) => ReturnType<typeof hostname.readHostname> | null = (typed) =>
  rules?.readHostname(typed) ?? null;

/** Null also where there is none. */
export const registrableDomain = (name: string): string | null => rules?.registrableDomain(name) ?? null;

/** Null also where something is not right. */
export function readSettings(input: unknown): Settings | null {
  const read = rules?.readSettings(input);
  return read !== undefined && 'settings' in read ? read.settings : null;
}

export const zoneOf = (of: Settings): string => rules?.zoneOf(of) ?? of.hosts.photos;
