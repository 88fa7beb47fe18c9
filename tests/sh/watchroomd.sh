#!/bin/sh
# watchroomd on the command line: a store is made, filled, served, emptied into
# files and filled again; what is wrong is told and changes nothing.
set -u
d=$1/watchroomd
t=$(mktemp -d) || exit 1
served=
trap 'if [ -n "$served" ]; then kill "$served" 2>/dev/null; wait "$served" 2>/dev/null; fi; rm -rf "$t"' EXIT

die() {
	echo "$1"
	exit 1
}
# refuse STATUS WORDS COMMAND...: it ends with that status and says the words.
refuse() {
	status=$1 words=$2
	shift 2
	"$@" >"$t/out" 2>"$t/err"
	got=$?
	[ $got = "$status" ] || die "$*: ends with $got, not $status: $(cat "$t/err")"
	grep -qF -- "$words" "$t/err" || die "$*: does not say '$words': $(cat "$t/err")"
}
# until COMMAND...: waits for it to be true.
until_true() {
	n=0
	while ! "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -lt 600 ] || die "waited in vain for: $*"
		sleep 0.05
	done
}

# Called wrongly
"$d" --version | grep -q '^watchroomd [0-9]' || die "no version"
"$d" --help | grep -q 'export' || die "no help"
refuse 2 'no such command' "$d" dance
refuse 2 'one directory' "$d" init
refuse 2 'no such option' "$d" serve --dance "$t/a"
refuse 2 'no such kind' "$d" export "$t/a" dragon
refuse 2 'did you mean unit?' "$d" import "$t/a" unti units.csv
refuse 2 'did you mean export?' "$d" exprot "$t/a" unit
refuse 2 'did you mean lock?' "$d" user lokc "$t/a" wang
refuse 1 'there is no store' "$d" check "$t/none"
refuse 1 'there is no store' "$d" serve "$t/none"
refuse 2 'inherited descriptor' "$d" serve "$t/a" --token-fd one

# A store, and an administrator who is nobody's default
"$d" init "$t/a" --zone Asia/Shanghai >"$t/pass" || die "init fails"
grep -qE '^admin one-time password: [a-z2-9]{4}(-[a-z2-9]{4}){3}$' "$t/pass" ||
	die "no one-time password: $(cat "$t/pass")"
refuse 1 'is there already' "$d" init "$t/a"
refuse 1 '' "$d" init "$t/z" --zone Nowhere/Atall
[ "$("$d" check "$t/a")" = sound ] || die "a new store is not sound"
"$d" user list "$t/a" | grep -q '^admin	admin' || die "no administrator"
[ "$(stat -c %a "$t/a")" = 700 ] || die "others may look into the store"

# Every kind that files may bring
cat >"$t/station.csv" <<'END'
id,name,parent,spot.lat,spot.lon,rural,mode
LQ,娄桥派出所,OH,27.99,120.64,false,mode.ordinary
OH,"瓯海分局, ""district""",,28,120.6,,mode.ordinary
END
cat >"$t/officer.json" <<'END'
[
{"id":"o1","station":"LQ","name":"陈伟","number":"0217"},
{"id":"o2","station":"LQ","name":"王芳","post":"legal officer"}
]
END
cat >"$t/grid.geojson" <<'END'
{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"G07","station":"LQ","name":"G07","officer":"o1"},
"geometry":{"type":"Polygon","coordinates":[[[120.63,27.98],[120.65,27.98],[120.65,28],[120.63,27.98]]]}}]}
END
cat >"$t/place.geojson" <<'END'
{"type":"FeatureCollection","features":[
{"type":"Feature","id":"park","properties":{"station":"LQ","name":"吹台公园","class":"park","grid":"G07","ring":"ring1","radius":500},
"geometry":{"type":"Point","coordinates":[120.64,27.99]}}]}
END
cat >"$t/unit.csv" <<'END'
id,station,callsign,class,mobility,duty,members,alone,capabilities
P1,LQ,P1,sworn,car,patrol,o1 o2,true,"camera first-aid"
Y2,LQ,Y2,volunteer,foot,available,,,
END
echo '[{"id":"r1","station":"LQ","name":"夜班","class":"shift","members":["o1"]}]' >"$t/room.json"
printf 'id,station,title,officer,state,due\nt1,LQ,Check the store,o2,open,2026-11-22T10:00:00+08:00\n' >"$t/task.csv"
echo '[{"id":"op1","name":"Night","state":"running","starts":1795262400123}]' >"$t/operation.json"
printf 'id,title,state,from\nor1,Verify,issued,OH\n' >"$t/order.csv"
printf '%s\n' '{"records":[{"id":"b1","title":"Storm","text":"two\nlines, \"quoted\""}]}' >"$t/bulletin.json"
for f in station.csv officer.json grid.geojson place.geojson unit.csv room.json \
	task.csv operation.json order.csv bulletin.json; do
	"$d" import "$t/a" "${f%.*}" "$t/$f" >"$t/out" || die "import of $f fails"
