/*
 * See page.h. A pad in the place of stdscr while views draw; a second SCREEN
 * beside an open one would take its terminal's output away.
 */
#include "tui/page.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "tui/newterm.h"

#define TYPE "vt100" /* of the base set; nothing is ever sent to it */

struct page {
	FILE *sink;
	SCREEN *screen; /* of our own, or NULL */
	struct draw *own;
	struct draw *draw; /* ours, or the open screen's */
	WINDOW *pad;
	WINDOW *before; /* whose place it takes between begin and end */
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

/* For who has no screen yet: cells need one, though nothing is sent to it. */
static enum problem_code
open_screen(struct page *page, struct problem *p)
{
	const char *as;

	use_env(FALSE);
	page->sink = open_sink();
	if (!page->sink)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	page->screen = newterm_open(TYPE, page->sink, &as);
	if (!page->screen)
		return problem_set(p, PROBLEM_TERMINAL, "term", TYPE, "why",
		    why_not_described, NULL);
	page->own = draw_new(NULL);
	page->draw = page->own;
	return page->own ? PROBLEM_NONE
	                 : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
open_page(struct page *page, struct draw *draw, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	page->draw = draw;
	if (!draw)
		code = open_screen(page, p);
	if (code == PROBLEM_NONE)
		page->pad = newpad(PAGE_MAX_ROWS, page->cols);
	if (code == PROBLEM_NONE && !page->pad)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

enum problem_code
page_open(struct page **out, int cols, struct draw *draw, struct problem *p)
{
	struct page *page = calloc(1, sizeof(*page));
	enum problem_code code;

	*out = NULL;
	if (!page)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	page->cols = cols < PAGE_MIN_COLS   ? PAGE_MIN_COLS
	             : cols > PAGE_MAX_COLS ? PAGE_MAX_COLS
	                                    : cols;
	code = open_page(page, draw, p);
	if (code == PROBLEM_NONE)
		*out = page;
	else
		page_close(page);
	return code;
}

void
page_close(struct page *page)
{
	if (!page)
		return;
	if (page->pad)
		delwin(page->pad);
	draw_free(page->own);
	if (page->screen) {
		endwin(); /* into the sink, unread */
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

bool
page_lost(const struct page *page)
{
	return draw_lost(page->draw);
}

struct area
page_begin(struct page *page, int rows)
{
	page->before = stdscr;
	page->rows = rows < PAGE_MAX_ROWS ? rows : PAGE_MAX_ROWS;
	stdscr = page->pad; /* where draw.c draws */
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
	int empty = 0;

	for (int row = 0; row < page->rows; row++) {
		size_t from = out->len;

		put_row(out, row, page->cols);
		empty = out->len > from + 1 ? 0 : empty + 1;
		if (empty > 1) /* what is pinned to the bottom comes next */
			out->len = from;
		else if (empty == 0)
			end = out->len;
	}
	out->len = end;
	stdscr = page->before;
}
