/*
 * Bytes of a feed into a table, without a connection: events, resets, cursors,
 * and every way in which the bytes may be cut.
 */
#include "net/link/feed.h"

#include "model/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bench {
	struct table *table;
	struct feed *feed;
	struct buf log; /* what the hooks were told */
};

static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	struct bench *b = ctx;
	const struct record *r = now ? now : old;

	buf_printf(&b->log, "%s%s/%s", now ? old ? "~" : "+" : "-",
	    kind_info(r->kind)->name, r->id);
	if (now)
		buf_printf(&b->log, "@%lld", (long long)now->rev);
	buf_putc(&b->log, ' ');
}

static void
on_moved(void *ctx, const struct position *p)
{
	struct bench *b = ctx;

	buf_printf(&b->log, "%s:%g,%g@%lld ", p->unit, p->spot.lat, p->spot.lon,
	    (long long)p->at);
}

static void
on_said(void *ctx, const struct message *m)
{
	struct bench *b = ctx;

	buf_printf(&b->log, "said:%s:%s ", m->room, m->head.id);
}

static void
on_hello(void *ctx, const struct feed_hello *h)
{
	struct bench *b = ctx;

	buf_printf(&b->log, "hello:%s:%lld:%d:%lld:%g ", h->feed,
	    (long long)h->seq, h->drill, (long long)h->clock.now,
	    h->clock.speed);
}

static void
on_clock(void *ctx, const struct feed_clock *c)
{
	struct bench *b = ctx;

	buf_printf(&b->log, "clock:%lld:%g ", (long long)c->now, c->speed);
}

static void
on_reset(void *ctx)
{
	buf_puts(&((struct bench *)ctx)->log, "reset ");
}

static void
on_ready(void *ctx)
{
	buf_puts(&((struct bench *)ctx)->log, "ready ");
}

static void
open_bench(struct bench *b)
{
	const struct feed_hooks hooks = {on_change, on_moved, on_said, on_hello,
	    on_clock, on_reset, on_ready, b};

	*b = (struct bench){.table = table_new()};
	assert_non_null(b->table);
	b->feed = feed_new(b->table, &hooks);
	assert_non_null(b->feed);
	assert_true(feed_begin(b->feed));
}

static void
close_bench(struct bench *b)
{
	feed_free(b->feed);
	table_free(b->table);
	buf_free(&b->log);
}

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	open_bench(b);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	close_bench(*state);
	free(*state);
	return 0;
}

/* Bytes of exactly that length, so that ASan sees one too far. */
static enum problem_code
push_bytes(struct bench *b, const char *text, size_t len)
{
	char *bytes = malloc(len ? len : 1);
	enum problem_code code;

	assert_non_null(bytes);
	memcpy(bytes, text, len);
	code = feed_push(b->feed, bytes, len, NULL);
	free(bytes);
	return code;
}

static void
push(struct bench *b, const char *text)
{
	assert_int_equal(push_bytes(b, text, strlen(text)), PROBLEM_NONE);
}

static void
refuses(struct bench *b, const char *text)
{
	assert_int_not_equal(push_bytes(b, text, strlen(text)), PROBLEM_NONE);
}

static void
reconnect(struct bench *b)
{
	assert_true(feed_begin(b->feed));
}

/* What the hooks were told since the last time. */
static void
told(struct bench *b, const char *expected)
{
	assert_string_equal(buf_str(&b->log), expected);
	buf_clear(&b->log);
}

/* A unit's record as an event. */
#define UNIT(id, rev, seq, call)                                           \
	"data: {\"kind\":\"unit\",\"id\":\"" id "\",\"rev\":" #rev         \
	",\"seq\":" #seq ",\"at\":1,\"by\":\"x@1\",\"callsign\":\"" call   \
	"\",\"class\":\"sworn\",\"mobility\":\"car\",\"duty\":\"patrol\"," \
	"\"state\":\"patrol\",\"channel\":\"radio\"}\n"
