#!/bin/sh
# Runs the test programs and scripts named on the command line, as many at a
# time as there are cores, in any order; a fuzzer is named PROGRAM:RUNS.
# Prints the closing lines of each, of a failing one what its failed tests
# said, and last which failed and "N passed, N failed[, N skipped]" over
# programs. A script that ends with 77 is skipped and says why. All that was
# said stays in BUILD/test-out.
set -u
build=$1
shift
out=$build/test-out
rm -rf "$out"
mkdir -p "$out"

# What a log says of what failed: each failed test with all it said, and what
# came after the last one, for a crash is there. A test that fails halfway frees
# nothing: the leaks that are found then would only hide why.
cat >"$out/failed.awk" <<'EOF'
/^\[ RUN      \]/ { said = "" }
/LeakSanitizer/ && failures { exit }
{ said = said $0 "\n" }
/^\[       OK \]/ { said = "" }
/^\[  FAILED  \] / && !/listed below/ {
	printf "%s", said
	said = ""
	failures++
}
END { printf "%s", said }
EOF

cat >"$out/one.sh" <<'EOF'
case $2 in
*:*) kind=fuzz prog=${2%:*} runs=${2##*:} ;;
*.sh) kind=sh prog=$2 ;;
*) kind=prog prog=$2 ;;
esac
log=$1/$(echo "$2" | tr '/:' '__')
case $kind in
fuzz)
	name=$(basename "$prog")
	mkdir -p "$log.corpus"
	"$prog" -runs="$runs" -max_len=4096 -timeout=20 -seed=1 \
		-artifact_prefix="$log." "$log.corpus" \
		"tests/fuzz/corpus/$name" >"$log.log" 2>&1
	;;
sh) sh "$prog" "$(dirname "$1")" >"$log.log" 2>&1 ;;
prog) "$prog" >"$log.log" 2>&1 ;;
esac
code=$?
echo "$code" >"$log.rc"
{
	if [ $code = 0 ]; then
		echo "ok    $2"
		grep -aE '^\[  (PASSED|SKIPPED)|passed, .* failed' "$log.log" |
			sed 's/^/      /'
	elif [ $code = 77 ]; then
		echo "skip  $2: $(tail -n 1 "$log.log")"
	else
		echo "FAIL  $2 (exit $code)"
		LC_ALL=C awk -f "$1/failed.awk" "$log.log" >"$log.failed"
		if [ "$(wc -c <"$log.failed")" -le 24000 ]; then
			cat "$log.failed"
		else
			head -c 12000 "$log.failed"
			printf '\n...\n'
			tail -c 12000 "$log.failed"
		fi
	fi
} >"$log.say"
cat "$log.say"
EOF

for t in "$@"; do echo "$t"; done |
	xargs -P "$(nproc 2>/dev/null || echo 2)" -I{} sh "$out/one.sh" "$out" {}

passed=$(grep -lx 0 "$out"/*.rc 2>/dev/null | wc -l)
skipped=$(grep -lx 77 "$out"/*.rc 2>/dev/null | wc -l)
failed=$(($# - passed - skipped))
if [ "$failed" -gt 0 ]; then
	echo "failed:"
	for t in "$@"; do
		log=$out/$(echo "$t" | tr '/:' '__')
		code=$(cat "$log.rc" 2>/dev/null || echo "not run")
		case $code in 0 | 77) continue ;; esac
		echo "  $t (exit $code)"
		grep -aE '^\[  FAILED  \] |ERROR: |runtime error:' \
			"$log.log" 2>/dev/null | grep -v 'listed below' |
			sort -u | head -n 12 | sed 's/^/    /'
	done
fi
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
