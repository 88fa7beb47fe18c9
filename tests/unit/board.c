/*
 * The board against what it must be: after every random change its rows are
 * those a full sort gives, and its counts those of counting them all.
 */
#include "tui/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tests/lib/random.h"

#define MANY 300 /* incidents of the random test */

/* ---- by hand ---- */

static struct incident
an_incident(const char *id, int64_t priority)
{
	return (struct incident){
	    .head = {.kind = KIND_INCIDENT, .id = id, .by = "王芳@2"},
	    .number = id,
	    .state = INCIDENT_PENDING,
	    .priority = priority,
	    .place = "吹台公园",
	    .category = "theft",
	    .clock = CLOCK_DISPATCH,
	    .due = DESK_NOW + 60000,
	    .reported = DESK_NOW,
	};
}

static void
put(struct desk *d, struct incident i)
{
	desk_put(d, &i.head);
}

static bool
rang(struct desk *d)
{
	bool bell = d->console.bell;

	d->console.bell = false;
	return bell;
}

static const char *
at(struct desk *d, size_t n)
{
	return n < board_count(d->console.board)
	           ? board_at(d->console.board, n)->id
	           : "";
}

static void
look_at(struct desk *d, const char *id)
{
	console_select(&d->console, KIND_INCIDENT, id);
}

static void
test_rows_stand_as_the_queue_of_the_house_does(void **state)
{
	static const char *const want[] = {"0128", "0131", "0127", "0132",
	    "0130", "0125", "0129", "0124", "0119", "0117"};
	struct desk *d = desk_new();

	(void)state;
	desk_fill_queue(d);
	for (size_t n = 0; n < COUNT_OF(want); n++)
		assert_string_equal(at(d, n), want[n]);
	assert_int_equal(board_count(d->console.board), COUNT_OF(want));
	desk_free(d);
}

static void
test_what_needs_a_person_is_counted(void **state)
{
	struct desk *d = desk_new();
	struct board_counts n;
	struct unit u;

	(void)state;
	desk_fill_queue(d);
	n = board_counts(d->console.board);
	assert_int_equal(n.emergencies, 0);
	assert_int_equal(n.first, 2);
	assert_int_equal(n.late, 2);
	assert_int_equal(n.unsigned_, 2);
	assert_int_equal(n.untaken, 1);
	assert_int_equal(n.review, 1);
	assert_int_equal(n.held, 1);
	assert_int_equal(n.open, 10);
	u = *console_unit(&d->console, "P3");
	u.emergency = true;
	desk_put(d, &u.head);
	assert_int_equal(board_counts(d->console.board).emergencies, 1);
	assert_string_equal(at(d, 0), "0127");
	u = *console_unit(&d->console, "P3");
	u.emergency = false;
	desk_put(d, &u.head);
	assert_int_equal(board_counts(d->console.board).emergencies, 0);
	assert_string_equal(at(d, 0), "0128");
	desk_free(d);
}

static void
test_the_bell_rings_once_for_a_new_priority_1(void **state)
{
	struct desk *d = desk_new();
	struct incident i = an_incident("a", 1);

	(void)state;
	put(d, i);
	assert_true(rang(d));
	i.narrative = "more";
	put(d, i);
	assert_false(rang(d));
	i.state = INCIDENT_DISPATCHED;
	put(d, i);
	i.state = INCIDENT_PENDING;
	put(d, i);
	assert_false(rang(d));
	put(d, an_incident("b", 2));
	assert_false(rang(d));
	desk_free(d);
}

static void
test_the_bell_rings_once_for_what_becomes_late(void **state)
{
	struct desk *d = desk_new();
	struct incident i = an_incident("a", 2);

	(void)state;
	put(d, i);
	desk_wait(d, 59999);
	assert_false(rang(d));
	desk_wait(d, 1);
	assert_true(rang(d));
	desk_wait(d, 60000);
	i.narrative = "more";
	put(d, i);
	assert_false(rang(d));
	assert_int_equal(board_counts(d->console.board).late, 1);
	desk_free(d);
}

