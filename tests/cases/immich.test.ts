// Immich: facts in, changes out. The order matters more than anywhere: no door opens while the first account can be claimed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import { digest } from '../../electron/provision/engine/compare';
import type { FileText } from '../../electron/provision/engine/action';
import type { Change } from '../../electron/provision/engine/step';
import { absent, parseFile, type FoundFile } from '../../electron/provision/facts/common';
import {
  composePath,
  databasePasswordPath,
  envPath,
  parseContainers,
  parseListeners,
  parseServer,
  server,
  serverPatience,
} from '../../electron/provision/facts/immich';
import {
  composeText,
  envText,
  immich,
  photosMountText,
  servicesOf,
  type FoundImmich,
} from '../../electron/provision/steps/immich';
import { nginxConfPath } from '../../electron/provision/steps/nginx-texts';
import { householdPath } from '../../electron/provision/shell/prelude';
import { captured, family, inShort, somebodys } from './family';

const wanted = family();
const { photos, database } = wanted.settings;
const folderThere = (path: string): FoundFile => ({
  ...absent(path),
  exists: true,
  kind: 'folder',
  mode: '0755',
  owner: 'root:root',
});
const ours = ({ path, content, mode }: FileText): FoundFile => ({
  ...somebodys(path, content),
  mode,
  noted: digest(content),
});
const note = (path: string, content: string): FoundFile => ours({ path, content, mode: '0600' });
const nobody = { pong: false, config: null };
const config = { isInitialized: true, isOnboarded: true, externalDomain: '' };
const everyImage = new Set(['server', 'machine-learning', 'valkey', 'postgres']);
const noContainers = { services: new Map(), serverFolder: null, allowSetup: null, current: false, version: null };
const allContainers = {
  services: new Map(servicesOf(wanted).map((name) => [name, 'running'])),
  serverFolder: '/opt/immich-at-home',
  allowSetup: 'false',
  current: true,
  version: 'v3.2.4',
};

const fresh: FoundImmich = {
  composeFolder: absent('/opt/immich-at-home'),
  compose: absent(composePath),
  env: absent(envPath),
  photos: absent(photos.folder),
  photosMount: '/',
  photosMountNote: absent('/var/lib/immich-at-home/photos-mount'),
  databaseFolder: absent(database.folder),
  database: { initialised: false, password: 'none' },
  adminMade: absent('/var/lib/immich-at-home/admin-made'),
  filesystems: { photos: 'ext4', database: 'ext4' },
  door: absent(nginxConfPath),
  images: new Set(),
  containers: noContainers,
  server: nobody,
  takeOver: null,
  household: absent(householdPath),
  update: null,
  move: null,
};

const finished: FoundImmich = {
  composeFolder: folderThere('/opt/immich-at-home'),
  compose: ours(composeText(wanted)),
  env: ours(envText(wanted, false)),
  photos: folderThere(photos.folder),
  photosMount: '/',
  photosMountNote: ours(photosMountText(photos.folder, '/')),
  databaseFolder: folderThere(database.folder),
  database: { initialised: true, password: 'kept' },
  adminMade: note('/var/lib/immich-at-home/admin-made', `${database.folder}\n`),
  filesystems: fresh.filesystems,
  door: note(nginxConfPath, 'server {}\n'),
  images: everyImage,
  containers: allContainers,
  server: { pong: true, config },
  takeOver: null,
  household: absent(householdPath),
  update: null,
  move: null,
};

const plan = (found: Partial<FoundImmich> = {}, of = wanted): readonly Change[] =>
  immich.plan(of, { ...finished, ...found });
