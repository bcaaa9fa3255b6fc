/**
 * What names of before answer on this server, asked as the tunnel and a device at home would: in full, or by leading on. Names are never
 * resolved. A question with a query, because a redirect that loses it would break every link by slug and key.
 */
import { sh, Sh } from '../shell/sh';
import type { Fact } from './fact';

/** What is asked of a name that leads on: the answer's Location must end in it. */
export const askedOfFormer = '/whoami?former=a%20b&c';

export interface FormerAnswer {
  readonly host: string;
  readonly port: 443 | 8283;
  /** HTTP status; 0 = no answer. */
  readonly status: number;
  /** Where it leads on to; '' = nowhere. */
  readonly to: string;
}

export const parseFormer = (stdout: string): readonly FormerAnswer[] =>
  [...stdout.matchAll(/^(\S+) (443|8283) (\d{3}) ?(\S*)$/gm)].map(([, host = '', port, status, to = '']) => ({
    host,
    port: port === '443' ? 443 : 8283,
    status: Number(status),
    to,
  }));

/** `direct`: names that are served on :443 of `address` as well. */
export const formerNames = (
  hosts: readonly string[],
  direct: readonly string[],
  address: string,
): Fact<readonly FormerAnswer[]> => ({
  key: `former-names ${hosts.join(' ')} ${direct.join(' ')} ${address}`,
  command:
    new Sh(`fetch() { curl -sk --noproxy '*' --max-time 10 -o /dev/null -w '%{http_code} %{redirect_url}\\n' "$@" || :; }
${sh`address=${address}; asked=${askedOfFormer}`.text}
for host in ${sh`${hosts}`.text}; do
  printf '%s 8283 %s\\n' "$host" "$(fetch -H "Host: $host" "http://127.0.0.1:8283$asked")"
done
for host in ${sh`${direct}`.text}; do
  printf '%s 443 %s\\n' "$host" "$(fetch --resolve "$host:443:$address" "https://$host$asked")"
done`),
  parse: ({ stdout }) => parseFormer(stdout),
});
