/*
 * The journal on a disk that fails: each write and each fsync of a command's
 * life in turn, once or from then on, for want of space or not. Then the
 * plug is pulled (what was not fsynced is gone) or the console is killed (all
 * that was written is there), and another one opens what is left: what went
 * out is known, what was taken back does not go out any more.
 */
#include "net/link/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/dirs.h"
#include "tests/lib/fault-vfs.h"
#include "tests/lib/journal-desk.h"
#include "tests/lib/stores.h"

/* How the disk fails at the nth operation, and how the console ends. */
struct way {
	enum fault_sort sort;
	bool lasting;
	bool killed; /* else the plug is pulled */
};

static const struct way ways[] = {
    {FAULT_IO, false, false},
    {FAULT_IO, false, true},
    {FAULT_IO, true, false},
    {FAULT_IO, true, true},
    {FAULT_FULL, false, false},
    {FAULT_FULL, false, true},
    {FAULT_FULL, true, false},
    {FAULT_FULL, true, true},
};

/* A journal of its own for a run, and what it leaves. */
struct run {
	struct journal_desk *desk;
	char dir[128], left[128];
	struct way way;
	char key[ID_SIZE];
};

static void
run_begin(struct run *r, bool link)
{
	struct journal_desk *d = r->desk;

	snprintf(r->dir, sizeof(r->dir), "%s", d->dir);
	snprintf(r->left, sizeof(r->left), "%.100s.left", d->dir);
	dir_remove(d->dir);
	assert_int_equal(mkdir(d->dir, 0700), 0);
	journal_desk_begin(d);
	journal_desk_unlock(d);
	/* Whoever gave it is there again at once: it would go by itself. */
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, link, NULL);
}

/* The key is not SQLite's, and older than all of this. */
static void
keep_key(const struct run *r)
{
	char from[160], to[160];

	snprintf(from, sizeof(from), "%s/key", r->dir);
	snprintf(to, sizeof(to), "%s/key", r->left);
	unlink(to);
	assert_int_equal(link(from, to), 0);
}

/* As it is now, though the helper may be at work. */
static void
run_stop(struct run *r)
{
	fault_vfs_disarm();
	if (r->way.killed)
		dir_copy(r->desk->dir, r->left);
	else
		fault_vfs_power_cut(r->desk->dir, r->left);
	keep_key(r);
	journal_desk_end(r->desk);
	fault_vfs_forget(r->dir);
}

/* The next console, over what is left. */
static const struct outbox_entry *
run_look(struct run *r)
{
	snprintf(r->desk->dir, sizeof(r->desk->dir), "%s", r->left);
	journal_desk_begin(r->desk);
	outbox_set_account(r->desk->box, "chen");
	return outbox_find(r->desk->box, r->key);
}

static void
run_end(struct run *r)
{
	journal_desk_end(r->desk);
	dir_remove(r->left);
	fault_vfs_forget(r->left);
	snprintf(r->desk->dir, sizeof(r->desk->dir), "%s", r->dir);
}

/* Each operation in each way; `one` tells whether its own came. */
static void
fail_each(struct journal_desk *d, bool (*one)(struct run *r, size_t n))
{
	bool more = true;
	size_t n;

	journal_desk_end(d);
	fault_vfs_begin();
	for (n = 1; more; n++) {
		more = false;
		for (size_t w = 0; w < COUNT_OF(ways); w++) {
			struct run r = {.desk = d, .way = ways[w]};

			more |= one(&r, n);
		}
		assert_true(n < 100);
	}
	fault_vfs_end();
	/* There was something to fail. */
	assert_true(n > 3);
	journal_desk_begin(d);
}

static void
give(struct run *r)
{
	snprintf(r->key, sizeof(r->key), "%s", journal_desk_add(r->desk, "i1"));
}

static bool
give_and_be_answered(struct run *r, size_t n)
{
	struct journal_desk *d = r->desk;
	const struct outbox_entry *e;
	struct fake_conn *c = NULL;
	bool struck, answered = false;

	run_begin(r, true);
	fault_vfs_arm(r->way.sort, n, r->way.lasting);
	give(r);
	e = outbox_find(d->box, r->key);
	UNTIL(d, e->unkept || (c = fake_central_request(d->fake)) != NULL);
	if (c) {
		fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
		UNTIL(d, (answered = e->state == OUTBOX_ACCEPTED));
	}
	struck = fault_vfs_struck();
	run_stop(r);
	e = run_look(r);
	/* It went out, so it is known; and it is never thought unsent. */
	if (answered)
		assert_true(e && (e->may_be_done ||
		                     (outbox_is_settled(e) && e->seq == 7)));
	run_end(r);
	return struck;
}

static void
what_went_out_is_known_whatever_the_disk_does(void **state)
{
	fail_each(*state, give_and_be_answered);
}

