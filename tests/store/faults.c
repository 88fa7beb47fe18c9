/*
 * A disk that fails at every point where it can, one at a time: what was
 * acknowledged stays, NO_SPACE leaves nothing, UNKNOWN leaves all or nothing
 * and a handle that is good for closing only.
 */
#include "tests/lib/fault-vfs.h"
#include "tests/lib/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WARM 6 /* groups before the failing one */

/* One run: a store with some history, on the failing disk. */
struct run {
	const struct store_maker *maker;
	uint64_t seed;
	struct dice dice; /* the same at the begin of each run */
	struct test_store store;
	char copy[128]; /* of its files, taken to look into */
	int64_t last;   /* acknowledged */
};

static void
run_begin(struct run *r, bool checkpointed)
{
	struct problem problem = {0};

	r->dice.state = r->seed;
	fault_vfs_begin();
	test_store_make(&r->store, r->maker);
	snprintf(r->copy, sizeof(r->copy), "%s/copy", r->store.top);
	r->last = 0;
	for (size_t i = 0; i < WARM; i++) {
		DONE(history_group(r->store.w, &r->dice, &r->last, &problem));
		DONE(store_commit(r->store.w, &problem));
	}
	if (checkpointed)
		store_checkpoint(r->store.r);
}

static void
run_end(struct run *r)
{
	test_store_remove(&r->store);
	fault_vfs_end();
}

/* What another process would find in the files as they are now. */
static int64_t
last_in_files(struct run *r)
{
	struct problem problem = {0};
	struct store *s;
	int64_t last;

	dir_copy(r->store.dir, r->copy);
	DONE(r->maker->open(r->copy, STORE_READ, &s, &problem));
	last = history_last(s);
	history_check(s, last);
	store_close(s);
	dir_remove(r->copy);
	return last;
}

/* The store goes on from where it is. */
static void
go_on(struct run *r)
{
	struct problem problem = {0};

	DONE(history_group(r->store.w, &r->dice, &r->last, &problem));
	DONE(store_commit(r->store.w, &problem));
	history_check(r->store.r, r->last);
}

static void
refuses_all(struct store *s)
{
	struct buf text = {0};
	struct problem problem;

	assert_int_equal(store_begin(s, &problem), PROBLEM_UNKNOWN);
	assert_int_equal(
	    store_fact_get(s, "id", &text, &problem), PROBLEM_UNKNOWN);
	assert_int_equal(
	    store_fact_put(s, "id", "x", &problem), PROBLEM_UNKNOWN);
	assert_int_equal(store_commit(s, &problem), PROBLEM_UNKNOWN);
	buf_free(&text);
}

/* Whichever it is, it is so for good once the store was opened again. */
static void
settle_unknown(struct run *r, int64_t tried)
{
	struct problem problem = {0};
	int64_t found;

	refuses_all(r->store.w);
	store_close(r->store.w);
	DONE(r->maker->open(r->store.dir, STORE_WRITE, &r->store.w, &problem));
	found = history_last(r->store.w);
	assert_true(found == r->last || found == tried);
	assert_int_equal(last_in_files(r), found);
	r->last = found;
}

/* One group with the n-th operation failing; false when none did. */
static bool
fail_group(struct run *r, enum fault_sort sort, size_t n, bool lasting)
{
	struct problem problem = {0};
	int64_t tried = r->last;
	enum problem_code code;
	bool struck;

	fault_vfs_arm(sort, n, lasting);
	code = history_group(r->store.w, &r->dice, &tried, &problem);
	assert_int_equal(code, PROBLEM_NONE);
	code = store_commit(r->store.w, &problem);
	struck = fault_vfs_disarm();
	if (code == PROBLEM_NONE) {
		r->last = tried;
	} else if (code == PROBLEM_NO_SPACE) {
		assert_int_equal(sort, FAULT_FULL);
		assert_int_equal(last_in_files(r), r->last);
	} else {
		assert_int_equal(code, PROBLEM_UNKNOWN);
		assert_true(struck);
		settle_unknown(r, tried);
	}
	history_check(r->store.r, r->last);
	go_on(r);
	assert_true(last_in_files(r) == r->last);
	return struck;
}

static void
fail_every(struct run *r, enum fault_sort sort, bool lasting, bool checkpointed)
{
	bool struck = true;
	size_t n;

	for (n = 1; struck; n++) {
		run_begin(r, checkpointed);
		struck = fail_group(r, sort, n, lasting);
		run_end(r);
		assert_true(n < 1000);
	}
	/* There was something to fail. */
	assert_true(n > 3);
}

