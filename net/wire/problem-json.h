/*
 * A problem on the wire: an RFC 9457 document, application/problem+json.
 *
 *	{"type":"about:blank","title":"Conflict","status":409,
 *	 "detail":"P1 is busy: 0128","code":"unit-taken",
 *	 "params":{"unit":"P1","is":"busy","incident":"0128"}}
 *
 * `title` is HTTP's phrase for the status and `detail` the English sentence,
 * for people at curl; a console reads `code` and `params` and makes the words.
 */
#ifndef NET_WIRE_PROBLEM_JSON_H
#define NET_WIRE_PROBLEM_JSON_H

#include "model/problem.h"
#include "net/wire/json-out.h"

/*
 * Writes the document. A code that never goes over HTTP has status 500. What
 * is not UTF-8 in a parameter comes out as marks (model/text.h).
 */
void problem_write_json(struct json_out *o, const struct problem *p);

/*
 * Reads an answer of status 4xx or 5xx into *p and returns its code, never
 * PROBLEM_NONE. An answer that is no such document (a proxy's page, a newer
 * central's code) becomes what its status says: a 5xx is UNKNOWN, as nobody
 * said that nothing was done.
 */
enum problem_code problem_read_json(
    const char *body, size_t len, int status, struct problem *p);

#endif
