/**
 * What is made at Cloudflare for the public door, and taken away again. The surprise: ours is what our note on the server says, not what
 * bears our name: a tunnel or record that only looks like ours was made by somebody, and stays until that somebody says yes.
 */
import { recordMark, type FoundAccount, type FoundRecord, type IngressRule } from '../../cloudflare/account';
import { leadsTo } from '../../cloudflare/client';
import { failure, FailureError } from '../../contract/failure';
import { say, type Message } from '../../contract/message';
import { zoneOf, type Settings } from '../../contract/settings';
import { cloudValue, type FileText } from '../engine/action';
import { run, write } from '../engine/compare';
import { changes, type Change, type Wanted } from '../engine/step';
import { tunnelPaths, type TunnelNote } from '../facts/tunnel';
import { sh } from '../shell/sh';
import { cloud } from './cloud';
import { formerly, hostsOf, type Former, type FoundTunnel } from './tunnel-found';
import { connect, serviceText, tryDoor } from './tunnel-program';
import { waitForDoor } from './tunnel-wait';
import { settingsKnown, zoneChanges } from './zone-settings';

const listener = 'http://127.0.0.1:8283';

const noteText = (note: TunnelNote): FileText => ({
  path: tunnelPaths.note,
  mode: '0600',
  content: `${JSON.stringify(note)}\n`,
});

export const ingressOf = (settings: Settings): readonly IngressRule[] => [
  ...hostsOf(settings).map((hostname) => ({ hostname, service: listener })),
  { service: 'http_status:404' },
];

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

/** Whatever stands there and is not ours was made by somebody: it is shown, and gone only after a yes. */
function publish(wanted: Wanted, found: FoundTunnel, account: FoundAccount, host: string): Change | false {
  const id = account.tunnel?.id;
  const there = account.records.filter(({ name }) => name.toLowerCase() === host);
  if (there.length === 1 && there.every((it) => id !== undefined && it.proxied && isOurs(it, [id]))) return false;
  const foreign = there.filter((record) => !isOurs(record, [id, found.note?.id]));
  const zone = zoneOf(wanted.settings);
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

interface Place {
  readonly zone: string;
  readonly account: FoundAccount;
  readonly ids: Ids;
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

/** Names that still lead here and are not wanted any more; and the tunnel that it was before, when another account has it. */
function forget(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
  const { name, note, former } = found;
  const list = hostsOf(wanted.settings);
  const zone = zoneOf(wanted.settings);
  const now = account.tunnel?.id ?? null;
  const words = { summary: (host: string) => say('remove-host', { host }), again: now };
  const before = formerly(note, zone);
  const there = former && before ? standing(former, before.tunnel) : null;
  return changes(
    unpublish(name, { zone, account, ids: [now, note?.id] }, { ...words, of: (host) => !list.includes(host) }),
    former && before && unpublish(name, placeOf(former, before), { ...words, of: () => true }),
    before !== null && there !== null && there !== now && removeTunnel(name, before.zone, there),
  );
}

const placeOf = (account: FoundAccount, { zone, tunnel }: Former): Place => ({
  zone,
  account,
  ids: [standing(account, tunnel), tunnel],
});

export function byToken(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
  const { settings } = wanted;
  const zone = zoneOf(settings);
  const { name, note } = found;
  const id = ourTunnel(found, account);
  const list = hostsOf(settings);
  // those that led in before do so until the end; a note of what is to be comes last
  const before = formerly(note, zone);
  const begun = {
    name,
    zone,
    hosts: id === null ? [] : (note?.hosts ?? []),
    settings: [],
    ...(before && { former: before }),
  };
  const create = id === null && [
    write(found.noteFile, noteText({ ...begun, id: null })),
    cloud(
      say('create-tunnel', { name }),
      { do: 'create-tunnel', zone, tunnel: name },
      {
        undo: { kind: 'cloud', change: { do: 'delete-tunnel', zone, tunnel: name } },
        into: noteText({ ...begun, id: cloudValue.tunnel }),
        before: null,
      },
    ),
  ];
  const token =
    (id === null || found.tokenFor !== id || found.token.mode !== '0600') &&
    cloud(
      say('fetch-tunnel-token', {}),
      { do: 'fetch-token', zone, tunnel: name },
      { undo: 'restore-previous', into: { path: tunnelPaths.token, mode: '0600', content: cloudValue.token } },
    );
  const ingress = ingressOf(settings);
  const routedNow = id === null ? null : (account.tunnel?.ingress ?? null);
  const route =
    (routedNow === null || asText(routedNow) !== asText(ingress)) &&
    cloud(
      say('route-tunnel', { hosts: list.join(', ') }),
      { do: 'route-tunnel', zone, tunnel: name, ingress },
      {
        before: routedNow && asText(routedNow),
        // of a tunnel that was made a moment before nothing is left after an undo
        undo: routedNow
          ? { kind: 'cloud', change: { do: 'route-tunnel', zone, tunnel: name, ingress: routedNow, ours: ingress } }
          : 'keep',
      },
    );
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile || token));
  const opening = list.map((host) => publish(wanted, found, account, host)).filter((change) => change !== false);
  const closing = forget(wanted, found, account);
  const known = settingsKnown(settings, account);
  const done: TunnelNote = { name, id, zone, hosts: [...list], settings: [...known] };
  const answered = id !== null && leadsIn(note, settings);
  const noted = answered && !note?.former && known.every((it) => note?.settings.includes(it));
  return changes(
    unitFile,
    ...(create ? changes(...create) : []),
    token,
    // names that lead here already are open as soon as it is routed and connected
    ...(route || connecting.length > 0 || opening.length > 0 ? tryDoor(wanted) : []),
    route,
    ...connecting,
    ...zoneChanges(wanted, account),
    ...opening,
    ...(opening.length > 0 || !answered
      ? (['photos', 'share'] as const).map((to) =>
          run(say('wait-for-door', { host: settings.hosts[to] }), waitForDoor(wanted, to), {
            ...{ job: 'plain', minutes: 5, failure: 'public-door' },
          }),
        )
      : []),
    ...closing,
    !noted && (id === null ? noteHosts(done) : write(found.noteFile, noteText(done))),
  );
}

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
  const { account, former, name, note } = found;
  if (!note) return [];
  if (!account) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const leave = (at: FoundAccount, was: Former): readonly Change[] => {
    const id = standing(at, was.tunnel);
    const closing = { of: () => true, summary: (hosts: string) => say('close-door', { hosts }), again: null };
    return changes(unpublish(name, placeOf(at, was), closing), id !== null && removeTunnel(name, was.zone, id));
  };
  const before = formerly(note, note.zone);
  return changes(
    leave(account, { zone: note.zone, tunnel: note.id, hosts: note.hosts }),
    former && before && leave(former, before),
  );
}
