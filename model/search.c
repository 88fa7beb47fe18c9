/*
 * See search.h. A run is walked once; the character before is all that has
 * to be remembered.
 */
#include "model/search.h"

#include <string.h>
#include <utf8proc.h>

#include "model/fold.h"

enum sort { SORT_NONE, SORT_WORD, SORT_PAIRS };

static bool
between(int32_t c, int32_t from, int32_t to)
{
	return c >= from && c <= to;
}

/* Scripts that are written without blanks between words. */
static bool
is_unparted(int32_t c)
{
	return between(c, 0x3400, 0x9fff) || between(c, 0xf900, 0xfaff) ||
	       between(c, 0x20000, 0x3ffff) || between(c, 0x3040, 0x30ff) ||
	       between(c, 0xac00, 0xd7af);
}

static enum sort
sort_of(int32_t c)
{
	utf8proc_category_t k;

	if (c < 0 || c > 0x10ffff)
		return SORT_NONE;
	if (is_unparted(c))
		return SORT_PAIRS;
	k = utf8proc_category(c);
	if ((k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) ||
	    k == UTF8PROC_CATEGORY_ND)
		return SORT_WORD;
	return SORT_NONE;
}

static void
put_char(struct buf *out, int32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

	if (n > 0)
		buf_add(out, bytes, (size_t)n);
}

/* One run of one sort: how it is written is the caller's. */
struct run {
	enum sort sort;
	int32_t first[SEARCH_WORD]; /* as many as count; folded */
	size_t count;               /* of all its characters */
	const char *from, *to;
};

/* The next run that is not SORT_NONE; false at the end. */
static bool
next_run(const char **at, const char *end, struct run *run)
{
	run->sort = SORT_NONE;
	run->count = 0;
	while (*at < end) {
		const char *here = *at;
		int32_t c = fold_next(at, end);
		enum sort sort = sort_of(c);

		if (run->sort == SORT_NONE) {
			run->sort = sort;
			run->from = here;
		} else if (sort != run->sort) {
			*at = here;
			break;
		}
		if (sort != SORT_NONE && run->count++ < SEARCH_WORD)
			run->first[run->count - 1] = c;
		run->to = *at;
	}
	return run->sort != SORT_NONE;
}

static void
put_word(struct buf *out, const struct run *run)
{
	for (size_t i = 0; i < run->count && i < SEARCH_WORD; i++)
		put_char(out, run->first[i]);
}

/* The pairs of a run, each between `open` and `close`. */
static void
put_pairs(
    struct buf *out, const struct run *run, const char *open, const char *close)
{
	const char *at = run->from;
	int32_t before = fold_next(&at, run->to);

	while (at < run->to) {
		int32_t c = fold_next(&at, run->to);

		buf_puts(out, open);
		put_char(out, before);
		put_char(out, c);
		buf_puts(out, close);
		before = c;
	}
}

/* The last character of a run, which begins no pair. */
static void
put_last(struct buf *out, const struct run *run)
{
	const char *at = run->from;
	int32_t c = -1;

	while (at < run->to)
		c = fold_next(&at, run->to);
	put_char(out, c);
}

void
search_words(struct buf *out, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	struct run run;

	while (next_run(&at, end, &run)) {
		if (run.sort == SORT_PAIRS) {
			put_pairs(out, &run, "", " ");
			put_last(out, &run);
		} else {
			put_word(out, &run);
		}
		buf_putc(out, ' ');
	}
}

bool
search_query(struct buf *out, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	size_t before = out->len;
	struct run run;

	while (next_run(&at, end, &run)) {
		if (run.sort == SORT_PAIRS && run.count > 1) {
			put_pairs(out, &run, "\"", "\" ");
			continue;
		}
		buf_putc(out, '"');
		put_word(out, &run);
		buf_puts(out, "\" * ");
	}
	return out->len > before;
}

bool
search_hit(const char *text, size_t len, const char *search, size_t search_len)
{
	const char *end = search + search_len;

	while (search < end) {
		size_t n = 0;

		while (search + n < end && search[n] != ' ')
			n++;
		if (n > 0 && !fold_find(text, len, search, n, NULL))
			return false;
		search += n + (search + n < end);
	}
	return true;
}
