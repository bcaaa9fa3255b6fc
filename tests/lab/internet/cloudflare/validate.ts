// What Cloudflare refuses about a DNS record, with its own codes and sentences.
// Surprise: a name outside the zone is not refused but gets the zone's name appended, as on the real API.
import { isIPv4, isIPv6 } from 'node:net';
import * as v from 'valibot';
import { recordTypes, unquoted, type ZoneRecord } from '../dns/zone.ts';
import { parsed as parsedAs, Refusal, type ApiError } from './refusal.ts';
import type { RecordDraft } from './store.ts';

const invalid = (where: string, why: string): ApiError => ({
  code: 9207,
  message: `Request body is invalid. ${where}: ${why}`,
});
const parsed = <Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> =>
  parsedAs(schema, input, invalid);

const body = v.object({
  type: v.string(),
  name: v.string(),
  content: v.optional(v.string()),
  ttl: v.optional(v.number()),
  proxied: v.optional(v.boolean()),
  priority: v.optional(v.number()),
  data: v.optional(v.record(v.string(), v.unknown())),
  comment: v.optional(v.nullable(v.string())),
  tags: v.optional(v.array(v.string())),
});
type Body = v.InferOutput<typeof body>;

export function parseDraft(input: unknown, zoneName: string): RecordDraft {
  return checked(parsed(body, input), zoneName);
}

/** PATCH: what is not named stays; the outcome as a whole must be valid. */
export function parseChange(input: unknown, before: ZoneRecord, zoneName: string): RecordDraft {
  const change = defined(parsed(v.partial(body), input));
  if (change.type !== undefined && change.type.toUpperCase() !== before.type) {
    throw validation(9002, 'DNS record type cannot be changed.', 81055);
  }
  const { priority, data } = before;
  const kept = { type: before.type, name: before.name, content: before.content, ttl: before.ttl };
  return checked(
    {
      ...kept,
      proxied: before.proxied,
      comment: before.comment,
      tags: [...before.tags],
      ...(priority === undefined ? {} : { priority }),
      ...(data === undefined ? {} : { data }),
      ...change,
    },
    zoneName,
  );
}

/** `undefined` beside a key would overwrite what stands there. */
function defined<Thing extends object>(thing: Thing): { [Key in keyof Thing]: Exclude<Thing[Key], undefined> } {
  const kept = Object.entries(thing).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof Thing]: Exclude<Thing[Key], undefined> };
}

function checked(draft: Body, zoneName: string): RecordDraft {
  const type = recordTypes.find((known) => known === draft.type.toUpperCase());
  if (!type) throw validation(9002, 'DNS record type is invalid.');
  const name = fullName(draft.name, zoneName);
  const proxied = draft.proxied ?? false;
  const ttl = draft.ttl ?? 1;
  if (ttl !== 1 && (ttl < 60 || ttl > 86_400 || !Number.isInteger(ttl))) {
    throw validation(9021, 'Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.');
  }
  if (proxied && type !== 'A' && type !== 'AAAA' && type !== 'CNAME') {
    throw validation(9004, 'This record type cannot be proxied.');
  }
  const content = contentOf(type, draft);
  refuseBeyondFreePlan(draft);
  if (type === 'MX' && draft.priority === undefined) throw validation(9100, 'priority is a required data field.');
  return {
    type,
    name,
    content,
    ttl: proxied ? 1 : ttl,
    proxied,
    ...(draft.priority === undefined ? {} : { priority: draft.priority }),
    ...(draft.data === undefined ? {} : { data: draft.data }),
    ...(draft.comment === undefined ? {} : { comment: draft.comment }),
    ...(draft.tags === undefined ? {} : { tags: draft.tags }),
  };
}

/** The family pays nothing: a hundred characters of comment, no tags. */
function refuseBeyondFreePlan({ comment, tags }: Body): void {
  if ((comment ?? '').length > 100) throw validation(9300, 'DNS record comment is too long. Maximum is 100.');
  if ((tags ?? []).length > 0) throw validation(9301, 'DNS record has 1 tags, exceeding the quota of 0.');
}

function fullName(name: string, zoneName: string): string {
  const bare = name.toLowerCase().replace(/\.$/, '');
  const full = bare === '@' ? zoneName : inZone(bare, zoneName) ? bare : `${bare}.${zoneName}`;
  const labels = full.split('.');
  const sound = labels.every(
    (label, n) => (n === 0 && label === '*') || /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label),
  );
  if (!sound || full.length > 253) throw validation(9000, 'DNS name is invalid.');
  return full;
}

const inZone = (name: string, zoneName: string): boolean => name === zoneName || name.endsWith(`.${zoneName}`);

function contentOf(type: ZoneRecord['type'], draft: Body): string {
  if (type === 'CAA') return caaContent(draft);
  const content = draft.content;
  if (content === undefined || content === '') throw validation(9101, 'content is a required data field.');
  if (type === 'A' && !isIPv4(content)) throw validation(9005, 'Content for A record must be a valid IPv4 address.');
  if (type === 'AAAA' && !isIPv6(content)) {
    throw validation(9006, 'Content for AAAA record must be a valid IPv6 address.');
  }
  if (
    (type === 'CNAME' || type === 'MX' || type === 'NS') &&
    !/^[a-z0-9_*]([a-z0-9_.-]*[a-z0-9])?\.?$/i.test(content)
  ) {
    throw validation(9007, `Content for ${type} record is invalid.`);
  }
  if (type === 'CNAME' && isIPv4(content)) throw validation(9007, 'Content for CNAME record is invalid.');
  if (type === 'TXT' && unquoted(content).length > 2048) throw validation(9010, 'Content for TXT record is too long.');
  return type === 'TXT' ? `"${unquoted(content)}"` : content.replace(/\.$/, '');
}

function caaContent(draft: Body): string {
  const { flags, tag, value } = draft.data ?? {};
  if (typeof tag !== 'string' || typeof value !== 'string') throw validation(9101, 'value is a required data field.');
  return `${Number(flags ?? 0)} ${tag} "${value}"`;
}

/** Cloudflare wraps most findings into 1004 and names the cause in the chain. */
function validation(code: number, message: string, top = 1004): Refusal {
  return new Refusal(400, [{ code: top, message: 'DNS Validation Error', error_chain: [{ code, message }] }]);
}

/** Two records that cannot stand beside each other. */
export function refuseConflict(draft: RecordDraft, others: readonly ZoneRecord[]): void {
  const here = others.filter((record) => record.name === draft.name);
  const same = here.some(
    (record) => record.type === draft.type && unquoted(record.content) === unquoted(draft.content),
  );
  if (same) throw new Refusal(400, [{ code: 81058, message: 'An identical record already exists.' }]);
  const addressing = (type: string): boolean => type === 'A' || type === 'AAAA' || type === 'CNAME';
  if (draft.type === 'CNAME' && here.some((record) => addressing(record.type))) {
    throw new Refusal(400, [
      {
        code: 81053,
        message:
          'An A, AAAA, or CNAME record with that host already exists. For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.',
      },
    ]);
  }
  if (draft.type !== 'CNAME' && here.some((record) => record.type === 'CNAME')) {
    throw new Refusal(400, [{ code: 81054, message: 'A CNAME record with that host already exists.' }]);
  }
}
