#!/bin/sh
# Radio client for a commune station: fetches today's audio, goes on after a cut, checks it, stores or plays it.
# POSIX sh with curl and sha256sum; runs on busybox.
#
# usage: kho-radio.sh fetch     fetch the manifest and every file that is not here yet
#        kho-radio.sh play      play once what is valid now
#        kho-radio.sh list      show what is stored and whether it may be played now
#        kho-radio.sh loop      fetch and play, again every KHO_EVERY seconds
# environment:
#   KHO_FEED    address of a radio feed, ending in / (https://…/feeds/radio/vi/ or …/feeds/radio/vi/<province>/)
#   KHO_STORE   folder of this station (default ./kho-radio)
#   KHO_PLAYER  command that plays one file (default: the first of mpg123, ffplay, mpv)
#   KHO_EVERY   seconds between two rounds of loop (default 900)
#   KHO_RATE    most bytes per second, as curl's --limit-rate (default: no limit)
# exit code: 0 all is here, 1 something is missing (run again: it goes on where it stopped), 2 wrong use.
#
# The clock of a small device is often wrong, so the time comes from the server's Date header and is carried on by
# the uptime of this boot. While the time is unknown nothing is played: an embargoed text must not be on air early.
set -u

STORE=${KHO_STORE:-./kho-radio}
MANIFEST=$STORE/manifest.tsv
CLOCK=$STORE/clock
SEPARATOR=$(printf '\037')

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

feed() {
  case ${KHO_FEED:-} in
    http://*/ | https://*/) printf '%s' "$KHO_FEED" ;;
    http://* | https://*) printf '%s/' "$KHO_FEED" ;;
    *) complain "Đặt KHO_FEED, ví dụ https://…/feeds/radio/vi/ · Set KHO_FEED"; exit 2 ;;
  esac
}

number() { printf '%s' "$1" | sed 's/^0*\(.\)/\1/'; }  # 08 is not an octal number

epoch() {  # year month day hour minute second, UTC
  y=$1 m=$(number "$2") d=$(number "$3") h=$(number "$4") i=$(number "$5") s=$(number "$6")
  if [ "$m" -le 2 ]; then y=$((y - 1)) m=$((m + 12)); fi
  days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 1 - 719468))
  printf '%s' $((days * 86400 + h * 3600 + i * 60 + s))
}

epoch_of_header() {  # "Sun, 06 Nov 1994 08:49:37 GMT"
  # shellcheck disable=SC2086 # the words of the date
  set -- $(printf '%s' "$1" | tr ':,' '  ')
  [ $# -ge 7 ] || return 1
  case $3 in
    Jan) mon=1 ;; Feb) mon=2 ;; Mar) mon=3 ;; Apr) mon=4 ;; May) mon=5 ;; Jun) mon=6 ;;
    Jul) mon=7 ;; Aug) mon=8 ;; Sep) mon=9 ;; Oct) mon=10 ;; Nov) mon=11 ;; Dec) mon=12 ;; *) return 1 ;;
  esac
  epoch "$4" "$mon" "$2" "$5" "$6" "$7"
}

epoch_of() {  # 2026-11-24T08:12:00Z, …+07:00, 2026-11-24 (midnight in Vietnam), or seconds; nothing for nothing
  case $1 in
    '') return 0 ;;
    *[!0-9]*) ;;
    *) printf '%s' "$1"; return 0 ;;
  esac
  case $1 in *T*) stamp=$1 ;; *) stamp=${1}T00:00:00+07:00 ;; esac
  case $stamp in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]*) ;;
    *) return 1 ;;  # what cannot be read is not played
  esac
  zone=$(printf '%s' "$stamp" | sed -n 's/.*T.*\([+-]\)\([0-9][0-9]\):\{0,1\}\([0-9][0-9]\)$/\1 \2 \3/p')
  # shellcheck disable=SC2046 # the fields of the date
  set -- $(printf '%s' "$stamp" | sed 's/[-T:]/ /g; s/[Z+.].*//')
  at=$(epoch "$1" "$2" "$3" "$4" "$5" "${6:-0}")
  if [ -n "$zone" ]; then
    # shellcheck disable=SC2086 # sign, hours, minutes
    set -- $zone
    shift_by=$(($(number "$2") * 3600 + $(number "$3") * 60))
    if [ "$1" = + ]; then at=$((at - shift_by)); else at=$((at + shift_by)); fi
  fi
  printf '%s' "$at"
}

boot_id() { cat /proc/sys/kernel/random/boot_id 2>/dev/null; }
uptime_seconds() { sed 's/[. ].*//' /proc/uptime 2>/dev/null; }

remember_time() {  # from the headers of an answer
  date=$(tr -d '\r' <"$1" | sed -n 's/^[Dd]ate: *//p' | tail -n 1)
  at=$(epoch_of_header "$date") || return 1
  [ -n "$at" ] && [ -n "$(boot_id)" ] || return 1
  printf '%s %s %s\n' "$at" "$(uptime_seconds)" "$(boot_id)" >"$CLOCK"
}

now() {  # the server's time, or failure
  [ -f "$CLOCK" ] || return 1
  read -r at since boot <"$CLOCK" || return 1
  [ "$boot" = "$(boot_id)" ] || return 1
  printf '%s' $((at + $(uptime_seconds) - since))
}

