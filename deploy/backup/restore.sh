#!/usr/bin/env bash
# Restores a backup. usage: deploy/backup/restore.sh FOLDER [TIME]     (TIME: a folder below it; default the newest)
# Environment: KHO_DATA_DIR, DATABASE_URL as the installation will have them. Stop Kho first.
# A data folder that already holds a database is refused; move it away yourself, so that nothing is lost by mistake.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DATA=${KHO_DATA_DIR:-$ROOT/var}
SOURCE=${1:-}
umask 077

fail() { printf 'restore.sh: %s\n' "$*" >&2; exit 1; }

[ -n "$SOURCE" ] && [ -d "$SOURCE" ] || { sed -n '2,4p' "$0" >&2; exit 2; }
NAME=${2:-$(find "$SOURCE" -mindepth 1 -maxdepth 1 -type d -name '2*Z' -printf '%f\n' | LC_ALL=C sort | tail -n 1)}
[ -n "$NAME" ] && [ -d "$SOURCE/$NAME" ] || fail "no backup in $SOURCE"
(cd "$SOURCE/$NAME" && sha256sum --quiet -c SHA256SUMS) || fail "$SOURCE/$NAME is damaged"

mkdir -p "$DATA"
exec 9>>"$DATA/.run.lock"
flock -n 9 || fail "Kho is running on $DATA; stop it first"
[ ! -e "$DATA/kho.sqlite3" ] || fail "$DATA already holds a database; move it away first"

if [ -f "$SOURCE/$NAME/database.dump" ]; then
  [ -n "${DATABASE_URL:-}" ] || fail "this backup is of a PostgreSQL database: set DATABASE_URL"
  pg_restore --no-owner --exit-on-error --dbname "$DATABASE_URL" "$SOURCE/$NAME/database.dump"
else
  [ -z "${DATABASE_URL:-}" ] || fail "this backup is of an SQLite database: unset DATABASE_URL"
  cp "$SOURCE/$NAME/database.sqlite3" "$DATA/.kho.sqlite3.part"
fi
if [ -f "$SOURCE/$NAME/secret_key" ]; then cp -p "$SOURCE/$NAME/secret_key" "$DATA/"; fi
if [ -d "$SOURCE/media" ] && [ -z "${S3_BUCKET:-}" ]; then
  mkdir -p "$DATA/media"
  cp -rp -- "$SOURCE/media/." "$DATA/media/"
  find "$DATA/media" -name '*.part' -delete
fi
printf 'skipped\n' >"$DATA/demo.stamp"  # a restored library wants no demo
if [ -f "$DATA/.kho.sqlite3.part" ]; then mv "$DATA/.kho.sqlite3.part" "$DATA/kho.sqlite3"; fi  # last: now it is whole
printf 'restored %s into %s\nnext:\n' "$NAME" "$DATA"
printf '  .venv/bin/python manage.py %s\n' 'migrate' 'reconcile_storage' 'rebuild_search_index'
