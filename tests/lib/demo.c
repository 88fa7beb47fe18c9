/*
 * The program first, then the test's side of it.
 */
#include "tests/lib/demo.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/draw.h"
#include "tui/term.h"

/* The program's: what it counts for, and its descriptor of the terminal. */
static struct demo_told *counts;
static int tty;

ssize_t
write(int fd, const void *bytes, size_t len)
{
	ssize_t n = syscall(SYS_write, fd, bytes, len);

	if (counts && fd == tty) {
		counts->writes++;
		counts->sent += n > 0 ? (size_t)n : 0;
	} else if (counts) {
		counts->others++;
	}
	return n;
}

/* The program under test. */
struct program {
	struct term *term;
	struct draw *draw;
	struct demo_told *told;
	bool changed, flood, end;
	unsigned tick;
};

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
}

static void
draw_list(struct program *d)
{
	struct area all = draw_screen(d->draw);
	char line[128];

	snprintf(line, sizeof(line), "watch %dx%d", all.rows, all.cols);
	draw_text(all, 0, 0, all.cols, STYLE_STATUS, line);
	for (int row = 1; row < all.rows - 1; row++) {
		bool chosen = row == d->told->chosen;

		snprintf(line, sizeof(line),
		    "%04d " DEMO_PAI " %u Louqiao market east gate", row,
		    d->tick);
		draw_text(all, row, 0, 1, STYLE_SELECTED, chosen ? ">" : " ");
		draw_text(all, row, 1, all.cols - 1, STYLE_NORMAL, line);
		if (chosen)
			draw_cursor(all, row, 0);
	}
	draw_text_flags(
	    all, all.rows - 1, 0, all.cols, STYLE_KEY, DRAW_RIGHT, "end", 3);
}

static void
paint(struct program *d)
{
	unsigned before = d->told->writes;

	if (!d->changed)
		return;
	if (!term_frame_begin(d->term)) {
		d->told->refused++;
		return;
	}
	d->tick += d->flood;
	draw_list(d);
	term_frame_end(d->term);
	if (d->told->writes - before > d->told->most)
		d->told->most = d->told->writes - before;
	d->told->last = term_stats(d->term).last;
	d->changed = d->flood;
	d->told->frames++;
}

/* Recurses without end, which a compiler must not know. */
static int
overflow(volatile const char *above)
{
	volatile char here[4096];

	here[0] = above ? above[0] : 1;
	return here[0] ? overflow(here) + here[0] : 0;
}

static void
on_char(struct program *d, uint32_t c)
{
	switch (c) {
	case 'j':
		d->told->chosen++;
		break;
	case 'f':
		d->flood = !d->flood;
		break;
	case 'b':
		term_bell(d->term);
		term_bell(d->term);
		break;
	case 'o':
		d->told->chosen = overflow(NULL);
		break;
	case 'h': /* a loop that hangs */
		for (;;) {
			d->told->events++;
			pause();
		}
	case 'q':
		d->end = true;
		break;
	}
}

static void
on_key(struct program *d, const struct key *key)
{
	switch (key->code) {
	case K_CHAR:
		on_char(d, key->ascii);
		break;
	case K_DOWN:
		d->told->chosen++;
		break;
	case K_SUSPEND:
		term_suspend(d->term);
		break;
	case K_REDRAW:
		term_redraw(d->term);
		break;
	case K_PASTE:
		snprintf(d->told->heard, sizeof(d->told->heard), "paste %.*s",
		    (int)key->paste.len, key->paste.bytes);
		break;
	case K_MOUSE:
		snprintf(d->told->heard, sizeof(d->told->heard),
		    "mouse %d at %d,%d", key->mouse.button, key->mouse.row,
		    key->mouse.col);
		break;
	case K_HANGUP:
		d->told->ended_by = -1;
		d->end = true;
		break;
	default:
		break;
	}
	d->changed = true;
	d->told->events++;
}

static void
serve(struct program *d)
{
	int64_t due = term_input_deadline(d->term), wait = -1;
	short out = term_frame_pending(d->term) ? POLLOUT : 0;
	struct pollfd fds[] = {
	    {.fd = term_fd(d->term), .events = (short)(POLLIN | out)},
	    {.fd = term_signal_fd(d->term), .events = POLLIN},
	};
	struct key key;
	unsigned seen;

	d->told->pending = out != 0;
	if (due >= 0)
		wait = due > now_ms() ? due - now_ms() : 0;
	if (d->flood && !out)
		wait = 0;
	poll(fds, 2, (int)wait);
	seen = fds[1].revents ? term_signals(d->term) : 0;
	if (seen & TERM_SUSPEND)
		term_suspend(d->term);
	if (seen & TERM_ENDED) {
		d->told->ended_by = term_end_signal(d->term);
		d->end = true;
	}
	if (seen)
		d->changed = true;
	if (fds[0].revents & (POLLIN | POLLHUP))
		term_read(d->term, now_ms());
	while (term_next_key(d->term, now_ms(), &key))
		on_key(d, &key);
	term_flush(d->term);
}