done

# What was exported goes into another store and comes back the same
"$d" init "$t/b" --zone Asia/Shanghai >/dev/null || die "init fails"
bare() { sed -E 's/"rev":[0-9]+,"seq":[0-9]+,"at":[0-9]+,//; s/"(since|by)":[^,}]*,?//g'; }
for form in json csv geojson; do
	for k in setting station officer grid place unit room task operation order bulletin; do
		case $form/$k in geojson/station | geojson/grid | geojson/place | geojson/unit) ;; geojson/*) continue ;; esac
		"$d" export "$t/a" $k --format $form >"$t/$k.$form" || die "export of $k fails"
		"$d" import "$t/b" $k "$t/$k.$form" >"$t/out" || die "import of exported $k fails"
		"$d" export "$t/a" $k --format json | bare >"$t/1"
		"$d" export "$t/b" $k --format json | bare >"$t/2"
		cmp -s "$t/1" "$t/2" || die "$k in $form comes back otherwise: $(diff "$t/1" "$t/2")"
		[ "$(wc -l <"$t/1")" -gt 2 ] || die "nothing of $k was exported"
	done
done

# A wrong file is refused whole
"$d" export "$t/a" unit >"$t/before"
printf 'id,callsign,class\nP8,P8,sworn\nP9,P9,sworm\n' >"$t/unit.csv"
refuse 1 'unit.csv:3: class: sworm is not a word of unit_class, as sworn' "$d" import "$t/a" unit "$t/unit.csv"
printf 'id,callsing,class\nP8,P8,sworn\n' >"$t/unit.csv"
refuse 1 'unit.csv:1: callsing is not known; did you mean callsign?' "$d" import "$t/a" unit "$t/unit.csv"
printf 'id,callsign,class,grid\nP8,P8,sworn,G07\nP9,P9,sworn,G99\n' >"$t/unit.csv"
refuse 1 'unit.csv:3: grid: G99 is not the id of a grid that is there' "$d" import "$t/a" unit "$t/unit.csv"
printf 'id,place\ni1,Park\n' >"$t/incident.csv"
refuse 1 'incident.csv:2: rev is missing' "$d" import "$t/a" incident "$t/incident.csv"
"$d" export "$t/a" unit >"$t/after"
cmp -s "$t/before" "$t/after" || die "a refused file left something"
refuse 2 'for a reason only' "$d" export "$t/a" caller

# Served: the others go through its socket, nobody else may have the store
"$d" serve "$t/a" 2>"$t/log" &
served=$!
until_true grep -q '"event":"serving"' "$t/log"
[ "$(stat -c %a "$t/a/watchroom.sock")" = 600 ] || die "others may use the socket"
refuse 1 '' "$d" serve "$t/a"
"$d" user add "$t/a" chen --role dispatcher --station LQ >"$t/chen" || die "no user beside serve"
refuse 1 'is there already' "$d" user add "$t/a" chen --role dispatcher
refuse 1 'king' "$d" user role "$t/a" chen king
"$d" user role "$t/a" chen dispatcher,duty || die "no role beside serve"
"$d" user lock "$t/a" chen || die "no lock"
"$d" user list "$t/a" | grep -q '^chen	dispatcher,duty.*locked' || die "it is not locked"
"$d" user reset "$t/a" chen >>"$t/chen" || die "no reset"
"$d" import "$t/a" task "$t/task.csv" >/dev/null || die "no import beside serve"
"$d" export "$t/a" task | grep -q '^t1,' || die "no export beside serve"
[ "$("$d" check "$t/a")" = sound ] || die "not sound while it is served"
kill -TERM $served
wait $served || die "it does not end well"
served=
grep -q '"event":"stopped"' "$t/log" || die "it does not say that it stopped"
grep -vE '^\{"at":"[^"]*Z","level":"(info|error)","event":"[^"]*".*\}$' "$t/log" && die "not a line of JSON"
for secret in $(sed -n 's/.*password: //p' "$t/chen" "$t/pass"); do
	grep -qF "$secret" "$t/log" && die "a password is in the log"
done

# A whole store, moved by files: what lives by commands too
"$d" init "$t/e" --drill --start 2020-04-07T00:00:00Z --zone UTC >/dev/null || die "no drill"
"$d" init "$t/f" --drill --start 2020-04-07T00:00:00Z --zone UTC >/dev/null || die "no drill"
cat >"$t/calls.csv" <<'END'
RowID,Call Number,Unit ID,Unit Type,Call Type,Priority,Address,Location,Call Final Disposition,Received DtTm,Entry DtTm,Dispatch DtTm,Response DtTm,On Scene DtTm,Transport DtTm,Hospital DtTm,Available DtTm
r1,c1,E01,ENGINE,Alarms,3,Elm Street,,Fire,04/07/2020 08:00:01 AM,04/07/2020 08:01:00 AM,04/07/2020 08:02:00 AM,04/07/2020 08:03:00 AM,04/07/2020 08:09:00 AM,,,04/07/2020 08:20:00 AM
r2,c1,T02,TRUCK,Alarms,3,Elm Street,,Fire,04/07/2020 08:00:01 AM,04/07/2020 08:01:00 AM,04/07/2020 08:02:30 AM,04/07/2020 08:04:00 AM,,,,04/07/2020 08:08:00 AM
r3,c2,E01,ENGINE,Outside Fire,E,Oak Square,,Fire,04/07/2020 08:30:00 AM,04/07/2020 08:30:40 AM,04/07/2020 08:31:00 AM,04/07/2020 08:32:00 AM,,,,
END
"$d" serve "$t/e" 2>"$t/log3" &
served=$!
until_true grep -q '"event":"serving"' "$t/log3"
"$1/watchroom" replay "$t/calls.csv" --to "unix:$t/e/watchroom.sock" --map sf-fire --speed max >"$t/out" 2>&1 ||
	die "no replay: $(cat "$t/out")"
kill -TERM $served
wait $served
served=
whole() { "$d" export "$1" "$2" --format json --reason moved | sed -E 's/"rev":[0-9]+,"seq":[0-9]+,//'; }
for k in station setting grid place officer unit incident caller assignment room \
	message task operation order alert bulletin; do
	form=csv
	case $k in incident | message | alert) form=json ;; esac
	"$d" export "$t/e" $k --format $form --reason moved >"$t/$k.$form" || die "export of $k fails"
	"$d" import "$t/f" $k "$t/$k.$form" >"$t/out" || die "$k does not come back"
done
for k in station unit incident assignment message alert; do
	whole "$t/e" $k >"$t/1"
	whole "$t/f" $k >"$t/2"
	cmp -s "$t/1" "$t/2" || die "$k comes back otherwise: $(diff "$t/1" "$t/2")"
	[ "$(wc -l <"$t/1")" -gt 2 ] || die "nothing of $k was exported"
done
[ "$("$d" check "$t/f")" = sound ] || die "what came back is not sound"

# Embedded: a token over the descriptor, and the end with its other end
mkfifo "$t/fifo"
"$d" serve "$t/a" --token-fd 3 2>"$t/log2" 3>"$t/fifo" &
served=$!
exec 4<"$t/fifo"
read -r token <&4 || die "no token"
[ ${#token} = 43 ] || die "no token: $token"
kill -0 $served || die "it does not go on"
exec 4<&-
until_true grep -q '"event":"stopped"' "$t/log2"
wait $served || die "it does not end well by itself"
served=
grep -qF "$token" "$t/log2" && die "the token is in the log"

# A drill says what it is, and its clock stands where it was told to
"$d" init "$t/c" --drill --start 2020-04-07T00:00:00Z --zone America/Los_Angeles >/dev/null || die "no drill"
refuse 2 '--drill' "$d" init "$t/z" --start 2020-04-07T00:00:00Z
"$d" export "$t/c" setting | grep -q '2020-04-07T00:00:00Z' || die "not at its start"

# Damage is found
dd if=/dev/urandom of="$t/a/store.db" bs=4096 seek=7 count=20 conv=notrunc 2>/dev/null
"$d" check "$t/a" >"$t/out" 2>&1 && die "damage is not found"
exit 0
