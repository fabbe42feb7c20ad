#!/usr/bin/env bash
# A PostgreSQL of our own for development and tests: Debian's server on a free port, its data in a temporary folder.
# usage: postgresql.sh run COMMAND…   start, run the command with DATABASE_URL set, stop, return the command's exit code
#        postgresql.sh start | stop   keep one below KHO_PG_DIR (default /tmp/kho-postgresql-<user>); start prints DATABASE_URL
# The server refuses root: as root it runs as the user postgres that Debian's package makes.
set -euo pipefail

BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
USER_NAME=$(id -un)
DIR=${KHO_PG_DIR:-/tmp/kho-postgresql-$USER_NAME}

fail() { printf 'postgresql.sh: %s\n' "$*" >&2; exit 1; }

as_server() {  # from / : the caller's folder may be closed to the server's user
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid postgres --regid postgres --init-groups -- "$@"); else "$@"; fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() {  # into the folder $1
  local dir=$1 port password
  [ -n "$BIN" ] || fail "no PostgreSQL here; install Debian's package: apt-get install postgresql"
  mkdir -p "$dir"
  chmod 700 "$dir"
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s' "$password" >"$dir/password")
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$dir"; fi
  as_server "$BIN/initdb" -D "$dir/data" -U kho --pwfile "$dir/password" -A scram-sha-256 -E UTF8 --locale C.UTF-8 \
    --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  port=$(free_port)
  # Test data needs no durability; the tests need the speed.
  as_server "$BIN/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -o \
    "-p $port -h 127.0.0.1 -k $dir -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60" \
    start >/dev/null || { cat "$dir/server.log" >&2; fail "the server did not start"; }
  PGPASSWORD=$password "$BIN/createdb" -h 127.0.0.1 -p "$port" -U kho kho
  printf 'postgres://kho:%s@127.0.0.1:%s/kho\n' "$password" "$port" >"$dir/url"
}

stop() {
  local dir=$1
  [ -d "$dir/data" ] || return 0
  as_server "$BIN/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}

case "${1:-}" in
  run)
    shift
    [ $# -gt 0 ] || fail "run what?"
    OWN=$(mktemp -d /tmp/kho-pg.XXXXXX)
    trap 'stop "$OWN"' EXIT
    trap 'exit 143' TERM INT
    start "$OWN"
    DATABASE_URL=$(cat "$OWN/url") "$@"
    ;;
  start)
    [ -f "$DIR/url" ] || start "$DIR"
    cat "$DIR/url"
    ;;
  stop) stop "$DIR" ;;
  *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