#define ID(cursor) "id: " cursor "\n"

static const struct unit *
unit(struct bench *b, const char *id)
{
	return (const struct unit *)table_get(b->table, KIND_UNIT, id);
}

static void
a_record_comes_changes_and_goes(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "P1") ID("5") "\n");
	assert_string_equal(unit(b, "u1")->callsign, "P1");
	push(b, UNIT("u1", 2, 6, "P2") ID("6") "\n");
	assert_string_equal(unit(b, "u1")->callsign, "P2");
	assert_int_equal(feed_seq(b->feed), 6);
	push(b, "event: gone\ndata: unit/u1\nid: 7\n\n");
	assert_null(unit(b, "u1"));
	told(b, "reset +unit/u1@1 ~unit/u1@2 -unit/u1 ");
	assert_string_equal(feed_cursor(b->feed), "7");
}

static void
an_older_revision_changes_nothing(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 3, 9, "new") "\n");
	push(b, "event: ready\ndata:\n\n");
	push(b, UNIT("u1", 2, 8, "old") ID("9") "\n");
	push(b, UNIT("u1", 3, 9, "same") ID("10") "\n");
	assert_string_equal(unit(b, "u1")->callsign, "new");
	told(b, "reset +unit/u1@3 ready ");
}

static void
the_cursor_moves_only_with_an_id(void **state)
{
	struct bench *b = *state;

	assert_string_equal(feed_cursor(b->feed), "");
	push(b, UNIT("u1", 1, 5, "a") "\n");
	assert_string_equal(feed_cursor(b->feed), "");
	push(b, UNIT("u2", 1, 5, "b") ID("c.5") "\n");
	assert_string_equal(feed_cursor(b->feed), "c.5");
	assert_non_null(unit(b, "u1"));
	push(b, UNIT("u3", 1, 6, "c") "\n");
	push(b, UNIT("u4", 1, 6, "d") ID("c.6"));
	assert_string_equal(feed_cursor(b->feed), "c.5");
	reconnect(b);
	assert_string_equal(feed_cursor(b->feed), "c.5");
	push(b, "\n");
	assert_string_equal(feed_cursor(b->feed), "c.5");
	assert_null(unit(b, "u3"));
	assert_null(unit(b, "u4"));
}

static void
a_cursor_that_no_header_may_hold_is_none(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") "id: a b\n\n");
	assert_string_equal(feed_cursor(b->feed), "");
	push(b, UNIT("u2", 1, 5, "a") "id: \x01\n\n");
	assert_string_equal(feed_cursor(b->feed), "");
}

static void
a_reset_drops_what_is_not_sent_again(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 4, 5, "a") "\n" UNIT("u2", 1, 6, "b") "\n" UNIT(
	            "u3", 1, 7, "c") ID("7") "\nevent: ready\ndata:\n\n");
	buf_clear(&b->log);
	reconnect(b);
	told(b, "");
	push(b, "event: reset\ndata:\n\n");
	assert_int_equal(table_count(b->table, KIND_UNIT), 3);
	push(b, UNIT("u1", 2, 3, "back") "\n" UNIT("u3", 1, 7, "c") "\n");
	assert_int_equal(table_count(b->table, KIND_UNIT), 3);
	assert_false(feed_is_ready(b->feed));
	push(b, "event: ready\ndata:\nid: r\n\n");
	assert_true(feed_is_ready(b->feed));
	told(b, "reset ~unit/u1@2 -unit/u2 ready ");
	assert_string_equal(unit(b, "u1")->callsign, "back");
	assert_int_equal(feed_seq(b->feed), 7);
}

