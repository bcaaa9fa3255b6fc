/**
 * Photos and database: what a family cannot get back. They stay unless they were asked for in so many words, twice; and then only what
 * Immich made goes, each in a change of its own. The surprise: the database mostly lies in our own state folder, so that folder outlives us.
 */
import { failure, FailureError } from '../../contract/failure';
import { say, type Message } from '../../contract/message';
import type { Settings } from '../../contract/settings';
import { run } from '../engine/compare';
import { changes, type Change } from '../engine/step';
import type { Fact } from '../facts/fact';
import { sh } from '../shell/sh';

/** What a person wants gone beside everything else. */
export interface Leaving {
  readonly deletePhotos: boolean;
  readonly deleteDatabase: boolean;
}

/** What is to be typed before photos or database are deleted: the photos' folder, and the name of the family's address. */
export const wordsFor = ({ photos, hosts }: Pick<Settings, 'photos' | 'hosts'>): readonly [string, string] => [
  photos.folder,
  hosts.photos,
];

/** FailureError('leave-not-confirmed') when photos or database are to go and the words are not exactly those. */
export function requireWords(
  settings: Pick<Settings, 'photos' | 'hosts'>,
  { deletePhotos, deleteDatabase }: Leaving,
  words: readonly string[],
): void {
  if (!deletePhotos && !deleteDatabase) return;
  const asked = wordsFor(settings);
  const typed = words.length === asked.length && asked.every((word, n) => words[n] === word);
  if (!typed) throw new FailureError(failure('leave-not-confirmed', { words: asked.join(', ') }));
}

export interface FoundFolder {
  readonly path: string;
  readonly exists: boolean;
  /** A disk of its own: emptied, it stays where it is. */
  readonly mount: boolean;
  readonly bytes: number;
  /** What Immich (or its database) made in it. */
  readonly own: readonly string[];
  /** Names of what somebody else put there. */
  readonly others: readonly string[];
}

/** Immich's own folders in the photos' folder (its storage folders are fixed since v1.102). */
const ofImmich = ['upload', 'library', 'thumbs', 'encoded-video', 'profile', 'backups'];

/** `own` null: all of it is one program's. The size is counted for 20 s at most; then what the disk holds is said instead. */
const folderFact = (path: string, own: readonly string[] | null): Fact<FoundFolder> => ({
  key: `leave-folder ${path}`,
  command: sh`cd ${path} || exit 1
bytes=$(timeout 20 du -sxB1 . 2>/dev/null | cut -f 1); [ -n "$bytes" ] || bytes=$(df -B1 --output=used . | tail -n 1 | tr -d ' ')
printf 'bytes %s\n' "$bytes"
if mountpoint -q .; then echo disk; else echo folder; fi
find . -mindepth 1 -maxdepth 1 -printf '%f\n'`,
  parse({ status, stdout }) {
    if (status !== 0) return { path, exists: false, mount: false, bytes: 0, own: [], others: [] };
    const [head = '', kind = '', ...rest] = stdout.split('\n');
    const names = rest.filter(Boolean).toSorted();
    const isOwn = (name: string): boolean => own === null || own.includes(name);
    return {
      path,
      exists: true,
      mount: kind === 'disk',
      bytes: Number(head.replace('bytes ', '')),
      own: names.filter(isOwn),
      others: names.filter((name) => !isOwn(name)),
    };
  },
});

export const photosFolder = ({ photos }: Settings): Fact<FoundFolder> => folderFact(photos.folder, ofImmich);

/** PostgreSQL's own folder; one without its mark is not a database, and nothing in it is ours. */
export const databaseFolder = ({ database }: Settings): Fact<FoundFolder & { isDatabase: boolean }> => {
  const fact = folderFact(database.folder, null);
  return {
    ...fact,
    parse(answer) {
      const found = fact.parse(answer);
      return { ...found, isDatabase: found.own.length === 0 || found.own.includes('PG_VERSION') };
    },
  };
};

/** With the folder itself, where nothing of others is in it: whoever typed its name wants it gone, whoever made it. */
function empty(summary: Message, { path, own, others, mount }: FoundFolder): Change | false {
  const folderToo = others.length === 0 && !mount;
  if (own.length === 0 && !folderToo) return false;
  return run(
    summary,
    sh`cd ${path} || exit 1
rm -rf --one-file-system -- ${own.map((name) => `./${name}`)}
cd /
${folderToo ? sh`rmdir -- ${path}` : sh`:`}`,
    { job: 'plain', minutes: 600 },
  );
}

export interface FoundData {
  readonly photos: FoundFolder;
  readonly database: FoundFolder & { readonly isDatabase: boolean };
}

const withFolder = ({ exists }: FoundFolder): boolean => exists;

/** The last of all changes. */
export const deleteData = ({ deletePhotos, deleteDatabase }: Leaving, found: FoundData): readonly Change[] =>
  changes(
    deletePhotos && withFolder(found.photos) && empty(say('delete-photos', { path: found.photos.path }), found.photos),
    deleteDatabase &&
      withFolder(found.database) &&
      found.database.isDatabase &&
      empty(say('delete-database', { path: found.database.path }), found.database),
  );

/** What of it stays. */
export const leftOfData = (
  { deletePhotos, deleteDatabase }: Leaving,
  { photos, database }: FoundData,
): readonly Message[] => [
  ...(photos.exists && !deletePhotos ? [say('left-photos', { path: photos.path, bytes: photos.bytes })] : []),
  ...(photos.exists && deletePhotos && photos.others.length > 0 ? [say('left-folder', { path: photos.path })] : []),
  ...(database.exists && (!deleteDatabase || !database.isDatabase)
    ? [say('left-database', { path: database.path, bytes: database.bytes })]
    : []),
];
