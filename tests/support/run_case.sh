#!/bin/sh
# run_case.sh CASE SEICHE TOOLS [VARIANT] - run one golden case and compare.
#
# CASE is a folder:
#   about       one line: what it shows
#   cmd         shell script, run in a scratch copy of input/; `seiche` is the program,
#               $DEMO the demo's folder, $CHECKS that of this script
#   input/      files for it (optional)
#   exit        expected exit status of cmd (optional: 0)
#   stdout      expected, byte for byte (optional)
#   stderr      likewise
#   stdout-has, stderr-has, stderr-not   lines that must (not) occur in it, as they stand
#   variants    words: how else the case must come out the same
#
# VARIANT: j1, j4 add that option to every call; gzip packs every input file under
# its own name. TOOLS is where make_traffic lies. With UPDATE=1 it rewrites stdout,
# stderr and exit where they are there instead of comparing.
set -u

case=$(cd "$1" && pwd) program=$2 tools=$3 variant=${4-}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/at"
[ ! -d "$case/input" ] || cp -R "$case/input/." "$scratch/at"

more=
case $variant in
j1) more='-j 1' ;;
j4) more='-j 4' ;;
gzip)
	find "$scratch/at" -type f | while read -r file; do
		gzip -nc "$file" >"$scratch/packed" && mv "$scratch/packed" "$file"
	done
	;;
esac
printf '#!/bin/sh\nexec "%s" "$@" %s\n' "$program" "$more" >"$scratch/bin/seiche"
chmod +x "$scratch/bin/seiche"

(
	cd "$scratch/at" || exit 99
	PATH=$scratch/bin:$tools:$PATH TZ=UTC LC_ALL=C NO_COLOR=1
	DEMO=$case/../../../data/demo CHECKS=$case/../../support
	# Nobody's settings but the case's own.
	HOME=$scratch/at XDG_CONFIG_HOME=$scratch/at/config XDG_CONFIG_DIRS=$scratch/none
	export PATH TZ LC_ALL NO_COLOR DEMO CHECKS HOME XDG_CONFIG_HOME XDG_CONFIG_DIRS
	exec sh "$case/cmd"
) </dev/null >"$scratch/stdout" 2>"$scratch/stderr"
echo $? >"$scratch/exit"
[ -e "$case/exit" ] || echo 0 >"$scratch/zero"

if [ "${UPDATE-}" = 1 ]; then
	for name in stdout stderr exit; do
		[ ! -e "$case/$name" ] || cp "$scratch/$name" "$case/$name"
	done
	exit 0
fi

failed=0
complain() {
	failed=1
	echo "$(basename "$case")${variant:+ ($variant)}: $*"
}

same() {
	diff -u "$1" "$2" >"$scratch/diff" 2>&1 || {
		complain "$3 is not what was expected"
		head -40 "$scratch/diff"
	}
}

if [ -e "$case/exit" ]; then
	same "$case/exit" "$scratch/exit" "exit status"
else
	same "$scratch/zero" "$scratch/exit" "exit status"
fi
for name in stdout stderr; do
	[ ! -e "$case/$name" ] || same "$case/$name" "$scratch/$name" "$name"
	if [ -e "$case/$name-has" ]; then
		while IFS= read -r line; do
			grep -qF -e "$line" "$scratch/$name" || complain "$name lacks: $line"
		done <"$case/$name-has"
	fi
done
if [ -e "$case/stderr-not" ] && grep -F -f "$case/stderr-not" "$scratch/stderr"; then
	complain "stderr has what it must not have"
fi
# Whatever else a case is about: no crash, no sanitizer's report.
if grep -qE 'runtime error:|(Address|Leak|Thread|UndefinedBehavior)Sanitizer' "$scratch/stderr"; then
	complain "a sanitizer complains"
fi
if [ $failed != 0 ]; then
	echo "--- stderr was:"
	head -c 4000 "$scratch/stderr"
fi
exit $failed
