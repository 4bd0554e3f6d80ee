#!/bin/sh
# run.sh BUILD CMAKE CC PKG_CONFIG - install, build a plug-in outside of the tree, run it.
set -eu

build=$1 cmake=$2 cc=$3 pkg_config=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
"$cmake" --install "$build" --prefix "$prefix" >"$scratch/log" || {
	cat "$scratch/log"
	exit 1
}
seiche=$prefix/bin/seiche template=$prefix/share/seiche/template
export HOME="$scratch" LC_ALL=C
unset CFLAGS LDFLAGS XDG_CONFIG_HOME

# The plug-in at $1 must be taken, and read its log as its author says.
try() {
	"$seiche" formats list --plugin "$1" | grep -q '^heartbeat  *log  *uptime probes' || {
		echo "$2: the format is not listed"
		exit 1
	}
	# Two lines of it are none: that is what the exit status says.
	if "$seiche" formats test heartbeat "$template/heartbeat.log" --plugin "$1" >"$scratch/told"; then
		echo "$2: broken lines were not told"
		exit 1
	fi
	grep -q '6 lines: 3 events, 1 continuation, 2 rejected' "$scratch/told" || {
		echo "$2: not what the log holds:"
		cat "$scratch/told"
		exit 1
	}
	"$seiche" formats detect "$template/heartbeat.log" --plugin "$1" |
		grep -q 'heartbeat.log: heartbeat' || {
		echo "$2: its log is not taken for its own"
		exit 1
	}
}

cp -R "$template" "$scratch/found"
{
	"$cmake" -G Ninja -S "$scratch/found" -B "$scratch/found/build" -DCMAKE_PREFIX_PATH="$prefix" \
		-DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="-Wall -Wextra -Werror" &&
		"$cmake" --build "$scratch/found/build"
} >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	exit 1
}
try "$scratch/found/build/heartbeat.so" find_package

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name seiche-plugin.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
"$cc" -shared -fPIC -fvisibility=hidden -Wall -Wextra -Werror \
	$("$pkg_config" --cflags seiche-plugin) "$template/heartbeat.c" -o "$scratch/heartbeat.so"
try "$scratch/heartbeat.so" pkg-config

# The header is for C++ too, and the table is seen from outside there as well.
if command -v c++ >/dev/null 2>&1; then
	cat >"$scratch/other.cpp" <<'EOF'
#include <seiche/parser.h>
static void parse(void *, const seiche_source *, const seiche_chunk *, seiche_batch *batch,
		  const seiche_host *)
{
	seiche_reject(batch, "nothing is of this format");
}
static seiche_parser make()
{
	seiche_parser parser = {};
	parser.abi = SEICHE_PARSER_ABI;
	parser.size = sizeof(parser);
	parser.name = "other";
	parser.parse = parse;
	return parser;
}
static const seiche_parser other = make();
SEICHE_EXPORT_PARSERS(&other);
EOF
	# shellcheck disable=SC2046
	c++ -std=c++17 -shared -fPIC -fvisibility=hidden -Wall -Wextra \
		$("$pkg_config" --cflags seiche-plugin) "$scratch/other.cpp" -o "$scratch/other.so"
	"$seiche" formats list --plugin "$scratch/other.so" | grep -q '^other ' || {
		echo "C++: the format is not listed"
		exit 1
	}
fi
