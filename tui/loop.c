/*
 * Nothing here waits but link_wait(), and that for the keyboard as well. A
 * frame is begun only when something changed and the terminal took the last
 * one whole; what comes meanwhile is in the next.
 */
#include "tui/loop.h"

#include <limits.h>
#include <poll.h>
#include <stdatomic.h>

#include "net/link/boot.h"
#include "tui/board.h"
#include "tui/frame.h"
#include "tui/keyboard.h"
#include "tui/login.h"
#include "tui/revive.h"
#include "tui/send.h"
#include "tui/words.h"

#define SECOND ((msec_t)1000)
#define THIN_FIRST_MS 500
#define LOST_AFTER_MS (10 * SECOND)
#define THIN_FRAME_MS (2 * SECOND)

/* What is shown counts in seconds, or in minutes on a thin line. */
static msec_t
tick_length(const struct console *c)
{
	/* An order without an answer is a matter of seconds on any line. */
	if (outbox_open_own(link_outbox(c->link)) > 0)
		return SECOND;
	return c->thin || !link_is_up(c->link) ? 60 * SECOND : SECOND;
}

/*
 * The next moment (boot clock) at which a clock on the screen shows another
 * number: with the central's seconds, and in a fast drill once a second.
 */
static msec_t
next_tick(const struct console *c)
{
	msec_t length = tick_length(c);

	if (link_age(c->link) >= 0 && !link_is_up(c->link) && !c->thin)
		length = SECOND; /* the age of a picture that grows old */
	return c->boot + length - c->now % length;
}

static void
tick(struct console *c)
{
	if (c->boot < c->tick_at)
		return;
	c->tick_at = next_tick(c);
	board_tick(c->board);
	send_refresh(c);
	list_tick(c);
	form_tick(c);
	revive_tick(c);
	login_tick(c);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->tick)
			views[s]->tick(c);
	console_touch(c);
}

/*
 * A frame is told of once the terminal has taken all of it, and with it the
 * keys that it shows.
 */
static void
tell(const struct console *c)
{
	struct term_stats stats = term_stats(c->term);

	if (!c->told || term_frame_pending(c->term) ||
	    stats.frames == c->told->frames)
		return;
	c->told->turn++;
	atomic_thread_fence(memory_order_seq_cst);
	c->told->bytes = stats.bytes;
	c->told->last = stats.last;
	c->told->painted = c->shown.painted;
	c->told->applied = c->shown.applied;
	c->told->known = c->shown.known;
	c->told->keys = c->shown.keys;
	c->told->frames = stats.frames;
	atomic_thread_fence(memory_order_seq_cst);
	c->told->turn++;
}

/* What the frame that was just made shows. */
static void
note_shown(struct console *c)
{
	c->shown.painted = link_seq(c->link);
	c->shown.applied = link_seq(c->link);
	c->shown.known = *session_info(link_session(c->link))->account != 0;
	c->shown.keys = c->strokes;
}

/* Since when a frame is not taken; `full`: one was when the wait began. */
static void
note_stall(struct console *c, bool full, msec_t before)
{
	if (!full)
		c->stalled = 0;
	else if (c->stalled == 0)
		c->stalled = before;
	c->slow |= full && c->boot - c->stalled >= THIN_FIRST_MS;
}

/*
 * A line that took this long to show the first screen (its delay and its rate
 * together: 2.5 KB at 38,400 bit/s, or a long way with some loss), or later to
 * take a frame, is thin. It stays so, said once.
 */
static void
find_thin(struct console *c)
{
	if (c->thin || !c->measure ||
	    (!c->slow && term_first_shown(c->term) < THIN_FIRST_MS))
		return;
	c->thin = true;
	console_say(c, STYLE_DIM, "%s",
	    _("a slow line: clocks by the minute, changes gathered"));
}

/* Why names are question marks; once, and over nothing one has to read. */
static void
tell_lost(struct console *c)
{
	if (c->lost || !draw_lost(c->draw) ||
	    (*c->result.text && c->boot - c->result.at < LOST_AFTER_MS))
		return;
	c->lost = true;
	console_say(c, STYLE_DIM, "%s", _(words_lost));
}

/* On a thin line a frame that answers no key waits for more to show. */
static bool
is_gathering(const struct console *c)
{
	return c->thin && !c->bell && c->strokes == c->shown.keys &&
	       c->shown.known && c->boot - c->painted < THIN_FRAME_MS;
}

static void
paint(struct console *c)
{
	find_thin(c);
	if (!c->stale || is_gathering(c) || !term_frame_begin(c->term))
		return;
	c->stale = false;
	c->painted = c->boot;
	draw_set_thin(c->draw, c->thin);
	frame_prepare(c);
	frame_draw(c);
	if (c->bell)
		term_bell(c->term);
	c->bell = false;
	term_frame_end(c->term);
	note_shown(c);
	if (!draw_ok(c->draw))
		console_end(c, PROBLEM_NO_MEMORY);
	tell_lost(c);
	tell(c);
}

static void
take_signals(struct console *c)
{
	unsigned seen = term_signals(c->term);

	if (seen & TERM_SUSPEND)
		term_suspend(c->term);
	if (seen & TERM_ENDED)
		c->ending = true;
	if (!seen)
		return;
	c->painted = 0; /* another size, another's screen: nothing to gather */
	console_touch(c);
}

static void
take_keys(struct console *c)
{
	struct key key;

	while (!c->ending && term_next_key(c->term, boot_now(NULL), &key)) {
		console_take_time(c);
		keyboard_press(c, &key);
	}
}

/* Milliseconds until there is something to do that no descriptor tells of. */
static int
patience(const struct console *c)
{
	msec_t now = boot_now(NULL), at = c->tick_at;
	int64_t input = term_input_deadline(c->term);

	if (c->stale && is_gathering(c) && c->painted + THIN_FRAME_MS < at)
		at = c->painted + THIN_FRAME_MS;
	if (input >= 0 && input < at)
		at = input;
	if (at <= now)
		return 0;
	return at - now < INT_MAX ? (int)(at - now) : INT_MAX;
}

static void
turn(struct console *c)
{
	bool full = term_frame_pending(c->term);
	msec_t before = boot_now(NULL);
	struct pollfd fds[] = {
	    {.fd = term_fd(c->term),
	        .events = (short)(POLLIN | (full ? POLLOUT : 0))},
	    {.fd = term_signal_fd(c->term), .events = POLLIN},
	};

	link_wait(c->link, fds, COUNT_OF(fds), patience(c));
	console_take_time(c);
	note_stall(c, full, before);
	if (fds[1].revents)
		take_signals(c);
	if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
		term_read(c->term, c->boot);
	take_keys(c);
	term_flush(c->term);
	tell(c);
	tick(c);
}

void
loop_run(struct console *c)
{
	console_take_time(c);
	console_touch(c);
	while (!c->ending) {
		paint(c);
		turn(c);
	}
}
