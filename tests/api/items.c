/*
 * Checklists: who adds lines, who ticks them, who sees them, and that they
 * come and go with what they are about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/room.h"

static int
setup(void **state)
{
	struct room_desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	room_open(d);
	assert_true(room_new(d, "i1", "market"));
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	room_close(*state);
	free(*state);
	return 0;
}

/* Adds lines called N1, N2, ... to the incident. */
static bool
add(struct room_desk *d, struct actor *who, const char *about,
    const char *lines, size_t n)
{
	static const char *const ids[] = {"N1", "N2", "N3", "N4"};
	struct call c = room_call(COMMAND_ITEM);

	call_set_text(&c, ARG_item_about, about);
	call_set_text(&c, ARG_item_list, "evidence");
	call_set_text(&c, ARG_item_lines, lines);
	call_set_refs(&c, ARG_item_items, (struct refs){n, ids});
	return room_do(d, who, &c);
}

static bool
tick(struct room_desk *d, struct actor *who, const char *id, const char *value)
{
	struct call c = room_call(COMMAND_TICK);

	call_set_text(&c, ARG_tick_item, id);
	if (value)
		call_set_text(&c, ARG_tick_value, value);
	return room_do(d, who, &c);
}

static void
lines_stand_in_the_order_in_which_they_were_added(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_false(add(d, d->lq, "i1", "one; two; three", 2));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	assert_false(add(d, d->lq, "i1", "one", 2));
	assert_true(add(d, d->lq, "i1", "photo of the wound; knife", 2));
	r = room_get(d, KIND_ITEM, "N2");
	assert_string_equal(((struct item *)r)->text, "knife");
	assert_string_equal(((struct item *)r)->list, "evidence");
	assert_string_equal(((struct item *)r)->about, "i1");
	assert_int_equal(((struct item *)r)->line, 2);
	record_free(r);
	assert_int_equal(room_told(d, "i1", "item"), 1);
	assert_false(add(d, d->lq, "i1", " ; ", 0));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_false(add(d, d->lq, "i9", "one", 0));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(add(d, d->xq, "i1", "one", 0));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
}

static void
a_field_unit_ticks_what_it_is_sent_to_and_nothing_else(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_true(add(d, d->lq, "i1", "knife", 1));
	assert_false(room_may_read(d, d->p1, KIND_ITEM, "N1"));
	assert_false(tick(d, d->p1, "N1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	/* Sent: it sees the line at once. */
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_may_read(d, d->p1, KIND_ITEM, "N1"));
	assert_true(tick(d, d->p1, "N1", NULL));
	r = room_get(d, KIND_ITEM, "N1");
	assert_int_equal(((struct item *)r)->done, ROOM_BEGIN);
	assert_string_equal(((struct item *)r)->unit, "LQ-P1");
	record_free(r);
	assert_int_equal(room_told(d, "i1", "tick"), 1);
	assert_true(tick(d, d->p1, "N1", NULL)); /* twice is once */
	assert_int_equal(room_told(d, "i1", "tick"), 1);
}

static void
a_line_is_seen_by_who_sees_its_incident_and_ages_with_it(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CLOSE);
	int64_t seq;
	enum seen_state seen;
	struct problem p = {0};

	assert_true(add(d, d->lq, "i1", "knife", 1));
	assert_true(room_may_read(d, d->lq, KIND_ITEM, "N1"));
	assert_false(room_may_read(d, d->xq, KIND_ITEM, "N1"));
	call_set_text(&c, ARG_close_incident, "i1");
	call_set_text(&c, ARG_close_outcome, "settled");
	assert_true(room_do(d, d->admin, &c));
	assert_int_equal(store_seen(d->store, "station/LQ", KIND_ITEM, "N1",
	                     &seq, &seen, &p),
	    0);
	assert_int_equal(seen, SEEN_LIVE);
	room_go(d, 31 * TIME_MINUTE);
	assert_int_equal(store_seen(d->store, "station/LQ", KIND_ITEM, "N1",
	                     &seq, &seen, &p),
	    0);
	assert_int_equal(seen, SEEN_AGED);
	assert_true(room_may_read(d, d->lq, KIND_ITEM, "N1"));
}

static void
a_count_is_done_when_it_is_full(void **state)
{
	static const struct {
		const char *value;
		int64_t have;
		bool done;
	} steps[] = {{NULL, 1, false}, {"+2", 3, false}, {"4", 4, true},
	    {"5", 5, true}, {"3", 3, false}};
	struct room_desk *d = *state;

	assert_true(add(d, d->lq, "i1", "[count 4] residents", 1));
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct record *r;

		assert_true(tick(d, d->lq, "N1", steps[i].value));
		r = room_get(d, KIND_ITEM, "N1");
		assert_int_equal(((struct item *)r)->have, steps[i].have);
		assert_int_equal(((struct item *)r)->done != 0, steps[i].done);
		record_free(r);
	}
	assert_false(tick(d, d->lq, "N1", "many"));
	assert_false(tick(d, d->lq, "N1", "-1"));
	assert_false(tick(d, d->lq, "N1", "99999999"));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
a_photo_a_reading_and_words_want_their_value(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_true(add(
	    d, d->lq, "i1", "[photo] gate; [reading] meter; [text] who", 3));
	assert_false(tick(d, d->lq, "N1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_true(tick(d, d->lq, "N2", "120.5"));
	r = room_get(d, KIND_ITEM, "N2");
	assert_string_equal(((struct item *)r)->value, "120.5");
	assert_true(((struct item *)r)->done != 0);
	record_free(r);
}

static void
a_tick_is_taken_off_and_a_line_is_struck_with_a_reason(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_TICK);
	struct record *r;

	assert_true(add(d, d->lq, "i1", "knife", 1));
	assert_true(tick(d, d->lq, "N1", "bag 3"));
	call_set_text(&c, ARG_tick_item, "N1");
	call_set_number(&c, ARG_tick_off, true);
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_ITEM, "N1");
	assert_int_equal(((struct item *)r)->done, 0);
	assert_null(((struct item *)r)->value);
	record_free(r);
	c = room_call(COMMAND_TICK);
	call_set_text(&c, ARG_tick_item, "N1");
	call_set_text(&c, ARG_tick_reason, "there was no knife");
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_ITEM, "N1");
	assert_string_equal(((struct item *)r)->struck, "there was no knife");
	record_free(r);
	assert_int_equal(room_told(d, "i1", "tick"), 3);
}

int
main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH(lines_stand_in_the_order_in_which_they_were_added),
	    WITH(a_field_unit_ticks_what_it_is_sent_to_and_nothing_else),
	    WITH(a_line_is_seen_by_who_sees_its_incident_and_ages_with_it),
	    WITH(a_count_is_done_when_it_is_full),
	    WITH(a_photo_a_reading_and_words_want_their_value),
	    WITH(a_tick_is_taken_off_and_a_line_is_struck_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
