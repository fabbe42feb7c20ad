#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt (versions and hashes) from the .in files.
# The package index is that of the environment; its address never stands in the files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
UV=.venv/.tools/bin/uv
[ -x "$UV" ] || UV=uv
COMPILE=("$UV" pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11
  --custom-compile-command 'make requirements' "$@")
"${COMPILE[@]}" requirements.in -o requirements.txt
"${COMPILE[@]}" requirements-dev.in -o requirements-dev.txt
