/*
 * What store.h promises of the index, the feed's pages and the log.
 */
#include "tests/lib/stores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct store_maker *maker; /* whose turn it is */

static int
setup(void **state)
{
	return test_store_setup(state, maker);
}

/* The index */

static bool
note_feed(void *ctx, const struct seen *row, const struct record *r)
{
	char line[128];

	assert_true((r != NULL) == (row->state == SEEN_LIVE));
	snprintf(line, sizeof(line), "%lld:%s%s", (long long)row->seq,
	    r ? "" : "-", row->id);
	return notes_add(ctx, line);
}

/* The page of a feed as text, "1:a 2:-b" (- an exit). */
static void
feed_is(struct store *s, const struct store_feed *ask, const char *want)
{
	struct notes list = {0};
	struct problem problem = {0};

	DONE(store_feed(s, ask, note_feed, &list, &problem));
	assert_string_equal(list.text, want);
}

static void
show(struct store *s, const char *scope, const char *id, int64_t seq,
    enum seen_state state)
{
	test_show(s, scope, KIND_INCIDENT, id, seq, state);
}

static bool
note_scope(void *ctx, const struct seen *row)
{
	char line[128];

	snprintf(line, sizeof(line), "%s=%lld/%d", row->scope,
	    (long long)row->seq, row->state);
	return notes_add(ctx, line);
}

static void
a_scope_has_one_row_a_record(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes list = {0};
	enum seen_state st;
	int64_t seq;

	DONE(store_begin(t->w, &problem));
	show(t->w, "all", "a", 1, SEEN_LIVE);
	show(t->w, "station/n", "a", 2, SEEN_LIVE);
	show(t->w, "all", "a", 3, SEEN_LEFT);
	test_show(t->w, "all", KIND_UNIT, "a", 4, SEEN_LIVE);
	DONE(store_commit(t->w, &problem));
	DONE(store_seen(t->r, "all", KIND_INCIDENT, "a", &seq, &st, &problem));
	assert_int_equal(seq, 3);
	assert_int_equal(st, SEEN_LEFT);
	DONE(store_scopes(
	    t->r, KIND_INCIDENT, "a", note_scope, &list, &problem));
	assert_string_equal(list.text, "all=3/2 station/n=2/0");
}

static void
a_feed_goes_by_seq_then_kind_then_id_and_pages_fit_together(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	const char *scopes[] = {"station/n", "all"};
	struct store_feed ask = {
	    .scopes = scopes, .count = 2, .upto = 9, .limit = 9};
	struct unit u = {.head = {KIND_UNIT, .id = "a"}};

	DONE(store_begin(t->w, &problem));
	DONE(store_put(t->w, &u.head, &problem));
	for (const char *id = "a\0b\0c\0d\0e\0"; *id; id += 2)
		test_incident(t->w, id, "", 1);
	show(t->w, "station/n", "d", 1, SEEN_LIVE);
	show(t->w, "all", "b", 2, SEEN_LIVE);
	test_show(t->w, "all", KIND_UNIT, "a", 2, SEEN_LIVE);
	show(t->w, "station/n", "a", 2, SEEN_LIVE);
	show(t->w, "all", "c", 3, SEEN_AGED);
	show(t->w, "station/s", "e", 3, SEEN_LIVE);
	DONE(store_commit(t->w, &problem));
	feed_is(t->r, &ask, "1:d 2:a 2:b 2:a 3:-c");
	ask.limit = 2;
	feed_is(t->r, &ask, "1:d 2:a");
	ask.after = (struct store_place){2, KIND_INCIDENT, "a"};
	feed_is(t->r, &ask, "2:b 2:a");
	ask.after = (struct store_place){2, KIND_UNIT, "a"};
	feed_is(t->r, &ask, "3:-c");
	ask.after = (struct store_place){2, KIND_ANY, ""};
	ask.limit = 9;
	ask.upto = 2;
	feed_is(t->r, &ask, "2:a 2:b 2:a");
	ask.only = KIND_UNIT;
	feed_is(t->r, &ask, "2:a");
	ask = (struct store_feed){.scopes = scopes,
	    .count = 2,
	    .upto = 9,
	    .limit = 9,
	    .live_only = true};
	feed_is(t->r, &ask, "1:d 2:a 2:b 2:a");
}

