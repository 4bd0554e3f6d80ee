#!/bin/sh
# self_check.sh - the inspection finds each of the faults that faulty.html has.
set -u

here=$(cd "$(dirname "$0")" && pwd)
found=$(sh "$here/run.sh" "$here/faulty.html")
status=$?
[ "$status" != 77 ] || exit 77
missing=0
while read -r fault; do
	case $found in
	*"$fault"*) ;;
	*)
		echo "not found: $fault"
		missing=1
		;;
	esac
done <<'END'
light: faulty.html 1280: wider than the window
light: faulty.html 390: wider than the window
dark: faulty.html 1280: wider than the window
contrast 2.3 of p.faint
letters of 8.0 px in p.small
heading h3 below h1
not one header
not one footer
id a twice
handler onclick
element script
element img
attribute src
link to https://example.org/
link to nowhere #nowhere
style width:2000px
style fetches
no policy
header without scope
table without caption
chart without title and description
request of http://127.0.0.1:9/x.png
END
[ "$missing" = 0 ] || printf '%s\n' "found were:" "$found"
[ "$status" = 1 ] && [ "$missing" = 0 ]
