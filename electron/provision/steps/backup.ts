/**
 * A copy of the database's dumps, and of the photos where that is wanted, on a second disk: every night, encrypted, looked at each time. The
 * surprises: a second folder on the same disk is refused, because it would go with the first; a disk that is not plugged in stops nothing
 * else here, its copies are made when it is back; and when this part leaves, the copies stay, with the key that alone opens them.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import type { FileText } from '../engine/action';
import { install, run, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import {
  copiesThere,
  copy,
  copyKeyPath,
  copyPaths,
  copyPlace,
  copyUnits,
  repositoryIn,
  type FoundCopy,
  type FoundCopyPlace,
} from '../facts/backup';
import { file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { copyNotePath } from '../facts/dumps';
import { mountOf } from '../facts/immich';
import { secretFolder } from '../shell/prelude';
import { sh, type Sh } from '../shell/sh';
import { isOn, removed, switchedOff } from './leaving';

const names = ['restic'] as const;

export interface FoundBackup {
  readonly packages: ReadonlyMap<string, string>;
  readonly script: FoundFile;
  readonly service: FoundFile;
  readonly timer: FoundFile;
  readonly mountNote: FoundFile;
  readonly copyNote: FoundFile;
  readonly unit: FoundUnit;
  readonly copy: FoundCopy | null;
  /** Null where none is wanted. */
  readonly place: FoundCopyPlace | null;
  readonly photosMount: string;
}

type Backup = NonNullable<Wanted['settings']['backup']>;

function backupOf({ settings }: Pick<Wanted, 'settings'>): Backup {
  if (!settings.backup) throw new TypeError('no copy is wanted');
  return settings.backup;
}

const mountText = (folder: string, mount: string): FileText => ({
  path: copyPaths.mount,
  mode: '0600',
  content: `${folder}\t${mount}\n`,
});

/** Where this folder's disk was mounted when it was set up; null = it is new here. */
function notedMount({ folder }: Backup, { text }: FoundFile): string | null {
  const [, noted, mount] = /^(.*)\t(.*)\n$/.exec(text ?? '') ?? [];
  return noted === folder ? (mount ?? null) : null;
}

/** The disk is not plugged in: nothing can be done now, and nothing is wrong with the rest. */
const isAway = (noted: string | null, { mount }: FoundCopyPlace): boolean => noted !== null && noted !== mount;

export function backupTexts(
  { settings, template }: Wanted,
  { mount, photosMount }: { mount: string; photosMount: string },
): Record<'script' | 'service' | 'timer', FileText> {
  const { folder, photos } = backupOf({ settings });
  return {
    script: { path: copyPaths.script, mode: '0755', content: template('backup/copy') },
    service: {
      path: copyPaths.service,
      mode: '0644',
      content: render(template(`backup/${copyUnits.service}`), {
        what: photos ? 'photos' : 'dumps',
        folder,
        mount,
        photos: settings.photos.folder,
        photos_mount: photosMount,
        script: copyPaths.script,
      }),
    },
    timer: { path: copyPaths.timer, mode: '0644', content: template(`backup/${copyUnits.timer}`) },
  };
}

/** Never made anew over one that is there: it alone opens the copies. */
const makeKey: Change = run(
  say('make-backup-key', {}),
  sh`umask 077
mkdir -p -m 0700 ${secretFolder}
if [ ! -s ${copyKeyPath} ]; then
  head -c 32 /dev/urandom | base64 -w 0 > ${`${copyKeyPath}.new`}
  sync ${`${copyKeyPath}.new`}; mv ${`${copyKeyPath}.new`} ${copyKeyPath}
fi`,
);

const withKey = (folder: string): Sh =>
  sh`export RESTIC_PASSWORD_FILE=${copyKeyPath} RESTIC_REPOSITORY=${repositoryIn(folder)}`;

/** One that was made here and holds nothing yet goes again; one with copies in it never does. */
const makeRepository = (folder: string): Change => {
  const repository = repositoryIn(folder);
  return run(
    say('make-repository', { folder: repository }),
    sh`${withKey(folder)}
mkdir -p -m 0700 ${repository}
if [ ! -e ${`${repository}/config`} ]; then : > "$entry/made"; restic --no-cache init; fi`,
    {
      failure: 'copy',
      undo: {
        kind: 'run',
        command: sh`[ ! -e "$entry/made" ] || [ ! -e ${`${repository}/config`} ] || [ -n "$(ls -A ${`${repository}/snapshots`})" ] || rm -rf -- ${repository}`,
      },
    },
  );
};

/** The very run of the night, in its own fence; what it says is heard here. */
const copyNow = (folder: string): Change =>
  run(
    say('copy-now', { folder }),
    sh`since=$(date '+%Y-%m-%d %H:%M:%S')
systemctl daemon-reload
systemctl reset-failed ${copyUnits.service} 2>/dev/null || :
journalctl --no-pager -f -o cat -u ${copyUnits.service} --since "$since" & heard=$!
status=0; systemctl start ${copyUnits.service} || status=$?
journalctl --sync 2>/dev/null || :
sleep 1; kill "$heard" 2>/dev/null || :
exit "$status"`,
    { job: 'percent', minutes: 48 * 60, failure: 'copy' },
  );

