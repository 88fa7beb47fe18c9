# Completion of watchroomd for bash.
# from the tables: watchroomd in bash
_watchroomd_subcommands='init serve user import export layer check'
_watchroomd_options_init='--drill --start --zone --config --admin'
_watchroomd_words_init=''
_watchroomd_options_serve='--listen --tls-cert --tls-key --token-fd'
_watchroomd_words_serve=''
_watchroomd_options_user='--role --station --officer --unit --off'
_watchroomd_words_user='add role reset lock unlock totp list'
_watchroomd_options_import=''
_watchroomd_words_import=''
_watchroomd_options_export='--format --reason'
_watchroomd_words_export='csv json geojson'
_watchroomd_options_layer='--role --crs --map --names --codes --station'
_watchroomd_words_layer='add wgs84 gcj02 bd09 list export drop'
_watchroomd_options_check=''
_watchroomd_words_check=''
_watchroomd_kinds='station grid place officer unit incident caller assignment room message task operation order alert bulletin setting item route sector sweep'
# end of the tables

_watchroomd()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local sub=${COMP_WORDS[1]} options words

	if [[ $COMP_CWORD -eq 1 ]]; then
		COMPREPLY=($(compgen -W "$_watchroomd_subcommands" -- "$cur"))
		return
	fi
	[[ " $_watchroomd_subcommands " == *" $sub "* ]] || return
	options=_watchroomd_options_$sub
	words=_watchroomd_words_$sub
	if [[ $cur == -* ]]; then
		words=${!options}
	elif [[ $prev == --format || $sub == user && $COMP_CWORD -eq 2 ]]; then
		words=${!words}
	elif [[ $sub == import || $sub == export ]] && [[ $COMP_CWORD -eq 3 ]]; then
		words=$_watchroomd_kinds
	else
		COMPREPLY=($(compgen -f -- "$cur"))
		return
	fi
	COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _watchroomd watchroomd