static void
beginning_without_a_cursor_is_a_reset(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") ID("5") "\n");
	push(b, UNIT("u2", 1, 6, "b") ID("6") "\nevent: ready\ndata:\n\n");
	push(b, "event: reset\ndata:\nid:\n\n");
	reconnect(b);
	assert_string_equal(feed_cursor(b->feed), "");
	push(b, UNIT("u2", 1, 6, "b") "\nevent: ready\ndata:\n\n");
	told(
	    b, "reset +unit/u1@1 +unit/u2@1 ready reset reset -unit/u1 ready ");
}

static void
a_commit_is_there_whole_or_not_at_all(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") ID("5") "\n");
	push(b, UNIT("u1", 2, 6, "b") "\nevent: gone\ndata: unit/u1\n\n" UNIT(
	            "u2", 1, 6, "c") "\n");
	assert_int_equal(unit(b, "u1")->head.rev, 1);
	assert_int_equal(feed_seq(b->feed), 5);
	reconnect(b);
	push(b, UNIT("u3", 1, 7, "d") ID("7") "\n");
	told(b, "reset +unit/u1@1 +unit/u3@1 ");
	push(b, UNIT("u1", 2, 8, "b") "\nevent: gone\ndata: unit/u3\n\n");
	push(b, UNIT("u2", 1, 8, "c") ID("8") "\n");
	told(b, "~unit/u1@2 -unit/u3 +unit/u2@1 ");
	assert_int_equal(feed_seq(b->feed), 8);
}

static void
an_id_alone_ends_a_commit(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") "\nid: 5\n\n");
	told(b, "reset +unit/u1@1 ");
	push(b, UNIT("u1", 2, 6, "a") "\nid: 6\n\n" UNIT("u2", 1, 7, "a") "\n");
	told(b, "~unit/u1@2 ");
	assert_string_equal(feed_cursor(b->feed), "6");
	push(b, "id: 7\n\nid:\nevent: reset\ndata:\n\n");
	told(b, "+unit/u2@1 reset ");
}

static void
a_snapshot_that_was_cut_goes_on(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") ID("5") "\n" UNIT("u2", 1, 6, "b")
	            ID("6") "\nevent: ready\ndata:\n\n");
	push(b, "event: reset\ndata:\n\n" UNIT("u1", 1, 5, "a") ID("x5") "\n");
	buf_clear(&b->log);
	reconnect(b);
	assert_string_equal(feed_cursor(b->feed), "x5");
	push(b, "event: ready\ndata:\n\n");
	told(b, "-unit/u2 ready ");
}

static void
a_resume_keeps_what_did_not_change(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") ID("5") "\nevent: ready\ndata:\n\n");
	buf_clear(&b->log);
	reconnect(b);
	push(b, UNIT("u2", 1, 6, "b") ID("6") "\nevent: ready\ndata:\n\n");
	told(b, "+unit/u2@1 ready ");
	assert_non_null(unit(b, "u1"));
}

static void
an_answer_is_taken_only_over_an_older_revision(void **state)
{
	struct bench *b = *state;
	struct unit next;

	push(b, UNIT("u1", 2, 5, "a") "\nevent: ready\ndata:\n\n");
	next = *unit(b, "u1");
	next.head.rev = 3;
	next.callsign = "answer";
	feed_apply_answer(b->feed, record_freeze(&next.head));
	assert_string_equal(unit(b, "u1")->callsign, "answer");
	next = *unit(b, "u1");
	next.callsign = "late";
	feed_apply_answer(b->feed, record_freeze(&next.head));
	next.head.rev = 2;
	feed_apply_answer(b->feed, record_freeze(&next.head));
	assert_string_equal(unit(b, "u1")->callsign, "answer");
	push(b, UNIT("u1", 3, 6, "answer") ID("6") "\n");
	told(b, "reset +unit/u1@2 ready ~unit/u1@3 ");
	push(b, "event: gone\ndata: unit/u1\nid: 7\n\n");
	next.head.id = "u1";
	next.head.rev = 9;
	next.head.station = NULL;
	next.head.by = NULL;
	next.callsign = "ghost";
	feed_apply_answer(b->feed, record_freeze(&next.head));
	assert_null(unit(b, "u1"));
}

