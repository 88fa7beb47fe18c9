/*
 * What an ordinary hour sends to an 80x24 terminal: a queue of nine incidents
 * that ages, and a step of some order every 30 seconds, 120 in all; once as on
 * a LAN, once as on a thin line (loop.c: by the minute, changes gathered, no
 * attributes that only please).
 *
 * Time is the desk's own, so an hour takes a moment. On SSH one small write
 * costs about 140 bytes of packets both ways, whatever it holds (DESIGN 11).
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tests/lib/vt.h"
#include "tui/frame.h"
#include "tui/words.h"

#define HOUR 3600 /* seconds */
#define EVERY 30  /* between two changes */
#define MINUTE 60
#define GATHERED 2 /* seconds that a change waits on a thin line */
#define SSH_WRITE 140

struct hour {
	bool thin;
	volatile uint64_t bytes, writes;
};

static void
paint(struct desk *d)
{
	struct console *c = &d->console;
	struct pollfd fd = {.fd = term_fd(c->term), .events = POLLOUT};

	while (!term_frame_begin(c->term))
		term_flush(c->term);
	frame_prepare(c);
	frame_draw(c);
	term_frame_end(c->term);
	while (term_frame_pending(c->term)) {
		poll(&fd, 1, -1);
		term_flush(c->term);
	}
}

/* One order goes a step on, or begins anew. */
static void
change(struct desk *d, int n)
{
	const struct table *t = d->console.table;
	size_t count = table_count(t, KIND_ASSIGNMENT);
	struct assignment a = *(const struct assignment *)table_all(
	    t, KIND_ASSIGNMENT)[(size_t)n % count];

	a.state =
	    a.state < ASSIGNMENT_CLEARED ? a.state + 1 : ASSIGNMENT_ISSUED;
	desk_put(d, &a.head);
}

static void
play(struct desk *d, const struct hour *h)
{
	int changed = -1;

	for (int second = 1; second <= HOUR; second++) {
		desk_wait(d, 1000);
		if (second % EVERY == 0) {
			change(d, second / EVERY);
			changed = second;
		}
		if (!h->thin || second % MINUTE == 0 ||
		    (changed >= 0 && second == changed + GATHERED))
			paint(d);
	}
}

static int
run(void *arg)
{
	const struct term_options options = {.fd = 0};
	struct hour *h = arg;
	struct term_stats before, after;
	struct desk *d;

	words_open("en");
	d = desk_new();
	desk_fill_queue(d);
	desk_sit(d, "o2");
	desk_wait(d, 0);
	if (term_open(&d->console.term, &options, NULL))
		return 3;
	d->console.thin = h->thin;
	d->console.draw = draw_new(NULL);
	draw_set_thin(d->console.draw, h->thin);
	paint(d);
	before = term_stats(d->console.term);
	play(d, h);
	after = term_stats(d->console.term);
	h->bytes = after.bytes - before.bytes;
	h->writes = after.writes - before.writes;
	draw_free(d->console.draw);
	term_close(d->console.term);
	desk_free(d);
	return 0;
}

static void
measure(bool thin)
{
	struct hour *h = vt_share(sizeof(*h));
	struct vt_program program = {.run = run, .arg = h};
	struct vt *vt = vt_new(24, 80);
	double wire;

	h->thin = thin;
	vt_spawn(vt, &program);
	if (vt_wait_end(vt) != 0)
		fail_msg("the hour did not end well");
	wire = (double)h->bytes + SSH_WRITE * (double)h->writes;
	printf("terminal, an hour, 120 changes, %s: %.1f KB in %llu writes, "
	       "over SSH about %.0f KB\n",
	    thin ? "thin" : "LAN", (double)h->bytes / 1000,
	    (unsigned long long)h->writes, wire / 1000);
	vt_free(vt);
	vt_unshare(h, sizeof(*h));
}

int
main(void)
{
	measure(false);
	measure(true);
	return 0;
}
