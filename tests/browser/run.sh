#!/bin/sh
# run.sh PAGES… - look at HTML pages in headless Chromium, light and dark, wide and narrow.
#
# Prints what inspect.html finds wrong and ends with 1 where that is anything; 77 where
# there is no Chromium. Pages are copied into one folder, so base names must differ.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
	echo "browser: skipped, for there is no Chromium (Debian: chromium)" >&2
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/inspect.html" "$work/"
{
	echo "const PAGES = ["
	for page; do
		cp "$page" "$work/"
		echo "\"$(basename "$page")\","
	done
	echo "];"
} >"$work/pages.js"

status=0
for scheme in light dark; do
	setting=1
	[ "$scheme" = light ] || setting=0
	# Its own profile and nothing of the network; root may not use the sandbox.
	HOME=$work timeout 240 "$chromium" --headless --disable-gpu --no-sandbox --disable-dev-shm-usage \
		--user-data-dir="$work/profile" --no-first-run --disable-background-networking \
		--allow-file-access-from-files --blink-settings=preferredColorScheme=$setting \
		--window-size=1400,1000 --virtual-time-budget=120000 --timeout=200000 \
		--dump-dom "file://$work/inspect.html" >"$work/dom" 2>"$work/log" || {
		cat "$work/log" >&2
		echo "browser: Chromium ended with an error" >&2
		exit 1
	}
	sed -n '/<pre id="faults">/,/<\/pre>/p' "$work/dom" | sed 's/<[^>]*>//g; /^$/d' >"$work/faults"
	if ! grep -q "^inspected $# pages, $scheme\$" "$work/faults"; then
		echo "browser: the $scheme run did not end:" >&2
		status=1
	fi
	if grep -qv '^inspected ' "$work/faults"; then
		grep -v '^inspected ' "$work/faults" | sed "s/^/$scheme: /"
		status=1
	fi
done
exit "$status"
