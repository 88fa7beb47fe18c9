#!/bin/sh
# What `make install` puts somewhere runs from there with its own files, not
# the tree's, and `make uninstall` leaves no file behind.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
unset MAKEFLAGS MFLAGS MAKELEVEL WATCHROOM_LOCALEDIR WATCHROOM_DATADIR
to=$(mktemp -d)
trap 'rm -rf "$to"' EXIT
passed=0
failed=0

ok() {
	if eval "$2"; then
		passed=$((passed + 1))
	else
		echo "not so: $1"
		failed=$((failed + 1))
	fi
}

DESTDIR=$to PREFIX=/usr sh scripts/install.sh "$build"
usr=$to/usr
for p in watchroom watchroomd; do
	[ -x "$build/$p" ] || continue
	ok "$p runs from where it was installed" \
		'"$usr/bin/$p" --help >/dev/null'
done
ok "watchroom speaks Chinese there" \
	'LC_ALL=C.UTF-8 "$usr/bin/watchroom" --language zh --help |
		LC_ALL=C.UTF-8 grep -q 用法'
for f in central.yaml maps/sf-fire.yaml; do
	ok "$f is there" '[ -s "$usr/share/watchroom/$f" ]'
done
if [ -x "$build/watchroomd" ]; then
	ok "watchroomd makes a store with the settings there" \
		'"$usr/bin/watchroomd" init "$to/store" >/dev/null'
	mv "$usr/share/watchroom" "$usr/share/elsewhere"
	ok "watchroomd does not take those of the tree it was built in" \
		'! "$usr/bin/watchroomd" init "$to/other" >/dev/null 2>&1'
	mv "$usr/share/elsewhere" "$usr/share/watchroom"
	rm -rf "$to/store" "$to/other"
fi
for f in man/*.[1-8]; do
	ok "$f is there" '[ -s "$usr/share/man/man${f##*.}/${f##*/}" ]'
done
ok "no file of ours is writable for others" \
	'[ -z "$(find "$to" ! -type l -perm /022 ! -path "$to")" ]'

DESTDIR=$to PREFIX=/usr sh scripts/install.sh --remove "$build"
ok "uninstalling leaves no file" '[ -z "$(find "$to" -type f)" ]'
ok "uninstalling leaves no directory of our own" \
	'[ ! -e "$usr/share/watchroom" ]'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
