/**
 * The photos move to another folder: copied and compared while Immich runs, stopped only for the last files, started with the new folder
 * when both hold the same (resources/server/immich/move.sh). The surprise: the note of where the photos are changes before Immich does.
 * Cut off between the two, the next run starts Immich with the new folder; the other way round it would copy the old over the new.
 */
import { failure, FailureError, type Failure } from '../../contract/failure';
import { say } from '../../contract/message';
import type { Settings } from '../../contract/settings';
import { install, run } from '../engine/compare';
import { changes, type Change, type Wanted } from '../engine/step';
import type { FoundMove } from '../facts/immich-move';
import { Sh, sh } from '../shell/sh';

/** Minutes: a week, because some terabytes over a network share take days. */
const patience = 7 * 24 * 60;
/** What has to be free beside what the photos need. */
const reserve = 0.05;

const withMove = ({ template }: Pick<Wanted, 'template'>, command: Sh): Sh =>
  new Sh(`${template('immich/move.sh')}\n${command.text}`);

const inside = (folder: string, other: string): boolean => `${folder}/`.startsWith(`${other}/`);

/** FailureError when the photos cannot move there: what stands there is somebody's, or there is no room. */
export function requireMovable({ photos: { folder: to } }: Settings, { from, ...found }: FoundMove): void {
  const refuse = (reason: string): never => {
    throw new FailureError(
      failure(
        'settings-invalid',
        { field: 'photos.folder', reason },
        { checked: [{ what: from, fine: true }], detail: from },
      ),
    );
  };
  if (!found.there) throw new FailureError(failure('photo-disk-missing', { path: from }));
  if (inside(to, from) || inside(from, to)) refuse('one folder inside the other');
  if (found.foreign) refuse('something else is in there');
  const neededBytes = Math.ceil(found.usedBytes * (1 + reserve));
  const freeBytes = found.freeBytes + found.copiedBytes;
  if (freeBytes < neededBytes) throw new FailureError(failure('disk-full', { path: to, freeBytes, neededBytes }));
}

/** Until both folders hold the same, and Immich stands still. */
export function copyPhotos(wanted: Wanted, { from, packages }: FoundMove): readonly Change[] {
  const to = wanted.settings.photos.folder;
  const job = (summary: Change['summary'], command: Sh, kind: 'percent' | 'plain'): Change =>
    run(summary, withMove(wanted, command), { job: kind, minutes: patience, failure: 'move' });
  return changes(
    install(packages, ['rsync']),
    job(say('copy-photos', { from, to }), sh`copy_photos ${from} ${to}`, 'percent'),
    job(say('verify-photos', { from, to }), sh`compare_contents ${from} ${to}`, 'plain'),
    run(say('pause-immich', {}), withMove(wanted, new Sh('pause_servers')), {
      job: 'plain',
      risk: 'restarts',
      undo: { kind: 'run', command: withMove(wanted, new Sh('go_on')) },
    }),
    job(say('copy-photos', { from, to }), sh`copy_the_last ${from} ${to}`, 'plain'),
    job(say('verify-photos', { from, to }), sh`compare_all ${from} ${to}`, 'plain'),
  );
}

/** What ends the wait for Immich in its new folder. */
export const keepNewFolder = (wanted: Wanted): Sh => withMove(wanted, new Sh('keep_new_folder'));

/** What move.sh and rsync say, as a failure. */
export function moveFailure(output: string, detail: string, { settings }: Wanted): Failure {
  const differing = Number(/^differing (\d+)$/m.exec(output)?.[1] ?? 0);
  return failure('move-not-verified', { path: settings.photos.folder, differing }, { detail });
}
