# Functions with which the photos get another folder. The surprise: nothing is ever taken from the old one. It is copied and compared
# while Immich runs; for the last files Immich stops, and only when both folders hold the same does it start with the new one.
# Each function can be run again after it was cut off: what is there already is not copied twice. Nothing is deleted in the new folder
# unless a move of ours began with it empty, and never once Immich has been let at it: then it holds what is nowhere else.
# where a move comes from and goes to, and the old disk's mount point, so that the next run knows the files in the new folder as its own;
# as old as the first move that has not ended
moving=/var/lib/immich-at-home/photos-moving
# from, to: written just before Immich is started with the new folder
started=$moving.started
# in the new folder, from the beginning of a copy to the end of the move: it was empty before
ours=.immich-at-home-copy
# of the last one that went well: from, to, files, bytes
moved=/var/lib/immich-at-home/photos-moved

pair() { printf '%s\t%s' "$from" "$to"; }
# whether Immich has been let at the new folder: by our note, or by what Docker knows
let_in() {
  [ "$(cat "$started" 2>/dev/null)" != "$(pair)" ] || return 0
  docker inspect --type container --format '{{range .Mounts}}{{.Source}}{{"\n"}}{{end}}' immich_server 2>/dev/null | grep -qxF -e "$to"
}
deletes() { [ -e "$to/$ours" ] && ! let_in; }

# Names, links, owners, times, ACLs, attributes and holes are kept.
keeping() { rsync -aHAX -S --numeric-ids --exclude=/lost+found --exclude="/$ours" "$@"; }
# $@: further words for rsync
copy() {
  if deletes; then keeping --delete "$@" "$from/" "$to/"
  elif let_in; then keeping --update "$@" "$from/" "$to/"
  else keeping "$@" "$from/" "$to/"; fi
}

# $1 from, $2 to. Files that Immich takes away meanwhile (24) are no failure. After a copy that was not the same, what is there is read
# as well: its size and time told nothing.
copy_photos() {
  from=$1 to=$2
  printf '%s\t%s\n' "$(pair)" "$(stat -c %m -- "$from")" > "$moving.new"
  [ ! -e "$moving" ] || touch -r "$moving" "$moving.new"
  mv "$moving.new" "$moving"
  [ -n "$(find "$to" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit)" ] || printf '%s\n' "$from" > "$to/$ours"
  rm -f "$moving.status"; thoroughly=
  [ ! -e "$moving.wrong" ] || thoroughly=--checksum
  { copy $thoroughly --no-inc-recursive --outbuf=L --info=progress2 && echo 0 > "$moving.status" || echo $? > "$moving.status"; } |
    stdbuf -oL tr '\r' '\n' | sed -un 's/^ *[0-9][0-9.,]* *\([0-9]*\)%.*/percent \1/p'
  case "$(cat "$moving.status")" in 0 | 24) rm -f "$moving.status" "$moving.wrong" ;; *) return 1 ;; esac
}

# What differs though size and time are the same was not written as it was read. What Immich has changed meanwhile is copied later.
compare_contents() {
  from=$1 to=$2
  copy --dry-run --checksum --itemize-changes > "$moving.seen" || [ $? -eq 24 ] || return 1
  wrong=$(grep -c '^>fc\.\.' "$moving.seen") || :
  [ "$wrong" -eq 0 ] || { : > "$moving.wrong"; printf 'differing %s\n' "$wrong"; grep '^>fc\.\.' "$moving.seen" | head -n 12; return 1; }
  rm -f "$moving.seen"
}

pause_servers() { docker stop --time 60 immich_server immich_machine_learning > /dev/null 2>&1 || :; }
go_on() { docker start immich_server immich_machine_learning > /dev/null 2>&1 || :; }

# Immich stands still: now both have to be the same, and what is copied only now is read back.
copy_the_last() {
  from=$1 to=$2
  copy -8 --out-format='%o %n' > "$moving.last" || return 1
  sync -f "$to" 2>/dev/null || :
}
# rsync says what it copied line by line, \#123 for bytes that would break a line: the names as they are, each ended by a zero
copied_names() {
  python3 -c 'import re, sys
for line in sys.stdin.buffer.read().split(b"\n"):
    done, _, name = line.partition(b" ")
    if name and done != b"del." and not name.endswith(b"/"):
        sys.stdout.buffer.write(re.sub(rb"\\#([0-7]{3})", lambda found: bytes([int(found[1], 8)]), name) + b"\0")'
}
count_files() { find "$1" \( -path "$1/lost+found" -o -path "$1/$ours" \) -prune -o -type f -print0 | tr -dc '\0' | wc -c; }
compare_all() {
  from=$1 to=$2
  copy --dry-run --itemize-changes > "$moving.seen" || return 1
  copied_names < "$moving.last" > "$moving.files" || return 1
  rsync -aHAX --numeric-ids --dry-run --checksum --itemize-changes --from0 --files-from="$moving.files" "$from/" "$to/" >> "$moving.seen" || return 1
  files=$(count_files "$from") there=$(count_files "$to")
  wrong=$(grep -c . "$moving.seen") || :
  # where nothing may be deleted there may be more
  [ "$files" -eq "$there" ] || { [ "$files" -lt "$there" ] && ! deletes; } || { printf '%s files, %s copied\n' "$files" "$there"; [ "$wrong" -gt 0 ] || wrong=1; }
  [ "$wrong" -eq 0 ] || { : > "$moving.wrong"; printf 'differing %s\n' "$wrong"; head -n 12 "$moving.seen"; return 1; }
  printf '%s\t%s\t%s\t%s\n' "$from" "$to" "$files" "$(du -s -B1 --exclude=lost+found -- "$from" | cut -f 1)" > "$moved"
  rm -f "$moving.seen" "$moving.last" "$moving.files"
}

# $1 from, $2 to. From here on Immich may fill the new folder. One that Docker has started meanwhile by itself, as it does when the
# server is switched on, may have filled the old one.
let_immich_in() {
  from=$1 to=$2
  if ! let_in; then
    if [ "$(docker inspect --type container --format '{{.State.Running}}' immich_server 2>/dev/null)" = true ]; then
      pause_servers
      copy_the_last "$from" "$to" && compare_all "$from" "$to" || return 1
    fi
  fi
  pair > "$started.new"; sync "$started.new" 2>/dev/null || :; mv "$started.new" "$started"
  echo 'starting with the new folder'
}

# $1 from, $2 to. Before the old folder takes its place again it gets what came into the new one. When that cannot be, all stays.
bring_back() {
  from=$1 to=$2
  let_in || return 0
  mount=$(cut -f 3 "$moving" 2>/dev/null) || :
  [ -d "$from" ] && { [ -z "$mount" ] || [ "$(stat -c %m -- "$from")" = "$mount" ]; } || { printf '%s is not there\n' "$from"; return 1; }
  pause_servers
  keeping --update "$to/" "$from/" || { go_on; return 1; }
  sync -f "$from" 2>/dev/null || :
  # or Docker would start it in the new folder when the server is switched on
  docker rm --force immich_server > /dev/null 2>&1 || :
  rm -f "$started"
}

# Immich has answered from the new folder and may have filled it since: the old one is not put in its place by an undo any more.
keep_new_folder() {
  for earlier in "${entry%/*/*}"/*/[0-9]*; do
    [ "$earlier/entry.json" -nt "$moving" ] && grep -q '"step":"immich"' "$earlier/entry.json" || continue
    : > "$earlier/undone"
  done
  to=$(cut -f 2 "$moving" 2>/dev/null) || :
  [ -z "$to" ] || rm -f "$to/$ours"
  rm -f "$moving" "$started"
}
