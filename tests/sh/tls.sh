#!/bin/sh
# A token goes only to a central whose certificate is believed: not to one that
# nobody vouches for, not to one that is vouched for under another name.
set -u
build=$1
command -v openssl >/dev/null || {
	echo "openssl is not here"
	exit 77
}
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server; rm -rf "$dir"' EXIT

# $1: the certificate's name. Serves it; sets $port.
serve() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 2 -subj "/CN=$1" -addext "subjectAltName=DNS:$1" \
		-keyout "$dir/key" -out "$dir/cert" 2>/dev/null || exit 1
	: >"$dir/log" # the port of one before must not be read for this one's
	openssl s_server -accept 127.0.0.1:0 -key "$dir/key" \
		-cert "$dir/cert" -www >"$dir/log" 2>&1 </dev/null &
	server=$!
	tries=0
	until port=$(sed -n 's/^ACCEPT .*:\([0-9][0-9]*\)$/\1/p' "$dir/log") &&
		[ -n "$port" ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { cat "$dir/log"; exit 1; }
		sleep 0.1
	done
}

list() {
	"$build/watchroom" --language en --to "https://localhost:$port" \
		--token-file "$dir/token" "$@" list unit >"$dir/out" 2>&1
}

# $1: what the complaint must say; the rest: more options. A handshake that a
# busy machine is too slow for says nothing yet.
complains() {
	want=$1
	shift
	for try in 1 2 3 4 5 6 7 8 9 10; do
		list "$@"
		code=$?
		grep -qi timeout "$dir/out" || break
	done
	if [ $code != 1 ] || ! grep -qi "$want" "$dir/out"; then
		echo "wanted '$want', exit 1; got exit $code:"
		cat "$dir/out"
		exit 1
	fi
}

(umask 077 && echo token >"$dir/token")
serve localhost
complains certificate
# Believed: TLS stands, and the page that comes is no central's.
complains 'line 1, byte 1' --ca "$dir/cert"
kill $server
wait $server 2>/dev/null
serve elsewhere.example
complains 'certificate' --ca "$dir/cert"
echo "3 passed, 0 failed"
