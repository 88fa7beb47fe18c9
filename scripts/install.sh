#!/bin/sh
# usage: [DESTDIR=DIR] [PREFIX=DIR] install.sh [--remove] BUILD
# Puts what was built in BUILD, and what we ship beside it, below
# DESTDIR/PREFIX, or takes just that away again: one list serves both.
set -eu
cd "$(dirname "$0")/.."
remove=
[ "$1" != --remove ] || {
	remove=yes
	shift
}
build=$1
to=${DESTDIR-}${PREFIX:-/usr/local}

# A line each: mode, file here, file below PREFIX.
list() {
	for p in watchroom watchroomd; do
		echo "755 $build/$p bin/$p"
	done
	find config -type f ! -name '*.[ch]' ! -path 'config/system/*' \
		! -path 'config/shell/*' | sort | while read -r f; do
		echo "644 $f share/watchroom/${f#config/}"
	done
	for f in README.md LICENSE; do
		echo "644 $f share/doc/watchroom/$f"
	done
	for f in config/system/*; do
		echo "644 $f share/doc/watchroom/examples/${f##*/}"
	done
	for f in man/*.[1-8]; do
		echo "644 $f share/man/man${f##*.}/${f##*/}"
	done
	for f in po/*.po; do
		mo=$(basename "$f" .po)/LC_MESSAGES/watchroom.mo
		echo "644 $build/locale/$mo share/locale/$mo"
	done
	for p in watchroom watchroomd; do
		echo "644 config/shell/$p.bash" \
			"share/bash-completion/completions/$p"
		echo "644 config/shell/_$p share/zsh/site-functions/_$p"
	done
}

list | while read -r mode from name; do
	[ -e "$from" ] || continue
	if [ -n "$remove" ]; then
		rm -f "$to/$name"
	else
		mkdir -p "$to/$(dirname "$name")"
		install -m "$mode" "$from" "$to/$name"
	fi
done
[ -z "$remove" ] || for d in share/watchroom share/doc/watchroom; do
	[ ! -d "$to/$d" ] || find "$to/$d" -depth -type d -empty -delete
done
