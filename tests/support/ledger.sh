#!/bin/sh
# ledger.sh REPORT.json - lines, events, continuation, filtered, rejected: the sums over all sources.
#
# Looks only into the list of sources, which comes before what else has such fields.
set -eu

tr -d ' \n' <"$1" | sed 's/"services":.*//' |
	grep -oE '"(lines|events|continuation|filtered|rejected)":[0-9]+' |
	awk -F'[:"]+' '{ sum[$2] += $3 }
		END { print sum["lines"], sum["events"], sum["continuation"], sum["filtered"], sum["rejected"] }'
