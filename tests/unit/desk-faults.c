/*
 * Faults seen on other systems' desks, each a test with its name (DESIGN,
 * Lifecycles). Those of the central stand in tests/api/faults.c, those of the
 * link in tests/unit/link-outbox.c and tests/screens/stopped.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tui/form.h"

/* Whatever is open on the desk: thirty repeats of Enter send nothing. */
static void
hold_enter(struct desk *d)
{
	for (int i = 0; i < 30; i++)
		desk_press(d, "Enter");
	assert_int_equal(d->sends, 0);
	assert_false(d->console.question.open);
}

static struct desk *
at_desk(const char *incident)
{
	struct desk *d = desk_new();

	desk_fill_station(d);
	desk_sit(d, "o2");
	desk_fill_queue(d);
	console_select(&d->console, KIND_INCIDENT, incident);
	return d;
}

static void
enter_held_down_does_not_confirm_the_next_box(void **state)
{
	struct desk *d = at_desk("0125");

	(void)state;
	desk_type(d, "-"); /* call the unit back? */
	assert_true(d->console.question.open);
	hold_enter(d);
	desk_free(d);
	d = at_desk("0132");
	desk_type(d, "="); /* join the repeat? */
	assert_true(d->console.question.open);
	hold_enter(d);
	desk_free(d);
}

/* Every form there is, by the key that opens it. */
static void
enter_held_down_sends_no_untouched_form(void **state)
{
	static const struct {
		const char *name, *selected, *keys;
		enum kind kind;
	} forms[] = {
	    {"new", "0131", "i", KIND_INCIDENT},
	    {"edit", "0131", "e", KIND_INCIDENT},
	    {"report", "0125", "r", KIND_INCIDENT},
	    {"close", "0119", "r", KIND_INCIDENT},
	    {"reveal", "0131", "c", KIND_INCIDENT},
	    {"crew", "P1", "e", KIND_UNIT},
	};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(forms); n++) {
		struct desk *d = at_desk("0131");
		struct incident i = *console_incident(&d->console, "0131");

		i.caller = "who";
		desk_put(d, &i.head);
		if (forms[n].kind == KIND_UNIT)
			desk_type(d, "u");
		console_select(&d->console, forms[n].kind, forms[n].selected);
		desk_type(d, forms[n].keys);
		assert_non_null(d->console.form);
		assert_string_equal(d->console.form->name, forms[n].name);
		hold_enter(d);
		assert_non_null(d->console.form);
		assert_string_not_equal(desk_said(d), "");
		if (strcmp(forms[n].keys, "r") == 0)
			assert_string_equal(desk_said(d),
			    "Outcome is needed: nothing was sent");
		desk_press(d, "Down");
		if (forms[n].kind == KIND_UNIT)
			hold_enter(d); /* as it was: nothing to send */
		desk_free(d);
	}
}

/* Half-written, put aside and opened again by chance. */
static void
enter_held_down_sends_no_draft(void **state)
{
	struct desk *d = at_desk("0125");

	(void)state;
	desk_type(d, "rhalf");
	desk_press(d, "Esc");
	desk_type(d, "r");
	hold_enter(d);
	desk_press(d, "Down");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_sent(d), "\"outcome\":\"half\""));
	desk_free(d);
}

static void
a_long_list_is_not_cut_without_a_word(void **state)
{
	struct desk *d = desk_new();
	char id[16];

	(void)state;
	desk_fill_station(d);
	desk_sit(d, "o2");
	for (int n = 0; n < 1500; n++) {
		struct incident i = {.state = INCIDENT_PENDING,
		    .priority = 3,
		    .place = "88 Xingfu Road",
		    .reported = DESK_NOW - n};

		snprintf(id, sizeof(id), "many-%d", n);
		i.head = (struct record){
		    .kind = KIND_INCIDENT, .id = id, .station = "louqiao"};
		i.number = id;
		desk_put(d, &i.head);
	}
	assert_int_equal(board_count(d->console.board), 1500);
	assert_int_equal(board_counts(d->console.board).open, 1500);
	assert_int_equal(board_hidden(d->console.board), 0);
	assert_non_null(board_row(d->console.board, "many-1499"));
	desk_free(d);
}

/* w d 1, w d 1: each time what cannot wait longest, wherever one was. */
static void
w_begins_at_the_most_urgent_after_anything_else(void **state)
{
	struct desk *d = at_desk("0117");
	char top[ID_SIZE];

	(void)state;
	desk_type(d, "w");
	snprintf(top, sizeof(top), "%s", d->console.incident);
	assert_string_equal(top, board_most_urgent(d->console.board));
	desk_type(d, "w"); /* at once again: the next */
	assert_string_not_equal(d->console.incident, top);
	desk_type(d, "gew"); /* something else between: from the top */
	assert_string_equal(d->console.incident, top);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(enter_held_down_does_not_confirm_the_next_box),
	    cmocka_unit_test(w_begins_at_the_most_urgent_after_anything_else),
	    cmocka_unit_test(enter_held_down_sends_no_untouched_form),
	    cmocka_unit_test(enter_held_down_sends_no_draft),
	    cmocka_unit_test(a_long_list_is_not_cut_without_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
