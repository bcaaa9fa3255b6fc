/**
 * What is made at Cloudflare for the public door, and taken away again. The surprise: ours is what our note on the server says, not what
 * bears our name: a tunnel or record that only looks like ours was made by somebody, and stays until that somebody says yes.
 */
import { recordMark, type FoundAccount, type FoundRecord, type IngressRule } from '../../cloudflare/account';
import { leadsTo } from '../../cloudflare/client';
import { failure, FailureError } from '../../contract/failure';
import { say, type Message } from '../../contract/message';
import { zoneOf, type Settings } from '../../contract/settings';
import { formerly } from '../../contract/ways';
import { cloudValue, type FileText } from '../engine/action';
import { run, write } from '../engine/compare';
import { changes, type Change, type Wanted } from '../engine/step';
import { tunnelPaths, type TunnelNote } from '../facts/tunnel';
import { sh } from '../shell/sh';
import { cloud } from './cloud';
import { hostsOf, notedZones, tunnelBefore, zoneOfHost, type FoundTunnel, type FoundZone } from './tunnel-found';
import { connect, serviceText, tryDoor } from './tunnel-program';
import { waitForDoor } from './tunnel-wait';
import { settingsKnown, zoneChanges } from './zone-settings';

const listener = 'http://127.0.0.1:8283';

const noteText = (note: TunnelNote): FileText => ({
  path: tunnelPaths.note,
  mode: '0600',
  content: `${JSON.stringify(note)}\n`,
});

const rulesFor = (hosts: readonly string[]): readonly IngressRule[] => [
  ...hosts.map((hostname) => ({ hostname, service: listener })),
  { service: 'http_status:404' },
];
export const ingressOf = (settings: Settings): readonly IngressRule[] => rulesFor(hostsOf(settings));

/** The same rules: in which order hostnames come makes no difference, only the one for all else must be the last. */
const sameRules = (some: readonly IngressRule[], others: readonly IngressRule[]): boolean =>
  [some, others]
    .map((rules) =>
      [
        ...rules
          .slice(0, -1)
          .map((rule) => asText([rule]))
          .toSorted(),
        asText(rules.slice(-1)),
      ].join('\n'),
    )
    .every((text, _, [first]) => text === first);

const asText = (ingress: readonly IngressRule[]): string =>
  ingress
    .map(({ hostname, path, service: to, originRequest }) =>
      [`${hostname ?? '*'}${path ? `/${path}` : ''} → ${to}`, originRequest ? JSON.stringify(originRequest) : '']
        .filter(Boolean)
        .join(' '),
    )
    .join('\n');

/** Its id when it stands and is ours; null when there is none. FailureError when others made it. */
function ourTunnel({ name, note }: FoundTunnel, account: FoundAccount): string | null {
  if (!account.tunnel) return null;
  const { id } = account.tunnel;
  if (note && (note.id === null || note.id === id || note.former?.tunnel === id)) return id;
  throw new FailureError(
    failure('tunnel-name-taken', { name }, { checked: [{ what: `tunnel ${name} ${id}`, fine: false }] }),
  );
}

type Ids = readonly (string | null | undefined)[];

/** Which of these tunnels our record leads to; null when it is not ours. */
const ledTo = (record: FoundRecord, ids: Ids): string | null =>
  (record.comment === recordMark && ids.find((id) => id != null && record.content === leadsTo(id))) || null;
const isOurs = (record: FoundRecord, ids: Ids): boolean => ledTo(record, ids) !== null;

/** Our mark, down whichever tunnel: with the tunnel gone nobody knows any more whose it was. */
export const leadsDown = ({ comment, content }: FoundRecord): boolean =>
  comment === recordMark && content.endsWith(leadsTo(''));

const asRecord = ({ type, content, proxied, comment }: FoundRecord): string =>
  [type, content, proxied ? '(proxied)' : '', comment ? `(${comment})` : ''].filter(Boolean).join(' ');

interface Place extends FoundZone {
  readonly ids: Ids;
}

