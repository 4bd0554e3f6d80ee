#!/bin/sh
# remake_demo.sh MAKE_DEMO DEMO - is the demo what its generator makes?
#
# Every file that the generator writes is compared with the committed one, packed
# files by what is in them: another zlib may pack the same bytes differently.
set -eu

make_demo=$1 demo=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/demo"
"$make_demo" "$scratch/demo"

# Nothing may lie in the demo that the generator knows nothing of, but what is written by hand.
(cd "$scratch/demo" && find . -type f | sort) >"$scratch/made"
(cd "$demo" && find . -type f ! -name README.md ! -name run | sort) >"$scratch/committed"
diff "$scratch/committed" "$scratch/made"

bytes() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*) cat "$1" ;;
	esac
}

while read -r file; do
	bytes "$scratch/demo/$file" >"$scratch/a"
	bytes "$demo/$file" >"$scratch/b"
	cmp "$scratch/a" "$scratch/b" || {
		echo "$file is not what make_demo makes; to renew it: make_demo data/demo" >&2
		exit 1
	}
done <"$scratch/made"
