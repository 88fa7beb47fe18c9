/*
 * A growing run of bytes, always followed by a NUL that is not counted.
 *
 * Running out of memory is remembered instead of returned from every append:
 * the appends that follow do nothing, and the one who finishes asks buf_ok().
 */
#ifndef MODEL_BUF_H
#define MODEL_BUF_H

#include "model/base.h"

struct buf {
	char *data;  /* owned; NULL while nothing was ever added */
	size_t len;  /* bytes, without the closing NUL */
	size_t room; /* bytes allocated */
	bool failed; /* memory ended; the content is cut */
};

/* The content as a C string, "" when empty; valid until the next change. */
const char *buf_str(const struct buf *b);
/* Whether everything that was added is there. */
MUST_USE bool buf_ok(const struct buf *b);
/* Makes room for `more` bytes beyond len; false when memory ended. */
bool buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Empties without giving memory back. */
void buf_clear(struct buf *b);
/* Drops the first n bytes (n <= len). */
void buf_consume(struct buf *b, size_t n);
/* Gives memory back; the struct is as new. */
void buf_free(struct buf *b);

#endif
