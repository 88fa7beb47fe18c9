/*
 * The live table against a plain list that does the same slowly, and what it
 * does when memory ends. Its source is included, so that each of its own
 * allocations can be made to fail.
 */
#include <stdint.h>
#include <stdlib.h>

/* How many allocations still succeed; SIZE_MAX: all. */
static size_t left = SIZE_MAX;

static int
spend(void)
{
	if (left == SIZE_MAX)
		return 1;
	return left > 0 && left-- > 0;
}

static void *
may_calloc(size_t count, size_t size)
{
	return spend() ? calloc(count, size) : NULL;
}

static void *
may_realloc(void *old, size_t size)
{
	return spend() ? realloc(old, size) : NULL;
}

#define calloc may_calloc
#define realloc may_realloc
#include "model/table.c"
#undef calloc
#undef realloc

#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct record *
make(enum kind kind, size_t n, int64_t rev)
{
	union any_record draft = {.head = {.kind = kind, .rev = rev}};
	char id[ID_SIZE];
	struct record *r;

	snprintf(id, sizeof(id), "r%zu", n);
	draft.head.id = id;
	r = record_freeze(&draft.head);
	assert_non_null(r);
	return r;
}

static void
an_empty_table_has_nothing(void **state)
{
	struct table *t = table_new();

	(void)state;
	assert_null(table_get(t, KIND_UNIT, "x"));
	assert_null(table_get(t, KIND_UNIT, NULL));
	assert_null(table_remove(t, KIND_UNIT, "x"));
	assert_int_equal(table_count(t, KIND_UNIT), 0);
	table_clear(t);
	table_free(t);
	table_free(NULL);
}

static void
a_kind_and_an_id_are_one_record(void **state)
{
	struct table *t = table_new();
	struct record *unit = make(KIND_UNIT, 1, 1);
	struct record *room = make(KIND_ROOM, 1, 1);

	(void)state;
	assert_true(table_put(t, unit, NULL));
	assert_null(table_get(t, KIND_ROOM, "r1"));
	assert_true(table_put(t, room, NULL));
	assert_ptr_equal(table_get(t, KIND_UNIT, "r1"), unit);
	assert_ptr_equal(table_get(t, KIND_ROOM, "r1"), room);
	assert_null(table_get(t, KIND_ROOM, "r"));
	assert_null(table_get(t, KIND_ROOM, "r10"));
	table_free(t);
}

static void
a_new_version_takes_the_place_of_the_old(void **state)
{
	struct table *t = table_new();
	struct record *first = make(KIND_UNIT, 1, 1), *old;

	(void)state;
	assert_true(table_put(t, first, &old));
	assert_null(old);
	assert_true(table_put(t, make(KIND_UNIT, 2, 1), NULL));
	assert_true(table_put(t, make(KIND_UNIT, 1, 2), &old));
	assert_ptr_equal(old, first);
	record_free(old);
	assert_int_equal(table_get(t, KIND_UNIT, "r1")->rev, 2);
	assert_string_equal(table_all(t, KIND_UNIT)[0]->id, "r1");
	assert_int_equal(table_count(t, KIND_UNIT), 2);
	table_free(t);
}

static void
walking_from_the_end_may_remove(void **state)
{
	struct table *t = table_new();

	(void)state;
	for (size_t n = 0; n < 100; n++)
		assert_true(table_put(t, make(KIND_TASK, n, 1), NULL));
	for (size_t i = 100; i-- > 0;) {
		const struct record *r = table_all(t, KIND_TASK)[i];

		if (r->id[strlen(r->id) - 1] % 2)
			record_free(table_remove(t, KIND_TASK, r->id));
	}
	assert_int_equal(table_count(t, KIND_TASK), 50);
	for (size_t i = 0; i < 50; i++) {
		const char *id = table_all(t, KIND_TASK)[i]->id;

		assert_int_equal(id[strlen(id) - 1] % 2, 0);
	}
	table_free(t);
}

