/*
 * What a problem says, in every language: each sentence, each reason within
 * one, each word of an enum goes through the catalogue, so that in a Chinese
 * console no English stands but data and technical names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/command.h"
#include "model/enums.h"
#include "model/reason.h"
#include "model/text.h"
#include "tests/lib/catalogues.h"
#include "tui/view.h"
#include "tui/words.h"

/* Reasons that are a technical name, or hold nothing but data. */
static const char *const nameless[] = {
    "a_point", "a_polygon", "said", "sqlite", NULL};

#define ENUM(tag, text) &enum_##tag,
#define VALUE(tag, NAME, word)
#define ENUM_END(tag)
static const struct enum_table *const enums[] = {
#include "model/enums.def"
};
#undef ENUM
#undef VALUE
#undef ENUM_END

static bool
is_chinese(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0xe3)
			return true;
	return false;
}

static bool
is_nameless(const char *code)
{
	for (const char *const *s = nameless; *s; s++)
		if (strcmp(*s, code) == 0)
			return true;
	return false;
}

/* Cells beside the name in `?` on 80 columns. */
#define HELP_CELLS 60

static void
assert_fits(const char *text)
{
	size_t cells = text_width(text, strlen(text));

	if (cells > HELP_CELLS)
		fail_msg("%zu cells: %s", cells, text);
}

static void
test_every_line_of_help_fits_80_columns(void **state)
{
	static const char *const languages[] = {"en", "zh"};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(languages); k++) {
		words_open(languages[k]);
		for (unsigned id = 0; id < COMMAND_COUNT; id++)
			assert_fits(words_in("command", command_get(id)->help));
		for (unsigned a = 0; a < ACTION_COUNT; a++)
			assert_fits(words_in("action", actions[a].text));
	}
	words_open("en");
}

static size_t
count_of(const char *text, char c)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == c;
	return n;
}

/* The problem as one meets it, with that reason and nothing but digits. */
static void
make(struct problem *p, enum problem_code code, const char *why)
{
	static const char *const data[] = {
	    "file", "line", "key", "value", "addr", "word"};

	problem_set(p, code, "why", why, "want", why, NULL);
	for (size_t i = 0; i < COUNT_OF(data); i++)
		problem_param(p, data[i], "%s", "7");
}

static void
every_sentence_goes_through_the_catalogue(void **state)
{
	char text[512];

	(void)state;
	assert_true(words_switch("xx"));
	for (int code = 1; code < PROBLEM_COUNT; code++) {
		const char *s = problem_sentence((enum problem_code)code);
		bool coded = strstr(s, "{why}") || strstr(s, "{want}");
		bool gap = strstr(s, "{value}");
		struct problem p;

		make(&p, (enum problem_code)code, why_no_feed);
		words_problem(&p, text, sizeof(text));
		if (text[0] != '[' || text[strlen(text) - 1] != ']' ||
		    count_of(text, '[') != 1 + (size_t)coded)
			fail_msg("%s: %s", problem_code_name(p.code), text);
		if (!gap)
			continue;
		problem_param(&p, "value", "%s", "");
		words_problem(&p, text, sizeof(text));
		assert_int_equal(count_of(text, '['), 3);
	}
}

static void
every_reason_goes_through_the_catalogue(void **state)
{
	char text[512];

	(void)state;
	assert_true(words_switch("xx"));
	for (size_t i = 0; reason_at(i); i++) {
		struct problem p;

		make(&p, PROBLEM_USAGE, reason_at(i));
		words_problem(&p, text, sizeof(text));
		if (strncmp(text, "[[", 2) != 0)
			fail_msg("%s: %s", reason_at(i), text);
	}
}

/* "缺少警情", not "缺少incident"; what one types stays as it is typed. */
static void
every_argument_is_said_in_chinese(void **state)
{
	char text[128];
	struct problem p;

	(void)state;
	assert_true(words_switch("zh"));
	for (unsigned id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get(id);

		for (size_t i = 0; i < c->count; i++) {
			const char *name = c->args[i].name;

			if (!is_chinese(words_in("argument", name)))
				fail_msg("%s %s", c->name, name);
		}
	}
	problem_set(&p, PROBLEM_MISSING_KEY, "key", "incident", NULL);
	words_problem(&p, text, sizeof(text));
	assert_string_equal(text, "缺少警情");
	problem_set(&p, PROBLEM_FILE_KEY, "file", "a.yaml", "line", "1", "key",
	    "incident", "nearest", "officer", NULL);
	words_problem(&p, text, sizeof(text));
	assert_non_null(strstr(text, "incident"));
}

static void
every_reason_is_said_in_chinese(void **state)
{
	(void)state;
	assert_true(words_switch("zh"));
	for (size_t i = 0; reason_at(i); i++) {
		const char *said =
		    words_in("reason", reason_words(reason_at(i)));

		if (!is_chinese(said) && !is_nameless(reason_at(i)))
			fail_msg("%s: %s", reason_at(i), said);
	}
}

