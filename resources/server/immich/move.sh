# Functions with which the photos get another folder. The surprise: nothing is ever taken from the old one. It is copied and compared
# while Immich runs; for the last files Immich stops, and only when both folders hold the same does it start with the new one.
# Each function can be run again after it was cut off: what is there already is not copied twice.
# where a move comes from and goes to, so that the next run knows the files in the new folder as its own
moving=/var/lib/immich-at-home/photos-moving
# of the last one that went well: from, to, files, bytes
moved=/var/lib/immich-at-home/photos-moved

# $@: further words for rsync. Names, links, owners, times, ACLs, attributes and holes are kept.
copy() { rsync -aHAX -S --numeric-ids --delete --exclude=/lost+found "$@" "$from/" "$to/"; }

# $1 from, $2 to. Files that Immich takes away meanwhile (24) are no failure. After a copy that was not the same, what is there is read
# as well: its size and time told nothing.
copy_photos() {
  from=$1 to=$2
  printf '%s\t%s\n' "$from" "$to" > "$moving.new"; mv "$moving.new" "$moving"
  rm -f "$moving.status"; thoroughly=
  [ ! -e "$moving.wrong" ] || thoroughly=--checksum
  { copy $thoroughly --no-inc-recursive --outbuf=L --info=progress2; echo $? > "$moving.status"; } |
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
  copy --out-format='%n' > "$moving.last" || return 1
  sync -f "$to" 2>/dev/null || :
}
compare_all() {
  from=$1 to=$2
  copy --dry-run --itemize-changes > "$moving.seen" || return 1
  grep -v '/$' "$moving.last" > "$moving.files" || :
  rsync -aHAX --numeric-ids --dry-run --checksum --itemize-changes --files-from="$moving.files" --ignore-missing-args "$from/" "$to/" >> "$moving.seen" || return 1
  files=$(find "$from" -path "$from/lost+found" -prune -o -type f -print0 | tr -dc '\0' | wc -c)
  there=$(find "$to" -path "$to/lost+found" -prune -o -type f -print0 | tr -dc '\0' | wc -c)
  wrong=$(grep -c . "$moving.seen") || :
  [ "$files" -eq "$there" ] || { printf '%s files, %s copied\n' "$files" "$there"; [ "$wrong" -gt 0 ] || wrong=1; }
  [ "$wrong" -eq 0 ] || { : > "$moving.wrong"; printf 'differing %s\n' "$wrong"; head -n 12 "$moving.seen"; return 1; }
  printf '%s\t%s\t%s\t%s\n' "$from" "$to" "$files" "$(du -s -B1 --exclude=lost+found -- "$from" | cut -f 1)" > "$moved"
  rm -f "$moving.seen" "$moving.last" "$moving.files"
}

# Immich has answered from the new folder and may have filled it since: the old one is not put in its place by an undo any more.
keep_new_folder() {
  for earlier in "${entry%/*/*}"/*/[0-9]*; do
    [ "$earlier/entry.json" -nt "$moving" ] && grep -q '"step":"immich"' "$earlier/entry.json" || continue
    : > "$earlier/undone"
  done
  rm -f "$moving"
}
