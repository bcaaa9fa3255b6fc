// The public door: what a server and an account are found to be, and what is done about it.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Account, AccountQuestion, FoundAccount, FoundRecord } from '../../electron/cloudflare/account';
import type { DoorReport, DoorTrouble } from '../../electron/contract/door';
import { failure, FailureError } from '../../electron/contract/failure';
import type { Settings } from '../../electron/contract/settings';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { parseAptRepository } from '../../electron/provision/facts/apt-repository';
import { absent, type FoundFile } from '../../electron/provision/facts/common';
import type { Fact, Reader } from '../../electron/provision/facts/fact';
import {
  cloudflareSource,
  parseNote,
  tokenTunnel,
  tunnelConnections,
  tunnelName,
  tunnelPaths,
} from '../../electron/provision/facts/tunnel';
import { publicDoorFailure, tunnelFailure } from '../../electron/provision/steps/tunnel-wait';
import { tunnel } from '../../electron/provision/steps/tunnel';
import { ingressOf } from '../../electron/provision/steps/tunnel-account';
import { unseen, type FoundTunnel } from '../../electron/provision/steps/tunnel-found';
import { isOld } from '../../electron/provision/steps/tunnel-program';
import { Secret } from '../../electron/provision/shell/secret';
import {
  canAsk,
  cloudflareKey,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stale,
  stopped,
  verdict,
  versions,
  written,
} from './family';

const name = 'immich-at-home-0a1b2c3d';
const id = '11111111-2222-4333-8444-555555555555';
const elsewhere = '99999999-2222-4333-8444-555555555555';
const zone = 'example-family.net';
const [photos, share] = [`photos.${zone}`, `share-photos.${zone}`];
const unit = 'immich-at-home-tunnel.service';

const wanted = familyWith('both');
const withWay = (cloudflare: Partial<Settings['cloudflare']>, more: Partial<Wanted> = {}): Wanted => ({
  ...wanted,
  settings: { ...wanted.settings, cloudflare: { ...wanted.settings.cloudflare, ...cloudflare } },
  ...more,
});
const hand = withWay({ way: 'hand' }, { secrets: { tunnelToken: new Secret('pasted') } });

const record = (host: string, more: Partial<FoundRecord> = {}): FoundRecord => ({
  ...{ id: `of-${host}`, type: 'CNAME', name: host, content: `${id}.cfargotunnel.com` },
  ...{ proxied: true, ttl: 1, comment: 'immich-at-home', ...more },
});
const owner = '0123456789abcdef0123456789abcdef';
const nothing: FoundAccount = { owner, tunnel: null, records: [], settings: {} };
const open: FoundAccount = {
  owner,
  tunnel: { id, ingress: ingressOf(wanted.settings) },
  records: [record(photos), record(share)],
  settings: {},
};
const noted = (note: object): Pick<FoundTunnel, 'note' | 'noteFile'> => {
  const text = `${JSON.stringify(note)}\n`;
  return { note: parseNote(text), noteFile: somebodysNoted(tunnelPaths.note, text) };
};
/** As we would have written it. */
function somebodysNoted(path: string, text: string | null, mode = '0600'): FoundFile {
  const it = somebodys(path, text ?? 'secret');
  return { ...it, mode, noted: it.sum, text };
}
const fullNote = { name, id, zone, hosts: [photos, share], settings: [] };

const fresh: FoundTunnel = {
  name,
  ...{ noteFile: absent(tunnelPaths.note), note: null, architecture: 'amd64', packages: versions('gpg') },
  repository: { fingerprints: [], namedIn: [] },
  source: absent(cloudflareSource.sourcePath),
  ...{ service: absent(tunnelPaths.service), unit: missing, token: absent(tunnelPaths.token), tokenFor: null },
  ...{ connections: null, theirs: missing, account: nothing, others: [] },
};
const whole = tunnel.plan(wanted, fresh);
const change = (key: string, plan = whole): Change | undefined => plan.find(({ summary }) => summary.key === key);
const fileOf = (path: string, plan = whole): Change | undefined =>
  plan.find(({ action }) => action.kind === 'write' && action.file.path === path);
const finished: FoundTunnel = {
  ...fresh,
  ...noted(fullNote),
  packages: new Map([...versions('gpg'), ['cloudflared', '2026.11.0']]),
  repository: { fingerprints: [cloudflareKey], namedIn: [] },
  source: written(fileOf(cloudflareSource.sourcePath)),
  service: written(fileOf(tunnelPaths.service)),
  unit: runs,
  token: somebodysNoted(tunnelPaths.token, null),
  ...{ tokenFor: id, connections: 4, account: open },
};
const plan = (found: Partial<FoundTunnel> = {}, of = wanted): readonly Change[] =>
  tunnel.plan(of, { ...finished, ...found });
const leave = (found: Partial<FoundTunnel> = {}, of = familyWith('home')): readonly Change[] =>
  tunnel.leaving?.plan(of, { ...finished, ...found }) ?? [];
const failing = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    if (error instanceof FailureError) return { ...error.failure.values, code: error.failure.code };
    throw error;
  }
  return 'no failure';
};
const until = (list: readonly Change[], key: string): readonly string[] =>
  inShort(
    list.slice(
      0,
      list.findIndex(({ summary }) => summary.key === key),
    ),
  );

const connecting = [`enable-service ${unit}`, 'wait-for-tunnel'];
const trying = [`check-door ${photos}`, `check-door ${share}`];
const waiting = [`wait-for-door ${photos}`, `wait-for-door ${share}`];

