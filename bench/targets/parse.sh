#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Parse Server from npm on Debian's PostgreSQL 15 (a cluster of its own, defaults except the port). Verbs: see README.md.
set -eu
VERSION=9.10.0 NODE_VERSION=24
PORT=${PORT:-1337} PGPORT=${PGPORT:-5433}
HOME_DIR=$BENCH_HOME/parse
NODE=$BENCH_HOME/node$NODE_VERSION/node_modules/node/bin/node
PGBIN=/usr/lib/postgresql/15/bin
PGDATA=$BENCH_STATE/pgdata
U=http://127.0.0.1:$PORT
AS="setpriv --reuid=postgres --regid=postgres --clear-groups"
api() { curl -sS -f -o /dev/null -H 'Content-Type: application/json' -H 'X-Parse-Application-Id: bench' -H 'X-Parse-Master-Key: bench-master-key' "$@"; }
case $1 in
setup)
  [ ! -e "$HOME_DIR/installed-$VERSION" ] || exit 0
  [ -x "$PGBIN/initdb" ] || apt-get install -y postgresql
  mkdir -p "$HOME_DIR" "$BENCH_HOME/node$NODE_VERSION"
  (cd "$BENCH_HOME/node$NODE_VERSION"; npm init -y >/dev/null; npm i node@$NODE_VERSION)
  # router 2.3.0, which express 5.2.1 lets in, breaks this version's /batch (Layer.match no longer sets params)
  cd "$HOME_DIR"; npm init -y >/dev/null; npm i parse-server@$VERSION router@2.2.0
  touch "$HOME_DIR/installed-$VERSION" ;;
about) echo "parse-server $VERSION, node $($NODE -v), one process; $($PGBIN/postgres --version), defaults: fsync=on synchronous_commit=on shared_buffers=128MB; pool of 10 connections, TCP loopback; logLevel error; silent; no LiveQuery; schema cache on" ;;
reset) rm -rf "$PGDATA"; mkdir -p "$PGDATA"; chown postgres "$PGDATA" "$BENCH_STATE"; chmod 711 "$BENCH_STATE"
  $AS $PGBIN/initdb -D "$PGDATA" -A trust -E UTF8 --locale=C >/dev/null ;;
hasdb) echo yes ;;
db) cd /; exec $AS $PGBIN/postgres -D "$PGDATA" -p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories="$PGDATA" ;;
dbready) cd /; $AS $PGBIN/psql -h 127.0.0.1 -p $PGPORT -U postgres -Atc "select 1" postgres >/dev/null
  $AS $PGBIN/psql -h 127.0.0.1 -p $PGPORT -U postgres -Atc "select 1 from pg_database where datname='parse'" postgres | grep -q 1 ||
    $AS $PGBIN/createdb -h 127.0.0.1 -p $PGPORT -U postgres parse ;;
serve) cd "$BENCH_STATE"; export NODE_ENV=production
  cat > parse.config.json <<JSON
{"appId":"bench","masterKey":"bench-master-key","masterKeyIps":["127.0.0.1/32","::1"],"serverURL":"$U/parse","mountPath":"/parse",
 "host":"127.0.0.1","port":$PORT,"databaseURI":"postgres://postgres@127.0.0.1:$PGPORT/parse","logLevel":"error","silent":true,
 "logsFolder":"$BENCH_STATE/logs","allowClientClassCreation":false}
JSON
  exec "$NODE" "$HOME_DIR/node_modules/parse-server/bin/parse-server" parse.config.json ;;
url) echo $U ;;
ready) echo /parse/health ;;
prepare)
  OWNER= INDEXES='"score_idx":{"score":1}'
  if [ -n "${BENCH_APP:-}" ]; then # items belong to users (each has an ACL); find_mine asks for the owner
    OWNER=',"owner":{"type":"Pointer","targetClass":"_User"}'
    INDEXES='"score_idx":{"owner":1,"score":1},"created_idx":{"owner":1,"createdAt":1}'
  fi
  api -d '{"className":"GameScore","fields":{"playerName":{"type":"String"},"score":{"type":"Number"},"level":{"type":"Number"},
    "country":{"type":"String"},"note":{"type":"String"}'"$OWNER"'},"indexes":{'"$INDEXES"'}}' $U/parse/schemas/GameScore
  echo "return {}" > "$BENCH_STATE/session.lua" ;;
size) cd /; $AS $PGBIN/psql -h 127.0.0.1 -p $PGPORT -U postgres -Atc "select pg_database_size('parse') + (select sum(size) from pg_ls_waldir())" parse ;;
hash) echo "bcrypt cost 10 (@node-rs/bcrypt, native, when installed)" ;;
esac