/* Once or from then on, in the middle of the log or where it begins anew. */
static void
fail_every_way(struct run *r, enum fault_sort sort)
{
	for (unsigned way = 0; way < 4; way++)
		fail_every(r, sort, way & 1, way & 2);
}

static void
a_commit_survives_a_disk_that_fails_at_any_point(void **state)
{
	struct run *r = *state;

	fail_every_way(r, FAULT_IO);
}

static void
a_full_disk_takes_nothing_with_it(void **state)
{
	struct run *r = *state;

	fail_every_way(r, FAULT_FULL);
}

/* Goes through all points of failure, each in four ways. */
static void
arm_nth(size_t n)
{
	size_t way = (n - 1) % 4;

	fault_vfs_arm(
	    way & 1 ? FAULT_IO : FAULT_FULL, 1 + (n - 1) / 4, way & 2);
}

/* Whether there may be more points; writes are fewer than all of them. */
static bool
disarm_nth(size_t n)
{
	bool struck = fault_vfs_disarm();

	return struck || !((n - 1) & 1);
}

/* Moving the log into the file may fail; what is committed stays. */
static void
a_checkpoint_that_fails_loses_nothing(void **state)
{
	struct run *r = *state;
	bool struck = true;

	for (size_t n = 1; struck; n++) {
		run_begin(r, false);
		arm_nth(n);
		store_checkpoint(r->store.r);
		struck = disarm_nth(n);
		assert_int_equal(last_in_files(r), r->last);
		go_on(r);
		run_end(r);
	}
}

/* Opening may fail or not; then it opens and all is there. */
static void
an_opening_that_fails_loses_nothing(void **state)
{
	struct run *r = *state;
	struct problem problem = {0};
	bool struck = true;

	for (size_t n = 1; struck; n++) {
		struct store *s = NULL;

		run_begin(r, false);
		dir_copy(r->store.dir, r->copy);
		arm_nth(n);
		if (r->maker->open(r->copy, STORE_WRITE, &s, &problem) ==
		    PROBLEM_NONE)
			store_close(s);
		struck = disarm_nth(n);
		DONE(r->maker->open(r->copy, STORE_WRITE, &s, &problem));
		history_check(s, r->last);
		store_close(s);
		dir_remove(r->copy);
		run_end(r);
	}
}

/* A store that could not be made can be made. */
static void
a_creation_that_fails_can_be_done_again(void **state)
{
	struct run *r = *state;
	struct store_birth birth = {false, "UTC"};
	struct problem problem = {0};
	bool struck = true;

	for (size_t n = 1; struck; n++) {
		struct store *s = NULL;
		enum problem_code code;

		run_begin(r, true);
		arm_nth(n);
		code = r->maker->create(r->copy, &birth, &problem);
		struck = disarm_nth(n);
		if (code)
			DONE(r->maker->create(r->copy, &birth, &problem));
		DONE(r->maker->open(r->copy, STORE_WRITE, &s, &problem));
		history_check(s, 0);
		store_close(s);
		dir_remove(r->copy);
		run_end(r);
	}
}

/* Only what was fsynced is left, at any moment after an answer. */
static void
what_was_acknowledged_survives_a_power_cut(void **state)
{
	struct run *r = *state;
	struct problem problem = {0};
	struct store *s;
	size_t rounds = test_rounds(60);

	run_begin(r, false);
	for (size_t i = 0; i < rounds; i++) {
		DONE(history_group(r->store.w, &r->dice, &r->last, &problem));
		DONE(store_commit(r->store.w, &problem));
		if (dice_below(&r->dice, 5) == 0)
			store_checkpoint(r->store.r);
		fault_vfs_power_cut(r->store.dir, r->copy);
		DONE(r->maker->open(r->copy, STORE_READ, &s, &problem));
		history_check(s, r->last);
		store_close(s);
		dir_remove(r->copy);
	}
	run_end(r);
}

static int
setup(void **state)
{
	struct run *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	r->maker = &store_makers[0];
	r->seed = test_seed("faults");
	*state = r;
	return 0;
}

static int
teardown(void **state)
{
	free(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_commit_survives_a_disk_that_fails_at_any_point),
	    TEST(a_full_disk_takes_nothing_with_it),
	    TEST(a_checkpoint_that_fails_loses_nothing),
	    TEST(an_opening_that_fails_loses_nothing),
	    TEST(a_creation_that_fails_can_be_done_again),
	    TEST(what_was_acknowledged_survives_a_power_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
