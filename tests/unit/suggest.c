/*
 * Categories from words, and likely repeats.
 */
#include "model/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T0 1795261920000
#define MINUTE 60000

#define CATEGORY(id_, family_, priority_, words_)                            \
	{                                                                    \
		.head = {.kind = KIND_SETTING, .id = (id_)},                 \
		.topic = TOPIC_CATEGORY, .name = (id_), .family = (family_), \
		.priority = (priority_), .words = (words_)                   \
	}

static const struct setting categories[] = {
    CATEGORY("theft", "property", 3, "盗窃 被偷 小偷 stolen theft thief"),
    CATEGORY("robbery", "property", 1, "抢劫 robbery robbed"),
    CATEGORY("child", "missing", 1, "走失,走丢, 小孩 child lost"),
    CATEGORY("fight", "violence", 2, "打架 斗殴 fight"),
    CATEGORY("knife", "violence", 1, "持刀 刀 knife 斗殴"),
    CATEGORY("noise", NULL, 4, "噪音 noise art"),
    {.head = {.kind = KIND_SETTING, .id = "role"},
        .topic = TOPIC_ROLE,
        .words = "小偷"},
    {.head = {.kind = KIND_SETTING, .id = "old"},
        .topic = TOPIC_CATEGORY,
        .words = "小偷 被偷 盗窃",
        .retired = true},
};

enum { CATEGORIES = COUNT_OF(categories) };

static const struct setting *list[CATEGORIES];

static int
setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < CATEGORIES; i++)
		list[i] = &categories[i];
	return 0;
}

/* The category suggested for a place and a narrative, "" for none. */
static const char *
suggested(const char *place, const char *narrative)
{
	struct suggestion s;

	if (!suggest_category(list, CATEGORIES, place, narrative, &s)) {
		assert_null(s.category);
		return "";
	}
	assert_int_equal(s.priority, s.category->priority);
	return s.category->head.id;
}

static void
chinese_words_match_anywhere(void **state)
{
	(void)state;
	assert_string_equal(
	    suggested("吹台公园北门", "一名男孩走失了,六岁"), "child");
	assert_string_equal(suggested("市场", "我的手机被偷了"), "theft");
	assert_string_equal(suggested("小偷在市场", NULL), "theft");
	assert_string_equal(suggested("市场", "手机坏了"), "");
	assert_string_equal(suggested(NULL, NULL), "");
}

static void
latin_words_match_at_word_borders_in_any_case(void **state)
{
	(void)state;
	assert_string_equal(suggested("market", "Phone STOLEN."), "theft");
	assert_string_equal(suggested("market", "ｓｔｏｌｅｎ"), "theft");
	assert_string_equal(suggested("market", "party at the start"), "");
	assert_string_equal(suggested("market", "pop-art,loud"), "noise");
	assert_string_equal(suggested("market", "bart art"), "noise");
	assert_string_equal(suggested("art", NULL), "noise");
	assert_string_equal(suggested("art2", NULL), "");
	assert_string_equal(suggested("a children's place", NULL), "");
	/* Beside Chinese a Latin word stands alone. */
	assert_string_equal(suggested("他拿着knife在店里", NULL), "knife");
}

static void
the_category_of_which_most_is_said_wins(void **state)
{
	(void)state;
	assert_string_equal(suggested("店", "两人打架"), "fight");
	assert_string_equal(suggested("店", "两人持刀打架"), "knife");
	assert_string_equal(suggested("店", "有人持刀斗殴"), "knife");
	/* As much of both: the more urgent. */
	assert_string_equal(suggested("店", "斗殴"), "knife");
	/* A word said twice counts once. */
	assert_string_equal(
	    suggested("noise noise noise", "lost child"), "child");
}

static void
other_settings_and_the_retired_suggest_nothing(void **state)
{
	struct suggestion s;

	(void)state;
	assert_true(
	    suggest_category(list, CATEGORIES, "小偷 盗窃 被偷", NULL, &s));
	assert_string_equal(s.category->head.id, "theft");
	assert_int_equal(s.words, 3);
}

