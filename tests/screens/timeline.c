/*
 * The story on the screen: under the queue, and whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/show.h"

static void
say(struct desk *d, int n, enum message_class class, const char *event,
    const char *about, const char *text)
{
	char id[16];
	const struct message m = {.head = {.kind = KIND_MESSAGE,
	                              .id = id,
	                              .at = DESK_NOW + n * 1000,
	                              .by = "王芳@2"},
	    .room = "0128",
	    .class = class,
	    .event = event,
	    .about = about,
	    .text = text};

	snprintf(id, sizeof(id), "m%d", n);
	desk_put(d, &m.head);
}

/* Forty lines of talk, then three of what was done. */
static void
talk(struct desk *d)
{
	char text[64];

	for (int n = 0; n < 40; n++) {
		snprintf(text, sizeof(text), "line %d", n);
		say(d, n, MESSAGE_TALK, NULL, NULL, text);
	}
	say(d, 40, MESSAGE_EVENT, "dispatch", "P2", NULL);
	say(d, 41, MESSAGE_EVENT, "accept", "M7", NULL);
	say(d, 42, MESSAGE_TALK, NULL, NULL,
	    "a line that is longer than the screen is wide goes on in the "
	    "row below it, behind the time\nand keeps its own line ends");
}

/* W: somebody says something. */
static void
meanwhile(struct desk *d, char what)
{
	if (what == 'W')
		say(d, 50, MESSAGE_TALK, NULL, NULL, "just now");
}

static struct show
show(void)
{
	struct show s = {
	    .language = "en", .prepare = talk, .meanwhile = meanwhile};

	show_start(&s, 24, 80);
	return s;
}

static void
test_the_newest_lines_stand_under_the_queue(void **state)
{
	static const char *const want[] = {"19:52:47 seat 2 sent P2",
	    "19:52:48 M7 signed",
	    "19:52:49 seat 2: a line that is longer than the screen is wide "
	    "goes on in the r~",
	    NULL};
	struct show s = show();

	(void)state;
	show_assert_rows(&s, SHOW_HEAD + 16, want);
	show_finish(&s);
}

static void
test_t_shows_it_whole_with_the_newest_at_the_bottom(void **state)
{
	static const char *const want[] = {"19:52:47 seat 2 sent P2",
	    "19:52:48 M7 signed",
	    "19:52:49 seat 2: a line that is longer than the screen is wide "
	    "goes on in the",
	    "         row below it, behind the time",
	    "         and keeps its own line ends", NULL};
	struct show s = show();

	(void)state;
	show_press(&s, 't');
	vt_assert_row(s.vt, SHOW_HEAD,
	    "-- 0128 Knife  SENT ------------------------------------- "
	    "k goes back further --");
	show_assert_rows(&s, SHOW_HEAD + 14, want);
	show_finish(&s);
}

static void
test_one_goes_back_and_forth_in_it(void **state)
{
	struct show s = show();

	(void)state;
	show_type(&s, "tkk");
	vt_assert_row(s.vt, SHOW_HEAD + 17, "19:52:48 M7 signed");
	show_type(&s, "gg");
	vt_assert_row(s.vt, SHOW_HEAD + 1, "19:52:07 seat 2: line 0");
	show_type(&s, "ge");
	vt_assert_row(
	    s.vt, SHOW_HEAD + 18, "         and keeps its own line ends");
	show_type(&s, "t");
	vt_assert_shows(s.vt, ">!1 0128");
	show_finish(&s);
}

static void
test_a_new_line_does_not_move_what_one_reads(void **state)
{
	struct show s = show();

	(void)state;
	show_type(&s, "tkkkW");
	vt_assert_row(s.vt, SHOW_HEAD + 17, "19:52:47 seat 2 sent P2");
	vt_assert(s.vt, !vt_shows(s.vt, "just now"));
	show_type(&s, "ge");
	vt_assert_row(s.vt, SHOW_HEAD + 18, "19:52:57 seat 2: just now");
	show_finish(&s);
}

/* The first of the evening lies where no station and no grid is. */
static void
put_outside(struct desk *d)
{
	struct incident i = *(const struct incident *)table_get(
	    d->table, KIND_INCIDENT, "0128");

	i.outside = true;
	i.grid = NULL;
	desk_put(d, &i.head);
}

static void
test_what_lies_outside_every_outline_says_so(void **state)
{
	struct show s = {.language = "en", .prepare = put_outside};

	(void)state;
	show_start(&s, 50, 200);
	vt_assert_shows(s.vt, "grid outside every outline");
	show_finish(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_newest_lines_stand_under_the_queue),
	    cmocka_unit_test(
	        test_t_shows_it_whole_with_the_newest_at_the_bottom),
	    cmocka_unit_test(test_one_goes_back_and_forth_in_it),
	    cmocka_unit_test(test_a_new_line_does_not_move_what_one_reads),
	    cmocka_unit_test(test_what_lies_outside_every_outline_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
