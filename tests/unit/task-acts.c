/*
 * The tasks' screen and its keys: what stands first, what each key sends, and
 * that nothing is sent by one alone but where CONSOLE says so.
 */
#include "tui/form.h"
#include "tui/task-list.h"
#include "tui/tasks-inside.h"
#include "tui/view-tasks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/desk.h"

static void
put_task(struct desk *d, const char *id, const char *title, const char *officer,
    enum task_state state, msec_t due)
{
	struct task t = {.head = {.kind = KIND_TASK, .id = id, .station = "lq"},
	    .title = title,
	    .officer = officer,
	    .state = state,
	    .due = due,
	    .late = due && due < DESK_NOW && state != TASK_DONE ? due : 0};

	desk_put(d, &t.head);
}

static void
put_item(struct desk *d, const char *id, const char *about, int64_t line,
    enum item_class class, msec_t done)
{
	struct item i = {.head = {.kind = KIND_ITEM, .id = id},
	    .about = about,
	    .line = line,
	    .class = class,
	    .text = id,
	    .done = done};

	desk_put(d, &i.head);
}

static int
setup(void **state)
{
	struct desk *d = desk_new();
	static const char *const names[] = {"li", "wang"};

	assert_non_null(d);
	for (size_t k = 0; k < COUNT_OF(names); k++) {
		struct officer o = {.head = {.kind = KIND_OFFICER,
		                        .id = names[k],
		                        .station = "lq"},
		    .name = names[k],
		    .phone = "139"};

		desk_put(d, &o.head);
	}
	put_task(d, "t1", "Look", "li", TASK_OPEN, DESK_NOW + TIME_HOUR);
	put_task(d, "t2", "Visit", "wang", TASK_DOING, DESK_NOW - TIME_HOUR);
	put_task(d, "t3", "Letter", "li", TASK_DONE, DESK_NOW - TIME_HOUR);
	desk_sit(d, "li");
	console_go(&d->console, SCREEN_TASKS);
	desk_press(d, "g");
	desk_press(d, "g");
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	desk_free(*state);
	return 0;
}

static const char *
chosen(struct desk *d)
{
	const struct task *t = tasks_selected(&d->console);

	return t ? t->head.id : "";
}

static void
what_is_overdue_stands_first(void **state)
{
	struct desk *d = *state;

	assert_string_equal(chosen(d), "t2");
	desk_press(d, "j");
	assert_string_equal(chosen(d), "t1");
	desk_press(d, "j");
	assert_string_equal(chosen(d), "t3");
	assert_int_equal(tasks_overdue(&d->console), 1);
}

static void
h_and_l_go_round_the_lists_and_mine_is_mine(void **state)
{
	struct desk *d = *state;

	desk_press(d, "h");
	assert_string_equal(chosen(d), "t1"); /* t2 is not li's */
	for (int n = 0; n < TASKS_PAGES; n++)
		desk_press(d, "l");
	assert_string_equal(chosen(d), "t1");
}

static void
enter_on_an_officer_opens_that_list_and_esc_comes_back(void **state)
{
	struct desk *d = *state;

	desk_press(d, "l"); /* officers: wang, who is late, li */
	desk_press(d, "j");
	desk_press(d, "k");
	desk_press(d, "Enter");
	assert_string_equal(chosen(d), "t2");
	desk_press(d, "Esc");
	assert_null(views[SCREEN_TASKS]->selected(&d->console));
}

static void
a_begins_ones_own_task_and_checks_anothers(void **state)
{
	struct desk *d = *state;

	desk_press(d, "j");
	desk_press(d, "a");
	assert_string_equal(desk_sent(d),
	    "start {\"task\":\"t1\",\"expect\":{\"task/t1\":\"open\"}}");
	desk_press(d, "j");
	desk_press(d, "a"); /* t3 is one's own: nobody checks that */
	assert_int_equal(d->sends, 1);
	put_task(d, "t3", "Letter", "wang", TASK_DONE, DESK_NOW - TIME_HOUR);
	desk_press(d, "a");
	assert_string_equal(desk_sent(d),
	    "check {\"task\":\"t3\",\"expect\":{\"task/t3\":\"done\"}}");
}

