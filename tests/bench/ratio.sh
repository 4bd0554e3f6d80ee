#!/bin/sh
# ratio.sh BUILD [SIZE] - how long does a report take, beside `wc -l` on the same bytes?
#
#     sh tests/bench/ratio.sh build/check 1200M
#
# BUILD is a build folder with tests. The log lies in $TMPDIR and is read once before, so
# both find it in memory. Each is run three times: other programs' work shows as spread.
set -eu

build=$1 size=${2-1200M}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

"$build/tests/bench/make_traffic" --bytes "$size" --days 30 --spike 20d+600m/300x8 \
	--silence 5d+60m/45 --errors 12d+700m/50 >"$log"
wc -c "$log" | sed 's/ .*/ bytes/'
for run in 1 2 3; do
	"$build/tests/bench/measure" "wc -l         " wc -l "$log"
	"$build/tests/bench/measure" "seiche        " "$build/cmd/seiche" report -f json shop="$log"
	"$build/tests/bench/measure" "seiche, -j 1  " "$build/cmd/seiche" report -j 1 -f json shop="$log"
done
