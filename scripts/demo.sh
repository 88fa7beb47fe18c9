#!/bin/sh
# usage: demo.sh BUILD [CALLS [OPTION...]]
# A drill of its own in a temporary directory: the shipped district and its
# shift, or a CSV of real calls (whose map is guessed by its header, or said by
# MAP=NAME|FILE; TRACKS=FILE moves its units); then the console, with the
# options given. SPEED=4 says how fast the drill's clock goes. Nothing stays
# behind.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
build=${1:?usage: demo.sh BUILD [CALLS [OPTION...]]}
calls=${2:-}
[ $# -lt 2 ] || shift
shift
speed=${SPEED:-4}
louqiao=$here/demo/louqiao
begin=2026-11-21T11:49:00Z # 19:49 there
started= t=

fail() {
	echo "demo: $1" >&2
	exit "${2:-1}"
}
clean() {
	for pid in $started; do
		kill "$pid" 2>/dev/null
	done
	for pid in $started; do
		wait "$pid" 2>/dev/null
	done
	[ -z "$t" ] || rm -rf "$t"
}
# start NAME COMMAND...: beside us; what it says goes to NAME.log.
start() {
	name=$1
	shift
	"$@" </dev/null >"$t/$name.log" 2>&1 &
	started="$! $started"
}
is_shift() {
	[ "$(head -n 1 "$1" 2>/dev/null)" = "$(head -n 1 "$louqiao/shift.csv")" ]
}
bring() {
	"$build/watchroomd" import "$t/store" "$1" "$louqiao/$2" >/dev/null ||
		fail "$2 does not go in"
}
layer() {
	"$build/watchroomd" layer add "$t/store" "$1" "$louqiao/$2" \
		--role "$3" >/dev/null || fail "the layer $1 does not go in"
}
walk() {
	"$build/watchroom" do "walk @$1 $2" --to "$t/store" >/dev/null ||
		fail "$1 does not walk $2"
}
# The desk reads what it is about to see in its own language.
chinese() {
	case " $* ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
	*" --language en"* | *" --language=en"*) false ;;
	*" --language zh"* | *" --language=zh"* | *" zh"*) true ;;
	*) false ;;
	esac
}
tell() {
	if chinese "$language"; then
		echo "$1"
	else
		echo "$2"
	fi
}

language=$*
# The simulated crews speak as the desk does, by option or by locale.
if chinese "$language"; then
	spoken=zh
else
	spoken=en
fi
[ -t 0 ] && [ -t 1 ] || fail "the console needs a terminal" 2
[ -x "$build/watchroom" ] && [ -x "$build/watchroomd" ] ||
	fail "no programs in $build: run make first" 2
[ -z "$calls" ] || [ -r "$calls" ] || fail "cannot read $calls" 2

trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
t=$(mktemp -d) || exit 1
# What a console keeps, of the map and of what is unsent, goes with the rest.
export XDG_CACHE_HOME="$t/cache" XDG_STATE_HOME="$t/state"

# Real calls are told by their own clock, which may be years ago.
zone=Asia/Shanghai
if [ -n "$calls" ] && ! is_shift "$calls"; then
	LC_ALL=C "$build/watchroom" replay "$calls" --check --language en \
		${MAP:+--map "$MAP"} >"$t/check.log" 2>&1 ||
		fail "$(cat "$t/check.log")
demo: MAP=NAME or MAP=FILE says what the columns are"
	zone=$(sed -n 's/^from .*, zone //p' "$t/check.log")
	begin=2000-01-01T00:00:00Z
fi
"$build/watchroomd" init "$t/store" --drill --start "$begin" \
	--zone "$zone" >/dev/null || fail "no store"
start serve "$build/watchroomd" serve "$t/store"
central=$!
until [ -S "$t/store/watchroom.sock" ]; do
	kill -0 "$central" 2>/dev/null || fail "no central: $(cat "$t/serve.log")"
	sleep 0.05
done
if [ -z "$calls" ] || is_shift "$calls"; then
	bring station station.json
	bring officer officers.csv
	bring grid grids.geojson
	bring place places.geojson
	bring unit units.csv
	bring setting templates.json
	bring task tasks.csv
	layer grids grids.geojson grid
	layer places places.geojson place
	layer roads roads.geojson road
	layer routes routes.geojson route
	walk 步巡1 夜市巡线
	walk 步巡2 轻轨站环线
	field=yes
fi

if [ -n "$calls" ] && ! is_shift "$calls"; then
	sed -n 1,2p "$t/check.log"
else
	tell "演练: 娄桥派出所, 11月21日19:50起, 时钟走快${speed}倍. 一切姓名电话均为虚构." \
		"A drill: Louqiao station, 21 November from 19:50, clock at $speed times real time."
fi
tell "  w 下一件急事   a 签收   d 派警, 再按数字即派出   jk 上下   ? 帮助   :quit 离开" \
	"  w next urgent  a sign  d units, a digit sends  j k move  ? help  :quit leaves"
tell "  English: make demo LANGUAGE=en" "  中文: make demo LANGUAGE=zh"
tell "按 Enter 上岗." "Enter opens the desk."
read -r _ || exit 1

[ -z "${field:-}" ] ||
	start simulate "$build/watchroom" simulate --to "$t/store" "$@" \
		--language "$spoken"
if [ -z "$calls" ]; then
	start replay "$build/watchroom" replay "$louqiao/shift.csv" \
		--to "$t/store" --map "$here/config/maps/shift.yaml" --speed "$speed"
else
	start replay "$build/watchroom" replay "$calls" \
		--to "$t/store" --speed "$speed" ${MAP:+--map "$MAP"} \
		${TRACKS:+--tracks "$TRACKS"}
fi
"$build/watchroom" --embedded "$t/store" --zone "$zone" "$@"
status=$?
[ $status = 0 ] || cat "$t"/*.log >&2
tell "再来一次: make demo. 自建一所: 见 demo/README.md 和 man watchroomd." \
	"Once more: make demo. A station of your own: demo/README.md, man watchroomd."
exit $status
