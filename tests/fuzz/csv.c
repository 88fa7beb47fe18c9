/*
 * Any bytes as a CSV file, in pieces whose size the first byte says: the rows
 * do not depend on the pieces, and written out they read back the same.
 */
#include "model/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
write_row(struct buf *out, const struct csv *c)
{
	struct csv_writer w = {.out = out};

	hold(c->fields > 0 && c->fields <= CSV_COLUMNS);
	for (size_t i = 0; i < c->fields; i++) {
		hold(strlen(c->field[i].s) == c->field[i].len);
		csv_put(&w, c->field[i].s, c->field[i].len);
	}
	csv_end_row(&w);
}

/* Reads s in pieces and writes its rows to out; whether there was no fault. */
static bool
copy(struct buf *out, const char *s, size_t len, size_t piece)
{
	enum problem_code code = PROBLEM_NONE;
	struct csv c;
	bool row;

	csv_init(&c, "fuzz");
	while (len > 0 && !code) {
		size_t n = piece < len ? piece : len, left = n;
		const char *at = s;

		while (left > 0 && !code) {
			code = csv_read(&c, &at, &left, &row, NULL);
			if (row)
				write_row(out, &c);
		}
		s += n;
		len -= n;
	}
	if (!code)
		code = csv_end(&c, &row, NULL);
	if (!code && row)
		write_row(out, &c);
	csv_free(&c);
	return code == PROBLEM_NONE;
}

static bool
same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && strcmp(buf_str(a), buf_str(b)) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = {0}, pieces = {0}, again = {0};
	const char *s = (const char *)data + 1;
	bool good;

	if (size < 2)
		return 0;
	good = copy(&whole, s, size - 1, size);
	hold(copy(&pieces, s, size - 1, (size_t)data[0] % 16 + 1) == good);
	hold(same(&whole, &pieces));
	hold(copy(&again, buf_str(&whole), whole.len, 7));
	hold(same(&whole, &again));
	buf_free(&whole);
	buf_free(&pieces);
	buf_free(&again);
	return 0;
}
