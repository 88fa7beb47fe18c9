#!/bin/sh
# Runs the test programs and scripts named on the command line, as many at a
# time as there are cores, in any order; a fuzzer is named PROGRAM:RUNS.
# Prints the closing lines of each, all that a failing one said, and last
# "N passed, N failed[, N skipped]" over programs. A script that ends with 77
# is skipped and says why.
set -u
build=$1
shift
out=$build/test-out
rm -rf "$out"
mkdir -p "$out"

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
		tail -c 20000 "$log.log"
	fi
} >"$log.say"
cat "$log.say"
EOF

for t in "$@"; do echo "$t"; done |
	xargs -P "$(nproc 2>/dev/null || echo 2)" -I{} sh "$out/one.sh" "$out" {}

passed=$(grep -lx 0 "$out"/*.rc 2>/dev/null | wc -l)
skipped=$(grep -lx 77 "$out"/*.rc 2>/dev/null | wc -l)
failed=$(($# - passed - skipped))
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
