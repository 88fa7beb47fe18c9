#!/bin/sh
# Runs each fuzzer for as many seconds as asked, from the corpus in the tree
# and what earlier runs found below the build directory.
set -u
seconds=$1
shift
failed=0
for prog in "$@"; do
	name=$(basename "$prog")
	found=$(dirname "$prog")/found-$name
	mkdir -p "$found"
	echo "== $name"
	"$prog" -max_total_time="$seconds" -max_len=65536 -timeout=20 \
		-print_final_stats=1 -artifact_prefix="$found/crash-" \
		"$found" "tests/fuzz/corpus/$name" 2>&1 | tail -n 8
	ls "$found"/crash-* >/dev/null 2>&1 && failed=1
done
exit $failed
