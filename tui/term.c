/*
 * See term.h. ncurses never learns which terminal it is: its output file is in
 * memory, so what it would do to a terminal's settings fails without harm.
 */
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "model/time.h"
#include "tui/caps.h"
#include "tui/newterm.h"
#include "tui/rescue.h"

#define SYNC_FROM 256 /* bytes; a smaller frame is drawn at once anyway */
#define ANSWER_MS 300

struct term {
	int fd;     /* our own open of the terminal */
	FILE *sink; /* where ncurses writes */
	SCREEN *screen;
	const char *as; /* the description in force */
	struct termios raw;
	struct input *in;
	int rows, cols;
	bool mouse;
	bool armed;   /* the signals are ours */
	bool enter;   /* our modes must be set with the next frame */
	bool repaint; /* all of the next frame must be sent */
	bool resized; /* look at the size before the next frame */
	bool bell;
	bool gone;        /* the terminal is */
	bool asked;       /* what it is; see caps_ask() */
	bool syncs;       /* it said so */
	int64_t asked_at; /* by the caller's clock */
	int64_t shown;    /* ms until it answered, -1 */
	int end_signal;   /* 0: none */
	struct buf out;   /* a frame; what of it is sent: */
	size_t sent;
	struct term_stats stats;
};

static enum problem_code
refuse(struct problem *p, const char *type, const char *why)
{
	return problem_set(p, PROBLEM_TERMINAL, "term",
	    type && *type ? type : "terminal", "why", why, NULL);
}

/* Our own description of the same terminal: see term.h for why. */
static int
open_tty(int fd)
{
	char name[64];
	int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int own = -1;

	if (ttyname_r(fd, name, sizeof(name)) == 0)
		own = open(name, flags);
	if (own < 0) /* after su the name may not be ours to open */
		own = open("/dev/tty", flags);
	return own;
}

static FILE *
open_sink(void)
{
	int fd = memfd_create("screen", MFD_CLOEXEC);
	FILE *sink = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!sink && fd >= 0)
		close(fd);
	return sink;
}

/* Appends what ncurses wrote to out, and empties the sink. */
static void
take_sink(struct term *t, struct buf *out)
{
	int fd = fileno(t->sink);
	off_t len;

	fflush(t->sink);
	len = lseek(fd, 0, SEEK_CUR);
	if (len <= 0)
		return;
	if (buf_reserve(out, (size_t)len)) {
		ssize_t n = pread(fd, out->data + out->len, (size_t)len, 0);

		if (n > 0)
			out->len += (size_t)n;
		out->data[out->len] = '\0';
	}
	if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		t->gone = true; /* memory is at its end */
}

static int
within(int n, int most)
{
	return n < 1 ? 1 : n > most ? most : n;
}

static void
read_size(struct term *t)
{
	struct winsize size = {0};

	ioctl(t->fd, TIOCGWINSZ, &size);
	t->rows = size.ws_row ? size.ws_row : caps_number("lines", 24);
	t->cols = size.ws_col ? size.ws_col : caps_number("cols", 80);
	t->rows = within(t->rows, TERM_MAX_ROWS);
	t->cols = within(t->cols, TERM_MAX_COLS);
}

/* Prepares what gives the screen back; where the bottom is may have changed. */
static void
prepare_rescue(struct term *t)
{
	struct buf b = {0};

	caps_leave(&b, t->rows, t->syncs);
	if (!buf_ok(&b) || !rescue_prepare(b.data, b.len))
		t->gone = true; /* never seen: a terminal we could not leave */
	buf_free(&b);
}

static void
apply_size(struct term *t)
{
	int rows = t->rows, cols = t->cols;

	t->resized = false;
	read_size(t);
	if (rows == t->rows && cols == t->cols)
		return;
	if (resize_term(t->rows, t->cols) != OK) {
		t->rows = LINES;
		t->cols = COLS;
	}
	prepare_rescue(t);
	t->repaint = true;
}

/* Ours: characters as they come, no echo, no signals, nothing rewritten. */
static void
make_raw(struct termios *tio)
{
	tio->c_iflag &=
	    ~(tcflag_t)(BRKINT | INLCR | IGNCR | ICRNL | INPCK | ISTRIP);
	/* ^S must not freeze the screen, unless the terminal lives by it. */
	if (!caps_flag("xon"))
		tio->c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	tio->c_oflag &= ~(tcflag_t)OPOST;
	tio->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	tio->c_cc[VMIN] = 1;
	tio->c_cc[VTIME] = 0;
}

