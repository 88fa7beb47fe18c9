/*
 * Map layers in a store: put, read, replaced, dropped, and what is damaged is
 * found.
 */
#include "tests/lib/stores.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/lattice.h"

static int
setup(void **state)
{
	return test_store_setup(state, &store_makers[0]);
}

static struct layer *
cells(int side)
{
	struct layer *l = lattice_new(
	    side, 100000, 6, (struct vertex){1206000000, 279000000});

	assert_non_null(l);
	return l;
}

static void
put(struct test_store *t, const struct layer *l)
{
	struct problem problem = {0};

	DONE(store_begin(t->w, &problem));
	DONE(store_layer_put(t->w, l, 1000, "me@here", &problem));
	DONE(store_commit(t->w, &problem));
}

static void
assert_same(struct test_store *t, const struct layer *l)
{
	struct problem problem = {0};
	struct layer *back = NULL;
	uint8_t a[LAYER_DIGEST], b[LAYER_DIGEST];

	DONE(store_layer_get(t->r, l->name, &back, &problem));
	layer_digest(l, a);
	layer_digest(back, b);
	assert_memory_equal(a, b, sizeof(a));
	layer_free(back);
}

struct seen_layers {
	size_t count;
	struct store_layer last;
};

static bool
count_layer(void *ctx, const struct store_layer *l)
{
	struct seen_layers *s = ctx;

	s->count++;
	s->last = *l;
	return true;
}

static void
a_layer_is_read_as_it_was_put(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct seen_layers s = {0};
	struct layer *l = cells(5);

	put(t, l);
	assert_same(t, l);
	DONE(store_layers(t->r, count_layer, &s, &problem));
	assert_int_equal(s.count, 1);
	assert_int_equal(s.last.features, 25);
	assert_int_equal(s.last.at, 1000);
	assert_int_equal(s.last.role, LAYER_GRID);
	test_sound(t->r);
	layer_free(l);
}

static void
one_that_is_put_again_takes_the_others_place(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct seen_layers s = {0};
	struct layer *five = cells(5), *three = cells(3);

	put(t, five);
	put(t, three);
	assert_same(t, three);
	DONE(store_layers(t->r, count_layer, &s, &problem));
	assert_int_equal(s.count, 1);
	test_sound(t->r);
	layer_free(five);
	layer_free(three);
}

static void
what_is_undone_was_never_put(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct layer *five = cells(5), *three = cells(3);

	put(t, five);
	DONE(store_begin(t->w, &problem));
	DONE(store_mark(t->w, &problem));
	DONE(store_layer_put(t->w, three, 1, "me", &problem));
	store_undo(t->w);
	DONE(store_commit(t->w, &problem));
	assert_same(t, five);
	layer_free(five);
	layer_free(three);
}

static void
one_that_is_dropped_is_gone(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct layer *l = cells(2), *back = NULL;

	put(t, l);
	DONE(store_begin(t->w, &problem));
	DONE(store_layer_drop(t->w, "cells", &problem));
	assert_int_equal(
	    store_layer_drop(t->w, "cells", &problem), PROBLEM_NOT_FOUND);
	DONE(store_commit(t->w, &problem));
	assert_int_equal(
	    store_layer_get(t->r, "cells", &back, &problem), PROBLEM_NOT_FOUND);
	assert_null(back);
	test_sound(t->r);
	layer_free(l);
}

static void
note_fault(void *ctx, const char *line)
{
	notes_add(ctx, line);
}

/* Runs SQL on the closed store and says what a check finds. */
static void
check_after(struct test_store *t, const char *sql, struct notes *n)
{
	struct problem problem = {0};
	char path[160];
	sqlite3 *db;

	test_store_close(t);
	snprintf(path, sizeof(path), "%s/store.db", t->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	test_store_open(t);
	*n = (struct notes){0};
	assert_int_equal(
	    store_check(t->r, note_fault, n, &problem), PROBLEM_UNSOUND);
}

static void
damage_and_tampering_are_found(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct layer *l = cells(3), *back = NULL;
	struct notes n;

	put(t, l);
	check_after(
	    t, "UPDATE layer_feature SET name = 'x' WHERE number = 4", &n);
	assert_non_null(strstr(n.text, "layer/cells: it is not what was put"));
	check_after(t,
	    "UPDATE layer_feature SET geometry = x'0203ffff' WHERE number = 2",
	    &n);
	assert_non_null(strstr(n.text, "geometry cannot be read"));
	assert_int_equal(
	    store_layer_get(t->r, "cells", &back, &problem), PROBLEM_UNSOUND);
	assert_null(back);
	check_after(t, "DELETE FROM layer", &n);
	assert_non_null(strstr(n.text, "a feature without its layer"));
	layer_free(l);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, test_store_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_layer_is_read_as_it_was_put),
	    TEST(one_that_is_put_again_takes_the_others_place),
	    TEST(what_is_undone_was_never_put),
	    TEST(one_that_is_dropped_is_gone),
	    TEST(damage_and_tampering_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
