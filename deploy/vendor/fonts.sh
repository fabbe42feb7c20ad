#!/bin/sh
# Subset the packaged fonts into woff2 files. Use: fonts.sh <folder with node_modules> <output folder>
# PYTHON must have fonttools and brotli. Called by refresh.sh; sizes are held by tests/themes/test_weight.py.
set -eu
N=$1/node_modules/@fontsource
V=$1/node_modules/@fontsource-variable
O=$2
PYTHON=${PYTHON:-python3}
HERE=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
mkdir -p "$O"
LATIN='U+0020-007E,U+00A0,U+00A9,U+00AB,U+00AD,U+00B0,U+00B7,U+00BB,U+00C0-00C3,U+00C8-00CA,U+00CC,U+00CD,U+00D1-00D5,U+00D7,U+00D9,U+00DA,U+00DD,U+00E0-00E3,U+00E8-00EA,U+00EC,U+00ED,U+00F1-00F5,U+00F9,U+00FA,U+00FD,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2190-2193,U+2212'
FEATURES='--layout-features=kern,mark,mkmk,ccmp,locl,liga --desubroutinize --name-IDs=0,1,2,3,4,5,6,13,14'

subset() {  # subset <source> <output name> <options…>
  source=$1 out=$2
  shift 2
  "$PYTHON" -m fontTools.subset "$source" --flavor=woff2 --no-hinting --output-file="$O/$out.woff2" "$@"
}

for w in 400 600; do
  # shellcheck disable=SC2086 # FEATURES is a list of options
  subset "$N/be-vietnam-pro/files/be-vietnam-pro-latin-$w-normal.woff2" "bvp-latin-$w" --unicodes="$LATIN" $FEATURES --layout-features+=tnum
  # shellcheck disable=SC2086
  subset "$N/be-vietnam-pro/files/be-vietnam-pro-vietnamese-$w-normal.woff2" "bvp-viet-$w" --unicodes='*' $FEATURES
done
for p in latin vietnamese; do  # titles only: optical size fixed at 40, weight at 600
  "$PYTHON" -m fontTools varLib.instancer -q "$V/literata/files/literata-$p-standard-normal.woff2" opsz=40 wght=600 -o "$T/$p.ttf"
done
# shellcheck disable=SC2086
subset "$T/latin.ttf" literata-latin-600 --unicodes="$LATIN" $FEATURES
# shellcheck disable=SC2086
subset "$T/vietnamese.ttf" literata-viet-600 --unicodes='*' $FEATURES
# Scripts: the whole script for text, a few glyphs for the name of the language alone.
subset "$N/noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2" khmer-400 --unicodes='U+1780-17DD,U+17E0-17E9,U+200B-200D,U+25CC,U+0020' --layout-features='*'
subset "$N/noto-sans-tai-viet/files/noto-sans-tai-viet-tai-viet-400-normal.woff2" tai-viet-400 --unicodes='*' --layout-features='*'
subset "$N/noto-sans-cham/files/noto-sans-cham-cham-400-normal.woff2" cham-400 --unicodes='*' --layout-features='*'
subset "$N/noto-sans-lao/files/noto-sans-lao-lao-400-normal.woff2" lao-400 --unicodes='*' --layout-features='*'
subset "$N/noto-sans-khmer/files/noto-sans-khmer-khmer-600-normal.woff2" autonym-khmer --text='ខ្មែរ' --layout-features='*'
subset "$N/noto-sans-tai-viet/files/noto-sans-tai-viet-tai-viet-400-normal.woff2" autonym-tai-viet --text='ꪼꪕꪒꪾ' --layout-features='*'
subset "$N/noto-sans-cham/files/noto-sans-cham-cham-400-normal.woff2" autonym-cham --text='ꨌꩌ' --layout-features='*'
"$PYTHON" "$HERE/tay_nguyen_font.py" "$N/noto-sans/files" "$O"
for package in be-vietnam-pro noto-sans noto-sans-khmer noto-sans-tai-viet noto-sans-cham noto-sans-lao; do
  cp "$N/$package/LICENSE" "$O/LICENSE-$package.txt"
done
cp "$V/literata/LICENSE" "$O/LICENSE-literata.txt"