describe('a door that opens', () => {
  it('is made, tried and connected before the first record', () => {
    expect(inShort(whole)).toEqual([
      'add-cloudflare-repository',
      `write-file ${cloudflareSource.sourcePath}`,
      'install-packages cloudflared',
      `write-file ${tunnelPaths.service}`,
      `write-file ${tunnelPaths.note}`,
      `create-tunnel ${name}`,
      'fetch-tunnel-token',
      ...trying,
      `route-tunnel ${photos}, ${share}`,
      ...connecting,
      `publish-host ${photos}`,
      `publish-host ${share}`,
      ...waiting,
      `write-file ${tunnelPaths.note}`,
    ]);
  });

  it('is not touched when it is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('is closed by an undo before anything else, and nothing of it stays', () => {
    const undone = whole
      .toReversed()
      .flatMap(({ undo }) => (typeof undo === 'object' && undo.kind === 'cloud' ? [undo.change] : []));
    expect(undone).toEqual([
      { do: 'unpublish', zone, host: share, tunnel: name, id: null, putBack: [] },
      { do: 'unpublish', zone, host: photos, tunnel: name, id: null, putBack: [] },
      { do: 'delete-tunnel', zone, tunnel: name },
    ]);
  });

  it('leads to two hosts and to nothing else', () => {
    expect(change('route-tunnel')?.action).toMatchObject({
      change: {
        ingress: [
          { hostname: photos, service: 'http://127.0.0.1:8283' },
          { hostname: share, service: 'http://127.0.0.1:8283' },
          { service: 'http_status:404' },
        ],
      },
    });
  });

  it('keeps its token in a file of root’s, and in no journal', () => {
    expect(change('fetch-tunnel-token')?.action).toMatchObject({
      into: { path: tunnelPaths.token, mode: '0600', content: '@cloud:token@' },
    });
    expect(JSON.stringify(whole)).not.toContain('setupToken');
  });

  it('comes last of all parts', () => {
    expect(tunnel.after).toEqual(expect.arrayContaining(['nginx', 'immich', 'firewall', 'endpoint']));
    expect(tunnel.wantedBy(wanted.settings)).toBe(true);
    expect(tunnel.wantedBy(familyWith('home').settings)).toBe(false);
    expect(tunnel.wantedBy(familyWith('public').settings)).toBe(true);
  });
});

describe('a door that was left half made', () => {
  const made: FoundAccount = { ...nothing, tunnel: { id, ingress: null } };
  it('goes on after the tunnel was made and its answer was lost', () => {
    const found = { ...noted({ name, id: null, zone, hosts: [] }), account: made, tokenFor: null, unit: missing };
    expect(inShort(plan({ ...found, connections: null }))).toEqual([
      'fetch-tunnel-token',
      ...trying,
      `route-tunnel ${photos}, ${share}`,
      ...connecting,
      `publish-host ${photos}`,
      `publish-host ${share}`,
      ...waiting,
      `write-file ${tunnelPaths.note}`,
    ]);
  });

  it('goes on before the second record', () => {
    const found = { ...noted({ ...fullNote, hosts: [] }), account: { ...open, records: [record(photos)] } };
    expect(inShort(plan(found))).toEqual([
      ...trying,
      `publish-host ${share}`,
      ...waiting,
      `write-file ${tunnelPaths.note}`,
    ]);
  });

  it('waits again when records are there but nobody has seen them work', () => {
    expect(inShort(plan(noted({ ...fullNote, hosts: [] })))).toEqual([...waiting, `write-file ${tunnelPaths.note}`]);
  });

  it('connects again', () => {
    expect(inShort(plan({ unit: stale }))).toEqual([...trying, `restart-service ${unit}`, 'wait-for-tunnel']);
    expect(inShort(plan({ unit: stopped, connections: null }))).toEqual([...trying, ...connecting]);
    expect(inShort(plan({ connections: 0 }))).toEqual([...trying, 'wait-for-tunnel']);
  });

  it('is made anew when somebody deleted the tunnel, whose records are then ours to change', () => {
    const again = plan({ account: { ...open, tunnel: null } });
    expect(until(again, 'fetch-tunnel-token')).toEqual([`write-file ${tunnelPaths.note}`, `create-tunnel ${name}`]);
    expect(change('publish-host', again)).not.toHaveProperty('replacesForeign');
    expect(change('publish-host', again)?.action).toMatchObject({ change: { replaces: [`of-${photos}`] } });
  });

  it('a path or another way to the service that somebody added to our rules is seen', () => {
    const [first, ...rest] = ingressOf(wanted.settings);
    for (const more of [{ path: 'admin' }, { originRequest: { httpHostHeader: 'localhost:2283' } }]) {
      const changed = [{ service: '', ...first, ...more }, ...rest];
      // with its records there already it is open as soon as it is routed
      expect(inShort(plan({ account: { ...open, tunnel: { id, ingress: changed } } }))).toEqual([
        ...trying,
        `route-tunnel ${photos}, ${share}`,
      ]);
    }
  });

  it('gets its routes back when somebody changed them, and an undo gives them theirs', () => {
    const theirs = [{ hostname: 'nas.example.org', service: 'http://192.168.178.30' }, { service: 'http_status:404' }];
    const list = plan({ account: { ...open, tunnel: { id, ingress: theirs } } });
    expect(change('route-tunnel', list)).toMatchObject({
      before: 'nas.example.org → http://192.168.178.30\n* → http_status:404',
      undo: { change: { do: 'route-tunnel', ingress: theirs, ours: ingressOf(wanted.settings) } },
    });
  });

  it('fetches the token again when it is another’s or others can read it', () => {
    const tokenAgain = ['fetch-tunnel-token', ...trying, `restart-service ${unit}`, 'wait-for-tunnel'];
    expect(inShort(plan({ tokenFor: elsewhere }))).toEqual(tokenAgain);
    expect(inShort(plan({ token: somebodysNoted(tunnelPaths.token, null, '0644') }))).toEqual(tokenAgain);
  });
});

