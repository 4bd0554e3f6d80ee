#!/bin/sh
# real_events.sh SEICHE DATA - events that are known to be in real logs, and quiet that is known to be quiet.
set -eu
seiche=$1 data=$2 failed=0

# is WHAT WANTED GOT
is() {
	[ "$2" = "$3" ] && return
	echo "$1: expected $2, got $3" >&2
	failed=1
}
rows() { # COMMAND SOURCE: kind, host, from, to; a dash where there is none
	"$seiche" "$1" -q -f csv "$2" | awk -F, '
		function value(name) { return at[name] && $at[name] != "" ? $at[name] : "-" }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print value("kind"), value("host"), value("from"), value("to") }' || :
}

# 105 to 136 requests an hour, all stamps in one minute of it: nothing happened.
quiet=web=$data/elastic-examples/apache_access.log.gz
is "quiet hours, outages" 0 "$(rows outages "$quiet" | wc -l)"
is "quiet hours, spikes" 0 "$(rows spikes "$quiet" | wc -l)"

# The launch of STS-70, and the rows of zero of that night; not its landing.
nasa=nasa=$data/nasa-july-1995/requests-per-minute.csv.gz
rows spikes "$nasa" >spikes.txt
is "the launch" 1 "$(awk '$3 <= "1995-07-13T13:41:55Z" && $4 > "1995-07-13T13:41:55Z"' spikes.txt | wc -l)"
is "the landing" 0 "$(awk '$3 < "1995-07-22T13:00:00Z" && $4 > "1995-07-22T12:00:00Z"' spikes.txt | wc -l)"
is "the night's silence" "silence 1995-07-14T00:11:00Z" \
	"$(rows outages "$nasa" | awk '$3 <= "1995-07-13T23:49:00Z" && $4 > "1995-07-13T23:50:00Z" { print $1, $4 }')"

# Broker 1 stopped and came back: its last line and its next.
is "the stopped broker" "kafka1 2016-12-19T18:14:43 2016-12-19T19:27:47" \
	"$(rows outages "kafka=$data/kafka-2016-12-19" | awk '$1 == "silence" { print $2, substr($3, 1, 19), substr($4, 1, 19) }')"
rm -f spikes.txt
exit $failed
