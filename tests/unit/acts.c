/*
 * What keys on an incident send, and what they do not: each act of CONSOLE's
 * Keys, column Queue, down to the body that goes to the central.
 */
#include "tui/act.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

/* A desk of CONSOLE.md, officer seat2, with an incident selected. */
static struct desk *
at_desk(const char *incident)
{
	struct desk *d = desk_new();

	desk_fill_queue(d);
	desk_sit(d, "seat2");
	console_select(&d->console, KIND_INCIDENT, incident);
	return d;
}

static void
assert_sent(struct desk *d, size_t n, const char *command, const char *part)
{
	assert_int_equal(d->sends, n);
	if (strncmp(desk_sent(d), command, strlen(command)) != 0 ||
	    !strstr(desk_sent(d), part))
		fail_msg("%s, not %s with %s", desk_sent(d), command, part);
}

static void
assert_has(struct desk *d, const char *part)
{
	if (!strstr(desk_sent(d), part))
		fail_msg("%s has not %s", desk_sent(d), part);
}

static void
assert_asks(struct desk *d, const char *part)
{
	assert_true(d->console.question.open);
	if (!strstr(d->console.question.text, part))
		fail_msg("asks %s", d->console.question.text);
}

/* ---- d ---- */

static void
test_two_keys_send_the_nearest_with_the_states_that_were_shown(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "d1");
	assert_sent(d, 1, "dispatch ", "\"incident\":\"0131\"");
	assert_has(d, "\"units\":[\"P1\"]");
	assert_has(d, "\"assignments\":[\"");
	assert_has(d, "\"incident/0131\":\"pending\"");
	assert_has(d, "\"unit/P1\":\"patrol\"");
	assert_null(strstr(desk_sent(d), "stack"));
	desk_free(d);
}

/* The first on the list is not the one who has said no. */
static void
test_who_gave_the_order_back_is_marked_and_not_the_first(void **state)
{
	struct desk *d = at_desk("0131");
	const struct list *l;
	size_t at = 0;
	const struct assignment a = {
	    .head = {.kind = KIND_ASSIGNMENT, .id = "a-no", .by = "x"},
	    .incident = "0131",
	    .unit = "P1",
	    .state = ASSIGNMENT_DECLINED,
	    .issued = DESK_NOW - 120000,
	    .ended = DESK_NOW - 60000,
	};

	(void)state;
	desk_put(d, &a.head);
	desk_type(d, "d");
	l = &d->console.list;
	while (strcmp(l->item[at].id, "P1") != 0 && at + 1 < l->count)
		at++;
	assert_string_equal(l->item[0].id, "M4");
	assert_non_null(strstr(l->item[at].text, "declined 19:51"));
	assert_true(l->item[at].offered); /* again, but on purpose */
	for (size_t k = 0; k < l->count; k++)
		assert_int_equal(
		    l->item[k].offered, k <= at && l->item[k].offered);
	desk_free(d);
}

static void
test_who_is_ordered_already_is_not_offered_again_before_the_answer(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "d1d1");
	assert_sent(d, 2, "dispatch ", "\"units\":[\"M4\"]");
	console_select(&d->console, KIND_INCIDENT, "0127");
	desk_type(d, "d");
	for (size_t n = 0; n < d->console.list.count; n++)
		if (strcmp(d->console.list.item[n].id, "P1") == 0)
			assert_false(d->console.list.item[n].offered);
	desk_free(d);
}

static void
test_marked_units_go_in_one_order(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "d j ");
	desk_press(d, "Enter");
	assert_sent(d, 1, "dispatch ", "\"units\":[\"P1\",\"M4\"]");
	assert_has(d, "\"unit/M4\":\"available\"");
	desk_free(d);
}

static void
test_a_busy_unit_is_stacked_on_purpose_only(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "d");
	for (size_t n = 0; n < d->console.list.count; n++)
		if (strcmp(d->console.list.item[n].id, "M6") == 0)
			d->console.list.row = n;
	desk_type(d, " ");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 0);
	desk_press(d, "Tab");
	desk_press(d, "Enter");
	assert_sent(d, 1, "dispatch ", "\"units\":[\"M6\"]");
	assert_has(d, "\"stack\":true");
	assert_has(d, "\"unit/M6\":\"committed\"");
	desk_free(d);
}

