#!/bin/sh
# A disk that is really full: the central refuses what it cannot keep, reading
# goes on, and when there is room again so does writing; nothing is half there.
# The disk is a small tmpfs in a mount namespace of its own.
set -u
build=$1
if [ -z "${FULL_DISK_INSIDE:-}" ]; then
	if ! unshare -m true 2>/dev/null; then
		echo "no file system may be mounted here"
		exit 77
	fi
	FULL_DISK_INSIDE=1 exec unshare -m sh "$0" "$build"
fi
d=$build/watchroomd
t=$(mktemp -d) || exit 1
served=
trap 'if [ -n "$served" ]; then kill "$served" 2>/dev/null; wait "$served" 2>/dev/null; fi
	umount "$t" 2>/dev/null; rm -rf "$t" "$w"' EXIT
w=$(mktemp -d) || exit 1 # not on it
log=$w/log
if ! mount -t tmpfs -o size=12m,mode=700 full-disk "$t" 2>/dev/null; then
	echo "no file system may be mounted here"
	exit 77
fi

die() {
	echo "$1"
	cat "$log"
	exit 1
}
until_true() {
	n=0
	while ! "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -lt 2400 ] || die "waited in vain for: $*"
		sleep 0.05
	done
}
# bring NUMBER: one place more, by the running central.
bring() {
	printf 'id,station,name,class,spot.lat,spot.lon\np%d,LQ,place %d,park,27.9,120.6\n' \
		"$1" "$1" >"$w/place.csv"
	"$d" import "$t/store" place "$w/place.csv" >"$log" 2>&1
}
places() {
	"$d" export "$t/store" place --format csv 2>>"$log" | grep -c '^p[0-9]'
}

"$d" init "$t/store" >"$log" 2>&1 || die "init fails"
"$d" serve "$t/store" 2>/dev/null &
served=$!
until_true test -S "$t/store/watchroom.sock"
printf 'id,name\nLQ,Louqiao\n' >"$w/station.csv"
"$d" import "$t/store" station "$w/station.csv" >"$log" 2>&1 ||
	die "a station is refused"
bring 1 || die "a place is refused"

# Full to the last byte. What the log has room for still goes.
cat /dev/zero >"$t/fill" 2>/dev/null
kept=1
while bring $((kept + 1)); do
	kept=$((kept + 1))
	[ $kept -lt 5000 ] || die "the disk is never full"
done
grep -q 'the disk is full' "$log" || die "it is not said that the disk is full"
kill -0 $served || die "the central is gone"
[ "$(places)" = $kept ] || die "not $kept places are read while it is full"
bring 9999 && die "it is full no more"
[ "$(places)" = $kept ] || die "what was refused is there"

# Room again: the same central goes on.
rm "$t/fill"
bring $((kept + 1)) || die "it does not go on when there is room"
[ "$(places)" = $((kept + 1)) ] || die "what was kept is not there"
kill $served
wait $served 2>/dev/null
served=
[ "$("$d" check "$t/store" 2>&1)" = sound ] || die "the store is not sound"
echo "4 passed, 0 failed"
