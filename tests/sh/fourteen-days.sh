#!/bin/sh
# All fourteen days: tests/api/replay-days with every row of the file.
set -u
cd "$(dirname "$0")/../.."
for d in "${WATCHROOM_DATA:-}" ../shared/data ../../shared/data; do
	[ -r "$d/calls/sf_fire_2020-04-07_20.csv.xz" ] && here=1
done
if [ -z "${here:-}" ]; then
	echo "the fourteen days are not here (set WATCHROOM_DATA)"
	exit 77
fi
WATCHROOM_REPLAY=all "$1/tests/api/replay-days" || exit 1
echo "1 passed, 0 failed"