static void
test_a_list_of_one_incident_never_sends_to_another(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "d");
	console_select(&d->console, KIND_INCIDENT, "0125");
	desk_type(d, "1");
	if (d->sends)
		assert_has(d, "\"incident\":\"0131\"");
	desk_free(d);
}

static void
test_a_sheet_is_signed_for_with_its_first_order(void **state)
{
	struct desk *d = at_desk("0132");

	(void)state;
	desk_type(d, "d");
	assert_non_null(strstr(d->console.list.title, "sign and dispatch"));
	desk_type(d, "1");
	assert_int_equal(d->sends, 2);
	assert_non_null(strstr(d->sent[0], "sign {"));
	assert_non_null(strstr(d->sent[0], "\"incident/0132\":\"untaken\""));
	assert_sent(d, 2, "dispatch ", "\"incident/0132\":\"pending\"");
	desk_free(d);
}

static void
test_who_may_not_sign_is_told_so_and_sends_nobody(void **state)
{
	struct desk *d = at_desk("0132");
	struct session_info *me =
	    (struct session_info *)(uintptr_t)session_info(
	        link_session(d->console.link));

	(void)state;
	me->permissions = (uint64_t)1 << MAY_DISPATCH;
	desk_type(d, "d1");
	assert_int_equal(d->sends, 0);
	assert_non_null(strstr(desk_said(d), "0132 is not signed for yet"));
	desk_free(d);
}

static void
test_a_refused_order_says_who_has_the_unit(void **state)
{
	struct desk *d = at_desk("0131");
	struct outbox_touch touch[] = {
	    {KIND_INCIDENT, "0131", false}, {KIND_UNIT, "P2", false}};
	struct outbox_entry e = {.command = command_get(COMMAND_DISPATCH),
	    .touch = touch,
	    .touches = 2,
	    .state = OUTBOX_REFUSED};

	(void)state;
	problem_set(&e.problem, PROBLEM_UNIT_TAKEN, "unit", "P2", "is",
	    "committed", "incident", "0128", NULL);
	act_dispatch_answered(&d->console, &e);
	assert_string_equal(desk_said(d),
	    "P2 was sent to 0128 by seat 1 meanwhile; press d again");
	desk_free(d);
}

/* unit/line has what such a line comes to. */
static void
test_a_unit_that_was_busy_all_along_is_offered_the_words_to_stack_it(
    void **state)
{
	struct desk *d = at_desk("0131");
	const struct outbox *o = link_outbox(d->console.link);
	struct call call = {.command = command_get(COMMAND_DISPATCH)};
	const char *unit = "P2", *order = "o9";
	struct outbox_entry e;

	(void)state;
	call_set_text(&call, ARG_dispatch_incident, "0131");
	call_set_refs(&call, ARG_dispatch_units, (struct refs){1, &unit});
	call_set_refs(
	    &call, ARG_dispatch_assignments, (struct refs){1, &order});
	call_expect(&call, KIND_UNIT, "P2", UNIT_COMMITTED);
	console_send(&d->console, &call, true);
	e = *outbox_at(o, outbox_count(o) - 1);
	e.state = OUTBOX_REFUSED;
	problem_set(&e.problem, PROBLEM_UNIT_TAKEN, "unit", "P2", "is",
	    "committed", "incident", "0128", NULL);
	act_dispatch_answered(&d->console, &e);
	assert_string_equal(desk_said(d),
	    "P2 is on 0128: type d #0131 P2 stack to give it this one too");
	desk_free(d);
}

static void
test_the_mark_that_nobody_moved_stays_where_it_is(void **state)
{
	struct desk *d = desk_new();
	struct incident i;

	(void)state;
	desk_fill_queue(d);
	desk_sit(d, "seat2");
	desk_wait(d, 0);
	desk_wait(d, 0);
	assert_string_equal(d->console.incident, "0128");
	i = *console_incident(&d->console, "0131");
	i.head.id = "0140";
	i.due = DESK_NOW - 90000; /* comes to stand first */
	desk_put(d, &i.head);
	desk_wait(d, 1000);
	assert_string_equal(board_at(d->console.board, 0)->id, "0140");
	assert_string_equal(d->console.incident, "0128");
	desk_free(d);
}

/* ---- a ---- */

