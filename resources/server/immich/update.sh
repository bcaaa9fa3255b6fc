# Functions with which Immich gets another release, and with which what ran before comes back when that one never answers.
# The surprise: an older Immich cannot read a database that a newer one has changed. So the database is saved once more when Immich
# has stopped, and is put back from there before the old release starts; nothing that was added meanwhile is lost.
# Each function can be run again after it was cut off. `entry` is the journal's folder of the change that runs.
compose=/opt/immich-at-home
stamp=/var/lib/immich-at-home/compose-applied
# what stood before, while an update is under way; `started` in it: the new release has been let at the database
update=/var/lib/immich-at-home/update
# of the last one that went well: the release before, the release after, the saved database
updated=/var/lib/immich-at-home/updated

in_database() { docker exec -i immich_postgres "$@"; }
database_names() {
  user=$(docker exec immich_postgres printenv POSTGRES_USER) || user=postgres
  name=$(docker exec immich_postgres printenv POSTGRES_DB) || name=$user
}
# reads SQL; $1 = which database
sql() { in_database psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$user" -d "$1"; }

# $@: further words for compose
database_up() {
  docker compose --project-directory "$compose" --progress plain up --detach "$@" database || return 1
  tries=0
  until docker exec immich_postgres sh -c 'pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}"'; do
    tries=$((tries + 1)); [ "$tries" -lt 180 ] || { echo 'the database does not answer'; return 1; }
    sleep 1
  done
  database_names
}

tables="SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
count_rows="SELECT format('SELECT %L, count(*) FROM public.%I', relname, relname) FROM ($tables) AS t ORDER BY relname \\gexec"

# What the database is built like: an older release cannot read it once this has changed. Migrations by name, columns, indexes.
shape() {
  sql "$1" <<SQL
SELECT 'column', table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 2, 3;
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2;
SELECT format('SELECT %L, name FROM public.%I ORDER BY name', relname, relname) FROM ($tables) AS t
  WHERE relname IN ('kysely_migrations', 'migrations') ORDER BY relname \\gexec
SQL
}

# $1: folder. Says what is missing on a line of its own: path, free, needed; bytes.
require_space() {
  free=$(df --output=avail -B1 -- "$1" | tail -n 1)
  [ "$free" -ge "$2" ] || { printf 'disk-full %s\t%s\t%s\n' "$1" "$((free))" "$2"; return 1; }
}

# $1: file. The dump and the count of rows in each table are of the same moment: one snapshot.
take_dump() {
  rm -f "$1.new" "$update.failed"; ( umask 077; : > "$1.new" )
  {
    in_database psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$user" -d "$name" <<SQL || echo failed > "$update.failed"
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_export_snapshot() AS snapshot \\gset
\\o /tmp/immich-at-home-rows
$count_rows
\\o
\\setenv SNAPSHOT :snapshot
\\setenv DATABASE $name
\\setenv DATABASE_USER $user
\\! pg_dump --clean --if-exists --snapshot="\$SNAPSHOT" -U "\$DATABASE_USER" "\$DATABASE" < /dev/null
COMMIT;
SQL
  } | gzip -c > "$1.new" || return 1
  [ ! -e "$update.failed" ] || { rm -f "$update.failed" "$1.new"; return 1; }
  complete "$1.new" || { echo 'pg_dump broke off'; rm -f "$1.new"; return 1; }
  docker exec immich_postgres cat /tmp/immich-at-home-rows > "$update/rows" || return 1
  docker exec immich_postgres rm -f /tmp/immich-at-home-rows
  sync "$1.new" 2>/dev/null || :
  mv -f "$1.new" "$1"
}

complete() { gzip -t "$1" && gzip -dc "$1" | tail -n 10 | grep -qx -- '-- PostgreSQL database dump complete'; }

# $1: file, $2: a database that is made anew. Immich's own way: some of its indexes call functions that need the search path.
restore_into() {
  in_database dropdb --if-exists --force -U "$user" "$2" || return 1
  in_database createdb -T template0 -U "$user" "$2" || return 1
  gzip -dc "$1" |
    sed "s/^SELECT pg_catalog.set_config('search_path', '', false);/SELECT pg_catalog.set_config('search_path', 'public, pg_catalog', true);/" |
    docker exec -i -e PGOPTIONS='-c client_min_messages=warning' immich_postgres \
      psql -X -q -v ON_ERROR_STOP=1 --single-transaction -o /dev/null -U "$user" -d "$2"
}

# $1 photos, $2 the database's folder, $3 release that runs, $4 release that comes
save_database() {
  database_up --no-recreate || return 1
  rm -rf "$update" "$update.failed"; mkdir -m 0700 "$update"
  cp -p "$compose/docker-compose.yml" "$compose/.env" "$update/"
  mkdir -p "$1/backups"; rm -f "$1"/backups/immich-at-home-before-*.new
  size=$(echo 'SELECT pg_database_size(current_database())' | sql "$name") || return 1
  # a copy of the database is made beside it to read the dump back; the dump itself is never larger than the database
  if [ "$(stat -c %d -- "$1/backups")" = "$(stat -c %d -- "$2")" ]; then
    require_space "$1/backups" $((size * 2 + size / 10)) || return 1
  else
    require_space "$2" $((size + size / 10)) && require_space "$1/backups" "$size" || return 1
  fi
  dump=$1/backups/immich-at-home-before-$4-$(date +%Y-%m-%dT%H-%M-%S).sql.gz
  take_dump "$dump" || return 1
  printf '%s\n' "$dump" > "$update/dump"; printf '%s\n' "$3" > "$update/from"; printf '%s\n' "$4" > "$update/to"
  ls -l "$dump"
}

# Reads the dump as only a database can: into one of its own, where every table has the rows that it had.
read_dump() {
  database_up --no-recreate || return 1
  dump=$(cat "$update/dump")
  printf 'reading %s\n' "$dump"
  complete "$dump" || return 1
  reading=immich_at_home_reading; status=0
  restore_into "$dump" "$reading" && printf '%s\n' "$count_rows" | sql "$reading" > "$update/read" || status=1
  in_database dropdb --if-exists --force -U "$user" "$reading" || status=1
  [ "$status" -eq 0 ] || return 1
  [ -s "$update/rows" ] && diff "$update/rows" "$update/read" || return 1
  tr '\n' ' ' < "$update/rows"; echo
}

# $1: seconds
stop_servers() { docker stop --time "$1" immich_server immich_machine_learning > /dev/null 2>&1 || :; }
start_all() {
  ( cd "$compose" && digest=$(cat docker-compose.yml .env | sha256sum | cut -d ' ' -f 1) &&
    docker compose --progress plain up --detach --remove-orphans && printf '%s\n' "$digest" > "$stamp" )
}

# From here on the new release has the database.
change_release() {
  if [ ! -e "$update/started" ]; then
    stop_servers 60
    database_names
    take_dump "$(cat "$update/dump")" || return 1
    shape "$name" > "$update/shape" || return 1
    : > "$update/started"; sync "$update" 2>/dev/null || :
  fi
  start_all
}

ping() { curl -s --noproxy '*' --max-time 5 http://127.0.0.1:2283/api/server/ping; }
version() {
  curl -s --noproxy '*' --max-time 5 http://127.0.0.1:2283/api/server/version |
    python3 -c 'import json, sys; said = json.load(sys.stdin); print("v%d.%d.%d" % (said["major"], said["minor"], said["patch"]))' 2>/dev/null
}
restarts() { docker inspect --type container --format '{{.RestartCount}}' immich_server 2>/dev/null || echo 0; }
health() { docker inspect --type container --format '{{if .State.Health}}{{.State.Health.Status}}{{end}}' immich_server 2>/dev/null || :; }
# Whether the new release is at work in the database. Docker's "unhealthy" alone says nothing: changing a large one takes long.
at_work() {
  asked="SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle' AND wait_event_type IS DISTINCT FROM 'Lock'"
  [ "$(printf '%s;\n' "$asked" | sql "$name" 2>/dev/null || echo 0)" -gt 0 ]
}

# $1: the release that has to answer; $2 seconds at most. Three answers in a row: one that falls over at once gives one or two.
wait_for_release() {
  began=$(date +%s); quiet=$began; good=0; before=$(restarts); database_names 2>/dev/null || :
  while :; do
    now=$(date +%s); why=
    if [ "$(ping)" = '{"res":"pong"}' ] && [ "$(version)" = "$1" ]; then
      { true > "$update/healthy"; } 2>/dev/null || :; good=$((good + 1)); [ "$good" -lt 3 ] || return 0
    else
      good=0
      [ "$(( $(restarts) - before ))" -lt 3 ] || why='it falls over again and again'
      ! at_work || quiet=$now
      [ "$(health)" != unhealthy ] || [ $((now - quiet)) -lt 20 ] || why='it is unhealthy, and does nothing in the database'
      [ $((now - began)) -lt "$2" ] || why='it takes too long'
    fi
    if [ -n "$why" ]; then
      printf 'given up after %s s: %s\n' $((now - began)) "$why"
      docker ps -a --filter label=com.docker.compose.project=immich-at-home --format '{{.Names}} {{.Status}}'
      docker logs --tail 20 immich_server 2>&1
      return 1
    fi
    sleep 1
  done
}

# A release that once was healthy is not taken back by us any more, whatever fails after it.
keep_release() {
  [ -e "$update/started" ] || return 0
  printf '%s\t%s\t%s\n' "$(cat "$update/from")" "$(cat "$update/to")" "$(cat "$update/dump")" > "$updated.new"; mv "$updated.new" "$updated"
  for earlier in "${entry%/*/*}"/*/[0-9]*; do
    [ "$earlier/entry.json" -nt "$update/from" ] && grep -q '"step":"immich"' "$earlier/entry.json" || continue
    : > "$earlier/undone"
  done
  rm -rf "$update"
}

# The saved database takes the place of the one that the new release has changed; both are there until the names are swapped.
put_database_back() {
  restored=immich_at_home_restored
  restore_into "$1" "$restored" || return 1
  sql postgres <<SQL || return 1
BEGIN;
INSERT INTO pg_db_role_setting SELECT new.oid, s.setrole, s.setconfig FROM pg_db_role_setting s
  JOIN pg_database old ON old.oid = s.setdatabase AND old.datname = '$name' JOIN pg_database new ON new.datname = '$restored';
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '$name';
ALTER DATABASE "$name" RENAME TO "immich_at_home_given_up";
ALTER DATABASE "$restored" RENAME TO "$name";
COMMIT;
SQL
  in_database dropdb --if-exists --force -U "$user" immich_at_home_given_up
}

# What the newer database holds stays beside the dump of before, and is never deleted by us: rows may be in it that are nowhere else. Only
# where the new release never answered and no table has other rows (but the list of its changes) it may be left when there is no room.
keep_given_up() {
  kept=${1%/*}/immich-at-home-given-up-$(date +%Y-%m-%dT%H-%M-%S).sql.gz
  ( umask 077; : > "$kept.new" ) &&
    in_database pg_dump --clean --if-exists -U "$user" "$name" < /dev/null | gzip -c > "$kept.new" &&
    complete "$kept.new" && { sync "$kept.new" 2>/dev/null || :; } && mv -f "$kept.new" "$kept" &&
    { printf 'what the newer one holds is kept: %s\n' "$kept"; return 0; }
  rm -f "$kept.new"; echo 'the newer database cannot be saved'
  [ ! -e "$update/healthy" ] && printf '%s\n' "$count_rows" | sql "$name" > "$update/rows-now" || return 1
  others='^\(kysely_\)\{0,1\}migrations|'
  grep -v "$others" "$update/rows" > "$update/rows-then"; grep -v "$others" "$update/rows-now" | cmp -s - "$update/rows-then"
}

# Everything as it was before the update, the database too if it was touched. Waits for the old release to answer.
take_back() {
  [ -e "$update/from" ] || return 0
  if [ -e "$update/started" ]; then
    stop_servers 5
    for file in docker-compose.yml .env; do
      cp -p "$update/$file" "$compose/$file.iah-new"; mv -fT "$compose/$file.iah-new" "$compose/$file"
      iah_note "$compose/$file" immich
    done
    database_up || return 1
    in_database dropdb --if-exists --force -U "$user" immich_at_home_given_up || return 1
    shape "$name" > "$update/now" || return 1
    if cmp -s "$update/shape" "$update/now"; then echo 'the database is as it was'
    else
      dump=$(cat "$update/dump")
      echo 'the database was changed: it is put back'
      keep_given_up "$dump" && put_database_back "$dump" || return 1
    fi
    start_all || return 1
  else
    docker start immich_server immich_machine_learning > /dev/null 2>&1 || :
  fi
  tries=0
  until [ "$(ping)" = '{"res":"pong"}' ] || [ "$tries" -ge 120 ]; do tries=$((tries + 1)); sleep 1; done
  rm -rf "$update"
}