static void
test_each_order_that_becomes_late_rings_though_the_row_is_late(void **state)
{
	struct desk *d = desk_new();
	struct assignment a = {.head = {.kind = KIND_ASSIGNMENT, .id = "o1"},
	    .incident = "a",
	    .unit = "P1",
	    .state = ASSIGNMENT_ISSUED,
	    .clock = CLOCK_ACCEPT,
	    .due = DESK_NOW + 1000};

	(void)state;
	put(d, an_incident("a", 2));
	desk_put(d, &a.head);
	a.head.id = "o2";
	a.due = DESK_NOW + 5000;
	desk_put(d, &a.head);
	rang(d);
	desk_wait(d, 1000);
	assert_true(rang(d));
	desk_wait(d, 3999);
	assert_false(rang(d));
	desk_wait(d, 1);
	assert_true(rang(d));
	desk_wait(d, 9999);
	assert_false(rang(d));
	desk_free(d);
}

static void
test_a_hold_that_ends_is_not_late(void **state)
{
	struct desk *d = desk_new();
	struct incident i = an_incident("a", 2);

	(void)state;
	i.clock = CLOCK_HOLD;
	i.held = i.due;
	put(d, i);
	assert_int_equal(board_counts(d->console.board).held, 1);
	desk_wait(d, 60001);
	assert_false(rang(d));
	assert_int_equal(board_counts(d->console.board).late, 0);
	desk_free(d);
}

static void
test_what_became_late_while_the_link_was_down_rings(void **state)
{
	struct desk *d = desk_new();
	struct incident i = an_incident("a", 2);

	(void)state;
	i.due = 0;
	put(d, i);
	desk_wait(d, 90000);
	i.due = DESK_NOW + 50000;
	put(d, i);
	assert_true(rang(d));
	desk_free(d);
}

static void
test_the_first_picture_rings_for_nothing_and_is_not_new(void **state)
{
	struct desk *d = desk_new();
	struct incident late = an_incident("b", 2);

	(void)state;
	board_live(d->console.board, false);
	late.due = DESK_NOW - 1;
	put(d, an_incident("a", 1));
	put(d, late);
	board_live(d->console.board, true);
	desk_wait(d, 1000);
	put(d, late);
	assert_false(rang(d));
	assert_false(board_at(d->console.board, 0)->q.fresh);
	desk_free(d);
}

static void
test_a_new_row_is_new_until_it_was_looked_at(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, an_incident("a", 2));
	put(d, an_incident("b", 2));
	look_at(d, "a");
	assert_true(board_row(d->console.board, "a")->q.fresh);
	look_at(d, "b");
	assert_false(board_row(d->console.board, "a")->q.fresh);
	assert_true(board_row(d->console.board, "b")->q.fresh);
	desk_free(d);
}

static void
test_what_ends_under_the_mark_stays_as_a_ghost(void **state)
{
	struct desk *d = desk_new();
	struct incident b = an_incident("b", 2);

	(void)state;
	put(d, an_incident("a", 1));
	put(d, b);
	put(d, an_incident("c", 3));
	look_at(d, "b");
	b.state = INCIDENT_CANCELLED;
	put(d, b);
	assert_string_equal(at(d, 1), "b");
	assert_true(board_at(d->console.board, 1)->ghost);
	assert_string_equal(board_ghost(d->console.board)->head.by, "王芳@2");
	assert_int_equal(board_counts(d->console.board).open, 2);
	desk_gone(d, KIND_INCIDENT, "b");
	assert_string_equal(at(d, 1), "b");
	look_at(d, "c");
	assert_null(board_ghost(d->console.board));
	assert_string_equal(at(d, 1), "c");
	assert_int_equal(board_count(d->console.board), 2);
	desk_free(d);
}

static void
test_what_leaves_this_sight_is_a_ghost_too(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, an_incident("a", 1));
	look_at(d, "a");
	desk_gone(d, KIND_INCIDENT, "a");
	assert_true(incident_open(board_ghost(d->console.board)->state));
	assert_string_equal(at(d, 0), "a");
	put(d, an_incident("a", 1));
	assert_null(board_ghost(d->console.board));
	assert_int_equal(board_counts(d->console.board).open, 1);
	desk_free(d);
}

static void
test_a_filter_hides_all_but_what_pierces_it_and_says_how_many(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	desk_fill_queue(d);
	look_at(d, "0125");
	board_filter(d->console.board, "噪音 m2");
	assert_string_equal(at(d, 0), "0128");
	assert_string_equal(at(d, 1), "0131");
	assert_string_equal(at(d, 2), "0127");
	assert_string_equal(at(d, 3), "0125"); /* selected */
	assert_string_equal(at(d, 4), "0129");
	assert_int_equal(board_count(d->console.board), 5);
	assert_int_equal(board_hidden(d->console.board), 5);
	assert_int_equal(board_counts(d->console.board).open, 10);
	look_at(d, "0129");
	assert_int_equal(board_count(d->console.board), 4);
	board_filter(d->console.board, "");
	assert_int_equal(board_count(d->console.board), 10);
	assert_int_equal(board_hidden(d->console.board), 0);
	desk_free(d);
}