describe('what others made', () => {
  it('a tunnel of our name without our note stops the plan', () => {
    const taken = { name, code: 'tunnel-name-taken' };
    expect(failing(() => tunnel.plan(wanted, { ...fresh, account: open }))).toEqual(taken);
    expect(failing(() => plan({ account: { ...open, tunnel: { id: elsewhere, ingress: null } } }))).toEqual(taken);
  });

  it('a record in the way is shown with what it holds, asked about by name, and put back by an undo', () => {
    const theirs = record(photos, { type: 'A', content: '198.51.100.7', proxied: false, ttl: 300, comment: 'my NAS' });
    const list = plan({ account: { ...open, records: [theirs, record(share)] } });
    expect(change('publish-host', list)).toMatchObject({
      replacesForeign: true,
      accepts: `dns:${photos}`,
      before: 'A 198.51.100.7 (my NAS)',
      action: { change: { replaces: [theirs.id] } },
      undo: { change: { do: 'unpublish', tunnel: name, id, putBack: [theirs] } },
    });
  });

  it('a record that leads down a tunnel of another server, or that is not marked, is somebody’s', () => {
    for (const theirs of [
      record(photos, { content: `${elsewhere}.cfargotunnel.com` }),
      record(photos, { comment: null }),
    ])
      expect(change('publish-host', plan({ account: { ...open, records: [theirs, record(share)] } }))).toMatchObject({
        accepts: `dns:${photos}`,
      });
  });

  it('our record that somebody took out of the proxy is ours', () => {
    const grey = plan({ account: { ...open, records: [record(photos, { proxied: false }), record(share)] } });
    expect(change('publish-host', grey)).not.toHaveProperty('accepts');
  });

  it('a source of Cloudflare’s packages that somebody set up is used as it is', () => {
    const theirs = { repository: { fingerprints: [], namedIn: ['/etc/apt/sources.list.d/cloudflared.list'] } };
    expect(inShort(tunnel.plan(wanted, { ...fresh, ...theirs }))[0]).toBe('install-packages cloudflared');
    expect(parseAptRepository('/etc/apt/sources.list.d/cloudflared.list\n', cloudflareSource.sourcePath)).toEqual(
      theirs.repository,
    );
  });
});

describe('names that change', () => {
  const moved = { ...fullNote, zone: 'example.org', hosts: ['photos.example.org'] };

  it('the old one goes when the new one answers', () => {
    const old = record(`pictures.${zone}`);
    const list = plan({
      ...noted({ ...fullNote, hosts: [old.name, share] }),
      account: { ...open, records: [old, record(share)] },
    });
    expect(inShort(list)).toEqual([
      ...trying,
      `publish-host ${photos}`,
      // the guests' host answered before, and nothing changes there
      `wait-for-door ${photos}`,
      `remove-host ${old.name}`,
      `write-file ${tunnelPaths.note}`,
    ]);
    expect(change('remove-host', list)?.undo).toMatchObject({ change: { do: 'publish', host: old.name } });
  });

  it('in another zone as well', () => {
    const old = record('photos.example.org');
    const others = [{ zone: 'example.org', account: { ...open, records: [old] } }];
    const list = plan({ ...noted(moved), others, account: { ...open, records: [] } });
    expect(change('remove-host', list)).toMatchObject({
      action: { change: { do: 'unpublish', zone: 'example.org', tunnel: name, id } },
      undo: { change: { do: 'publish', zone: 'example.org', host: old.name } },
    });
    expect(change('remove-tunnel', list)).toBeUndefined();
  });

  it('in a zone of another account: the tunnel there goes as well, when nothing leads to it any more', () => {
    const others = [
      { zone: 'example.org', account: { ...open, owner: 'a club', records: [record('photos.example.org')] } },
    ];
    const first = plan({ ...noted(moved), others, account: nothing });
    const texts = first.flatMap(({ action }) => (action.kind === 'write' ? [action.file.content] : []));
    const note = parseNote(texts.find((text) => text.includes('"former"')) ?? null);
    expect(note).toMatchObject({ id: null, zone, former: { zone: 'example.org', tunnel: id, hosts: moved.hosts } });
    const tidied = ['remove-host photos.example.org', `remove-tunnel ${name}`, `write-file ${tunnelPaths.note}`];
    expect(inShort(first).slice(-3)).toEqual(tidied);
    // an undo would find no tunnel to lead to
    expect(change('remove-host', first)?.undo).toBe('keep');
    expect(change('remove-tunnel', first)?.action).toMatchObject({ change: { zone: 'example.org' } });

    // cut off after the new one was made: the note still knows the old one
    const account = { ...open, tunnel: { id: elsewhere, ingress: ingressOf(wanted.settings) }, records: [] };
    const between = { ...noted({ ...note, id: elsewhere }), tokenFor: elsewhere, others, account };
    expect(inShort(plan(between)).slice(-3)).toEqual(tidied);
    expect(written(plan(between).at(-1)).text).not.toContain('former');
    expect(inShort(leave(between))).toEqual(expect.arrayContaining(['close-door photos.example.org']));
    expect(inShort(leave(between)).filter((line) => line === `remove-tunnel ${name}`)).toHaveLength(2);
    expect(failing(() => plan({ ...between, account: null }))).toMatchObject({ code: 'secret-missing' });
  });

  it('when somebody deleted the tunnel meanwhile: what led to it goes', () => {
    const old = record(`pictures.${zone}`);
    const account = { ...open, tunnel: { id: elsewhere, ingress: null }, records: [old] };
    const list = plan({ ...noted({ ...fullNote, hosts: [old.name, share] }), account: { ...account, tunnel: null } });
    expect(change('remove-host', list)).toMatchObject({ action: { change: { host: old.name, id } }, undo: 'keep' });
  });
});

