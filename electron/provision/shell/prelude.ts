/**
 * Shell functions that every script sent to a server may use, and where the program keeps its own things there.
 * The surprise: a file may hold secrets that only the server knows (`@kept:/path@`). `iah_fill` puts them in when a file is
 * written, `iah_mask` takes them out when it is read back, so they never travel. And a file may be noted twice, as it is and as it is
 * about to be (`iah_note_ahead`): cut off in between, it is ours either way.
 */
export const stateFolder = '/var/lib/immich-at-home';
export const manifestPath = `${stateFolder}/manifest`;
/** 0700: what only this server knows. */
export const secretFolder = `${stateFolder}/secrets`;
export const journalFolder = `${stateFolder}/journal`;
export const jobFolder = `${stateFolder}/jobs`;
export const householdPath = `${stateFolder}/household.json`;
/** Who changed this server last: the lock as it was then. */
export const lastChangePath = `${stateFolder}/last-change`;
export const phonesPath = `${stateFolder}/phones.json`;
/** Not on disk: a reboot ends every apply, and so its lock. */
export const runFolder = '/run/immich-at-home';
export const lockPath = `${runFolder}/lock`;

export const prelude = `
iah_fill() {
  awk '{ rest = $0; out = ""
    while ((i = index(rest, "@kept:")) > 0) {
      tail = substr(rest, i + 6); j = index(tail, "@"); if (j == 0) break
      path = substr(tail, 1, j - 1); value = ""
      if ((getline value < path) <= 0) { print "no secret in " path > "/dev/stderr"; exit 3 }
      close(path); out = out substr(rest, 1, i - 1) value; rest = substr(tail, j + 1)
    }
    print out rest }'
}
iah_mask() {
  awk -v paths="$*" 'BEGIN { n = split(paths, path, " ")
      for (k = 1; k <= n; k++) { value[k] = ""; if ((getline line < path[k]) > 0) value[k] = line; close(path[k]) } }
    { for (k = 1; k <= n; k++) if (value[k] != "") {
        rest = $0; out = ""
        while ((i = index(rest, value[k])) > 0) { out = out substr(rest, 1, i - 1) "@kept:" path[k] "@"; rest = substr(rest, i + length(value[k])) }
        $0 = out rest }
      print }'
}
iah_noted() {
  [ -e ${manifestPath} ] || return 0
  set -- "$1" $(awk -F '\\t' -v p="$1" '$2 == p { print $1 }' ${manifestPath})
  if [ $# -gt 2 ] && [ -f "$1" ]; then
    there=$(sha256sum < "$1" | cut -d ' ' -f 1)
    for sum in "$@"; do [ "$sum" != "$there" ] || { printf '%s\\n' "$sum"; return 0; }; done
  fi
  shift $(( $# - 1 )); case $1 in /*) ;; *) printf '%s\\n' "$1" ;; esac
}
iah_file() {
  path=$1; shift
  printf 'noted %s\\n' "$(iah_noted "$path")"
  if [ -d "$path" ]; then
    printf 'folder %s\\n' "$(stat -c '%a %U:%G' -- "$path")"
  elif [ -e "$path" ]; then
    printf 'file %s\\n' "$(stat -L -c '%a %U:%G' -- "$path")"
    printf 'sum %s\\n' "$(sha256sum < "$path" | cut -d ' ' -f 1)"
    printf 'text\\n'; iah_mask "$@" < "$path"
  elif [ -L "$path" ]; then
    printf 'dangling\\n'
  fi
}
iah_unit() {
  unit=$1; shift
  systemctl show -p LoadState -p ActiveState -p SubState -p UnitFileState -p NeedDaemonReload "$unit"
  since=$(systemctl show -p StateChangeTimestamp --value "$unit"); [ -z "$since" ] || printf 'Since=%s\\n' "$(date -d "$since" +%s)"
  for config in "$@"; do [ ! -e "$config" ] || printf 'Config=%s\\n' "$(stat -L -c %Y "$config")"; done
}
`;