/* What was never sent goes from the disk before it is said to be gone. */
static bool
take_back(struct run *r, size_t n)
{
	struct journal_desk *d = r->desk;
	const struct outbox_entry *e;
	bool struck;

	run_begin(r, false);
	give(r);
	e = outbox_find(d->box, r->key);
	UNTIL(d, outbox_is_on_disk(d->box, r->key));
	fault_vfs_arm(r->way.sort, n, r->way.lasting);
	assert_int_equal(outbox_withdraw(d->box, r->key, NULL), 0);
	UNTIL(d, outbox_is_settled(e) || e->problem.code == PROBLEM_STORE);
	struck = fault_vfs_struck();
	if (!outbox_is_settled(e)) {
		/* It is not said, and is tried again. */
		assert_int_equal(e->state, OUTBOX_WITHDRAWING);
		fault_vfs_disarm();
		d->ahead += 60000;
		UNTIL(d, outbox_is_settled(e));
	}
	assert_int_equal(e->state, OUTBOX_WITHDRAWN);
	run_stop(r);
	e = run_look(r);
	if (e)
		assert_true(e->state == OUTBOX_WITHDRAWN ||
		            e->state == OUTBOX_WITHDRAWING);
	outbox_set_link(d->box, true, NULL);
	journal_desk_unlock(d);
	for (int i = 0; i < 5; i++)
		journal_desk_step(d);
	assert_null(fake_central_find(d->fake, "POST"));
	run_end(r);
	return struck;
}

static void
what_was_taken_back_does_not_come_back(void **state)
{
	fail_each(*state, take_back);
}

/* The same for one that never came to the disk: its failed write may lie
 * in the log. */
static bool
take_back_unkept(struct run *r, size_t n)
{
	struct journal_desk *d = r->desk;
	const struct outbox_entry *e;
	bool unkept, struck;

	run_begin(r, false);
	fault_vfs_arm(r->way.sort, n, r->way.lasting);
	give(r);
	e = outbox_find(d->box, r->key);
	UNTIL(d, e->unkept || outbox_is_on_disk(d->box, r->key));
	unkept = e->unkept;
	struck = fault_vfs_disarm();
	assert_int_equal(outbox_withdraw(d->box, r->key, NULL), 0);
	UNTIL(d, e->state == OUTBOX_WITHDRAWN);
	run_stop(r);
	e = run_look(r);
	if (e)
		assert_true(!unkept && (e->state == OUTBOX_WITHDRAWN ||
		                           e->state == OUTBOX_WITHDRAWING));
	run_end(r);
	return struck;
}

static void
one_that_was_never_kept_does_not_come_back_either(void **state)
{
	fail_each(*state, take_back_unkept);
}

/* The disk is lost for good: the central's tombstone is as good. */
static void
without_a_disk_the_central_is_asked_for_a_tombstone(void **state)
{
	struct journal_desk *d = *state;
	struct run r = {.desk = d, .way = {FAULT_FULL, true, false}};
	const struct outbox_entry *e;
	struct fake_conn *c = NULL;

	journal_desk_end(d);
	fault_vfs_begin();
	run_begin(&r, false);
	give(&r);
	e = outbox_find(d->box, r.key);
	UNTIL(d, outbox_is_on_disk(d->box, r.key));
	fault_vfs_arm(FAULT_FULL, 1, true);
	assert_int_equal(outbox_withdraw(d->box, r.key, NULL), 0);
	UNTIL(d, e->problem.code == PROBLEM_STORE);
	assert_int_equal(e->state, OUTBOX_WITHDRAWING);
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, (c = fake_central_request(d->fake)) != NULL);
	assert_int_equal(strncmp(fake_conn_line(c), "DELETE", 6), 0);
	fake_conn_answer(c, 200, "{\"withdrawn\":true}");
	UNTIL(d, e->state == OUTBOX_WITHDRAWN);
	run_stop(&r);
	/* The next one still has it, and is told by the central. */
	e = run_look(&r);
	assert_non_null(e);
	journal_desk_unlock(d);
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, outbox_is_settled(e) ||
	             (c = fake_central_request(d->fake)) != NULL);
	fake_conn_answer(c, 409, "{\"code\":\"withdrawn\"}");
	UNTIL(d, e->state == OUTBOX_WITHDRAWN);
	run_end(&r);
	fault_vfs_end();
	journal_desk_begin(d);
}

static void
an_order_goes_without_a_disk_when_a_person_says_so(void **state)
{
	struct journal_desk *d = *state;
	struct run r = {.desk = d, .way = {FAULT_FULL, true, false}};
	const struct outbox_entry *e;

	journal_desk_end(d);
	fault_vfs_begin();
	run_begin(&r, true);
	fault_vfs_arm(FAULT_FULL, 1, true);
	give(&r);
	e = outbox_find(d->box, r.key);
	UNTIL(d, e->unkept);
	for (int i = 0; i < 50; i++)
		journal_desk_step(d);
	assert_int_equal(fake_central_requests(d->fake), 0);
	assert_int_equal(e->problem.code, PROBLEM_STORE);
	assert_int_equal(outbox_send_again(d->box, r.key, NULL), 0);
	UNTIL(d, fake_central_request(d->fake));
	fault_vfs_disarm();
	journal_desk_end(d);
	fault_vfs_end();
	journal_desk_begin(d);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, journal_desk_setup, journal_desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_went_out_is_known_whatever_the_disk_does),
	    TEST(what_was_taken_back_does_not_come_back),
	    TEST(one_that_was_never_kept_does_not_come_back_either),
	    TEST(without_a_disk_the_central_is_asked_for_a_tombstone),
	    TEST(an_order_goes_without_a_disk_when_a_person_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
