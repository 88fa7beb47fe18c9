/*
 * The names in a text, and the words of a search.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/search.h"
#include "model/talk.h"

/* All names of a text as "#0131|@P1|". */
static const char *
names(const char *text)
{
	static char out[256];
	struct talk_name n;
	size_t at = 0, used = 0;

	out[0] = '\0';
	while (talk_next_name(text, strlen(text), &at, &n)) {
		assert_true(n.text > text + n.at);
		used += (size_t)snprintf(out + used, sizeof(out) - used,
		    "%c%.*s|", n.sign, (int)n.len, n.text);
	}
	return out;
}

static void
names_stand_behind_their_sign_wherever_they_are(void **state)
{
	(void)state;
	assert_string_equal(names("see #0131 and @P1."), "#0131|@P1|");
	assert_string_equal(
	    names("见#20261121-0131，@法制员 来"), "#20261121-0131|@法制员|");
	assert_string_equal(names("＃０１３１ ＠Ｐ１"), "#０１３１|@Ｐ１|");
	assert_string_equal(
	    names("@XQ/P1,@rescue-team"), "@XQ/P1|@rescue-team|");
	assert_string_equal(names("@P1, then"), "@P1|");
	assert_string_equal(names("ask @P1- or @P2..."), "@P1|@P2|");
}

static void
a_sign_alone_names_nothing(void **state)
{
	(void)state;
	assert_string_equal(names(""), "");
	assert_string_equal(names("# @ ## @@ #x @-"), "");
	assert_string_equal(names("@\xff\xfe#\xe4\xb8"), "");
	assert_string_equal(names("@\xe2\x80\xae"), "");
}

static void
a_line_keeps_its_first_place(void **state)
{
	struct message a = {.head.seq = 5}, b = {.head.seq = 9, .told = 4};

	(void)state;
	assert_int_equal(message_place(&a), 5);
	assert_int_equal(message_place(&b), 4);
	assert_true(message_before(&b, &a));
	assert_false(message_before(&a, &b));
	b.told = 5;
	b.line = 1;
	assert_true(message_before(&a, &b));
}

static const char *
words(const char *text)
{
	static char out[512];
	struct buf b = {0};

	search_words(&b, text, strlen(text));
	assert_true(buf_ok(&b));
	snprintf(out, sizeof(out), "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

static const char *
query(const char *text)
{
	static char out[512];
	struct buf b = {0};

	if (!search_query(&b, text, strlen(text)))
		assert_int_equal(b.len, 0);
	snprintf(out, sizeof(out), "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

static void
a_run_without_blanks_is_indexed_by_its_pairs(void **state)
{
	(void)state;
	assert_string_equal(words("持刀人"), "持刀 刀人 人 ");
	assert_string_equal(words("刀"), "刀 ");
	assert_string_equal(words("P2在北门"), "p2 在北 北门 门 ");
	assert_string_equal(words("Ｖan, 8-Q"), "van 8 q ");
	assert_string_equal(words(" \t\n!\"'"), "");
}

static void
a_search_asks_for_pairs_and_for_beginnings(void **state)
{
	(void)state;
	assert_string_equal(query("持刀"), "\"持刀\" ");
	assert_string_equal(query("持刀人"), "\"持刀\" \"刀人\" ");
	assert_string_equal(query("刀"), "\"刀\" * ");
	assert_string_equal(
	    query("Van \"x\" OR"), "\"van\" * \"x\" * \"or\" * ");
	assert_string_equal(query("\"*^-:()"), "");
}

static void
a_very_long_word_counts_by_its_beginning(void **state)
{
	char text[1000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(strlen(words(text)), SEARCH_WORD + 1);
}

static void
a_hit_has_all_words_case_aside(void **state)
{
	(void)state;
	assert_true(search_hit("White VAN", 9, "van whi", 7));
	assert_false(search_hit("White VAN", 9, "van red", 7));
	assert_true(search_hit("x", 1, "", 0));
	assert_true(search_hit("x", 1, "  ", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_stand_behind_their_sign_wherever_they_are),
	    cmocka_unit_test(a_sign_alone_names_nothing),
	    cmocka_unit_test(a_line_keeps_its_first_place),
	    cmocka_unit_test(a_run_without_blanks_is_indexed_by_its_pairs),
	    cmocka_unit_test(a_search_asks_for_pairs_and_for_beginnings),
	    cmocka_unit_test(a_very_long_word_counts_by_its_beginning),
	    cmocka_unit_test(a_hit_has_all_words_case_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
