// The Cloudflare account's state: the records of its zones, in memory and in one file, so that a look from outside and a
// stand-in that was started again see the same zone.
// Surprise: the resolver reads this very object; there is no copy that could lag.
import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { RecordSource, ZoneRecord } from '../dns/zone.ts';
import { addressOf, zone } from '../places.ts';

export type RecordDraft = Pick<ZoneRecord, 'type' | 'name' | 'content'> &
  Partial<Pick<ZoneRecord, 'ttl' | 'proxied' | 'priority' | 'data' | 'comment' | 'tags'>>;

export interface ZoneStore extends RecordSource {
  readonly id: string;
  add(draft: RecordDraft): ZoneRecord;
  change(id: string, change: RecordDraft): ZoneRecord | undefined;
  remove(id: string): boolean;
  replaceAll(drafts: readonly RecordDraft[]): void;
}

export const newId = (): string => randomBytes(16).toString('hex');

/** What a family that owns a domain may have there already; the wizard must leave all of it as it is. */
export const household: readonly RecordDraft[] = [
  { type: 'A', name: zone.name, content: addressOf.edge, proxied: true, ttl: 1, comment: 'our blog' },
  { type: 'CNAME', name: `www.${zone.name}`, content: zone.name, proxied: true, ttl: 1 },
  { type: 'MX', name: zone.name, content: `mail.${zone.name}`, priority: 10, ttl: 1 },
  { type: 'A', name: `mail.${zone.name}`, content: addressOf.edge, ttl: 3600 },
  { type: 'TXT', name: zone.name, content: '"v=spf1 mx -all"', ttl: 3600 },
];

export function openZone(
  id: string,
  name: string,
  file: string | undefined,
  drafts: readonly RecordDraft[],
): ZoneStore {
  const held = new Map<string, ZoneRecord>();
  const keep = (): void => {
    if (file === undefined) return;
    writeFileSync(`${file}.new`, `${JSON.stringify([...held.values()], null, 2)}\n`);
    renameSync(`${file}.new`, file);
  };
  const put = (record: ZoneRecord): ZoneRecord => {
    held.set(record.id, record);
    keep();
    return record;
  };
  const store: ZoneStore = {
    id,
    name,
    records: () => [...held.values()],
    add: (draft) => put(complete(draft)),
    change: (record, change) => {
      const before = held.get(record);
      if (!before) return undefined;
      return put({ ...before, ...change, modified_on: new Date().toISOString() });
    },
    remove: (record) => {
      const was = held.delete(record);
      keep();
      return was;
    },
    replaceAll: (fresh) => {
      held.clear();
      for (const draft of fresh) store.add(draft);
      keep();
    },
  };
  store.replaceAll(drafts);
  return store;
}

function complete(draft: RecordDraft): ZoneRecord {
  const now = new Date().toISOString();
  return {
    ...draft,
    name: draft.name.toLowerCase(),
    id: newId(),
    ttl: draft.proxied ? 1 : (draft.ttl ?? 1),
    proxied: draft.proxied ?? false,
    comment: draft.comment ?? null,
    tags: draft.tags ?? [],
    created_on: now,
    modified_on: now,
  };
}
