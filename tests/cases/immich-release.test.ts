/** Which release a server gets, and what a change of it is: facts in, changes out. The script's own decisions with programs of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import type { Settings } from '../../electron/contract/settings';
import { compareVersions, notesOf, skipsMajor, versionInImage } from '../../electron/immich/version';
import type { Wanted } from '../../electron/provision/engine/step';
import { commandFailure } from '../../electron/provision/engine/failures';
import { readPins } from '../../electron/provision/engine';
import { absent, type FoundFile } from '../../electron/provision/facts/common';
import { parseDoneUpdate, parseUpdate } from '../../electron/provision/facts/immich';
import { parseLastUpgrade } from '../../electron/provision/facts/last-upgrade';
import { composeText } from '../../electron/provision/steps/immich';
import { everyImage, imagesIn, releaseFor, runningRelease } from '../../electron/provision/steps/immich-release';
import { whyNot } from '../../electron/provision/update-look';
import { family, somebodys } from './family';

const images = (version: string) => ({
  server: `server:${version}`,
  machineLearning: `machine-learning:${version}`,
  valkey: 'valkey',
  postgres: 'postgres',
});
const release = (version: string) => ({ version, images: images(version), downloadBytes: 1 });
const known = [release('v4.0.1'), release('v3.3.0'), release('v3.2.4')];
const choosing = (immich: Settings['immich']): Wanted => {
  const { settings, pins } = family();
  return family({ settings: { ...settings, immich }, pins: { ...pins, ...release('v4.0.1'), releases: known } });
};
const choice = (version: string | null): Wanted => choosing({ version, images: null });

const env = (version: string): FoundFile =>
  somebodys('/opt/immich-at-home/.env', `TZ=UTC\nIMMICH_VERSION=${version}\n`);
const nothing = {
  compose: absent('/opt/immich-at-home/docker-compose.yml'),
  env: absent('/opt/immich-at-home/.env'),
  containers: { version: null },
  household: absent('/var/lib/immich-at-home/household.json'),
};
const running = (version: string) => ({ ...nothing, env: env(version), containers: { version } });
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof FailureError ? [error.failure.code, error.failure.values] : error;
  }
};

describe('which release a server gets', () => {
  it('the newest when it is new, its own when it has one', () => {
    expect(releaseFor(choice(null), nothing).version).toBe('v4.0.1');
    expect(releaseFor(choice(null), running('v3.2.4'))).toEqual({ version: 'v3.2.4', images: images('v3.2.4') });
    expect(runningRelease({ containers: { version: null }, env: env('v3.3.0') })).toBe('v3.3.0');
  });

  it('the one that was chosen: forward, a major at a time, and known', () => {
    expect(releaseFor(choice('v3.3.0'), running('v3.2.4')).images).toEqual(images('v3.3.0'));
    expect(releaseFor(choice('v4.0.1'), running('v3.2.4')).version).toBe('v4.0.1');
    expect(codeOf(() => releaseFor(choice('v3.2.4'), running('v3.3.0')))).toEqual([
      'update-downgrade',
      { from: 'v3.3.0', to: 'v3.2.4' },
    ]);
    expect(codeOf(() => releaseFor(choice('v4.0.1'), running('v2.9.0')))).toEqual([
      'update-skips-major',
      { from: 'v2.9.0', to: 'v4.0.1' },
    ]);
    expect(codeOf(() => releaseFor(choice('v3.9.9'), running('v3.2.4')))).toEqual([
      'release-unknown',
      { version: 'v3.9.9' },
    ]);
  });

  it('what runs, where the choice of before was outrun', () => {
    const household = somebodys(nothing.household.path, JSON.stringify(choice('v3.2.4').settings));
    expect(releaseFor(choice('v3.2.4'), { ...running('v3.3.0'), household }).version).toBe('v3.3.0');
  });

  it('the images of a server that was taken over, and of a release that only a newer program knows', () => {
    const own = { ...images('x'), server: 'registry.example/immich-server:v3.0.0' };
    const adopted = choosing({ version: 'v3.0.0', images: own });
    expect(releaseFor(adopted, running('v3.0.0')).images).toEqual(own);
    expect(everyImage(adopted)).toContain(own.server);
    const compose = somebodys(nothing.compose.path, composeText(family()).content);
    expect(releaseFor(choice(null), { ...running('v3.8.0'), compose }).images).toEqual(family().pins.images);
    expect(imagesIn('services:\n  redis:\n    image: x\n')).toBeNull();
  });

  it('by numbers', () => {
    expect(compareVersions('v3.10.0', 'v3.9.9')).toBeGreaterThan(0);
    expect(compareVersions('v3.2.4', 'v3.2.4')).toBe(0);
    expect([skipsMajor('v2.1.0', 'v3.0.0'), skipsMajor('v2.1.0', 'v4.0.0')]).toEqual([false, true]);
    expect(versionInImage('ghcr.io/immich-app/immich-server:v3.2.4@sha256:0a')).toBe('v3.2.4');
    expect(versionInImage('ghcr.io/immich-app/immich-server:release')).toBeNull();
    expect(notesOf('v3.2.4')).toBe('https://github.com/immich-app/immich/releases/tag/v3.2.4');
    expect(['v3.2.4', 'v3.1.0', 'v3.3.0', 'v5.0.0'].map((version) => whyNot('v3.2.4', version))).toEqual([
      'running',
      'older',
      null,
      'skips-major',
    ]);
  });
});

it('this program’s own list: newest first, tags for Immich, digests for the others', () => {
  const pins = readPins(readFileSync(join(import.meta.dirname, '../../resources/server/release.json'), 'utf8'));
  expect(pins.version).toBe(pins.releases[0]?.version);
  expect(pins.releases.map(({ version }) => version)).toEqual(
    pins.releases.map(({ version }) => version).toSorted((a, b) => compareVersions(b, a)),
  );
  for (const { version, images: of } of pins.releases) {
    expect([of.server, of.machineLearning].every((image) => image.endsWith(`:${version}`))).toBe(true);
    expect([of.valkey, of.postgres].every((image) => /@sha256:[0-9a-f]{64}$/.test(image))).toBe(true);
  }
});

describe('notes on the server', () => {
  it('of an update', () => {
    expect(parseUpdate('v3.2.4\nv3.3.0\n')).toEqual({ from: 'v3.2.4', to: 'v3.3.0' });
    expect(parseUpdate('')).toBeNull();
    expect(parseDoneUpdate('v3.2.4\tv3.3.0\t/srv/a b.sql.gz\n')).toMatchObject({ dump: '/srv/a b.sql.gz' });
    expect(parseDoneUpdate('')).toBeNull();
  });

  it('of the system’s last updates: all of the same day', () => {
    const entry = (day: string, by: string, what: string): string =>
      `\nStart-Date: ${day}  06:11:12\nCommandline: ${by}\n${what}\nEnd-Date: ${day}  06:11:20\n`;
    const history = [
      entry('2026-11-20', '/usr/bin/unattended-upgrade', 'Upgrade: tzdata:all (2026a-0+deb13u1, 2026b-0+deb13u1)'),
      entry(
        '2026-11-22',
        '/usr/bin/unattended-upgrade',
        'Upgrade: libssl3t64:amd64 (3.5.1-1, 3.5.4-1), openssl:amd64 (3.5.1-1, 3.5.4-1)',
      ),
      entry(
        '2026-11-22',
        '/usr/bin/unattended-upgrade',
        'Install: linux-image-6.12.57+deb13-amd64:amd64 (6.12.57-1, automatic)',
      ),
      entry('2026-11-23', 'apt-get install rsync', 'Install: rsync:amd64 (3.4.1)'),
    ].join('');
    expect(parseLastUpgrade(history)).toEqual(['libssl3t64', 'openssl', 'linux-image-6.12.57+deb13-amd64']);
    expect(parseLastUpgrade('')).toEqual([]);
  });
});

describe('what a failed update means', () => {
  const failed = (failure: 'dump' | 'read-dump' | 'update' | 'move', output: string) =>
    commandFailure({ kind: 'run', command: { text: '' }, failure }, 1, output, choice('v3.3.0'));

  it('in its own words', () => {
    expect(failed('dump', 'disk-full /srv/photos/backups\t100\t200\n')).toMatchObject({
      code: 'disk-full',
      values: { path: '/srv/photos/backups', freeBytes: 100, neededBytes: 200 },
    });
    expect(failed('dump', 'pg_dump broke off\n')).toMatchObject({ code: 'dump-failed', detail: 'pg_dump broke off' });
    expect(failed('read-dump', 'reading /srv/x.sql.gz\n1c1\n')).toMatchObject({
      code: 'dump-unreadable',
      values: { path: '/srv/x.sql.gz' },
    });
    expect(failed('update', 'noise\ngiven up after 71 s: it falls over again and again\nlast words\n')).toMatchObject({
      code: 'update-not-healthy',
      values: { version: 'v3.3.0', seconds: 71 },
      detail: 'given up after 71 s: it falls over again and again\nlast words',
    });
    expect(failed('move', 'differing 3\n>fc........ a\n')).toMatchObject({
      code: 'move-not-verified',
      values: { differing: 3 },
    });
  });
});

describe('the wait for a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'iah-release-'));
    // a clock that goes by what is waited for, ten seconds each
    program('date', `cat ${folder}/clock 2>/dev/null || echo 0`);
    program(
      'sleep',
      `echo $(( $(cat ${folder}/clock 2>/dev/null || echo 0) + 10 )) > ${folder}/clock.new; mv ${folder}/clock.new ${folder}/clock`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const program = (name: string, text: string): void =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const docker = (state: { restarts?: string; health?: string; atWork?: string }): void =>
    program(
      'docker',
      `case "$*" in *RestartCount*) ${state.restarts ?? 'echo 0'} ;; *Health*) echo '${state.health ?? ''}' ;; *printenv*) echo immich ;; *psql*) ${state.atWork ?? 'echo 0'} ;; ps*|*logs*) echo last words ;; esac`,
    );
  const answers = (version: string): void =>
    program('curl', `case "$*" in */ping) printf '{"res":"pong"}' ;; *) printf '${version}' ;; esac`);
  const wait = (): { status: number | null; stdout: string } =>
    spawnSync('/bin/sh', ['-c', `${family().template('immich/update.sh')}\nwait_for_release v3.3.0 60`], {
      env: { PATH: `${folder}:/usr/bin:/bin` },
      encoding: 'utf8',
      timeout: 60_000,
    });
  const now = '{"major":3,"minor":3,"patch":0}';

  it('ends when it has answered three times with its own number', () => {
    docker({});
    answers(now);
    expect(wait().status).toBe(0);
    answers(now.replace('3,"p', '2,"p'));
    expect(wait()).toMatchObject({ status: 1, stdout: expect.stringContaining('it takes too long') as string });
  });

  it('ends at once where it falls over again and again', () => {
    program('curl', 'exit 7');
    docker({ restarts: `cat ${folder}/clock 2>/dev/null || echo 0` });
    const { status, stdout } = wait();
    expect(status).toBe(1);
    expect(stdout).toMatch(/^given up after 10 s: it falls over[\s\S]*last words/);
  });

  it('is patient with one that Docker calls unhealthy as long as it is at work in the database', () => {
    program('curl', 'exit 28');
    docker({ health: 'unhealthy' });
    expect(wait().stdout).toMatch(/^given up after 20 s: it is unhealthy/);
    rmSync(join(folder, 'clock'));
    docker({
      health: 'unhealthy',
      atWork: `[ "$(cat ${folder}/clock 2>/dev/null || echo 0)" -gt 20 ] && echo 0 || echo 1`,
    });
    expect(wait().stdout).toMatch(/^given up after 40 s: it is unhealthy/);
  });
});