describe('names of before that stay', () => {
  const was = { photos: `pictures.${zone}`, share: `guests.${zone}`, vpn: `way.${zone}` };
  const away = { photos: 'photos.example.org', share: 'guests.example.org', vpn: 'vpn.example.org' };
  const keeping = (...former: Settings['former']): Wanted => ({
    ...wanted,
    settings: { ...wanted.settings, former },
  });
  const rules = (...hosts: readonly string[]) => [
    ...hosts.map((hostname) => ({ hostname, service: 'http://127.0.0.1:8283' })),
    { service: 'http_status:404' },
  ];
  const led = (hosts: readonly string[], more: object = {}): Partial<FoundTunnel> => ({
    ...noted({ ...fullNote, hosts, ...more }),
  });
  const routes = (list: readonly Change[]): readonly unknown[] =>
    list.flatMap(({ action }) =>
      action.kind === 'cloud' && action.change.do === 'route-tunnel'
        ? [action.change.ingress.map(({ hostname = '*' }) => hostname)]
        : [],
    );

  it('lead in beside the new ones: these are tried, made and waited for, and nothing else is touched', () => {
    const account = {
      ...open,
      tunnel: { id, ingress: rules(was.photos, was.share) },
      records: [record(was.photos), record(was.share)],
    };
    const found = { ...led([was.photos, was.share]), account };
    const list = plan(found, keeping(was));
    expect(inShort(list)).toEqual([
      ...trying,
      `route-tunnel ${photos}, ${share}, ${was.photos}, ${was.share}`,
      `publish-host ${photos}`,
      `publish-host ${share}`,
      ...waiting,
      `write-file ${tunnelPaths.note}`,
    ]);
    const done = { ...account, tunnel: { id, ingress: rules(photos, share, was.photos, was.share) } };
    const records = [...account.records, record(photos), record(share)];
    const after = { ...led([was.share, photos, share, was.photos]), account: { ...done, records } };
    expect(plan(after, keeping(was))).toEqual([]);
    // all of it by the note alone, when no token is at hand
    expect(plan({ ...after, account: null }, keeping(was))).toEqual([]);
  });

  it('are taken away record by record, and only then from the tunnel: no visitor meets a page that is not there', () => {
    const hosts = [photos, share, was.photos, was.share];
    const account = { ...open, tunnel: { id, ingress: rules(...hosts) }, records: hosts.map((host) => record(host)) };
    const list = plan({ ...led(hosts), account });
    expect(inShort(list)).toEqual([
      `remove-host ${was.photos}`,
      `remove-host ${was.share}`,
      `route-tunnel ${photos}, ${share}`,
      `write-file ${tunnelPaths.note}`,
    ]);
    expect(change('route-tunnel', list)?.undo).toMatchObject({ change: { ingress: rules(...hosts) } });
  });

  it('that are not kept lead in until the new ones answer', () => {
    const account = { ...open, tunnel: { id, ingress: rules(was.photos, was.share) }, records: [record(was.photos)] };
    const list = plan({ ...led([was.photos, was.share]), account });
    expect(routes(list)).toEqual([
      [photos, share, was.photos, was.share, '*'],
      [photos, share, '*'],
    ]);
    const short = inShort(list);
    expect(short.indexOf(`remove-host ${was.photos}`)).toBeGreaterThan(short.indexOf(`wait-for-door ${share}`));
    expect(short.lastIndexOf(`route-tunnel ${photos}, ${share}`)).toBeGreaterThan(
      short.indexOf(`remove-host ${was.photos}`),
    );
  });

  it('in which order the rules stand makes no difference, but the one for all else is the last', () => {
    const records = [record(photos), record(share)];
    const swapped = { ...open, tunnel: { id, ingress: rules(share, photos) }, records };
    expect(plan({ account: swapped })).toEqual([]);
    const [first, second, rest] = rules(photos, share);
    const broken = { ...open, tunnel: { id, ingress: [rest, first, second].flatMap((rule) => rule ?? []) }, records };
    expect(inShort(plan({ account: broken }))).toContain(`route-tunnel ${photos}, ${share}`);
  });

  describe('in another zone', () => {
    const account = { ...open, tunnel: { id, ingress: rules(away.photos, away.share) }, records: [] };
    const there = { ...open, records: [record(away.photos), record(away.share)] };
    const others = [{ zone: 'example.org', account: there }];
    const before = led([away.photos, away.share], { zone: 'example.org' });

    it('of the same account stay as they are, and lead to the same tunnel', () => {
      const list = plan({ ...before, account, others }, keeping(away));
      expect(inShort(list)).toEqual([
        `write-file ${tunnelPaths.note}`,
        ...trying,
        `route-tunnel ${photos}, ${share}, ${away.photos}, ${away.share}`,
        `publish-host ${photos}`,
        `publish-host ${share}`,
        ...waiting,
        `write-file ${tunnelPaths.note}`,
      ]);
      // whoever takes it up from here looks in both, whatever is wished by then
      expect(parseNote(written(list[0]).text)).toMatchObject({ zone: 'example.org', zones: ['example.org', zone] });
      expect(parseNote(written(list.at(-1)).text)).toEqual({
        ...fullNote,
        hosts: [photos, share, away.photos, away.share],
      });
    });

    it('are made again there, when somebody took them away', () => {
      const gone = [{ zone: 'example.org', account: { ...open, records: [record(away.share)] } }];
      const hosts = [photos, share, away.photos, away.share];
      const here = { ...open, tunnel: { id, ingress: rules(...hosts) } };
      const list = plan({ ...led(hosts), account: here, others: gone }, keeping(away));
      expect(inShort(list)).toEqual([...trying, `publish-host ${away.photos}`, `wait-for-door ${away.photos}`]);
      expect(change('publish-host', list)?.action).toMatchObject({ change: { zone: 'example.org' } });
      const wait = change('wait-for-door', list);
      expect(wait?.action.kind === 'run' && wait.action.command.text).toContain('^308 ');
    });

    it('go from there when they are dropped', () => {
      const hosts = [photos, share, away.photos, away.share];
      const here = { ...open, tunnel: { id, ingress: rules(...hosts) } };
      const list = plan({ ...led(hosts), account: here, others });
      expect(inShort(list)).toEqual([
        `remove-host ${away.photos}`,
        `remove-host ${away.share}`,
        `route-tunnel ${photos}, ${share}`,
        `write-file ${tunnelPaths.note}`,
      ]);
      expect(change('remove-host', list)?.action).toMatchObject({ change: { do: 'unpublish', zone: 'example.org' } });
    });

    it('a change that was cut off and is not wished any more leaves nothing there', () => {
      // wished: the names in the other zone, which it never came to; noted: where it had begun
      const begun = led([photos, share], { zones: [zone, 'example.org'] });
      const list = plan({ ...begun, others });
      expect(inShort(list)).toEqual([
        `remove-host ${away.photos}`,
        `remove-host ${away.share}`,
        `write-file ${tunnelPaths.note}`,
      ]);
      expect(parseNote(written(list.at(-1)).text)).toEqual(fullNote);
    });

    it('of another account cannot lead to this tunnel, and that is said before anything is done', () => {
      const elsewhereZone = { code: 'former-elsewhere', zone: 'example.org' };
      for (const its of [{ ...there, owner: 'a club' }, unseen]) {
        const found = { ...before, account: nothing, others: [{ zone: 'example.org', account: its }] };
        expect(failing(() => plan(found, keeping(away)))).toEqual(elsewhereZone);
        expect(failing(() => plan(found))).toBe('no failure');
      }
    });

    it('close with the door', () => {
      const hosts = [photos, share, away.photos, away.share];
      const left = inShort(leave({ ...led(hosts), others }, { ...familyWith('home') }));
      expect(left).toEqual(expect.arrayContaining([`close-door ${away.photos}`, `close-door ${photos}`]));
      expect(left.filter((line) => line.startsWith('remove-tunnel'))).toHaveLength(1);
    });
  });
});

