/*
 * Where the bytes of a file come from: a file or standard input, as it is or
 * packed by xz or gzip. Which it is, its first bytes say; a name that ends in
 * .xz or .gz must keep its word.
 *
 * Read as a stream in helpings of SOURCE_CHUNK: neither the file nor what
 * comes out of it is ever in memory whole, and xz may take SOURCE_MEMORY at
 * most. Archives one behind the other count as one. One that is cut or
 * damaged is a FILE problem that says so; what came before was given out
 * already, so who uses it must not act before the end.
 */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include "model/problem.h"

#define SOURCE_CHUNK ((size_t)64 * 1024)
#define SOURCE_MEMORY ((uint64_t)96 << 20) /* xz -9 wants 65 MiB */

struct source;

/* Opens a path, or "-" for standard input. FILE, NO_MEMORY. */
MUST_USE enum problem_code source_open(
    const char *path, struct source **out, struct problem *p);
/* NULL is fine. */
void source_close(struct source *s);

/* How problems call it: the path, or "standard input". */
const char *source_name(const struct source *s);
/*
 * The next bytes, valid until the next call; *len 0 at the end of all. FILE,
 * NO_MEMORY; there is no reading on after that.
 */
MUST_USE enum problem_code source_read(
    struct source *s, const char **bytes, size_t *len, struct problem *p);

#endif
