#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The physical limit: nginx, one worker, a fixed 200-byte JSON body. Verbs: see README.md.
set -eu
PORT=${PORT:-8099}
case $1 in
setup) apt-get install -y nginx-light ;;
about) nginx -v 2>&1; echo "one worker, access log off, return 200" ;;
reset) mkdir -p "$BENCH_STATE" ;;
serve)
  cat > "$BENCH_STATE/nginx.conf" <<CONF
worker_processes 1; daemon off; pid $BENCH_STATE/nginx.pid; error_log $BENCH_STATE/error.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; default_type application/json;
  server { listen 127.0.0.1:$PORT; location / { return 200 '{"jsonrpc":"2.0","id":1,"result":{"pad":"$(printf 'x%.0s' $(seq 156))"}}'; } } }
CONF
  exec nginx -c "$BENCH_STATE/nginx.conf" -p "$BENCH_STATE" ;;
url) echo http://127.0.0.1:$PORT ;;
ready) echo / ;;
prepare) echo "return {}" > "$BENCH_STATE/session.lua" ;;
size) echo 0 ;;
esac