const failureOf = (found: Partial<FoundImmich>): unknown => {
  try {
    plan(found);
    return null;
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
};

describe('a plan for Immich', () => {
  it('closes sign-up before it ends, on a server that knows nothing', () => {
    expect(inShort(immich.plan(wanted, fresh))).toEqual([
      'make-folder /srv/photos',
      'make-folder /var/lib/immich-at-home/database',
      'write-file /var/lib/immich-at-home/photos-mount',
      'make-database-password',
      'fetch-image server',
      'fetch-image machine-learning',
      'fetch-image valkey',
      'fetch-image postgres',
      'make-folder /opt/immich-at-home',
      'write-file /opt/immich-at-home/docker-compose.yml',
      'write-file /opt/immich-at-home/.env',
      'start-immich v3.2.4',
      'wait-for-immich',
      'create-admin Anna anna@example-family.net',
      'write-file /var/lib/immich-at-home/admin-made',
      'finish-onboarding',
      'close-sign-up',
      'start-immich v3.2.4',
      'wait-for-immich',
    ]);
  });

  it('is empty when all is as wanted, on any PC of the family', () => {
    expect(plan()).toEqual([]);
  });

  it('binds Immich to this machine only and names its secrets instead of holding them', () => {
    const [compose, env] = [composeText(wanted).content, envText(wanted, true).content];
    expect(compose).toContain("- '127.0.0.1:2283:2283'");
    expect(compose.match(/create_host_path: false/g)).toHaveLength(2);
    expect(env).toContain(`DB_PASSWORD=@kept:${databasePasswordPath}@`);
    expect(env).toContain('IMMICH_ALLOW_SETUP=true');
    expect(envText(wanted, false).content).toContain('IMMICH_ALLOW_SETUP=false');
  });

  it('leaves recognition out when it is not wanted', () => {
    const without = family({ settings: { ...wanted.settings, recognition: false } });
    expect(composeText(without).content).not.toContain('image: machine-learning');
    expect(composeText(without).content).toContain("IMMICH_MACHINE_LEARNING_ENABLED: 'false'");
    expect(inShort(immich.plan(without, fresh))).not.toContain('fetch-image machine-learning');
  });
});

describe('a run that was ended half-way', () => {
  it('after the account, before the note: writes it, closes, starts anew', () => {
    const open = { ...finished, env: ours(envText(wanted, true)), adminMade: fresh.adminMade };
    expect(inShort(plan({ ...open, server: { pong: true, config: { ...config, isOnboarded: false } } }))).toEqual([
      'write-file /opt/immich-at-home/.env',
      'start-immich v3.2.4',
      'wait-for-immich',
      'write-file /var/lib/immich-at-home/admin-made',
      'finish-onboarding',
    ]);
  });

  it('after .env was closed, before the containers were made anew', () => {
    expect(inShort(plan({ containers: { ...allContainers, current: false } }))).toEqual([
      'start-immich v3.2.4',
      'wait-for-immich',
    ]);
  });

  it('after a failed start that was undone: the account is not made a second time', () => {
    const undone = { ...fresh, database: finished.database, adminMade: finished.adminMade, images: everyImage };
    const left = inShort(plan(undone));
    expect(left).not.toContain('create-admin Anna anna@example-family.net');
    expect(left).not.toContain('make-database-password');
    expect(left).toContain('start-immich v3.2.4');
  });

  it('with one container gone', () => {
    const services = new Map([...allContainers.services].filter(([name]) => name !== 'redis'));
    expect(inShort(plan({ containers: { ...allContainers, services } }))).toEqual([
      'start-immich v3.2.4',
      'wait-for-immich',
    ]);
  });

  it('fetches only the images that are missing', () => {
    expect(inShort(plan({ images: new Set(['server', 'valkey', 'machine-learning']) }))).toEqual([
      'fetch-image postgres',
    ]);
  });
});

describe('what is there and must not be lost', () => {
  it('a photo disk that is not mounted stops everything', () => {
    const onDisk = ours(photosMountText(photos.folder, '/srv'));
    expect(failureOf({ photosMountNote: onDisk, photosMount: '/' })).toMatchObject({
      code: 'photo-disk-missing',
      values: { path: '/srv' },
    });
    expect(failureOf({ photosMountNote: onDisk, photosMount: '/srv' })).toBeNull();
  });

  it('a database that is not there any more, or is empty, is not begun anew behind open doors', () => {
    const gone = { database: { initialised: false, password: 'kept' } as const, server: nobody };
    const empty = { server: { pong: true, config: { ...config, isInitialized: false } } };
    const missing = { code: 'photo-disk-missing', values: { path: database.folder } };
    for (const found of [gone, empty]) {
      expect(failureOf(found)).toMatchObject(missing);
      expect(failureOf({ ...found, adminMade: fresh.adminMade })).toMatchObject(missing);
      expect(failureOf({ ...found, door: fresh.door })).toMatchObject(missing);
      expect(failureOf({ ...found, adminMade: fresh.adminMade, door: fresh.door })).toBeNull();
    }
  });

  it('while Immich does not answer, its door alone says that sign-up stays closed', () => {
    const left = plan({ adminMade: fresh.adminMade, env: fresh.env, containers: noContainers, server: nobody });
    expect(inShort(left)).not.toContain('create-admin Anna anna@example-family.net');
    expect(left.find(({ action }) => action.kind === 'write')?.action).toMatchObject({
      file: { content: expect.stringContaining('IMMICH_ALLOW_SETUP=false') as string },
    });
  });

  it('the database does not move once there is an account', () => {
    const elsewhere = (path: string): FoundFile => note('/var/lib/immich-at-home/admin-made', `${path}\n`);
    expect(failureOf({ adminMade: elsewhere('/mnt/old/database') })).toMatchObject({
      code: 'settings-invalid',
      values: { field: 'database.folder', reason: 'moving is not part of this release' },
    });
  });

  it('no database on a network share, nothing on a Windows disk', () => {
    const refused = (photosOn: string, databaseOn: string): unknown =>
      failureOf({ filesystems: { photos: photosOn, database: databaseOn } });
    const unsuitable = (path: string, filesystem: string): object => ({
      code: 'filesystem-unsuitable',
      values: { path, filesystem },
    });
    for (const name of ['nfs4', 'nfs', 'cifs', 'smb3', 'fuse.sshfs', 'fuseblk', 'ntfs3', 'exfat', 'vfat'])
      expect(refused('ext4', name)).toMatchObject(unsuitable(database.folder, name));
    for (const name of ['fuseblk', 'ntfs', 'exfat', 'vfat'])
      expect(refused(name, 'ext4')).toMatchObject(unsuitable(photos.folder, name));
    for (const name of ['nfs4', 'cifs', 'btrfs', 'zfs', 'overlay', '']) expect(refused(name, 'xfs')).toBeNull();
  });

  it('a database without its password is not given another', () => {
    expect(failureOf({ database: { initialised: true, password: 'none' } })).toMatchObject({ code: 'secret-missing' });
  });

  it('a password that only .env knows is taken from there', () => {
    expect(inShort(plan({ database: { initialised: true, password: 'in-env' } }))).toContain('make-database-password');
  });

  it('an Immich of somebody else is left alone', () => {
    const other = { ...allContainers, serverFolder: '/root/immich-app' };
    expect(failureOf({ containers: other })).toMatchObject({ code: 'immich-already-claimed' });
    expect(failureOf({ containers: noContainers, compose: absent(composePath) })).toMatchObject({
      code: 'immich-already-claimed',
    });
  });

  it('ours is ours while Docker is still starting and does not know its container yet', () => {
    expect(() => plan({ containers: noContainers })).not.toThrow();
  });

  it('a compose file that somebody changed is replaced only when accepted', () => {
    const changed = { ...somebodys(composePath, '# mine\n'), noted: finished.compose.noted };
    expect(plan({ compose: changed })[0]).toMatchObject({ replacesForeign: true, before: '# mine\n' });
  });
});

describe.each(['debian-12', 'debian-13'])('what %s said', (system) => {
  const at = (name: string): string => captured(`${system}/finished/${name}`);

  it('about containers', () => {
    const found = parseContainers(at('immich-containers'));
    expect([...found.services]).toEqual(
      expect.arrayContaining([
        ['immich-server', 'running'],
        ['redis', 'running'],
      ]),
    );
    expect(found).toMatchObject({ serverFolder: '/opt/immich-at-home', allowSetup: 'false', current: true });
    expect(parseContainers('')).toEqual(noContainers);
  });

  it('about Immich’s own answers', () => {
    expect(parseServer(at('immich-server'))).toEqual({ pong: true, config });
    expect(parseServer('')).toEqual(nobody);
    expect(parseServer('<html>Welcome to nginx</html>\n{}')).toEqual(nobody);
  });

  it('about .env, with its password masked', () => {
    const found = parseFile(envPath, at('immich-env'));
    expect(found).toMatchObject({ mode: '0600', owner: 'root:root' });
    expect(found.text).toContain(`DB_PASSWORD=@kept:${databasePasswordPath}@`);
    expect(found.sum).toBe(found.noted);
  });

  it('about who listens', () => {
    expect(parseListeners(at('listeners-2283'))).toEqual(['127.0.0.1']);
    expect(parseListeners(captured('ubuntu-24.04/finished/listeners-2283'))).toEqual(['127.0.0.1']);
    expect(parseListeners('LISTEN 0 4096 *:2283 *:*\nLISTEN 0 4096 [::]:2283 [::]:*\n')).toEqual(['*', '[::]']);
    expect(parseListeners('')).toEqual([]);
  });
});

describe('an Immich that hangs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iah-hangs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  it('is given up by the clock, however long each try takes', () => {
    const program = (name: string, text: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    program('curl', `echo "$*" >> ${folder}/asked; echo x >> ${folder}/clock; echo x >> ${folder}/clock; exit 28`);
    program('date', `[ -e ${folder}/clock ] && wc -l < ${folder}/clock || echo 0`);
    program('systemctl', '');
    program('docker', 'echo 1');
    program('sleep', `echo x >> ${folder}/clock`);
    const { status } = spawnSync('/bin/sh', ['-c', server.command.text], {
      env: { PATH: `${folder}:/usr/bin:/bin` },
      timeout: 20_000,
    });
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    expect(status).toBe(1);
    expect(asked).toHaveLength(Math.ceil((serverPatience + 1) / 3));
    expect(asked[0]).toContain('--max-time 2');
  });
});

