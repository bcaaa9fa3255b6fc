// The second copy: facts in, changes out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import {
  copyPaths,
  copyUnits,
  parseCopy,
  parseCopyPlace,
  parseOtherDisks,
  type FoundCopyPlace,
} from '../../electron/provision/facts/backup';
import { absent } from '../../electron/provision/facts/common';
import { copyNotePath } from '../../electron/provision/facts/dumps';
import { kitState } from '../../electron/provision/backup-look';
import { backup, backupTexts, type FoundBackup } from '../../electron/provision/steps/backup';
import { canAsk, exposure, family, inShort, missing, runs, stale, verdict, versions, written } from './family';

const folder = '/mnt/second disk';
const wish = (photos: boolean, of = folder): Wanted =>
  family({ settings: { ...family().settings, backup: { folder: of, photos } } });
const wanted = wish(false);

const place: FoundCopyPlace = { mount: folder, sameDiskAsPhotos: false, repository: false, key: false };
const fresh: FoundBackup = {
  packages: versions(),
  script: absent(copyPaths.script),
  service: absent(copyPaths.service),
  timer: absent(copyPaths.timer),
  mountNote: absent(copyPaths.mount),
  copyNote: absent(copyNotePath),
  unit: missing,
  copy: null,
  place,
  photosMount: '/srv',
};
const [, , mountNote, , script, service, timer] = backup.plan(wanted, fresh);
const copied = { lastAt: 5, lastCheckAt: 5, ok: true, copies: 3, failedAt: null, folder, photos: false };
const finished: FoundBackup = {
  ...fresh,
  packages: versions('restic'),
  script: written(script),
  service: written(service),
  timer: written(timer),
  mountNote: written(mountNote),
  unit: runs,
  copy: copied,
  place: { ...place, repository: true, key: true },
};
const plan = (found: Partial<FoundBackup> = {}, of = wanted): readonly Change[] =>
  backup.plan(of, { ...finished, ...found });
const refusal = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
};
const now = [`copy-now ${folder}`, `check-copy ${folder}`];

