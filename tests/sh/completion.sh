#!/bin/sh
# What bash and zsh offer behind `watchroom` and `watchroomd`.
set -u
build=$1
cd "$(dirname "$0")/../.." || exit 1
command -v bash >/dev/null || {
	echo "bash is not here"
	exit 77
}
passed=0
failed=0

# $1: a word that must be among what is offered; the rest: the line so far.
offers() {
	want=$1
	shift
	said=$(bash -c '. "config/shell/$1.bash"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		"_$1"
		echo "${COMPREPLY[@]}"' "$1" "$@")
	case " $said " in
	*" $want "*) passed=$((passed + 1)) ;;
	*)
		echo "not offered: $want behind $*; but: $said"
		failed=$((failed + 1))
		;;
	esac
}

offers replay watchroom r
offers --token-file watchroom --to
offers zh watchroom --language ''
offers dispatch watchroom do disp
offers dispatch watchroom --to unix:x do disp
offers incident watchroom list inc
offers --json watchroom list incident --j
offers serve watchroomd s
offers --drill watchroomd init DIR --d
offers unlock watchroomd user u
offers geojson watchroomd export DIR unit --format g
offers unit watchroomd import DIR un
offers Makefile watchroomd import DIR unit Makef

# All that is offered as an option is one.
for p in watchroom watchroomd; do
	[ -x "$build/$p" ] || continue
	said=$("$build/$p" --help)
	for o in $(grep -ohE -- '--[a-z-]+' config/shell/$p.bash | sort -u |
		grep -vx -- --); do
		case $said in
		*"$o"*) ;;
		*)
			echo "$p --help has no $o"
			failed=$((failed + 1))
			;;
		esac
	done
done
if command -v zsh >/dev/null; then
	zsh -n config/shell/_watchroom || failed=$((failed + 1))
	zsh -n config/shell/_watchroomd || failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
