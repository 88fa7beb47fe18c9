/*
 * After each frame the seq painted is the seq applied: read from the screen
 * itself, not from what the console says of itself. Each record that is sent
 * writes its seq into its place, so the newest one seen is what was painted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RECORDS 300
#define BURST 20

/* The number behind "seq=" on the screen, 0 when it is not there. */
static int64_t
seen(struct vt *vt)
{
	const char *at = strstr(vt_text(vt), "seq=");

	return at ? strtoll(at + 4, NULL, 10) : 0;
}

/* Its place says which seq it is of. */
static int64_t
put(struct seat *s)
{
	char place[32];

	snprintf(place, sizeof(place), "seq=%lld", (long long)s->seq + 1);
	return seat_put_incident(s, "0131", 1, "pending", place);
}

/* What the frames so far have told, looked at whenever one is whole. */
struct watch {
	int64_t last;    /* sent */
	uint64_t frames; /* looked at */
	uint64_t compared;
};

/*
 * A frame is whole on the screen when all its bytes came, the console told of
 * it and has begun no other: only then the two can be compared. What is told
 * may be of the frame before (it is told after it is sent), so the screen may
 * be ahead of it; it must never be behind, and at the end they are the same.
 */
static bool
compare(struct seat *s, void *arg)
{
	struct watch *w = arg;
	struct console_told told;

	if (!seat_told(s, &told))
		return false;
	if (told.frames != w->frames && seen(s->vt) > 0) {
		vt_assert(s->vt, seen(s->vt) >= told.applied);
		w->compared++;
	}
	w->frames = told.frames;
	return seen(s->vt) == w->last && told.applied == w->last;
}

static void
after_each_frame_the_seq_on_the_screen_is_the_seq_applied(void **state)
{
	struct seat *s = seat_open(NULL);
	struct watch w = {0};

	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		w.last = put(s);
		seat_wait(s, compare, &w, "the newest seq on the screen");
	}
	assert_true(w.compared >= RECORDS / 2);
	seat_free(s);
}

/* Many at once: frames may leave some out, but never show an older one last. */
static void
a_burst_ends_with_the_newest_on_the_screen(void **state)
{
	struct seat *s = seat_open(NULL);
	struct watch w = {0};

	(void)state;
	for (int i = 0; i < RECORDS / BURST; i++) {
		for (int k = 0; k < BURST; k++)
			w.last = put(s);
		seat_wait(s, compare, &w, "the newest seq on the screen");
	}
	assert_int_equal(s->told->painted, s->told->applied);
	seat_free(s);
}

/* While nobody reads the terminal, no old frame waits in line. */
static bool
is_applied(struct vt *vt, void *arg)
{
	struct seat *s = arg;

	(void)vt;
	seat_step(s);
	return fake_conn_flushed(s->feed);
}

static void
a_line_that_stalled_shows_the_newest_when_it_goes_on(void **state)
{
	struct seat *s = seat_open(NULL);
	struct watch w = {0};

	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		w.last = put(s);
		vt_wait_stalled(s->vt, is_applied, s, "the feed to be taken");
	}
	seat_wait(s, compare, &w, "the newest seq on the screen");
	assert_int_equal(seen(s->vt), w.last);
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        after_each_frame_the_seq_on_the_screen_is_the_seq_applied),
	    cmocka_unit_test(a_burst_ends_with_the_newest_on_the_screen),
	    cmocka_unit_test(
	        a_line_that_stalled_shows_the_newest_when_it_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
