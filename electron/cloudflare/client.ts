/**
 * The family's account at Cloudflare over its API. The surprise: an answer may be lost after the change was made, so a change is never
 * just sent again: the whole of it is done anew, and it begins by looking whether there is anything left to do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { failure, FailureError, type Failure } from '../contract/failure';
import {
  recordMark,
  refusedForSure,
  type Account,
  type AccountChange,
  type AccountOutcome,
  type AccountQuestion,
  type FoundAccount,
  type FoundRecord,
  type IngressRule,
} from './account';
import {
  openApi,
  query,
  refusal,
  resultOf,
  rights,
  unreachable,
  Unheard,
  went,
  type Hidden,
  type Method,
  type Said,
} from './api';
import { readSettings } from './settings';

/** Waits between the tries of one thing: about half a minute in all. */
const patience = [1000, 2000, 4000, 8000, 15_000];
const longestWaitSeconds = 60;
const busyTries = 3;
/** How long what was seen is believed. */
const keptMs = 30_000;

const Zone = v.object({ id: v.string(), name: v.string(), account: v.object({ id: v.string() }) });
type Zone = v.InferOutput<typeof Zone>;
const Tunnel = v.object({ id: v.string(), name: v.string(), deleted_at: v.optional(v.nullable(v.string())) });
const Rule = v.object({
  hostname: v.nullish(v.string()),
  service: v.string(),
  path: v.nullish(v.string()),
  originRequest: v.nullish(v.record(v.string(), v.unknown())),
});
const Configuration = v.object({ config: v.nullish(v.object({ ingress: v.nullish(v.array(Rule)) })) });
const DnsRecord = v.object({
  id: v.string(),
  type: v.string(),
  name: v.string(),
  content: v.string(),
  proxied: v.optional(v.boolean(), false),
  ttl: v.number(),
  comment: v.optional(v.nullable(v.string()), null),
  tags: v.nullish(v.array(v.string())),
  priority: v.nullish(v.number()),
});

/** What a test gives another of. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<unknown>;
}
const wallClock: Clock = { now: () => Date.now(), wait: (ms) => sleep(ms) };

type Publishing = Extract<AccountChange, { do: 'publish' }>;

const stop = (said: Said, zone: string): FailureError => new FailureError(refusal(said, zone));
const addressing = (type: string): boolean => ['A', 'AAAA', 'CNAME'].includes(type);
/** What a record says that leads down a tunnel. */
export const leadsTo = (tunnel: string): string => `${tunnel}.cfargotunnel.com`;

/** Our record of a host. One that bears our mark and leads to another tunnel is another server's. */
const isOurs = ({ type, content, comment }: FoundRecord, tunnel: string | null): boolean =>
  type === 'CNAME' && comment === recordMark && tunnel !== null && content === leadsTo(tunnel);

const isSame = (one: FoundRecord, other: FoundRecord): boolean =>
  one.type === other.type && one.content === other.content;

const asFound = ({ tags, priority, ...record }: v.InferOutput<typeof DnsRecord>): FoundRecord => ({
  ...record,
  ...(tags?.length ? { tags } : {}),
  ...(priority == null ? {} : { priority }),
});

const asRule = ({ hostname, service, path, originRequest }: v.InferOutput<typeof Rule>): IngressRule => ({
  ...(hostname ? { hostname } : {}),
  service,
  ...(path ? { path } : {}),
  ...(originRequest && Object.keys(originRequest).length > 0 ? { originRequest } : {}),
});

/** What one change has come to, over all its tries. */
interface Course {
  /** What it may have taken out of its way, by id. */
  readonly gone: Map<string, FoundRecord>;
  /** The last answer that did not come, to something that may have taken. */
  unheard: Unheard | null;
}

