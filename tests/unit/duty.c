/*
 * Which day wants which duty, by when, and what makes two of them the same.
 */
#include "model/duty.h"
#include "model/calendar.h"
#include "model/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct setting template(enum rhythm rhythm, const char *days)
{
	return (struct setting){.topic = TOPIC_TEMPLATE,
	    .name = "round",
	    .rhythm = rhythm,
	    .days = days};
}

static bool
due(enum rhythm rhythm, const char *days, int year, int month, int day)
{
	struct setting t = template(rhythm, days);

	return duty_due(&t, calendar_days(year, month, day));
}

static void
a_rhythm_says_which_days_want_it(void **state)
{
	(void)state;
	/* 2026-11-21 is a Saturday. */
	assert_true(due(RHYTHM_DAILY, NULL, 2026, 11, 21));
	assert_true(due(RHYTHM_WEEKLY, "mon sat", 2026, 11, 21));
	assert_false(due(RHYTHM_WEEKLY, "mon,wed", 2026, 11, 21));
	assert_true(due(RHYTHM_WEEKLY, NULL, 2026, 11, 23));
	assert_true(due(RHYTHM_MONTHLY, "1 15", 2026, 12, 15));
	assert_false(due(RHYTHM_MONTHLY, "1 15", 2026, 12, 16));
	assert_true(due(RHYTHM_MONTHLY, "", 2026, 12, 1));
	assert_true(due(RHYTHM_ONCE, "2026-11-21", 2026, 11, 21));
	assert_false(due(RHYTHM_ONCE, "2026-11-21", 2026, 11, 22));
	assert_true(
	    due(RHYTHM_CALENDAR, "2026-11-21, 2027-02-28", 2027, 2, 28));
	assert_false(due(RHYTHM_NONE, NULL, 2026, 11, 21));
}

static void
the_31st_is_the_last_day_of_a_shorter_month(void **state)
{
	(void)state;
	assert_true(due(RHYTHM_MONTHLY, "31", 2026, 11, 30));
	assert_false(due(RHYTHM_MONTHLY, "31", 2026, 12, 30));
	assert_true(due(RHYTHM_MONTHLY, "31", 2026, 12, 31));
	assert_true(due(RHYTHM_MONTHLY, "29", 2027, 2, 28));
	assert_true(due(RHYTHM_MONTHLY, "29", 2028, 2, 29));
	assert_false(due(RHYTHM_MONTHLY, "29", 2028, 2, 28));
}

static void
what_is_retired_or_no_template_wants_nothing(void **state)
{
	struct setting t = template(RHYTHM_DAILY, NULL);

	(void)state;
	t.retired = true;
	assert_false(duty_due(&t, 20000));
	t.retired = false;
	t.topic = TOPIC_CATEGORY;
	assert_false(duty_due(&t, 20000));
}

static struct zone *
zone(const char *name)
{
	struct zone *z = NULL;
	struct problem p = {0};

	if (zone_load(name, &z, &p))
		skip(); /* no tz database here */
	return z;
}

/* Clocks go forward at midnight: the day begins at 01:00. */
static void
a_day_whose_midnight_is_skipped_begins_when_the_clock_goes_on(void **state)
{
	struct zone *z = zone("America/Sao_Paulo");
	int64_t day = calendar_days(2018, 11, 4);
	msec_t begin = duty_day_begin(day, z);
	char text[TIME_SIZE];

	(void)state;
	assert_string_equal(time_format(begin, text), "2018-11-04T03:00:00Z");
	assert_int_equal(duty_day(begin, z), day);
	assert_int_equal(duty_day(begin - 1, z), day - 1);
	zone_free(z);
}

/* Every midnight of two years, in zones with summer time: each day once. */
static void
days_follow_each_other_whatever_the_clocks_do(void **state)
{
	static const char *const names[] = {"America/Sao_Paulo", "Asia/Beirut",
	    "Europe/Berlin", "Asia/Shanghai", "America/St_Johns"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct zone *z = zone(names[i]);
		int64_t day = calendar_days(2017, 1, 1);

		for (int n = 0; n < 800; n++, day++) {
			msec_t begin = duty_day_begin(day, z);

			assert_int_equal(duty_day(begin, z), day);
			assert_int_equal(duty_day(begin - 1, z), day - 1);
			assert_true(duty_day_begin(day + 1, z) > begin);
		}
		zone_free(z);
	}
}

