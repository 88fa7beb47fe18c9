/*
 * The order of the queue, what pierces a filter, and the marks.
 */
#include "model/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1795261920000

static struct incident
incident(const char *number, int64_t priority, msec_t ago)
{
	return (struct incident){.head = {.kind = KIND_INCIDENT, .id = number},
	    .number = number,
	    .state = INCIDENT_PENDING,
	    .priority = priority,
	    .reported = NOW - ago};
}

static struct queue_row
ranked(const struct incident *i, bool emergency, bool unsent)
{
	struct queue_row row = {
	    .incident = i, .emergency = emergency, .unsent = unsent};

	queue_rank(&row, NOW);
	return row;
}

/* Each row comes before all that stand after it, and not the other way. */
static void
in_order(const struct queue_row *rows, size_t n)
{
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++) {
			int order = queue_compare(&rows[a], &rows[b]);

			assert_int_equal(order < 0, a < b);
			assert_int_equal(order > 0, a > b);
		}
}

static void
rows_stand_as_the_console_says(void **state)
{
	struct incident help = incident("0101", 4, 9000);
	struct incident first = incident("0102", 1, 9000);
	struct incident unsent = incident("0103", 4, 9000);
	struct incident late = incident("0104", 4, 9000);
	struct incident second = incident("0105", 2, 9000);
	struct incident newer = incident("0106", 3, 1000);
	struct incident older = incident("0107", 3, 5000);
	struct incident bare = incident("0108", 0, 1);
	struct queue_row rows[8];

	(void)state;
	late.due = NOW;
	rows[0] = ranked(&help, true, false);
	rows[1] = ranked(&first, false, false);
	rows[2] = ranked(&unsent, false, true);
	rows[3] = ranked(&late, false, false);
	rows[4] = ranked(&second, false, false);
	rows[5] = ranked(&newer, false, false);
	rows[6] = ranked(&older, false, false);
	rows[7] = ranked(&bare, false, false);
	in_order(rows, COUNT_OF(rows));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(queue_pierces(&rows[i]), i < 4);
}

static struct queue_row
waiting(const struct incident *i, bool emergency, bool unsent)
{
	struct queue_row row = ranked(i, emergency, unsent);

	assert_true(queue_cannot_wait(&row));
	return row;
}

/* A priority 1 of which the order is seconds old waits for a late sheet. */
static void
w_sees_to_what_nobody_serves_before_what_was_just_sent(void **state)
{
	struct incident help = incident("0101", 4, 9000);
	struct incident alone = incident("0102", 1, 1000);
	struct incident unsent = incident("0103", 4, 9000);
	struct incident sheet = incident("0104", 4, 9000);
	struct incident pending = incident("0105", 2, 9000);
	struct incident early = incident("0106", 2, 9000);
	struct incident arriving = incident("0107", 1, 9000);
	struct incident report = incident("0108", 4, 9000);
	struct incident sent = incident("0109", 1, 1000);
	struct queue_row rows[9];

	(void)state;
	sheet.state = early.state = INCIDENT_UNTAKEN;
	sheet.due = NOW - 9 * 60000;
	pending.due = NOW - 60000;
	arriving.state = INCIDENT_ENROUTE;
	arriving.due = NOW - 5000;
	report.state = INCIDENT_CLEARED;
	report.due = NOW - 30 * 60000;
	sent.state = INCIDENT_DISPATCHED;
	rows[0] = waiting(&help, true, false);
	rows[1] = waiting(&alone, false, false);
	rows[2] = waiting(&unsent, false, true);
	rows[3] = waiting(&sheet, false, false);
	rows[4] = waiting(&pending, false, false);
	rows[5] = waiting(&early, false, false);
	rows[6] = waiting(&arriving, false, false);
	rows[7] = waiting(&report, false, false);
	rows[8] = waiting(&sent, false, false);
	for (size_t a = 0; a < COUNT_OF(rows); a++)
		for (size_t b = 0; b < COUNT_OF(rows); b++) {
			int order = queue_compare_urgency(&rows[a], &rows[b]);

			assert_int_equal(order < 0, a < b);
			assert_int_equal(order > 0, a > b);
		}
}

