/*
 * A stream in gzip (RFC 1952), flushed so that what was put in can always be
 * read at the other end. Output is bounded by who asks for it.
 *
 * What it costs: tests/bench/feed.c's shift (40 incidents at once, 332 bytes
 * a changed record, each commit flushed to a whole byte, effort 6), bytes a
 * record against what zlib keeps for a connection:
 *
 *	window	memLevel 4	memLevel 8
 *	 4 KiB	81 B,  30 KiB	81 B, 150 KiB
 *	 8 KiB	71 B,  46 KiB	71 B, 166 KiB
 *	16 KiB	62 B,  78 KiB	62 B, 198 KiB
 *	32 KiB	53 B, 142 KiB	52 B, 262 KiB
 *
 * A partial flush ends in 10 bits where a sync flush takes 5 bytes, and all
 * that was put in can be read just the same; with effort 8, a tenth dearer than
 * 6, that makes 57 bytes of the 62. A line of talk is 40 and its words
 * (tests/bench/talk.c).
 *
 * tests/bench/day.c does so over a replayed day (357 bytes a record), with all
 * that Debian's libcurl decodes, each commit flushed; deflate is gzip but for
 * its head and end:
 *
 *	gzip     8 KiB, memLevel 4	80 B,   46 KiB
 *	gzip    16 KiB, memLevel 4	72 B,   78 KiB
 *	gzip    32 KiB, memLevel 4	54 B,  142 KiB
 *	zstd    16 KiB, level 1 / 3	82 B,  197 / 901 KiB
 *	zstd   128 KiB, level 3		54 B, 1657 KiB
 *	brotli  16 KiB, quality 5	71 B,  945 KiB
 *	brotli  64 KiB, quality 5	46 B,  945 KiB
 *
 * So gzip: for the same bytes the others keep ten times as much a console. 16
 * KiB as a rule, and 32 where the line is thin: those are few, and bytes are
 * what they lack. memLevel only matters within a flush, and those are short.
 */
#ifndef CENTRAL_SQUEEZE_H
#define CENTRAL_SQUEEZE_H

#include "model/base.h"

#include <sys/types.h>

struct squeeze;

/* thin: fewer bytes for more memory. NULL when memory ended. */
struct squeeze *squeeze_new(bool thin);
void squeeze_free(struct squeeze *s);

/*
 * Where the plain bytes come from: at most `room` of them, 0 nothing now, -1
 * nothing ever again.
 */
typedef ssize_t squeeze_fn(void *ctx, char *to, size_t room);

/*
 * Pulls from `from` until that has nothing or `room` is full. As many bytes
 * as were put; 0: all that came is flushed and out; -1: the stream's end is
 * out too.
 */
ssize_t squeeze_pull(
    struct squeeze *s, squeeze_fn *from, void *ctx, char *to, size_t room);

#endif
