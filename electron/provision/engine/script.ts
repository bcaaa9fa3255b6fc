/**
 * Each action as the script that carries it out on the server. A script is idempotent: it may be sent again after a lost answer.
 * Contents travel as base64 in the script itself, which travels by stdin; nothing of them is ever an argument.
 */
import { failure, FailureError } from '../../contract/failure';
import { all, Sh, sh } from '../shell/sh';
import type { Action, FileText } from './action';
import { reveal } from './compare';
import type { Wanted } from './step';

const base64 = (content: string): string => Buffer.from(content, 'utf8').toString('base64').replace(/.{76}/g, '$&\n');

/** Text with the PC's secrets filled in; FailureError('secret-missing') when one is not at hand. */
export function withSecrets(content: string, secrets: Wanted['secrets']): string {
  const text = reveal(content, secrets);
  if (text !== null) return text;
  const name = [...content.matchAll(/@secret:([A-Za-z]+)@/g)]
    .map((match) => match[1] ?? '')
    .find((it) => !(it in secrets));
  throw new FailureError(failure('secret-missing', { name: name ?? '' }));
}

/** Keeps what is there now, so that no secret gets into the journal. */
function keep(content: string): string {
  if (content.includes('@secret:') || content.includes('@cloud:token@')) return 'iah_keep_secret "$path"';
  return sh`iah_keep "$path" ${[...new Set([...content.matchAll(/@kept:([^@]+)@/g)].map((match) => match[1] ?? ''))]}`
    .text;
}

/** Keeps what stands in a file now, once for each change. */
export const keepScript = ({ path, content }: FileText): Sh => new Sh(`${sh`path=${path}`.text}\n${keep(content)}`);

export function writeScript(file: FileText, step: string, secrets: Wanted['secrets']): Sh {
  const owner = file.owner ?? 'root:root';
  return new Sh(`${keepScript(file).text}
iah_make_folder "$(dirname -- "$path")"
umask 077; rm -f "$path.iah-fill" "$path.iah-new"
base64 -d > "$path.iah-fill" <<'IAH_TEXT'
${base64(withSecrets(file.content, secrets))}
IAH_TEXT
iah_fill < "$path.iah-fill" > "$path.iah-new" || { rm -f "$path.iah-fill" "$path.iah-new"; exit 1; }
rm -f "$path.iah-fill"
${sh`chown ${owner} "$path.iah-new"; chmod ${file.mode} "$path.iah-new"`.text}
sync -- "$path.iah-new" 2>/dev/null || :
mv -fT -- "$path.iah-new" "$path"
${sh`iah_note "$path" ${step}`.text}`);
}

/**
 * Installs by apt. What it is going to add is worked out beforehand, so that undo takes away that and nothing else: while we wait
 * for apt, unattended-upgrades may well add a kernel. The surprise: `DPkg::Lock::Timeout` does not wait for the lock on apt's lists.
 */
const aptScript = (packages: readonly string[], recommends: boolean, lockSeconds: number): Sh =>
  sh`export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
${installedNow}
apt() { apt-get -q -y ${new Sh(recommends ? '' : '--no-install-recommends')} -o DPkg::Lock::Timeout=${lockSeconds} -o APT::Status-Fd=1 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"; }
until=$(( $(date +%s) + ${lockSeconds} ))
while :; do
  apt update 2>&1 | tee "$entry/update"
  grep -q 'Could not get lock' "$entry/update" && [ "$(date +%s)" -lt "$until" ] || break
  sleep 2
done
rm -f "$entry/update"
if [ ! -e "$entry/planned" ]; then
  installed > "$entry/packages"
  accounts > "$entry/accounts"
  apt-get -s -q -y ${new Sh(recommends ? '' : '--no-install-recommends')} install ${packages} 2>/dev/null | awk '/^Inst / { print $2 }' | sort > "$entry/planned.new" || :
  mv "$entry/planned.new" "$entry/planned"
fi
add() { apt --no-remove install ${packages}; }
status=0
add || { status=$?; if [ -n "$(dpkg --audit)" ]; then dpkg --force-confdef --force-confold --configure -a && status=0 && { add || status=$?; }; fi; }
accounts | comm -13 "$entry/accounts" - > "$entry/accounts-added"
[ "$status" -eq 0 ]`;

/** Users and groups are what a package brings and mostly leaves behind: those are noted for the day when everything goes. */
const installedNow = new Sh(
  `accounts() { { sed 's/:.*//; s/^/user /' /etc/passwd; sed 's/:.*//; s/^/group /' /etc/group; } | sort; }
installed() { dpkg-query -W -f '\${Package} \${db:Status-Abbrev}\n' | awk '$2 == "ii" { print $1 }' | sort; }`,
);

/** Takes away what an install added: planned by it, there now, not there before. */
const removeAdded = new Sh(`export DEBIAN_FRONTEND=noninteractive
${installedNow.text}
[ -e "$entry/planned" ] || exit 0
[ -z "$(dpkg --audit)" ] || dpkg --force-confdef --force-confold --configure -a
installed | comm -12 - "$entry/planned" | comm -23 - "$entry/packages" > "$entry/added"
[ ! -s "$entry/added" ] || xargs apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 remove < "$entry/added"`);

/** Scripts of actions that run on the server, without the frame that journals them. */
export function actionScript(action: Action, step: string, wanted: Wanted): Sh {
  switch (action.kind) {
    case 'install':
      return aptScript(action.packages, action.recommends ?? false, wanted.pins.aptLockSeconds ?? 300);
    case 'write':
      return writeScript(action.file, step, wanted.secrets);
    case 'folder': {
      const [user = 'root', group = user] = (action.owner ?? 'root:root').split(':');
      return sh`iah_keep ${action.path}
iah_make_folder "$(dirname -- ${action.path})"
install -d -m ${action.mode} -o ${user} -g ${group} -- ${action.path}`;
    }
    case 'remove':
      return sh`${new Sh(action.secret ? 'iah_keep_secret' : 'iah_keep')} ${action.path}
rm -f -- ${action.path}
iah_note ${action.path} ''`;
    case 'service':
      return serviceScript(action.unit, action.verb);
    case 'run':
      return action.command;
    case 'api':
    case 'immich-setting':
    case 'cloud':
      throw new TypeError(`${action.kind} actions are not scripts alone: see engine/perform.ts`);
  }
}

function serviceScript(unit: string, verb: string): Sh {
  const reload = new Sh('systemctl daemon-reload');
  if (verb === 'enable --now') return all(reload, sh`systemctl --quiet enable ${unit}`, sh`systemctl restart ${unit}`);
  return all(reload, sh`systemctl --quiet ${new Sh(verb)} ${unit}`);
}

/** How the undo of one journalled change is carried out. `$entry` is its folder in the journal. */
export function undoScript(action: Action, undo: Action | 'restore-previous' | 'keep', wanted: Wanted): Sh | null {
  if (undo === 'keep') return null;
  // what is undone at Cloudflare is undone from the PC; here only the file that its outcome went into
  const byItself = undo === 'restore-previous' || undo.kind === 'cloud';
  if (!byItself) return actionScript(undo, 'undo', wanted);
  switch (action.kind) {
    case 'write':
      return sh`iah_put_back ${action.file.path}`;
    case 'folder':
    case 'remove':
      return sh`iah_put_back ${action.path}`;
    case 'install':
      return removeAdded;
    case 'cloud':
      return action.into ? sh`iah_put_back ${action.into.path}` : null;
    default:
      throw new TypeError(`${action.kind} has nothing to restore`);
  }
}