static void
broken_text_suggests_nothing_and_breaks_nothing(void **state)
{
	(void)state;
	assert_string_equal(suggested("\xE8\xB5", "\xFF\xFE\x80"), "");
	assert_string_equal(suggested("\x80knife\xE8", NULL), "knife");
}

/* ---- repeats ---- */

static struct incident
incident(const char *id, const char *category, double metres, msec_t at)
{
	return (struct incident){.head = {.kind = KIND_INCIDENT, .id = id},
	    .number = id,
	    .state = INCIDENT_PENDING,
	    .category = category,
	    .spot = {28.0 + metres / 111195.0, 120.6},
	    .reported = at};
}

static struct repeat found[2];

static size_t
repeats(const struct incident *i, const struct incident *a,
    const struct incident *b, const struct incident *c)
{
	const struct incident *others[] = {a, b, c};

	return suggest_repeats(list, CATEGORIES, i, others,
	    c   ? 3
	    : b ? 2
	        : 1,
	    found, COUNT_OF(found));
}

static void
repeats_are_near_soon_and_of_one_family(void **state)
{
	struct incident i = incident("0132", "fight", 0, T0);
	struct incident other = incident("0128", "knife", 90, T0 - MINUTE);

	(void)state;
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	assert_ptr_equal(found[0].incident, &other);
	assert_true(found[0].metres > 89 && found[0].metres < 91);
	assert_int_equal(found[0].apart, MINUTE);
	other.category = "theft";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	other.category = NULL;
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	i.category = NULL;
	other.category = "theft";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
}

static void
repeats_end_at_300_metres_and_15_minutes(void **state)
{
	struct incident i = incident("0132", "fight", 0, T0);
	struct incident other = incident("0128", "fight", 299, T0);

	(void)state;
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	other = incident("0128", "fight", 302, T0);
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	other = incident("0128", "fight", 0, T0 - 15 * MINUTE);
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	other = incident("0128", "fight", 0, T0 - 15 * MINUTE - 1);
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	other = incident("0128", "fight", 0, T0 + 15 * MINUTE);
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
}

static void
categories_without_a_family_repeat_only_themselves(void **state)
{
	struct incident i = incident("0132", "noise", 0, T0);
	struct incident same = incident("0128", "noise", 10, T0);
	struct incident other = incident("0127", "other", 10, T0);

	(void)state;
	assert_int_equal(repeats(&i, &same, &other, NULL), 1);
	assert_ptr_equal(found[0].incident, &same);
}

static void
what_is_over_and_the_incident_itself_are_no_repeats(void **state)
{
	struct incident i = incident("0132", "fight", 0, T0);
	struct incident self = i;
	struct incident closed = incident("0128", "fight", 0, T0);
	struct incident joined = incident("0127", "fight", 0, T0);

	(void)state;
	closed.state = INCIDENT_CLOSED;
	joined.state = INCIDENT_MERGED;
	assert_int_equal(repeats(&i, &self, &closed, &joined), 0);
}

static void
without_a_point_the_same_place_in_words_matches(void **state)
{
	struct incident i = incident("0132", "fight", 0, T0);
	struct incident other = incident("0128", "fight", 0, T0);

	(void)state;
	i.spot = (struct point){0, 0};
	i.place = "娄桥大道112号, 烧烤店";
	other.place = "娄桥大道１１２号烧烤店";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	assert_true(found[0].metres < 0);
	other.place = "娄桥大道112号烧烤店旁";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	other.head.station = "XQ";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 1);
	i.head.station = "LQ";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	other.head.station = "LQ";
	other.place = "娄桥大道12号";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	i.place = other.place = "--";
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
	i.place = other.place = NULL;
	assert_int_equal(repeats(&i, &other, NULL, NULL), 0);
}

