#!/bin/sh
# setup.sh [tests|browser] - see to what building seiche needs; with `tests`, what its tests
# need too; with `browser`, what those need that look at pages and are skipped without.
#
# Looks first and installs, with apt, only what is missing: on a machine that has it
# all nothing is called, no network and no root is needed. Speaks on stderr alone.
set -eu

has_header() {
	printf '#include <stddef.h>\n#include <stdarg.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <%s>\n' "$1" |
		cc -DPCRE2_CODE_UNIT_WIDTH=8 -E - >/dev/null 2>&1 # pcre2.h wants to know
}

missing=
need() {
	missing="$missing $1"
}

command -v cc >/dev/null 2>&1 || need "gcc libc6-dev"
command -v cmake >/dev/null 2>&1 || need cmake
command -v ninja >/dev/null 2>&1 || need ninja-build
has_header zlib.h || need zlib1g-dev
has_header pcre2.h || need libpcre2-dev
has_header sqlite3.h || need libsqlite3-dev
has_header nettle/sha2.h || need nettle-dev
# Not needed, but seiche reads more with them, and gzip faster.
has_header isa-l.h || need libisal-dev
has_header zstd.h || need libzstd-dev
has_header lzma.h || need liblzma-dev
has_header bzlib.h || need libbz2-dev
has_header archive.h || need libarchive-dev
[ -e "${TZDIR:-/usr/share/zoneinfo}/Europe/Berlin" ] || need tzdata
if [ "${1-}" = tests ]; then
	has_header cmocka.h || need libcmocka-dev
	command -v pkg-config >/dev/null 2>&1 || need pkg-config
	/usr/bin/python3 -c "import jsonschema" 2>/dev/null || need python3-jsonschema
fi
if [ "${1-}" = browser ]; then
	command -v chromium >/dev/null 2>&1 || need "chromium fonts-dejavu-core"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "setup: please install what Debian calls:$missing" >&2
	exit 2
fi
as_root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "setup: as root, please run: apt-get install$missing" >&2
		exit 2
	fi
	as_root=sudo
fi
echo "setup: installing with apt:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# $missing is a list of words on purpose.
if ! {
	$as_root apt-get update -qq &&
		$as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $missing
} </dev/null >"$log" 2>&1; then
	cat "$log" >&2
	echo "setup: apt could not install:$missing" >&2
	exit 2
fi
