/*
 * A stream in gzip (RFC 1952), flushed so that what was put in can always be
 * read at the other end. Output is bounded by who asks for it.
 *
 * The window is 4 KiB and memLevel 5: SQUEEZE_STATE says why.
 */
#ifndef CENTRAL_SQUEEZE_H
#define CENTRAL_SQUEEZE_H

#include "model/base.h"

#include <sys/types.h>

struct squeeze;

/* NULL when memory ended. */
struct squeeze *squeeze_new(void);
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
