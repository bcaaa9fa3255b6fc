/**
 * Somebody's own Immich goes over to ours: the password is copied on the server, their containers are taken down without their data, ours
 * start on the same folders. The surprise: a note tells from then on where inside the container the photos lie, because the database
 * remembers paths and older set-ups have another folder there than ours.
 */
import * as v from 'valibot';
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import type { Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { run, write } from '../engine/compare';
import type { Change } from '../engine/step';
import { otherImmich, otherPassword, type OtherImmich } from '../facts/adopt';
import { file, type FoundFile } from '../facts/common';
import type { Reader } from '../facts/fact';
import { databasePasswordPath } from '../facts/immich';
import { stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { readOther, type TakenOver } from './read';

export const adoptedPath = `${stateFolder}/adopted.json`;

export interface FoundTakeOver {
  /** It stands as somebody made it; null = it is ours by now, or there is none. */
  readonly other: OtherImmich | null;
  readonly note: FoundFile;
}

/** Null where nothing of others is to be taken over: then nothing is asked. */
export const inspectTakeOver = async (reader: Reader, { adopts }: Settings): Promise<FoundTakeOver | null> => {
  if (adopts === null) return null;
  const [other, note] = await Promise.all([reader.ask(otherImmich), reader.ask(file(adoptedPath))]);
  return { other, note };
};

const Note = v.object({ folder: v.string(), project: v.string(), media: v.string() });

function readNote({ text }: FoundFile): v.InferOutput<typeof Note> | null {
  try {
    const read = v.safeParse(Note, JSON.parse(text ?? ''));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

export interface TakeOver {
  /** Where the photos lie inside the container. */
  readonly media: string;
  /** What is still to be done. Null = all of it is done. */
  readonly before: {
    readonly password: Change;
    readonly note: Change | false;
    /** Just before ours starts. */
    readonly stop: Change;
    readonly running: boolean;
  } | null;
}

/** FailureError when nothing is there to take over, or when something of it would be lost. */
export function takeOver({ adopts, photos, database }: Settings, found: FoundTakeOver | null): TakeOver | null {
  if (adopts === null || found === null) return null;
  const note = readNote(found.note);
  if (found.other === null) {
    if (note?.folder !== adopts) throw new FailureError(failure('nothing-to-adopt', {}));
    return { media: note.media, before: null };
  }
  const there = readOther(found.other);
  const unclear = (what: string, path: string): FailureError =>
    new FailureError(failure('adopt-unclear', { what, path }));
  if (there.folder !== adopts) throw unclear('compose', there.folder);
  // photos and database stay where they are: they can be moved when all is ours
  if (there.photos !== photos.folder) throw unclear('UPLOAD_LOCATION', there.photos);
  if (there.database !== database.folder) throw unclear('DB_DATA_LOCATION', there.database);
  return {
    media: there.media,
    before: {
      password: takePassword(there),
      note: write(found.note, noteText(there)),
      stop: stopOther(there),
      running: found.other.server.state === 'running',
    },
  };
}

const noteText = ({ folder, project, media }: TakenOver): FileText => ({
  path: adoptedPath,
  mode: '0600',
  content: `${JSON.stringify({ folder, project, media })}\n`,
});

/** It never leaves the server. One of an earlier set-up of ours is laid aside, and comes back with an undo. */
const takePassword = ({ folder, server }: TakenOver): Change =>
  run(
    say('take-over-password', { path: `${folder}/.env` }),
    new Sh(`umask 077
mkdir -p ${stateFolder}/secrets
password=$(${otherPassword(server).text})
[ ! -s ${databasePasswordPath} ] || [ -e ${databasePasswordPath}.before ] || mv ${databasePasswordPath} ${databasePasswordPath}.before
printf '%s\\n' "$password" > ${databasePasswordPath}.new
sync ${databasePasswordPath}.new
mv ${databasePasswordPath}.new ${databasePasswordPath}`),
    {
      undo: {
        kind: 'run',
        command: sh`rm -f ${databasePasswordPath}; [ ! -e ${`${databasePasswordPath}.before`} ] || mv ${`${databasePasswordPath}.before`} ${databasePasswordPath}`,
      },
    },
  );

const composeOf = ({ folder, project, files, envFile }: TakenOver): Sh =>
  sh`docker compose --project-directory ${folder} -p ${project} ${files.flatMap((path) => ['-f', path])} ${envFile === '' ? [] : ['--env-file', envFile]}`;

/** Its containers and network go, its volumes and files stay. What ran comes back with an undo. */
const stopOther = (there: TakenOver): Change => {
  const compose = composeOf(there).text;
  return run(
    say('stop-other-immich', { folder: there.folder }),
    new Sh(`[ -z "$(${compose} ps -q --status running)" ] || : > "$entry/ran"
${compose} --progress quiet down --timeout 60 2>&1`),
    {
      risk: 'restarts',
      undo: {
        kind: 'run',
        command: new Sh(`[ ! -e "$entry/ran" ] || ${compose} --progress quiet up --detach 2>&1`),
      },
    },
  );
};
