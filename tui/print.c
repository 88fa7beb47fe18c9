/*
 * `print`: the board as text, for paper when all else fails: how old it is,
 * every open incident, every unit. It needs no central. A file is never
 * written over, and only its owner may read it.
 */
#include "tui/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/board.h"
#include "tui/page.h"
#include "tui/status.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define COLS 132 /* of line printers */
#define MODE 0600

static void
put(struct page *page, const struct console *c, struct buf *out, int rows,
    void (*draw)(const struct console *c, struct area a))
{
	draw(c, page_begin(page, rows));
	page_end(page, out);
	buf_putc(out, '\n');
}

static enum problem_code
make_board(const struct console *c, struct buf *out, struct problem *p)
{
	char at[TIME_SIZE];
	struct page *page;

	if (page_open(&page, COLS, c->draw, p) != PROBLEM_NONE)
		return p->code;
	buf_printf(out, "%s ", time_day(c->now, c->zone, at));
	buf_printf(out, "%s\n", time_hms(c->now, c->zone, at));
	put(page, c, out, 2, status_draw_head);
	put(page, c, out, (int)board_count(c->board) + 2, queue_draw);
	put(page, c, out, PAGE_MAX_ROWS, view_units.draw);
	page_close(page);
	return buf_ok(out) ? PROBLEM_NONE
	                   : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static bool
write_all(int fd, const struct buf *b)
{
	for (size_t at = 0; at < b->len;) {
		ssize_t n = write(fd, b->data + at, b->len - at);

		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

/* Whole or not at all. */
static bool
keep(const char *path, const struct buf *b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
	int why;
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, b);
	why = errno;
	close(fd);
	if (!ok)
		unlink(path);
	errno = why;
	return ok;
}

void
command_print(struct console *c, const struct call *call)
{
	const char *path = text_or(call_text(call, ARG_print_text), "");
	struct buf board = {0};
	struct problem p;

	path += strspn(path, " ");
	if (make_board(c, &board, &p) != PROBLEM_NONE)
		console_say_problem(c, &p);
	else if (keep(path, &board))
		console_say(c, STYLE_NORMAL, _("the board is in %s"), path);
	else
		console_say(c, STYLE_ERROR, "%s: %s", path, strerror(errno));
	buf_free(&board);
}