static void
what_is_urgent_twice_comes_before_what_is_once(void **state)
{
	struct incident late = incident("0101", 1, 9000);
	struct incident early = incident("0102", 1, 1000);
	struct queue_row rows[2];

	(void)state;
	late.due = NOW - 1;
	rows[0] = ranked(&late, false, false);
	rows[1] = ranked(&early, false, false);
	in_order(rows, 2);
}

static void
a_priority_1_with_somebody_there_takes_its_place_among_others(void **state)
{
	struct incident i = incident("0101", 1, 1000);
	struct queue_row row;

	(void)state;
	i.state = INCIDENT_ENROUTE;
	row = ranked(&i, false, false);
	assert_true(queue_pierces(&row));
	i.state = INCIDENT_ONSCENE;
	row = ranked(&i, false, false);
	assert_false(queue_pierces(&row));
	i.state = INCIDENT_REOPENED;
	row = ranked(&i, false, false);
	assert_true(queue_pierces(&row));
}

static void
a_late_unit_makes_its_incident_late(void **state)
{
	struct incident i = incident("0101", 3, 1000);
	struct assignment a = {.incident = "0101",
	    .state = ASSIGNMENT_ISSUED,
	    .clock = CLOCK_ACCEPT,
	    .due = NOW - 25000};
	const struct assignment *all[] = {&a};
	struct queue_row row = {.incident = &i, .assignments = all, .count = 1};

	(void)state;
	queue_rank(&row, NOW);
	assert_int_equal(row.late, NOW - 25000);
	assert_int_equal(row.clock.step, CLOCK_ACCEPT);
	assert_true(queue_pierces(&row));
	i.state = INCIDENT_CLOSED;
	queue_rank(&row, NOW);
	assert_int_equal(row.late, 0);
}

static void
ties_are_settled_by_number_and_id(void **state)
{
	struct incident a = incident("20261121-0102", 3, 1000);
	struct incident b = incident("20261121-0101", 3, 1000);
	struct incident c = b;
	struct queue_row rows[3];

	(void)state;
	a.head.id = "z";
	b.head.id = "x";
	c.head.id = "y";
	rows[0] = ranked(&a, false, false);
	rows[1] = ranked(&b, false, false);
	rows[2] = ranked(&c, false, false);
	in_order(rows, 3);
	assert_int_equal(queue_compare(&rows[0], &rows[0]), 0);
}

static void
the_ten_thousandth_number_of_a_day_comes_after_the_one_before(void **state)
{
	struct incident a = incident("20261121-10000", 3, 1000);
	struct incident b = incident("20261121-9999", 3, 1000);
	struct incident c = incident("20261120-10001", 3, 1000);
	struct incident d = incident("0131", 3, 1000);
	struct incident e = incident(NULL, 3, 1000);
	struct queue_row rows[] = {
	    ranked(&a, false, false),
	    ranked(&b, false, false),
	    ranked(&c, false, false),
	    ranked(&d, false, false),
	    ranked(&e, false, false),
	};

	(void)state;
	in_order(rows, COUNT_OF(rows)); /* the newest first */
}

static void
any_shuffle_sorts_into_one_order(void **state)
{
	enum { ROWS = 500 };
	static struct incident incidents[ROWS];
	static struct queue_row rows[ROWS], again[ROWS];
	static char numbers[ROWS][16];
	unsigned seed = 7;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%04zu", i);
		incidents[i] = incident(
		    numbers[i], rand_r(&seed) % 6, rand_r(&seed) % 5 * 1000);
		incidents[i].due = rand_r(&seed) % 3 ? 0 : NOW - 1;
		rows[i] = ranked(&incidents[i], rand_r(&seed) % 20 == 0,
		    rand_r(&seed) % 10 == 0);
	}
	memcpy(again, rows, sizeof(rows));
	for (size_t i = ROWS - 1; i > 0; i--) {
		size_t k = (size_t)rand_r(&seed) % (i + 1);
		struct queue_row swap = again[i];

		again[i] = again[k];
		again[k] = swap;
	}
	queue_sort(rows, ROWS);
	queue_sort(again, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		assert_ptr_equal(rows[i].incident, again[i].incident);
	for (size_t i = 1; i < ROWS; i++)
		assert_true(queue_compare(&rows[i - 1], &rows[i]) < 0);
}