describe('settings of the zone', () => {
  const all = { strictTls: true, minimumTls: true, alwaysHttps: true };
  const now = { ssl: 'full', min_tls_version: '1.0', always_use_https: 'off' };

  it('change one by one, each only on its own yes, and an undo gives the old value', () => {
    const list = plan({ account: { ...open, settings: now } }, withWay({ settings: all }));
    expect(inShort(list)).toEqual([
      'change-zone-setting ssl full strict',
      'change-zone-setting min_tls_version 1.0 1.2',
      'change-zone-setting always_use_https off on',
      `write-file ${tunnelPaths.note}`,
    ]);
    expect(list[0]).toMatchObject({
      before: 'full',
      undo: { change: { do: 'set', setting: 'ssl', value: 'full', ours: 'strict' } },
    });
    const one = withWay({ settings: { ...all, strictTls: false, alwaysHttps: false } });
    expect(inShort(plan({ account: { ...open, settings: now } }, one))).toEqual([
      'change-zone-setting min_tls_version 1.0 1.2',
      `write-file ${tunnelPaths.note}`,
    ]);
  });

  it('that are stricter already stay', () => {
    const strict = { ssl: 'strict', min_tls_version: '1.3', always_use_https: 'on' };
    const stricter = withWay({ settings: all });
    expect(inShort(plan({ account: { ...open, settings: strict } }, stricter))).toEqual([
      `write-file ${tunnelPaths.note}`,
    ]);
    const noting = noted({ ...fullNote, settings: Object.keys(now) });
    expect(plan({ account: { ...open, settings: strict }, ...noting }, stricter)).toEqual([]);
    // one that is not wished any more stays as it is
    expect(plan(noting)).toEqual([]);
  });

  it('are believed without an account when they were made; before that it is needed', () => {
    const needed = { code: 'secret-missing', name: 'setupToken' };
    const one = withWay({ settings: { ...all, minimumTls: false, alwaysHttps: false } });
    const { settings: _, ...older } = fullNote;
    for (const note of [fullNote, older, { ...fullNote, settings: ['min_tls_version'] }])
      expect(failing(() => plan({ account: null, ...noted(note) }, one))).toEqual(needed);
    expect(plan({ account: null, ...noted({ ...fullNote, settings: ['ssl'] }) }, one)).toEqual([]);
    expect(plan({ account: null, ...noted(older) })).toEqual([]);
  });

  it('that a token cannot see are not noted as made', () => {
    const one = withWay({ settings: { ...all, minimumTls: false, alwaysHttps: false } });
    expect(plan({}, one)).toEqual([]);
  });
});

describe('without an account at hand', () => {
  it('what is there is believed, what is here is looked at', () => {
    expect(plan({ account: null })).toEqual([]);
    expect(inShort(plan({ account: null, unit: stopped, connections: null }))).toEqual([...trying, ...connecting]);
  });

  it('a door that is not there yet, or leads in others, needs it', () => {
    const needed = { code: 'secret-missing', name: 'setupToken' };
    expect(failing(() => tunnel.plan(wanted, { ...fresh, account: null }))).toEqual(needed);
    for (const note of [
      { ...fullNote, hosts: [photos] },
      { ...fullNote, id: null },
      { ...fullNote, id: elsewhere },
      { ...fullNote, zone: 'example.org' },
    ])
      expect(failing(() => plan({ account: null, ...noted(note) }))).toEqual(needed);
    expect(failing(() => leave({ account: null }))).toEqual(needed);
  });
});

