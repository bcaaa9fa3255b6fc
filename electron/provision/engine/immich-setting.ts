/**
 * One value of Immich's own settings, changed and given back. The surprise: Immich takes its settings only as a whole, and the whole
 * holds passwords of its own (mail, OAuth), so it is read, changed and written back on the server and never travels; and an undo gives
 * the old value back only where ours still stands. Its session ends with it, however it ends.
 */
import { failure, FailureError } from '../../contract/failure';
import { Secret } from '../shell/secret';
import { Sh, sh } from '../shell/sh';
import type { Action } from './action';
import type { Wanted } from './step';

type ImmichSetting = Extract<Action, { kind: 'immich-setting' }>;

interface Script {
  readonly body: Sh;
  /** The administrator's login, by stdin. */
  readonly input: Secret;
}

/** What a failure of it names. */
export const immichSettingCall = 'PUT /api/system-config';

const base = 'http://127.0.0.1:2283';

/** Sets the value; what stood there is kept in the entry. Prints the HTTP status, and Immich's answer when it refused. */
export const immichSettingScript = ({ path, value }: ImmichSetting, wanted: Wanted): Script => ({
  input: login(wanted),
  body: changing(sh`change set ${value} ${path}`),
});

/** Puts back what stood before this entry. FailureError('secret-missing') without the administrator's password. */
export const immichSettingUndo = ({ path, value }: ImmichSetting, wanted: Wanted): Script => ({
  input: login(wanted),
  body: new Sh(`[ -e "$entry/before-setting" ] || exit 0
${changing(sh`change put-back ${value} ${path}`).text}`),
});

function login({ settings, secrets }: Wanted): Secret {
  const password = secrets.adminPassword;
  if (!password) throw new FailureError(failure('secret-missing', { name: 'adminPassword' }));
  return new Secret(`${JSON.stringify({ email: settings.admin.email, password: password.reveal() })}\n`);
}

/** `change` says by its status whether there is anything to write: 0 yes, 3 no. Each file in "$answer.…" goes with the script. */
const changing = (change: Sh): Sh =>
  new Sh(`read -r login
umask 077; answer=$(mktemp -p /run/immich-at-home); trap 'log_out; rm -f "$answer" "$answer".*' EXIT
log_out() { [ ! -e "$answer.conf" ] || ${sh`curl -s --max-time 20 -o /dev/null --config "$answer.conf" -X POST ${`${base}/api/auth/logout`}`.text} || :; }
call() { curl -sS --max-time 60 -o "$answer" -w '%{http_code}' -H 'Content-Type: application/json' "$@"; }
expect() { [ "$status" = "$1" ] || { printf '%s\\n' "$status"; cat "$answer"; exit 1; }; }
change() {
  python3 -I - "$answer" "$entry/before-setting" "$@" <<'IAH_PYTHON'
${python}
IAH_PYTHON
}
status=$(printf '%s' "$login" | ${sh`call --data-binary @- ${`${base}/api/auth/login`}`.text}) || exit 1
expect 201
printf 'header = "Authorization: Bearer %s"\\n' "$(sed -n 's/.*"accessToken" *: *"\\([^"]*\\)".*/\\1/p' "$answer")" > "$answer.conf"
status=$(${sh`call --config "$answer.conf" ${`${base}/api/system-config`}`.text}) || exit 1
expect 200
outcome=0; ${change.text} || outcome=$?
[ "$outcome" -ne 3 ] || { printf '200\\n'; exit 0; }
[ "$outcome" -eq 0 ] || exit 1
status=$(${sh`call --config "$answer.conf" -X PUT --data-binary "@$answer.next" ${`${base}/api/system-config`}`.text}) || exit 1
expect 200
printf '%s\\n' "$status"`);

/** The old value is written down before the new one is sent, and only once: a script that is sent again would keep our own. */
const python = `import json, os, sys
answer, kept, what, ours, *path = sys.argv[1:]
with open(answer, encoding='utf-8') as text:
    settings = json.load(text)
holder = settings
for name in path[:-1]:
    holder = holder[name]
now = holder[path[-1]]
if what == 'set':
    after = ours
    if not os.path.exists(kept):
        with open(kept + '.new', 'w', encoding='utf-8') as note:
            json.dump(now, note)
        os.replace(kept + '.new', kept)
else:
    with open(kept, encoding='utf-8') as note:
        after = json.load(note) if now == ours else now
if now == after:
    sys.exit(3)
holder[path[-1]] = after
with open(answer + '.next', 'w', encoding='utf-8') as text:
    json.dump(settings, text)`;