/* ncurses is to begin anew, alternate screen and all. */
static void
start_over(struct term *t)
{
	struct buf unsent = {0};

	endwin();
	take_sink(t, &unsent);
	buf_free(&unsent);
}

/* The terminal is in our hands from here on. */
static void
hold(struct term *t)
{
	int tries = 0;

	/* In the background this stops us, until we are in front again. */
	while (tcsetattr(t->fd, TCSANOW, &t->raw) != 0 && errno == EINTR &&
	       tries++ < 100)
		;
	rescue_hold(true);
	t->enter = true;
	t->repaint = true;
	t->resized = true;
}

static enum problem_code
open_curses(struct term *t, const char *type, struct problem *p)
{
	unsetenv("LINES");
	unsetenv("COLUMNS");
	/* Else ncurses would sleep where it cannot tell the line's speed. */
	setenv("NCURSES_NO_PADDING", "1", 1);
	t->screen = newterm_open(type, t->sink, &t->as);
	if (!t->screen || !caps_full_screen())
		return refuse(p, type, newterm_why_not(type, t->sink));
	typeahead(-1); /* a frame is never left half made */
	return PROBLEM_NONE;
}

/* Everything that can fail; the terminal itself is untouched so far. */
static enum problem_code
set_up(struct term *t, const struct term_options *o, struct problem *p)
{
	const char *type = o->type ? o->type : getenv("TERM");
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	struct termios saved;
	enum problem_code code;

	if (!type || !*type)
		return refuse(p, "TERM", why_not_set);
	t->fd = isatty(o->fd) ? open_tty(o->fd) : -1;
	if (t->fd < 0 || tcgetattr(t->fd, &saved) != 0)
		return refuse(p, type, why_not_terminal);
	t->sink = open_sink();
	t->in = input_new(utf8 ? INPUT_UTF8 : INPUT_LOCALE);
	if (!t->sink || !t->in)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	/* Before ncurses: it leaves signals alone that have a handler. */
	code = rescue_arm(t->fd, &saved, p);
	if (code)
		return code;
	t->armed = true;
	code = open_curses(t, type, p);
	if (code)
		return code;
	caps_add_keys(t->in);
	t->raw = saved;
	make_raw(&t->raw);
	read_size(t);
	resize_term(t->rows, t->cols);
	prepare_rescue(t);
	return t->gone ? refuse(p, type, why_terminal_long) : PROBLEM_NONE;
}

enum problem_code
term_open(
    struct term **out, const struct term_options *options, struct problem *p)
{
	struct term *t = calloc(1, sizeof(*t));
	enum problem_code code;

	*out = NULL;
	if (!t)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	t->fd = -1;
	t->shown = -1;
	t->mouse = options->mouse;
	code = set_up(t, options, p);
	if (code) {
		term_close(t);
		return code;
	}
	hold(t);
	*out = t;
	return PROBLEM_NONE;
}

/* An answer that comes after we left would be typed to the shell. */
static void
await_answer(struct term *t)
{
	int64_t until = time_boot() + ANSWER_MS, left;
	struct key key;

	while (t->asked && t->shown < 0 && !t->gone &&
	       (left = until - time_boot()) > 0) {
		struct pollfd fd = {.fd = t->fd, .events = POLLIN};

		if (poll(&fd, 1, (int)left) <= 0)
			return;
		term_read(t, time_boot());
		while (term_next_key(t, time_boot(), &key))
			;
	}
}

void
term_close(struct term *t)
{
	if (!t)
		return;
	await_answer(t);
	if (t->armed)
		rescue_give_back();
	if (t->screen) {
		endwin(); /* into the sink, unread */
		delscreen(t->screen);
	}
	if (t->armed)
		rescue_disarm();
	if (t->sink)
		fclose(t->sink);
	if (t->fd >= 0)
		close(t->fd);
	input_free(t->in);
	buf_free(&t->out);
	free(t);
}

const char *
term_drawn_as(const struct term *t)
{
	return t->as;
}

int
term_fd(const struct term *t)
{
	return t->fd;
}

int
term_signal_fd(const struct term *t)
{
	(void)t;
	return rescue_fd();
}

int
term_rows(const struct term *t)
{
	return t->rows;
}

int
term_cols(const struct term *t)
{
	return t->cols;
}

struct term_stats
term_stats(const struct term *t)
{
	return t->stats;
}

