#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Hako: the release binary on its embedded engine. HAKO_BINARY names another one. Verbs: see README.md.
set -eu
PORT=${PORT:-8070}
BIN=${HAKO_BINARY:-$BENCH_DIR/../build/release/hako}
unset HAKO_BINARY
DATA=$BENCH_STATE/data
U=http://127.0.0.1:$PORT
# member NAME: that member of the JSON object on standard input
member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
call() {
  curl -sS -f -H "X-Monaca-Backend-Management-API-Key: $KEY" -d "$1" "$U/manage/json-rpc/$BACKEND" | grep -q '"result"'
}
case $1 in
setup) ;;
about) "$BIN" version; echo "embedded SQLite, WAL, synchronous=FULL, group commit; request log off" ;;
reset) rm -rf "$DATA"; mkdir -p "$DATA"
  "$BIN" backend create bench --data "$DATA" --json > "$BENCH_STATE/backend.json"
  member backendId < "$BENCH_STATE/backend.json" > "$BENCH_STATE/backend"
  member appKey < "$BENCH_STATE/backend.json" > "$BENCH_STATE/appkey"
  "$BIN" key create --backend "$(cat "$BENCH_STATE/backend")" --data "$DATA" --json | member key > "$BENCH_STATE/key" ;;
serve) exec "$BIN" serve --data "$DATA" --listen 127.0.0.1:$PORT --log-requests off ;;
url) echo $U ;;
ready) echo /health/ready ;;
prepare)
  BACKEND=$(cat "$BENCH_STATE/backend") KEY=$(cat "$BENCH_STATE/key")
  call '{"jsonrpc":"2.0","id":1,"method":"Collection.create","params":{"_id":"GameScore"'"${BENCH_APP:+,\"isInsertable\":true}"'}}'
  call '{"jsonrpc":"2.0","id":1,"method":"Collection.createIndex","params":{"_id":"GameScore","properties":["score"]}}'
  echo "return { backend = \"$BACKEND\", key = \"$KEY\", appkey = \"$(cat "$BENCH_STATE/appkey")\" }" > "$BENCH_STATE/session.lua" ;;
size) du -sb "$DATA" | cut -f1 ;;
hash) echo "Argon2id 19 MiB, 2 passes, 1 lane (libsodium)" ;;
esac
