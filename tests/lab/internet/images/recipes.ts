// The four images of Immich's compose file, as the lab makes them: same names, same ports, same environment, same health
// checks; inside, the real PostgreSQL and Valkey, and stand-ins for Immich's own two programs.
// Surprise: health checks run every 3 s where the real images take 10 to 30, so that the lab waits less.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Entry } from './layer.ts';

export interface ImageConfig {
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly Healthcheck?: {
    readonly Test: readonly string[];
    readonly Interval: number;
    readonly Timeout: number;
    readonly StartPeriod: number;
    readonly Retries: number;
  };
  readonly StopSignal?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

export interface Recipe {
  readonly name: 'server' | 'machineLearning' | 'valkey' | 'postgres';
  /** Where it is pulled from, as it stands in a compose file. */
  readonly host: 'ghcr.io' | 'docker.io';
  readonly repository: string;
  readonly tag: string;
  readonly pinnedByDigest: boolean;
  /** From the one that seldom changes to the one that often does. */
  readonly layers: readonly (readonly Entry[])[];
  readonly config: ImageConfig;
}

export const immichVersion = 'v3.2.4';
/** Healthy; changes the database so that the one before cannot read it any more. */
export const nextVersion = 'v3.3.0';
/** Changes the database, then never answers. */
export const brokenVersion = 'v3.4.0';
const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const megabyte = 1024 * 1024;

const file = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const everySeconds = (test: string, startSeconds = 60): NonNullable<ImageConfig['Healthcheck']> => {
  const second = 1_000_000_000;
  const [Interval, Timeout, StartPeriod] = [3 * second, 5 * second, startSeconds * second];
  return { Test: ['CMD-SHELL', test], Interval, Timeout, StartPeriod, Retries: 5 };
};

const immichSources = (): Entry[] =>
  readdirSync(file('../immich'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mjs|js|css)$/.test(name))
    .sort()
    .map((name) => ({ at: `/usr/src/app/server/${name}`, from: file(`../immich/${name}`) }));

export const recipes = (version = immichVersion): readonly Recipe[] => [
  {
    name: 'server',
    host: 'ghcr.io',
    repository: 'immich-app/immich-server',
    tag: version,
    pinnedByDigest: false,
    layers: [
      [{ at: '/usr/src/app/www/ballast.bin', ballast: 24 * megabyte }],
      [
        ...immichSources(),
        { at: '/usr/local/bin/immich-healthcheck', from: file('../immich/immich-healthcheck.sh'), executable: true },
        { at: '/data', folder: true },
      ],
    ],
    config: {
      Env: [
        ...[path, 'NODE_ENV=production', `IMMICH_LAB_VERSION=${version}`],
        ...(version === brokenVersion ? ['IMMICH_LAB_NEVER_ANSWERS=yes'] : []),
      ],
      Entrypoint: ['node', '/usr/src/app/server/server.mjs'],
      WorkingDir: '/usr/src/app',
      ExposedPorts: { '2283/tcp': {} },
      Healthcheck: everySeconds('immich-healthcheck', version === brokenVersion ? 3 : 60),
    },
  },
  {
    name: 'machineLearning',
    host: 'ghcr.io',
    repository: 'immich-app/immich-machine-learning',
    tag: version,
    pinnedByDigest: false,
    layers: [
      [{ at: '/usr/src/ballast.bin', ballast: 16 * megabyte }],
      [
        { at: '/usr/src/main.mjs', from: file('machine-learning/main.mjs') },
        { at: '/usr/local/bin/healthcheck', from: file('machine-learning/healthcheck.sh'), executable: true },
        { at: '/cache', folder: true },
      ],
    ],
    config: {
      Env: [path, 'NODE_ENV=production', `IMMICH_LAB_VERSION=${version}`],
      Entrypoint: ['node', '/usr/src/main.mjs'],
      WorkingDir: '/usr/src',
      ExposedPorts: { '3003/tcp': {} },
      Healthcheck: everySeconds('healthcheck'),
    },
  },
  {
    name: 'valkey',
    host: 'docker.io',
    repository: 'valkey/valkey',
    tag: '9',
    pinnedByDigest: true,
    layers: [
      [
        { at: '/usr/local/bin/docker-entrypoint.sh', from: file('valkey/docker-entrypoint.sh'), executable: true },
        { at: '/usr/local/bin/redis-cli', link: '/usr/bin/valkey-cli' },
        { at: '/usr/local/bin/redis-server', link: '/usr/bin/valkey-server' },
        { at: '/data', folder: true },
      ],
    ],
    config: {
      Env: [path],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['valkey-server'],
      WorkingDir: '/data',
      ExposedPorts: { '6379/tcp': {} },
      Volumes: { '/data': {} },
    },
  },
  {
    name: 'postgres',
    host: 'ghcr.io',
    repository: 'immich-app/postgres',
    tag: '14-vectorchord0.4.3-pgvectors0.2.0',
    pinnedByDigest: true,
    layers: [
      [
        { at: '/usr/local/bin/docker-entrypoint.sh', from: file('postgres/docker-entrypoint.sh'), executable: true },
        { at: '/usr/local/bin/healthcheck.sh', from: file('postgres/healthcheck.sh'), executable: true },
      ],
    ],
    config: {
      Env: [path, 'LANG=C.UTF-8', 'PGDATA=/var/lib/postgresql/data'],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: { '5432/tcp': {} },
      Volumes: { '/var/lib/postgresql/data': {} },
      Healthcheck: everySeconds('healthcheck.sh'),
      StopSignal: 'SIGINT',
    },
  },
];

export const reference = ({ host, repository, tag }: Recipe): string => `${host}/${repository}:${tag}`;
