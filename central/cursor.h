/*
 * A cursor: where a reader of the feed stands, as one word that it sends back
 * as it came (Last-Event-ID).
 *
 *	SCOPES.SEQ.TAG			all up to SEQ is there
 *	SCOPES.SEQ.TAG.KNOWN		all up to SEQ, but what moved
 *					between SEQ and KNOWN
 *	SCOPES.SEQ.TAG.KNOWN.END	of what was live at END, all up to SEQ
 *					(0: the settings alone), but what moved
 *					between END and KNOWN
 *
 * SCOPES digests what the reader may see. KNOWN is the newest commit of the
 * moment when the cursor was given: a reader that catches up does not get what
 * it will get later in a newer version, so only a store that has KNOWN can go
 * on for it; a backup from before cannot. TAG is of the audit line KNOWN (SEQ
 * where it is not said), whose chain vouches for all before it. SCOPES and TAG
 * are base64url (RFC 4648, 5). What stands still comes first and the tag is
 * short: a cursor goes out with every change, and what does not compress is
 * paid for by thin lines.
 */
#ifndef CENTRAL_CURSOR_H
#define CENTRAL_CURSOR_H

#include "model/base.h"

#define CURSOR_SIZE 80 /* what holds any cursor and its NUL */

struct cursor {
	int64_t seq;
	int64_t known;   /* >= seq */
	int64_t end;     /* 0 when no snapshot is open; > seq, <= known */
	uint64_t tag;    /* cursor_tag() */
	uint64_t scopes; /* cursor_scopes() */
};

/* The first 36 bits of an audit tag. */
uint64_t cursor_tag(const unsigned char *tag);
/* 48 bits of the BLAKE2s digest of scopes in byte order, each once. */
uint64_t cursor_scopes(const char *const *scopes, size_t count);
void cursor_format(const struct cursor *c, char out[CURSOR_SIZE]);
/* False, *c untouched, for all that cursor_format() does not write. */
MUST_USE bool cursor_parse(const char *text, size_t len, struct cursor *c);

#endif
