/*
 * `go` and a place: found in what the console has, shown at once when it is
 * alone, listed when there are several, said when there is none.
 */
#include "tui/go-place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model/pinyin.h"
#include "tests/lib/desk.h"
#include "tui/map.h"

static struct desk *
at_desk(void)
{
	struct desk *d = desk_new();

	desk_fill_map(d);
	desk_sit(d, "seat2");
	console_select(&d->console, KIND_INCIDENT, "0131");
	return d;
}

static void
assert_says(const struct desk *d, const char *part)
{
	if (!strstr(desk_said(d), part))
		fail_msg("%s", desk_said(d));
}

static void
test_one_that_is_found_alone_is_shown_on_the_map(void **state)
{
	struct desk *d = at_desk();

	(void)state;
	console_line(&d->console, "g 吹台小学", NULL);
	assert_int_equal(d->console.screen, SCREEN_MAP);
	assert_true(map_of(&d->console)->aim);
	assert_says(d, "吹台小学");
	assert_says(d, "27.98900 120.65600");
	/* What acts are about stays. */
	assert_string_equal(d->console.incident, "0131");
	desk_free(d);
}

static void
test_several_are_listed_the_nearest_first_and_a_digit_takes_one(void **state)
{
	struct desk *d = at_desk();
	const struct list *l = &d->console.list;

	(void)state;
	console_line(&d->console, "g 吹台", NULL);
	assert_true(l->open);
	assert_int_equal(l->count, 2);
	assert_non_null(strstr(l->item[0].text, "吹台公园北门"));
	assert_non_null(strstr(l->item[1].text, "吹台小学"));
	assert_int_equal(d->console.screen, SCREEN_QUEUE);
	desk_type(d, "2");
	assert_int_equal(d->console.screen, SCREEN_MAP);
	assert_says(d, "吹台小学");
	desk_free(d);
}

static void
test_pinyin_and_its_first_letters_find_it(void **state)
{
	static const char *const lines[] = {
	    "g ctxx", "g chuitaixiaoxue", "dw chuitai xiaoxue", "go ctxiaox"};

	(void)state;
	if (!pinyin_known())
		skip();
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct desk *d = at_desk();

		console_line(&d->console, lines[i], NULL);
		assert_says(d, "吹台小学");
		desk_free(d);
	}
}

static void
test_an_address_is_found_between_those_of_incidents(void **state)
{
	struct desk *d = at_desk();
	struct incident i = {.head = {.kind = KIND_INCIDENT, .id = "a1"},
	    .number = "20261121-0201",
	    .state = INCIDENT_PENDING,
	    .place = "3900 Block of MISSION ST",
	    .spot = {27.99, 120.65}};

	(void)state;
	desk_put(d, &i.head);
	i.head.id = "a2";
	i.number = "20261121-0202";
	i.place = "4100 Mission St, rear";
	i.spot.lat = 28.01;
	desk_put(d, &i.head);
	console_line(&d->console, "g 4000 mission", NULL);
	assert_says(d, "between 3900 and 4100");
	assert_says(d, "28.00000 120.65000");
	console_line(&d->console, "g 6000 mission", NULL);
	assert_says(d, "6000 is not known, the nearest is 4100");
	desk_free(d);
}

static void
test_records_go_before_places_and_nothing_is_said_to_be_nothing(void **state)
{
	struct desk *d = at_desk();

	(void)state;
	console_line(&d->console, "g P1", NULL);
	assert_int_equal(d->console.screen, SCREEN_UNITS);
	assert_false(go_place_open(&d->console));
	console_line(&d->console, "g 0130", NULL);
	assert_string_equal(d->console.incident, "0130");
	console_line(&d->console, "g nowhere at all", NULL);
	assert_says(d, "no record or place is called nowhere at all");
	assert_int_equal(d->console.screen, SCREEN_QUEUE);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_that_is_found_alone_is_shown_on_the_map),
	    cmocka_unit_test(
	        test_several_are_listed_the_nearest_first_and_a_digit_takes_one),
	    cmocka_unit_test(test_pinyin_and_its_first_letters_find_it),
	    cmocka_unit_test(
	        test_an_address_is_found_between_those_of_incidents),
	    cmocka_unit_test(
	        test_records_go_before_places_and_nothing_is_said_to_be_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
