/*
 * See page.h. A SCREEN of its own over a file in memory, never refreshed.
 */
#include "tui/page.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#define TYPE "vt100" /* of the base set; nothing is ever sent to it */

struct page {
	FILE *sink;
	SCREEN *screen;
	SCREEN *before; /* whose place it takes between begin and end */
	struct draw *draw;
	int rows, cols;
};

static FILE *
open_sink(void)
{
	int fd = memfd_create("page", MFD_CLOEXEC);
	FILE *sink = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!sink && fd >= 0)
		close(fd);
	return sink;
}

/* The screen that is current stays so; there may be none. */
static enum problem_code
open_screen(struct page *page, struct problem *p)
{
	SCREEN *before = set_term(NULL);

	unsetenv("TERMINFO");
	unsetenv("TERMINFO_DIRS");
	unsetenv("TERMCAP");
	use_env(FALSE);
	page->screen = newterm(TYPE, page->sink, page->sink);
	if (page->screen && resizeterm(PAGE_MAX_ROWS, page->cols) == OK)
		page->draw = draw_new(NULL);
	set_term(before);
	if (!page->screen)
		return problem_set(p, PROBLEM_TERMINAL, "what", TYPE, NULL);
	return page->draw ? PROBLEM_NONE
	                  : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

enum problem_code
page_open(struct page **out, int cols, struct problem *p)
{
	struct page *page = calloc(1, sizeof(*page));
	enum problem_code code;

	*out = page;
	if (page)
		page->sink = open_sink();
	if (!page || !page->sink) {
		page_close(page);
		*out = NULL;
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	page->cols = cols < PAGE_MIN_COLS   ? PAGE_MIN_COLS
	             : cols > PAGE_MAX_COLS ? PAGE_MAX_COLS
	                                    : cols;
	code = open_screen(page, p);
	if (code != PROBLEM_NONE) {
		page_close(page);
		*out = NULL;
	}
	return code;
}

void
page_close(struct page *page)
{
	if (!page)
		return;
	draw_free(page->draw);
	if (page->screen) {
		SCREEN *before = set_term(page->screen);

		endwin(); /* into the sink, unread */
		set_term(before == page->screen ? NULL : before);
		delscreen(page->screen);
	}
	if (page->sink)
		fclose(page->sink);
	free(page);
}

int
page_cols(const struct page *page)
{
	return page->cols;
}

struct area
page_begin(struct page *page, int rows)
{
	page->before = set_term(page->screen);
	page->rows = rows < PAGE_MAX_ROWS ? rows : PAGE_MAX_ROWS;
	erase();
	return (struct area){page->draw, 0, 0, page->rows, page->cols};
}

/* Appends the character of a cell; returns how many cells it takes. */
static int
put_cell(struct buf *out, int row, int col)
{
	wchar_t text[CCHARW_MAX + 1] = {0};
	mbstate_t state = {0};
	char bytes[MB_LEN_MAX];
	attr_t attrs;
	short pair;
	cchar_t cell;

	if (mvin_wch(row, col, &cell) == ERR ||
	    getcchar(&cell, text, &attrs, &pair, NULL) == ERR)
		return 1;
	for (const wchar_t *w = text; *w; w++) {
		size_t n = wcrtomb(bytes, *w, &state);

		if (n != (size_t)-1)
			buf_add(out, bytes, n);
	}
	return wcwidth(text[0]) > 1 ? wcwidth(text[0]) : 1;
}

static void
put_row(struct buf *out, int row, int cols)
{
	size_t from = out->len;

	for (int col = 0; col < cols;)
		col += put_cell(out, row, col);
	while (out->len > from && out->data[out->len - 1] == ' ')
		out->len--;
	buf_putc(out, '\n');
}

void
page_end(struct page *page, struct buf *out)
{
	size_t end = out->len;

	for (int row = 0; row < page->rows; row++) {
		size_t from = out->len;

		put_row(out, row, page->cols);
		if (out->len > from + 1)
			end = out->len;
	}
	out->len = end;
	set_term(page->before);
}
