#!/bin/sh
# The house rules a compiler does not know: format, size, unbounded calls,
# who may include whom (DESIGN's house). Prints each breach as FILE:LINE: why.
set -u
cd "$(dirname "$0")/.."
bad=0
say() {
	echo "$1"
	bad=1
}

sources=$(git ls-files -co --exclude-standard '*.c' '*.h')

clang-format --dry-run --Werror $sources || bad=1

for f in $sources; do
	n=$(wc -l <"$f")
	[ "$n" -le 800 ] || say "$f:1: $n lines; one idea a file, 800 at most"
done

# A function is 60 lines at the very most: from { to } in the first column.
long=$(awk 'FNR == 1 { start = 0 }
	/^\{/ { start = FNR }
	/^\}/ { if (start && FNR - start > 61)
		print FILENAME ":" start ": a function of " FNR - start " lines"
		start = 0 }' $(echo "$sources" | grep '\.c$'))
[ -z "$long" ] || say "$long"

calls=$(grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok)\(' \
	$sources)
[ -z "$calls" ] || say "$calls: unbounded or unchecked"

# Who knows whom. FROM: the directories (or system headers) it may not include.
forbid() {
	hits=$(grep -nE "#include [\"<]($2)" $(echo "$sources" |
		grep -E "^($1)/") /dev/null)
	[ -z "$hits" ] || say "$hits: $1 may not know that"
}
forbid model 'net/|config/|tui/|central/|replay/|tests/|n?curses|curl/|cjson|cJSON|sqlite3|microhttpd|yaml'
forbid net/wire 'net/link|config/|tui/|central/|replay/|tests/|n?curses|curl/|sqlite3|microhttpd'
forbid config 'net/|tui/|central/|replay/|tests/|n?curses|curl/|sqlite3|microhttpd|cjson'
forbid net/link 'tui/|central/|replay/|tests/|n?curses|microhttpd'
# The journal's file alone knows SQL there.
sources=$(echo "$sources" | grep -v '^net/link/journal-file\.c$')
forbid net/link 'sqlite3'
forbid tui 'central/|tests/|sqlite3|microhttpd'
forbid replay 'tui/|central/|tests/|n?curses|sqlite3|microhttpd'
forbid central 'tui/|replay/|net/link|tests/|n?curses|curl/'

# A problem carries codes; the words are made where they are shown.
made=$(echo "$sources" | grep '\.c$' | grep -vE '^(tests|scripts|po)/')
said=$(awk -f scripts/sentences.awk $made $made)
[ -z "$said" ] || say "$said"

[ $bad = 0 ] && echo "lint: house rules hold for $(echo "$sources" | wc -l) files"
exit $bad