describe('a plan for the second copy', () => {
  it('makes key and repository, copies once now and reads it back, then every night', () => {
    expect(inShort(backup.plan(wanted, fresh))).toEqual([
      'install-packages restic',
      'make-backup-key',
      `write-file ${copyPaths.mount}`,
      `make-repository ${folder}/immich-at-home`,
      `write-file ${copyPaths.script}`,
      `write-file ${copyPaths.service}`,
      `write-file ${copyPaths.timer}`,
      ...now,
      `enable-service ${copyUnits.timer}`,
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('copies again what failed, what was copied elsewhere, and photos that were not in it', () => {
    expect(inShort(plan({ copy: { ...copied, ok: false, failedAt: 6 } }))).toEqual(now);
    expect(inShort(plan({ copy: { ...copied, folder: '/mnt/first' } }))).toEqual(now);
    expect(inShort(plan({}, wish(true)))).toEqual([`write-file ${copyPaths.service}`, ...now]);
    // less than it had is no reason to copy at once
    expect(inShort(plan({ copy: { ...copied, photos: true } }))).toEqual([]);
  });

  it('goes on where it was ended', () => {
    expect(inShort(plan({ copy: null }))).toEqual(now);
    expect(inShort(plan({ unit: stale }))).toEqual([`restart-service ${copyUnits.timer}`]);
    expect(inShort(plan({ place: { ...place, key: true } }))[0]).toBe(`make-repository ${folder}/immich-at-home`);
  });

  it('goes on with the copies of a server that is gone, by the key from its kit', () => {
    const found = { ...fresh, place: { ...place, repository: true, key: true } };
    expect(inShort(backup.plan(wanted, found))).not.toContain(`make-repository ${folder}/immich-at-home`);
    expect(refusal(() => backup.plan(wanted, { ...fresh, place: { ...place, repository: true } }))).toMatchObject({
      code: 'secret-missing',
    });
  });

  it('refuses a folder on the disk of the photos', () => {
    expect(refusal(() => backup.plan(wanted, { ...fresh, place: { ...place, sameDiskAsPhotos: true } }))).toMatchObject(
      {
        code: 'same-disk',
        values: { folder, photos: '/srv/photos' },
      },
    );
  });

  it('lets everything else be while the disk is not plugged in, and fills no other disk', () => {
    const away = { mount: '/', sameDiskAsPhotos: true, repository: false, key: true };
    expect(plan({ place: away })).toEqual([]);
    expect(plan({ place: away, copy: { ...copied, ok: false, failedAt: 6 } })).toEqual([]);
    expect(inShort(plan({ place: away, service: absent(copyPaths.service) }))).toEqual([
      `write-file ${copyPaths.service}`,
    ]);
  });

  it('is not wanted where no folder was chosen; then it goes, and the copies and their key stay', () => {
    expect(backup.wantedBy(wanted.settings)).toBe(true);
    expect(backup.wantedBy(family().settings)).toBe(false);
    const note = { ...absent(copyNotePath), exists: true };
    const leaving = backup.leaving?.plan(family(), { ...finished, copyNote: note, place: null }) ?? [];
    expect(inShort(leaving)).toEqual([
      `disable-service ${copyUnits.timer}`,
      `remove-file ${copyPaths.timer}`,
      `remove-file ${copyPaths.service}`,
      `remove-file ${copyPaths.script}`,
      `remove-file ${copyPaths.mount}`,
      `remove-file ${copyNotePath}`,
    ]);
    expect(backup.leaving?.plan(family(), { ...fresh, place: null })).toEqual([]);
  });

  it('keeps key and copies, whatever is undone', () => {
    const [, key, , repository, , , , copy] = backup.plan(wanted, fresh);
    expect([key?.undo, copy?.undo]).toEqual(['keep', 'keep']);
    const undo = repository?.undo;
    const command = typeof undo === 'object' && undo.kind === 'run' ? undo.command.text : '';
    expect(command).toMatch(/^\[ ! -e "\$entry\/made" \] .*snapshots/);
  });
});

describe('files of the second copy', () => {
  const texts = backupTexts(wanted, { mount: folder, photosMount: '/srv' });

  it.skipIf(!canAsk('systemd-analyze'))('are accepted by systemd, and shut as far as it goes', () => {
    const service = texts.service.content.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
    expect(verdict('systemd-analyze', ['verify', '--man=no'], copyUnits.service, service)).toBe('');
    expect(exposure(copyUnits.service, service) ?? 0).toBeLessThanOrEqual(45);
  });

  it('name folders with blanks in them as one word', () => {
    expect(texts.service.content).toContain(`run "${folder}" "${folder}" "/srv/photos" "/srv" dumps\n`);
    expect(texts.service.content).toContain(`"-${folder}/immich-at-home"`);
  });

  it.skipIf(!canAsk('python3'))('are Python that the server understands', () => {
    const at = mkdtempSync(join(tmpdir(), 'iah-copy-'));
    try {
      writeFileSync(join(at, 'copy'), texts.script.content);
      const check = `import ast,sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 11))`;
      expect(spawnSync('python3', ['-c', check, join(at, 'copy')], { encoding: 'utf8' }).stderr).toBe('');
    } finally {
      rmSync(at, { recursive: true });
    }
  });
});

describe('what is found of the second copy', () => {
  it('is read from its note, older and damaged ones too', () => {
    expect(parseCopy(JSON.stringify({ ...copied, tidiedAt: 1 }))).toEqual(copied);
    expect(parseCopy('{"lastAt":1}')).toBeNull();
    expect(parseCopy('')).toBeNull();
  });

  it('is where it lies, and on which disk', () => {
    expect(parseCopyPlace('mount /mnt/second disk\nrepository\nkey\n')).toEqual({
      ...place,
      ...{ repository: true, key: true },
    });
    expect(parseCopyPlace('mount /\nsame-disk\n')).toMatchObject({ mount: '/', sameDiskAsPhotos: true });
  });

  it('is where else a copy may go', () => {
    expect(parseOtherDisks('1000\text4\t1\t/mnt/second disk\n5\tnfs4\t\t/mnt/share\nnonsense\n')).toEqual([
      { path: '/mnt/second disk', freeBytes: 1000, filesystem: 'ext4', removable: true },
      { path: '/mnt/share', freeBytes: 5, filesystem: 'nfs4', removable: false },
    ]);
  });

  it('is whether the kit still fits', () => {
    expect(kitState('{"savedAt":7,"covers":"abc"}', 'abc')).toEqual({ savedAt: 7, current: true });
    expect(kitState('{"savedAt":7,"covers":"abc"}', 'abd')).toEqual({ savedAt: 7, current: false });
    for (const note of [null, '', '{}', 'damaged'])
      expect(kitState(note, 'abc')).toEqual({ savedAt: null, current: false });
  });
});
