/*
 * Which places in words are likely one (model/place.h), and which are not.
 */
#include "model/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct pair {
	const char *a, *b;
};

static const struct pair alike[] = {
    {"和平巷7号", "和平巷7号"},
    {"和平巷7号", "和平巷7号楼下"},
    {"和平巷7号", "和平巷７号"},
    {"和平巷7号", "和平巷 7 号, 楼下"},
    {"和平巷7号", "和平巷7号楼"},
    {"和平巷7号门口", "和平巷7号楼下"},
    {"幸福路88号2单元", "幸福路88号3单元"},
    {"娄桥大道112号烧烤店", "娄桥大道112号, 烧烤店旁"},
    {"吹台公园北门", "吹台公园北门喷泉旁"},
    {"景德花园3幢", "景德花园3幢2单元"},
    {"4000 Mission St", "4000 mission street"},
    {"4000 Mission St", "4000 MISSION ST."},
    {"4000 Mission St, Apt 3", "4000 mission street, rear"},
    {"4000 Mission", "4000 Mission St"},
    {"88 Xingfu Rd", "88 Xingfu Road, 2nd floor"},
    {"Chuitai Park", "Chuitai Park, north gate"},
    {"A1", "a1 flat 2"},
    {"..Ab..", "ab"},
};

static const struct pair different[] = {
    {"和平巷7号", "和平巷17号"},
    {"和平巷7号", "和平巷70号"},
    {"和平巷7号楼", "和平巷17号楼"},
    {"和平巷7", "和平巷70"},
    {"和平巷", "和平巷7号"},
    {"吹台大道", "吹台大道112号"},
    {"和平巷7号", "幸福巷7号"},
    {"新和平巷7号", "和平巷7号"},
    {"公园", "公园北门"},
    {"4000 Mission St", "400 Mission St"},
    {"4000 Mission St", "4000 Market St"},
    {"4000 Mission St", "4000 Mission Ave"},
    {"4000 Mission St", "14000 Mission St"},
    {"100 San Jose Ave", "100 San Bruno Ave"},
    {"Park", "Parker Lane"},
    {"Mission St", "Mission St 12"},
    {"4 000 Mission St", "4000 Mission St"},
    {"...", "..."},
    {"", ""},
    {NULL, "和平巷7号"},
    {NULL, NULL},
};

static void
places_that_are_likely_one_are_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(alike); i++)
		if (!place_alike(alike[i].a, alike[i].b) ||
		    !place_alike(alike[i].b, alike[i].a))
			fail_msg("%s, %s", alike[i].a, alike[i].b);
}

static void
another_number_or_road_is_another_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(different); i++) {
		const struct pair *p = &different[i];

		if (place_alike(p->a, p->b) || place_alike(p->b, p->a))
			fail_msg("%s, %s", p->a ? p->a : "", p->b ? p->b : "");
	}
}

static void
what_is_alike_is_found_under_one_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(alike); i++)
		if (place_key(alike[i].a) != place_key(alike[i].b))
			fail_msg("%s, %s", alike[i].a, alike[i].b);
	assert_true(
	    place_key("112 Louqiao Ave") != place_key("96 Louqiao Ave"));
	assert_true(place_key("...") == 0);
	assert_true(place_key(NULL) == 0);
}

static void
long_and_broken_texts_do_no_harm(void **state)
{
	char text[2000];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 3 ? 'a' : ' ';
	text[sizeof(text) - 1] = '\0';
	assert_true(place_alike(text, text));
	assert_true(place_alike("\xff\xfe 7", "\xff\xfe 7"));
	assert_false(place_alike("\xff 7", "\xfe 7"));
	assert_true(place_alike("1st st st st", "1ST STREET st street"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(places_that_are_likely_one_are_alike),
	    cmocka_unit_test(another_number_or_road_is_another_place),
	    cmocka_unit_test(what_is_alike_is_found_under_one_key),
	    cmocka_unit_test(long_and_broken_texts_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