static void
the_limit_is_a_local_time_of_that_day(void **state)
{
	struct zone *z = zone("Asia/Shanghai");
	struct setting t = template(RHYTHM_DAILY, NULL);
	int64_t day = calendar_days(2026, 11, 21);
	char text[TIME_SIZE];

	(void)state;
	t.until = "18:00";
	assert_string_equal(
	    time_format(duty_limit(&t, day, z), text), "2026-11-21T10:00:00Z");
	t.until = NULL;
	assert_string_equal(
	    time_format(duty_limit(&t, day, z), text), "2026-11-21T15:59:00Z");
	zone_free(z);
}

static void
a_template_that_cannot_be_kept_is_refused(void **state)
{
	static const struct {
		enum rhythm rhythm;
		const char *days, *until, *steps, *key;
	} rows[] = {
	    {RHYTHM_WEEKLY, "monday", NULL, NULL, "days"},
	    {RHYTHM_MONTHLY, "32", NULL, NULL, "days"},
	    {RHYTHM_MONTHLY, "0", NULL, NULL, "days"},
	    {RHYTHM_DAILY, "mon", NULL, NULL, "days"},
	    {RHYTHM_ONCE, NULL, NULL, NULL, "days"},
	    {RHYTHM_ONCE, "2026-11-21 2026-11-22", NULL, NULL, "days"},
	    {RHYTHM_CALENDAR, "2026-02-30", NULL, NULL, "days"},
	    {RHYTHM_DAILY, NULL, "24:00", NULL, "until"},
	    {RHYTHM_DAILY, NULL, "8:00", NULL, "until"},
	    {RHYTHM_DAILY, NULL, NULL, "[count 0] x", "lines"},
	};
	struct setting t;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct problem p = {0};

		t = template(rows[i].rhythm, rows[i].days);
		t.until = rows[i].until;
		t.steps = rows[i].steps;
		assert_int_not_equal(duty_check(&t, &p), 0);
		assert_string_equal(problem_get(&p, "key"), rows[i].key);
	}
	t = template(RHYTHM_WEEKLY, "mon, fri");
	t.until = "09:30";
	t.steps = "[photo] gate; lock";
	assert_int_equal(duty_check(&t, NULL), 0);
}

static void
word_area_and_day_make_a_duty_the_same(void **state)
{
	char a[DUTY_SIZE], b[DUTY_SIZE];
	struct setting t = template(RHYTHM_DAILY, NULL);

	(void)state;
	assert_string_equal(duty_word(&t), "round");
	t.duty = "fire-check";
	assert_string_equal(duty_word(&t), "fire-check");
	duty_key("fire-check", "G07", calendar_days(2026, 11, 21), a);
	assert_string_equal(a, "fire-check G07 20261121");
	duty_key("fire-check", "G07", calendar_days(2026, 11, 22), b);
	assert_string_not_equal(a, b);
}

static void
sources_are_told_apart_whole(void **state)
{
	struct task t = {.source = "station", .also = "fire+district"};

	(void)state;
	assert_true(duty_has_source(&t, "station"));
	assert_true(duty_has_source(&t, "fire"));
	assert_true(duty_has_source(&t, "district"));
	assert_false(duty_has_source(&t, "dist"));
	assert_false(duty_has_source(&t, "fire+district"));
}

static void
progress_is_of_steps_or_of_the_state(void **state)
{
	struct task t = {.state = TASK_DOING, .steps = 40, .ticked = 33};

	(void)state;
	assert_int_equal(duty_percent(&t), 82);
	t.ticked = 41;
	assert_int_equal(duty_percent(&t), 100);
	t = (struct task){.state = TASK_DOING};
	assert_int_equal(duty_percent(&t), 0);
	t.state = TASK_DONE;
	assert_int_equal(duty_percent(&t), 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_rhythm_says_which_days_want_it),
	    cmocka_unit_test(the_31st_is_the_last_day_of_a_shorter_month),
	    cmocka_unit_test(what_is_retired_or_no_template_wants_nothing),
	    cmocka_unit_test(
	        a_day_whose_midnight_is_skipped_begins_when_the_clock_goes_on),
	    cmocka_unit_test(days_follow_each_other_whatever_the_clocks_do),
	    cmocka_unit_test(the_limit_is_a_local_time_of_that_day),
	    cmocka_unit_test(a_template_that_cannot_be_kept_is_refused),
	    cmocka_unit_test(word_area_and_day_make_a_duty_the_same),
	    cmocka_unit_test(sources_are_told_apart_whole),
	    cmocka_unit_test(progress_is_of_steps_or_of_the_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