const checkCopy = (folder: string, photos: string): Change =>
  run(say('check-copy', { folder }), sh`${copyPaths.script} read ${folder} ${photos}`, {
    job: 'plain',
    minutes: 120,
    failure: 'copy',
  });

const isDue = ({ folder, photos }: Backup, { copy: made }: FoundBackup): boolean =>
  made?.lastAt == null || !made.ok || made.folder !== folder || (photos && !made.photos);

export const backup: Step<FoundBackup> = {
  id: 'backup',
  // a first copy of many photos takes hours: nobody else waits for it
  after: ['immich', 'tunnel', 'former'],
  wantedBy: ({ backup: wanted }) => wanted !== null,

  async inspect(reader, { settings }) {
    const { backup: wish, photos } = settings;
    return answers<FoundBackup>({
      packages: reader.ask(packages(...names)),
      script: reader.ask(file(copyPaths.script)),
      service: reader.ask(file(copyPaths.service)),
      timer: reader.ask(file(copyPaths.timer)),
      mountNote: reader.ask(file(copyPaths.mount)),
      copyNote: reader.ask(file(copyNotePath)),
      unit: reader.ask(unit(copyUnits.timer, [copyPaths.timer])),
      copy: reader.ask(copy),
      place: wish ? reader.ask(copyPlace(wish.folder, photos.folder)) : Promise.resolve(null),
      photosMount: reader.ask(mountOf(photos.folder)),
    });
  },

  plan(wanted, found) {
    const wish = backupOf(wanted);
    const place = found.place ?? { mount: '/', sameDiskAsPhotos: true, repository: false, key: false };
    const { folder } = wish;
    const photos = wanted.settings.photos.folder;
    const noted = notedMount(wish, found.mountNote);
    const missing = isAway(noted, place);
    if (!missing && place.sameDiskAsPhotos) throw new FailureError(failure('same-disk', { folder, photos }));
    if (!missing && place.repository && !place.key)
      throw new FailureError(failure('secret-missing', { name: copyKeyPath }));
    const mount = noted ?? place.mount;
    const texts = backupTexts(wanted, { mount, photosMount: found.photosMount });
    const timer = write(found.timer, texts.timer);
    const due = !missing && (!place.repository || isDue(wish, found));
    return changes(
      install(found.packages, names),
      !place.key && makeKey,
      write(found.mountNote, mountText(folder, mount)),
      !missing && !place.repository && makeRepository(folder),
      write(found.script, texts.script),
      write(found.service, texts.service),
      timer,
      due && copyNow(folder),
      due && checkCopy(folder, photos),
      running(found.unit, copyUnits.timer, Boolean(timer)),
    );
  },

  async verify(wanted, reader) {
    const wish = backupOf(wanted);
    const { folder } = wish;
    const [made, copies, timer, place, mountNote] = await Promise.all([
      reader.ask(copy),
      reader.ask(copiesThere(folder)),
      reader.ask(unit(copyUnits.timer, [copyPaths.timer])),
      reader.ask(copyPlace(folder, wanted.settings.photos.folder)),
      reader.ask(file(copyPaths.mount)),
    ]);
    const away = isAway(notedMount(wish, mountNote), place);
    const fine = made?.ok === true && (copies ?? 0) > 0;
    const checked = [
      { what: `${copies ?? 'no'} copies in ${repositoryIn(folder)}`, fine: (copies ?? 0) > 0 },
      { what: 'restic check', fine: made?.ok === true },
      { what: copyUnits.timer, fine: timer.state === 'running' && timer.enabled },
    ];
    if (!fine && !away) return failed(failure('copy-failed', { folder }, { checked }));
    if (timer.state !== 'running' || !timer.enabled)
      return failed(failure('service-not-running', { service: copyUnits.timer }, { checked }));
    return ok(away ? [] : [say('proof-copy', { folder, copies: copies ?? 0 })]);
  },

  leaving: {
    plan: (_wanted, found) =>
      changes(
        switchedOff(found.unit, copyUnits.timer),
        removed(found.timer),
        removed(found.service),
        removed(found.script),
        removed(found.mountNote),
        found.copyNote.exists && forgetNote,
      ),

    async verify(_wanted, reader) {
      const timer = await reader.ask(unit(copyUnits.timer));
      const checked = [{ what: copyUnits.timer, fine: !isOn(timer) }];
      if (!isOn(timer)) return ok([say('proof-switched-off', { service: copyUnits.timer })]);
      return failed(
        failure('command-failed', { command: `systemctl disable --now ${copyUnits.timer}`, status: 0 }, { checked }),
      );
    },
  },
};

/** The script's own note: nobody makes copies any more. */
const forgetNote: Change = {
  summary: say('remove-file', { path: copyNotePath }),
  action: { kind: 'remove', path: copyNotePath },
  undo: 'restore-previous',
  risk: 'none',
};