static void
a_begins_anothers_task_who_said_so_by_voice(void **state)
{
	struct desk *d = *state;

	put_task(d, "t5", "Gate", "wang", TASK_OPEN, DESK_NOW - TIME_DAY);
	desk_press(d, "g");
	desk_press(d, "g");
	desk_press(d, "a");
	assert_string_equal(desk_sent(d),
	    "start {\"task\":\"t5\",\"expect\":{\"task/t5\":\"open\"}}");
	desk_press(d, "j");
	desk_press(d, "a"); /* t2 is begun */
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_said(d), "it is begun"));
}

static void
d_and_a_digit_give_it_to_another_officer(void **state)
{
	struct desk *d = *state;

	desk_press(d, "d");
	assert_int_equal(d->sends, 0);
	desk_press(d, "1");
	assert_string_equal(desk_sent(d),
	    "give {\"task\":\"t2\",\"officer\":\"li\","
	    "\"expect\":{\"task/t2\":\"doing\"}}");
}

static void
s_and_a_digit_tick_a_line_and_take_the_tick_off(void **state)
{
	struct desk *d = *state;

	put_item(d, "gate", "t2", 1, ITEM_CHECK, 0);
	put_item(d, "lock", "t2", 2, ITEM_CHECK, DESK_NOW);
	put_item(d, "other", "t1", 1, ITEM_CHECK, 0);
	desk_type(d, "s1");
	assert_string_equal(desk_sent(d), "tick {\"item\":\"gate\"}");
	desk_press(d, "j");
	desk_press(d, "k");
	desk_type(d, "s2");
	assert_string_equal(
	    desk_sent(d), "tick {\"item\":\"lock\",\"off\":true}");
}

static void
a_reading_is_asked_for_and_never_by_an_id(void **state)
{
	struct desk *d = *state;

	put_item(d, "meter", "t2", 1, ITEM_READING, 0);
	desk_type(d, "s1");
	assert_int_equal(d->sends, 0);
	assert_non_null(d->console.form);
	assert_string_equal(d->console.form->subject, "meter");
	assert_string_equal(d->console.form->field[0].label, "Reading");
	desk_type(d, "120");
	desk_press(d, "Enter");
	assert_string_equal(
	    desk_sent(d), "tick {\"item\":\"meter\",\"value\":\"120\"}");
}

static void
o_puts_the_limit_off_and_p_sets_the_priority(void **state)
{
	struct desk *d = *state;

	desk_type(d, "o2");
	assert_string_equal(desk_sent(d),
	    "postpone {\"task\":\"t2\",\"minutes\":60,"
	    "\"expect\":{\"task/t2\":\"doing\"}}");
	desk_press(d, "j");
	desk_press(d, "k");
	desk_type(d, "p1");
	assert_non_null(strstr(desk_sent(d), "amend {\"task\":\"t2\","));
	assert_non_null(strstr(desk_sent(d), "\"priority\":1"));
}

static void
minus_wants_a_reason_and_dropping_wants_y(void **state)
{
	struct desk *d = *state;

	desk_press(d, "-");
	desk_type(d, "gone");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 0);
	desk_press(d, "y");
	assert_non_null(strstr(desk_sent(d), "drop {"));
	assert_non_null(strstr(desk_sent(d), "\"reason\":\"gone\""));
}

static void
what_is_done_is_sent_back_with_a_reason(void **state)
{
	struct desk *d = *state;

	desk_press(d, "j");
	desk_press(d, "j");
	desk_press(d, "-");
	desk_type(d, "no photo");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "redo {"));
	assert_non_null(strstr(desk_sent(d), "\"task\":\"t3\""));
}

static void
r_asks_for_a_result_before_a_task_is_done(void **state)
{
	struct desk *d = *state;

	desk_press(d, "r");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 0); /* the result is needed */
	desk_type(d, "seen");
	desk_press(d, "Enter");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "finish {\"task\":\"t2\","));
	assert_non_null(strstr(desk_sent(d), "\"result\":\"seen\""));
}

static void
equals_joins_what_two_asked_for(void **state)
{
	struct desk *d = *state;

	desk_press(d, "=");
	assert_int_equal(d->sends, 0);
	put_task(d, "t4", "Visit", "li", TASK_OPEN, DESK_NOW);
	desk_type(d, "=y");
	assert_string_equal(
	    desk_sent(d), "join {\"task\":\"t2\",\"other\":\"t4\"}");
}

