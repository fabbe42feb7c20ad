#!/usr/bin/env bash
# Makes a fresh clone ready to run: Debian packages, a virtual environment, hashed Python packages.
# usage: deploy/bootstrap.sh [--test]      (--test adds what the tests need)
#
# Running it again costs a fraction of a second: a stamp says for which requirements .venv was made.
# Two people (or two terminals) may run it on one clone at once: a lock lets one work and the other wait.
# The package index, the certificates and the proxies are those of the environment (PIP_*, UV_*, pip.conf).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=$ROOT/.venv
STAMP=$VENV/.kho-stamp
WITH_TESTS=no
STARTED=$(date +%s)

# package | what proves that it is there (a command, or a file; file patterns allowed) | must (it does not run without) or may
RUN_PACKAGES='
python3-venv|module:ensurepip|must
ffmpeg|ffprobe|must
bubblewrap|bwrap|may
libimage-exiftool-perl|exiftool|may
espeak-ng|espeak-ng|must
librsvg2-bin|rsvg-convert|must
fonts-noto-core|/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf|must
fonts-dejavu-core|/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf|must
'
TEST_PACKAGES='
chromium|chromium|must
libatomic1|/usr/lib/*/libatomic.so.1|must
postgresql|/usr/lib/postgresql/*/bin/postgres|must
poppler-utils|pdftotext|must
nginx-light|nginx|must
curl|curl|must
'

say() { printf '%s\n' "$@"; }
step() { printf '[%3d s] %s\n         %s\n' "$(($(date +%s) - STARTED))" "$1" "$2"; }
stop() { printf '%s\n' "$@" >&2; exit 1; }

wanted_packages() {
  printf '%s' "$RUN_PACKAGES"
  if [ "$WITH_TESTS" = yes ]; then printf '%s' "$TEST_PACKAGES"; fi
}

present() {  # is the proof of a package there?
  case $1 in
    module:*) python3 -c "import ${1#module:}" >/dev/null 2>&1 ;;
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] ;;
  esac
}

missing_packages() {  # prints the names of missing packages; with "must" only those that nothing runs without
  local package proof need
  while IFS='|' read -r package proof need; do
    [ -n "$package" ] || continue
    if [ "${1:-}" = must ] && [ "$need" != must ]; then continue; fi
    present "$proof" || printf '%s ' "$package"
  done < <(wanted_packages)
}

without_starting_services() {  # Debian starts a server it installs; on someone's machine that is not ours to do
  local policy=/usr/sbin/policy-rc.d made=no code=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && made=yes
  fi
  "$@" || code=$?
  if [ "$made" = yes ]; then rm -f "$policy"; fi
  return "$code"
}

