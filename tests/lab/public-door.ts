// What tests of the public door do and look at again and again: the family's wishes applied, what stands at Cloudflare and on the
// server, what a stranger gets. Surprise: two worlds are compared as a whole, so that also what nobody thought of is seen to be gone.
import { internet, tokens } from './internet/index.ts';
import { addressOf } from './internet/places.ts';
import { commandLine, wishesWith, type Line, type Options, type Said } from './command-line.ts';
import { serverExec } from './lab.ts';
import { hostnames } from './names.ts';
import { runIn } from './processes.ts';

export const { photos, share, vpn } = hostnames;
export const doors: readonly string[] = [photos, share];

export const begins =
  (key: string) =>
  (line: Line): boolean =>
    line['kind'] === 'change-started' && (line['summary'] as { key?: string } | undefined)?.key === key;

/** Does something once, when such a line is heard for the first time. */
export function when(heard: (line: Line) => boolean, then: () => unknown): (line: Line) => void {
  let done = false;
  return (line) => {
    if (done || !heard(line)) return;
    done = true;
    then();
  };
}

type Access = Parameters<typeof wishesWith>[0];

export const applied = (access: Access, { wishes, ...more }: Options & { accept?: readonly string[] } = {}) =>
  commandLine(['apply', ...(more.accept ?? []).flatMap((name) => ['--accept', name])], {
    wishes: { ...wishesWith(access), ...wishes },
    ...more,
  });

/** How an apply that went wrong ended. */
export const ending = ({ lines }: Said): Line | undefined => lines.findLast((line) => line['kind'] === 'failed');

export const proofs = ({ lines }: Said): readonly string[] =>
  lines.flatMap((line) => ((line['proof'] as { key: string }[] | undefined) ?? []).map(({ key }) => key));

export const shell = async (command: string): Promise<string> =>
  (await serverExec(command, { allowFailure: true })).stdout.trim();

const traces = `ls -d /etc/immich-at-home/tunnel.token /var/lib/immich-at-home/tunnel.json /etc/systemd/system/immich-at-home-tunnel.service 2>/dev/null
systemctl list-units --state=active,activating,failed --no-legend --plain 'immich-at-home-tunnel*'
pgrep -fa '[c]loudflared --no-autoupdate'`;

/** What stands at Cloudflare, and what of a tunnel is on the server. */
export const world = async () => ({ cloudflare: await internet.snapshot(), tunnel: await shell(traces) });

/** The name that only a tunnel of this very server has. */
export const tunnelName = async (): Promise<string> =>
  `immich-at-home-${await shell(`printf 'immich-at-home:%s' "$(cat /etc/machine-id)" | sha256sum | cut -c 1-8`)}`;

/** Tunnels that stand, without those of others. */
export const tunnelsNamed = async (name: string) =>
  (await internet.state()).tunnels.filter((tunnel) => tunnel.name === name && tunnel.deleted_at === null);

export const recordsOf = async (...hosts: readonly string[]) =>
  (await internet.state()).records.filter(({ name }) => hosts.includes(name));

/** Calls with the wide token, as "GET 200 /accounts/…". */
export const wideCalls = async (): Promise<readonly string[]> =>
  (await internet.state()).calls.cloudflare
    .filter(({ token }) => token !== tokens.dnsOnly.value)
    .map(({ method, path, status }) => `${method} ${status} ${path}`);

/** Those that changed something: the check of a token also sends some that nobody can accept. */
export const changesMade = async (): Promise<readonly string[]> =>
  (await wideCalls()).filter((call) => !call.startsWith('GET ') && / 2\d\d /.test(call));

/** What a stranger gets: status and body, straight from Cloudflare's edge whatever DNS says. */
export async function stranger(host: string, path = '/'): Promise<string> {
  const { stdout } = await runIn(
    'inet',
    [
      'curl',
      '-sk',
      '--max-time',
      '5',
      '--resolve',
      `${host}:443:${addressOf.edge}`,
      '-w',
      '\n%{http_code}',
      `https://${host}${path}`,
    ],
    { allowFailure: true },
  );
  const [code = '', ...body] = stdout.trimEnd().split('\n').toReversed();
  return `${code} ${body.toReversed().join(' ')}`;
}

const neighbour = '/etc/nginx/conf.d/000-neighbour.conf';

/** A server of somebody else's in front of ours, by the more specific name, on the very listener of the tunnel. */
export const neighbourMovesIn = (host: string, more = ''): Promise<unknown> =>
  serverExec(`cat > ${neighbour} && nginx -t && nginx -s reload`, {
    input: `server { listen 127.0.0.1:8283; server_name ${host}; ${more} location / { proxy_pass http://127.0.0.1:2283; } }`,
  });

export const neighbourMovesOut = (): Promise<unknown> =>
  serverExec(`[ ! -e ${neighbour} ] || { rm ${neighbour} && nginx -s reload; }`);
