/*
 * The wall: panes beside each other on a large screen, one of which has the
 * keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"
#include "tui/wall.h"

static const struct seat_options large = {.rows = 50, .cols = 200};

static struct seat *
on_the_wall(void)
{
	struct seat *s = seat_open(&large);
	int64_t seq;

	seat_put_unit(s, "P1", "patrol");
	seat_put_unit(s, "P2", "patrol");
	/* What comes first to a screen that is empty is selected. */
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seq = seat_put_incident(s, "0128", 2, "pending", "Louqiao Ave");
	seat_wait_painted(s, seq);
	seat_wait_text(s, ">*1 0131");
	return s;
}

/* Row of the screen that begins or ends so, or -1. */
static int
row_with(struct seat *s, const char *text)
{
	for (int row = 0; row < large.rows; row++)
		if (strstr(vt_row(s->vt, row), text))
			return row;
	return -1;
}

static void
test_queue_map_and_units_stand_beside_each_other(void **state)
{
	struct seat *s = on_the_wall();

	(void)state;
	seat_wait_text(s, "-- Queue: 2 open");
	vt_assert_shows(s->vt, "-- can go 2");
	vt_assert_shows(s->vt, "-- map ");
	/* The map is at the right of the queue's first row. */
	vt_assert(s->vt, strstr(vt_row(s->vt, 2), "-- map ") != NULL);
	vt_assert(s->vt, row_with(s, "-- can go 2") > row_with(s, "0128"));
	seat_free(s);
}

static void
test_tab_goes_round_and_the_focus_is_seen(void **state)
{
	struct seat *s = on_the_wall();
	enum screen order[8];
	int panes = 0;

	(void)state;
	for (enum screen n = 0; n < SCREEN_COUNT; n++)
		panes += wall_has(n);
	assert_in_range(panes, 4, COUNT_OF(order));
	vt_assert(s->vt, strstr(vt_row(s->vt, 2), "<<|") != NULL);
	for (int k = 0; k < panes; k++) {
		seat_type(s, "\t");
		vt_assert(s->vt, row_with(s, "<<") >= 0);
		if (k + 1 < panes)
			vt_assert(
			    s->vt, strstr(vt_row(s->vt, 2), "<<|") == NULL);
	}
	vt_assert(s->vt, strstr(vt_row(s->vt, 2), "<<|") != NULL);
	seat_free(s);
}

static void
test_a_screens_key_focuses_and_once_more_enlarges(void **state)
{
	struct seat *s = on_the_wall();

	(void)state;
	seat_type(s, "gu");
	vt_assert_shows(s->vt, "-- Queue: 2 open");
	seat_type(s, "gu");
	seat_wait_no_text(s, "-- Queue: 2 open");
	vt_assert(s->vt, row_with(s, "-- can go 2") == 2);
	seat_type(s, "\x1b");
	seat_wait_text(s, "-- Queue: 2 open");
	vt_assert(s->vt, row_with(s, "-- can go 2") > 20);
	seat_free(s);
}

static void
test_a_list_covers_the_left_below_and_its_digit_sends(void **state)
{
	struct seat *s = on_the_wall();
	struct fake_conn *c;

	(void)state;
	seat_type(s, "d");
	seat_wait_text(s, "1 P1 ");
	vt_assert_shows(s->vt, ">*1 0131");
	vt_assert_shows(s->vt, "-- map ");
	vt_assert(s->vt, row_with(s, "1 P1 ") > row_with(s, "0128"));
	seat_type(s, "1");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	assert_non_null(strstr(fake_conn_body(c), "\"units\":[\"u-P1\"]"));
	seat_free(s);
}

static void
test_what_is_half_typed_survives_switching_and_resizing(void **state)
{
	struct seat *s = on_the_wall();

	(void)state;
	seat_type(s, "i");
	seat_wait_text(s, "Category");
	seat_type(s, "thef");
	vt_resize(s->vt, 24, 80);
	seat_wait_no_text(s, "-- Queue: 2 open");
	seat_wait_text(s, "thef");
	seat_type(s, "\x1bgu");
	seat_wait_no_text(s, "thef");
	vt_resize(s->vt, 50, 200);
	seat_wait_text(s, "-- Queue: 2 open");
	seat_type(s, "gqi");
	seat_wait_text(s, "thef");
	seat_free(s);
}

/* What one can be in the middle of: how it is begun and taken up again. */
struct half {
	const char *screen, *begin, *again;
	int ups; /* lines of the prompt's history back to it, after `:lock` */
};

static void
take_up(struct seat *s, const struct half *h, int ups)
{
	seat_type(s, h->again);
	for (; ups > 0; ups--)
		vt_keys(s->vt, "\033[A");
}

