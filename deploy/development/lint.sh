#!/usr/bin/env bash
# What a machine can judge: style, import contracts, templates, migrations, production settings, shell scripts.
# usage: deploy/development/lint.sh      (after deploy/bootstrap.sh --test)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
PYTHON=.venv/bin/python
FAILED=()
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

check() {
  local title=$1 out=$SCRATCH/out
  shift
  if "$@" >"$out" 2>&1; then
    printf 'ok      %s\n' "$title"
  else
    printf 'FAILED  %s\n' "$title"
    cat "$out"
    FAILED+=("$title")
  fi
}

# Settings as an installation behind https has them; nothing is written outside the scratch folder.
production() {
  env -u DATABASE_URL -u S3_BUCKET DJANGO_SETTINGS_MODULE=cms.config.settings.production KHO_DATA_DIR="$SCRATCH/data" \
    SITE_URL=https://kho.example.vn HOST=127.0.0.1 $PYTHON -W error::RuntimeWarning manage.py "$@"
}

shell_syntax() {
  local script code=0
  while read -r script; do
    case $(head -n 1 "$script") in
      *bash*) bash -n "$script" || code=1 ;;
      *) sh -n "$script" || code=1 ;;
    esac
  done < <(git ls-files 'deploy/*.sh' .ci/run)
  return "$code"
}

check 'ruff check' $PYTHON -m ruff check .
check 'ruff format' $PYTHON -m ruff format --check .
check 'import contracts' .venv/bin/lint-imports
check 'templates' $PYTHON -m djlint themes cms --lint --quiet
check 'migrations complete' production makemigrations --check --dry-run
check 'production settings' production check --deploy --fail-level WARNING
check 'shell scripts' shell_syntax

if [ "${#FAILED[@]}" -gt 0 ]; then
  printf '\nFAILED: %s\n' "${FAILED[*]}"
  exit 1
fi