unsigned
term_signals(struct term *t)
{
	unsigned seen = rescue_take(&t->end_signal);

	if (seen & RESCUE_RESIZED)
		t->resized = true;
	if (seen & RESCUE_CONTINUED) {
		start_over(t);
		hold(t);
	}
	return (seen & RESCUE_RESIZED ? TERM_RESIZED : 0u) |
	       (seen & RESCUE_STOP ? TERM_SUSPEND : 0u) |
	       (seen & RESCUE_CONTINUED ? TERM_RESUMED : 0u) |
	       (seen & RESCUE_ENDED ? TERM_ENDED : 0u);
}

int
term_end_signal(const struct term *t)
{
	return t->end_signal;
}

static void
hang_up(struct term *t)
{
	t->gone = true;
	input_hang_up(t->in);
}

void
term_read(struct term *t, int64_t now)
{
	char bytes[4096];
	ssize_t n = read(t->fd, bytes, sizeof(bytes));

	if (n > 0)
		input_feed(t->in, bytes, (size_t)n, now);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		hang_up(t);
}

static void
take_report(struct term *t, int64_t now, const struct key *key)
{
	if (key->report.what == REPORT_SYNC) {
		t->syncs = key->report.value == 1 || key->report.value == 2;
		prepare_rescue(t);
	} else if (t->asked && t->shown < 0) {
		t->shown = now - t->asked_at;
	}
}

bool
term_next_key(struct term *t, int64_t now, struct key *key)
{
	while (input_next(t->in, now, key)) {
		if (key->code != K_REPORT)
			return true;
		take_report(t, now, key);
	}
	return false;
}

int64_t
term_first_shown(const struct term *t)
{
	return t->shown;
}

bool
term_syncs(const struct term *t)
{
	return t->syncs;
}

int64_t
term_input_deadline(const struct term *t)
{
	return input_deadline(t->in);
}

bool
term_frame_pending(const struct term *t)
{
	return t->sent < t->out.len;
}

void
term_flush(struct term *t)
{
	ssize_t n;

	if (t->gone || !term_frame_pending(t))
		return;
	/* Until the whole frame is out a crash would find it half sent. */
	rescue_torn(true);
	n = write(t->fd, t->out.data + t->sent, t->out.len - t->sent);
	if (n > 0) {
		t->sent += (size_t)n;
		t->stats.writes++;
		t->stats.bytes += (uint64_t)n;
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		hang_up(t);
	}
	rescue_torn(term_frame_pending(t));
}

bool
term_frame_begin(struct term *t)
{
	if (t->gone || term_frame_pending(t))
		return false;
	if (t->resized)
		apply_size(t);
	erase();
	return true;
}

/* Drawn at once, where half of it would be seen. */
static void
enclose(struct buf *out)
{
	static const char on[] = CAPS_SYNC_ON;
	size_t len = out->len;

	buf_puts(out, CAPS_SYNC_ON CAPS_SYNC_OFF);
	if (!buf_ok(out))
		return;
	memmove(out->data + sizeof(on) - 1, out->data, len);
	memcpy(out->data, on, sizeof(on) - 1);
	memcpy(out->data + sizeof(on) - 1 + len, CAPS_SYNC_OFF,
	    sizeof(CAPS_SYNC_OFF) - 1);
}

void
term_frame_end(struct term *t)
{
	buf_clear(&t->out);
	t->sent = 0;
	if (t->repaint)
		clearok(curscr, TRUE);
	wnoutrefresh(stdscr);
	doupdate();
	take_sink(t, &t->out);
	if (t->syncs && t->out.len >= SYNC_FROM)
		enclose(&t->out);
	if (t->enter)
		caps_enter(&t->out, t->mouse);
	if (t->enter && !t->asked) {
		t->asked = caps_ask(&t->out);
		t->asked_at = time_boot();
	}
	if (t->bell)
		caps_add(&t->out, "bel");
	t->enter = t->repaint = t->bell = false;
	t->stats.frames++;
	t->stats.last = t->out.len;
	if (!buf_ok(&t->out)) /* memory ended: half a frame is none */
		hang_up(t);
	term_flush(t);
}

void
term_bell(struct term *t)
{
	t->bell = true;
}

void
term_redraw(struct term *t)
{
	t->repaint = true;
	t->resized = true;
}

void
term_suspend(struct term *t)
{
	/* What is pending is void: CAN ends it, and all is painted again. */
	rescue_give_back();
	buf_clear(&t->out);
	t->sent = 0;
	start_over(t);
	rescue_stop();
	hold(t);
}
