/*
 * The numbered list: each rule of CONSOLE's "Digits" by its name.
 */
#include "tui/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

/* What the lists here do: note what was taken. */
static struct {
	size_t takes, count;
	char last[256];
} taken;

static void
take(struct console *c, const struct list *l, const size_t *chosen, size_t n)
{
	(void)c;
	taken.takes++;
	taken.count = n;
	taken.last[0] = '\0';
	for (size_t k = 0; k < n; k++) {
		size_t len = strlen(taken.last);

		snprintf(taken.last + len, sizeof(taken.last) - len, "%s ",
		    l->item[chosen[k]].id);
	}
}

static void
add_unit(struct desk *d, const char *id)
{
	const struct unit *u = console_unit(&d->console, id);
	struct list_item *item = list_add(&d->console);

	snprintf(item->id, sizeof(item->id), "%s", id);
	snprintf(item->text, sizeof(item->text), "%s", id);
	item->kind = KIND_UNIT;
	item->state = u->state;
	item->offered = u->live == 0;
	item->selectable = !item->offered;
}

/* A list of 0131: P1 and M4 offered, P6 between them busy. */
static struct desk *
open_list(void)
{
	struct desk *d = desk_new();
	struct list *l;

	memset(&taken, 0, sizeof(taken));
	desk_fill_queue(d);
	console_select(&d->console, KIND_INCIDENT, "0131");
	l = list_open(&d->console, table_get(d->table, KIND_INCIDENT, "0131"),
	    ACTION_DISPATCH, "dispatch 0131");
	l->take = take;
	l->several = true;
	add_unit(d, "P1");
	add_unit(d, "P6");
	add_unit(d, "M4");
	return d;
}

static void
test_a_digit_takes_that_line_at_once(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_type(d, "2");
	assert_string_equal(taken.last, "M4 ");
	assert_false(d->console.list.open);
	desk_free(d);
}

static void
test_without_a_list_a_digit_does_nothing_but_say_so(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	memset(&taken, 0, sizeof(taken));
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	assert_string_equal(desk_said(d), "no list: d lists units");
	desk_free(d);
}

static void
test_a_digit_beyond_the_list_does_nothing(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_type(d, "309");
	assert_int_equal(taken.takes, 0);
	assert_true(d->console.list.open);
	desk_free(d);
}

static void
test_after_a_send_digits_are_swallowed_until_another_key(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_type(d, "1");
	d->console.result.text[0] = '\0';
	desk_type(d, "112");
	assert_int_equal(taken.takes, 1);
	assert_string_equal(desk_said(d), "");
	desk_type(d, "j1");
	assert_int_equal(taken.takes, 1);
	assert_string_equal(desk_said(d), "no list: d lists units");
	desk_free(d);
}

static void
test_why_there_is_no_list_is_not_overwritten_by_the_digit(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	desk_type(d, "d12");
	assert_string_equal(desk_said(d), "no incident is selected");
	desk_type(d, "j1");
	assert_string_equal(desk_said(d), "no list: d lists units");
	desk_free(d);
}

static void
test_space_marks_several_and_enter_takes_the_marked(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_type(d, " jj ");
	assert_int_equal(taken.takes, 0);
	desk_press(d, "Enter");
	assert_string_equal(taken.last, "P1 M4 ");
	assert_int_equal(taken.takes, 1);
	desk_free(d);
}

static void
test_enter_with_nothing_marked_takes_nothing(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_press(d, "Enter");
	assert_int_equal(taken.takes, 0);
	desk_type(d, "  ");
	desk_press(d, "Enter");
	assert_int_equal(taken.takes, 0);
	assert_true(d->console.list.open);
	desk_free(d);
}

static void
test_a_busy_one_has_no_digit_and_space_does_not_mark_it(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_type(d, "j ");
	desk_press(d, "Enter");
	assert_int_equal(taken.takes, 0);
	desk_free(d);
}

static void
test_tab_marks_a_busy_one_on_purpose(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_press(d, "Tab");
	assert_int_equal(taken.takes, 0);
	desk_press(d, "Enter");
	assert_string_equal(taken.last, "P6 ");
	desk_free(d);
}

static void
test_a_line_that_changed_is_struck_and_never_renumbered(void **state)
{
	struct desk *d = open_list();
	struct unit p1 = *console_unit(&d->console, "P1");

	(void)state;
	p1.state = UNIT_COMMITTED;
	desk_put(d, &p1.head);
	assert_true(d->console.list.item[0].struck);
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	assert_true(d->console.list.open);
	desk_type(d, "2");
	assert_string_equal(taken.last, "M4 ");
	desk_free(d);
}