/** Whatever stands there and is not ours was made by somebody: it is shown, and gone only after a yes. */
function publish(found: FoundTunnel, { account: here, zone }: Place, now: string | null, host: string): Change | false {
  const id = now ?? undefined;
  const there = here.records.filter(({ name }) => name.toLowerCase() === host);
  if (there.length === 1 && there.every((it) => id !== undefined && it.proxied && isOurs(it, [id]))) return false;
  const foreign = there.filter((record) => !isOurs(record, [id, found.note?.id]));
  return {
    ...cloud(
      say('publish-host', { host }),
      { do: 'publish', zone, host, tunnel: found.name, replaces: there.map((record) => record.id) },
      {
        undo: {
          kind: 'cloud',
          change: { do: 'unpublish', zone, host, tunnel: found.name, id: id ?? null, putBack: foreign },
        },
        before: there.length > 0 ? there.map(asRecord).join('\n') : null,
      },
    ),
    ...(foreign.length > 0 ? { replacesForeign: true, accepts: `dns:${host}` } : {}),
  };
}

/** Takes our records there away, each in the words of its summary. An undo leads it here again only while its tunnel stands. */
const unpublish = (
  name: string,
  { zone, account, ids }: Place,
  { of, summary, again }: { of(host: string): boolean; summary(host: string): Message; again: string | null },
): readonly Change[] =>
  account.records
    .filter((record) => of(record.name.toLowerCase()))
    .flatMap((record) => {
      const id = ledTo(record, ids);
      if (id === null) return [];
      const { name: host } = record;
      const publishing = { do: 'publish', zone, host, tunnel: name, replaces: [] } as const;
      return cloud(
        summary(host),
        { do: 'unpublish', zone, host, tunnel: name, id, putBack: [] },
        { before: asRecord(record), undo: again === id ? { kind: 'cloud', change: publishing } : 'keep' },
      );
    });

const removeTunnel = (name: string, zone: string, id: string): Change =>
  cloud(say('remove-tunnel', { name }), { do: 'delete-tunnel', zone, tunnel: name }, { before: `${name} ${id}` });

/** The one that stands there, when it is ours: one that others made under this name stays. */
const standing = ({ tunnel }: FoundAccount, noted: string | null): string | null =>
  tunnel && (noted === null || noted === tunnel.id) ? tunnel.id : null;

/** Each zone in which something of ours may be, today's first; and the tunnels that our records there lead to. */
function placesOf(wanted: Wanted, { note, others }: FoundTunnel, account: FoundAccount): readonly Place[] {
  const zone = zoneOf(wanted.settings);
  const before = tunnelBefore(note, zone);
  return [{ zone, account }, ...others].map((place) => ({
    ...place,
    ids: [
      account.tunnel?.id,
      note?.id,
      before?.tunnel,
      ...(before?.zone === place.zone ? [place.account.tunnel?.id] : []),
    ],
  }));
}

/**
 * Names of before that are still wanted must be able to lead to this tunnel: Cloudflare lets no record lead down a tunnel of another account,
 * and in a zone that this token does not see nothing can be made.
 */
function requireOneAccount({ settings }: Wanted, { others }: FoundTunnel, { owner }: FoundAccount): void {
  const zones = new Set(hostsOf(settings).map(zoneOfHost));
  const elsewhere = others.find(({ zone, account }) => zones.has(zone) && account.owner !== owner);
  if (elsewhere) throw new FailureError(failure('former-elsewhere', { zone: elsewhere.zone }));
}

/** Names that still lead here and are not wanted any more; and the tunnel that it was before, when another account has it. */
function forget(
  wanted: Wanted,
  { name, note }: FoundTunnel,
  places: readonly Place[],
  now: string | null,
): readonly Change[] {
  const list = hostsOf(wanted.settings);
  const before = tunnelBefore(note, zoneOf(wanted.settings));
  const was = before && places.find(({ zone }) => zone === before.zone);
  const there = was ? standing(was.account, before.tunnel) : null;
  const words = { of: (host: string) => !list.includes(host), summary: (host: string) => say('remove-host', { host }) };
  return changes(
    ...places.map((place) => unpublish(name, place, { ...words, again: now })),
    before !== null && there !== null && there !== now && removeTunnel(name, before.zone, there),
  );
}

