#!/usr/bin/env bash
# Backs up Kho while it runs. usage: deploy/backup/backup.sh FOLDER
#   FOLDER/<time>/   database (a consistent copy), secret key, SHA256SUMS; the newest KHO_BACKUP_KEEP (14) are kept
#   FOLDER/media/    originals and renditions; names are content hashes, so only new files are copied
# Environment: KHO_DATA_DIR, DATABASE_URL, S3_BUCKET as the running installation has them.
# Not in it, because it is made anew: search index, feeds, scratch, static files.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DATA=${KHO_DATA_DIR:-$ROOT/var}
KEEP=${KHO_BACKUP_KEEP:-14}
TARGET=${1:-}
umask 077

fail() { printf 'backup.sh: %s\n' "$*" >&2; exit 1; }

copy_sqlite() {  # SQLite's own online backup: consistent while others write
  python3 - "$1" "$2" <<'PYTHON'
import sqlite3
import sys

source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
copy = sqlite3.connect(sys.argv[2])
source.backup(copy, pages=2048, sleep=0.01)
copy.execute("PRAGMA journal_mode=DELETE")
verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
if verdict != "ok":
    sys.exit(f"the copy is damaged: {verdict}")
PYTHON
}

listing() { (cd "$1" && find . -type f ! -name '*.part' -printf '%P\t%s\n' | LC_ALL=C sort); }

copy_media() {  # only what is new or was cut short; a file appears under its name when it is whole
  local path copied=0
  mkdir -p "$TARGET/media"
  while IFS=$'\t' read -r path _; do
    mkdir -p "$TARGET/media/$(dirname "$path")"
    if cp -p -- "$DATA/media/$path" "$TARGET/media/$path.part"; then
      mv -- "$TARGET/media/$path.part" "$TARGET/media/$path"
      copied=$((copied + 1))
    elif [ -e "$DATA/media/$path" ]; then
      fail "could not copy media/$path"
    fi  # else swept away meanwhile: the database copy no longer needs it or the sweep will say so
  done < <(LC_ALL=C comm -23 <(listing "$DATA/media") <(listing "$TARGET/media"))
  printf 'media: %s new files\n' "$copied"
}

[ -n "$TARGET" ] || { sed -n '2,6p' "$0" >&2; exit 2; }
mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd -P)
exec 9>"$TARGET/.lock"
flock -n 9 || fail "another backup into $TARGET is running"

NAME=$(date -u +%Y%m%dT%H%M%SZ)
WORK=$TARGET/.$NAME.part
rm -rf "$TARGET"/.*.part
mkdir "$WORK"
# The database first: every file it names exists now, and files are never changed afterwards.
case ${DATABASE_URL:-} in
  postgres*) pg_dump --format=custom --no-owner --file "$WORK/database.dump" "$DATABASE_URL" ;;
  '')
    [ -f "$DATA/kho.sqlite3" ] || fail "no database in $DATA (is KHO_DATA_DIR right?)"
    copy_sqlite "$DATA/kho.sqlite3" "$WORK/database.sqlite3"
    ;;
  *) fail "DATABASE_URL of an unknown kind" ;;
esac
if [ -f "$DATA/secret_key" ]; then cp -p "$DATA/secret_key" "$WORK/"; fi
(cd "$WORK" && sha256sum -- * >SHA256SUMS)
if [ -n "${S3_BUCKET:-}" ]; then
  printf 'media: in the bucket %s, not copied here; use the versions or the replication of your S3\n' "$S3_BUCKET"
elif [ -d "$DATA/media" ]; then
  copy_media
fi
mv "$WORK" "$TARGET/$NAME"
find "$TARGET" -mindepth 1 -maxdepth 1 -type d -name '2*Z' | LC_ALL=C sort | head -n "-$KEEP" | xargs -r rm -rf --
printf 'backup: %s\n' "$TARGET/$NAME"