static void
test_an_unsent_command_lifts_its_row_until_it_is_settled(void **state)
{
	struct desk *d = desk_new();
	struct call call = {.command = command_get(COMMAND_OWN)};
	struct problem p;
	const struct outbox_entry *e;

	(void)state;
	desk_fill_queue(d);
	call_set_text(&call, ARG_own_incident, "0119");
	assert_int_equal(link_send(d->console.link, &call, &e, &p), 0);
	board_unsent(d->console.board);
	assert_string_equal(at(d, 2), "0119");
	assert_true(board_at(d->console.board, 2)->q.unsent);
	assert_int_equal(
	    outbox_withdraw(link_outbox(d->console.link), e->key, &p), 0);
	board_unsent(d->console.board);
	assert_string_equal(at(d, 8), "0119");
	desk_free(d);
}

static void
test_w_goes_through_what_cannot_wait_and_round_again(void **state)
{
	static const char *const want[] = {
	    "0131", "0132", "0128", "0127", "0131"};
	struct desk *d = desk_new();

	(void)state;
	desk_fill_queue(d);
	for (size_t n = 0; n < COUNT_OF(want); n++) {
		const char *next = board_urgent(d->console.board);

		assert_non_null(next);
		assert_string_equal(next, want[n]);
		look_at(d, next);
	}
	desk_free(d);
}

/* ---- at random ---- */

static const char *
name(char out[16], size_t n)
{
	snprintf(out, 16, "i%04zu", n);
	return out;
}

static void
change_incident(struct desk *d, struct rng *g)
{
	char id[16];
	struct incident i = an_incident(name(id, rng_below(g, MANY)), 1);

	if (rng_below(g, 20) == 0) {
		if (console_incident(&d->console, id))
			desk_gone(d, KIND_INCIDENT, id);
		return;
	}
	i.state = (enum incident_state)rng_below(g, INCIDENT_REOPENED + 1);
	i.priority = (int64_t)rng_below(g, 5);
	i.reported = DESK_NOW - (msec_t)rng_below(g, 50) * 1000;
	i.clock = (enum clock_step)rng_below(g, CLOCK_REVIEW + 1);
	i.due = rng_below(g, 3)
	            ? d->console.now + (msec_t)rng_below(g, 9000) - 3000
	            : 0;
	i.place = rng_below(g, 2) ? "north gate" : "south gate";
	put(d, i);
}

static void
change_order(struct desk *d, struct rng *g)
{
	char id[16], incident[16], unit[16];
	struct assignment a = {.head = {.kind = KIND_ASSIGNMENT,
	                           .id = name(id, rng_below(g, MANY))},
	    .incident = name(incident, rng_below(g, MANY)),
	    .unit = name(unit, rng_below(g, 9)),
	    .issued = DESK_NOW - (msec_t)rng_below(g, 99)};

	if (rng_below(g, 10) == 0) {
		if (table_get(d->table, KIND_ASSIGNMENT, id))
			desk_gone(d, KIND_ASSIGNMENT, id);
		return;
	}
	a.state = (enum assignment_state)rng_below(g, ASSIGNMENT_VOID + 1);
	a.due = rng_below(g, 2)
	            ? d->console.now + (msec_t)rng_below(g, 9000) - 3000
	            : 0;
	a.clock = CLOCK_ARRIVE;
	desk_put(d, &a.head);
}

static void
change_unit(struct desk *d, struct rng *g)
{
	char id[16];
	struct unit u = {
	    .head = {.kind = KIND_UNIT, .id = name(id, rng_below(g, 9))},
	    .callsign = id,
	    .emergency = rng_below(g, 4) == 0};

	desk_put(d, &u.head);
}

