#!/bin/sh
# usage: pot.sh OUT
# Every text of the console that a person reads, as a template to translate:
# what _() and N_() mark, and what stands in the tables (po/tables.c).
set -eu
cd "$(dirname "$0")/.."
out=$1
tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
${CC:-cc} -std=c17 -E -P -I. po/tables.c |
	sed 's/ W_(/\nW_(/g' | grep -v ', "")' >"$tables"
# Sorted: texts that two people add seldom meet in one place.
xgettext --from-code=UTF-8 --language=C --no-location --no-wrap --sort-output \
	--package-name=watchroom --add-comments=TRANSLATORS \
	--keyword --keyword=_ --keyword=N_ --keyword=N_IN:1c,2 --keyword=W_:1c,2 \
	-o "$out" "$tables" $(ls tui/*.c tui/cli.def replay/*.c 2>/dev/null)
sed -i 's/charset=CHARSET/charset=UTF-8/; /^"POT-Creation-Date/d' "$out"
