/**
 * The photos move to another folder: copied and compared while Immich runs, stopped only for the last files, started with the new folder
 * when both hold the same (resources/server/immich/move.sh). The surprise: the note of where the photos are changes before Immich does.
 * Cut off between the two, the next run copies once more and starts Immich with the new folder.
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

/**
 * `up` and `pong` are Immich's own start and the wait for its answer. One job to the end, because a job outlives this PC: once Immich fills
 * the new folder, nothing is left to be done by somebody who may never come. Where it is taken back, the old folder first gets what is new.
 */
export function startInNewFolder(
  wanted: Wanted,
  { from }: FoundMove,
  {
    summary,
    up,
    pong,
    again,
  }: { readonly summary: Change['summary']; readonly up: Sh; readonly pong: Sh; readonly again: Sh },
): Change {
  const to = wanted.settings.photos.folder;
  const begin = sh`let_immich_in ${from} ${to} || exit 1`;
  return run(
    summary,
    withMove(wanted, new Sh([begin, up, pong, new Sh('keep_new_folder')].map(({ text }) => text).join('\n'))),
    {
      job: 'plain',
      minutes: patience,
      failure: 'move',
      risk: 'restarts',
      undo: { kind: 'run', command: withMove(wanted, sh`bring_back ${from} ${to}`), job: 'plain', minutes: patience },
      again,
    },
  );
}

/** What move.sh and rsync say, as a failure. */
export function moveFailure(output: string, detail: string, { settings }: Wanted): Failure {
  if (/^starting with the new folder$/m.test(output))
    return /^Immich does not answer$/m.test(output)
      ? failure('immich-not-healthy', { seconds: 600 }, { detail })
      : failure('command-failed', { command: 'docker compose up', status: 1 }, { detail });
  const differing = Number(/^differing (\d+)$/m.exec(output)?.[1] ?? 0);
  return failure('move-not-verified', { path: settings.photos.folder, differing }, { detail });
}