/**
 * New names first, beside those that lead in; what is not wanted any more goes when the new ones answer: its record before its rule, for a
 * record without a rule shows visitors a page that is not there.
 */
export function byToken(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
  const { settings } = wanted;
  const zone = zoneOf(settings);
  const { name, note } = found;
  requireOneAccount(wanted, found, account);
  const id = ourTunnel(found, account);
  const list = hostsOf(settings);
  const places = placesOf(wanted, found, account);
  // those that led in before do so until the end; a note of what is to be comes last
  const led = id === null || note?.id !== id ? [] : note.hosts;
  const routed = id === null ? null : (account.tunnel?.ingress ?? null);
  const parting = led.filter((host) => !list.includes(host) && routed?.some(({ hostname }) => hostname === host));
  const [meanwhile, ingress] = [rulesFor([...list, ...parting]), rulesFor(list)];
  const route =
    (routed === null || !sameRules(routed, meanwhile)) &&
    routing(found, zone, { from: routed, to: meanwhile, parting });
  const unitFile = write(found.service, serviceText(wanted));
  const own = ownTunnel(wanted, found, id);
  const connecting = connect(found, Boolean(unitFile || own.length > 0));
  const opening = places.flatMap((place) =>
    list.filter((host) => zoneOfHost(host) === place.zone).map((host) => publish(found, place, id, host)),
  );
  const opened = list.filter((host) => opening.some((change) => change && isOf(change, host)));
  const unheard = list.filter((host) => opened.includes(host) || !led.includes(host));
  const closing = forget(wanted, found, places, account.tunnel?.id ?? null);
  const known = settingsKnown(settings, account);
  const done: TunnelNote = { name, id, zone, hosts: [...list], settings: [...known] };
  const answered = id !== null && leadsIn(note, settings);
  const noted =
    answered && note !== null && !note.former && !note.zones && known.every((it) => note.settings.includes(it));
  return changes(
    unitFile,
    id !== null && noteFurther(found, opened.map(zoneOfHost)),
    own,
    // names that lead here already are open as soon as it is routed and connected
    ...(route || connecting.length > 0 || opened.length > 0 ? tryDoor(wanted) : []),
    route,
    ...connecting,
    ...zoneChanges(wanted, account),
    ...opening,
    ...unheard.map((host) =>
      run(say('wait-for-door', { host }), waitForDoor(wanted, kindOf(settings, host), host), {
        ...{ job: 'plain', minutes: 5, failure: 'public-door' },
      }),
    ),
    ...closing,
    parting.length > 0 && routing(found, zone, { from: meanwhile, to: ingress, parting: [] }),
    !noted && (id === null ? noteHosts(done) : write(found.noteFile, noteText(done))),
  );
}

/** The tunnel and its token; [] when both are ours and right. */
function ownTunnel({ settings }: Wanted, found: FoundTunnel, id: string | null): readonly Change[] {
  const { name, note } = found;
  const zone = zoneOf(settings);
  const before = tunnelBefore(note, zone);
  const zones = [...new Set(hostsOf(settings).map(zoneOfHost))];
  const begun = {
    ...{ name, zone, hosts: [], settings: [] },
    ...(zones.length > 1 ? { zones } : {}),
    ...(before && { former: before }),
  };
  return changes(
    id === null && write(found.noteFile, noteText({ ...begun, id: null })),
    id === null &&
      cloud(
        say('create-tunnel', { name }),
        { do: 'create-tunnel', zone, tunnel: name },
        {
          undo: { kind: 'cloud', change: { do: 'delete-tunnel', zone, tunnel: name } },
          into: noteText({ ...begun, id: cloudValue.tunnel }),
          before: null,
        },
      ),
    (id === null || found.tokenFor !== id || found.token.mode !== '0600') &&
      cloud(
        say('fetch-tunnel-token', {}),
        { do: 'fetch-token', zone, tunnel: name },
        { undo: 'restore-previous', into: { path: tunnelPaths.token, mode: '0600', content: cloudValue.token } },
      ),
  );
}