export function openAccount(token: Hidden, call: typeof fetch, clock: Clock = wallClock): Account {
  const api = openApi(token, call);
  const zones = new Map<string, Zone>();
  /** By account and name: another account may have one of the same name. */
  const tunnels = new Map<string, string>();
  /** Tunnels whose making was sent when there was none of that name: what answers to it now is ours. */
  const sent = new Set<string>();
  const seen = new Map<string, { at: number; answer: Promise<FoundAccount> }>();

  /** One call; waits when Cloudflare asks for it. */
  async function send(method: Method, path: string, body?: unknown): Promise<Said> {
    for (let tries = 1; ; tries += 1) {
      const said = await api.send(method, path, body);
      if (said.waitSeconds === null || said.waitSeconds > longestWaitSeconds || tries === busyTries) return said;
      await clock.wait(said.waitSeconds * 1000);
    }
  }

  async function done(zone: string, method: Method, path: string, body?: unknown): Promise<Said> {
    const said = await send(method, path, body);
    if (!went(said)) throw stop(said, zone);
    return said;
  }

  async function everyPage<T>(zone: string, path: string, of: v.GenericSchema<unknown, T>): Promise<T[]> {
    const list: T[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const said = await done(zone, 'GET', page === 1 ? path : `${path}&page=${page}`);
      list.push(...resultOf(v.array(of), said));
      pages = said.pages;
    }
    return list;
  }

  async function zoneNamed(name: string): Promise<Zone> {
    const before = zones.get(name);
    if (before) return before;
    const list = await everyPage(name, `/zones${query({ name, per_page: 50 })}`, Zone);
    const found = list.find((zone) => zone.name === name);
    if (!found) throw new FailureError(await whyNoZone(name));
    zones.set(name, found);
    return found;
  }

  /** A token that may read no zone gets the same empty answer as one that sees others. */
  async function whyNoZone(zone: string): Promise<Failure> {
    const any = resultOf(v.array(Zone), await done(zone, 'GET', `/zones${query({ per_page: 5 })}`));
    return any.length > 0
      ? failure('zone-not-found', { zone })
      : failure('setup-token-without-rights', { zone, missing: rights.zone });
  }

  const folder = ({ account }: Zone): string => `/accounts/${account.id}/cfd_tunnel`;
  const known = ({ account }: Zone, name: string): string => `${account.id} ${name}`;

  /** The tunnel that stands under this name now. */
  async function findTunnel(zone: Zone, name: string): Promise<string | null> {
    const path = `${folder(zone)}${query({ name, is_deleted: 'false', per_page: 50 })}`;
    const list = await everyPage(zone.name, path, Tunnel);
    const id = list.find((it) => it.name === name && !it.deleted_at)?.id ?? null;
    if (id === null) tunnels.delete(known(zone, name));
    else tunnels.set(known(zone, name), id);
    return id;
  }

  async function tunnelNamed(zone: Zone, name: string): Promise<string> {
    const id = tunnels.get(known(zone, name)) ?? (await findTunnel(zone, name));
    if (id !== null) return id;
    const checked = [{ what: `tunnel ${name}`, fine: false }];
    throw new FailureError(failure('cloudflare-refused', { status: 404, code: 1003 }, { checked }));
  }

  async function ingressOf(zone: Zone, id: string): Promise<readonly IngressRule[] | null> {
    const said = await done(zone.name, 'GET', `${folder(zone)}/${id}/configurations`);
    return resultOf(Configuration, said).config?.ingress?.map(asRule) ?? null;
  }

  /** Of the whole zone in one call: a filter takes one name only, and families have few records. */
  async function recordsOf(zone: Zone, hosts: readonly string[], tunnel: string | null = null): Promise<FoundRecord[]> {
    const all = await everyPage(zone.name, `/zones/${zone.id}/dns_records${query({ per_page: 1000 })}`, DnsRecord);
    const to = tunnel && leadsTo(tunnel);
    return all
      .filter(({ type, name, content }) => addressing(type) && (hosts.includes(name.toLowerCase()) || content === to))
      .map(asFound);
  }

  async function lookNow({ zone: name, hosts, tunnel, settings }: AccountQuestion): Promise<FoundAccount> {
    const zone = await zoneNamed(name);
    const id = await findTunnel(zone, tunnel);
    const [ingress, records, found] = await Promise.all([
      id === null ? null : ingressOf(zone, id),
      recordsOf(zone, hosts, id),
      readSettings((path) => send('GET', path), zone.id, settings, name),
    ]);
    return { owner: zone.account.id, tunnel: id === null ? null : { id, ingress }, records, settings: found };
  }

  async function createTunnel(zone: Zone, name: string): Promise<AccountOutcome> {
    const there = await findTunnel(zone, name);
    if (there !== null && sent.has(known(zone, name))) return { tunnel: there };
    const taken = (): FailureError => new FailureError(failure('tunnel-name-taken', { name }));
    if (there !== null) throw taken();
    sent.add(known(zone, name));
    const said = await send('POST', folder(zone), { name, config_src: 'cloudflare' });
    if (!went(said)) sent.delete(known(zone, name));
    if (said.status === 409) throw taken();
    if (!went(said)) throw stop(said, zone.name);
    const { id } = resultOf(Tunnel, said);
    tunnels.set(known(zone, name), id);
    return { tunnel: id };
  }

  async function deleteTunnel(zone: Zone, name: string): Promise<AccountOutcome> {
    const id = await findTunnel(zone, name);
    sent.delete(known(zone, name));
    if (id === null) return {};
    for (const pause of [...patience, null]) {
      const off = await send('DELETE', `${folder(zone)}/${id}/connections`);
      if (!went(off) && off.status !== 404) throw stop(off, zone.name);
      const said = await send('DELETE', `${folder(zone)}/${id}`);
      if (went(said) || said.status === 404) break;
      if (pause === null || !isStillConnected(said)) throw stop(said, zone.name);
      await clock.wait(pause);
    }
    tunnels.delete(known(zone, name));
    return {};
  }

  async function fetchToken(zone: Zone, name: string): Promise<AccountOutcome> {
    const said = await done(zone.name, 'GET', `${folder(zone)}/${await tunnelNamed(zone, name)}/token`);
    const value = resultOf(v.string(), said);
    return { token: { reveal: () => value } };
  }

  async function publish(
    zone: Zone,
    { host, tunnel, replaces }: Publishing,
    gone: Course['gone'],
  ): Promise<AccountOutcome> {
    const id = await tunnelNamed(zone, tunnel);
    const content = leadsTo(id);
    const right = { type: 'CNAME', name: host, content, proxied: true, ttl: 1, comment: recordMark };
    const there = await recordsOf(zone, [host]);
    const own = there.find((record) => isOurs(record, id));
    const others = there.filter((record) => record !== own);
    if (others.some((record) => !replaces.includes(record.id)))
      throw new FailureError(failure('record-in-the-way', { hosts: host }));
    for (const record of others) {
      // before it is: whether it went is not always heard
      gone.set(record.id, record);
      await removeRecord(zone, record);
    }
    if (!own) await done(zone.name, 'POST', `/zones/${zone.id}/dns_records`, right);
    else if (!own.proxied) await done(zone.name, 'PATCH', `/zones/${zone.id}/dns_records/${own.id}`, right);
    return {};
  }

  async function removeRecord(zone: Zone, { id }: FoundRecord): Promise<void> {
    const said = await send('DELETE', `/zones/${zone.id}/dns_records/${id}`);
    if (!went(said) && said.status !== 404) throw stop(said, zone.name);
  }

  async function putBack(zone: Zone, { id: _, tags, comment, ...record }: FoundRecord): Promise<void> {
    const draft = { ...record, ...(comment === null ? {} : { comment }) };
    const post = (body: object): Promise<Said> => send('POST', `/zones/${zone.id}/dns_records`, body);
    const stands = (said: Said): boolean => went(said) || said.codes.includes(identicalRecord);
    const said = await post(tags ? { ...draft, tags } : draft);
    if (stands(said)) return;
    // a plan that has tags no more would lose the record for them
    const bare = tags && said.status === 400 ? await post(draft) : said;
    if (!stands(bare)) throw stop(bare, zone.name);
  }

  async function putBackMissing(
    zone: Zone,
    before: readonly FoundRecord[],
    there: readonly FoundRecord[],
  ): Promise<void> {
    for (const record of before) if (!there.some((it) => isSame(it, record))) await putBack(zone, record);
  }

  async function unpublish(
    zone: Zone,
    { host, tunnel, id, putBack: before }: Extract<AccountChange, { do: 'unpublish' }>,
  ): Promise<AccountOutcome> {
    const to = id ?? tunnels.get(known(zone, tunnel)) ?? (await findTunnel(zone, tunnel));
    const there = await recordsOf(zone, [host]);
    const isBefore = (record: FoundRecord): boolean => before.some((it) => isSame(it, record));
    const ours = there.filter((record) => isOurs(record, to) && !isBefore(record));
    const chosenSince = there.some((record) => !ours.includes(record) && !isBefore(record));
    for (const record of ours) await removeRecord(zone, record);
    if (!chosenSince) await putBackMissing(zone, before, there);
    return {};
  }

  async function set(
    zone: Zone,
    { setting, value, ours }: Extract<AccountChange, { do: 'set' }>,
  ): Promise<AccountOutcome> {
    if (ours !== undefined) {
      const now = await readSettings((path) => send('GET', path), zone.id, [setting], zone.name);
      if (now[setting] !== ours) return {};
    }
    await done(zone.name, 'PATCH', `/zones/${zone.id}/settings/${setting}`, { value });
    return {};
  }

  async function route(
    zone: Zone,
    { tunnel, ingress, ours }: Extract<AccountChange, { do: 'route-tunnel' }>,
  ): Promise<AccountOutcome> {
    if (ours) {
      const there = tunnels.get(known(zone, tunnel)) ?? (await findTunnel(zone, tunnel));
      if (there === null || !isDeepStrictEqual(await ingressOf(zone, there), ours.map(asRule))) return {};
    }
    const path = `${folder(zone)}/${await tunnelNamed(zone, tunnel)}/configurations`;
    await done(zone.name, 'PUT', path, { config: { ingress } });
    return {};
  }

  async function makeNow(change: AccountChange, { gone }: Course): Promise<AccountOutcome> {
    const zone = await zoneNamed(change.zone);
    switch (change.do) {
      case 'create-tunnel':
        return createTunnel(zone, change.tunnel);
      case 'delete-tunnel':
        return deleteTunnel(zone, change.tunnel);
      case 'route-tunnel':
        return route(zone, change);
      case 'fetch-token':
        return fetchToken(zone, change.tunnel);
      case 'publish':
        return publish(zone, change, gone);
      case 'unpublish':
        return unpublish(zone, change);
      case 'set':
        return set(zone, change);
    }
  }

  /** What stood in the way of a record that was refused stands again; throws where that cannot be said for sure. */
  async function bringBack({ zone: name, host, tunnel }: Publishing, { gone }: Course): Promise<void> {
    const zone = await zoneNamed(name);
    const there = await recordsOf(zone, [host]);
    const [ours] = there.filter(
      (record) => isOurs(record, tunnels.get(known(zone, tunnel)) ?? null) && !gone.has(record.id),
    );
    if (ours) throw new Unheard(`POST ${host}`, 'refused, but it is there.');
    await putBackMissing(zone, [...gone.values()], there);
  }

  /** What was refused must be as if nothing had been asked; where that is not so, it is a failure that has to be undone. */
  async function asIfUnasked(change: AccountChange, course: Course, error: unknown): Promise<unknown> {
    if (!(error instanceof FailureError && refusedForSure.includes(error.failure.code))) return error;
    if (change.do !== 'publish' || course.gone.size === 0)
      return course.unheard ? unsure(course.unheard, error.failure) : error;
    try {
      await patiently(() => bringBack(change, course));
      return error;
    } catch (reason) {
      return unsure(reason, error.failure);
    }
  }

  /** Does a thing, and when no answer came all of it again, for about half a minute. */
  async function patiently<T>(work: () => Promise<T>, course?: Course): Promise<T> {
    for (const pause of [...patience, null])
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Unheard)) throw error;
        if (course && error.mayHaveChanged) course.unheard = error;
        if (pause === null) throw new FailureError(unreachable(error));
        await clock.wait(pause);
      }
    throw new TypeError('patience has an end');
  }

  return {
    get calls() {
      return api.calls;
    },
    look(asked) {
      const question = JSON.stringify(asked);
      const before = seen.get(question);
      if (before && clock.now() - before.at < keptMs) return before.answer;
      const answer = patiently(() => lookNow(asked));
      const here = { at: clock.now(), answer };
      seen.set(question, here);
      // what failed is asked again
      answer.catch(() => {
        if (seen.get(question) === here) seen.delete(question);
      });
      return answer;
    },
    async make(change) {
      seen.clear();
      const course: Course = { gone: new Map(), unheard: null };
      try {
        return await patiently(() => makeNow(change, course), course);
      } catch (error) {
        throw await asIfUnasked(change, course, error);
      } finally {
        seen.clear();
      }
    },
  };
}

/** Refused after something that may have taken: the person hears of both. */
function unsure(reason: unknown, refused: Failure): unknown {
  if (!(reason instanceof Unheard || reason instanceof FailureError)) return reason;
  const { detail, checked } = reason instanceof Unheard ? unreachable(reason) : reason.failure;
  const told = [`${refused.code} ${refused.detail ?? ''}`.trim(), detail].filter(Boolean).join('; ');
  return new FailureError(
    failure('cloudflare-unreachable', {}, { detail: told, checked: [...refused.checked, ...checked] }),
  );
}

/** "Cannot delete tunnel because it has active connections": they take a moment to be gone. */
const isStillConnected = ({ codes, messages }: Said): boolean =>
  codes.includes(1022) || /active connections/i.test(messages);
const identicalRecord = 81058;
