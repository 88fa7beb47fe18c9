# Completion of watchroom for bash.
# from the tables: watchroom in bash
_watchroom_subcommands='do list replay simulate'
_watchroom_options='--to --embedded --token-file --ca --seat --language --zone --json --thin --line --map --tracks --tracks-map --speed --check --seed --help --version'
_watchroom_verbs='new sign own edit priority hold resume transfer merge split link submit return close cancel reopen reveal dispatch exchange recall decline delivered accept enroute onscene conveying conveyed clear report status crew welfare emergency walk message mustread item tick task start finish check redo drop postpone give join amend plan confirm correct retract room shut add remove lastseen sectors sector sweep swept again put restore clock'
_watchroom_kinds='station grid place officer unit incident caller assignment room message task operation order alert bulletin setting item route sector sweep'
# end of the tables

_watchroom()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local word sub= after=0 words

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ $sub ]]; then
			[[ $word == -* ]] || after=$((after + 1))
		elif [[ " $_watchroom_subcommands " == *" $word "* ]]; then
			sub=$word
		fi
	done
	case $prev in
	--language) words='en zh' ;;
	--embedded)
		COMPREPLY=($(compgen -d -- "$cur"))
		return
		;;
	--token-file | --ca | --map)
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	*)
		if [[ $cur == -* ]]; then
			words=$_watchroom_options
		elif [[ ! $sub ]]; then
			words=$_watchroom_subcommands
		elif [[ $after -gt 0 ]]; then
			return
		elif [[ $sub == do ]]; then
			words=$_watchroom_verbs
		elif [[ $sub == list ]]; then
			words=$_watchroom_kinds
		else
			COMPREPLY=($(compgen -f -- "$cur"))
			return
		fi
		;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _watchroom watchroom
