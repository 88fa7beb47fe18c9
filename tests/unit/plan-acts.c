/*
 * `x`: an incident's plan and the cameras near it; what is taken is marked,
 * and a line that sends units opens their list.
 */
#include "tui/act-plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

static void
put_camera(struct desk *d, const char *name, double lat)
{
	const struct place p = {.head = {.kind = KIND_PLACE, .id = name},
	    .name = name,
	    .class = PLACE_CAMERA,
	    .spot = {lat, 120.6531}};

	desk_put(d, &p.head);
}

static int
setup(void **state)
{
	struct desk *d = desk_new();
	const struct setting plan = {
	    .head = {.kind = KIND_SETTING, .id = "missing"},
	    .topic = TOPIC_CATEGORY,
	    .name = "missing",
	    .en = "Lost child",
	    .zh = "儿童走失",
	    .steps = "[dispatch] two units; tell the grid; [photo] gate"};

	assert_non_null(d);
	desk_fill_station(d);
	desk_fill_queue(d);
	desk_put(d, &plan.head);
	put_camera(d, "C0712", 27.9990);
	put_camera(d, "C0711", 27.9985);
	put_camera(d, "C9999", 28.2000);
	console_select(&d->console, KIND_INCIDENT, "0131");
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	desk_free(*state);
	return 0;
}

static void
put_item(struct desk *d, const char *id, int64_t line, enum item_class class,
    const char *text, msec_t done)
{
	const struct item i = {.head = {.kind = KIND_ITEM, .id = id},
	    .about = "0131",
	    .list = "plan",
	    .line = line,
	    .class = class,
	    .text = text,
	    .done = done};

	desk_put(d, &i.head);
}

static void
x_lists_the_plan_and_the_cameras_near_it_nearest_first(void **state)
{
	struct desk *d = *state;
	const struct list *l = &d->console.list;

	desk_press(d, "x");
	assert_true(l->open);
	assert_int_equal(l->count, 5);
	assert_string_equal(l->item[0].text, "[ ] two units");
	assert_non_null(strstr(l->item[3].text, "C0711"));
	assert_non_null(strstr(l->item[4].text, "C0712"));
	assert_false(l->item[3].offered);
	assert_int_equal(d->sends, 0);
}

static void
a_digit_marks_the_line_done(void **state)
{
	struct desk *d = *state;

	desk_type(d, "x2");
	assert_string_equal(
	    desk_sent(d), "plan {\"incident\":\"0131\",\"line\":2}");
}

static void
a_line_that_sends_units_opens_their_list(void **state)
{
	struct desk *d = *state;

	desk_type(d, "x1");
	assert_int_equal(d->sends, 0);
	assert_true(d->console.list.open);
	assert_int_equal(d->console.list.opens, ACTION_DISPATCH);
}

static void
what_was_done_is_shown_and_has_no_digit(void **state)
{
	struct desk *d = *state;
	char text[256];

	put_item(d, "n1", 1, ITEM_DISPATCH, "two units", 0);
	put_item(d, "n2", 2, ITEM_CHECK, "tell the grid", DESK_NOW);
	put_item(d, "n3", 3, ITEM_PHOTO, "gate", 0);
	assert_string_equal(
	    plan_say(&d->console, console_incident(&d->console, "0131"), text,
	        sizeof(text)),
	    "[ ] two units  [x] tell the grid  [ ] gate (photo)");
	desk_press(d, "x");
	assert_false(d->console.list.item[1].offered);
	/* A photo is typed after its line. */
	desk_press(d, "2");
	desk_type(d, "p7");
	desk_press(d, "Enter");
	assert_string_equal(
	    desk_sent(d), "tick {\"item\":\"n3\",\"value\":\"p7\"}");
}

static void
units_that_were_sent_tick_their_line_before_anybody_looked(void **state)
{
	struct desk *d = *state;
	const struct assignment a = {
	    .head = {.kind = KIND_ASSIGNMENT, .id = "a1"},
	    .incident = "0131",
	    .unit = "P1",
	    .state = ASSIGNMENT_ISSUED};
	char text[256];

	desk_put(d, &a.head);
	assert_non_null(
	    strstr(plan_say(&d->console, console_incident(&d->console, "0131"),
	               text, sizeof(text)),
	        "[x] two units"));
}

static void
a_category_without_a_plan_says_so(void **state)
{
	struct desk *d = *state;
	struct incident i = *console_incident(&d->console, "0130");

	i.spot = (struct point){0, 0};
	desk_put(d, &i.head);
	console_select(&d->console, KIND_INCIDENT, "0130");
	desk_press(d, "x");
	assert_false(d->console.list.open);
	assert_non_null(strstr(desk_said(d), "no plan"));
}

int
main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH(x_lists_the_plan_and_the_cameras_near_it_nearest_first),
	    WITH(a_digit_marks_the_line_done),
	    WITH(a_line_that_sends_units_opens_their_list),
	    WITH(what_was_done_is_shown_and_has_no_digit),
	    WITH(units_that_were_sent_tick_their_line_before_anybody_looked),
	    WITH(a_category_without_a_plan_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
