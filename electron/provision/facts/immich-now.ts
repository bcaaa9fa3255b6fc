/**
 * Immich as it is at this moment: its containers with their health, whether it answers, which release it says it is. The surprise: what a
 * plan asks waits for a container that has just been started; a look does not, and says what is so now.
 */
import * as v from 'valibot';
import { isPong } from '../../immich/calls';
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundContainer {
  readonly service: string;
  /** Docker's word: "running", "exited", "restarting". */
  readonly state: string;
  /** null = its image has no health check, or it has just been started. */
  readonly healthy: boolean | null;
}

export interface ImmichNow {
  /** [] when Docker does not run. */
  readonly containers: readonly FoundContainer[];
  readonly pong: boolean;
  /** "v3.2.4", by its own word, else by its image; null when neither tells. */
  readonly version: string | null;
}

const Containers = v.array(
  v.object({
    Image: v.string(),
    State: v.string(),
    Status: v.string(),
    Labels: v.record(v.string(), v.string()),
  }),
);
const Version = v.object({ major: v.number(), minor: v.number(), patch: v.number() });

const health = (status: string): boolean | null =>
  /\(healthy\)/.test(status) ? true : /\(unhealthy\)/.test(status) ? false : null;

export function parseImmichNow(stdout: string): ImmichNow {
  const line = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(stdout)?.[1] ?? '';
  const made = v.safeParse(Containers, json(line('containers')));
  const said = v.safeParse(Version, json(line('version')));
  const rows = made.success ? made.output : [];
  const ofService = (row: (typeof rows)[number]): string => row.Labels['com.docker.compose.service'] ?? '';
  const image = rows.find((row) => ofService(row) === 'immich-server')?.Image ?? '';
  return {
    containers: rows
      .map((row) => ({ service: ofService(row), state: row.State, healthy: health(row.Status) }))
      .toSorted((a, b) => a.service.localeCompare(b.service)),
    pong: isPong(line('ping')),
    version: said.success
      ? `v${said.output.major}.${said.output.minor}.${said.output.patch}`
      : (/:(v\d[^@]*)/.exec(image)?.[1] ?? null),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const filters = encodeURIComponent(JSON.stringify({ label: ['com.docker.compose.project=immich-at-home'] }));

/** Seconds for each answer, as long as a person waits for a page. */
const patience = 4;

/** Asking a stopped Docker anything would start it. */
export const immichNow: Fact<ImmichNow> = {
  key: 'immich-now',
  command: new Sh(`fetch() { curl -s --noproxy '*' --max-time ${patience} "$@" | tr -d '\\n'; echo; }
if systemctl is-active --quiet docker; then
  printf 'containers '; fetch --unix-socket /var/run/docker.sock 'http://localhost/containers/json?all=1&filters=${filters}'
fi
printf 'ping '; fetch http://127.0.0.1:2283/api/server/ping
printf 'version '; fetch http://127.0.0.1:2283/api/server/version`),
  parse: ({ stdout }) => parseImmichNow(stdout),
};