static void
a_task_named_in_a_line_carries_the_state_it_was_shown_in(void **state)
{
	struct desk *d = *state;

	console_line(&d->console, "drop Visit; gone", NULL);
	desk_press(d, "y");
	assert_non_null(strstr(desk_sent(d), "drop {\"task\":\"t2\""));
	assert_non_null(
	    strstr(desk_sent(d), "\"expect\":{\"task/t2\":\"doing\"}"));
	console_line(&d->console, "task li Count cups due=18:00; all", NULL);
	assert_non_null(strstr(desk_sent(d), "\"officer\":\"li\""));
	assert_non_null(strstr(desk_sent(d), "\"title\":\"Count cups\""));
	assert_non_null(strstr(desk_sent(d), "\"text\":\"all\""));
}

static void
a_template_is_called_by_its_name_and_no_other_is(void **state)
{
	struct desk *d = *state;
	const struct setting verify = {
	    .head = {.kind = KIND_SETTING, .id = "s1"},
	    .topic = TOPIC_TEMPLATE,
	    .name = "verify",
	    .zh = "核查指令"};

	desk_put(d, &verify.head);
	console_line(&d->console, "task li Car park template=verify", NULL);
	assert_non_null(strstr(desk_sent(d), "\"template\":\"s1\""));
	console_line(&d->console, "task li Car template=核查指令", NULL);
	assert_non_null(strstr(desk_sent(d), "\"title\":\"Car\""));
	assert_non_null(strstr(desk_sent(d), "\"template\":\"s1\""));
	assert_int_equal(d->sends, 2);
	console_line(&d->console, "task li Car template=verity", NULL);
	assert_int_equal(d->sends, 2);
	assert_non_null(strstr(desk_said(d), "verity"));
}

static bool
rang(struct desk *d)
{
	bool bell = d->console.bell;

	d->console.bell = false;
	return bell;
}

/* Another version of t1: near, late, told to the duty officer, the centre. */
static bool
rings_at(struct desk *d, const char *station, bool warned, int raised)
{
	struct task t = {.head = {.kind = KIND_TASK, .id = "t1"},
	    .title = "Look",
	    .officer = "li",
	    .state = TASK_OPEN,
	    .due = DESK_NOW,
	    .warned = warned ? DESK_NOW - TIME_HOUR : 0,
	    .late = raised >= 0 ? DESK_NOW : 0,
	    .raised = raised > 0 ? raised : 0};

	t.head.station = station;
	desk_put(d, &t.head);
	return rang(d);
}

static void
a_limit_rings_for_whom_it_concerns_and_once(void **state)
{
	struct desk *d = *state;

	desk_sit_at(d, "li", "lq");
	board_live(d->console.board, true);
	rang(d);
	assert_true(rings_at(d, "lq", true, -1)); /* li's own */
	assert_non_null(strstr(desk_said(d), "due soon: Look"));
	assert_false(rings_at(d, "lq", true, -1));
	assert_true(rings_at(d, "lq", true, 0));
	assert_int_equal(tasks_overdue(&d->console), 2);
	assert_true(rings_at(d, "lq", true, 1));  /* who may close it */
	assert_false(rings_at(d, "lq", true, 2)); /* the centre's */
}

static void
what_is_late_elsewhere_rings_above_it_at_last(void **state)
{
	struct desk *d = *state;

	desk_sit_at(d, "chen", "district");
	board_live(d->console.board, true);
	rings_at(d, "xq", false, -1);
	rang(d);
	assert_false(rings_at(d, "xq", true, -1));
	assert_false(rings_at(d, "xq", true, 0));
	assert_false(rings_at(d, "xq", true, 1));
	assert_true(rings_at(d, "xq", true, 2));
}

