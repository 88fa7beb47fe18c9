/*
 * The shipped central.yaml: whole, in both languages, and of words that the
 * tables know; and what a wrong one is refused with.
 */
#include "config/agency.h"
#include "config/shipped.h"
#include "model/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
read_shipped(struct agency *a)
{
	char path[512], text[512];
	struct problem p = {0};

	assert_true(shipped_path("central.yaml", path, sizeof(path)));
	if (agency_read(path, a, &p))
		fail_msg("%s", problem_text(&p, text, sizeof(text)));
}

static const struct setting *
find(const struct agency *a, const char *id)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->setting[i]->id, id) == 0)
			return (const struct setting *)a->setting[i];
	fail_msg("%s is not there", id);
	return NULL;
}

static void
every_label_is_there_in_both_languages(void **state)
{
	struct agency a;

	(void)state;
	read_shipped(&a);
	for (size_t i = 0; i < a.count; i++) {
		const struct setting *s = (struct setting *)a.setting[i];

		if (s->topic == TOPIC_CLOCK)
			continue;
		assert_non_null(s->en);
		assert_non_null(s->zh);
	}
	agency_free(&a);
}

static void
clocks_are_read_with_the_words_of_the_tables(void **state)
{
	struct agency a;
	const struct setting *s;

	(void)state;
	read_shipped(&a);
	s = find(&a, "clock.arrive.ring1");
	assert_int_equal(s->step, CLOCK_ARRIVE);
	assert_int_equal(s->ring, RING_1);
	assert_int_equal(s->limit, 60);
	s = find(&a, "clock.report.rural");
	assert_int_equal(s->step, CLOCK_REPORT);
	assert_int_equal(s->ring, RING_RURAL);
	assert_int_equal(s->limit, 3600);
	s = find(&a, "clock.close.fraud");
	assert_string_equal(s->category, "category.fraud");
	agency_free(&a);
}

static void
templates_plans_and_weights_are_read(void **state)
{
	struct agency a;
	const struct setting *s;

	(void)state;
	read_shipped(&a);
	s = find(&a, "template.verify");
	assert_int_equal(s->topic, TOPIC_TEMPLATE);
	assert_int_equal(s->rhythm, RHYTHM_NONE);
	assert_string_equal(s->until, "18:00");
	assert_int_equal(s->warn, 60);
	assert_int_equal(s->weight, 2);
	s = find(&a, "index.overdue");
	assert_int_equal(s->weight, -2);
	s = find(&a, "category.lost-child");
	assert_ptr_equal(strstr(s->steps, "[dispatch]"), s->steps);
	agency_free(&a);
}

static void
nobody_but_the_administrator_manages_accounts(void **state)
{
	struct agency a;

	(void)state;
	read_shipped(&a);
	for (size_t i = 0; i < a.count; i++) {
		const struct setting *s = (struct setting *)a.setting[i];

		if (s->topic != TOPIC_ROLE)
			continue;
		assert_non_null(strstr(s->permissions, "login"));
		assert_int_equal(strstr(s->permissions, "accounts") != NULL,
		    strcmp(s->name, "admin") == 0);
	}
	agency_free(&a);
}

static void
words_of_the_shift_suggest_what_they_should(void **state)
{
	static const struct {
		const char *words, *category;
	} rows[] = {
	    {"男孩6岁,红色外套,喷泉旁最后见到", "category.lost-child"},
	    {"有人持刀伤人,在流血", "category.knife"},
	    {"老人走失两小时了", "category.lost-person"},
	    {"对方冒充客服让她转账", "category.fraud"},
	    {"楼上扔下花盆,高空抛物", "category.thrown"},
	    {"Shoplifting at the market, thief ran", "category.theft"},
	    {"three men fighting, a brawl", "category.fight"},
	    {"neighbour is playing loud music", "category.noise"},
	};
	struct agency a;
	struct suggestion s;

	(void)state;
	read_shipped(&a);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(
		    suggest_category((const struct setting *const *)a.setting,
		        a.count, NULL, rows[i].words, &s));
		assert_string_equal(s.category->head.id, rows[i].category);
	}
	agency_free(&a);
}

static void
a_wrong_file_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		enum problem_code code;
		const char *line;
	} rows[] = {
	    {"roles:\n  a: {en: A, zh: B, may: [login, fly]}\n",
	        PROBLEM_FILE_VALUE, "2"},
	    {"roles:\n  a: {en: A, zh: B, mai: [login]}\n", PROBLEM_FILE_KEY,
	        "2"},
	    {"templates:\n  a: {en: A, zh: B, every: once, on: [someday]}\n",
	        PROBLEM_FILE_LINE, "2"},
	    {"templates:\n  a: {en: A, zh: B, steps: [\"[cups] 4\"]}\n",
	        PROBLEM_FILE_LINE, "2"},
	    {"templates:\n  a: {en: A, zh: B, every: hourly}\n",
	        PROBLEM_FILE_VALUE, "2"},
	    {"rolls:\n  a: 1\n", PROBLEM_FILE_LINE, "1"},
	    {"clocks:\n  - {step: arrive, limit: 5}\n", PROBLEM_FILE_VALUE,
	        "2"},
	    {"clocks:\n  - {step: dance, limit: 5 s}\n", PROBLEM_FILE_VALUE,
	        "2"},
	    {"clocks:\n  - {step: take, limit: 5 s, category: x}\n",
	        PROBLEM_FILE_LINE, "2"},
	    {"clocks:\n  - {step: take, limit: 5 s}\n"
	     "  - {step: take, limit: 6 s}\n",
	        PROBLEM_FILE_LINE, "3"},
	    {"modes:\n  a b: {en: A, zh: B}\n", PROBLEM_FILE_LINE, "2"},
	    {"modes: []\n", PROBLEM_FILE_LINE, "1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char path[] = "/tmp/watchroom-agency.XXXXXX";
		int fd = mkstemp(path);
		struct problem p = {0};
		struct agency a;

		assert_true(write(fd, rows[i].text, strlen(rows[i].text)) > 0);
		close(fd);
		assert_int_equal(agency_read(path, &a, &p), rows[i].code);
		assert_string_equal(problem_get(&p, "line"), rows[i].line);
		assert_int_equal(a.count, 0);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_label_is_there_in_both_languages),
	    cmocka_unit_test(clocks_are_read_with_the_words_of_the_tables),
	    cmocka_unit_test(templates_plans_and_weights_are_read),
	    cmocka_unit_test(nobody_but_the_administrator_manages_accounts),
	    cmocka_unit_test(words_of_the_shift_suggest_what_they_should),
	    cmocka_unit_test(a_wrong_file_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
