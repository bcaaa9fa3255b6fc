/**
 * What all parts stood on, and goes last: our folders, the programs we brought, the accounts they made, and our own notes. The surprise:
 * the manifest, the journal and the household's wishes stay until the very end of the apply (see `farewell`), because they tell a
 * removal that was cut off how to go on.
 */
import { say } from '../../contract/message';
import { ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import { run } from '../engine/compare';
import { changes, type Change, type Wanted } from '../engine/step';
import { text } from '../facts/common';
import { copyKeyPath } from '../facts/backup';
import type { Reader } from '../facts/fact';
import { composeFolder, databasePasswordPath } from '../facts/immich';
import { mappingFolder } from '../facts/mapping';
import { keyPath, presharedFolder, publicKeyPath } from '../facts/wireguard';
import {
  householdPath,
  jobFolder,
  journalFolder,
  lastChangePath,
  manifestPath,
  runFolder,
  secretFolder,
  stateFolder,
} from '../shell/prelude';
import { sh, type Sh } from '../shell/sh';
import { exitCodes } from '../shell/state';
import { settingsFolder } from '../steps/base';
import { pageRoot } from '../steps/whoami';
import { databaseFolder, deleteData, photosFolder, type FoundData } from './data';
import { ownThings, type OwnThings } from './own-things';
import { brought, programs, removePrograms, type FoundPrograms } from './programs';

/** What is known of every part that goes. */
export interface Going {
  readonly own: OwnThings;
  /** Names of the packages that our installs ever brought. */
  readonly brought: ReadonlySet<string>;
}

export interface FoundGround {
  readonly programs: FoundPrograms;
  readonly data: FoundData;
  /** Folders and files that are ours by their name, outside the folder of our notes. */
  readonly places: readonly string[];
  /** What lies in the folder of our notes. */
  readonly notes: readonly string[];
  /** Folders there that are no notes of ours: the database's, photos that have moved on. */
  readonly others: readonly string[];
}

const places = [
  settingsFolder,
  composeFolder,
  '/usr/local/lib/immich-at-home',
  pageRoot,
  presharedFolder,
  keyPath,
  publicKeyPath,
  mappingFolder,
  '/var/lib/private/immich-at-home-mapping',
  '/var/lib/immich-at-home-endpoint',
  '/var/cache/immich-at-home-copy',
  '/var/lib/private/immich-at-home-endpoint',
] as const;

/** They tell what is ours, until nothing is. */
const toTheEnd = [manifestPath, journalFolder, jobFolder, householdPath, lastChangePath].map((path) =>
  path.slice(stateFolder.length + 1),
);

/** Names in the folder of our notes that lead to photos or database. */
const leadsTo = (settings: Settings, name: string): boolean =>
  [settings.photos.folder, settings.database.folder, settings.backup?.folder].some((path) =>
    `${path ?? ''}/`.startsWith(`${stateFolder}/${name}/`),
  );

const inNotes = (path: string): string => path.slice(stateFolder.length + 1);
const secretsNote = inNotes(secretFolder);

/** Folders of ours among them. Whatever else lies there, as photos that have moved on did, is the family's. */
const ownFolders = ['secrets', 'journal', 'jobs', 'update'].map((name) => `${name}/`);
const isOthers = (name: string): boolean => name.endsWith('/') && !ownFolders.includes(name);
const plain = (name: string): string => name.replace(/\/$/, '');

/** No folder goes that photos, database or copies lie in, wherever somebody put them. */
const holdsData = ({ settings }: Wanted, path: string): boolean =>
  [settings.photos.folder, settings.database.folder, settings.backup?.folder].some((folder) =>
    `${folder ?? ''}/`.startsWith(`${path}/`),
  );

/** A database, or a copy, that stays keeps its key: without it nobody could ever come back to it, also when no new copies were wanted any more. */
function keysThatStay({ leaving }: Wanted, { data: { database } }: FoundGround): readonly string[] {
  const stays = database.exists && !(leaving?.deleteDatabase === true && database.isDatabase);
  return [...(stays ? [inNotes(databasePasswordPath)] : []), inNotes(copyKeyPath)];
}

function ownNotes(wanted: Wanted, found: FoundGround): readonly string[] {
  const kept = keysThatStay(wanted, found).filter((name) => found.notes.includes(name));
  const ours = found.notes.filter((name) => !toTheEnd.includes(name) && !leadsTo(wanted.settings, name));
  return kept.length > 0
    ? ours.filter((name) => name !== secretsNote && !kept.includes(name))
    : ours.filter((name) => !name.startsWith(`${secretsNote}/`));
}

/** Accounts of programs that are gone by then. */
const accountsGoing = ({ accounts, entries }: OwnThings, { ours, going }: FoundPrograms): OwnThings['accounts'] =>
  accounts.filter(({ entry }) => {
    const action = entries.find(({ folder }) => folder === entry)?.action;
    const names = action?.kind === 'install' ? action.packages : [];
    return names.every((name) => going.includes(name) || !ours.includes(name));
  });

/** Users first: their own groups go with them. */
function removeAccounts(accounts: OwnThings['accounts']): readonly Change[] {
  const users = accounts.filter(({ kind }) => kind === 'user').map(({ name }) => name);
  const groups = accounts.filter(({ kind, name }) => kind === 'group' && !users.includes(name)).map(({ name }) => name);
  return [
    ...users.map((user) =>
      run(
        say('remove-user', { user }),
        sh`! getent passwd ${user} > /dev/null || userdel ${user}\n! getent group ${user} > /dev/null || groupdel ${user}`,
      ),
    ),
    ...groups.map((user) =>
      run(say('remove-user', { user }), sh`! getent group ${user} > /dev/null || groupdel ${user}`),
    ),
  ];
}

/** `whole`: with all that is in it. */
const removeFolder = (path: string): Change =>
  run(
    say(path === keyPath || path === publicKeyPath ? 'remove-file' : 'remove-folder', { path }),
    sh`rm -rf --one-file-system -- ${path}`,
  );

/** Folders that we made for our files, once nothing is in them. */
const emptied = (folders: readonly string[]): Sh =>
  folders.length === 0
    ? sh`:`
    : sh`for folder in ${folders.toReversed()}; do rmdir -- "$folder" 2> /dev/null || :; done`;

const ofOurs = (folders: readonly string[], { settings }: Wanted): readonly string[] =>
  folders.filter((path) => ![settings.photos.folder, settings.database.folder].includes(path));

export const ground = {
  id: 'base',

  async inspect(server: Reader, { settings }: Wanted): Promise<FoundGround> {
    const [ofPrograms, photos, database, there, notes] = await Promise.all([
      server.ask(programs),
      server.ask(photosFolder(settings)),
      server.ask(databaseFolder(settings)),
      server.ask(text('leave-places', sh`ls -d ${places} 2>/dev/null; :`)),
      server.ask(text('leave-notes', sh`cd ${stateFolder} && { ls -Ap; ls -A secrets | sed s,^,secrets/,; }`)),
    ]);
    const lines = (said: string | null): readonly string[] => (said ?? '').split('\n').filter(Boolean);
    return {
      programs: ofPrograms,
      data: { photos, database },
      places: lines(there),
      notes: lines(notes)
        .filter((name) => !isOthers(name))
        .map(plain),
      others: lines(notes).filter(isOthers).map(plain),
    };
  },

  then(wanted: Wanted, found: FoundGround, { own }: Going): readonly Change[] {
    const ofPrograms = found.programs;
    const notes = ownNotes(wanted, found);
    const accounts = accountsGoing(own, ofPrograms);
    return changes(
      found.places.filter((path) => !holdsData(wanted, path)).map(removeFolder),
      removePrograms(ofPrograms),
      ofPrograms.leftovers.filter((path) => !holdsData(wanted, path)).map(removeFolder),
      removeAccounts(accounts),
      notes.length > 0 && removeNotes(wanted, found, ofOurs(own.madeFolders, wanted)),
      deleteData(wanted.leaving ?? { deletePhotos: false, deleteDatabase: false }, found.data),
    );
  },

  async verify(_wanted: Wanted, server: Reader) {
    const [own, ever, { ours }] = await Promise.all([ownThings(server), server.ask(brought), server.ask(programs)]);
    const written = own.entries.flatMap(({ action }) => (action.kind === 'write' ? [action.file.path] : []));
    const files = new Set(written).size - own.files.filter(({ exists }) => exists).length;
    return ok([say('proof-removed', { files, packages: ever.size - ours.length })]);
  },
} as const;

/** By what stays, not by what is there now: the removal itself writes notes until it comes to this. */
const removeNotes = (wanted: Wanted, found: FoundGround, folders: readonly string[]): Change => {
  const kept = keysThatStay(wanted, found).filter((name) => found.notes.includes(name));
  const names = found.notes.filter((name) => leadsTo(wanted.settings, name));
  const stays = [...toTheEnd, ...found.others, ...names, ...(kept.length > 0 ? [secretsNote] : [])];
  const but = (list: readonly string[]): Sh => sh`${list.flatMap((name) => ['!', '-name', name])}`;
  return run(
    say('remove-own-notes', {}),
    sh`cd ${stateFolder} || exit 1
find . -mindepth 1 -maxdepth 1 ${but(stays)} -exec rm -rf --one-file-system -- '{}' +
[ ! -d ${secretsNote} ] || find ${secretsNote} -mindepth 1 -maxdepth 1 ${but(kept.map((name) => name.slice(secretsNote.length + 1)))} -exec rm -rf --one-file-system -- '{}' +
cd /
${emptied(folders)}
systemctl daemon-reload
systemctl reset-failed 'immich-at-home-*' 2> /dev/null || :`,
  );
};

/**
 * The end, when nothing of ours is left but what tells of it. Only where the lock is still ours; sent again it does no harm. The wishes go
 * last: as long as they are there, whoever comes can go on. The folder stays where the database lies in it.
 */
export const farewell = (applyId: string): Sh =>
  sh`grep -qx ${`id ${applyId}`} ${`${runFolder}/lock`} 2> /dev/null || [ ! -e ${householdPath} ] || exit ${exitCodes.lockGone}
[ -e ${householdPath} ] || { rmdir ${stateFolder} 2> /dev/null; rm -rf ${runFolder}; exit 0; }
rm -rf ${jobFolder} ${manifestPath} ${`${manifestPath}.new`} ${lastChangePath} ${journalFolder}
rm -f ${householdPath}
rmdir ${stateFolder} 2> /dev/null
rm -rf ${runFolder}`;