get() { curl -fsS --connect-timeout 20 --speed-limit 100 --speed-time 60 --retry 3 --retry-delay 2 "$@"; }

fetch_manifest() {
  headers=$STORE/.headers part=$MANIFEST.part
  rm -f "$part"
  if ! get --compressed -D "$headers" --etag-compare "$STORE/.etag" --etag-save "$STORE/.etag.new" -o "$part" \
    "$(feed)manifest.tsv"; then
    complain "Không tải được danh sách phát · The manifest could not be fetched"
    return 1
  fi
  remember_time "$headers" || complain "Máy chủ không cho biết giờ · The server did not tell the time"
  if [ -s "$part" ]; then  # else 304: what is here is current
    mv "$part" "$MANIFEST"
    mv -f "$STORE/.etag.new" "$STORE/.etag" 2>/dev/null
  fi
  return 0
}

items() {  # rows of the manifest, with a separator that keeps empty fields
  [ -f "$MANIFEST" ] || return 0
  tr '\t' '\037' <"$MANIFEST" | tr -d '\r' | grep -E "^[0-9a-f]{64}$SEPARATOR"
}

file_of() {  # sha256, url
  ending=$(printf '%s' "$2" | sed -n 's/[?#].*//; s/.*\.\([A-Za-z0-9]\{1,4\}\)$/\1/p')
  printf '%s/%s.%s' "$STORE" "$1" "${ending:-mp3}"
}

absolute() {
  case $1 in
    /*) printf '%s%s' "$(feed | sed 's|^\(https\{0,1\}://[^/]*\)/.*|\1|')" "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}

size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }
intact() { [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

fetch_item() {  # sha256, bytes, url, title
  target=$(file_of "$1" "$3") part=$target.part
  if [ -f "$target" ]; then return 0; fi
  if [ "$(size_of "$part")" -lt "$2" ]; then
    get -C - ${KHO_RATE:+--limit-rate "$KHO_RATE"} -o "$part" "$(absolute "$3")" || {
      complain "Chưa tải xong: $4 ($(size_of "$part")/$2 byte), lần sau tải tiếp · will go on next time"
      return 1
    }
  fi
  if intact "$part" "$1"; then
    mv "$part" "$target"
    say "Đã tải · fetched: $4"
  else
    rm -f "$part"
    complain "Tệp hỏng, sẽ tải lại từ đầu · damaged, will be fetched anew: $4"
    return 1
  fi
}

prune() {  # what left the manifest (withdrawn, replaced, over) leaves the store
  keep=$(items | cut -d"$SEPARATOR" -f1)
  for path in "$STORE"/*; do
    name=${path##*/}
    name=${name%%.*}
    case $name in *[!0-9a-f]*) continue ;; esac
    if [ ${#name} -eq 64 ] && ! printf '%s\n' "$keep" | grep -q "^$name\$"; then rm -f "$path"; fi
  done
}

fetch() {
  mkdir -p "$STORE" || exit 2
  fetch_manifest || return 1
  prune
  items >"$STORE/.items"
  code=0
  while IFS=$SEPARATOR read -r sha bytes seconds class from until url title; do
    fetch_item "$sha" "$bytes" "$url" "$title" </dev/null || code=1
  done <"$STORE/.items"
  return $code
}

playable() {  # from, until
  time=$(now) || return 1
  from_at=$(epoch_of "$1") && until_at=$(epoch_of "$2") || return 1
  [ -z "$from_at" ] || [ "$time" -ge "$from_at" ] || return 1
  [ -z "$until_at" ] || [ "$time" -lt "$until_at" ]
}

player() {
  if [ -n "${KHO_PLAYER:-}" ]; then printf '%s' "$KHO_PLAYER"; return; fi
  if command -v mpg123 >/dev/null; then printf 'mpg123 -q'; return; fi
  if command -v ffplay >/dev/null; then printf 'ffplay -nodisp -autoexit -loglevel error'; return; fi
  if command -v mpv >/dev/null; then printf 'mpv --no-video --really-quiet'; return; fi
  complain "Không có chương trình phát nhạc; đặt KHO_PLAYER · no player; set KHO_PLAYER"
  exit 2
}

each_item() {  # the function $1 with: file, title, class, from, until
  items >"$STORE/.items"
  while IFS=$SEPARATOR read -r sha bytes seconds class from until url title; do
    "$1" "$(file_of "$sha" "$url")" "$title" "$class" "$from" "$until" </dev/null
  done <"$STORE/.items"
}

play_item() {
  [ -f "$1" ] && playable "$4" "$5" || return 0
  say "Phát · playing: $2"
  $(player) "$1"
}

list_item() {
  if [ ! -f "$1" ]; then state='chưa tải · not here'
  elif playable "$4" "$5"; then state='phát được · may be played'
  else state='chưa được phát · not now'; fi
  say "$state	$3	$2	$1"
}

play() {
  now >/dev/null || { complain "Chưa biết giờ đúng nên không phát; hãy fetch trước · time unknown, nothing is played"; return 1; }
  each_item play_item
}

case ${1:-} in
  fetch) fetch ;;
  play) play ;;
  list) each_item list_item ;;
  loop)
    while :; do
      fetch
      play
      sleep "${KHO_EVERY:-900}"
    done
    ;;
  *) sed -n '2,16p' "$0" >&2; exit 2 ;;
esac
