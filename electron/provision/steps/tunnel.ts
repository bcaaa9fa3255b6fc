/**
 * The public door: a tunnel from this server to Cloudflare, and the records that lead visitors to it. The surprise is the order: all of
 * it is made, connected and tried before the first record is, because from that moment strangers come; and it is taken away from the
 * other end, records first. What was taken away is not brought back by an undo: a door is opened only by a plan that tries it first.
 */
import {
  recordMark,
  type AccountChange,
  type AccountQuestion,
  type FoundAccount,
  type FoundRecord,
  type IngressRule,
} from '../../cloudflare/account';
import { leadsTo } from '../../cloudflare/client';
import { failure, FailureError, type Failure } from '../../contract/failure';
import { say, stepIds, type Message, type ZoneSetting } from '../../contract/message';
import { failed, ok, type Result } from '../../contract/result';
import { hasPublicDoor, secret, zoneOf, type Settings } from '../../contract/settings';
import { cloudValue, type FileText } from '../engine/action';
import { install, run, running, service, write, writeSecret } from '../engine/compare';
import { changes, type Change, type Proof, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import type { FoundRepository } from '../facts/apt-repository';
import { file, packages, secretFile, unit, type FoundFile, type FoundUnit } from '../facts/common';
import type { Reader } from '../facts/fact';
import { leakCheckScript, leakRun } from '../facts/leaks';
import { doorSeen, metricsAddress } from '../facts/outside';
import { machine } from '../facts/preflight-system';
import {
  cloudflareRepository,
  cloudflareSource,
  parseNote,
  tokenTunnel,
  tunnelConnections,
  tunnelName,
  tunnelPaths,
  type TunnelNote,
} from '../facts/tunnel';
import { all, Sh, sh } from '../shell/sh';
import { ownRepository } from './apt-repository';
import { firstAccountCheck, waitForDoor, waitForTunnel } from './tunnel-wait';

const unitName = 'immich-at-home-tunnel.service';
const listener = 'http://127.0.0.1:8283';
const architectures = ['amd64', 'arm64', 'armhf'];
/** The first that takes its token from a file. */
const oldestVersion = [2026, 7, 2];

export interface FoundTunnel {
  readonly name: string;
  readonly noteFile: FoundFile;
  readonly note: TunnelNote | null;
  readonly architecture: string;
  readonly packages: ReadonlyMap<string, string>;
  readonly repository: FoundRepository;
  readonly source: FoundFile;
  readonly service: FoundFile;
  readonly unit: FoundUnit;
  readonly token: FoundFile;
  /** The tunnel whose token it is. */
  readonly tokenFor: string | null;
  readonly connections: number | null;
  /** Null when it was not looked at: by hand, without a set-up token, or where nothing of ours is. */
  readonly account: FoundAccount | null;
  /** The zone that the names were in before they moved to another; null when they did not. */
  readonly former: FoundAccount | null;
}

const hostsOf = ({ hosts }: Settings): readonly string[] => [hosts.photos, hosts.share];
const byHand = ({ settings }: Pick<Wanted, 'settings'>): boolean => settings.cloudflare.way === 'hand';

const stricter: Readonly<
  Record<ZoneSetting, { wants(settings: Settings): boolean; value: string; enough(now: string): boolean }>
> = {
  ssl: {
    wants: ({ cloudflare }) => cloudflare.settings.strictTls,
    value: 'strict',
    enough: (now) => ['strict', 'origin_pull'].includes(now),
  },
  min_tls_version: {
    wants: ({ cloudflare }) => cloudflare.settings.minimumTls,
    value: '1.2',
    enough: (now) => Number(now) >= 1.2,
  },
  always_use_https: {
    wants: ({ cloudflare }) => cloudflare.settings.alwaysHttps,
    value: 'on',
    enough: (now) => now === 'on',
  },
};
const settingsAsked = (settings: Settings): readonly ZoneSetting[] =>
  (Object.keys(stricter) as ZoneSetting[]).filter((name) => stricter[name].wants(settings));

const questionOf = ({ settings }: Wanted, tunnel: string, zone = zoneOf(settings)): AccountQuestion => ({
  zone,
  hosts: hostsOf(settings),
  tunnel,
  settings: hasPublicDoor(settings) && !byHand({ settings }) ? settingsAsked(settings) : [],
});

/** Where nothing of ours is and nothing is wanted by token, Cloudflare is not asked. */
async function lookAtAccount(
  wanted: Wanted,
  name: string,
  note: TunnelNote | null,
): Promise<Pick<FoundTunnel, 'account' | 'former'>> {
  const { cloud: at, settings } = wanted;
  const opens = hasPublicDoor(settings) && !byHand(wanted);
  if (!at || !(opens || note)) return { account: null, former: null };
  const before = note?.zone ?? zoneOf(settings);
  if (!opens || before === zoneOf(settings))
    return { account: await at.look(questionOf(wanted, name, before)), former: null };
  const former = await at.look({ ...questionOf(wanted, name, before), settings: [] });
  return { account: await at.look(questionOf(wanted, name)), former };
}

async function inspect(reader: Reader, wanted: Wanted): Promise<FoundTunnel> {
  const { machineName, ...found } = await answers({
    machineName: reader.ask(tunnelName),
    noteFile: reader.ask(file(tunnelPaths.note)),
    architecture: reader.ask(machine).then(({ architecture }) => architecture),
    packages: reader.ask(packages('cloudflared', 'gpg')),
    repository: reader.ask(cloudflareRepository),
    source: reader.ask(file(cloudflareSource.sourcePath)),
    service: reader.ask(file(tunnelPaths.service)),
    unit: reader.ask(unit(unitName, [tunnelPaths.service, tunnelPaths.token])),
    token: reader.ask(secretFile(tunnelPaths.token)),
    tokenFor: reader.ask(tokenTunnel),
    connections: reader.ask(tunnelConnections),
  });
  const note = parseNote(found.noteFile.text);
  const name = note?.name ?? machineName;
  return { ...found, name, note, ...(await lookAtAccount(wanted, name, note)) };
}

// ---- the program --------------------------------------------------------------------------------------------------------

const serviceText = ({ template }: Wanted): FileText => ({
  path: tunnelPaths.service,
  mode: '0644',
  content: render(template(`tunnel/${unitName}`), {
    metrics: `${metricsAddress.address}:${metricsAddress.port}`,
    token_file: tunnelPaths.token,
  }),
});

/** "2026.11.0", "2026.7.2-1". */
export function isOld(version: string): boolean {
  const parts = version.split(/[.\-~+]/).map(Number);
  const at = oldestVersion.findIndex((part, n) => part !== (parts[n] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < (oldestVersion[at] ?? 0);
}

function getProgram(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const version = found.packages.get('cloudflared');
  if (version !== undefined && !isOld(version)) return [];
  const { architecture } = found;
  if (!architectures.includes(architecture))
    throw new FailureError(failure('architecture-unsupported', { architecture }));
  const repository = {
    ...cloudflareSource,
    owner: 'Cloudflare',
    keyUrl: 'https://pkg.cloudflare.com/cloudflare-main.gpg',
    fingerprint: wanted.pins.cloudflareKey,
    content: render(wanted.template('tunnel/cloudflared.sources'), { architecture }),
    summary: say('add-cloudflare-repository', {}),
  };
  // apt takes the newer one where an old one is
  return changes(...ownRepository(repository, found), install(new Map(), ['cloudflared']));
}

const hosts = (list: readonly string[]): string => list.join(', ');

/** Started without waiting: whether it comes up is the next change's to find out, which can tell why not. */
function start(found: FoundTunnel, anew: boolean): Change | false {
  const begin = running(found.unit, unitName, anew);
  if (!begin || begin.action.kind !== 'service' || begin.action.verb === 'enable') return begin;
  const command = all(
    new Sh('systemctl daemon-reload'),
    sh`systemctl --quiet enable ${unitName}`,
    sh`systemctl reset-failed ${unitName} 2>/dev/null || :`,
    sh`systemctl restart --no-block ${unitName}`,
  );
  return { ...begin, action: { kind: 'run', command } };
}

const connect = (found: FoundTunnel, anew: boolean): readonly Change[] => {
  const begin = start(found, anew);
  const stands = (found.connections ?? 0) > 0;
  return changes(
    begin,
    (begin || !stands) &&
      run(say('wait-for-tunnel', {}), waitForTunnel(unitName), { job: 'plain', minutes: 5, failure: 'tunnel' }),
  );
};

/** Through the very listener that visitors will come to: whose the server is, then every trick to get past the guests' host. */
const tryDoor = (wanted: Wanted): readonly Change[] => {
  const { photos, share } = wanted.settings.hosts;
  return [
    run(say('check-door', { hosts: photos }), firstAccountCheck(wanted), { failure: 'sign-up' }),
    run(say('check-door', { hosts: share }), leakCheckScript(wanted), { job: 'plain', minutes: 5, failure: 'leaks' }),
  ];
};

// ---- by token -----------------------------------------------------------------------------------------------------------

const noteText = (note: TunnelNote): FileText => ({
  path: tunnelPaths.note,
  mode: '0600',
  content: `${JSON.stringify(note)}\n`,
});

const cloud = (
  summary: Message,
  change: AccountChange,
  more: { undo?: Change['undo']; into?: FileText; before?: string | null } = {},
): Change => {
  const { undo = 'keep', into, before } = more;
  return {
    summary,
    action: { kind: 'cloud', change, ...(into ? { into } : {}) },
    undo,
    risk: 'none',
    ...(before === undefined ? {} : { before }),
  };
};

export const ingressOf = (settings: Settings): readonly IngressRule[] => [
  ...hostsOf(settings).map((hostname) => ({ hostname, service: listener })),
  { service: 'http_status:404' },
];

const asText = (ingress: readonly IngressRule[]): string =>
  ingress.map(({ hostname, service: to }) => `${hostname ?? '*'} → ${to}`).join('\n');

/** Its id when it stands and is ours; null when there is none. FailureError when others made it. */
function ourTunnel({ name, note }: FoundTunnel, account: FoundAccount): string | null {
  if (!account.tunnel) return null;
  const { id } = account.tunnel;
  if (note && (note.id === null || note.id === id)) return id;
  throw new FailureError(
    failure('tunnel-name-taken', { name }, { checked: [{ what: `tunnel ${name} ${id}`, fine: false }] }),
  );
}

const isOurs = (record: FoundRecord, ids: readonly (string | null | undefined)[]): boolean =>
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

function zoneChanges(wanted: Wanted, { settings: now }: FoundAccount): readonly Change[] {
  const zone = zoneOf(wanted.settings);
  return settingsAsked(wanted.settings).flatMap((setting) => {
    const [before, { value: after, enough }] = [now[setting], stricter[setting]];
    if (before === undefined || enough(before)) return [];
    return cloud(
      say('change-zone-setting', { setting, before, after }),
      { do: 'set', zone, setting, value: after },
      { undo: { kind: 'cloud', change: { do: 'set', zone, setting, value: before } }, before },
    );
  });
}

function byToken(wanted: Wanted, found: FoundTunnel, account: FoundAccount): readonly Change[] {
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
      say('route-tunnel', { hosts: hosts(list) }),
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
  const opening = list.map((host) => publish(wanted, found, account, host)).filter((change) => change !== false);
  const closing = forget(wanted, found, account);
  const done: TunnelNote = { name, id, zone, hosts: [...list] };
  const noted = note && note.id !== null && JSON.stringify(note) === JSON.stringify(done);
  return changes(
    unitFile,
    ...(create ? changes(...create) : []),
    token,
    route,
    ...connect(found, Boolean(unitFile || token)),
    ...(opening.length > 0 ? tryDoor(wanted) : []),
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

/** Without an account at hand: what is here is looked at, what is there is believed from the note. */
function byNote(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const { note, tokenFor } = found;
  const list = hostsOf(wanted.settings);
  const fits =
    note?.id != null &&
    note.zone === zoneOf(wanted.settings) &&
    tokenFor === note.id &&
    note.hosts.length === list.length &&
    list.every((host) => note.hosts.includes(host));
  if (!fits) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const unitFile = write(found.service, serviceText(wanted));
  return changes(unitFile, ...connect(found, Boolean(unitFile)));
}

/** A tunnel that somebody made in the dashboard; its hostnames are added there, when this is done. */
function byDashboard(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const wantedToken = { path: tunnelPaths.token, mode: '0600', content: `${secret('tunnelToken')}\n` };
  const token = writeSecret(found.token, wantedToken, wanted.secrets);
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile || token));
  // with this tunnel's hostnames in the dashboard already, the door is open as soon as it connects
  return changes(unitFile, token, ...(connecting.length > 0 ? tryDoor(wanted) : []), ...connecting);
}

// ---- leaving ------------------------------------------------------------------------------------------------------------

/** What is ours at Cloudflare, records first. Needs the account, unless nothing of ours is there. */
function leaveCloudflare(found: FoundTunnel): readonly Change[] {
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

function leave(found: FoundTunnel): readonly Change[] {
  const atCloudflare = leaveCloudflare(found);
  const doors = atCloudflare.filter(({ summary }) => summary.key === 'close-door');
  const rest = atCloudflare.filter((change) => !doors.includes(change));
  const runs = found.unit.state !== 'missing' && (found.unit.enabled || found.unit.state !== 'stopped');
  return changes(
    ...doors,
    runs && service(unitName, 'disable --now', 'keep'),
    ...rest,
    found.token.exists && gone(tunnelPaths.token, true),
    found.service.exists &&
      run(
        say('remove-file', { path: tunnelPaths.service }),
        sh`rm -f ${tunnelPaths.service}
iah_note ${tunnelPaths.service} ''
systemctl daemon-reload
systemctl reset-failed ${unitName} 2>/dev/null || :`,
      ),
    found.noteFile.exists && gone(tunnelPaths.note, false),
  );
}

const gone = (path: string, isSecret: boolean): Change => ({
  summary: say('remove-file', { path }),
  action: { kind: 'remove', path, ...(isSecret ? { secret: true } : {}) },
  undo: 'keep',
  risk: 'none',
});

// ---- what is seen afterwards --------------------------------------------------------------------------------------------

async function verifyOpen(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const {
    unit: state,
    connections,
    leaks,
    seen,
  } = await answers({
    unit: reader.ask(unit(unitName)),
    connections: reader.ask(tunnelConnections),
    leaks: reader.ask(leakRun(wanted)),
    seen: byHand(wanted) ? Promise.resolve(null) : reader.ask(doorSeen(wanted)),
  });
  const runs = state.state === 'running' && state.enabled;
  const checked = [
    { what: unitName, fine: runs },
    { what: `connections to Cloudflare: ${connections ?? 0}`, fine: Boolean(connections) },
    ...(seen?.hosts ?? []).map(({ host, detail, trouble }) => ({ what: `${host}: ${detail}`, fine: trouble === null })),
  ];
  if (!runs) return failed(failure('service-not-running', { service: unitName }, { checked }));
  if (!connections) return failed(failure('tunnel-not-connected', { seconds: 0 }, { checked }));
  const wrong = seen?.hosts.find(({ trouble }) => trouble !== null);
  if (wrong?.trouble)
    return failed(
      failure('public-door-wrong', { host: wrong.host, why: wrong.trouble }, { checked, detail: wrong.detail }),
    );
  if (leaks.leaks.length > 0) return failed(leaking(leaks));
  return ok([
    say('proof-tunnel', { connections }),
    ...(seen?.hosts ?? []).map(({ host }) => say('proof-public', { host })),
    say('proof-share-tight', { requests: leaks.requests }),
  ]);
}

const leaking = ({ leaks, requests }: Awaited<ReturnType<ReturnType<typeof leakRun>['parse']>>): Failure =>
  failure(
    'share-host-leaks',
    { leaks: leaks.length, requests, first: leaks[0]?.request ?? '' },
    {
      detail: leaks
        .slice(0, 10)
        .map(({ request, answer, kind }) => `${kind}: ${request} → ${answer}`)
        .join('\n'),
    },
  );

async function guard(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const found = await reader.ask(leakRun(wanted));
  return found.leaks.length > 0 ? failed(leaking(found)) : ok([say('proof-share-tight', { requests: found.requests })]);
}

async function verifyClosed(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const { name, state, seen } = await answers({
    name: reader.ask(tunnelName),
    state: reader.ask(unit(unitName)),
    seen: reader.ask(doorSeen(wanted)),
  });
  const account = wanted.cloud && !byHand(wanted) ? await wanted.cloud.look(questionOf(wanted, name)) : null;
  const leading = account?.records.filter((record) => isOurs(record, [account.tunnel?.id])) ?? [];
  // made by hand, a name leads here until it is taken away in the dashboard; whoever connects that tunnel would open the door again
  const open = seen.hosts.filter(
    ({ trouble }) =>
      trouble === null || (byHand(wanted) && ['no-connection', 'no-hostname', 'wrong-service'].includes(trouble)),
  );
  const checked = [
    { what: unitName, fine: state.state === 'missing' || state.state === 'stopped' },
    { what: 'no connection to Cloudflare', fine: seen.connections === null },
    ...(account ? [{ what: `no tunnel ${name}`, fine: account.tunnel === null }] : []),
    ...seen.hosts.map((host) => ({ what: `${host.host}: ${host.detail}`, fine: !open.includes(host) })),
  ];
  const list = hostsOf(wanted.settings);
  if (checked.every(({ fine }) => fine) && leading.length === 0)
    return ok([say('proof-door-closed', { hosts: hosts(list) }), say('proof-switched-off', { service: unitName })]);
  const still = open.length > 0 ? open.map(({ host }) => host) : list;
  return failed(failure('door-still-open', { hosts: hosts(still) }, { checked }));
}

export const tunnel: Step<FoundTunnel> = {
  id: 'tunnel',
  after: stepIds.filter((id) => id !== 'tunnel'),
  wantedBy: hasPublicDoor,
  inspect,
  plan(wanted, found) {
    const program = getProgram(wanted, found);
    // a tunnel that we made goes when another by hand is to take its place
    if (byHand(wanted))
      return changes(
        ...leaveCloudflare(found),
        found.noteFile.exists && gone(tunnelPaths.note, false),
        ...program,
        ...byDashboard(wanted, found),
      );
    if (found.account) return changes(...program, ...byToken(wanted, found, found.account));
    return changes(...program, ...byNote(wanted, found));
  },
  verify: verifyOpen,
  guard,
  leaving: { plan: (_wanted, found) => leave(found), verify: verifyClosed },
};