static void
what_was_said_elsewhere_is_told_and_not_kept(void **state)
{
	struct bench *b = *state;

	push(b, "event: said\ndata: {\"kind\":\"message\",\"id\":\"m1\","
	        "\"rev\":1,\"seq\":4,\"at\":5,\"room\":\"i1\","
	        "\"class\":\"talk\"}\n\n");
	told(b, "reset said:i1:m1 ");
	assert_int_equal(table_count(b->table, KIND_MESSAGE), 0);
	/* Whoever waits for what it wrote need not wait any longer. */
	assert_int_equal(feed_seq(b->feed), 4);
}

/* The records of its commit are not there before their cursor is. */
static void
a_line_among_records_says_nothing_of_how_far_the_picture_is(void **state)
{
	struct bench *b = *state;

	push(b, "data: {\"kind\":\"unit\",\"id\":\"u1\",\"rev\":1,\"seq\":7,"
	        "\"at\":5}\n\n");
	push(b, "data: {\"kind\":\"message\",\"id\":\"m1\",\"rev\":1,"
	        "\"seq\":7,\"at\":5,\"room\":\"i1\",\"class\":\"talk\"}\n\n");
	assert_int_equal(feed_seq(b->feed), 0);
	push(b, "data: {\"kind\":\"unit\",\"id\":\"u2\",\"rev\":1,\"seq\":7,"
	        "\"at\":5}\nid: c7\n\n");
	assert_int_equal(feed_seq(b->feed), 7);
}

static void
hello_clock_and_positions_are_told(void **state)
{
	struct bench *b = *state;

	push(b, "event: hello\ndata: {\"feed\":\"f1\",\"seq\":12,"
	        "\"now\":1000,\"speed\":60,\"drill\":true,"
	        "\"account\":\"a\",\"new\":[{}]}\n\n");
	push(b, "event: clock\ndata: {\"now\":2000,\"speed\":0.5}\n\n");
	push(b, "event: position\ndata: [{\"unit\":\"u1\",\"lat\":1.5,"
	        "\"lon\":2,\"at\":7},{\"unit\":\"u2\",\"lat\":95,"
	        "\"lon\":2,\"at\":7}]\n\n");
	push(b, "event: position\ndata: [{\"unit\":\"u1\",\"lat\":3,"
	        "\"lon\":4,\"at\":6}]\n\n");
	push(b, "event: ready\ndata:\n\n");
	told(b, "reset hello:f1:12:1:1000:60 clock:2000:0.5 u1:1.5,2@7 ready ");
	assert_int_equal(feed_seq(b->feed), 12);
	assert_null(positions_get(feed_positions(b->feed), "u2"));
	assert_string_equal(feed_cursor(b->feed), "");
}

static void
what_a_newer_central_says_is_passed_over(void **state)
{
	struct bench *b = *state;

	push(b, "event: weather\ndata: rain\n\n");
	push(b, "data: {\"kind\":\"tank\",\"id\":\"t\",\"rev\":1,\"seq\":1,"
	        "\"at\":1,\"by\":\"x\"}\n\n");
	push(b, "event: gone\ndata: tank/t1\n\n");
	push(b, ": keep-alive\n\n");
	told(b, "reset ");
}

