/**
 * Immich itself: its files, its images, its first account. The surprise is the order: while sign-up is open Immich answers on
 * 127.0.0.1 only and nothing leads there; the account is made, sign-up closed and the containers made anew before any door exists.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { kept, secret } from '../../contract/secrets';
import { finishOnboarding, signUp } from '../../immich/calls';
import { inspectTakeOver, takeOver, type FoundTakeOver, type TakeOver } from '../adopt/immich';
import type { FileText } from '../engine/action';
import { digest, folder, run, write } from '../engine/compare';
import { changes, type Change, type Pins, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, type FoundFile } from '../facts/common';
import {
  composeDigest,
  composeFolder,
  composePath,
  composeStampPath,
  containers,
  database,
  databasePasswordPath,
  doneUpdate,
  envFile,
  envPath,
  filesystemOf,
  images,
  listeners,
  mountOf,
  server,
  serverPatience,
  unfinishedUpdate,
  type FoundContainers,
  type FoundDatabase,
  type FoundServer,
  type FoundUpdate,
} from '../facts/immich';
import { copyPackages, photosMountPath, photosMove, photosMoved, type FoundMove } from '../facts/immich-move';
import { householdPath, stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { copyPhotos, requireMovable, startInNewFolder } from './immich-move';
import { everyImage, releaseFor, runningRelease } from './immich-release';
import { changeRelease, saveDatabase } from './immich-update';
import { nginxConfPath } from './nginx-texts';

/** The database in which we made the first account: known even while Immich does not answer. */
export const adminMadePath = `${stateFolder}/admin-made`;

export interface FoundImmich {
  readonly composeFolder: FoundFile;
  readonly compose: FoundFile;
  readonly env: FoundFile;
  readonly photos: FoundFile;
  readonly photosMount: string;
  readonly photosMountNote: FoundFile;
  readonly databaseFolder: FoundFile;
  readonly database: FoundDatabase;
  readonly adminMade: FoundFile;
  /** What photos and database lie on, or would. */
  readonly filesystems: { readonly photos: string; readonly database: string };
  /** nginx's file of ours: it is there only after a first account was. */
  readonly door: FoundFile;
  readonly images: ReadonlySet<string>;
  readonly containers: FoundContainers;
  readonly server: FoundServer;
  /** Of somebody's own Immich that is to be taken over; null = none is. */
  readonly takeOver: FoundTakeOver | null;
  /** What the household wanted until now. */
  readonly household: FoundFile;
  /** Another release that was let at the database and has not been healthy yet; null = none. */
  readonly update: FoundUpdate | null;
  /** The photos are elsewhere than wanted; null = they are not. */
  readonly move: FoundMove | null;
}

const imagesOf = ({ settings, pins }: Wanted): readonly string[] => [
  pins.images.server,
  ...(settings.recognition ? [pins.images.machineLearning] : []),
  pins.images.valkey,
  pins.images.postgres,
];

export const servicesOf = ({ settings }: Pick<Wanted, 'settings'>): readonly string[] => [
  'immich-server',
  'redis',
  'database',
  ...(settings.recognition ? ['immich-machine-learning'] : []),
];

/** `media`: where the photos lie inside the container. */
export function composeText({ settings, pins, template }: Wanted, media = '/data'): FileText {
  const machineLearning = settings.recognition
    ? render(template('immich/machine-learning.yml'), { machine_learning_image: pins.images.machineLearning })
    : template('immich/no-machine-learning.yml');
  return {
    path: composePath,
    mode: '0644',
    content: render(template('immich/docker-compose.yml'), {
      server_image: pins.images.server,
      valkey_image: pins.images.valkey,
      postgres_image: pins.images.postgres,
      media_folder: media,
      recognition: String(settings.recognition),
      machine_learning: machineLearning,
    }),
  };
}

export const envText = ({ settings, pins, template }: Wanted, signUpOpen: boolean): FileText => ({
  path: envPath,
  mode: '0600',
  content: render(template('immich/env'), {
    photos_folder: settings.photos.folder,
    database_folder: settings.database.folder,
    time_zone: settings.timeZone,
    version: pins.version,
    database_password: kept(databasePasswordPath),
    allow_setup: String(signUpOpen),
  }),
});

