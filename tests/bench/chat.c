/*
 * A room of 10,000 lines on the screen (issue: Numbers):
 *
 *	open	<= 50 ms, first frame and all
 *	scroll	<= 5 ms a page, far back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "tests/lib/show.h"
#include "tui/chat.h"

#define LINES 10000
#define TIMES 250

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
compare_ms(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
tell(const char *what, double got, const char *unit, double budget)
{
	printf("%s: %.1f %s (budget <= %.0f %s) %s\n", what, got, unit, budget,
	    unit, got <= budget ? "ok" : "MISSED");
}

/* ---- a long room on the screen ---- */

static void
fill_room(struct desk *d)
{
	char id[16], text[64];

	for (int n = 0; n < LINES; n++) {
		const struct message m = {.head = {.kind = KIND_MESSAGE,
		                              .id = id,
		                              .at = DESK_NOW + n,
		                              .by = "li@2"},
		    .room = "0128",
		    .class = MESSAGE_TALK,
		    .text = text};

		snprintf(id, sizeof(id), "m%d", n);
		snprintf(text, sizeof(text), "line %d of a long evening", n);
		desk_put(d, &m.head);
	}
	chat_open(&d->console, "0131");
}

static void
open_room(struct desk *d, char what)
{
	(void)what;
	chat_open(&d->console, "0128");
}

static void
bench_screen(void **state)
{
	struct show s = {
	    .language = "en", .prepare = fill_room, .meanwhile = open_room};
	double ms[TIMES], begin;

	(void)state;
	show_start(&s, 40, 120);
	begin = now_ms();
	show_press(&s, 'O');
	tell("open a room of 10,000 lines", now_ms() - begin, "ms", 50);
	for (int i = 0; i < 50; i++)
		show_press(&s, ',');
	for (int i = 0; i < TIMES; i++) {
		begin = now_ms();
		show_press(&s, ',');
		ms[i] = now_ms() - begin;
	}
	qsort(ms, TIMES, sizeof(*ms), compare_ms);
	tell("scroll a page in it, p99", ms[TIMES - 1 - TIMES / 100], "ms", 5);
	show_finish(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bench_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
