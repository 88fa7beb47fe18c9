#!/bin/sh
# The table of readings: made from a text of Unicode's form, of characters with
# several readings each once, and an empty one that compiles, with a word about
# it, where there is nothing to make it from.
set -eu
build=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() {
	echo "pinyin.sh: $1"
	exit 1
}

printf 'U+91CD\tkHanyuPinlu\tzhòng(1823) chóng(329)\nU+7EFF\tkMandarin\tlǜ\nU+91CD\tkMandarin\tzhòng\n# no line\nU+zz\tkMandarin\tx\nU+FFFFFFFF\tkMandarin\tx\n' >"$tmp/Unihan_Readings.txt"
UNIHAN=$tmp/Unihan_Readings.txt sh scripts/unihan.sh |
	"$build/scripts/pinyin" >"$tmp/table.c"
grep -q '^"zhong chong",$' "$tmp/table.c" || fail "readings of U+91CD"
grep -q '^"lv",$' "$tmp/table.c" || fail "reading of U+7EFF"
grep -q 'pinyin_chars_count = 2;' "$tmp/table.c" || fail "two characters"

if UNIHAN=$tmp/none sh scripts/unihan.sh >"$tmp/empty"; then
	fail "a file that is not there was found"
fi
"$build/scripts/pinyin" <"$tmp/empty" >"$tmp/table.c" 2>"$tmp/said"
grep -q 'not found by pinyin' "$tmp/said" || fail "nothing was said"
${CC:-cc} -std=c17 -I. -Wall -Wextra -Werror -c -o "$tmp/table.o" \
	"$tmp/table.c" || fail "the empty table does not compile"
[ "$("$build/scripts/pinyin" </dev/null 2>&1 >/dev/null | wc -l)" = 1 ]
