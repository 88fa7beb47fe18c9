/*
 * Names by how they are said (model/pinyin.h). Where the programs were built
 * without Unicode's table, what needs it is skipped, with a word.
 */
#include "model/pinyin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum pinyin_grade
match(const char *query, const char *name)
{
	struct pinyin_query q;

	pinyin_query(&q, query, strlen(query));
	return pinyin_match(&q, name);
}

#define ASSERT_GRADE(query, name, grade) \
	assert_int_equal(match(query, name), grade)

static void
need_table(void)
{
	if (pinyin_known())
		return;
	printf("skipped: built without Unihan_Readings.txt (make deps)\n");
	skip();
}

static void
test_syllables_initials_and_both_find_a_name(void **state)
{
	(void)state;
	need_table();
	ASSERT_GRADE("zhongxingongyuan", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("zhongxin", "中心公园", PINYIN_PREFIX);
	ASSERT_GRADE("zxgy", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("ZXGY", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("zhxgy", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("zhongxgy", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("zhong xin", "中心公园", PINYIN_PREFIX);
	ASSERT_GRADE("zxg", "中心公园", PINYIN_PREFIX);
	ASSERT_GRADE("zhongxingong", "中心公园", PINYIN_PREFIX);
}

static void
test_typing_may_stop_in_a_syllable_but_not_skip_in_one(void **state)
{
	(void)state;
	need_table();
	ASSERT_GRADE("zhongxi", "中心公园", PINYIN_PREFIX);
	ASSERT_GRADE("zho", "中心公园", PINYIN_PREFIX);
	ASSERT_GRADE("zhoxin", "中心公园", PINYIN_NOT);
	ASSERT_GRADE("zhongxina", "中心公园", PINYIN_NOT);
	ASSERT_GRADE("xian", "西安", PINYIN_EXACT);
	ASSERT_GRADE("xian", "先", PINYIN_EXACT);
}

static void
test_each_reading_of_a_character_finds_it(void **state)
{
	static const struct {
		const char *said, *name;
	} rows[] = {
	    {"chongqing", "重庆"},
	    {"zhongqing", "重庆"},
	    {"cq", "重庆"},
	    {"zq", "重庆"},
	    {"yueqing", "乐清"},
	    {"leqing", "乐清"},
	    {"yinhang", "银行"},
	    {"yinxing", "银行"},
	    {"yh", "银行"},
	    {"yx", "银行"},
	};

	(void)state;
	need_table();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ASSERT_GRADE(rows[i].said, rows[i].name, PINYIN_EXACT);
}

static void
test_u_and_v_are_both_typed_for_the_rounded_one(void **state)
{
	(void)state;
	need_table();
	ASSERT_GRADE("lvdao", "绿岛", PINYIN_EXACT);
	ASSERT_GRADE("ludao", "绿岛", PINYIN_EXACT);
	ASSERT_GRADE("lüdao", "绿岛", PINYIN_EXACT);
}

static void
test_a_name_that_has_the_rounded_letter_itself_is_found(void **state)
{
	(void)state;
	ASSERT_GRADE("zürich", "Zürich", PINYIN_EXACT);
	ASSERT_GRADE("ZÜRICH", "zürich", PINYIN_EXACT);
	ASSERT_GRADE("zurich", "Zürich", PINYIN_EXACT);
}

static void
test_within_a_name_a_word_comes_before_its_middle(void **state)
{
	(void)state;
	ASSERT_GRADE("gate", "Golden Gate Park", PINYIN_WORD);
	ASSERT_GRADE("golden gate", "Golden Gate Park", PINYIN_PREFIX);
	ASSERT_GRADE("golden gate park", "GOLDEN GATE PARK", PINYIN_EXACT);
	ASSERT_GRADE("ate", "Golden Gate Park", PINYIN_INSIDE);
	ASSERT_GRADE("公园", "中心公园", PINYIN_INSIDE);
	ASSERT_GRADE("3", "中心公园3号门", PINYIN_WORD);
	ASSERT_GRADE("bridge", "Golden Gate Park", PINYIN_NOT);
}

static void
test_characters_and_letters_may_be_mixed(void **state)
{
	(void)state;
	need_table();
	ASSERT_GRADE("中xgy", "中心公园", PINYIN_EXACT);
	ASSERT_GRADE("gy", "中心公园", PINYIN_INSIDE);
	ASSERT_GRADE("zxgyb2", "中心公园B2", PINYIN_EXACT);
}

static void
test_nothing_and_bytes_that_are_no_text_find_nothing(void **state)
{
	(void)state;
	ASSERT_GRADE("", "中心公园", PINYIN_NOT);
	ASSERT_GRADE(" -. ", "中心公园", PINYIN_NOT);
	ASSERT_GRADE("a", "", PINYIN_NOT);
	ASSERT_GRADE("\xff\xfe", "中心", PINYIN_NOT);
	ASSERT_GRADE("a", "\xe4\xb8", PINYIN_NOT);
}

static void
test_a_long_query_and_a_long_name_are_cut(void **state)
{
	char query[200], name[400];

	(void)state;
	memset(query, 'a', sizeof(query));
	query[sizeof(query) - 1] = '\0';
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	ASSERT_GRADE(query, name, PINYIN_PREFIX);
	ASSERT_GRADE(name, query, PINYIN_PREFIX);
	ASSERT_GRADE(query, "aaaa", PINYIN_NOT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_syllables_initials_and_both_find_a_name),
	    cmocka_unit_test(
	        test_typing_may_stop_in_a_syllable_but_not_skip_in_one),
	    cmocka_unit_test(test_each_reading_of_a_character_finds_it),
	    cmocka_unit_test(test_u_and_v_are_both_typed_for_the_rounded_one),
	    cmocka_unit_test(
	        test_a_name_that_has_the_rounded_letter_itself_is_found),
	    cmocka_unit_test(test_within_a_name_a_word_comes_before_its_middle),
	    cmocka_unit_test(test_characters_and_letters_may_be_mixed),
	    cmocka_unit_test(
	        test_nothing_and_bytes_that_are_no_text_find_nothing),
	    cmocka_unit_test(test_a_long_query_and_a_long_name_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
