/**
 * The nginx that is there, or that apt would bring. The surprise: HTTP/2 is spelled in two ways, and the plan is made before the
 * package is installed; so the version is asked of dpkg, else of apt's lists, else guessed from the distribution.
 */
import { journalFolder } from '../shell/prelude';
import { sh, Sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundNginx {
  /** "1.26.3" as installed; null when it is not. */
  readonly installed: string | null;
  /** What apt would install; null when its lists do not say. */
  readonly candidate: string | null;
  readonly system: { readonly id: string; readonly version: string };
  /** Debian's own example page is switched on: a link to an unchanged file of the package. */
  readonly defaultPage: boolean;
  /** nginx was not there before one of our installs, which the journal tells. */
  readonly broughtByUs: boolean;
}

const upstreamVersion = (version: string | undefined): string | null =>
  /^(?:\d+:)?(\d+\.\d+(?:\.\d+)?)/.exec(version ?? '')?.[1] ?? null;

export function parseNginx(stdout: string): FoundNginx {
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.+)$`, 'm').exec(stdout)?.[1]?.trim();
  return {
    installed: upstreamVersion(value('installed')),
    candidate: upstreamVersion(value('candidate')),
    system: { id: value('id') ?? '', version: value('version') ?? '' },
    defaultPage: value('default') === 'unchanged',
    broughtByUs: value('brought') === 'by-us',
  };
}

export const defaultPagePath = '/etc/nginx/sites-enabled/default';

export const nginx: Fact<FoundNginx> = {
  key: 'nginx',
  command: new Sh(`dpkg-query -W -f 'installed=\${Version} \${db:Status-Abbrev}\\n' nginx | grep ' ii' | cut -d ' ' -f 1
apt-cache policy nginx | sed -n 's/^ *Candidate: /candidate=/p'
( . /etc/os-release; printf 'id=%s\\nversion=%s\\n' "$ID" "$VERSION_ID" )
if [ "$(readlink -f ${defaultPagePath})" = /etc/nginx/sites-available/default ]; then
  shipped=$(dpkg-query -W -f '\${Conffiles}\\n' nginx-common | sed -n 's|^ */etc/nginx/sites-available/default \\([0-9a-f]*\\).*|\\1|p')
  [ "$shipped" != "$(md5sum < /etc/nginx/sites-available/default | cut -d ' ' -f 1)" ] || echo default=unchanged
fi
for entry in ${journalFolder}/*/[0-9]*; do
  [ -e "$entry/planned" ] && [ ! -e "$entry/undone" ] || continue
  ! grep -qx nginx-common "$entry/planned" || grep -qx nginx-common "$entry/packages" || { echo brought=by-us; break; }
done
true`),
  parse: ({ stdout }) => parseNginx(stdout),
};

/** `http2 on;` is known from 1.25.1; before, it is a word of `listen`. */
export function knowsHttp2Directive({ installed, candidate, system }: FoundNginx): boolean {
  const version = installed ?? candidate;
  if (version !== null) return atLeast(version, [1, 25, 1]);
  return system.id === 'ubuntu' ? atLeast(system.version, [24, 10]) : atLeast(system.version, [13]);
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [n, least] of wanted.entries()) {
    const part = parts[n] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

export interface FoundDoor {
  /** Digest of the certificate that is served for the name on :443, and of the one on the disk. */
  readonly served: string | null;
  readonly onDisk: string | null;
  /** /whoami over TLS, through the LAN address and through the server's own. */
  readonly whoami: string;
  readonly ping: string;
  /**
   * Another name asked for by handshake, as curl's exit status: 35 = refused in the handshake; and hidden behind a right handshake, as
   * the HTTP status: 0 = no answer, 421 = a newer nginx says "not here".
   */
  readonly otherName: { readonly tls: number; readonly hidden: number };
}

export function parseDoor(stdout: string): FoundDoor {
  const value = (name: string): string | null => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1]?.trim() ?? null;
  return {
    served: value('served'),
    onDisk: value('disk'),
    whoami: value('whoami') ?? '',
    ping: value('ping') ?? '',
    otherName: {
      tls: Number(value('tls') ?? 0),
      hidden: Number(value('hidden') ?? 0),
    },
  };
}

/** What somebody in front of the door gets, asked on the server itself. Names are never resolved: the address is given. */
export const door = (host: string, address: string, fullchain: string): Fact<FoundDoor> => ({
  key: `door ${host} ${address}`,
  command: new Sh(`digest() { openssl x509 -noout -fingerprint -sha256 | tr -d ' '; }
fetch() { curl -sk --noproxy '*' --max-time 10 "$@"; }
${sh`host=${host}; address=${address}; fullchain=${fullchain}; other=nobody.invalid`.text}
printf 'served %s\\n' "$(openssl s_client -connect "$address:443" -servername "$host" < /dev/null 2> /dev/null | digest)"
printf 'disk %s\\n' "$(digest < "$fullchain")"
printf 'whoami %s\\n' "$(fetch --resolve "$host:443:$address" -H 'CF-Connecting-IP: 192.0.2.66' -H 'X-Forwarded-For: 192.0.2.66' "https://$host/whoami")"
printf 'ping %s\\n' "$(fetch --resolve "$host:443:$address" "https://$host/api/server/ping")"
fetch --resolve "$other:443:$address" "https://$other/"; printf 'tls %s\\n' "$?"
printf 'hidden %s\\n' "$(fetch --http1.1 --resolve "$host:443:$address" -o /dev/null -w '%{http_code}' -H "Host: $other" "https://$host/")"`),
  parse: ({ stdout }) => parseDoor(stdout),
});

export interface FoundTunnelDoor {
  /** What the family's host says on the tunnel's listener, and on :443 of the server's own address ('' = nothing). */
  readonly ping: string;
  readonly direct: string;
  /** The guests' host, asked for a page that is no album; status 0 = closed without an answer. */
  readonly guests: { readonly status: number; readonly page: string };
  /** Another name, as curl's exit status: 52 = closed without an answer. */
  readonly otherName: number;
}

export function parseTunnelDoor(stdout: string): FoundTunnelDoor {
  const value = (name: string): string => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
  const [status = '', ...page] = value('guests').split(' ');
  return {
    ping: value('ping'),
    direct: value('direct'),
    guests: { status: Number(status), page: page.join(' ') },
    otherName: Number(value('other') || 0),
  };
}

/** What comes out of the tunnel's listener, asked as the tunnel would. */
export const tunnelDoor = (hosts: { photos: string; share: string }, address: string): Fact<FoundTunnelDoor> => ({
  key: `tunnel-door ${hosts.photos} ${hosts.share} ${address}`,
  command: new Sh(`fetch() { curl -sk --noproxy '*' --max-time 10 "$@"; }
${sh`photos=${hosts.photos}; share=${hosts.share}; address=${address}; at=http://127.0.0.1:8283`.text}
printf 'ping %s\n' "$(fetch -H "Host: $photos" "$at/api/server/ping")"
printf 'direct %s\n' "$(fetch --resolve "$photos:443:$address" "https://$photos/api/server/ping" | head -c 200 | tr '\n' ' ')"
page=$(fetch -w '\n%{http_code}' -H "Host: $share" "$at/" | tr '\n' ' ')
printf 'guests %s %s\n' "\${page##* }" "$page"
fetch -o /dev/null -H 'Host: nobody.invalid' "$at/"; printf 'other %s\n' "$?"`),
  parse: ({ stdout }) => parseTunnelDoor(stdout),
});