static void
lose_the_link(struct seat *s)
{
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN");
	seat_type(s, "f");
	seat_wait_text(s, "half");
	fake_central_start(s->central);
	seat_wait_no_text(s, "LINK DOWN");
}

static void
lock_and_unlock(struct seat *s)
{
	seat_type(s, "\033:lock\r");
	seat_wait_text(s, "Locked by");
	vt_assert(s->vt, !vt_shows(s->vt, "half"));
	seat_type(s, "secret words\r");
	fake_conn_answer(seat_wait_request(s, "POST /v1/session"), 201,
	    "{\"token\":\"t1\",\"account\":\"chen\",\"name\":\"Chen Min\","
	    "\"officer\":\"o-chen\",\"station\":\"" SEAT_STATION
	    "\",\"seat\":\"2\",\"permissions\":[\"read\",\"login\"],"
	    "\"roles\":[],\"must_change\":false,"
	    "\"expires\":1895261927000,\"drill\":false,"
	    "\"now\":1795261927000}");
	seat_wait_no_text(s, "Locked by");
}

static void
test_message_form_and_command_survive_all_that_comes_between(void **state)
{
	static const struct half halves[] = {
	    {"gc", "m", "m", 0},
	    {"", "i", "i", 0},
	    {"", ":", ":", 1},
	};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(halves); k++) {
		const struct half *h = &halves[k];
		struct seat *s = on_the_wall();

		seat_type(s, h->screen);
		seat_type(s, h->begin);
		seat_type(s, "hal");
		vt_resize(s->vt, 24, 80);
		seat_wait_no_text(s, "-- Queue: 2 open");
		seat_wait_text(s, "hal");
		vt_resize(s->vt, 50, 200);
		seat_wait_text(s, "-- Queue: 2 open");
		seat_wait_text(s, "hal");
		lose_the_link(s);
		seat_wait_text(s, "half");
		seat_type(s, "\033gu");
		seat_type(s, *h->screen ? h->screen : "gq");
		take_up(s, h, h->ups);
		seat_wait_text(s, "half");
		lock_and_unlock(s);
		take_up(s, h, 2 * h->ups);
		seat_wait_text(s, "half");
		/* It is still what it was, and goes on. */
		seat_type(s, "way");
		seat_wait_text(s, "halfway");
		seat_free(s);
	}
}

static void
put_task(struct seat *s, const char *id, const char *more)
{
	char json[512];

	snprintf(json, sizeof(json),
	    "{\"kind\":\"task\",\"id\":\"%s\",\"station\":\"" SEAT_STATION
	    "\",\"rev\":1,\"seq\":%lld,\"at\":%lld,\"by\":\"x\","
	    "\"state\":\"open\",%s}",
	    id, (long long)++s->seq, (long long)SEAT_NOW, more);
	seat_put(s, json);
	seat_wait_painted(s, s->seq);
}

/* What follows from the selected incident comes first, with its number. */
static void
test_the_selected_incidents_tasks_stand_first_beside_the_queue(void **state)
{
	struct seat *s = on_the_wall();
	int visit, letter;

	(void)state;
	put_task(s, "k1",
	    "\"title\":\"Letter\",\"late\":1795261000000,"
	    "\"due\":1795261000000");
	put_task(s, "k2",
	    "\"title\":\"Visit the caller\","
	    "\"incident\":\"i-0128\"");
	seat_wait_text(s, "0128 Visit the caller");
	visit = row_with(s, "0128 Visit the caller");
	letter = row_with(s, "Letter");
	vt_assert(s->vt, letter < visit); /* what is overdue, else */
	seat_type(s, "j");
	seat_wait_text(s, ">*2 0128");
	vt_assert(s->vt, row_with(s, "0128 Visit the caller") == letter);
	vt_assert(s->vt, row_with(s, "Letter") == visit);
	seat_free(s);
}

static void
test_on_a_small_screen_tab_says_from_where_on_there_are_panes(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, "\t");
	seat_wait_text(s, "panes are shown from 160x44 on");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_queue_map_and_units_stand_beside_each_other),
	    cmocka_unit_test(test_tab_goes_round_and_the_focus_is_seen),
	    cmocka_unit_test(test_a_screens_key_focuses_and_once_more_enlarges),
	    cmocka_unit_test(
	        test_a_list_covers_the_left_below_and_its_digit_sends),
	    cmocka_unit_test(
	        test_what_is_half_typed_survives_switching_and_resizing),
	    cmocka_unit_test(
	        test_message_form_and_command_survive_all_that_comes_between),
	    cmocka_unit_test(
	        test_the_selected_incidents_tasks_stand_first_beside_the_queue),
	    cmocka_unit_test(
	        test_on_a_small_screen_tab_says_from_where_on_there_are_panes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