static void
the_likeliest_come_first_and_the_rest_is_left_out(void **state)
{
	struct incident i = incident("0132", "fight", 0, T0);
	struct incident far = incident("0126", "fight", 280, T0);
	struct incident near = incident("0127", "fight", 50, T0 - MINUTE);
	struct incident old = incident("0128", "fight", 20, T0 - 9 * MINUTE);

	(void)state;
	assert_int_equal(repeats(&i, &far, &old, &near), 2);
	assert_ptr_equal(found[0].incident, &near);
	assert_ptr_equal(found[1].incident, &old);
	assert_int_equal(repeats(&i, &near, &far, &old), 2);
	assert_ptr_equal(found[0].incident, &near);
	assert_ptr_equal(found[1].incident, &old);
}

static void
the_older_number_survives(void **state)
{
	struct incident a = incident("20261121-0128", "fight", 0, T0);
	struct incident b = incident("20261121-0132", "fight", 0, T0 - 1);

	(void)state;
	assert_ptr_equal(repeat_survivor(&a, &b), &a);
	assert_ptr_equal(repeat_survivor(&b, &a), &a);
	/* Also the one before the ten thousandth of a day. */
	a.number = "20261121-9999";
	b.number = "20261121-10000";
	assert_ptr_equal(repeat_survivor(&b, &a), &a);
	/* Numbers of two stations do not compare: who was told first. */
	b.head.station = "xq";
	assert_ptr_equal(repeat_survivor(&a, &b), &b);
	assert_ptr_equal(repeat_survivor(&b, &a), &b);
}

/* The id of the place that stands in the text, "" for none. */
static const char *
placed(const struct place *const *places, size_t n, const char *text)
{
	const struct place *p = suggest_place(places, n, text);

	return p ? p->head.id : "";
}

static void
the_longest_known_place_in_the_words_is_meant(void **state)
{
#define PLACE(id_, name_, lat_)                                             \
	{                                                                   \
		.head = {.kind = KIND_PLACE, .id = (id_)}, .name = (name_), \
		.spot = {                                                   \
			(lat_),                                             \
			120                                                 \
		}                                                           \
	}
	const struct place places[] = {
	    PLACE("market", "娄桥市场", 28),
	    PLACE("east", "娄桥市场东门", 28.001),
	    PLACE("park", "Park", 28.1),
	    PLACE("bank1", "Bank", 28.2),
	    PLACE("bank2", "Bank", 28.3),
	    PLACE("nowhere", "Town Hall", 0),
	};
	const struct place *all[COUNT_OF(places)];
	size_t n = COUNT_OF(places);
	struct place nowhere = places[5];

	(void)state;
	nowhere.spot = (struct point){0, 0};
	for (size_t i = 0; i < n; i++)
		all[i] = i == 5 ? &nowhere : &places[i];
	assert_string_equal(placed(all, n, "娄桥市场东门水果摊"), "east");
	assert_string_equal(placed(all, n, "娄桥市场西侧"), "market");
	assert_string_equal(placed(all, n, "in the PARK, bench"), "park");
	assert_string_equal(placed(all, n, "Parkinson Rd"), "");
	assert_string_equal(placed(all, n, "the bank"), "");
	assert_string_equal(placed(all, n, "Town Hall"), "");
	assert_string_equal(placed(all, n, ""), "");
	assert_string_equal(placed(all, 0, "park"), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_words_match_anywhere),
	    cmocka_unit_test(latin_words_match_at_word_borders_in_any_case),
	    cmocka_unit_test(the_category_of_which_most_is_said_wins),
	    cmocka_unit_test(other_settings_and_the_retired_suggest_nothing),
	    cmocka_unit_test(broken_text_suggests_nothing_and_breaks_nothing),
	    cmocka_unit_test(repeats_are_near_soon_and_of_one_family),
	    cmocka_unit_test(repeats_end_at_300_metres_and_15_minutes),
	    cmocka_unit_test(
	        categories_without_a_family_repeat_only_themselves),
	    cmocka_unit_test(
	        what_is_over_and_the_incident_itself_are_no_repeats),
	    cmocka_unit_test(without_a_point_the_same_place_in_words_matches),
	    cmocka_unit_test(the_likeliest_come_first_and_the_rest_is_left_out),
	    cmocka_unit_test(the_older_number_survives),
	    cmocka_unit_test(the_longest_known_place_in_the_words_is_meant),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