static void
a_record_comes_once_and_leaves_with_the_last_scope(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	const char *scopes[] = {"all", "room/r", "station/n"};
	struct store_feed ask = {
	    .scopes = scopes, .count = 3, .upto = 99, .limit = 99};

	DONE(store_begin(t->w, &problem));
	for (const char *id = "a\0b\0c\0d\0e\0"; *id; id += 2)
		test_incident(t->w, id, "", 1);
	/* a: live twice, the same seq; b: live twice, apart. */
	show(t->w, "all", "a", 1, SEEN_LIVE);
	show(t->w, "room/r", "a", 1, SEEN_LIVE);
	show(t->w, "all", "b", 2, SEEN_LIVE);
	show(t->w, "room/r", "b", 5, SEEN_LIVE);
	/* c: left one, still in another; d: left one, aged in another. */
	show(t->w, "all", "c", 3, SEEN_LIVE);
	show(t->w, "station/n", "c", 6, SEEN_LEFT);
	show(t->w, "all", "d", 7, SEEN_LEFT);
	show(t->w, "room/r", "d", 8, SEEN_AGED);
	/* e: only where nobody asks it is live. */
	show(t->w, "all", "e", 9, SEEN_LEFT);
	show(t->w, "station/s", "e", 4, SEEN_LIVE);
	DONE(store_commit(t->w, &problem));
	feed_is(t->r, &ask, "1:a 5:b 6:c 8:-d 9:-e");
	ask.after.seq = 4;
	feed_is(t->r, &ask, "5:b 6:c 8:-d 9:-e");
	/* Rows that stand for nothing do not shorten a page. */
	ask.after.seq = 0;
	ask.limit = 3;
	feed_is(t->r, &ask, "1:a 5:b 6:c");
	ask.limit = 1;
	ask.after = (struct store_place){6, KIND_INCIDENT, "c"};
	feed_is(t->r, &ask, "8:-d");
	/* The newest row is beyond the end: the record comes later. */
	ask = (struct store_feed){.scopes = scopes,
	    .count = 3,
	    .upto = 4,
	    .live_only = true,
	    .limit = 9};
	feed_is(t->r, &ask, "1:a");
	ask.count = 0;
	feed_is(t->r, &ask, "");
}

static void
pruned_exits_are_gone_and_the_floor_stays_up(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes list = {0};
	int64_t floor = -1;

	DONE(store_floor(t->r, &floor, &problem));
	assert_int_equal(floor, 0);
	DONE(store_begin(t->w, &problem));
	show(t->w, "left", "a", 5, SEEN_LEFT);
	show(t->w, "late", "a", 6, SEEN_LEFT);
	show(t->w, "aged", "a", 4, SEEN_AGED);
	show(t->w, "live", "a", 4, SEEN_LIVE);
	DONE(store_prune_exits(t->w, 5, &problem));
	DONE(store_prune_exits(t->w, 3, &problem));
	DONE(store_commit(t->w, &problem));
	DONE(store_floor(t->r, &floor, &problem));
	assert_int_equal(floor, 5);
	DONE(store_scopes(
	    t->r, KIND_INCIDENT, "a", note_scope, &list, &problem));
	assert_string_equal(list.text, "aged=4/1 late=6/2 live=4/0");
}

/* The log */

static bool
note_line(void *ctx, const struct audit_line *line)
{
	char text[64];

	snprintf(
	    text, sizeof(text), "%lld:%s", (long long)line->seq, line->what);
	return notes_add(ctx, text);
}

static void
audit_lines_are_numbered_without_a_gap_and_chained(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct audit_line line = {.seq = 3,
	    .account = "a",
	    .command = "c",
	    .answer = "ok",
	    .what = ""};
	unsigned char last[AUDIT_TAG], tag[AUDIT_TAG], zero[AUDIT_TAG] = {0};
	struct notes list = {0};
	int64_t seq = -1;

	DONE(store_last(t->r, &seq, last, &problem));
	assert_int_equal(seq, 0);
	assert_memory_equal(last, zero, AUDIT_TAG);
	DONE(store_begin(t->w, &problem));
	test_audit(t->w, "one");
	test_audit(t->w, "two");
	line.seq = 4;
	assert_int_equal(store_audit(t->w, &line, &problem), PROBLEM_INTERNAL);
	line.seq = 2;
	assert_int_equal(store_audit(t->w, &line, &problem), PROBLEM_INTERNAL);
	line.seq = 3;
	DONE(store_audit(t->w, &line, &problem));
	DONE(store_commit(t->w, &problem));
	DONE(store_last(t->r, &seq, last, &problem));
	assert_int_equal(seq, 3);
	assert_memory_equal(last, line.tag, AUDIT_TAG);
	DONE(store_tag(t->r, 2, tag, &problem));
	assert_memory_not_equal(last, tag, AUDIT_TAG);
	DONE(store_audit_page(t->r, 0, 2, note_line, &list, &problem));
	DONE(store_audit_page(t->r, 2, 2, note_line, &list, &problem));
	assert_string_equal(list.text, "1:one 2:two 3:");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, test_store_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_scope_has_one_row_a_record),
	    TEST(a_record_comes_once_and_leaves_with_the_last_scope),
	    TEST(a_feed_goes_by_seq_then_kind_then_id_and_pages_fit_together),
	    TEST(pruned_exits_are_gone_and_the_floor_stays_up),
	    TEST(audit_lines_are_numbered_without_a_gap_and_chained),
	};
	int failed = 0;

	for (size_t i = 0; i < store_maker_count; i++) {
		maker = &store_makers[i];
		failed +=
		    cmocka_run_group_tests_name(maker->name, tests, NULL, NULL);
	}
	return failed;
}
