// The calls about DNS records.
// Surprise: filters of one kind combine with `match=any` as well; names, contents and comments are compared without case.
import { unquoted, type ZoneRecord } from '../../dns/zone.ts';
import { paged } from '../paging.ts';
import { refusal } from '../refusal.ts';
import { route, type Answered, type Asked } from '../route.ts';
import type { ZoneStore } from '../store.ts';
import { parseChange, parseDraft, refuseConflict } from '../validate.ts';
import { zoneOf } from './zones.ts';

export const recordRoutes = [
  route('GET /zones/:zone/dns_records', 'dns:read', listRecords),
  route('POST /zones/:zone/dns_records', 'dns:edit', addRecord),
  route('GET /zones/:zone/dns_records/:record', 'dns:read', (asked) => ({
    result: recordView(recordOf(asked), zoneOf(asked)),
  })),
  route('PATCH /zones/:zone/dns_records/:record', 'dns:edit', changeRecord),
  route('PUT /zones/:zone/dns_records/:record', 'dns:edit', replaceRecord),
  route('DELETE /zones/:zone/dns_records/:record', 'dns:edit', removeRecord),
];

function listRecords(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const matching = zone.records().filter((record) => matches(record, asked.query));
  return paged(
    matching.map((record) => recordView(record, zone)),
    asked.query,
    { smallest: 1, usual: 100, largest: 5_000_000 },
  );
}

function matches(record: ZoneRecord, query: URLSearchParams): boolean {
  const found = [
    ...texts('name', record.name, query),
    ...texts('content', unquoted(record.content), query),
    ...texts('comment', record.comment ?? '', query),
    ...presence(record.comment, query),
    ...exactly('type', record.type.toLowerCase(), query),
    ...exactly('proxied', String(record.proxied), query),
  ];
  return query.get('match') === 'any' ? found.length === 0 || found.includes(true) : !found.includes(false);
}

const comparisons: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  '': (text, part) => text === part,
  '.exact': (text, part) => text === part,
  '.contains': (text, part) => text.includes(part),
  '.startswith': (text, part) => text.startsWith(part),
  '.endswith': (text, part) => text.endsWith(part),
};

function texts(field: string, value: string, query: URLSearchParams): boolean[] {
  return Object.entries(comparisons).flatMap(([suffix, holds]) => {
    const wanted = query.get(field + suffix);
    return wanted === null ? [] : [holds(value.toLowerCase(), unquoted(wanted).toLowerCase())];
  });
}

const exactly = (field: string, value: string, query: URLSearchParams): boolean[] => {
  const wanted = query.get(field);
  return wanted === null ? [] : [wanted.toLowerCase() === value];
};

const presence = (comment: string | null, query: URLSearchParams): boolean[] => [
  ...(query.has('comment.present') ? [Boolean(comment)] : []),
  ...(query.has('comment.absent') ? [!comment] : []),
];

function addRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const draft = parseDraft(asked.body(), zone.name);
  refuseConflict(draft, zone.records());
  return { result: recordView(zone.add(draft), zone) };
}

function changeRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  const before = recordOf(asked);
  return changed(zone, before, parseChange(asked.body(), before, zone.name));
}

function replaceRecord(asked: Asked): Answered {
  const zone = zoneOf(asked);
  return changed(zone, recordOf(asked), parseDraft(asked.body(), zone.name));
}

function changed(zone: ZoneStore, before: ZoneRecord, draft: Parameters<typeof refuseConflict>[0]): Answered {
  refuseConflict(
    draft,
    zone.records().filter((record) => record.id !== before.id),
  );
  const after = zone.change(before.id, draft);
  return { result: recordView(after ?? before, zone) };
}

function removeRecord(asked: Asked): Answered {
  const record = recordOf(asked);
  zoneOf(asked).remove(record.id);
  return { result: { id: record.id } };
}

function recordOf(asked: Asked): ZoneRecord {
  const [, id] = asked.ids;
  const record = zoneOf(asked)
    .records()
    .find((held) => held.id === id);
  if (!record) throw refusal(404, 81044, 'Record does not exist.');
  return record;
}

function recordView(record: ZoneRecord, zone: ZoneStore): unknown {
  const proxiable = record.type === 'A' || record.type === 'AAAA' || record.type === 'CNAME';
  return { ...record, zone_id: zone.id, zone_name: zone.name, proxiable, settings: {}, meta: {} };
}
