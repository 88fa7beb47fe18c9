#!/bin/sh
# usage: deps.sh [--check] [build]
# Installs what scripts/packages lists and this machine lacks: says first
# what is missing, then installs it; without root and sudo it prints the one
# line to run and ends with 1. With "build" it cares only for what the programs
# themselves need; with --check it only names what is missing.
set -eu
cd "$(dirname "$0")/.."
check=
until=
for a in "$@"; do
	case $a in
	--check) check=yes ;;
	build) until=test: ;;
	*)
		echo "usage: deps.sh [--check] [build]" >&2
		exit 2
		;;
	esac
done

manager() {
	for m in apt-get:2 dnf:3 apk:4 pacman:5 brew:6; do
		if command -v "${m%:*}" >/dev/null 2>&1; then
			echo "$m"
			return
		fi
	done
}

fuzzer='int LLVMFuzzerTestOneInput(const char *d, unsigned long n);
int LLVMFuzzerTestOneInput(const char *d, unsigned long n)
{ return n && *d ? 0 : 0; }'

present() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
	file:*) [ -e "${1#file:}" ] ;;
	wish:unihan) sh scripts/unihan.sh --where >/dev/null ;;
	fuzzer:*) echo "$fuzzer" | "${1#fuzzer:}" -xc - \
		-fsanitize=fuzzer,address,undefined -o /dev/null 2>/dev/null ;;
	*) echo "scripts/packages: what is $1?" >&2 ;;
	esac
}

# What is missing, as the manager with column $1 names it; of what is wished
# for only ($2 = wish), or of all else.
missing() {
	sed "/^#/d; ${until:+/^$until/,\$d;} /^[a-z]*:\$/d" scripts/packages |
		while IFS= read -r line; do
			test=$(echo "$line" | cut -d'|' -f1 | tr -d ' ')
			case $test in
			wish:*) [ "${2-}" = wish ] || continue ;;
			*) [ "${2-}" = wish ] && continue ;;
			esac
			names=$(echo "$line" | cut -d'|' -f"$1" |
				sed 's/^ *//; s/ *$//')
			[ "$names" = - ] || present "$test" || echo "$names"
		done | tr ' ' '\n' | sort -u | tr '\n' ' ' | sed 's/ *$//'
}

m=$(manager)
if [ -z "$m" ]; then
	echo "deps: no apt-get, dnf, apk, pacman or brew here;" \
		"install what scripts/packages lists" >&2
	exit 1
fi
names=$(missing "${m#*:}")
wishes=$(missing "${m#*:}" wish)
if [ -z "$names" ]; then
	[ -n "$wishes" ] || exit 0
	echo "deps: wished for, and not here: $wishes (works without:" \
		"names are not found by pinyin)"
	[ -z "$check" ] || exit 0
else
	echo "deps: missing: $names"
fi
[ -z "$check" ] || exit 1

case ${m%:*} in
apt-get)
	update="apt-get update -q"
	install="apt-get install -y -q --no-install-recommends"
	;;
dnf) update='' install="dnf install -y" ;;
apk) update='' install="apk add" ;;
pacman) update='' install="pacman -S --needed --noconfirm" ;;
brew) update='' install="brew install" ;;
esac

if [ "$(id -u)" = 0 ] || [ "${m%:*}" = brew ]; then
	as=
elif command -v sudo >/dev/null 2>&1; then
	as=sudo
else
	echo "deps: neither root nor sudo: have this run as root:" >&2
	echo "${update:+$update && }$install $names $wishes" >&2
	[ -n "$names" ] || exit 0
	exit 1
fi

# Lists that cannot be renewed are no reason: what is there may do.
quiet="env DEBIAN_FRONTEND=noninteractive"
[ -z "$update" ] || $as $quiet $update </dev/null || true
# shellcheck disable=SC2086 # the names are words
[ -z "$names" ] || $as $quiet $install $names </dev/null
# shellcheck disable=SC2086
[ -z "$wishes" ] || $as $quiet $install $wishes </dev/null ||
	echo "deps: no $wishes here: works without" >&2
names=$(missing "${m#*:}")
[ -z "$names" ] || {
	echo "deps: installed, and yet not found: $names" >&2
	exit 1
}
