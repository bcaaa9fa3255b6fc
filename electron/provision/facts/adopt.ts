/**
 * An Immich that somebody else set up here: its containers, what they were made from and lie on, and what leads to them. The surprise:
 * `docker inspect` prints every variable of a container, the database's password among them, so only named ones are let through, and of
 * the password only whether it is one that our .env can carry.
 */
import * as v from 'valibot';
import { parseServerConfig, type ServerConfig } from '../../immich/calls';
import { Sh, sh } from '../shell/sh';
import { parseFile, type FoundFile } from './common';
import type { Fact } from './fact';
import { composeFolder } from './immich';

const Text = v.nullish(v.string(), '');
const Container = v.object({
  name: v.pipe(
    v.string(),
    v.transform((name) => name.replace(/^\//, '')),
  ),
  service: Text,
  /** Of its compose file. */
  folder: Text,
  files: v.pipe(
    Text,
    v.transform((files) => files.split(',').filter(Boolean)),
  ),
  envFile: Text,
  image: v.string(),
  imageId: v.string(),
  state: v.string(),
  mounts: v.nullish(v.array(v.object({ Source: v.string(), Destination: v.string() })), []),
  ports: v.nullish(v.record(v.string(), v.nullish(v.array(v.object({ HostIp: Text, HostPort: Text })), [])), {}),
});
export type OtherContainer = v.InferOutput<typeof Container>;

const Image = v.object({
  id: v.string(),
  digests: v.nullish(v.array(v.string()), []),
  labels: v.nullish(v.record(v.string(), v.string()), {}),
});

export interface OtherImmich {
  readonly project: string;
  /** The one that is Immich itself. */
  readonly server: OtherContainer;
  /** All of its project, Immich itself among them. */
  readonly containers: readonly OtherContainer[];
  /** Digests and labels of their images by id. */
  readonly images: ReadonlyMap<string, v.InferOutput<typeof Image>>;
  /** Variables of Immich itself that decide where its database is. */
  readonly variables: ReadonlyMap<string, string>;
  /** 'odd': with signs that a file of variables would read otherwise. */
  readonly password: 'plain' | 'odd' | 'default';
  /** "v3.2.4" as it says itself; null while it does not answer. */
  readonly version: string | null;
  readonly config: ServerConfig | null;
}

const Version = v.object({ major: v.number(), minor: v.number(), patch: v.number() });

function parseVersion(text: string): string | null {
  const read = v.safeParse(Version, json(text));
  return read.success ? `v${read.output.major}.${read.output.minor}.${read.output.patch}` : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function parseOtherImmich(stdout: string): OtherImmich | null {
  const rows = stdout.split('\n').map((row) => [row.split(' ', 1)[0] ?? '', row.slice(row.indexOf(' ') + 1)] as const);
  const all = (name: string): readonly string[] => rows.filter(([key]) => key === name).map(([, text]) => text);
  const one = (name: string): string => all(name)[0] ?? '';
  const containers = all('container').map((text) => v.parse(Container, json(text)));
  const server = containers.find(({ name }) => name === one('server'));
  if (!server) return null;
  return {
    project: one('project'),
    server,
    containers,
    images: new Map(
      all('image').map((text) => {
        const image = v.parse(Image, json(text));
        return [image.id, image] as const;
      }),
    ),
    variables: new Map(
      all('env').map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const),
    ),
    password: one('password') === 'plain' ? 'plain' : one('password') === 'odd' ? 'odd' : 'default',
    version: parseVersion(one('version')),
    config: parseServerConfig(one('config')),
  };
}

/** Signs that .env carries as they are: no quotes, no $, no #, no blanks. */
const plainPassword = '^[A-Za-z0-9._~+=/@:,!%^*-]*$';

/** The variables of a container, one a line. */
const variablesOf = (container: string): string =>
  `docker inspect --type container --format '{{range .Config.Env}}{{println .}}{{end}}' ${container}`;

/** On the server: the password by which its Immich reaches its database. Immich's own default where none is said. */
export const otherPassword = (container: string): Sh =>
  new Sh(
    `{ ${variablesOf(sh`${container}`.text)} | sed -n 's/^DB_PASSWORD=//p' | head -n 1 | grep . || echo postgres; }`,
  );

const label = (name: string): string => `{{json (index .Config.Labels "com.docker.compose.${name}")}}`;

/** Asking a stopped Docker anything would start it. */
export const otherImmich: Fact<OtherImmich | null> = {
  key: 'other-immich',
  command: new Sh(`systemctl is-active --quiet docker || exit 0
server=$(docker ps -a --no-trunc --format '{{.ID}}\\t{{.Image}}\\t{{.Names}}\\t{{.Label "com.docker.compose.project.working_dir"}}' |
  awk -F '\\t' '$4 != "${composeFolder}" && ($3 == "immich_server" || $2 ~ /\\/immich-server([:@]|$)/) { print $1; exit }')
[ -n "$server" ] || exit 0
project=$(docker inspect --type container --format '{{index .Config.Labels "com.docker.compose.project"}}' "$server")
[ -n "$project" ] || exit 0
printf 'project %s\\n' "$project"
docker inspect --type container --format 'server {{slice .Name 1}}' "$server"
docker ps -aq --filter "label=com.docker.compose.project=$project" | xargs docker inspect --type container --format 'container {"name":{{json .Name}},"service":${label('service')},"folder":${label('project.working_dir')},"files":${label('project.config_files')},"envFile":${label('project.environment_file')},"image":{{json .Config.Image}},"imageId":{{json .Image}},"state":{{json .State.Status}},"mounts":{{json .Mounts}},"ports":{{json .HostConfig.PortBindings}}}'
docker ps -aq --filter "label=com.docker.compose.project=$project" | xargs docker inspect --type container --format '{{.Image}}' | sort -u | xargs docker image inspect --format 'image {"id":{{json .Id}},"digests":{{json .RepoDigests}},"labels":{{json .Config.Labels}}}'
${variablesOf('"$server"')} | sed -nE 's/^DB_URL=.*/env DB_URL=(hidden)/p; s/^((DB_(HOSTNAME|PORT|USERNAME|DATABASE_NAME|VECTOR_EXTENSION)|IMMICH_(VERSION|CONFIG_FILE|MEDIA_LOCATION|ALLOW_SETUP)|TZ)=)/env \\1/p'
${variablesOf('"$server"')} | sed -n 's/^DB_PASSWORD=//p' | head -n 1 | { IFS= read -r password && [ -n "$password" ] || exit 0; printf '%s\\n' "$password" | grep -qE '${plainPassword}' && echo 'password plain' || echo 'password odd'; }
at=$(docker port "$server" 2283/tcp 2>/dev/null | sed -n 's/.*:\\([0-9]*\\)$/\\1/p' | head -n 1)
[ -n "$at" ] || exit 0
printf 'version %s\\n' "$(curl -s --max-time 5 "http://127.0.0.1:$at/api/server/version" | tr -d '\\n')"
printf 'config %s\\n' "$(curl -s --max-time 5 "http://127.0.0.1:$at/api/server/config" | tr -d '\\n')"`),
  parse: ({ stdout }) => parseOtherImmich(stdout),
};

/** Files by their names: each one's own answer in base64 behind its path. */
const filesOf = (stdout: string): readonly FoundFile[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [encoded = '', ...path] = line.split(' ');
      return parseFile(path.join(' '), Buffer.from(encoded, 'base64').toString('utf8'));
    });

/** nginx's files of others that lead to Immich's port, or could: those that name it. */
export const otherDoors: Fact<readonly FoundFile[]> = {
  key: 'other-doors',
  command: new Sh(`for path in /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/*; do
  case $path in /etc/nginx/conf.d/immich-at-home*) continue;; esac
  [ -f "$path" ] && grep -q ':2283' "$path" || continue
  printf '%s %s\\n' "$(iah_file "$path" | base64 -w 0)" "$path"
done`),
  parse: ({ stdout }) => filesOf(stdout),
};

export interface OtherTunnel {
  /** Its id; null where its files do not say. */
  readonly id: string | null;
  /** By its own file: hostname and where it leads; a tunnel made in the dashboard keeps them at Cloudflare. */
  readonly ingress: readonly { readonly host: string; readonly to: string }[];
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

export function parseOtherTunnel(stdout: string): OtherTunnel | null {
  if (!/^unit$/m.test(stdout)) return null;
  const ingress: { host: string; to: string }[] = [];
  let host: string | null = null;
  for (const line of stdout.split('\n')) {
    const [, name, value = ''] = /^\s*-?\s*(hostname|service):\s*["']?([^\s"'#]+)/.exec(line) ?? [];
    if (name === 'hostname') host = value.toLowerCase();
    if (name === 'service' && host !== null) {
      ingress.push({ host, to: value });
      host = null;
    }
  }
  const named = /^\s*(?:tunnel|credentials-file|token-of):.*$/gm;
  const id = [...stdout.matchAll(named)].map(([line]) => uuid.exec(line)?.[0]).find((found) => found !== undefined);
  return { id: id?.toLowerCase() ?? null, ingress };
}

/** cloudflared as `cloudflared service install` leaves it. Of a token in its unit only the tunnel's id travels. */
export const otherTunnel: Fact<OtherTunnel | null> = {
  key: 'other-tunnel',
  command: new Sh(`systemctl cat cloudflared.service > /dev/null 2>&1 || exit 0
echo unit
token=$(systemctl cat cloudflared.service | grep -oE 'eyJ[A-Za-z0-9+/=_-]{60,}' | head -n 1)
[ -z "$token" ] || printf 'token-of: %s\\n' "$(printf %s "$token" | base64 -d 2>/dev/null | sed -nE 's/.*"t" *: *"([0-9a-fA-F-]{36})".*/\\1/p')"
for path in /etc/cloudflared/config.yml /root/.cloudflared/config.yml /home/*/.cloudflared/config.yml; do
  [ -f "$path" ] || continue
  grep -E '^[[:space:]]*(- *)?(tunnel|credentials-file|hostname|service):' "$path"; break
done`),
  parse: ({ stdout }) => parseOtherTunnel(stdout),
};

/** Secrets of Cloudflare that any account on the server can read. */
export const readableSecrets: Fact<readonly string[]> = {
  key: 'readable-secrets',
  command: new Sh(
    `find /etc/letsencrypt /etc/cloudflared /root /home -maxdepth 4 -type f -perm /044 \\( -iname '*cloudflare*.ini' -o -path '*cloudflared/*.json' -o -path '*cloudflared/cert.pem' \\) 2>/dev/null | while read -r path; do
  at=$(dirname "$path"); while [ "$at" != / ]; do [ "$(( 0$(stat -c %a "$at") & 1 ))" -eq 1 ] || continue 2; at=$(dirname "$at"); done; echo "$path"
done`,
  ),
  parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
};

/** Whether a guests' host gives what no guest may have, asked where the tunnel asks. */
export const opensToGuests = (host: string, to: string): Fact<boolean> => ({
  key: `opens-to-guests ${host} ${to}`,
  command: sh`[ "$(curl -s -o /dev/null --max-time 5 -w '%{http_code}' -H ${`Host: ${host}`} ${`${to.replace('localhost', '127.0.0.1')}/api/server/version`})" = 200 ]`,
  parse: ({ status }) => status === 0,
});