static void
what_cannot_be_read_stops_it(void **state)
{
	static const char *const bad[] = {
	    "data: {\"kind\":\"unit\"}\n\n",
	    "data: {}\n\n",
	    "data: {\"kind\":\"unit\",\"kind\":\"unit\"}\n\n",
	    "data: \xff\n\n",
	    "data: []\n\n",
	    "event: gone\ndata: unit\n\n",
	    "event: gone\ndata: unit/\n\n",
	    "event: gone\ndata: unit/a b\n\n",
	    "event: position\ndata: {}\n\n",
	    "event: position\ndata: [{\"unit\":\"u1\"}]\n\n",
	    "event: clock\ndata: {\"now\":-1}\n\n",
	    "event: clock\ndata: {\"now\":1,\"speed\":-1}\n\n",
	    "event: hello\ndata: {\"feed\":3}\n\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct bench b;

		open_bench(&b);
		push(&b, UNIT("u0", 1, 5, "a") ID("5") "\n");
		refuses(&b, bad[i]);
		refuses(&b, UNIT("u1", 1, 6, "b") ID("6") "\n");
		assert_null(unit(&b, "u1"));
		assert_string_equal(feed_cursor(b.feed), "5");
		reconnect(&b);
		push(&b, UNIT("u1", 1, 6, "b") ID("6") "\n");
		assert_non_null(unit(&b, "u1"));
		close_bench(&b);
	}
}

/* A bit of everything, with characters of several bytes. */
static const char story[] =
    "event: hello\ndata: {\"feed\":\"f\",\"seq\":3,\"now\":5}\n\n" UNIT(
        "u1", 1, 1, "\xe5\xb7\xa1\xe9\x80\xbb") ID("1") "\r\n" UNIT("u2", 1, 2,
        "\xf0\x9f\x9a\x93") "\n: alive\n\n" UNIT("u1", 2, 3, "P\xe4\xb8\x80")
        ID("3") "\nevent: ready\ndata:\n\n"
                "event: gone\r\ndata: unit/u2\r\nid: 4\r\n\r\n"
                "event: position\ndata: "
                "[{\"unit\":\"u1\",\"lat\":1,\"lon\":2,"
                "\"at\":3}]\n\n";
static const char story_told[] =
    "reset hello:f:3:0:5:1 +unit/u1@1 +unit/u2@1 ~unit/u1@2 ready -unit/u2 "
    "u1:1,2@3 ";

static void
it_is_the_same_however_it_is_cut(void **state)
{
	const size_t len = sizeof(story) - 1;

	(void)state;
	for (size_t one = 0; one <= len; one++)
		for (size_t two = one; two <= len; two += 1 + one % 7) {
			struct bench b;

			open_bench(&b);
			push_bytes(&b, story, one);
			push_bytes(&b, story + one, two - one);
			push_bytes(&b, story + two, len - two);
			told(&b, story_told);
			assert_string_equal(feed_cursor(b.feed), "4");
			assert_string_equal(
			    unit(&b, "u1")->callsign, "P\xe4\xb8\x80");
			close_bench(&b);
		}
}

static void
it_is_the_same_byte_by_byte(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(story) - 1; i++)
		push_bytes(b, story + i, 1);
	told(b, story_told);
}

/* Cut anywhere and resumed, nothing of it is missing in the end. */
static void
a_cut_anywhere_loses_nothing(void **state)
{
	const size_t len = sizeof(story) - 1;

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct bench b;

		open_bench(&b);
		push_bytes(&b, story, cut);
		reconnect(&b);
		/* A central that sends all again is always right. */
		push_bytes(&b, story, len);
		assert_int_equal(table_count(b.table, KIND_UNIT), 1);
		assert_int_equal(unit(&b, "u1")->head.rev, 2);
		assert_string_equal(feed_cursor(b.feed), "4");
		close_bench(&b);
	}
}

#define MESSAGE(id, room)                                                    \
	"data: {\"kind\":\"message\",\"id\":\"" id "\",\"rev\":1,\"seq\":1," \
	"\"at\":1,\"by\":\"x\",\"room\":\"" room "\",\"class\":\"talk\"}\n\n"

static void
a_room_that_is_left_takes_its_messages_along(void **state)
{
	struct bench *b = *state;

	push(b, MESSAGE("m1", "r1") MESSAGE("m2", "r2") MESSAGE("m3", "r1"));
	feed_drop_room(b->feed, "r1");
	assert_int_equal(table_count(b->table, KIND_MESSAGE), 1);
	assert_non_null(table_get(b->table, KIND_MESSAGE, "m2"));
}

