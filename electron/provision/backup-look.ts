/** What there is against the loss of everything: dumps of the database, the copy on a second disk, the recovery kit. */
import * as v from 'valibot';
import type { BackupReport } from '../contract/day-two';
import { failure, FailureError } from '../contract/failure';
import type { Settings } from '../contract/settings';
import { reader } from './engine/read';
import { answers } from './facts/answers';
import { copy, copyUnits, otherDisks, sizeOf } from './facts/backup';
import { text } from './facts/common';
import { dumps } from './facts/dumps';
import { timers } from './facts/timers';
import { kitNotePath } from './kit/places';
import { coversCommand } from './kit/save';
import type { Remote } from './remote';
import { sh } from './shell/sh';

/** Immich's own defaults: nightly at two, the last fourteen. */
const dumpTimes = { daily: '02:00', kept: 14 };
const mostDumps = 10;

const KitNote = v.object({ savedAt: v.number(), covers: v.string() });

/** Null = no kit was ever saved of it, or nobody can tell. */
export function kitState(note: string | null, covers: string | null): BackupReport['kit'] {
  try {
    const read = v.safeParse(KitNote, JSON.parse(note ?? ''));
    if (read.success) return { savedAt: read.output.savedAt, current: read.output.covers === covers };
  } catch {
    // somebody damaged it
  }
  return { savedAt: null, current: false };
}

/** One round trip. `settings`: of the household as the server keeps them. */
export async function lookAtBackup(remote: Remote, { photos, backup }: Settings): Promise<BackupReport> {
  const server = reader(remote);
  const found = await answers({
    bytes: server.ask(sizeOf(photos.folder)),
    dumps: server.ask(dumps(photos.folder)),
    copy: server.ask(copy),
    service: server.ask(text('copy-running', sh`systemctl show -p ActiveState --value ${copyUnits.service}`)),
    times: server.ask(timers([copyUnits.timer])),
    disks: server.ask(otherDisks(photos.folder)),
    note: server.ask(text('kit-note', sh`cat ${kitNotePath}`)),
    covers: server.ask(text('kit-covers', coversCommand)),
  });
  // what is noted of another folder says nothing of this one
  const made = found.copy?.folder === backup?.folder ? found.copy : null;
  return {
    at: Date.now(),
    photos: { folder: photos.folder, bytes: found.bytes },
    dumps: { folder: `${photos.folder}/backups`, ...dumpTimes, there: found.dumps.slice(0, mostDumps) },
    copy: backup && {
      ...backup,
      lastAt: made?.lastAt ?? null,
      lastCheckAt: made?.lastCheckAt ?? null,
      ok: made?.ok ?? false,
      copies: made?.copies ?? 0,
      running: found.service === 'activating' || found.service === 'active',
      nextAt: found.times.get(copyUnits.timer)?.nextAt ?? null,
    },
    disks: found.disks,
    kit: kitState(found.note, found.covers),
  };
}

/** Starts the copy and does not wait for it. FailureError('service-not-running') where there is none. One round trip. */
export async function copyNow(remote: Remote): Promise<void> {
  const { service } = copyUnits;
  const { status, stderr } = await remote.run(sh`systemctl reset-failed ${service} 2>/dev/null
systemctl start --no-block ${service}`);
  if (status !== 0) throw new FailureError(failure('service-not-running', { service }, { detail: stderr.trim() }));
}
