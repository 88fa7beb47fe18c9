/*
 * Feeds the CSV reader from the source.
 */
#include "replay/rows.h"

#include <stdlib.h>

/* A row, or *more false at the end; of whatever columns. */
static enum problem_code
read_row(struct rows *r, bool *more, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	*more = false;
	while (!code && !*more && !r->over) {
		if (r->len == 0)
			code = source_read(r->source, &r->bytes, &r->len, p);
		if (code)
			break;
		r->over = r->len == 0;
		code = r->over ? csv_end(&r->csv, more, p)
		               : csv_read(&r->csv, &r->bytes, &r->len, more, p);
	}
	return code;
}

static enum problem_code
read_header(struct rows *r, struct problem *p)
{
	bool more;
	enum problem_code code = read_row(r, &more, p);

	if (!code && !more)
		return problem_set(p, PROBLEM_FILE_LINE, "file",
		    source_name(r->source), "line", "1", "why", why_no_header,
		    NULL);
	return code ? code : csv_header(&r->csv, p);
}

enum problem_code
rows_open(const char *path, struct rows **out, struct problem *p)
{
	struct rows *r = calloc(1, sizeof(*r));
	enum problem_code code;

	*out = NULL;
	if (!r)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = source_open(path, &r->source, p);
	if (!code) {
		csv_init(&r->csv, source_name(r->source));
		code = read_header(r, p);
	}
	if (code)
		rows_close(r);
	else
		*out = r;
	return code;
}

enum problem_code
rows_next(struct rows *r, bool *more, struct problem *p)
{
	return read_row(r, more, p);
}

void
rows_close(struct rows *r)
{
	if (!r)
		return;
	csv_free(&r->csv);
	source_close(r->source);
	free(r);
}