static int
run_program(void *arg)
{
	const struct term_options options = {.fd = 0, .mouse = true};
	struct program d = {.told = arg, .changed = true};
	struct term *second;
	struct problem p;
	char text[256];
	struct rlimit core;

	/* A crash may leave a core as far as the machine lets it. */
	getrlimit(RLIMIT_CORE, &core);
	core.rlim_cur = core.rlim_max;
	setrlimit(RLIMIT_CORE, &core);
	if (term_open(&d.term, &options, &p)) {
		puts(problem_text(&p, text, sizeof(text)));
		fflush(stdout);
		return 3;
	}
	tty = term_fd(d.term);
	counts = arg;
	if (term_open(&second, &options, &p) != PROBLEM_TERMINAL)
		return 5;
	d.draw = draw_new(NULL);
	if (!d.draw)
		return 4;
	while (!d.end) {
		paint(&d);
		serve(&d);
	}
	draw_free(d.draw);
	term_close(d.term);
	return 0;
}

struct demo
demo_start_on(const char *term, const char *locale, const char *const *env)
{
	struct demo d = {
	    .vt = vt_new(24, 80), .told = vt_share(sizeof(*d.told))};
	const struct vt_program program = {.run = run_program,
	    .arg = d.told,
	    .term = term,
	    .locale = locale,
	    .env = env};

	d.told->chosen = 3;
	d.before = vt_termios(d.vt);
	vt_spawn(d.vt, &program);
	return d;
}

void
demo_free(struct demo *d)
{
	vt_free(d->vt);
	vt_unshare(d->told, sizeof(*d->told));
}

void
demo_finish(struct demo *d)
{
	vt_keys(d->vt, "q");
	assert_int_equal(vt_wait_end(d->vt), 0);
	demo_free(d);
}

static bool
came_all(struct vt *vt, void *arg)
{
	const struct demo_told *told = arg;

	return vt_bytes(vt) == told->sent;
}

struct at_least {
	volatile unsigned *what;
	unsigned n;
};

static bool
reached(struct vt *vt, void *arg)
{
	const struct at_least *a = arg;

	(void)vt;
	return *a->what >= a->n;
}

void
demo_wait_bytes(struct demo *d)
{
	vt_wait(d->vt, came_all, d->told, "all bytes that were written");
}

void
demo_wait_frames(struct demo *d, unsigned n)
{
	struct at_least frames = {&d->told->frames, n};

	vt_wait(d->vt, reached, &frames, "frames");
	demo_wait_bytes(d);
}

void
demo_wait_events(struct demo *d, unsigned n)
{
	struct at_least events = {&d->told->events, n};

	vt_wait(d->vt, reached, &events, "keys to be taken");
}

void
demo_wait_events_stalled(struct demo *d, unsigned n)
{
	struct at_least events = {&d->told->events, n};

	vt_wait_stalled(d->vt, reached, &events, "keys to be taken");
}

struct demo
demo_start(void)
{
	struct demo d = demo_start_on(NULL, NULL, NULL);

	demo_wait_frames(&d, 1);
	return d;
}

void
demo_press(struct demo *d, const char *key)
{
	unsigned frames = d->told->frames;

	vt_keys(d->vt, key);
	demo_wait_frames(d, frames + 1);
}

static bool
is_pending(struct vt *vt, void *arg)
{
	const struct demo_told *told = arg;

	(void)vt;
	return told->pending;
}

void
demo_stall(struct demo *d)
{
	vt_keys(d->vt, "f");
	vt_wait_stalled(d->vt, is_pending, d->told, "a full line");
}

static bool
left(struct vt *vt, void *arg)
{
	(void)arg;
	return !vt_alternate(vt);
}

void
demo_assert_given_back(struct demo *d)
{
	struct termios now;

	vt_wait(d->vt, left, NULL, "the ordinary screen");
	now = vt_termios(d->vt);
	assert_int_equal(now.c_iflag, d->before.c_iflag);
	assert_int_equal(now.c_oflag, d->before.c_oflag);
	assert_int_equal(now.c_lflag, d->before.c_lflag);
	assert_int_equal(now.c_cflag, d->before.c_cflag);
	assert_memory_equal(now.c_cc, d->before.c_cc, sizeof(now.c_cc));
	vt_assert(d->vt, vt_cursor_visible(d->vt));
	vt_assert(d->vt, !vt_mouse_wanted(d->vt));
	vt_assert(d->vt, !vt_paste_wanted(d->vt));
}

void
demo_assert_taken(struct demo *d)
{
	struct termios now = vt_termios(d->vt);

	vt_assert(d->vt, vt_alternate(d->vt));
	vt_assert(d->vt, vt_mouse_wanted(d->vt));
	vt_assert(d->vt, vt_paste_wanted(d->vt));
	assert_int_equal(now.c_lflag & (ICANON | ECHO | ISIG), 0);
}