static void
a_row_has_its_gravest_mark(void **state)
{
	struct incident i = incident("0101", 3, 1000);
	struct queue_row row = ranked(&i, false, false);

	(void)state;
	assert_int_equal(queue_mark(&row), ' ');
	i.repeat = "i9";
	assert_int_equal(queue_mark(&row), '=');
	row.fresh = true;
	assert_int_equal(queue_mark(&row), '*');
	row.late = NOW;
	assert_int_equal(queue_mark(&row), '!');
	row.unsent = true;
	assert_int_equal(queue_mark(&row), '^');
}

static void
units_wear_their_step(void **state)
{
	static const char marks[] = "^?+>@%";
	struct assignment a = {.channel = CHANNEL_DEVICE};

	(void)state;
	for (unsigned s = 0; s < enum_assignment_state.count; s++) {
		a.state = (enum assignment_state)s;
		assert_int_equal(queue_unit_mark(&a),
		    s < sizeof(marks) - 1 ? marks[s] : '\0');
	}
	a.state = ASSIGNMENT_ISSUED;
	a.channel = CHANNEL_RADIO;
	assert_int_equal(queue_unit_mark(&a), '?');
}

static bool
matches(const char *words)
{
	static const char *const texts[] = {"20261121-0131", "儿童走失",
	    "Lost child", NULL, "吹台公园北门 B栋", "P1", "M4", "待派警"};
	struct filter f;

	filter_set(&f, words);
	return filter_matches(&f, texts, COUNT_OF(texts));
}

static void
a_filter_wants_all_its_words_anywhere(void **state)
{
	(void)state;
	assert_true(matches(""));
	assert_true(matches("  "));
	assert_true(matches("公园"));
	assert_true(matches("公园 p1"));
	assert_true(matches("0131　走失"));
	assert_true(matches("ｍ４ LOST"));
	assert_true(matches("ｂ栋"));
	assert_true(matches(" 待派警 "));
	assert_false(matches("公园 p2"));
	assert_false(matches("P1M4"));
}

static void
a_filter_beyond_its_room_keeps_whole_words(void **state)
{
	char text[600];
	struct filter f;

	(void)state;
	filter_set(&f, "a b c d e f g h i j");
	assert_int_equal(f.words, FILTER_WORDS);
	memset(text, 'x', sizeof(text));
	text[200] = ' ';
	text[sizeof(text) - 1] = '\0';
	filter_set(&f, text);
	assert_int_equal(f.words, 1);
	assert_int_equal(f.word[0].len, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_stand_as_the_console_says),
	    cmocka_unit_test(
	        w_sees_to_what_nobody_serves_before_what_was_just_sent),
	    cmocka_unit_test(what_is_urgent_twice_comes_before_what_is_once),
	    cmocka_unit_test(
	        a_priority_1_with_somebody_there_takes_its_place_among_others),
	    cmocka_unit_test(a_late_unit_makes_its_incident_late),
	    cmocka_unit_test(ties_are_settled_by_number_and_id),
	    cmocka_unit_test(
	        the_ten_thousandth_number_of_a_day_comes_after_the_one_before),
	    cmocka_unit_test(any_shuffle_sorts_into_one_order),
	    cmocka_unit_test(a_row_has_its_gravest_mark),
	    cmocka_unit_test(units_wear_their_step),
	    cmocka_unit_test(a_filter_wants_all_its_words_anywhere),
	    cmocka_unit_test(a_filter_beyond_its_room_keeps_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
