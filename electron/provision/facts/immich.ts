/**
 * What there is of Immich: its containers, whether it answers, whether somebody has claimed it, and where photos and database
 * lie. The surprise: a container that has just been started answers seconds later, so the question about the first account
 * waits for it, but only when there is such a container running.
 */
import { isPong, parseServerConfig, type ServerConfig } from '../../immich/calls';
import { versionInImage } from '../../immich/version';
import { stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { parseFile, type FoundFile } from './common';
import type { Fact } from './fact';

export const composeFolder = '/opt/immich-at-home';
export const composePath = `${composeFolder}/docker-compose.yml`;
export const envPath = `${composeFolder}/.env`;
export const databasePasswordPath = `${stateFolder}/secrets/database-password`;
/** Digest of the files that the containers were last made from. */
export const composeStampPath = `${stateFolder}/compose-applied`;
export const composeDigest = new Sh(`cat ${composePath} ${envPath} | sha256sum | cut -d ' ' -f 1`);

/** Asking a stopped Docker anything would start it. */
const dockerRuns = new Sh('systemctl is-active --quiet docker || exit 1');

/** .env with its password masked; one that is not ours is hidden altogether. */
export const envFile: Fact<FoundFile> = {
  key: 'immich-env',
  command: sh`iah_file ${envPath} ${databasePasswordPath} | sed 's/^DB_PASSWORD=[^@].*/DB_PASSWORD=(hidden)/'`,
  parse: ({ stdout }) => parseFile(envPath, stdout),
};

export interface FoundDatabase {
  /** PostgreSQL has made its files there. */
  readonly initialised: boolean;
  /** Where its password can be had: our own file, an .env that is there, nowhere. */
  readonly password: 'kept' | 'in-env' | 'none';
}

export const database = (folder: string): Fact<FoundDatabase> => ({
  key: `immich-database ${folder}`,
  command: sh`[ ! -s ${`${folder}/PG_VERSION`} ] || echo initialised
if [ -s ${databasePasswordPath} ]; then echo kept; elif grep -q '^DB_PASSWORD=.' ${envPath}; then echo in-env; fi; true`,
  parse: ({ stdout }) => ({
    initialised: stdout.includes('initialised'),
    password: stdout.includes('kept') ? 'kept' : stdout.includes('in-env') ? 'in-env' : 'none',
  }),
});

/** The mount point on which a folder lies or would lie. */
export const mountOf = (folder: string): Fact<string> => ({
  key: `mount ${folder}`,
  command: sh`at=${folder}; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done; stat -c %m -- "$at"`,
  parse: ({ stdout }) => stdout.trim() || '/',
});

/** The filesystem on which a folder lies or would lie: "ext4"; '' when it cannot be told. */
export const filesystemOf = (folder: string): Fact<string> => ({
  key: `filesystem ${folder}`,
  command: sh`at=${folder}; while [ ! -e "$at" ]; do at=$(dirname -- "$at"); done; timeout 10 findmnt -no FSTYPE -T "$at" | tail -n 1`,
  parse: ({ stdout }) => stdout.trim(),
});

/** Which of these images are on the server. One curl for all of them: each `docker image inspect` would cost a program's start. */
export const images = (references: readonly string[]): Fact<ReadonlySet<string>> => ({
  key: `images ${references.join(' ')}`,
  command: new Sh(`${dockerRuns.text}
curl -s --unix-socket /var/run/docker.sock -w '%{http_code} %{url}\\n' ${references
    .map((reference) => sh`-o /dev/null ${imageUrl(reference)}`.text)
    .join(' ')}`),
  parse({ stdout }) {
    const there = new Set(stdout.split('\n').filter((row) => row.startsWith('200 ')));
    return new Set(references.filter((reference) => there.has(`200 ${imageUrl(reference)}`)));
  },
});

const imageUrl = (reference: string): string => `http://localhost/images/${reference}/json`;

export interface FoundContainers {
  /** Services of our compose project by name, with Docker's word for their state. */
  readonly services: ReadonlyMap<string, string>;
  /** Folder of the compose file that made `immich_server`; null when there is no such container. */
  readonly serverFolder: string | null;
  /** What the running server was told about sign-up; null when it is not there. */
  readonly allowSetup: string | null;
  /** The containers were made from the files as they are now. */
  readonly current: boolean;
  /** Release of the server's image: "v3.2.4"; null when there is none, or its tag does not tell. */
  readonly version: string | null;
}

export function parseContainers(stdout: string): FoundContainers {
  const rows = stdout.split('\n').map((row) => row.split(' '));
  const value = (name: string): string | null => rows.find(([key]) => key === name)?.[1] || null;
  return {
    services: new Map(rows.filter(([key]) => key === 'service').map(([, name = '', state = '']) => [name, state])),
    serverFolder: value('folder'),
    allowSetup: value('setup'),
    current: value('stamp') !== null && value('stamp') === value('digest'),
    version: versionInImage(value('image') ?? ''),
  };
}

export const containers: Fact<FoundContainers> = {
  key: 'immich-containers',
  command: new Sh(`[ ! -s ${composeStampPath} ] || printf 'stamp %s\\n' "$(cat ${composeStampPath})"
[ ! -s ${envPath} ] || printf 'digest %s\\n' "$(${composeDigest.text})"
${dockerRuns.text}
docker ps -a --filter label=com.docker.compose.project=immich-at-home --format 'service {{.Label "com.docker.compose.service"}} {{.State}}'
docker inspect --type container --format '{{range .Config.Env}}{{println .}}{{end}}{{println}}folder {{index .Config.Labels "com.docker.compose.project.working_dir"}}{{println}}image {{.Config.Image}}' immich_server | sed -n 's/^IMMICH_ALLOW_SETUP=/setup /p; /^folder /p; /^image /p'`),
  parse: ({ stdout }) => parseContainers(stdout),
};

export interface FoundServer {
  readonly pong: boolean;
  readonly config: ServerConfig | null;
}

export function parseServer(stdout: string): FoundServer {
  const [ping = '', ...rest] = stdout.split('\n');
  return { pong: isPong(ping), config: parseServerConfig(rest.join('\n')) };
}

const base = 'http://127.0.0.1:2283/api/server';
/** Seconds. */
export const serverPatience = 20;

/**
 * Waits up to 20 s for a container that runs already; says at once that nobody is there otherwise. By the clock: one that hangs
 * takes every question's whole time, and must still be planned for.
 */
export const server: Fact<FoundServer> = {
  key: 'immich-server',
  command: new Sh(`until=$(( $(date +%s) + ${serverPatience} ))
while ! ping=$(curl -sf --max-time 2 ${base}/ping); do
  systemctl is-active --quiet docker && [ -n "$(timeout 5 docker ps -q --filter name='^immich_server$' --filter status=running)" ] || exit 1
  [ "$(date +%s)" -lt "$until" ] || exit 1; sleep 1
done
printf '%s\\n' "$ping"; curl -sf --max-time 5 ${base}/config`),
  parse: ({ stdout }) => parseServer(stdout),
};

/** Addresses on which a TCP port is listened to: "127.0.0.1", "0.0.0.0", "[::]". */
export const listeners = (port: number): Fact<readonly string[]> => ({
  key: `listeners ${port}`,
  command: sh`ss -H -l -n -t ${`sport = :${port}`}`,
  parse: ({ stdout }) => parseListeners(stdout),
});

export const parseListeners = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .map((row) => row.trim().split(/\s+/)[3])
    .filter((local) => local !== undefined)
    .map((local) => local.replace(/:\d+$/, ''));

/** An update that has begun and is not decided: cut off, or under way. */
export interface FoundUpdate {
  readonly from: string;
  readonly to: string;
}

/** Of an update that went well: what it led from and to, and the database of before it. */
export interface DoneUpdate extends FoundUpdate {
  readonly dump: string;
}

const updateFolder = `${stateFolder}/update`;

export function parseUpdate(stdout: string): FoundUpdate | null {
  const [from = '', to = ''] = stdout.trim().split('\n');
  return from && to ? { from, to } : null;
}

/** null as long as the new release has not been let at the database: then nothing has begun that has to be ended. */
export const unfinishedUpdate: Fact<FoundUpdate | null> = {
  key: 'immich-update',
  command: new Sh(`[ -e ${updateFolder}/started ] && cat ${updateFolder}/from ${updateFolder}/to`),
  parse: ({ stdout }) => parseUpdate(stdout),
};

export function parseDoneUpdate(stdout: string): DoneUpdate | null {
  const [from, to, dump] = stdout.trim().split('\t');
  return from && to && dump ? { from, to, dump } : null;
}

/** The last one, as long as its dump is there. */
export const doneUpdate: Fact<DoneUpdate | null> = {
  key: 'immich-updated',
  command: new Sh(
    `[ -s ${stateFolder}/updated ] && [ -e "$(cut -f 3 ${stateFolder}/updated)" ] && cat ${stateFolder}/updated`,
  ),
  parse: ({ stdout }) => parseDoneUpdate(stdout),
};