describe('a change of what stands', () => {
  const later = { version: 'v3.3.0', images: wanted.pins.images, downloadBytes: 1 };
  const chosen = family({
    settings: { ...wanted.settings, immich: { version: 'v3.3.0', images: null } },
    pins: {
      ...wanted.pins,
      ...later,
      images: { ...later.images, server: 'server-3.3' },
      releases: [{ ...later, images: { ...later.images, server: 'server-3.3' } }, ...wanted.pins.releases],
    },
  });
  const dump = '/srv/photos/backups/immich-at-home-before-v3.3.0-….sql.gz';

  it('another release: the image first, the database saved and read, then the change, with its wait in one job', () => {
    const left = plan({}, chosen);
    expect(inShort(left)).toEqual([
      'fetch-image server-3.3',
      `dump-database ${dump}`,
      `read-dump ${dump}`,
      `write-file ${composePath}`,
      `write-file ${envPath}`,
      'update-immich v3.2.4 v3.3.0',
    ]);
    expect(left[5]?.undo).toMatchObject({ kind: 'run', job: 'plain' });
    expect(plan({}, { ...chosen, settings: wanted.settings })).toEqual([]);
  });

  it('an update that was cut off is ended, without another dump; settled, there is nothing to do', () => {
    const there = {
      compose: ours(composeText({ ...chosen, pins: { ...chosen.pins } })),
      env: ours(envText(chosen, false)),
      images: new Set([...everyImage, 'server-3.3']),
      containers: { ...allContainers, version: 'v3.3.0' },
    };
    const cut = { ...there, update: { from: 'v3.2.4', to: 'v3.3.0' } };
    expect(inShort(plan(cut, chosen))).toEqual(['update-immich v3.2.4 v3.3.0']);
    expect(plan(there, chosen)).toEqual([]);
  });

  const move = {
    from: '/srv/photos',
    there: true,
    usedBytes: 1000,
    freeBytes: 2000,
    copiedBytes: 0,
    foreign: false,
    started: false,
    packages: new Map<string, string>(),
  };
  const elsewhere = family({ settings: { ...wanted.settings, photos: { folder: '/mnt/big/photos' } } });

  it('another folder of the photos: Immich stops only for the last files, and the note changes before it starts', () => {
    const [from, to] = ['/srv/photos', '/mnt/big/photos'];
    expect(inShort(plan({ move, photos: absent(to) }, elsewhere))).toEqual([
      `make-folder ${to}`,
      'install-packages rsync',
      `copy-photos ${from} ${to}`,
      `verify-photos ${from} ${to}`,
      'pause-immich',
      `copy-photos ${from} ${to}`,
      `verify-photos ${from} ${to}`,
      'write-file /var/lib/immich-at-home/photos-mount',
      `write-file ${envPath}`,
      'start-immich v3.2.4',
    ]);
  });

  it('one that was cut off after Immich was let at the new folder: only ended, nothing copied over it', () => {
    const there = {
      photos: folderThere('/mnt/big/photos'),
      photosMountNote: ours(photosMountText('/mnt/big/photos', '/')),
      env: ours(envText(elsewhere, false)),
    };
    const [end, ...more] = plan({ ...there, move: { ...move, started: true, foreign: true } }, elsewhere);
    expect([end?.summary.key, more]).toEqual(['start-immich', []]);
    expect(end?.undo).toMatchObject({ kind: 'run', job: 'plain' });
  });

  it('not without room, not over the files of others, not together with another release', () => {
    const refused = (more: Partial<typeof move>, of = elsewhere): unknown => {
      try {
        return plan({ move: { ...move, ...more } }, of);
      } catch (error) {
        return error instanceof FailureError ? error.failure : error;
      }
    };
    const path = '/mnt/big/photos';
    expect(refused({ freeBytes: 1049 })).toMatchObject({ code: 'disk-full', values: { path, neededBytes: 1050 } });
    expect(refused({ freeBytes: 1049, copiedBytes: 1 })).toBeInstanceOf(Array);
    expect(refused({ foreign: true })).toMatchObject({ code: 'settings-invalid' });
    expect(refused({ there: false })).toMatchObject({ code: 'photo-disk-missing', values: { path: '/srv/photos' } });
    expect(refused({ from: '/mnt/big' })).toMatchObject({ code: 'settings-invalid' });
    const both = { ...chosen, settings: { ...chosen.settings, photos: elsewhere.settings.photos } };
    expect(refused({}, both)).toMatchObject({ code: 'settings-invalid', values: { field: 'photos.folder' } });
  });
});