/* The same as the table, slowly: revisions by kind and number, 0: none. */
#define NUMBERS 300
struct slow {
	int64_t rev[KIND_COUNT][NUMBERS];
	size_t count[KIND_COUNT];
};

static void
assert_same(const struct table *t, const struct slow *slow)
{
	size_t bytes = 0;

	for (int k = 1; k < KIND_COUNT; k++) {
		enum kind kind = (enum kind)k;
		const struct record *const *all = table_all(t, kind);

		assert_int_equal(table_count(t, kind), slow->count[k]);
		for (size_t i = 0; i < slow->count[k]; i++) {
			size_t n = strtoul(all[i]->id + 1, NULL, 10);

			assert_int_equal(all[i]->rev, slow->rev[k][n]);
			assert_ptr_equal(
			    table_get(t, kind, all[i]->id), all[i]);
			bytes += record_size(all[i]);
		}
	}
	assert_int_equal(t->bytes, bytes);
	assert_true(table_bytes(t) > bytes);
}

static void
step(struct rng *g, struct table *t, struct slow *slow)
{
	enum kind kind = (enum kind)(1 + rng_below(g, 3));
	size_t n = rng_below(g, NUMBERS);
	int64_t *rev = &slow->rev[kind][n];
	struct record *r;
	char id[ID_SIZE];

	if (rng_below(g, 5) < 3) {
		slow->count[kind] += *rev == 0;
		assert_true(table_put(t, make(kind, n, ++*rev), NULL));
		return;
	}
	snprintf(id, sizeof(id), "r%zu", n);
	r = table_remove(t, kind, id);
	assert_int_equal(r ? r->rev : 0, *rev);
	slow->count[kind] -= *rev != 0;
	*rev = 0;
	record_free(r);
}

static void
any_order_of_puts_and_removals_comes_out_as_from_a_list(void **state)
{
	struct rng g = {1};

	(void)state;
	for (int round = 0; round < 20; round++) {
		struct slow slow = {0};
		struct table *t = table_new();

		for (int i = 0; i < 2000; i++) {
			step(&g, t, &slow);
			if (i % 97 == 0)
				assert_same(t, &slow);
		}
		assert_same(t, &slow);
		table_clear(t);
		slow = (struct slow){0};
		assert_same(t, &slow);
		table_free(t);
	}
}

static void
when_memory_ends_put_says_so_and_nothing_changed(void **state)
{
	struct slow slow = {0};
	struct table *t = table_new();
	size_t failed = 0;

	(void)state;
	for (size_t n = 0; n < 200; n++) {
		struct record *r = make(KIND_ROOM, n, 1);
		bool done = false;

		for (size_t allow = 0; !done; allow++) {
			left = allow;
			done = table_put(t, r, NULL);
			left = SIZE_MAX;
			failed += !done;
			slow.count[KIND_ROOM] += done;
			slow.rev[KIND_ROOM][n] = done;
			assert_same(t, &slow);
		}
	}
	assert_true(failed >= 10); /* two allocations each time it grew */
	table_free(t);
}

static void
a_new_version_and_getting_need_no_memory(void **state)
{
	struct table *t = table_new();

	(void)state;
	for (size_t n = 0; n < 8; n++)
		assert_true(table_put(t, make(KIND_ROOM, n, 1), NULL));
	left = 0;
	assert_true(table_put(t, make(KIND_ROOM, 3, 2), NULL));
	assert_int_equal(table_get(t, KIND_ROOM, "r3")->rev, 2);
	assert_null(table_new());
	left = SIZE_MAX;
	table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_table_has_nothing),
	    cmocka_unit_test(a_kind_and_an_id_are_one_record),
	    cmocka_unit_test(a_new_version_takes_the_place_of_the_old),
	    cmocka_unit_test(walking_from_the_end_may_remove),
	    cmocka_unit_test(
	        any_order_of_puts_and_removals_comes_out_as_from_a_list),
	    cmocka_unit_test(when_memory_ends_put_says_so_and_nothing_changed),
	    cmocka_unit_test(a_new_version_and_getting_need_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
