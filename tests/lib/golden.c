/*
 * See golden.h.
 */
#include "tests/lib/golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char
colour_of(const VTermScreenCell *cell)
{
	static const char letters[] = ".rgybmc.";
	char c = '.';

	if (VTERM_COLOR_IS_INDEXED(&cell->fg))
		c = letters[cell->fg.indexed.idx % 8];
	if (cell->attrs.reverse)
		return '@';
	if (cell->attrs.bold)
		return c == '.' ? 'B' : (char)(c - 'a' + 'A');
	return c;
}

static void
add_colours(struct buf *out, struct vt *vt, int row)
{
	char line[GOLDEN_COLS + 1] = "";
	int end = 0;

	for (int col = 0; col < GOLDEN_COLS; col++) {
		VTermScreenCell cell = vt_cell(vt, row, col);

		line[col] = colour_of(&cell);
		if (line[col] != '.')
			end = col + 1;
	}
	line[end] = '\0';
	buf_printf(out, "%s\n", line);
}

/* The view's rows: the others are not the map's. */
static void
take_text(struct vt *vt, struct buf *out)
{
	for (int row = SHOW_HEAD; row < GOLDEN_ROWS - 3; row++)
		buf_printf(out, "%s\n", vt_row(vt, row));
}

static void
take_picture(struct vt *vt, struct buf *out)
{
	take_text(vt, out);
	buf_puts(out, "--\n");
	for (int row = SHOW_HEAD; row < GOLDEN_ROWS - 3; row++)
		add_colours(out, vt, row);
}

static void
compare_or_write(const char *path, const struct buf *got)
{
	bool renew = getenv("WATCHROOM_RENEW") != NULL;
	FILE *f = fopen(path, renew ? "wb" : "rb");
	static char want[65536];
	size_t len;

	if (!f)
		fail_msg("%s cannot be opened", path);
	if (renew) {
		assert_int_equal(fwrite(got->data, 1, got->len, f), got->len);
		fclose(f);
		return;
	}
	len = fread(want, 1, sizeof(want) - 1, f);
	fclose(f);
	want[len] = '\0';
	if (strcmp(want, got->data) != 0)
		fail_msg("%s is not what is drawn:\n%s", path, got->data);
}

static void
assert_no_colour(struct vt *vt)
{
	for (int row = SHOW_HEAD; row < GOLDEN_ROWS - 3; row++)
		for (int col = 0; col < GOLDEN_COLS; col++) {
			VTermScreenCell cell = vt_cell(vt, row, col);

			vt_assert(vt, !VTERM_COLOR_IS_INDEXED(&cell.fg));
		}
}

void
golden_check(struct show *colour, struct show *plain, const char *path)
{
	struct buf picture = {0}, text = {0}, with = {0};

	take_picture(colour->vt, &picture);
	take_text(colour->vt, &with);
	take_text(plain->vt, &text);
	assert_true(buf_ok(&picture) && buf_ok(&text) && buf_ok(&with));
	assert_string_equal(text.data, with.data);
	assert_no_colour(plain->vt);
	compare_or_write(path, &picture);
	buf_free(&picture);
	buf_free(&text);
	buf_free(&with);
}
