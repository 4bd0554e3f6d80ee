#!/bin/sh
# formats.sh BUILD - what the same log costs by the parser in C, by a format string, by a pattern.
#
#     sh tests/bench/formats.sh build/check
#
# Instructions a line, counted by callgrind: with what the survey wants, and with all
# fields. Ends with 1 where the format string takes more than 1.3 times the parser's.
set -eu

bin=$1/tests/bench
log=$(mktemp) counts=$(mktemp)
trap 'rm -f "$log" "$counts"' EXIT
"$bin/make_traffic" --bytes 4M --days 3 >"$log"
lines=$(wc -l <"$log")

# $remote_addr and its like are nginx's, not the shell's.
# shellcheck disable=SC2016
string='$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=count_pass \
		"$bin/count_parser" "$1" "$log" "$2" "$lines" 2>&1 >/dev/null |
		awk -v lines="$lines" '/Collected/ { print int($NF / lines) }'
}
status=0
for wants in survey all; do
	parser=$(count combined $wants)
	steps=$(count "$string" $wants)
	pattern=$(count "$(dirname "$0")/formats/combined.json" $wants)
	echo "$wants: parser $parser, format string $steps, pattern $pattern instructions a line"
	[ $((steps * 10)) -le $((parser * 13)) ] || status=1
done
exit $status
