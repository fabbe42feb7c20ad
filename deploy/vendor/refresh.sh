#!/bin/sh
# Refresh every vendored build: fonts, hls.js, axe-core. Run it by hand when a version below changes, then commit the result.
# Needs npm and a Python with fonttools and brotli (PYTHON, default .venv/bin/python). Nothing else in Kho needs npm.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
PYTHON=${PYTHON:-$ROOT/.venv/bin/python}
STATIC=$ROOT/themes/default/static/kho
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

npm install --prefix "$W" --no-save --no-audit --no-fund --ignore-scripts --silent \
  @fontsource/be-vietnam-pro@5.3.0 @fontsource-variable/literata@5.3.0 @fontsource/noto-sans@5.3.0 \
  @fontsource/noto-sans-khmer@5.3.0 @fontsource/noto-sans-tai-viet@5.3.0 @fontsource/noto-sans-cham@5.3.0 \
  @fontsource/noto-sans-lao@5.3.0 hls.js@1.7.4 axe-core@4.14.1

PYTHON=$PYTHON sh "$HERE/fonts.sh" "$W" "$STATIC/fonts"

# The full build: the light one leaves out alternate audio, which carries the voices in other languages.
# Its source map is not shipped, so the comment that names it goes too (collectstatic would look for the file).
mkdir -p "$STATIC/js/vendor"
sed '/^\/\/# sourceMappingURL=/d' "$W/node_modules/hls.js/dist/hls.min.js" > "$STATIC/js/vendor/hls.min.js"
cp "$W/node_modules/hls.js/LICENSE" "$STATIC/js/vendor/hls.LICENSE.txt"

mkdir -p "$ROOT/tests/vendor"
cp "$W/node_modules/axe-core/axe.min.js" "$ROOT/tests/vendor/axe.min.js"
cp "$W/node_modules/axe-core/LICENSE" "$ROOT/tests/vendor/axe.LICENSE.txt"
ls -l "$STATIC/fonts" "$STATIC/js/vendor" "$ROOT/tests/vendor"