static void
w_leads_to_what_is_overdue_when_nothing_else_is_urgent(void **state)
{
	struct desk *d = *state;

	console_go(&d->console, SCREEN_QUEUE);
	put_task(d, "t6", "Late too", "li", TASK_OPEN, DESK_NOW - 1);
	desk_press(d, "w");
	assert_int_equal(d->console.screen, SCREEN_TASKS);
	assert_string_equal(chosen(d), "t2");
	desk_press(d, "w");
	assert_string_equal(chosen(d), "t6");
	desk_press(d, "w");
	assert_string_equal(chosen(d), "t2");
}

/* As the month counts them: what was dropped or is another day's is none. */
static void
the_header_counts_the_tasks_of_the_day(void **state)
{
	struct desk *d = *state;
	struct duty_tally day;
	struct task t = {.head = {.kind = KIND_TASK, .station = "lq"},
	    .title = "Count",
	    .officer = "li",
	    .state = TASK_CHECKED,
	    .finished = DESK_NOW - TIME_HOUR};

	/* setup's three are due today, one of them is done: */
	put_task(d, "d1", "Gone", "li", TASK_DROPPED, DESK_NOW + 1);
	put_task(d, "d2", "Later", "li", TASK_OPEN, DESK_NOW + TIME_DAY);
	t.head.id = "d3";
	t.due = DESK_NOW + TIME_HOUR;
	desk_put(d, &t.head);
	t.head.id = "d4"; /* yesterday's, though done today */
	t.due = DESK_NOW - TIME_DAY;
	desk_put(d, &t.head);
	t.head.id = "t3"; /* done, and says when */
	t.due = DESK_NOW - TIME_HOUR;
	desk_put(d, &t.head);
	day = duty_tally_of(tasks_made(&d->console)->tally.figure);
	assert_int_equal(day.all, 4);
	assert_int_equal(day.done, 2);
}

static void
m_writes_in_the_room_of_the_task(void **state)
{
	struct desk *d = *state;

	desk_press(d, "m");
	desk_type(d, "hurry");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "message {\"room\":\"t2\""));
}

static void
u_lists_the_lists_and_a_digit_shows_one(void **state)
{
	struct desk *d = *state;

	desk_type(d, "u7"); /* mine, all, officers, areas, month, index, wang */
	assert_string_equal(chosen(d), "t2");
	desk_press(d, "j");
	assert_string_equal(chosen(d), "t2");
}

static void
a_bar_says_how_far_it_is(void **state)
{
	char bar[TASK_BAR_SIZE];

	(void)state;
	assert_string_equal(task_bar(7, 10, bar), "[#######---] 7/10");
	assert_string_equal(task_bar(0, 0, bar), "[----------] 0/0");
	assert_string_equal(task_bar(33, 40, bar), "[########--] 33/40");
	assert_string_equal(task_bar(41, 40, bar), "[##########] 41/40");
}

int
main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH(what_is_overdue_stands_first),
	    WITH(h_and_l_go_round_the_lists_and_mine_is_mine),
	    WITH(enter_on_an_officer_opens_that_list_and_esc_comes_back),
	    WITH(a_begins_ones_own_task_and_checks_anothers),
	    WITH(a_begins_anothers_task_who_said_so_by_voice),
	    WITH(d_and_a_digit_give_it_to_another_officer),
	    WITH(s_and_a_digit_tick_a_line_and_take_the_tick_off),
	    WITH(a_reading_is_asked_for_and_never_by_an_id),
	    WITH(o_puts_the_limit_off_and_p_sets_the_priority),
	    WITH(minus_wants_a_reason_and_dropping_wants_y),
	    WITH(what_is_done_is_sent_back_with_a_reason),
	    WITH(r_asks_for_a_result_before_a_task_is_done),
	    WITH(equals_joins_what_two_asked_for),
	    WITH(a_task_named_in_a_line_carries_the_state_it_was_shown_in),
	    WITH(a_template_is_called_by_its_name_and_no_other_is),
	    WITH(a_limit_rings_for_whom_it_concerns_and_once),
	    WITH(what_is_late_elsewhere_rings_above_it_at_last),
	    WITH(w_leads_to_what_is_overdue_when_nothing_else_is_urgent),
	    WITH(the_header_counts_the_tasks_of_the_day),
	    WITH(m_writes_in_the_room_of_the_task),
	    WITH(u_lists_the_lists_and_a_digit_shows_one),
	    cmocka_unit_test(a_bar_says_how_far_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
