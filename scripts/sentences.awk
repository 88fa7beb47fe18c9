# Prints FILE:LINE of each problem that is made with a sentence in it: a call
# of problem_set(), of a relative, or of any function with a parameter `why`
# or `want`, whose arguments hold a text of two words. Words belong into
# model/reasons.def; only what a key or an address is made of may stand there.
# Run over all sources twice: the first time finds who takes a `why`.
function unquoted(s) {
	gsub(/"([^"\\]|\\.)*"/, "\"\"", s)
	return s
}
function has_sentence(s, text) {
	while (match(s, /"([^"\\]|\\.)*"/)) {
		text = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
		# Methods of HTTP, names of parameters: words parted by commas.
		if (text ~ /[a-z0-9][.,:;']* +[a-z]/ &&
		    text !~ /^"[A-Za-z0-9]+(, [A-Za-z0-9]+)*"$/)
			return 1
	}
	return 0
}
FNR == 1 {
	pass[FILENAME]++
	open = 0
}
pass[FILENAME] == 1 {
	if (match($0, /^[a-z_0-9]+\(/))
		name = substr($0, 1, RLENGTH - 1)
	if (name && $0 ~ /const char \*(why|want)[,)]/)
		takes[name] = 1
	if ($0 ~ /^{/)
		name = ""
	next
}
{
	line = $0
	while (!open && match(line, /[a-z_0-9]+\(/)) {
		f = substr(line, RSTART, RLENGTH - 1)
		line = substr(line, RSTART + RLENGTH)
		if (f in takes || f ~ /^(problem_set|problem_param|tx_refuse)$/) {
			open = 1
			at = FNR
			text = line
		}
	}
	if (open && FNR != at)
		text = text " " $0
	if (open && unquoted(text) ~ /;|^[ \t]*(const|struct|enum) /) {
		sub(/;.*/, "", text)
		if (text !~ /^[ \t]*(const|struct|enum) / && has_sentence(text))
			print FILENAME ":" at ": a sentence in a problem: " \
			    "model/reasons.def"
		open = 0
	}
}