static void
every_word_of_an_enum_is_said_in_chinese(void **state)
{
	(void)state;
	assert_true(words_switch("zh"));
	for (size_t i = 0; i < COUNT_OF(enums); i++)
		for (unsigned v = 0; v < enums[i]->count; v++)
			if (enums[i] != &enum_crs && /* names of datums */
			    !is_chinese(words_of(enums[i], v)))
				fail_msg("%s: %s", enums[i]->tag,
				    words_of(enums[i], v));
}

/* One parameter holds either: which it is must be plain. */
static void
no_reason_is_named_like_a_word_of_an_enum(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(enums); i++)
		for (unsigned v = 0; v < enums[i]->count; v++)
			if (reason_words(enum_word(enums[i], v)))
				fail_msg("%s", enum_word(enums[i], v));
	for (int code = 1; code < PROBLEM_COUNT; code++)
		assert_null(
		    reason_words(problem_code_name((enum problem_code)code)));
}

static void
says(const struct problem *p, const char *want)
{
	char text[512];

	assert_string_equal(words_problem(p, text, sizeof(text)), want);
}

static void
states_and_permissions_are_said_by_their_labels(void **state)
{
	struct problem p;

	(void)state;
	assert_true(words_switch("zh"));
	problem_set(&p, PROBLEM_STATE, "what", "0131", "is", "pending",
	    "expected", "dispatched enroute", NULL);
	says(&p, "0131现为待派警,不是已派警或出警途中");
	problem_set(&p, PROBLEM_STATE, "what", "P1", "is", "oos", "expected",
	    why_on_duty, NULL);
	says(&p, "P1现为暂停派警,不是在勤");
	problem_set(&p, PROBLEM_FORBIDDEN, "may", "accounts", NULL);
	says(&p, "此账号无权管账号");
	problem_set(&p, PROBLEM_FORBIDDEN, "may", why_answer_other_unit, NULL);
	says(&p, "此账号无权替别的警力应答");
}

static void
who_acts_without_a_name_is_said_in_chinese(void **state)
{
	struct problem p;

	(void)state;
	assert_true(words_switch("zh"));
	assert_string_equal(words_actor("owner"), "本机管理员");
	assert_string_equal(words_actor("system"), "系统");
	assert_string_equal(words_actor("owner chen"), "owner chen");
	problem_set(
	    &p, PROBLEM_CHANGED, "what", "incident", "by", "owner", NULL);
	says(&p, "警情已被本机管理员改过");
}

static void
what_a_newer_central_says_stands_as_it_is(void **state)
{
	struct problem p;

	(void)state;
	assert_true(words_switch("zh"));
	problem_set(
	    &p, PROBLEM_BAD_REQUEST, "why", "too_wet {key}", "key", "x", NULL);
	says(&p, "看不懂: too_wet {key}");
}

static void
a_problem_within_a_problem_keeps_its_parameters(void **state)
{
	struct problem p;
	char text[256];

	(void)state;
	problem_set(&p, PROBLEM_MISSING_KEY, "key", "name", NULL);
	assert_int_equal(
	    problem_wrap(&p, PROBLEM_FILE_LINE), PROBLEM_FILE_LINE);
	problem_param(&p, "file", "a.csv");
	problem_param(&p, "line", "3");
	assert_string_equal(
	    problem_text(&p, text, sizeof(text)), "a.csv:3: name is missing");
	assert_true(words_switch("zh"));
	says(&p, "a.csv:3: 缺少name");
	/* One that has a reason goes on with it; none fills itself. */
	problem_set(&p, PROBLEM_STORE, "why", why_not_store, NULL);
	problem_wrap(&p, PROBLEM_INTERNAL);
	says(&p, "中心出错: 不是 watchroom 数据库");
	problem_set(&p, PROBLEM_INTERNAL, "why", "internal", NULL);
	says(&p, "中心出错: internal");
}

static int
setup(void **state)
{
	(void)state;
	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	catalogues_use();
	words_open("en");
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_line_of_help_fits_80_columns),
	    cmocka_unit_test(every_sentence_goes_through_the_catalogue),
	    cmocka_unit_test(every_reason_goes_through_the_catalogue),
	    cmocka_unit_test(every_argument_is_said_in_chinese),
	    cmocka_unit_test(every_reason_is_said_in_chinese),
	    cmocka_unit_test(every_word_of_an_enum_is_said_in_chinese),
	    cmocka_unit_test(no_reason_is_named_like_a_word_of_an_enum),
	    cmocka_unit_test(states_and_permissions_are_said_by_their_labels),
	    cmocka_unit_test(who_acts_without_a_name_is_said_in_chinese),
	    cmocka_unit_test(what_a_newer_central_says_stands_as_it_is),
	    cmocka_unit_test(a_problem_within_a_problem_keeps_its_parameters),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