static void
test_a_signs_for_a_sheet_at_once(void **state)
{
	struct desk *d = at_desk("0132");

	(void)state;
	desk_type(d, "a");
	assert_sent(d, 1, "sign ", "\"incident/0132\":\"untaken\"");
	desk_free(d);
}

static void
test_a_takes_charge_of_what_is_nobodys(void **state)
{
	struct desk *d = at_desk("0131");
	struct incident i = *console_incident(&d->console, "0131");

	(void)state;
	i.owner = NULL;
	desk_put(d, &i.head);
	desk_type(d, "a");
	assert_sent(d, 1, "own ", "\"incident\":\"0131\"");
	desk_free(d);
}

static void
test_taking_over_from_a_colleague_asks_y(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "a");
	assert_int_equal(d->sends, 0);
	assert_asks(d, "take 0128 over from 一席?");
	desk_type(d, "n");
	assert_int_equal(d->sends, 0);
	desk_type(d, "ay");
	assert_sent(d, 1, "own ", "\"incident\":\"0128\"");
	desk_free(d);
}

static void
test_a_on_what_is_mine_does_nothing(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "a");
	assert_int_equal(d->sends, 0);
	assert_string_equal(desk_said(d), "0131 is yours already");
	desk_free(d);
}

/* ---- p, o, s ---- */

static void
test_a_digit_of_the_priority_list_is_that_priority(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "p2");
	assert_sent(d, 1, "priority ", "\"priority\":2");
	desk_type(d, "jkp1");
	assert_sent(d, 2, "priority ", "\"priority\":1");
	desk_free(d);
}

static void
test_o_puts_off_for_10_30_or_60_minutes(void **state)
{
	static const char *const want[] = {
	    "\"minutes\":10", "\"minutes\":30", "\"minutes\":60"};
	struct desk *d = at_desk("0131");

	(void)state;
	for (size_t n = 0; n < COUNT_OF(want); n++) {
		desk_type(d, "o");
		desk_type(d, (char[2]){(char)('1' + n), '\0'});
		assert_sent(d, n + 1, "hold ", want[n]);
	}
	desk_free(d);
}

static void
test_what_is_worked_on_cannot_be_put_off(void **state)
{
	struct desk *d = at_desk("0127");

	(void)state;
	desk_type(d, "o1");
	assert_int_equal(d->sends, 0);
	assert_false(d->console.list.open);
	desk_free(d);
}

static void
test_a_held_one_is_taken_up_again(void **state)
{
	struct desk *d = at_desk("0117");

	(void)state;
	desk_type(d, "o4");
	assert_sent(d, 1, "resume ", "\"incident\":\"0117\"");
	desk_free(d);
}

static void
test_a_step_hits_only_the_order_of_its_line(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "s");
	assert_int_equal(d->console.list.count, 4);
	desk_type(d, "3");
	assert_sent(d, 1, "onscene ", "\"assignment\":\"0128-M7\"");
	assert_has(d, "\"voice\":true");
	desk_free(d);
}

static void
test_several_steps_are_several_commands(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "s jj ");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 2);
	assert_non_null(strstr(d->sent[0], "0128-P2"));
	assert_non_null(strstr(d->sent[1], "0128-M7"));
	desk_free(d);
}

/* ---- v, - ---- */

static void
test_v_signs_by_voice_after_y(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "v");
	assert_int_equal(d->sends, 0);
	assert_asks(d, "0128 P2: signed by voice?");
	desk_type(d, "y");
	assert_sent(d, 1, "accept ", "\"assignment\":\"0128-P2\"");
	assert_has(d, "\"voice\":true");
	desk_free(d);
}

static void
test_one_order_is_called_back_after_y(void **state)
{
	struct desk *d = at_desk("0125");

	(void)state;
	desk_type(d, "-");
	assert_asks(d, "0125: call P6 back?");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 0);
	desk_type(d, "-y");
	assert_sent(d, 1, "recall ", "\"assignment\":\"0125-P6\"");
	assert_has(d, "\"assignment/0125-P6\":\"onscene\"");
	desk_free(d);
}

static void
test_of_several_orders_one_is_picked_and_then_asked(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "-2");
	assert_int_equal(d->sends, 0);
	assert_asks(d, "0128: call M7 back?");
	desk_type(d, "y");
	assert_sent(d, 1, "recall ", "\"assignment\":\"0128-M7\"");
	desk_free(d);
}

