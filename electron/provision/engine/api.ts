/**
 * Speaks to Immich from the server's own localhost, by curl: it works with every sshd (no port forwarding needed) and costs one
 * round trip. Credentials go by stdin; the session's token lives in the shell that needs it and nowhere else. The surprise: Immich
 * takes the first account once and says 400 ever after, so when that answer was lost, a login that works counts as done.
 */
import { Secret } from '../shell/secret';
import { Sh, sh } from '../shell/sh';
import type { ApiRequest } from './action';
import { withSecrets } from './script';
import type { Wanted } from './step';

const base = 'http://127.0.0.1:2283';

/** The body (for `framed`) and what it reads from stdin. It prints the HTTP status, then Immich's answer. */
export function apiScript(
  request: ApiRequest,
  as: 'nobody' | 'admin',
  wanted: Pick<Wanted, 'settings' | 'secrets'>,
): { body: Sh; input: Secret } {
  const lines = [
    JSON.stringify({ email: wanted.settings.admin.email, password: '@secret:adminPassword@' }),
    JSON.stringify(request.body),
  ];
  const signsUp = request.path === '/api/auth/admin-sign-up';
  const used = as === 'admin' || signsUp ? lines : ['', lines[1] ?? ''];
  const login = sh`printf '%s' "$login" | call --data-binary @- ${`${base}/api/auth/login`}`.text;
  return {
    input: new Secret(used.map((line) => `${withJsonSecrets(line, wanted)}\n`).join('')),
    body: new Sh(`read -r login; read -r request
umask 077; answer=$(mktemp -p /run/immich-at-home); trap 'log_out; rm -f "$answer" "$answer".*' EXIT
log_out() { [ ! -s "$answer.conf" ] || curl -s --max-time 20 -o /dev/null --config "$answer.conf" -X POST ${base}/api/auth/logout || :; }
call() { curl -sS --max-time 60 -o "$answer" -w '%{http_code}' -H 'Content-Type: application/json' "$@"; }
authorization=
${
  as === 'admin'
    ? `status=$(${login}) || exit 1
[ "$status" = 201 ] || { printf '%s\\n' "$status"; cat "$answer"; exit 1; }
printf 'header = "Authorization: Bearer %s"\\n' "$(sed -n 's/.*"accessToken" *: *"\\([^"]*\\)".*/\\1/p' "$answer")" > "$answer.conf"`
    : ': > "$answer.conf"'
}
status=$(printf '%s' "$request" | ${sh`call --config "$answer.conf" -X ${request.method} --data-binary @- ${base + request.path}`.text}) || exit 1
${
  signsUp
    ? `if [ "$status" = 400 ] && [ "$(answer=$answer.login; ${login})" = 201 ] && grep -q '"isAdmin" *: *true' "$answer.login"; then
  status=201; : > "$answer"
fi`
    : ''
}
printf '%s\\n' "$status"; cat "$answer"
case "$status" in 2??) ;; *) exit 1;; esac`),
  };
}

/** Fills secrets into JSON text, escaped as JSON strings need it. */
const withJsonSecrets = (json: string, wanted: Pick<Wanted, 'secrets'>): string => {
  const escaped = Object.fromEntries(
    Object.entries(wanted.secrets).map(([name, value]) => [
      name,
      new Secret(JSON.stringify(value.reveal()).slice(1, -1)),
    ]),
  );
  return withSecrets(json, escaped);
};
