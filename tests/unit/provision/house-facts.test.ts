// What a look at a house is read from, held against what servers answered.
import { describe, expect, it } from 'vitest';
import { parseDisks } from '../../../electron/provision/facts/disks';
import { parseCopyNote, parseDumps } from '../../../electron/provision/facts/dumps';
import { parseImmichNow } from '../../../electron/provision/facts/immich-now';
import { parseAddresses } from '../../../electron/provision/facts/own-addresses';
import { noteSeenPaths, parseSeenPaths } from '../../../electron/provision/facts/seen-paths';
import { parseServices, runs } from '../../../electron/provision/facts/services';
import { parseTimers } from '../../../electron/provision/facts/timers';
import { parseUpkeep } from '../../../electron/provision/facts/upkeep';
import { parseWork } from '../../../electron/provision/facts/work-left';

describe('services', () => {
  // `systemctl show --timestamp=unix`, Debian 13: its own order, a blank line between two
  const found = parseServices(`Result=success
ExecMainExitTimestamp=
Id=nginx.service
LoadState=loaded
ActiveState=active
UnitFileState=enabled

Result=success
ExecMainExitTimestamp=
Id=nothere.service
LoadState=not-found
ActiveState=inactive
UnitFileState=

Result=exit-code
ExecMainExitTimestamp=@1795470464
Id=certbot.service
LoadState=loaded
ActiveState=failed
UnitFileState=static

Result=success
Id=certbot.timer
LoadState=loaded
ActiveState=inactive
UnitFileState=disabled
`);
  it('tells what runs, what is missing, and how a task ended', () => {
    expect([...found].map(([name, one]) => [name, one.there, runs(one), one.enabled, one.wentWell])).toEqual([
      ['nginx.service', true, true, true, true],
      ['nothere.service', false, false, false, true],
      ['certbot.service', true, false, true, false],
      ['certbot.timer', true, false, false, true],
    ]);
    expect(found.get('certbot.service')?.endedAt).toBe(1795470464000);
    expect(runs(undefined)).toBe(false);
  });
});

it('timers: microseconds become milliseconds, never is null', () => {
  const said = `[{"next":1795469808589262,"left":1795469808589262,"last":0,"passed":0,"unit":"a.timer","activates":"a.service"},{"next":null,"left":null,"last":1795469682046582,"passed":5,"unit":"b.timer","activates":"b.service"}]`;
  expect(Object.fromEntries(parseTimers(said))).toEqual({
    'a.timer': { lastAt: null, nextAt: 1795469808589 },
    'b.timer': { lastAt: 1795469682047, nextAt: null },
  });
  expect(parseTimers('0 timers listed.').size).toBe(0);
});

it('disks: each folder with its mount point; one that did not answer is left out', () => {
  const said = `0 270553174016  74666479616 /srv/my photos
2 1000 5 /
`;
  expect(parseDisks(said, ['/srv/my photos/2026', '/mnt/hangs', '/'])).toEqual([
    { path: '/srv/my photos/2026', mount: '/srv/my photos', totalBytes: 270553174016, freeBytes: 74666479616 },
    { path: '/', mount: '/', totalBytes: 1000, freeBytes: 5 },
  ]);
});

describe('Immich now', () => {
  const container = (service: string, State: string, Status: string, Image = 'x'): object => ({
    ...{ State, Status, Image },
    Labels: { 'com.docker.compose.service': service },
  });
  const list = JSON.stringify([
    container('redis', 'running', 'Up 2 hours (unhealthy)'),
    container(
      'immich-server',
      'exited',
      'Exited (0) 1 minute ago',
      'ghcr.io/immich-app/immich-server:v3.1.0@sha256:ab',
    ),
    container('database', 'running', 'Up 3 seconds (health: starting)'),
  ]);
  it('is told by Docker and by itself', () => {
    expect(
      parseImmichNow(`containers ${list}\nping {"res":"pong"}\nversion {"major":3,"minor":2,"patch":4}\n`),
    ).toEqual({
      containers: [
        { service: 'database', state: 'running', healthy: null },
        { service: 'immich-server', state: 'exited', healthy: null },
        { service: 'redis', state: 'running', healthy: false },
      ],
      pong: true,
      version: 'v3.2.4',
    });
  });
  it('silent: its image tells the release; without Docker nobody does', () => {
    expect(parseImmichNow(`containers ${list}\nping \nversion \n`)).toMatchObject({ pong: false, version: 'v3.1.0' });
    expect(parseImmichNow('ping <html>\nversion \n')).toEqual({ containers: [], pong: false, version: null });
  });
});

it('dumps: the newest first', () => {
  const said = `1795400000.1234567890\t100\tolder.sql.gz\n1795480000.5\t200\timmich-db-backup-20261123.sql.gz\n`;
  expect(parseDumps(said).map(({ name, at }) => [name, at])).toEqual([
    ['immich-db-backup-20261123.sql.gz', 1795480000000],
    ['older.sql.gz', 1795400000000],
  ]);
});

it('the copy’s note: anything else is none', () => {
  const note = { lastAt: null, lastCheckAt: null, ok: true, copies: 0, failedAt: null };
  expect(parseCopyNote(JSON.stringify({ ...note, folder: '/mnt' }))).toEqual(note);
  expect(parseCopyNote('{"lastAt":"yesterday"}')).toBeNull();
  expect(parseCopyNote('')).toBeNull();
});

it('addresses: own ones, the way out, the router’s MAC', () => {
  const said = `2: host0    inet 192.168.178.10/24 scope global host0\\       valid_lft forever preferred_lft forever
3: wg0    inet 10.83.52.1/22 scope global wg0\\       valid_lft forever preferred_lft forever
1.1.1.1 via 192.168.178.1 dev host0 src 192.168.178.10 uid 0
    cache
192.168.178.1 dev host0 lladdr 02:1A:50:00:00:01 REACHABLE
`;
  expect(parseAddresses(said)).toEqual({
    own: ['192.168.178.10', '10.83.52.1'],
    outgoing: '192.168.178.10',
    routerMac: '02:1a:50:00:00:01',
  });
  expect(parseAddresses('192.168.178.1 dev host0 FAILED\n')).toEqual({ own: [], outgoing: null, routerMac: null });
});

it('upkeep: what is not known is null', () => {
  expect(parseUpkeep('last 1795400000\nrestart 1795480000\nwaiting 3\n')).toEqual({
    waiting: 3,
    lastAt: 1795400000000,
    restartSince: 1795480000000,
  });
  expect(parseUpkeep('')).toEqual({ waiting: null, lastAt: null, restartSince: null });
});

it('work: half done counts only when nobody is at it', () => {
  expect(parseWork('unfinished\nsince 1795469675\n')).toEqual({
    unfinished: true,
    running: false,
    since: 1795469675000,
  });
  expect(parseWork('unfinished\nrunning\n')).toEqual({ unfinished: false, running: true, since: null });
});

it('the note of a look is read as it is written; a damaged one is none', () => {
  const seen = { public: 1, phone: 'KAHg+/=' };
  const [, written = ''] = /printf '%s\n' '(.*)' >/.exec(noteSeenPaths(seen).text) ?? [];
  expect(parseSeenPaths(written)).toEqual(seen);
  expect(parseSeenPaths('{"public":"now"}')).toEqual({});
  expect(parseSeenPaths('')).toEqual({});
});
