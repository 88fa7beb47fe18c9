#!/bin/sh
# Runs every benchmark of the build and prints what it measured against its
# budget, a line each: "WHAT: measured (budget ...) ok|MISSED". A miss is
# said, not hidden: the closing line counts them. Argument: the build.
set -u
build=$1
out=$build/bench-out
mkdir -p "$out"
met=0 missed=0 failed=0

for prog in "$build"/tests/bench/*; do
	[ -x "$prog" ] || continue
	name=$(basename "$prog")
	if ! "$prog" >"$out/$name" 2>"$out/$name.err"; then
		echo "$name: did not finish:"
		tail -n 5 "$out/$name.err"
		failed=$((failed + 1))
	fi
	sed "s/^/$name: /" "$out/$name"
	met=$((met + $(grep -c '(budget.*) ok$' "$out/$name")))
	missed=$((missed + $(grep -c 'MISSED' "$out/$name")))
done
echo "bench: $met budgets met, $missed missed, $failed benchmarks failed"
[ "$failed" = 0 ]
