#!/usr/bin/env bash
# All tests. usage: deploy/development/test.sh all | services      (after deploy/bootstrap.sh --test)
# Each part closes with pytest's own summary; the exit code is 0 only when every part passed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
HERE=deploy/development
PYTEST=(.venv/bin/python -m pytest -q)
WORKERS=${KHO_TEST_WORKERS:-2}
FAILED=()
unset DATABASE_URL S3_BUCKET S3_ENDPOINT_URL KHO_DATA_DIR SITE_URL HOST PORT  # the tests start from no settings

part() {  # title, then the command
  local title=$1 started=$SECONDS code=0
  shift
  printf '\n== %s\n' "$title"
  "$@" || code=$?
  printf '== %s: %s, %d s\n' "$title" "$([ "$code" = 0 ] && echo passed || echo "FAILED ($code)")" "$((SECONDS - started))"
  [ "$code" = 0 ] || FAILED+=("$title")
}

case "${1:-all}" in
  all)
    part 'SQLite, disk and browser' "${PYTEST[@]}" -n "$WORKERS" --dist loadfile -m 'not services'
    part 'PostgreSQL' $HERE/postgresql.sh run "${PYTEST[@]}" -n "$WORKERS" --dist loadfile -m database
    ;;
  services)
    part 'S3' $HERE/s3.sh run "${PYTEST[@]}" -m services
    ;;
  *) sed -n '2p' "$0" >&2; exit 2 ;;
esac

if [ "${#FAILED[@]}" -gt 0 ]; then
  printf '\nFAILED: %s\n' "${FAILED[*]}"
  exit 1
fi
printf '\nAll parts passed.\n'