static void
forgetting_leaves_nothing(void **state)
{
	struct bench *b = *state;

	push(b, UNIT("u1", 1, 5, "a") ID("5") "\n" MESSAGE("m1", "r1"));
	push(b, "event: position\ndata: [{\"unit\":\"u1\",\"lat\":1.5,"
	        "\"lon\":2,\"at\":7}]\n\n");
	feed_forget(b->feed);
	assert_int_equal(table_count(b->table, KIND_UNIT), 0);
	assert_int_equal(table_count(b->table, KIND_MESSAGE), 0);
	assert_null(positions_get(feed_positions(b->feed), "u1"));
	assert_string_equal(feed_cursor(b->feed), "");
	assert_int_equal(feed_seq(b->feed), 0);
}

static void
positions_are_kept_by_unit(void **state)
{
	struct positions p = {0};
	char id[16];

	(void)state;
	for (unsigned i = 0; i < 500; i++) {
		snprintf(id, sizeof(id), "u%u", i * 7919 % 500);
		assert_true(
		    positions_put(&p, id, (struct point){1, 1 + i % 90}, 5));
	}
	assert_int_equal(p.count, 500);
	assert_false(positions_put(&p, "u3", (struct point){9, 9}, 5));
	assert_true(positions_put(&p, "u3", (struct point){9, 9}, 6));
	assert_int_equal(p.count, 500);
	assert_true(positions_get(&p, "u3")->spot.lat == 9);
	positions_judge(&p, "u3", "R1", 70, 4);
	assert_string_equal(positions_get(&p, "u3")->route, "R1");
	assert_int_equal(positions_get(&p, "u3")->stray, 70);
	/* Of the next nothing is known before it is said. */
	assert_true(positions_put(&p, "u3", (struct point){9, 9}, 7));
	assert_string_equal(positions_get(&p, "u3")->route, "");
	assert_int_equal(positions_get(&p, "u3")->off, 0);
	positions_judge(&p, "u999", "R1", 70, 4);
	positions_drop(&p, "u3");
	assert_null(positions_get(&p, "u3"));
	assert_non_null(positions_get(&p, "u30"));
	assert_null(positions_get(&p, NULL));
	assert_false(positions_put(&p, "", (struct point){9, 9}, 6));
	assert_false(positions_put(&p, "u9", (struct point){0, 0}, 9));
	positions_clear(&p);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(a_record_comes_changes_and_goes),
	    WITH(an_older_revision_changes_nothing),
	    WITH(the_cursor_moves_only_with_an_id),
	    WITH(a_cursor_that_no_header_may_hold_is_none),
	    WITH(a_reset_drops_what_is_not_sent_again),
	    WITH(beginning_without_a_cursor_is_a_reset),
	    WITH(a_commit_is_there_whole_or_not_at_all),
	    WITH(an_id_alone_ends_a_commit),
	    WITH(a_snapshot_that_was_cut_goes_on),
	    WITH(a_resume_keeps_what_did_not_change),
	    WITH(an_answer_is_taken_only_over_an_older_revision),
	    WITH(what_was_said_elsewhere_is_told_and_not_kept),
	    WITH(a_line_among_records_says_nothing_of_how_far_the_picture_is),
	    WITH(hello_clock_and_positions_are_told),
	    WITH(what_a_newer_central_says_is_passed_over),
	    cmocka_unit_test(what_cannot_be_read_stops_it),
	    cmocka_unit_test(it_is_the_same_however_it_is_cut),
	    WITH(it_is_the_same_byte_by_byte),
	    cmocka_unit_test(a_cut_anywhere_loses_nothing),
	    WITH(a_room_that_is_left_takes_its_messages_along),
	    WITH(forgetting_leaves_nothing),
	    cmocka_unit_test(positions_are_kept_by_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
