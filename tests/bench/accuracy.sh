#!/bin/sh
# accuracy.sh [BUILD] - the whole table: how often the report is right, on the seeds
# that nothing was fitted to. BUILD is the folder of an optimised build with tests
# (build/check); some ten minutes.
set -eu

build=${1:-$(cd "$(dirname "$0")/../.." && pwd)/build/check}
for program in accuracy_series accuracy_tales accuracy_links; do
	echo "== $program"
	"$build/tests/bench/$program"
done
