#!/bin/sh
# Every text a person may read is in every catalogue, translated, and nothing
# is fuzzy; no format is broken by its translation.
set -u
cd "$(dirname "$0")/../.."
command -v msgcmp >/dev/null || {
	echo "no gettext tools here"
	exit 77
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

sh scripts/pot.sh "$dir/all.pot" || exit 1
[ "$(grep -c '^msgid' "$dir/all.pot")" -gt 400 ] || {
	echo "the texts of the tables were not found"
	exit 1
}
for po in po/*.po; do
	said=$(LC_ALL=C msgfmt -c --statistics -o /dev/null "$po" 2>&1)
	echo "$po: $said"
	case $said in
	*fuzzy* | *untranslated* | *error*) failed=1 ;;
	esac
	# Says which texts it lacks.
	msgcmp "$po" "$dir/all.pot" || failed=1
done
# Who asks for Chinese where it cannot be shown is told so.
if LC_ALL=C "$1/watchroom" --language zh --help 2>&1 >"$dir/help" |
	grep -q 'use a UTF-8 locale'; then
	grep -q '^usage' "$dir/help" || failed=1
else
	echo "--language zh is passed over in silence"
	failed=1
fi
[ $failed = 0 ] || echo "run make po, and translate what is new"
exit $failed
