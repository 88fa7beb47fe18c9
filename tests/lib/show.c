/*
 * See show.h.
 */
#include "tests/lib/show.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/catalogues.h"
#include "tui/keyboard.h"
#include "tui/words.h"

static void
draw(struct desk *d)
{
	struct console *c = &d->console;
	struct area all = draw_screen(c->draw);
	struct area a = area_part(all, SHOW_HEAD, 0, all.rows - 5, all.cols);
	int cover = list_rows(c);

	if (views[c->screen]->prepare)
		views[c->screen]->prepare(c, a);
	if (cover > a.rows - a.rows / 2)
		cover = a.rows - a.rows / 2;
	views[c->screen]->draw(c, area_part(a, 0, 0, a.rows - cover, a.cols));
	if (cover)
		list_draw(c, area_part(a, a.rows - cover, 0, cover, a.cols));
	draw_text(all, all.rows - 1, 0, all.cols, STYLE_NORMAL, desk_said(d));
}

/* Draws, and waits until the terminal has taken it. */
static void
paint(struct desk *d, struct show_told *told)
{
	struct term *term = d->console.term;
	struct pollfd fd = {.fd = term_fd(term), .events = POLLOUT};

	while (!term_frame_begin(term))
		term_flush(term);
	draw(d);
	term_frame_end(term);
	while (term_frame_pending(term)) { /* more than the line takes */
		poll(&fd, 1, -1);
		term_flush(term);
	}
	told->last = term_stats(term).last;
	told->frames++;
}

static bool
turn(struct desk *d, const struct show *s)
{
	struct console *c = &d->console;
	struct pollfd fd = {.fd = term_fd(c->term), .events = POLLIN};
	struct key key;

	while (poll(&fd, 1, -1) != 1)
		;
	term_read(c->term, d->boot);
	while (term_next_key(c->term, d->boot, &key)) {
		if (key.code == K_HANGUP || key.ascii == 'Q')
			return false;
		if (key.ascii >= 'A' && key.ascii <= 'Z' && s->meanwhile)
			s->meanwhile(d, (char)key.ascii);
		else
			keyboard_press(c, &key);
		paint(d, s->told);
	}
	return true;
}

static int
run(void *arg)
{
	const struct show *s = arg;
	const struct term_options options = {.fd = 0};
	struct desk *d;

	catalogues_use();
	words_open(s->language);
	d = desk_new();
	(s->fill ? s->fill : desk_fill_queue)(d);
	if (s->prepare)
		s->prepare(d);
	desk_wait(d, 0);
	if (term_open(&d->console.term, &options, NULL))
		return 3;
	d->console.draw = draw_new(NULL);
	paint(d, s->told);
	while (turn(d, s))
		;
	draw_free(d->console.draw);
	term_close(d->console.term);
	desk_free(d);
	return 0;
}

static bool
has_frames(struct vt *vt, void *arg)
{
	const struct show *s = arg;

	vt_pump(vt);
	return s->told->frames >= s->frames && vt_bytes(vt) >= s->told->last;
}

void
show_start(struct show *s, int rows, int cols)
{
	struct vt_program program = {.run = run,
	    .arg = s,
	    .term = s->term,
	    .locale = s->locale,
	    .env = s->env};

	s->vt = vt_new(rows, cols);
	s->told = vt_share(sizeof(*s->told));
	s->frames = 1;
	vt_spawn(s->vt, &program);
	vt_wait(s->vt, has_frames, s, "the first frame");
}

void
show_finish(struct show *s)
{
	vt_keys(s->vt, "Q");
	assert_int_equal(vt_wait_end(s->vt), 0);
	vt_unshare(s->told, sizeof(*s->told));
	vt_free(s->vt);
}

size_t
show_press(struct show *s, char key)
{
	vt_count_reset(s->vt);
	s->frames = s->told->frames + 1;
	vt_send(s->vt, &key, 1);
	vt_wait(s->vt, has_frames, s, "a frame");
	return s->told->last;
}

void
show_type(struct show *s, const char *keys)
{
	for (; *keys; keys++)
		show_press(s, *keys);
}

void
show_assert_cursor(struct show *s, int row, int col)
{
	int at_row, at_col;

	vt_cursor(s->vt, &at_row, &at_col);
	vt_assert(s->vt, at_row == row && at_col == col);
}

void
show_assert_rows(struct show *s, int row, const char *const *want)
{
	for (; *want; want++)
		vt_assert_row(s->vt, row++, *want);
}
