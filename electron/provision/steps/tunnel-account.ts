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
import { hostsOf, type FoundTunnel } from './tunnel-found';
import { connect, serviceText, tryDoor } from './tunnel-program';
import { waitForDoor } from './tunnel-wait';
import { zoneChanges } from './zone-settings';

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
  if (note && (note.id === null || note.id === id)) return id;
  throw new FailureError(
    failure('tunnel-name-taken', { name }, { checked: [{ what: `tunnel ${name} ${id}`, fine: false }] }),
  );
}

export const isOurs = (record: FoundRecord, ids: readonly (string | null | undefined)[]): boolean =>
  record.comment === recordMark && ids.some((id) => id != null && record.content === leadsTo(id));

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
        undo: { kind: 'cloud', change: { do: 'unpublish', zone, host, putBack: foreign } },
        before: there.length > 0 ? there.map(asRecord).join('\n') : null,
      },
    ),
    ...(foreign.length > 0 ? { replacesForeign: true, accepts: `dns:${host}` } : {}),
  };
}

const unpublish = (zone: string, host: string, summary: Message, before: string, undo: Change['undo']): Change =>
  cloud(summary, { do: 'unpublish', zone, host, putBack: [] }, { undo, before });

/** Names that still lead here and are not wanted any more. */
function forget(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
  const list = hostsOf(wanted.settings);
  const id = account.tunnel?.id;
  const inZone = (zone: string, { records }: FoundAccount): readonly Change[] =>
    records
      .filter((record) => isOurs(record, [id]) && !list.includes(record.name.toLowerCase()))
      .map((record) => {
        const { name: host } = record;
        const again = { do: 'publish', zone, host, tunnel: found.name, replaces: [] } as const;
        return unpublish(zone, host, say('remove-host', { host }), asRecord(record), { kind: 'cloud', change: again });
      });
  return [
    ...inZone(zoneOf(wanted.settings), account),
    ...(found.former && found.note ? inZone(found.note.zone, found.former) : []),
  ];
}

export function byToken(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
  const { settings } = wanted;
  const zone = zoneOf(settings);
  const { name, note } = found;
  const id = ourTunnel(found, account);
  const list = hostsOf(settings);
  // those that led in before do so until the end; a note of what is to be comes last
  const known = { name, zone, hosts: id === null ? [] : (note?.hosts ?? []) };
  const create = id === null && [
    write(found.noteFile, noteText({ ...known, id: null })),
    cloud(
      say('create-tunnel', { name }),
      { do: 'create-tunnel', zone, tunnel: name },
      {
        undo: { kind: 'cloud', change: { do: 'delete-tunnel', zone, tunnel: name } },
        into: noteText({ ...known, id: cloudValue.tunnel }),
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
          ? { kind: 'cloud', change: { do: 'route-tunnel', zone, tunnel: name, ingress: routedNow } }
          : 'keep',
      },
    );
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile || token));
  const opening = list.map((host) => publish(wanted, found, account, host)).filter((change) => change !== false);
  const closing = forget(wanted, found, account);
  const done: TunnelNote = { name, id, zone, hosts: [...list] };
  const noted = note && note.id !== null && JSON.stringify(note) === JSON.stringify(done);
  return changes(
    unitFile,
    ...(create ? changes(...create) : []),
    token,
    route,
    // names that lead here already are open as soon as it connects
    ...(connecting.length > 0 || opening.length > 0 ? tryDoor(wanted) : []),
    ...connecting,
    ...zoneChanges(wanted, account),
    ...opening,
    ...(opening.length > 0 || !noted
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

/** What leads in is noted when it does: without an account at hand that is what is believed. The id is in the note by then. */
const noteHosts = ({ name, zone, hosts: list }: TunnelNote): Change => {
  const { note } = tunnelPaths;
  return run(
    say('write-file', { path: note }),
    sh`iah_keep ${note}
id=$(sed -nE 's/.*"id":"([0-9a-fA-F-]+)".*/\\1/p' ${note})
[ -n "$id" ]
umask 077
printf '{"name":"%s","id":"%s",%s\\n' ${name} "$id" ${JSON.stringify({ zone, hosts: list }).slice(1)} > ${`${note}.iah-new`}
mv -f ${`${note}.iah-new`} ${note}
iah_note ${note} tunnel`,
    { undo: { kind: 'run', command: sh`iah_put_back ${note}` } },
  );
};

/** What is ours at Cloudflare, records first. Needs the account, unless nothing of ours is there. */
export function leaveCloudflare(found: FoundTunnel): readonly Change[] {
  const { account, name, note } = found;
  if (!note) return [];
  if (!account) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const { zone } = note;
  const there = account.tunnel?.id ?? null;
  // one that others made under this name stays
  const id = note.id === null || note.id === there ? there : null;
  const records = account.records.filter((record) => isOurs(record, [id, note.id]));
  return changes(
    ...records.map((record) =>
      unpublish(zone, record.name, say('close-door', { hosts: record.name }), asRecord(record), 'keep'),
    ),
    id !== null &&
      cloud(say('remove-tunnel', { name }), { do: 'delete-tunnel', zone, tunnel: name }, { before: `${name} ${id}` }),
  );
}
