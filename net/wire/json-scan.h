/*
 * The judge of JSON text: RFC 8259 to the letter, and our own rules on top
 * (json.h lists them). It builds nothing; cJSON builds the tree afterwards
 * from text that this scanner has let pass, so none of cJSON's leniency
 * (leading zeros, control characters, lone surrogates, cut strings) is ever
 * reached.
 */
#ifndef NET_WIRE_JSON_SCAN_H
#define NET_WIRE_JSON_SCAN_H

#include "model/base.h"

/* The longest number that cJSON 1.7.15 reads whole: its own buffer's size. */
#define JSON_NUMBER_MAX 63

struct json_fault {
	const char *why; /* model/reason.h; NULL when memory ended */
	size_t at;       /* offset of the offending byte in the text */
};

/*
 * Whether text[0..len) is one JSON value that our rules let pass, nested at
 * most `depth` arrays and objects deep (the scanner recurses that deep).
 * If not, *fault says why.
 *
 * *copy is NULL, or, when some number is longer than JSON_NUMBER_MAX bytes,
 * the same text (len bytes, owned by the caller) with such numbers put in
 * fewer digits that read as the same double, and spaces after them.
 */
MUST_USE bool json_scan(const char *text, size_t len, size_t depth,
    struct json_fault *fault, char **copy);

#endif