/** From the first record on, whoever takes this up must know where to look. */
function noteFurther({ note, noteFile }: FoundTunnel, opened: readonly string[]): Change | false {
  const zones = [...new Set([...notedZones(note), ...opened])];
  return note !== null && zones.length > notedZones(note).length && write(noteFile, noteText({ ...note, zones }));
}

const isOf = ({ action }: Change, host: string): boolean =>
  action.kind === 'cloud' && 'host' in action.change && action.change.host === host;

/** As which of the two a name of now or of before is known. */
const kindOf = (settings: Settings, host: string): 'photos' | 'share' =>
  host === settings.hosts.photos || formerly(settings, 'photos').includes(host) ? 'photos' : 'share';

/** `parting`: names among them that go later. */
const routing = (
  { name }: FoundTunnel,
  zone: string,
  {
    from,
    to,
    parting,
  }: { from: readonly IngressRule[] | null; to: readonly IngressRule[]; parting: readonly string[] },
): Change =>
  cloud(
    say('route-tunnel', {
      hosts: to.flatMap(({ hostname = '' }) => (hostname && !parting.includes(hostname) ? hostname : [])).join(', '),
    }),
    { do: 'route-tunnel', zone, tunnel: name, ingress: to },
    {
      before: from && asText(from),
      // of a tunnel that was made a moment before nothing is left after an undo
      undo: from
        ? { kind: 'cloud', change: { do: 'route-tunnel', zone, tunnel: name, ingress: from, ours: to } }
        : 'keep',
    },
  );

/** By the note: exactly the hosts of these settings lead in, here. */
export const leadsIn = (note: TunnelNote | null, settings: Settings): boolean =>
  note?.id != null &&
  note.zone === zoneOf(settings) &&
  note.hosts.length === hostsOf(settings).length &&
  hostsOf(settings).every((host) => note.hosts.includes(host));

/** What leads in is noted when it does: without an account at hand that is what is believed. The id is in the note by then. */
const noteHosts = ({ name, zone, hosts: list, settings }: TunnelNote): Change => {
  const { note } = tunnelPaths;
  return run(
    say('write-file', { path: note }),
    sh`iah_keep ${note}
id=$(sed -nE 's/.*"id":"([0-9a-fA-F-]+)".*/\\1/p' ${note})
[ -n "$id" ]
umask 077
printf '{"name":"%s","id":"%s",%s\\n' ${name} "$id" ${JSON.stringify({ zone, hosts: list, settings }).slice(1)} > ${`${note}.iah-new`}
mv -f ${`${note}.iah-new`} ${note}
iah_note ${note} tunnel`,
    { undo: { kind: 'run', command: sh`iah_put_back ${note}` } },
  );
};

/** What is ours at Cloudflare, records first. Needs the account, unless nothing of ours is there. */
export function leaveCloudflare(found: FoundTunnel): readonly Change[] {
  const { account, others, name, note } = found;
  if (!note) return [];
  if (!account) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const before = tunnelBefore(note, note.zone);
  const at = (zone: string): FoundAccount => others.find((other) => other.zone === zone)?.account ?? account;
  const tunnels = [
    { zone: note.zone, id: standing(at(note.zone), note.id) },
    ...(before ? [{ zone: before.zone, id: standing(at(before.zone), before.tunnel) }] : []),
  ].filter(({ id }, n, all) => id !== null && all.findIndex((other) => other.id === id) === n);
  const ids = [note.id, before?.tunnel, ...tunnels.map(({ id }) => id)];
  const closing = { of: () => true, summary: (hosts: string) => say('close-door', { hosts }), again: null };
  return changes(
    ...[{ zone: note.zone, account }, ...others].flatMap((place) => unpublish(name, { ...place, ids }, closing)),
    ...tunnels.map(({ zone, id }) => id !== null && removeTunnel(name, zone, id)),
  );
}