static void
test_what_was_not_sent_is_taken_back_before_any_order(void **state)
{
	struct desk *d = at_desk("0131");
	const struct outbox *o = link_outbox(d->console.link);

	(void)state;
	desk_type(d, "d1-");
	assert_true(d->console.question.open);
	desk_type(d, "y");
	assert_int_equal(d->sends, 1);
	assert_int_equal(outbox_at(o, 0)->state, OUTBOX_WITHDRAWN);
	desk_free(d);
}

/* ---- = and the ghost ---- */

static void
test_joining_a_repeat_names_both_and_asks(void **state)
{
	static const char *const from[] = {"0132", "0128"};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(from); n++) {
		struct desk *d = at_desk(from[n]);

		desk_type(d, "=");
		assert_asks(d, "0132");
		assert_asks(d, "0128");
		assert_int_equal(d->sends, 0);
		desk_type(d, "y");
		assert_sent(d, 1, "merge ", "\"incident/0132\":\"untaken\"");
		assert_has(d, "\"incident/0128\":\"dispatched\"");
		desk_free(d);
	}
}

static void
test_no_act_touches_anything_while_the_mark_is_on_a_ghost(void **state)
{
	static const char acts[] = "adsmpcovx-=";

	(void)state;
	for (size_t n = 0; acts[n]; n++) {
		struct desk *d = at_desk("0128");
		struct incident i = *console_incident(&d->console, "0128");

		i.state = INCIDENT_CLOSED;
		desk_put(d, &i.head);
		desk_press(d, (char[2]){acts[n], '\0'});
		desk_type(d, "1y");
		assert_int_equal(d->sends, 0);
		assert_string_equal(d->console.incident, "0128");
		desk_free(d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_two_keys_send_the_nearest_with_the_states_that_were_shown),
	    cmocka_unit_test(
	        test_who_gave_the_order_back_is_marked_and_not_the_first),
	    cmocka_unit_test(
	        test_who_is_ordered_already_is_not_offered_again_before_the_answer),
	    cmocka_unit_test(test_marked_units_go_in_one_order),
	    cmocka_unit_test(test_a_busy_unit_is_stacked_on_purpose_only),
	    cmocka_unit_test(
	        test_a_list_of_one_incident_never_sends_to_another),
	    cmocka_unit_test(test_a_sheet_is_signed_for_with_its_first_order),
	    cmocka_unit_test(test_who_may_not_sign_is_told_so_and_sends_nobody),
	    cmocka_unit_test(test_a_refused_order_says_who_has_the_unit),
	    cmocka_unit_test(
	        test_a_unit_that_was_busy_all_along_is_offered_the_words_to_stack_it),
	    cmocka_unit_test(test_the_mark_that_nobody_moved_stays_where_it_is),
	    cmocka_unit_test(test_a_signs_for_a_sheet_at_once),
	    cmocka_unit_test(test_a_takes_charge_of_what_is_nobodys),
	    cmocka_unit_test(test_taking_over_from_a_colleague_asks_y),
	    cmocka_unit_test(test_a_on_what_is_mine_does_nothing),
	    cmocka_unit_test(
	        test_a_digit_of_the_priority_list_is_that_priority),
	    cmocka_unit_test(test_o_puts_off_for_10_30_or_60_minutes),
	    cmocka_unit_test(test_what_is_worked_on_cannot_be_put_off),
	    cmocka_unit_test(test_a_held_one_is_taken_up_again),
	    cmocka_unit_test(test_a_step_hits_only_the_order_of_its_line),
	    cmocka_unit_test(test_several_steps_are_several_commands),
	    cmocka_unit_test(test_v_signs_by_voice_after_y),
	    cmocka_unit_test(test_one_order_is_called_back_after_y),
	    cmocka_unit_test(
	        test_of_several_orders_one_is_picked_and_then_asked),
	    cmocka_unit_test(
	        test_what_was_not_sent_is_taken_back_before_any_order),
	    cmocka_unit_test(test_joining_a_repeat_names_both_and_asks),
	    cmocka_unit_test(
	        test_no_act_touches_anything_while_the_mark_is_on_a_ghost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
