#!/bin/sh
# budget.sh BUILD [--update] - instructions that each built-in parser spends on a line.
#
# Counted by callgrind below count_parser's count_pass, so that a busy machine does not
# matter, and compared with tests/bench/budget.txt, whose lines say: parser, input,
# instructions a line for the fields of the survey, for all fields. More than a tenth
# above is a failure; --update writes what was counted.
#
# An input is a file of tests/formats, or traffic: 20,000 lines of make_traffic.
# Counts depend on compiler and options: they are those of GCC 12 and preset `check`.
set -eu

build=$1 mode=${2-}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# parser, file, wanted fields -> instructions a line
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		--toggle-collect=count_pass "$build/count_parser" "$1" "$2" "$3" 4000 \
		>"$scratch/lines" 2>"$scratch/told" || {
		cat "$scratch/told" >&2
		return 1
	}
	lines=$(sed 's/ .*//' "$scratch/lines")
	total=$(sed -n 's/.*Collected : //p' "$scratch/told")
	echo $((total / lines))
}

# name, counted, allowed -> told; false where it is too much
judge() {
	[ "$2" -le $(($3 + $3 / 10)) ] || {
		echo "$1: $2 instructions a line, $3 were expected"
		return 1
	}
}

failed=0
: >"$scratch/new"
while read -r parser input survey all; do
	case $parser in
	\#* | '')
		echo "$parser $input $survey $all" >>"$scratch/new"
		continue
		;;
	esac
	file=$here/../formats/$input
	if [ "$input" = traffic ]; then
		format=$parser
		[ "$parser" != json-lines ] || format=jsonl
		file=$scratch/$parser
		"$build/make_traffic" --lines 20000 --days 1 --format "$format" >"$file"
	fi
	got_survey=$(count "$parser" "$file" survey)
	got_all=$(count "$parser" "$file" all)
	echo "$parser $input $got_survey $got_all" >>"$scratch/new"
	[ "$mode" != --update ] || continue
	judge "$parser, survey" "$got_survey" "$survey" || failed=1
	judge "$parser, all" "$got_all" "$all" || failed=1
done <"$here/budget.txt"
if [ "$mode" = --update ]; then
	sed 's/ *$//' "$scratch/new" >"$here/budget.txt"
fi
exit $failed