apt_install() {
  local apt=(apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300) log
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if ! { exec 8>>/run/lock/kho-apt.lock && flock 8 && "${apt[@]}" update && without_starting_services "${apt[@]}" install --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    stop "Không cài được gói Debian. Xem các dòng trên, sửa nguồn apt rồi chạy lại." \
      "The Debian packages could not be installed. See the lines above, mend the apt sources and run again."
  fi
  rm -f "$log"
}

system_packages() {
  local missing must
  missing=$(missing_packages)
  if [ -z "$missing" ]; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "Cài gói Debian: $missing" "Installing Debian packages (some minutes the first time)"
    # shellcheck disable=SC2086  # a list of names
    apt_install $missing
    missing=$(missing_packages)
    if [ -z "$missing" ]; then return; fi
  fi
  say "Thiếu gói hệ thống. Người quản trị máy chạy một dòng này:" \
    "System packages are missing. The administrator of this machine runs this one line:" \
    "" "  apt-get update && apt-get install -y --no-install-recommends ${missing% }" ""
  must=$(missing_packages must)
  if [ -n "$must" ]; then
    stop "Dừng ở đây vì không có ${must% } thì không chạy được. Cài xong hãy chạy lại lệnh vừa rồi." \
      "Stopping: nothing works without ${must% }. Install it, then run the same command again."
  fi
  say "Vẫn tiếp tục được; phần cần các gói này sẽ tự báo." \
    "Going on: what needs these packages will say so."
}

find_python() {  # Debian's own Python first: its packages and the virtual environment then age together
  local candidate
  for candidate in /usr/bin/python3 python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  stop "Cần Python 3.11 trở lên có mô-đun venv (Debian 12: gói python3-venv)." \
    "Python 3.11 or newer with venv is needed (Debian 12: package python3-venv)."
}

requirement_files() {
  printf '%s\n' requirements.txt
  if [ "$WITH_TESTS" = yes ]; then printf '%s\n' requirements-dev.txt; fi
}

wanted_stamp() {  # changes with the requirements, this script's uv, and the place of the clone
  (cd "$ROOT" && { requirement_files | xargs cat; cat deploy/uv.txt; printf '%s\n' "$ROOT"; } | sha256sum | cut -d' ' -f1)
}

up_to_date() { [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$WITH_TESTS $(wanted_stamp)" ] && [ -x "$VENV/bin/python" ]; }

tools_python() { if [ -x "$VENV/.tools/bin/python" ]; then echo "$VENV/.tools/bin/python"; else find_python; fi; }

pip_config() {  # what pip was told about $1 in pip.conf: uv reads the environment only
  "$(tools_python)" -m pip config list 2>/dev/null | sed -n "s/^global\.$1='\(.*\)'\$/\1/p" | head -n 1
}

index_settings() {
  local index cert
  index=${PIP_INDEX_URL:-$(pip_config index-url)}
  if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
  cert=${PIP_CERT:-$(pip_config cert)}
  if [ -z "$cert" ] && [ -f /etc/ssl/certs/ca-certificates.crt ]; then cert=/etc/ssl/certs/ca-certificates.crt; fi
  if [ -n "$cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE="$cert"; fi
  export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-120} UV_NO_PROGRESS=1 UV_LINK_MODE=${UV_LINK_MODE:-copy}
}

find_uv() {  # prints the uv to use: the machine's own when it works, else one kept beside the environment
  local tools=$VENV/.tools
  if [ ! -x "$tools/bin/uv" ] && uv --version >/dev/null 2>&1; then command -v uv; return; fi
  if [ ! -x "$tools/bin/uv" ]; then
    "$(find_python)" -m venv --clear "$tools"
    "$tools/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$ROOT/deploy/uv.txt" >&2
  fi
  printf '%s' "$tools/bin/uv"
}

usable() { "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

python_packages() {
  local uv arguments=()
  if ! usable; then
    step "Tạo môi trường Python tại .venv" "Making the Python environment in .venv"
    find "$VENV" -mindepth 1 -maxdepth 1 ! -name .kho-lock -exec rm -rf {} +
    "$(find_python)" -m venv --without-pip "$VENV"
  fi
  step "Cài thư viện Python (có kiểm tra mã băm)" "Installing Python packages (hashes checked)"
  uv=$(find_uv)
  index_settings
  mapfile -t arguments < <(requirement_files)
  (cd "$ROOT" && "$uv" pip sync -q --require-hashes --compile-bytecode --python "$VENV/bin/python" "${arguments[@]}")
  printf '%s\n' "$WITH_TESTS $(wanted_stamp)" >"$STAMP.new"
  mv "$STAMP.new" "$STAMP"
}

lock() {  # one set-up at a time in one folder
  mkdir -p "$VENV" && exec 9>>"$VENV/.kho-lock" || stop "Không ghi được vào $VENV. Hãy chạy bằng người dùng đã tạo thư mục này." \
    "$VENV cannot be written to. Run as the user that made it."
  if ! flock -n 9; then
    step "Chờ một lệnh cài đặt khác trên cùng thư mục này" "Waiting for another set-up in the same folder"
    flock 9
  fi
}

case "${1:-}" in
  --test) WITH_TESTS=yes ;;
  '') ;;
  *) sed -n '2,4p' "$0" >&2; exit 2 ;;
esac

HAS_TESTS=$WITH_TESTS
# An environment with the test packages serves `make run` too; taking them out again would only cost time.
if grep -q '^yes ' "$STAMP" 2>/dev/null; then HAS_TESTS=yes; fi
system_packages
WITH_TESTS=$HAS_TESTS
if up_to_date; then exit 0; fi
lock
if up_to_date; then exit 0; fi
python_packages
step "Cài đặt xong" "Set-up done"