const makePassword = (databaseFolder: string): Change =>
  run(
    say('make-database-password', {}),
    new Sh(`umask 077
mkdir -p ${stateFolder}/secrets
if [ ! -s ${databasePasswordPath} ]; then
  password=$(sed -n 's/^DB_PASSWORD=//p' ${envPath} 2>/dev/null | head -n 1)
  if [ -z "$password" ] && [ -s ${sh`${databaseFolder}`.text}/PG_VERSION ]; then echo 'a database is there, but not its password' >&2; exit 1; fi
  [ -n "$password" ] || password=$(head -c 4096 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | cut -c 1-40)
  [ "\${#password}" -ge 32 ] || [ -s ${envPath} ]
  printf '%s\\n' "$password" > ${databasePasswordPath}.new
  sync ${databasePasswordPath}.new
  mv ${databasePasswordPath}.new ${databasePasswordPath}
fi`),
  );

/**
 * By Docker's own API instead of `docker pull`, because only it tells bytes. No version in the path: the daemon takes its newest,
 * and neither the oldest nor the newest Docker refuses that. A pull that breaks off says so inside a 200: the image must be there.
 */
const fetchImage = (image: string): Change =>
  run(
    say('fetch-image', { image }),
    sh`curl -sS --fail-with-body --no-buffer --unix-socket /var/run/docker.sock -X POST ${`http://localhost/images/create?fromImage=${image}`}
docker image inspect ${image} > /dev/null`,
    { job: 'pull', minutes: 240, failure: 'pull' },
  );

const composeUp = new Sh(`cd ${composeFolder}
digest=$(${composeDigest.text})
docker compose --progress plain up --detach --remove-orphans
printf '%s\\n' "$digest" > ${composeStampPath}`);
const filesThere = `[ -e ${composePath} ] && [ -e ${envPath} ]`;

const composeUpAgain = new Sh(`${filesThere} || exit 0\n${composeUp.text}`);

const startContainers = (pins: Pins, wasRunning: boolean): Change =>
  run(say('start-immich', { version: pins.version }), composeUp, {
    job: 'plain',
    failure: 'compose',
    ...(wasRunning
      ? { risk: 'restarts', again: composeUpAgain }
      : {
          undo: {
            kind: 'run',
            command: new Sh(`rm -f ${composeStampPath}
! { ${filesThere}; } || docker compose --project-directory ${composeFolder} down --volumes --timeout 30`),
          },
        }),
  });

/** Gives up after ten minutes, or at once when the server has fallen over ten times: then its own words say why. */
const pong =
  new Sh(`restarts() { docker inspect --type container --format '{{.RestartCount}}' immich_server 2>/dev/null || echo 0; }
before=$(restarts)
until=$(( $(date +%s) + 600 ))
while [ "$(curl -s --max-time 5 http://127.0.0.1:2283/api/server/ping)" != '{"res":"pong"}' ]; do
  if [ "$(( $(restarts) - before ))" -ge 10 ] || [ "$(date +%s)" -ge "$until" ]; then
    echo 'Immich does not answer'
    docker ps -a --filter label=com.docker.compose.project=immich-at-home --format '{{.Names}} {{.Status}}'
    docker logs --tail 20 immich_server 2>&1
    exit 1
  fi
  sleep 1
done`);
const waitForPong = (): Change => run(say('wait-for-immich', {}), pong, { job: 'plain', failure: 'immich-health' });

const api = (summary: Change['summary'], request: ReturnType<typeof signUp>, as: 'nobody' | 'admin'): Change => ({
  summary,
  action: { kind: 'api', request, as },
  undo: 'keep',
  risk: 'none',
});

/** What was taken over goes back without our notes. */
const keepNote = (change: Change | false, over: TakeOver | null): Change | false =>
  change && (over?.before ? change : { ...change, undo: 'keep' });

/** A file as it is after an earlier change of the same plan. */
const written = (path: string, text: FileText): FoundFile => ({
  path,
  exists: true,
  kind: 'file',
  text: text.content,
  sum: digest(text.content),
  noted: digest(text.content),
  mode: text.mode,
  owner: 'root:root',
});

export const photosMountText = (photosFolder: string, mount: string): FileText => ({
  path: photosMountPath,
  mode: '0600',
  content: `${photosFolder}\t${mount}\n`,
});

/** Photos never go where their disk is not: Immich would fill the system disk and seem to have lost everything. */
function requirePhotoDisk({ settings }: Wanted, found: FoundImmich): void {
  const recorded = /^(.*)\t(.*)\n$/.exec(found.photosMountNote.text ?? '');
  if (!recorded || recorded[1] !== settings.photos.folder) return;
  const mount = recorded[2] ?? '/';
  if (mount !== '/' && mount !== found.photosMount)
    throw new FailureError(
      failure('photo-disk-missing', { path: mount }, { checked: [{ what: `mount ${mount}`, fine: false }] }),
    );
}

/** Owners and permissions do not hold there. Photos may lie on a network share; a database never. */
const windowsDisk = /^(?:ntfs.*|exfat|vfat|msdos|fuseblk|fuse\.(?:ntfs.*|exfat.*))$/;
const networkShare = /^(?:nfs\d?|cifs|smb\d?|smbfs|afs|ceph|glusterfs|9p|fuse.*)$/;

function requireFilesystems({ settings }: Wanted, { filesystems }: FoundImmich): void {
  const refuse = (path: string, filesystem: string): never => {
    throw new FailureError(failure('filesystem-unsuitable', { path, filesystem }));
  };
  const { photos, database: data } = filesystems;
  if (windowsDisk.test(photos)) refuse(settings.photos.folder, photos);
  if (windowsDisk.test(data) || networkShare.test(data)) refuse(settings.database.folder, data);
}

/** Once there is a first account, the database stays where it is: elsewhere Immich would begin anew, empty. */
function requireSameDatabase({ settings }: Wanted, { adminMade }: FoundImmich): void {
  const before = adminMade.text?.trim();
  if (!before || before === settings.database.folder) return;
  throw new FailureError(
    failure(
      'settings-invalid',
      { field: 'database.folder', reason: 'moving is not part of this release' },
      { checked: [{ what: before, fine: false }], detail: before },
    ),
  );
}

/** The photos move only where there are some: before the first account another folder is just another wish. */
const moveOf = ({ adminMade, move }: FoundImmich): FoundMove | null => (adminMade.text?.trim() ? move : null);

/** One thing at a time: when something goes wrong it must be plain what. */
function requireOneThing(moves: FoundMove | null, updates: boolean): void {
  if (moves && updates)
    throw new FailureError(
      failure('settings-invalid', { field: 'photos.folder', reason: 'not together with another release of Immich' }),
    );
}

/** We have made the first account: our note says so, or the door that is opened only afterwards. */
const setUpBefore = ({ adminMade, door }: FoundImmich): boolean =>
  Boolean(adminMade.text?.trim()) || (door.exists && door.noted !== null);

/** A database that was there and is not, or is empty: its disk is missing. Sign-up is never opened again for that. */
function requireDatabase({ settings }: Wanted, found: FoundImmich): void {
  const { initialised } = found.database;
  const empty = found.server.config?.isInitialized === false;
  if (!setUpBefore(found) || (initialised && !empty)) return;
  const { folder: path } = settings.database;
  throw new FailureError(
    failure(
      'photo-disk-missing',
      { path },
      {
        checked: [
          { what: found.adminMade.exists ? adminMadePath : found.door.path, fine: true },
          { what: `${path}/PG_VERSION`, fine: initialised },
          ...(found.server.config ? [{ what: 'GET /api/server/config: isInitialized', fine: !empty }] : []),
        ],
      },
    ),
  );
}

/** While Docker is still starting it may not know our container yet though Immich answers: then our own compose file tells. */
function requireOurs(found: FoundImmich, over: TakeOver | null): void {
  if (over?.before) return;
  const folderThere = found.containers.serverFolder;
  const answersForOthers = found.server.config !== null && found.compose.noted === null;
  const somebodyElses = folderThere === null ? answersForOthers : folderThere !== composeFolder;
  if (somebodyElses)
    throw new FailureError(failure('immich-already-claimed', {}, { detail: folderThere ?? '127.0.0.1:2283' }));
}

function requirePassword({ initialised, password }: FoundDatabase, { settings }: Wanted): void {
  if (initialised && password === 'none')
    throw new FailureError(
      failure(
        'secret-missing',
        { name: databasePasswordPath },
        {
          checked: [
            { what: `${settings.database.folder}/PG_VERSION`, fine: true },
            { what: envPath, fine: false },
          ],
        },
      ),
    );
}

/** What the plan decides from: read once, so that every change asks the same questions. */
function judge(wanted: Wanted, found: FoundImmich, over: TakeOver | null) {
  const { settings } = wanted;
  const { server: seen, containers: made } = found;
  const closed = envText(wanted, false);
  const adminNote: FileText = { path: adminMadePath, mode: '0600', content: `${settings.database.folder}\n` };
  const adminThere = seen.config?.isInitialized ?? (setUpBefore(found) || over !== null);
  const closedNow = found.env.text === closed.content;
  const services = servicesOf(wanted);
  const allRun = services.every((name) => made.services.get(name) === 'running');
  const onboarded = seen.config ? seen.config.isOnboarded : closedNow;
  return {
    closed,
    adminNote,
    adminThere,
    wasRunning: seen.pong && !over?.before,
    firstEnv: adminThere ? closed : envText(wanted, true),
    /** Without the password at hand (another PC), a tour that was not finished is no reason to stop. */
    onboard: !onboarded && ((!closedNow && over === null) || wanted.secrets.adminPassword !== undefined),
    containersAsWanted: allRun && made.current,
  };
}

/** What an update leads from, and whether it only begins; null = no other release is wanted. One that was cut off is ended first. */
function updateFrom(
  to: string,
  found: FoundImmich,
  adminThere: boolean,
): { readonly from: string; readonly begins: boolean } | null {
  if (found.update) return { from: found.update.from, begins: false };
  const running = runningRelease(found);
  return adminThere && running !== null && running !== to ? { from: running, begins: true } : null;
}

/** Images of a release that this program does not know are the server's own affair. */
const fetched = (wanted: Wanted, found: FoundImmich): readonly string[] => {
  const known = everyImage(wanted);
  return imagesOf(wanted).filter((image) => known.includes(image) && !found.images.has(image));
};

export const immich: Step<FoundImmich> = {
  id: 'immich',
  after: ['base', 'docker'],
  wantedBy: () => true,

  async inspect(reader, wanted) {
    const { settings } = wanted;
    const asked = {
      composeFolder: reader.ask(file(composeFolder)),
      compose: reader.ask(file(composePath)),
      env: reader.ask(envFile),
      photos: reader.ask(file(settings.photos.folder)),
      photosMount: reader.ask(mountOf(settings.photos.folder)),
      photosMountNote: reader.ask(file(photosMountPath)),
      databaseFolder: reader.ask(file(settings.database.folder)),
      database: reader.ask(database(settings.database.folder)),
      adminMade: reader.ask(file(adminMadePath)),
      photosFilesystem: reader.ask(filesystemOf(settings.photos.folder)),
      databaseFilesystem: reader.ask(filesystemOf(settings.database.folder)),
      door: reader.ask(file(nginxConfPath)),
      images: reader.ask(images(everyImage(wanted))),
      containers: reader.ask(containers),
      server: reader.ask(server),
      takeOver: inspectTakeOver(reader, settings),
      household: reader.ask(file(householdPath)),
      update: reader.ask(unfinishedUpdate),
      measured: reader.ask(photosMove(settings.photos.folder)),
      rsync: reader.ask(copyPackages),
    };
    const { photosFilesystem, databaseFilesystem, measured, rsync, ...found } = await answers(asked);
    const filesystems = { photos: photosFilesystem, database: databaseFilesystem };
    return { ...found, filesystems, move: measured && { ...measured, packages: rsync } };
  },

  plan(asked, found) {
    const { settings } = asked;
    const over = takeOver(settings, found.takeOver);
    requireOurs(found, over);
    const release = releaseFor(asked, found);
    const wanted: Wanted = { ...asked, pins: { ...asked.pins, ...release } };
    requireFilesystems(wanted, found);
    requireSameDatabase(wanted, found);
    requirePhotoDisk(wanted, found);
    requireDatabase(wanted, found);
    if (!over?.before) requirePassword(found.database, wanted);
    const is = judge(wanted, found, over);
    const compose = write(found.compose, composeText(wanted, over?.media), is.wasRunning ? 'restarts' : 'none');
    const env = write(found.env, is.firstEnv, is.wasRunning ? 'restarts' : 'none');
    const update = over?.before ? null : updateFrom(release.version, found, is.adminThere);
    const moves = moveOf(found);
    requireOneThing(moves, update !== null);
    if (moves && !moves.started) requireMovable(settings, moves);
    const begin = startContainers(wanted.pins, is.wasRunning);
    const start = (compose || env || !is.containersAsWanted || update !== null) && begin;
    const startAndWait = update
      ? [changeRelease(wanted, update.from, release)]
      : moves
        ? [startInNewFolder(wanted, moves, { summary: begin.summary, up: composeUp, pong, again: composeUpAgain })]
        : [start, (start || !found.server.pong) && waitForPong()];
    const mountNote = write(found.photosMountNote, photosMountText(settings.photos.folder, found.photosMount));
    const close = !is.adminThere && write(written(envPath, is.firstEnv), is.closed);
    return changes(
      folder(found.photos, { path: settings.photos.folder, mode: '0755' }),
      folder(found.databaseFolder, { path: settings.database.folder, mode: '0700' }),
      !moves && keepNote(mountNote, over),
      over?.before?.note,
      over?.before?.password ?? (found.database.password !== 'kept' && makePassword(settings.database.folder)),
      fetched(wanted, found).map(fetchImage),
      update?.begins && saveDatabase(wanted, update.from, release.version),
      moves && !moves.started && copyPhotos(wanted, moves),
      moves && mountNote,
      folder(found.composeFolder, { path: composeFolder, mode: '0755' }),
      compose,
      env,
      over?.before?.stop,
      ...startAndWait,
      !is.adminThere &&
        api(
          say('create-admin', settings.admin),
          signUp({ ...settings.admin, password: secret('adminPassword') }),
          'nobody',
        ),
      keepNote(write(found.adminMade, is.adminNote), over),
      is.onboard && api(say('finish-onboarding', {}), finishOnboarding, 'admin'),
      close && [{ ...close, summary: say('close-sign-up', {}) }, begin, waitForPong()],
    );
  },

  async verify({ settings, pins }, reader) {
    const [seen, made, at, updated, moved] = await Promise.all([
      reader.ask(server),
      reader.ask(containers),
      reader.ask(listeners(2283)),
      reader.ask(doneUpdate),
      reader.ask(photosMoved),
    ]);
    const version = made.version ?? settings.immich.version ?? pins.version;
    const closed = made.allowSetup === 'false' && seen.config?.isInitialized === true;
    const private_ = at.length > 0 && at.every((address) => address === '127.0.0.1');
    const checked = [
      { what: 'GET /api/server/ping', fine: seen.pong },
      { what: `sign-up closed (IMMICH_ALLOW_SETUP=${made.allowSetup ?? '?'})`, fine: closed },
      { what: `port 2283 on ${at.join(', ') || 'nothing'}`, fine: private_ },
    ];
    if (!seen.pong) return failed(failure('immich-not-healthy', { seconds: serverPatience }, { checked }));
    if (!closed) return failed(failure('immich-refused', { call: 'GET /api/server/config', status: 200 }, { checked }));
    if (!private_) return failed(failure('port-taken', { port: 2283, holder: at.join(', ') }, { checked }));
    return ok([
      say('proof-immich', { version }),
      say('proof-sign-up-closed', {}),
      say('proof-backend-private', { ports: '2283' }),
      ...(updated?.to === version ? [say('proof-update', { version, dump: updated.dump })] : []),
      ...(moved?.to === settings.photos.folder
        ? [
            say('proof-photos-moved', { to: moved.to, files: moved.files }),
            say('left-photos', { path: moved.from, bytes: moved.bytes }),
          ]
        : []),
    ]);
  },
};
