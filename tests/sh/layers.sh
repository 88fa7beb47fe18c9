#!/bin/sh
# watchroomd layer at the command line: offline and through a central that
# serves, what is told of each feature, and the map files of the field.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "$1" && pwd)
t=$(mktemp -d) || exit 1
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$t"' EXIT
w=$build/watchroomd
s=$t/store

die() {
	echo "$1"
	cat "$t/out" "$t/err" 2>/dev/null
	exit 1
}
# run STATUS COMMAND...: what it says goes to out and err.
run() {
	want=$1
	shift
	"$@" >"$t/out" 2>"$t/err"
	status=$?
	[ $status = "$want" ] || die "$*: ended with $status, not $want"
}
says() {
	grep -qF -- "$1" "$t/out" "$t/err" || die "it does not say: $1"
}

# Into a store without grids each becomes a record, whole.
run 0 "$w" init "$t/fresh" --zone Asia/Shanghai
run 0 "$w" import "$t/fresh" station demo/louqiao/station.json
run 0 "$w" layer add "$t/fresh" grids demo/louqiao/grids.geojson --role grid
says "grids: 8 of 8 features, grid; grid: 8 new, 0 known"
run 0 "$w" export "$t/fresh" grid
says "lq-g06,louqiao,G06,"

run 0 "$w" init "$s" --zone Asia/Shanghai
run 0 "$w" import "$s" station demo/louqiao/station.json
run 0 "$w" import "$s" officer demo/louqiao/officers.csv
run 0 "$w" import "$s" grid demo/louqiao/grids.geojson
run 0 "$w" layer add "$s" grids demo/louqiao/grids.geojson --role grid
says "grids: 8 of 8 features, grid; grid: 0 new, 8 known"
run 0 "$w" layer add "$s" roads demo/louqiao/roads.geojson --role road
says "roads: 7 of 7 features, road"
run 0 "$w" layer add "$s" routes demo/louqiao/routes.geojson --role route
says "routes: 2 of 2 features, route; route: 2 new, 0 known"
run 0 "$w" layer add "$s" routes demo/louqiao/routes.geojson --role route
says "routes: 2 of 2 features, route; route: 0 new, 2 known"

# What is wrong is said, and nothing of it is kept.
run 1 "$w" layer add "$s" x demo/louqiao/roads.geojson
says "--role is missing"
run 1 "$w" layer add "$s" x demo/louqiao/roads.geojson --role sea
says "--role: sea is not one of station, grid"
run 1 "$w" layer add "$s" X demo/louqiao/roads.geojson --role road
run 1 "$w" layer add "$s" x demo/louqiao/roads.geojson --role grid
says "feature 1: an open line: its ends are"
says "no feature of it can be used"
printf '[{"type":"Point","coordinates":[1,2]},{"type":' >"$t/cut.json"
run 1 "$w" layer add "$s" x "$t/cut.json" --role place
says "feature 2"
run 2 "$w" layer add "$s" x
run 2 "$w" layer paint "$s"
run 1 "$w" layer drop "$s" x

# Each feature that cannot be used, by its number; the rest is kept.
cat >"$t/some.json" <<'EOF'
[{"type":"Feature","properties":{"name":"一小","class":"school"},
  "geometry":{"type":"Point","coordinates":[120.60,27.95]}},
 {"type":"Feature","properties":{"name":"二小"},"geometry":null},
 {"type":"Feature","properties":{},
  "geometry":{"type":"Point","coordinates":[120.61,27.95]}},
 {"type":"Feature","properties":{"name":"三小"},
  "geometry":{"type":"Point","coordinates":[27.95,120.61]}}]
EOF
run 0 "$w" layer add "$s" schools "$t/some.json" --role place
says "some.json:3: feature 2: it has no geometry"
says "feature 3: it has no name"
says "feature 4: position 1: latitude 120.610000 is beyond 90"
says "schools: 1 of 4 features, place; place: 1 new, 0 known"
run 0 "$w" layer add "$s" schools "$t/some.json" --role place
says "place: 0 new, 1 known"
run 0 "$w" export "$s" place
says "一小"

# Through the central that serves, the same.
"$w" serve "$s" >"$t/log" 2>&1 &
pid=$!
n=0
until [ -S "$s/watchroom.sock" ]; do
	n=$((n + 1))
	[ $n -lt 1200 ] || die "no central"
	sleep 0.05
done
run 0 "$w" layer export "$s" grids
cp "$t/out" "$t/again.json"
run 0 "$w" layer add "$s" again "$t/again.json" --role grid
says "again: 8 of 8 features, grid; grid: 0 new, 8 known"
run 0 "$w" layer drop "$s" again
run 1 "$w" layer export "$s" again
run 0 "$w" layer drop "$s" schools
run 0 "$w" layer list "$s"
says "grids	grid	8 features"
says "roads	road	7 features"
! grep -q schools "$t/out" || die "what was dropped is listed"
kill "$pid"
wait "$pid"
pid=

# The field's own files, where they are.
data=
for d in "${WATCHROOM_DATA:-/nowhere}" ../shared/data ../../shared/data; do
	[ -n "$data" ] || [ ! -d "$d/map" ] || data=$d/map
done
if [ -z "$data" ]; then
	run 0 "$w" check "$s"
	echo "no map files of the field: they were left out"
	exit 0
fi
run 0 "$w" layer add "$s" ouhai "$data/ouhai/330304.json" --map amap \
	--role station
says "ouhai: 1 of 1 features, station; station: 1 new, 0 known"
run 0 "$w" layer add "$s" streets "$data/ouhai/ouhai_streets.json" \
	--map amap --role village --names "$data/ouhai/ouhai_street_points.csv" \
	--codes "$data/ouhai/villages_345-3303.json"
says "13 open borders closed, 9 named, 9 with a code"
run 0 "$w" layer add "$s" points "$data/ouhai/ouhai_street_points.csv" \
	--map street-points
says "points: 13 of 13 features"
run 1 "$w" layer add "$s" names "$data/ouhai/villages_345-3303.json" \
	--role village
says "names and codes: there is no geometry in it"
for f in arteries freeways; do
	run 0 "$w" layer add "$s" $f "$data/sf/$f.json.xz" --map datasf \
		--role road
done
run 0 "$w" layer add "$s" hoods "$data/sf/neighborhoods.json.xz" \
	--map datasf --role area
says "hoods: 37 of 37 features"
run 0 "$w" layer add "$s" outline "$data/sf/sf_outline.geojson" \
	--map datasf --role area
run 0 "$w" check "$s"
