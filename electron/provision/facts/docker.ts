/**
 * The Docker that is there. The surprise: asking a stopped Docker anything starts it (its socket is a door bell), so the server's
 * side is asked only when it runs already.
 */
import type { ServerFacts } from '../../contract/check';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export type FoundDocker = ServerFacts['docker'];

export function parseDocker(stdout: string): FoundDocker {
  const value = (name: string): string => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
  const path = value('path');
  if (path === '') return null;
  return {
    version: value('server') || (/version ([^\s,]+)/.exec(value('client'))?.[1] ?? ''),
    compose: value('compose').replace(/^v/, '') || null,
    snap: path.startsWith('/snap/') || path.endsWith('/snap'),
    running: value('server') !== '',
  };
}

export const docker: Fact<FoundDocker> = {
  key: 'docker',
  command: sh`path=$(command -v docker || ls /snap/bin/docker) || exit 1
[ ! -e /snap/bin/docker ] || path=/snap/bin/docker
printf 'path %s\n' "$path"
printf 'client %s\n' "$("$path" --version)"
! systemctl is-active -q docker || printf 'server %s\n' "$(timeout 10 "$path" version --format '{{.Server.Version}}')"
printf 'compose %s\n' "$("$path" compose version --short)"`,
  parse: ({ stdout }) => parseDocker(stdout),
};

export type FoundImmich = ServerFacts['immich'];

/** Where our own compose file lives; Docker notes it on every container made from it. */
export const ourComposeFolder = '/opt/immich-at-home';

export function parseImmich(stdout: string): FoundImmich {
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  const row = rows.find(
    ([names = '', image = '']) => names === 'immich_server' || /\/immich-server(?::|@|$)/.test(image),
  );
  if (!row) return null;
  const [, image = '', folder = ''] = row;
  return {
    version: /:(v?\d[^@]*)/.exec(image)?.[1] ?? null,
    ours: folder === ourComposeFolder,
    folder: folder || null,
  };
}

export const immich: Fact<FoundImmich> = {
  key: 'immich-container',
  command: sh`systemctl is-active -q docker && timeout 20 docker ps -a --no-trunc --format '{{.Names}}\t{{.Image}}\t{{.Label "com.docker.compose.project.working_dir"}}'`,
  parse: ({ stdout }) => parseImmich(stdout),
};
