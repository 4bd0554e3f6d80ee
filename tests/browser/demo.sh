#!/bin/sh
# demo.sh SEICHE - the page of the demo's report.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
cd "$here/../../data/demo"
"$1" report --quiet -o "$pages/demo.html" --marks marks.csv \
	--outages whatsapp=status/whatsapp-incidents.json --outages status/unrelated.csv \
	blog=blog telegram=telegram telegram-signups=telegram-signups quietchat=quietchat
sh "$here/run.sh" "$pages/demo.html"
