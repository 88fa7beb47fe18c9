/*
 * The picture that is kept: whole, without what callers said, and refused when
 * it is damaged.
 */
#include "net/link/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/random.h"

static bool
take(void *ctx, struct record *r)
{
	return table_put(ctx, r, NULL);
}

static struct table *
fill(struct rng *g)
{
	struct table *t = table_new();

	assert_non_null(t);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		for (int i = 0; i < 5; i++)
			assert_true(
			    table_put(t, rng_record(g, k, i > 0), NULL));
	return t;
}

static const struct cache_head head = {.account = "chen",
    .station = "LQ",
    .at = 1795261927000,
    .wall = 1795261927001,
    .drill = true,
    .zone = "Asia/Shanghai",
    .cursor = "c-812"};

static void
what_was_kept_reads_back_the_same_without_callers_and_talk(void **state)
{
	struct rng g = {1};
	struct table *t = fill(&g), *back = table_new();
	struct cache_head read;
	struct buf a = {0}, b = {0};

	(void)state;
	assert_true(cache_write(&a, &head, t));
	assert_int_equal(cache_read(a.data, a.len, &read, take, back, NULL), 0);
	assert_string_equal(read.account, "chen");
	assert_string_equal(read.station, "LQ");
	assert_string_equal(read.cursor, "c-812");
	assert_int_equal(read.at, head.at);
	assert_int_equal(read.wall, head.wall);
	assert_true(read.drill);
	assert_string_equal(read.zone, "Asia/Shanghai");
	assert_int_equal(table_count(back, KIND_CALLER), 0);
	assert_int_equal(table_count(back, KIND_MESSAGE), 0);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		if (k != KIND_CALLER && k != KIND_MESSAGE)
			assert_int_equal(
			    table_count(back, k), table_count(t, k));
	assert_true(cache_write(&b, &read, back));
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
	table_free(t);
	table_free(back);
}

static void
a_cut_picture_is_refused(void **state)
{
	struct rng g = {2};
	struct table *t = fill(&g);
	struct cache_head read;
	struct buf a = {0};

	(void)state;
	assert_true(cache_write(&a, &head, t));
	for (size_t len = 0; len < a.len; len += 97) {
		struct table *back = table_new();
		bool whole = len > 0 && a.data[len - 1] == '\n';
		enum problem_code code =
		    cache_read(a.data, len, &read, take, back, NULL);

		assert_true(whole || code != PROBLEM_NONE);
		table_free(back);
	}
	buf_free(&a);
	table_free(t);
}

static void
what_is_too_large_is_not_kept(void **state)
{
	static char words[12001];
	struct table *t = table_new();
	struct buf a = {0};

	(void)state;
	memset(words, 'w', sizeof(words) - 1);
	for (size_t i = 0; i * sizeof(words) < CACHE_BYTES_MAX; i++) {
		char id[16];
		struct incident draft = {
		    .head = {.kind = KIND_INCIDENT, .id = id, .station = "LQ"},
		    .narrative = words};

		snprintf(id, sizeof(id), "i%zu", i);
		assert_true(table_put(t, record_freeze(&draft.head), NULL));
	}
	assert_false(cache_write(&a, &head, t));
	assert_true(a.len <= CACHE_BYTES_MAX + 2 * sizeof(words));
	buf_free(&a);
	table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        what_was_kept_reads_back_the_same_without_callers_and_talk),
	    cmocka_unit_test(a_cut_picture_is_refused),
	    cmocka_unit_test(what_is_too_large_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
