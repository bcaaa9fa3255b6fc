/**
 * Another release of Immich: the database saved and read back, the files, the start, the wait for health, and the way back. The surprise:
 * that way is not the journal's alone. A PC may be switched off in the middle and another run go on, so what stood before is kept beside the
 * update on the server (resources/server/immich/update.sh), and whoever gives the new release up puts it back from there.
 */
import { failure, type Failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { run } from '../engine/compare';
import type { Change, Wanted } from '../engine/step';
import { Sh, sh } from '../shell/sh';
import type { Release } from './immich-release';

/** Seconds for a release to get healthy, while it is at work in the database. A large library takes long on a slow disk. */
export const updatePatience = 3600;

/** With the functions of update.sh at hand. */
const withUpdate = ({ template }: Pick<Wanted, 'template'>, command: Sh): Sh =>
  new Sh(`${template('immich/update.sh')}\n${command.text}`);

/** Where the saved database will be; its name gets the moment. */
export const dumpPath = (photos: string, to: string): string =>
  `${photos}/backups/immich-at-home-before-${to}-….sql.gz`;

/** Before anything of Immich is changed. */
export function saveDatabase(wanted: Wanted, from: string, to: string): readonly Change[] {
  const { photos, database } = wanted.settings;
  const path = dumpPath(photos.folder, to);
  return [
    run(
      say('dump-database', { path }),
      withUpdate(wanted, sh`save_database ${photos.folder} ${database.folder} ${from} ${to}`),
      {
        job: 'plain',
        minutes: 120,
        failure: 'dump',
      },
    ),
    run(say('read-dump', { path }), withUpdate(wanted, new Sh('read_dump')), {
      job: 'plain',
      minutes: 240,
      failure: 'read-dump',
    }),
  ];
}

/**
 * One job from the start to the decision, because a job outlives this PC: a release that is healthy is never left to be taken back by
 * somebody who comes days later. Its undo is the way back: files, containers, and the database where the new release has changed it.
 */
export const changeRelease = (wanted: Wanted, from: string, { version }: Release): Change =>
  run(
    say('update-immich', { from, to: version }),
    withUpdate(wanted, sh`change_release\nwait_for_release ${version} ${updatePatience} || exit 1\nkeep_release`),
    {
      job: 'plain',
      minutes: updatePatience / 60 + 60,
      failure: 'update',
      risk: 'restarts',
      undo: { kind: 'run', command: withUpdate(wanted, new Sh('take_back')), job: 'plain', minutes: 240 },
    },
  );

/** What update.sh says when it gives up, as a failure. */
export function updateFailure(
  kind: 'dump' | 'read-dump' | 'update',
  output: string,
  detail: string,
  { settings, pins }: Wanted,
): Failure {
  const full = /^disk-full (.+)\t(\d+)\t(\d+)$/m.exec(output);
  if (full)
    return failure('disk-full', {
      path: full[1] ?? '',
      freeBytes: Number(full[2]),
      neededBytes: Number(full[3]),
    });
  if (kind === 'dump') return failure('dump-failed', {}, { detail });
  const version = settings.immich.version ?? pins.version;
  if (kind === 'read-dump')
    return failure(
      'dump-unreadable',
      { path: /^reading (\/.+)$/m.exec(output)?.[1] ?? dumpPath(settings.photos.folder, version) },
      { detail },
    );
  const seconds = Number(/^given up after (\d+) s/m.exec(output)?.[1] ?? NaN);
  if (Number.isNaN(seconds)) return failure('command-failed', { command: 'docker compose up', status: 1 }, { detail });
  return failure(
    'update-not-healthy',
    { version, seconds },
    { detail: output.slice(output.indexOf('given up after')).trim().slice(-2500) },
  );
}