describe('by hand', () => {
  const pasted = { ...finished, ...{ noteFile: absent(tunnelPaths.note), note: null, account: null } };

  it('is tried before it connects: with hostnames in the dashboard it is open at once', () => {
    expect(inShort(tunnel.plan(hand, { ...fresh, account: null })).slice(3)).toEqual([
      `write-file ${tunnelPaths.service}`,
      `write-file ${tunnelPaths.token}`,
      ...trying,
      ...connecting,
    ]);
  });

  it('is not touched when the token is the same, or not at hand', () => {
    const token = somebodysNoted(tunnelPaths.token, 'pasted\n');
    expect(tunnel.plan(hand, { ...pasted, token })).toEqual([]);
    expect(tunnel.plan(withWay({ way: 'hand' }), { ...pasted, token })).toEqual([]);
  });

  it('takes away what was made by token before', () => {
    const list = tunnel.plan(hand, finished);
    expect(inShort(list)).toEqual([
      `disable-service ${unit}`,
      `close-door ${photos}`,
      `close-door ${share}`,
      `remove-tunnel ${name}`,
      `remove-file ${tunnelPaths.note}`,
      `write-file ${tunnelPaths.token}`,
      ...trying,
      ...connecting,
    ]);
    expect(change('enable-service', list)?.undo).toMatchObject({ verb: 'disable --now' });
  });

  it('is another tunnel than ours, and its token is at hand', () => {
    const tokenOf = (t: string): string => btoa(JSON.stringify({ a: '0'.repeat(32), t, s: 'x'.repeat(40) }));
    const pasting = (t: string): Wanted =>
      withWay({ way: 'hand' }, { secrets: { tunnelToken: new Secret(tokenOf(t)) } });
    expect(failing(() => tunnel.plan(pasting(id), finished))).toEqual({ code: 'tunnel-token-refused' });
    const making = { ...finished, ...noted({ ...fullNote, id: null }) };
    expect(failing(() => tunnel.plan(pasting(id), making))).toEqual({ code: 'tunnel-token-refused' });
    expect(failing(() => tunnel.plan(pasting(elsewhere), finished))).toBe('no failure');
    expect(failing(() => tunnel.plan(withWay({ way: 'hand' }), finished))).toEqual({
      code: 'secret-missing',
      name: 'tunnelToken',
    });
  });
});

describe('a door that closes', () => {
  const empty = { ...fresh, account: null };

  it('is shut at once, then taken away', () => {
    expect(inShort(leave())).toEqual([
      `disable-service ${unit}`,
      `close-door ${photos}`,
      `close-door ${share}`,
      `remove-tunnel ${name}`,
      `remove-file ${tunnelPaths.token}`,
      `remove-file ${tunnelPaths.service}`,
      `remove-file ${tunnelPaths.note}`,
    ]);
    expect(leave().every(({ undo }) => undo === 'keep')).toBe(true);
    expect(change('close-door', leave())?.action).toMatchObject({ change: { tunnel: name, id } });
  });

  it('keeps no copy of its token', () => {
    const scripts = leave().flatMap(({ action }) => (action.kind === 'run' ? [action.command.text] : []));
    expect(scripts.filter((text) => text.includes(tunnelPaths.token))).toEqual([
      expect.stringContaining(`rm -f ${tunnelPaths.token}`),
    ]);
    expect(scripts.join('\n')).not.toContain('iah_keep');
    expect(leave().map(({ action }) => action.kind)).not.toContain('remove');
  });

  it('that never was needs nothing', () => {
    expect(leave(empty)).toEqual([]);
  });

  it('goes on where it was cut off', () => {
    const half = { account: nothing, unit: stopped, token: absent(tunnelPaths.token) };
    expect(inShort(leave(half))).toEqual([`remove-file ${tunnelPaths.service}`, `remove-file ${tunnelPaths.note}`]);
  });

  it('that was made by hand goes from here; the rest is in the dashboard', () => {
    expect(inShort(leave({ ...noted({}), note: null, noteFile: absent(tunnelPaths.note), account: null }))).toEqual([
      `disable-service ${unit}`,
      `remove-file ${tunnelPaths.token}`,
      `remove-file ${tunnelPaths.service}`,
    ]);
  });

  it('leaves what others made, under our name or our hosts', () => {
    const theirs = {
      owner,
      tunnel: { id: elsewhere, ingress: null },
      records: [record(photos, { comment: null })],
      settings: {},
    };
    expect(inShort(leave({ account: theirs }))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/close-door|remove-tunnel/)]),
    );
  });
});

describe('the program', () => {
  it.each([
    ['2026.11.0', false],
    ['2026.7.2', false],
    ['2026.7.10-1', false],
    ['2026.7.1', true],
    ['2026.6.9', true],
    ['2025.12.3', true],
    ['2027.1.0', false],
  ])('%s: too old = %s', (version, old) => {
    expect(isOld(version)).toBe(old);
  });

  it('that is too old is brought up to date from Cloudflare', () => {
    const packages = new Map([...versions('gpg'), ['cloudflared', '2025.2.0']]);
    expect(inShort(plan({ packages }))).toEqual(['install-packages cloudflared']);
  });

  it('is not made for every machine', () => {
    expect(failing(() => tunnel.plan(wanted, { ...fresh, architecture: 'riscv64' }))).toEqual({
      code: 'architecture-unsupported',
      architecture: 'riscv64',
    });
    const armed = tunnel.plan(wanted, { ...fresh, architecture: 'armhf' });
    expect(written(fileOf(cloudflareSource.sourcePath, armed)).text).toContain('Architectures: armhf\n');
  });

  it.skipIf(!canAsk('systemd-analyze'))('systemd accepts its unit, which gives the token to it alone', () => {
    const text = finished.service.text ?? '';
    // the program is not on this machine
    const here = text.replace('/usr/bin/cloudflared', '/bin/true');
    expect(verdict('systemd-analyze', ['verify', '--man=no'], unit, here)).toBe('');
    expect(verdict('systemd-analyze', ['verify', '--man=no'], unit, `${here}NoSuchWord\n[[\n`)).not.toBe('');
    expect(text).toContain(`LoadCredential=tunnel.token:${tunnelPaths.token}`);
    expect(text).toContain('--token-file %d/tunnel.token');
  });
});

