#!/bin/sh
# usage: unihan.sh [--where]
# Prints Unihan_Readings.txt as the system's package has it, packed or not; or
# only where it lies. Nothing, and 1, when it is not here. UNIHAN=FILE takes
# another's place.
set -u
for f in ${UNIHAN-/usr/share/unicode/Unihan_Readings.txt* \
	/usr/share/unicode/ucd/Unihan_Readings.txt* \
	/usr/share/unicode/Unihan.zip /usr/share/unicode/ucd/Unihan.zip \
	/usr/share/unicode-character-database/Unihan_Readings.txt* \
	/usr/share/unicode-character-database/Unihan.zip}; do
	[ -r "$f" ] || continue
	case $f in
	*.bz2) unpack="bzip2 -dc" ;;
	*.xz) unpack="xz -dc" ;;
	*.gz) unpack="gzip -dc" ;;
	*.zip) unpack="unzip -p" ;;
	*) unpack=cat ;;
	esac
	command -v "${unpack%% *}" >/dev/null 2>&1 || continue
	if [ "${1-}" = --where ]; then
		echo "$f"
	elif [ "${f##*.}" = zip ]; then
		$unpack "$f" Unihan_Readings.txt
	else
		$unpack "$f"
	fi
	exit
done
exit 1
