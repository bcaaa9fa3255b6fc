/** Which key each server showed when a person compared it. Kept for every server, remembered or not: it is no secret. */
import { join } from 'node:path';
import * as v from 'valibot';
import { jsonFile, type Notes } from './json-file';

const PinnedKey = v.object({ type: v.string(), fingerprint: v.string() });
export type PinnedKey = v.InferOutput<typeof PinnedKey>;

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface HostKeys {
  of(place: Place): Promise<PinnedKey | null>;
  pin(place: Place, key: PinnedKey): Promise<void>;
  /** Those of the keys at all ports of a host. */
  fingerprints(host: string): Promise<readonly string[]>;
  /** The keys at all ports of a host. */
  forget(host: string): Promise<void>;
}

export function hostKeys(folder: string, notes: Notes): HostKeys {
  const file = jsonFile(join(folder, 'host-keys.json'), v.record(v.string(), PinnedKey), {}, notes);
  return {
    of: async (place) => (await file.read())[keyOf(place)] ?? null,
    pin: (place, { type, fingerprint }) =>
      file.change((known) => ({ ...known, [keyOf(place)]: { type, fingerprint } })),
    fingerprints: async (host) =>
      Object.entries(await file.read()).flatMap(([key, { fingerprint }]) => (isAt(key, host) ? fingerprint : [])),
    forget: (host) =>
      file.change((known) => Object.fromEntries(Object.entries(known).filter(([key]) => !isAt(key, host)))),
  };
}

const keyOf = ({ host, port }: Place): string => `${host.toLowerCase()} ${port}`;
const isAt = (key: string, host: string): boolean => key.startsWith(`${host.toLowerCase()} `);
