/*
 * gzip by zlib (squeeze.h).
 */
#include "central/squeeze.h"

#include <stdlib.h>
#include <zlib.h>

#define WINDOW_BITS 14
#define THIN_WINDOW_BITS 15
#define MEMORY_LEVEL 4
#define EFFORT 8
#define GZIP_WRAPPER 16 /* added to the window's bits: RFC 1952 */
#define STAGE 1024      /* plain bytes taken at once */

struct squeeze {
	z_stream z;
	int flush;   /* what is under way; Z_NO_FLUSH: none */
	bool behind; /* something was taken since the last flush */
	bool ended;  /* the end is written, maybe not yet out */
	unsigned char stage[STAGE];
};

struct squeeze *
squeeze_new(bool thin)
{
	int bits = (thin ? THIN_WINDOW_BITS : WINDOW_BITS) + GZIP_WRAPPER;
	struct squeeze *s = calloc(1, sizeof(*s));

	if (s && deflateInit2(&s->z, EFFORT, Z_DEFLATED, bits, MEMORY_LEVEL,
	             Z_DEFAULT_STRATEGY) == Z_OK)
		return s;
	free(s);
	return NULL;
}

void
squeeze_free(struct squeeze *s)
{
	if (!s)
		return;
	deflateEnd(&s->z);
	free(s);
}

/* Fills the empty stage, or finds that it is time to flush. */
static bool
refill(struct squeeze *s, squeeze_fn *from, void *ctx)
{
	ssize_t n = from(ctx, (char *)s->stage, sizeof(s->stage));

	if (n > 0) {
		s->z.next_in = s->stage;
		s->z.avail_in = (unsigned)n;
		s->behind = true;
		return true;
	}
	s->flush = n < 0 ? Z_FINISH : s->behind ? Z_PARTIAL_FLUSH : Z_NO_FLUSH;
	return false;
}

/* Once begun a flush is gone through with: it is over when room is left. */
static void
go_on_flushing(struct squeeze *s)
{
	s->ended = deflate(&s->z, s->flush) == Z_STREAM_END;
	if (s->z.avail_out > 0) {
		s->flush = Z_NO_FLUSH;
		s->behind = false;
	}
}

/* One call of deflate(); whether there may be more to do. */
static bool
step(struct squeeze *s, squeeze_fn *from, void *ctx)
{
	if (s->flush != Z_NO_FLUSH)
		go_on_flushing(s);
	else if (s->z.avail_in > 0 || refill(s, from, ctx))
		deflate(&s->z, Z_NO_FLUSH);
	else
		return s->flush != Z_NO_FLUSH;
	return true;
}

ssize_t
squeeze_pull(
    struct squeeze *s, squeeze_fn *from, void *ctx, char *to, size_t room)
{
	size_t put;

	if (s->ended)
		return -1;
	s->z.next_out = (unsigned char *)to;
	s->z.avail_out = (unsigned)room;
	while (s->z.avail_out > 0 && !s->ended && step(s, from, ctx))
		;
	put = room - s->z.avail_out;
	return put == 0 && s->ended ? -1 : (ssize_t)put;
}
