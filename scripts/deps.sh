#!/bin/sh
# Installs what scripts/packages lists and this machine lacks: says first
# what is missing, then installs it; without root and sudo it prints the one
# line to run and ends with 1. With --check it only names what is missing.
set -eu
cd "$(dirname "$0")/.."

manager() {
	for m in apt-get:2 dnf:3 apk:4 pacman:5 brew:6; do
		if command -v "${m%:*}" >/dev/null 2>&1; then
			echo "$m"
			return
		fi
	done
}

present() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
	file:*) [ -e "${1#file:}" ] ;;
	asan:*) echo 'int main(void){return 0;}' | "${1#asan:}" -xc - \
		-fsanitize=address,fuzzer-no-link -o /dev/null 2>/dev/null ;;
	esac
}

m=$(manager)
if [ -z "$m" ]; then
	echo "deps: no apt-get, dnf, apk, pacman or brew here;" \
		"install what scripts/packages lists" >&2
	exit 1
fi

missing=$(grep -v '^#' scripts/packages | while IFS= read -r line; do
	test=$(echo "$line" | cut -d'|' -f1 | tr -d ' ')
	names=$(echo "$line" | cut -d'|' -f"${m#*:}" | sed 's/^ *//; s/ *$//')
	[ "$names" = - ] || present "$test" || echo "$names"
done | tr ' ' '\n' | sort -u | tr '\n' ' ' | sed 's/ *$//')

[ -n "$missing" ] || exit 0
echo "deps: missing: $missing"
[ "${1-}" != --check ] || exit 1

case ${m%:*} in
apt-get) update="apt-get update -q" install="apt-get install -y -q \
--no-install-recommends" ;;
dnf) update=true install="dnf install -y" ;;
apk) update=true install="apk add" ;;
pacman) update=true install="pacman -S --needed --noconfirm" ;;
brew) update=true install="brew install" ;;
esac

if [ "$(id -u)" = 0 ] || [ "${m%:*}" = brew ]; then
	as=
elif command -v sudo >/dev/null 2>&1; then
	as=sudo
else
	[ "$update" = true ] || update="$update && "
	[ "$update" != true ] || update=
	echo "deps: neither root nor sudo: have this run as root:" >&2
	echo "$update$install $missing" >&2
	exit 1
fi

export DEBIAN_FRONTEND=noninteractive
$as $update </dev/null
# shellcheck disable=SC2086 # the names are words
$as $install $missing </dev/null
