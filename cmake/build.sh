#!/bin/sh
# build.sh PRESET - configure and build a preset, quietly: its output shows only where it fails.
set -eu

cd "$(dirname "$0")/.."
log=build/$1.log
mkdir -p build
if ! { cmake --preset "$1" && cmake --build --preset "$1" --parallel "$(nproc)"; } \
	</dev/null >"$log" 2>&1; then
	tail -60 "$log" >&2
	echo "build: preset $1 failed; the whole output is in $log" >&2
	exit 2
fi
