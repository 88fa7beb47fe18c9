/*
 * The rows of a CSV, one after the other, from wherever its bytes come.
 */
#ifndef REPLAY_ROWS_H
#define REPLAY_ROWS_H

#include "config/source.h"
#include "model/csv.h"

struct rows {
	struct csv csv; /* its fields are the last row's */
	struct source *source;
	const char *bytes; /* not read yet */
	size_t len;
	bool over; /* the source gave all */
};

/*
 * Opens a path ("-": standard input) and takes its first row as the names of
 * columns. What source_open(), source_read() and csv_read() say; FILE_LINE
 * for a file without any row. rows_close() in any case but failure.
 */
MUST_USE enum problem_code rows_open(
    const char *path, struct rows **out, struct problem *p);
/* The next row into r->csv; *more false after the last. */
MUST_USE enum problem_code rows_next(
    struct rows *r, bool *more, struct problem *p);
/* NULL is fine. */
void rows_close(struct rows *r);

#endif