describe('what is read', () => {
  it('from the server', () => {
    expect(tunnelName.parse({ status: 0, stdout: '0a1b2c3d\n' })).toBe(name);
    expect(tokenTunnel.parse({ status: 0, stdout: `${id.toUpperCase()}\n` })).toBe(id);
    expect(tokenTunnel.parse({ status: 0, stdout: '' })).toBeNull();
    const ready = '{"status":200,"readyConnections":4,"connectorId":"8d2a…"}';
    expect(tunnelConnections.parse({ status: 0, stdout: ready })).toBe(4);
    expect(tunnelConnections.parse({ status: 7, stdout: '' })).toBeNull();
  });

  it('in scripts that a shell understands', () => {
    const scripts = [tokenTunnel.command, tunnelName.command, tunnelConnections.command].map(({ text }) => text);
    for (const { action } of [...whole, ...leave()]) if (action.kind === 'run') scripts.push(action.command.text);
    for (const text of scripts) {
      expect(spawnSync('/bin/sh', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
      expect(text).not.toContain('undefined');
    }
    const token = Buffer.from(JSON.stringify({ a: '0'.repeat(32), t: id, s: 'x'.repeat(40) })).toString('base64');
    const { stdout } = spawnSync('/bin/sh', ['-c', tokenTunnel.command.text.replace(tunnelPaths.token, '-')], {
      input: token,
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe(id);
  });

  it('a note that somebody damaged is none', () => {
    expect(parseNote(JSON.stringify(fullNote))).toEqual(fullNote);
    const { settings: _, ...older } = fullNote;
    expect(parseNote(JSON.stringify(older))).toEqual(fullNote);
    for (const text of [null, '', '{', '{"name":1}']) expect(parseNote(text)).toBeNull();
  });
});

describe('why a tunnel did not come up', () => {
  const quic =
    '2026-11-23T14:00:00Z ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=0';
  const why = (output: string): unknown => {
    const { code, values } = tunnelFailure(output, 'detail');
    return { ...values, code };
  };

  it.each([
    ['ERR Register tunnel error from server side error="Unauthorized: Invalid tunnel secret" connIndex=0'],
    ['ERR Register tunnel error from server side error="Unauthorized: Failed to get tunnel" connIndex=0'],
    ['Provided Tunnel token is not valid.'],
  ])('its token is refused: %s', (line) => {
    expect(why(`${line}\nedge: known\ntcp: open\nwaited: 2 s`)).toEqual({ code: 'tunnel-token-refused' });
  });

  it('the port is blocked', () => {
    expect(why(`${quic}\nedge: known\ntcp: closed\nudp: silent\nwaited: 31 s`)).toEqual({
      code: 'tunnel-blocked',
      tried: 'UDP 7844 (QUIC), TCP 7844 (HTTP/2)',
    });
  });

  it('its own address is somebody else’s', () => {
    const line =
      'ERR Error opening metrics server listener error="listen tcp 127.0.0.1:20281: bind: address already in use"';
    expect(why(`${line}\nedge: known\ntcp: closed\nwaited: 2 s`)).toEqual({ code: 'tunnel-not-connected', seconds: 2 });
    expect(tunnelFailure(line, '').checked).toEqual([{ what: '127.0.0.1:20281 is free', fine: false }]);
  });

  it('something else: names do not resolve, or nothing is known', () => {
    expect(why(`edge: unknown\ntcp: closed\nwaited: 150 s`)).toEqual({ code: 'tunnel-not-connected', seconds: 150 });
    expect(why(`${quic}\nedge: known\ntcp: open\nudp: silent\nwaited: 151 s`)).toMatchObject({ seconds: 151 });
  });

  it('the door is not what a visitor should find', () => {
    const looked = (group: number, addresses: readonly string[]) =>
      JSON.stringify({
        group,
        looked: { outcome: addresses.length > 0 ? 'answer' : 'no-such-name', addresses, resolver: '1.1.1.1' },
      });
    const answer = (n: number, words: string) => JSON.stringify({ n, said: words, fields: { 'cf-ray': '1-FRA' } });
    const said = [
      looked(0, ['203.0.113.30']),
      answer(0, '530 text/html error code: 1033'),
      looked(1, []),
      '{"seconds":1}',
    ];
    expect(publicDoorFailure(`not as it should be\n${said.join('\n')}`, 'detail', wanted)).toMatchObject({
      code: 'public-door-wrong',
      values: { host: photos, why: 'no-connection' },
    });
    expect(publicDoorFailure('Traceback', 'detail', wanted)).toMatchObject({
      values: { host: photos, why: 'unreachable' },
    });
  });
});

describe('what is seen', () => {
  const seenHosts = (trouble: DoorTrouble | null): DoorReport => ({
    ...{ at: 0, connections: null },
    hosts: [photos, share].map((host) => ({ host, trouble, detail: 'A 203.0.113.30; HTTP 530' })),
  });
  /** Answers by the beginning of a question's key. */
  const server = (said: Readonly<Record<string, unknown>>): Reader & { readonly asked: string[] } => {
    const asked: string[] = [];
    const ask = <T>({ key }: Fact<T>): Promise<T> => {
      asked.push(key);
      const known = Object.keys(said).find((begin) => key.startsWith(begin));
      return known === undefined
        ? Promise.reject(new Error(`not expected: ${key}`))
        : Promise.resolve(said[known] as T);
    };
    return { ask, asked };
  };
  const here = (found: FoundTunnel): Readonly<Record<string, unknown>> => ({
    ...{ 'tunnel-name': name, machine: { architecture: 'amd64' }, packages: found.packages },
    ...{ 'cloudflare-repository': found.repository, 'unit ': found.unit, 'secret-file': found.token },
    ...{ 'tunnel-of-token': found.tokenFor, 'tunnel-connections': found.connections },
    [`file ${tunnelPaths.note}`]: found.noteFile,
    [`file ${tunnelPaths.service}`]: found.service,
    [`file ${cloudflareSource.sourcePath}`]: found.source,
  });
  const account = (look: (question: AccountQuestion) => FoundAccount): Account & { asked: AccountQuestion[] } => {
    const asked: AccountQuestion[] = [];
    return {
      ...{ asked, calls: 0 },
      look: async (question) => {
        asked.push(question);
        return Promise.resolve(look(question));
      },
      make: () => Promise.reject(new Error('nothing is changed by looking')),
    };
  };
  const notFound = (): never => {
    throw new FailureError(failure('zone-not-found', { zone: 'example.org' }));
  };
  const moved = noted({ ...fullNote, zone: 'example.org', hosts: ['photos.example.org', 'share.example.org'] });

  it('a zone that was left and is not seen any more keeps nobody from a new one, nor from closing', async () => {
    const at = account((question) => (question.zone === zone ? open : notFound()));
    const found = await tunnel.inspect(server(here({ ...finished, ...moved })), { ...wanted, cloud: at });
    expect(found).toMatchObject({ account: open, others: [{ zone: 'example.org', account: unseen }] });
    expect(at.asked.map((question) => question.zone)).toEqual([zone, 'example.org']);
    expect(inShort(tunnel.plan(wanted, found))).toEqual([...waiting, `write-file ${tunnelPaths.note}`]);

    const home = familyWith('home', { cloud: account(notFound) });
    const left = await tunnel.inspect(server(here({ ...finished, ...moved })), home);
    expect(inShort(tunnel.leaving?.plan(home, left) ?? [])).toEqual([
      `disable-service ${unit}`,
      `remove-file ${tunnelPaths.token}`,
      `remove-file ${tunnelPaths.service}`,
      `remove-file ${tunnelPaths.note}`,
    ]);
    // where the door is to open it has to be seen
    await expect(tunnel.inspect(server(here(fresh)), { ...wanted, cloud: account(notFound) })).rejects.toMatchObject({
      failure: { code: 'zone-not-found' },
    });
  });

  it('each zone that has names of before is looked at once, for its own names', async () => {
    const away = { photos: 'photos.example.org', share: 'guests.example.org', vpn: 'vpn.example.org' };
    const at = account(() => open);
    const settings = { ...wanted.settings, former: [away] };
    await tunnel.inspect(server(here(finished)), { ...wanted, settings, cloud: at });
    expect(at.asked.map((question) => [question.zone, question.hosts])).toEqual([
      [zone, [photos, share]],
      ['example.org', [away.photos, away.share]],
    ]);
  });

  it('names that it led in are looked at when others are wished', async () => {
    const at = account(() => open);
    const before = noted({ ...fullNote, hosts: [`pictures.${zone}`, share] });
    await tunnel.inspect(server(here({ ...finished, ...before })), { ...wanted, cloud: at });
    expect(at.asked[0]?.hosts).toEqual([photos, share, `pictures.${zone}`]);
  });

  const closing = (records: readonly FoundRecord[], more: Readonly<Record<string, unknown>> = {}) => {
    const reader = server({
      ...{ 'tunnel-name': name, 'unit ': missing, 'tunnel-connections': null },
      ...{ 'door-seen': seenHosts('no-connection'), ...more },
    });
    return { reader, home: familyWith('home', { cloud: account(() => ({ ...nothing, records })) }) };
  };
  const verdictOf = async (records: readonly FoundRecord[], more: Readonly<Record<string, unknown>> = {}) => {
    const { reader, home } = closing(records, more);
    return tunnel.leaving?.verify(home, reader);
  };

  it('a door is closed when nothing of ours leads in, runs or answers', async () => {
    expect(await verdictOf([])).toMatchObject({ ok: true });
    expect(await verdictOf([record(photos, { comment: null })])).toMatchObject({ ok: true });
    // our record, though its tunnel is gone and nobody knows which it was
    expect(await verdictOf([record(share, { content: `${elsewhere}.cfargotunnel.com` })])).toMatchObject({
      ok: false,
      failure: { code: 'door-still-open', values: { hosts: share } },
    });
    expect(await verdictOf([], { 'unit ': runs })).toMatchObject({ ok: false });
    expect(await verdictOf([], { 'tunnel-connections': 4 })).toMatchObject({ ok: false });
    expect(await verdictOf([], { 'door-seen': seenHosts(null) })).toMatchObject({ ok: false });
  });

  it('is proved for the names that it had, though others are wished and the note is gone', async () => {
    const { reader, home } = closing([]);
    const before = noted({ ...fullNote, hosts: [`pictures.${zone}`, `guests.${zone}`] });
    await tunnel.inspect(server(here({ ...finished, ...before })), home);
    const proof = await tunnel.leaving?.verify(home, reader);
    expect(proof).toMatchObject({ ok: true, value: [{ values: { hosts: `pictures.${zone}, guests.${zone}` } }, {}] });
    expect(reader.asked).toContain(`door-seen pictures.${zone} guests.${zone}`);
  });

  it('the long leak run does not share a round trip with the look from outside', async () => {
    const good = { 'unit ': runs, 'tunnel-connections': 4, 'leak-run': { requests: 132, seconds: 1, leaks: [] } };
    const reader = server({ ...good, 'door-seen': seenHosts(null) });
    const verified = tunnel.verify(wanted, reader);
    expect(reader.asked.some((key) => key.startsWith('leak-run'))).toBe(false);
    expect(JSON.stringify(await verified)).toContain('proof-share-tight');
    expect(reader.asked.some((key) => key.startsWith('leak-run'))).toBe(true);
  });
});
