/**
 * Shell functions for scripts that change a server: hold the lock, journal before doing, note what was written. The surprise:
 * a change may be sent twice (the connection broke before its answer came), so each begins by waiting for its twin and by
 * looking whether it is done already. What stood in a file before is kept with the server’s secrets masked, and a file that holds a
 * secret of the PC is kept in the secrets folder: the journal itself never holds one. A script whose connection is gone already has no
 * sshd above it: it goes on in the name of the session that took the lock, so that a lock nobody holds does not look held.
 */
import {
  jobFolder,
  journalFolder,
  lastChangePath,
  lockPath,
  manifestPath,
  prelude,
  runFolder,
  secretFolder,
  stateFolder,
} from './prelude';

/** Exit codes of our own scripts, far from those of programs. */
export const exitCodes = { locked: 97, lockGone: 98 } as const;

export const statePrelude = `${prelude}
umask 077
mkdir -p ${stateFolder} ${journalFolder} ${jobFolder} ${runFolder}
iah_session() {
  pid=$$
  while [ "$pid" -gt 1 ]; do
    case "$(cat /proc/$pid/comm 2>/dev/null)" in sshd*) printf '%s %s\\n' "$pid" "$(iah_started "$pid")"; return;; esac
    pid=$(sed 's/.*) //' /proc/$pid/stat 2>/dev/null | cut -d ' ' -f 2); [ -n "$pid" ] || return
  done
  printf '1 %s\\n' "$(iah_started 1)"
}
iah_started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
iah_lock_alive() {
  set -- $(sed -n 's/^session //p' ${lockPath}); [ "$(iah_started "$1")" = "$2" ] || return 1
  [ $(( $(date +%s) - $(stat -c %Y ${lockPath}) )) -lt 120 ]
}
iah_held_by() {
  mine=$(iah_session); held=$(sed -n 's/^session //p' ${lockPath} 2>/dev/null)
  case "$mine" in '1 '*) printf '%s\\n' "\${held:-$mine}";; *) printf '%s\\n' "$mine";; esac
}
iah_write_lock() { printf 'id %s\\nsession %s\\nsince %s\\nwho %s\\nfrom %s\\n' "$1" "$5" "$4" "$2" "$3" > ${lockPath}.new && mv ${lockPath}.new ${lockPath}; }
iah_take() {
  exec 8> ${runFolder}/lock.flock; flock 8
  if [ -e ${lockPath} ] && ! grep -qx "id $1" ${lockPath} && iah_lock_alive; then cat ${lockPath}; flock -u 8; return ${exitCodes.locked}; fi
  iah_write_lock "$1" "$2" "$3" "$(date +%s)" "$(iah_session)"; flock -u 8
}
iah_hold() {
  exec 8> ${runFolder}/lock.flock; flock 8
  if [ ! -e ${lockPath} ]; then flock -u 8; return ${exitCodes.lockGone}; fi
  if ! grep -qx "id $1" ${lockPath}; then cat ${lockPath}; flock -u 8; return ${exitCodes.locked}; fi
  iah_write_lock "$1" "$(sed -n 's/^who //p' ${lockPath})" "$(sed -n 's/^from //p' ${lockPath})" "$(sed -n 's/^since //p' ${lockPath})" "$(iah_held_by)"
  grep -qsx "id $1" ${lastChangePath} || cp ${lockPath} ${lastChangePath}; flock -u 8
}
iah_release() { if grep -qx "id $1" ${lockPath} 2>/dev/null; then rm -f ${lockPath}; fi; }
iah_note() {
  touch ${manifestPath}
  awk -F '\\t' -v p="$1" '$2 != p' ${manifestPath} > ${manifestPath}.new
  [ ! -f "$1" ] || [ -z "$2" ] || printf '%s\\t%s\\t%s\\t%s\\n' "$(sha256sum < "$1" | cut -d ' ' -f 1)" "$1" "$(stat -c '%a %U:%G' "$1")" "$2" >> ${manifestPath}.new
  mv ${manifestPath}.new ${manifestPath}
}
iah_note_ahead() {
  printf '%s\\t%s\\t%s\\t%s\\n' "$(sha256sum < "$1.iah-new" | cut -d ' ' -f 1)" "$1" "$(stat -c '%a %U:%G' "$1.iah-new")" "$2" >> ${manifestPath}
}
iah_make_folder() {
  [ ! -d "$1" ] || return 0
  above=$1; while [ ! -d "$above" ]; do printf '%s\\n' "$above" >> "$entry/made-folders"; above=$(dirname -- "$above"); done
  mkdir -p -m 0755 -- "$1"; chmod 0755 -- "$1"
}
iah_keep() {
  [ ! -e "$entry/kept" ] || return 0
  kept_path=$1; shift
  if [ -L "$kept_path" ] || [ -f "$kept_path" ]; then
    cp -aP -- "$kept_path" "$entry/before.new"
    if [ $# -gt 0 ] && [ ! -L "$kept_path" ]; then iah_mask "$@" < "$kept_path" > "$entry/before.new"; : > "$entry/masked"; fi
    mv "$entry/before.new" "$entry/before"
    awk -F '\\t' -v p="$kept_path" '$2 == p' ${manifestPath} > "$entry/noted" 2>/dev/null || :
  elif [ -d "$kept_path" ]; then : > "$entry/was-folder"; fi
  : > "$entry/kept"
}
iah_keep_secret() {
  [ ! -e "$entry/kept" ] || return 0
  if [ -f "$1" ]; then
    mkdir -p -m 0700 ${secretFolder}; aside=${secretFolder}/before-$(printf '%s' "$entry" | tail -c 40 | tr -c 'A-Za-z0-9\\n' -)
    iah_keep "$1"; rm -f "$entry/kept"; mv "$entry/before" "$aside"; ln -s "$aside" "$entry/aside"
  fi
  : > "$entry/kept"
}
iah_put_back() {
  noted=$(iah_noted "$1")
  if [ -f "$1" ] && [ -n "$noted" ] && [ "$(sha256sum < "$1" | cut -d ' ' -f 1)" != "$noted" ]; then
    mkdir -p -m 0700 ${secretFolder}; cp -a -- "$1" "${secretFolder}/changed-$(date +%s)-$(basename -- "$1")"
  fi
  before=$entry/before; [ ! -L "$entry/aside" ] || before=$(readlink "$entry/aside")
  if [ -e "$before" ] || [ -L "$before" ]; then
    cp -aP -- "$before" "$1.iah-new"; [ ! -e "$entry/masked" ] || iah_fill < "$before" > "$1.iah-new"
    touch -- "$1.iah-new"; mv -fT -- "$1.iah-new" "$1"
    iah_note "$1" ''; [ ! -s "$entry/noted" ] || cat "$entry/noted" >> ${manifestPath}
  elif [ -e "$entry/kept" ] && [ ! -e "$entry/was-folder" ]; then
    if [ -d "$1" ] && [ ! -L "$1" ]; then rmdir -- "$1" 2>/dev/null || :; else rm -f -- "$1"; fi; iah_note "$1" ''
  fi
}
`;