static void
change(struct desk *d, struct rng *g)
{
	char id[16];

	switch (rng_below(g, 12)) {
	case 0:
		desk_wait(d, (msec_t)rng_below(g, 2000));
		break;
	case 1:
		change_unit(d, g);
		break;
	case 2:
		look_at(d, name(id, rng_below(g, MANY)));
		break;
	case 3:
	case 4:
	case 5:
		change_order(d, g);
		break;
	default:
		change_incident(d, g);
		break;
	}
	if (rng_below(g, 300) == 0)
		board_filter(d->console.board, rng_below(g, 2) ? "north" : "");
}

/* What a row is, from the table alone. */
static struct queue_row
see(struct desk *d, const struct incident *i, const struct assignment **orders)
{
	struct queue_row q = {.incident = i, .assignments = orders};
	size_t n = table_count(d->table, KIND_ASSIGNMENT);

	for (size_t k = 0; k < n; k++) {
		const struct assignment *a =
		    (const struct assignment *)table_all(
		        d->table, KIND_ASSIGNMENT)[k];
		const struct unit *u = console_unit(&d->console, a->unit);

		if (strcmp(a->incident, i->head.id) != 0)
			continue;
		orders[q.count++] = a;
		if (u && u->emergency && assignment_binds(a->state))
			q.emergency = true;
	}
	queue_rank(&q, d->console.now);
	return q;
}

static void
check(struct desk *d)
{
	static const struct assignment *orders[MANY][MANY];
	static struct queue_row rows[MANY];
	const char *filter = board_filter_words(d->console.board);
	size_t count = 0, hidden = 0, late = 0, shown = 0;

	for (size_t n = 0; n < table_count(d->table, KIND_INCIDENT); n++) {
		const struct incident *i = (const struct incident *)table_all(
		    d->table, KIND_INCIDENT)[n];
		struct queue_row q;

		if (!incident_open(i->state))
			continue;
		q = see(d, i, orders[n]);
		late += q.late != 0;
		if (!queue_pierces(&q) && *filter &&
		    !strstr(i->place, filter) &&
		    strcmp(i->head.id, d->console.incident) != 0)
			hidden++;
		else
			rows[count++] = q;
	}
	queue_sort(rows, count);
	for (size_t n = 0; n < board_count(d->console.board); n++) {
		const struct board_row *r = board_at(d->console.board, n);

		if (r->ghost)
			continue;
		assert_true(shown < count);
		assert_string_equal(r->id, rows[shown].incident->head.id);
		assert_int_equal(r->q.late, rows[shown].late);
		assert_int_equal(board_index(d->console.board, r->id), n);
		shown++;
	}
	assert_int_equal(shown, count);
	assert_int_equal(board_hidden(d->console.board), hidden);
	assert_int_equal(board_counts(d->console.board).late, late);
	assert_int_equal(board_counts(d->console.board).open, count + hidden);
}

static void
test_after_any_change_the_rows_are_those_of_a_full_sort(void **state)
{
	struct desk *d = desk_new();
	struct rng g = {.state = 7};

	(void)state;
	for (size_t n = 0; n < 6000; n++) {
		change(d, &g);
		if (n % 10 == 0)
			check(d);
	}
	look_at(d, "");
	check(d);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows_stand_as_the_queue_of_the_house_does),
	    cmocka_unit_test(test_what_needs_a_person_is_counted),
	    cmocka_unit_test(test_the_bell_rings_once_for_a_new_priority_1),
	    cmocka_unit_test(test_the_bell_rings_once_for_what_becomes_late),
	    cmocka_unit_test(
	        test_each_order_that_becomes_late_rings_though_the_row_is_late),
	    cmocka_unit_test(test_a_hold_that_ends_is_not_late),
	    cmocka_unit_test(
	        test_what_became_late_while_the_link_was_down_rings),
	    cmocka_unit_test(
	        test_the_first_picture_rings_for_nothing_and_is_not_new),
	    cmocka_unit_test(test_a_new_row_is_new_until_it_was_looked_at),
	    cmocka_unit_test(test_what_ends_under_the_mark_stays_as_a_ghost),
	    cmocka_unit_test(test_what_leaves_this_sight_is_a_ghost_too),
	    cmocka_unit_test(
	        test_a_filter_hides_all_but_what_pierces_it_and_says_how_many),
	    cmocka_unit_test(
	        test_an_unsent_command_lifts_its_row_until_it_is_settled),
	    cmocka_unit_test(
	        test_w_goes_through_what_cannot_wait_and_round_again),
	    cmocka_unit_test(
	        test_after_any_change_the_rows_are_those_of_a_full_sort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
