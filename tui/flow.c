/*
 * See flow.h.
 */
#include "tui/flow.h"

#include <string.h>

#include "model/text.h"

void
flow_set(
    struct flow *f, const char *text, size_t len, size_t cols, size_t indent)
{
	buf_clear(&f->text);
	text_clean(&f->text, text, len, TEXT_LINES);
	f->cols = cols > 0 ? cols : 1;
	f->indent = f->cols > 2 * indent ? indent : 0;
}

void
flow_free(struct flow *f)
{
	buf_free(&f->text);
}

/* Where a row that is too long is parted: at a blank, if one is near. */
static size_t
part(const char *text, size_t fits)
{
	for (size_t n = fits; n > fits / 2; n--)
		if (text[n - 1] == ' ')
			return n;
	return fits;
}

/* The bytes of the row at *at, which moves to the next; at least one while
 * there is any text, so that every walk ends. */
static size_t
next_row(const struct flow *f, bool first, const char **at)
{
	size_t line = strcspn(*at, "\n");
	size_t cols = first ? f->cols : f->cols - f->indent;
	size_t fits = text_cut(*at, line, cols, NULL);

	if (fits == 0 && line > 0)
		fits = line; /* one that is wider than the row: drawing cuts */
	else if (fits < line)
		fits = part(*at, fits);
	*at += fits;
	*at += **at == '\n' && fits == line;
	return fits;
}

size_t
flow_rows(const struct flow *f, size_t most)
{
	const char *at = buf_str(&f->text);
	size_t n = 0;

	do {
		next_row(f, n == 0, &at);
		n++;
	} while (*at && n < most);
	return n;
}

void
flow_draw(const struct flow *f, struct area a, int row, size_t from,
    size_t count, enum style style)
{
	const char *at = buf_str(&f->text), *text;
	size_t len;

	for (size_t n = 0; n < from + count && (n == 0 || *at); n++) {
		int col = n == 0 ? 0 : (int)f->indent;

		text = at;
		len = next_row(f, n == 0, &at);
		if (n < from)
			continue;
		if (row >= 0 && row < a.rows)
			draw_text_flags(
			    a, row, col, a.cols - col, style, 0, text, len);
		row++;
	}
}
