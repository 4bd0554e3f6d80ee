#!/bin/sh
# hostile.sh MAKE_HOSTILE_PAGES - pages full of hostile text are as inert and tidy as any.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
"$1" "$pages"
sh "$here/run.sh" "$pages"/*.html
