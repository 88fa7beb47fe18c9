#!/bin/sh
# make demo, at the keyboard: calls come up by themselves, the first of them
# gets a unit in two keys, its device signs, and nothing is left behind.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "$1" && pwd)
command -v tmux >/dev/null || {
	echo "skipped: no tmux"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'desk kill-server 2>/dev/null; rm -rf "$t"' EXIT
mkdir "$t/tmp"
seat=first

desk() {
	tmux -f /dev/null -u -S "$t/$seat" "$@"
}
screen() {
	desk capture-pane -p 2>/dev/null
}
die() {
	echo "$1"
	screen
	exit 1
}
# see WORDS: waits until they stand on the screen.
see() {
	n=0
	until screen | grep -qE -- "$1"; do
		n=$((n + 1))
		[ $n -lt 1200 ] || die "waited in vain for: $1"
		sleep 0.05
	done
}
press() {
	desk send-keys "$@" || die "the desk is gone"
}

# Without a terminal it says so in one line.
said=$(sh scripts/demo.sh "$build" </dev/null 2>&1)
status=$?
[ $status = 2 ] || die "without a terminal it ends with $status, not 2"
[ "$said" = "demo: the console needs a terminal" ] ||
	die "without a terminal it says: $said"

desk new-session -d -x 80 -y 24 "TMPDIR='$t/tmp' LC_ALL=C.UTF-8 \
	TERM=screen sh scripts/demo.sh '$build' '' --language zh
	echo ended with \$?; exec cat" || die "tmux does not start"
see '按 Enter 上岗'
press Enter
see '演练.*19:50'
see '0001 .*待派警.*和平巷7号楼下'
see '0003 .*待签收.*儿童走失'
# What cannot wait longest, wherever the mark is.
press w
see '^>.1 0003 .*待签收'
press a
see '^>.1 0003 .*待派警'
press d
see '^-- 派警 000[0-9] '
see '^>1 '
press 1
see '^>.[1-4] 000[0-9] .*[A-Z][0-9][?+>@]'
see '[MP][0-9] 签收'
press :
press -l quit
press Enter
see 'ended with 0'
see '再来一次: make demo'

rest=$(ls -A "$t/tmp")
[ -z "$rest" ] || die "left behind: $rest"
ps -eo args | grep -F "$t/tmp/" | grep -vF grep && die "still running"

# A terminal that goes away takes everything with it.
desk kill-server
seat=second
desk new-session -d -x 80 -y 24 "TMPDIR='$t/tmp' LC_ALL=C.UTF-8 \
	TERM=screen sh scripts/demo.sh '$build' '' --language en" ||
	die "tmux does not start"
see 'Enter opens the desk'
press Enter
see 'DRILL .*19:50'
see '0001 '
desk kill-server
n=0
while [ -n "$(ls -A "$t/tmp")" ]; do
	n=$((n + 1))
	[ $n -lt 600 ] || die "left behind: $(ls -A "$t/tmp")"
	sleep 0.05
done
echo "two shifts worked, nothing left behind"