static void
test_a_marked_line_that_changed_is_not_taken(void **state)
{
	struct desk *d = open_list();
	struct unit p1 = *console_unit(&d->console, "P1");

	(void)state;
	desk_type(d, " ");
	p1.state = UNIT_MEAL;
	desk_put(d, &p1.head);
	desk_press(d, "Enter");
	assert_int_equal(taken.takes, 0);
	desk_free(d);
}

static void
test_what_changes_besides_the_state_strikes_nothing(void **state)
{
	struct desk *d = open_list();
	struct unit p1 = *console_unit(&d->console, "P1");

	(void)state;
	p1.note = "wet";
	desk_put(d, &p1.head);
	desk_type(d, "1");
	assert_string_equal(taken.last, "P1 ");
	desk_free(d);
}

static void
test_a_list_dies_after_15_seconds(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_wait(d, LIST_MS - 1);
	assert_false(d->console.list.dead);
	desk_wait(d, 1);
	assert_true(d->console.list.dead);
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	assert_string_equal(
	    desk_said(d), "the list is no longer valid: press d again");
	desk_free(d);
}

static void
test_a_list_is_dead_at_its_time_even_before_the_tick(void **state)
{
	struct desk *d = open_list();

	(void)state;
	d->console.boot += LIST_MS;
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	desk_free(d);
}

static void
test_a_list_dies_when_its_incident_changes_state(void **state)
{
	struct desk *d = open_list();
	struct incident i = *console_incident(&d->console, "0131");

	(void)state;
	i.narrative = "more words";
	desk_put(d, &i.head);
	assert_false(d->console.list.dead);
	i = *console_incident(&d->console, "0131");
	i.state = INCIDENT_DISPATCHED;
	desk_put(d, &i.head);
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	assert_string_equal(
	    desk_said(d), "the list is no longer valid: press d again");
	desk_free(d);
}

static void
test_a_list_dies_when_its_incident_is_gone(void **state)
{
	struct desk *d = open_list();

	(void)state;
	desk_gone(d, KIND_INCIDENT, "0131");
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	desk_free(d);
}

static void
test_a_list_that_was_covered_is_dead(void **state)
{
	struct desk *d = open_list();

	(void)state;
	list_die(&d->console);
	desk_type(d, "1");
	assert_int_equal(taken.takes, 0);
	desk_free(d);
}

static void
test_any_other_key_closes_the_list(void **state)
{
	static const char *const keys[] = {"Esc", "n", "x"};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(keys); n++) {
		struct desk *d = open_list();

		desk_press(d, keys[n]);
		assert_false(d->console.list.open);
		desk_type(d, "1");
		assert_int_equal(taken.takes, 0);
		desk_free(d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_digit_takes_that_line_at_once),
	    cmocka_unit_test(
	        test_without_a_list_a_digit_does_nothing_but_say_so),
	    cmocka_unit_test(test_a_digit_beyond_the_list_does_nothing),
	    cmocka_unit_test(
	        test_why_there_is_no_list_is_not_overwritten_by_the_digit),
	    cmocka_unit_test(
	        test_after_a_send_digits_are_swallowed_until_another_key),
	    cmocka_unit_test(
	        test_space_marks_several_and_enter_takes_the_marked),
	    cmocka_unit_test(test_enter_with_nothing_marked_takes_nothing),
	    cmocka_unit_test(
	        test_a_busy_one_has_no_digit_and_space_does_not_mark_it),
	    cmocka_unit_test(test_tab_marks_a_busy_one_on_purpose),
	    cmocka_unit_test(
	        test_a_line_that_changed_is_struck_and_never_renumbered),
	    cmocka_unit_test(test_a_marked_line_that_changed_is_not_taken),
	    cmocka_unit_test(
	        test_what_changes_besides_the_state_strikes_nothing),
	    cmocka_unit_test(test_a_list_dies_after_15_seconds),
	    cmocka_unit_test(
	        test_a_list_is_dead_at_its_time_even_before_the_tick),
	    cmocka_unit_test(test_a_list_dies_when_its_incident_changes_state),
	    cmocka_unit_test(test_a_list_dies_when_its_incident_is_gone),
	    cmocka_unit_test(test_a_list_that_was_covered_is_dead),
	    cmocka_unit_test(test_any_other_key_closes_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
