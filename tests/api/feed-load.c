/*
 * Feeds under load: whatever is cut or late or comes while commands run, a
 * console's table comes to equal the store, without a gap and without more
 * being sent again than it must.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/feed-desk.h"
#include "tests/lib/random.h"

/* While a room is watched */

struct talker {
	struct feed_desk *d;
	int lines, failed;
};

static void *
talk(void *arg)
{
	struct talker *t = arg;
	char text[32];

	for (int i = 0; i < t->lines; i++) {
		snprintf(text, sizeof(text), "<%d>", i);
		t->failed += !feed_desk_say(t->d, "i1", text);
	}
	return NULL;
}

static void
between_page_and_live_no_line_is_lost_or_doubled(void **state)
{
	enum { LINES = 300 };
	struct feed_desk *d = *state;
	const char *rooms[] = {"i1"};
	struct talker t = {d, LINES, 0};
	struct reader r = {0};
	pthread_t thread;
	char last[32];

	assert_true(room_new(&d->room, "i1", "market"));
	snprintf(last, sizeof(last), "<%d>", LINES - 1);
	assert_int_equal(pthread_create(&thread, NULL, talk, &t), 0);
	while (reader_count(&r, last) == 0) {
		long before;

		reader_free(&r);
		reader_open(&r, d, "lq", "", "", false);
		reader_until(&r, "ready");
		assert_int_equal(feed_desk_watch(d, "lq", r.id, rooms, 1), 0);
		for (int i = 0; i < 30; i++)
			reader_pump(&r, 1);
		before = -1;
		for (const char *s = buf_str(&r.notes);
		     (s = strstr(s, "<")) != NULL; s++) {
			long n = strtol(s + 1, NULL, 10);

			assert_true(before < 0 || n == before + 1);
			before = n;
		}
	}
	pthread_join(thread, NULL);
	assert_int_equal(t.failed, 0);
	reader_free(&r);
}

/* Cut at random */

struct work {
	struct feed_desk *d;
	uint64_t seed;
	int commands;
	atomic_bool over;
};

static void
do_something(struct feed_desk *d, struct rng *g)
{
	struct room_desk *room = &d->room;
	char id[32], order[64];
	struct call c;

	snprintf(id, sizeof(id), "i%zu", rng_below(g, 12));
	snprintf(order, sizeof(order), "%s-LQ-P1", id);
	switch (rng_below(g, 7)) {
	case 0:
		room_new(room, id, "market");
		return;
	case 1:
		room_send(room, id, "LQ-P1");
		return;
	case 2:
		room_step(room, order, COMMAND_ACCEPT);
		return;
	case 3:
		c = room_call(COMMAND_RECALL);
		call_set_text(&c, ARG_recall_assignment, order);
		room_do(room, room->lq, &c);
		return;
	case 4:
		c = room_call(COMMAND_CANCEL);
		call_set_text(&c, ARG_cancel_incident, id);
		call_set_text(&c, ARG_cancel_reason, "nothing there");
		room_do(room, room->lq, &c);
		return;
	case 5:
		c = room_call(COMMAND_TRANSFER);
		call_set_text(&c, ARG_transfer_incident, id);
		call_set_text(&c, ARG_transfer_station, "XQ");
		call_set_text(&c, ARG_transfer_reason, "theirs");
		room_do(room, room->lq, &c);
		return;
	default:
		room_go(room, 3 * 60 * 1000);
	}
}

static void *
work(void *arg)
{
	struct work *w = arg;
	struct rng g = {w->seed};

	for (int i = 0; i < w->commands; i++)
		do_something(w->d, &g);
	atomic_store(&w->over, true);
	return NULL;
}

/* Reads for a while, cuts, comes back by its cursor, or without one. */
static void
read_and_cut(
    struct reader *r, struct feed_desk *d, const char *account, struct rng *g)
{
	size_t pumps = rng_below(g, 12);
	bool again = rng_below(g, 8) > 0 && r->cursor[0];

	buf_clear(&r->notes);
	reader_open(r, d, account, "", again ? r->cursor : "", rng_below(g, 2));
	for (size_t i = 0; i < pumps && !r->ended; i++)
		reader_pump(r, (int)rng_below(g, 3));
	/* Nothing happened that would make a cursor of ours useless. */
	if (again)
		assert_int_equal(reader_count(r, "reset"), 0);
	reader_cut(r);
}

static void
cut_anywhere_under_load_the_table_comes_to_equal_the_store(void **state)
{
	static const char *const accounts[] = {"lq", "xq", "p1", "admin"};
	const char *said = getenv("WATCHROOM_SEED");
	uint64_t seed = said ? strtoull(said, NULL, 0) : (uint64_t)time_boot();
	struct reader r[COUNT_OF(accounts)] = {0};
	struct work w = {.d = *state, .seed = seed, .commands = 400};
	struct rng g = {seed + 1};
	pthread_t thread;

	print_message("WATCHROOM_SEED=%llu\n", (unsigned long long)seed);
	assert_int_equal(pthread_create(&thread, NULL, work, &w), 0);
	while (!atomic_load(&w.over)) {
		size_t i = rng_below(&g, COUNT_OF(accounts));

		read_and_cut(&r[i], *state, accounts[i], &g);
	}
	pthread_join(thread, NULL);
	for (size_t i = 0; i < COUNT_OF(accounts); i++) {
		reader_open(&r[i], *state, accounts[i], "", r[i].cursor, false);
		reader_until_true(&r[i], *state, accounts[i]);
		reader_free(&r[i]);
	}
}

static void
feeds_that_stay_under_load_equal_the_store(void **state)
{
	struct feed_desk *d = *state;
	struct reader lq = {0}, xq = {0};
	struct work w = {.d = d, .seed = 7, .commands = 300};
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, work, &w), 0);
	reader_open(&lq, d, "lq", "", "", false);
	reader_open(&xq, d, "xq", "", "", true);
	while (!atomic_load(&w.over)) {
		reader_pump(&lq, 1);
		reader_pump(&xq, 1);
	}
	pthread_join(thread, NULL);
	reader_until_true(&lq, d, "lq");
	reader_until_true(&xq, d, "xq");
	reader_free(&lq);
	reader_free(&xq);
}

/* Keeping up */

static void
who_cannot_keep_up_is_cut_and_goes_on_from_the_store(void **state)
{
	const struct hub_config small = {.most_bytes = 64 * 1024};
	struct feed_desk d;
	struct reader slow = {0}, good = {0};
	struct hub_stats stats;
	char id[16];

	(void)state;
	feed_desk_open(&d, small);
	reader_open(&slow, &d, "lq", "", "", false);
	reader_until(&slow, "ready");
	reader_open(&good, &d, "lq", "", "", false);
	for (int i = 0; i < 60; i++) {
		snprintf(id, sizeof(id), "i%d", i);
		feed_desk_fill(&d, id);
		reader_until(&good, id);
	}
	reader_until_true(&good, &d, "lq");
	reader_until_end(&slow);
	hub_stats(d.hub, &stats);
	assert_int_equal(stats.cut, 1);
	assert_true(stats.bytes <= 64 * 1024);
	reader_cut(&slow);
	buf_clear(&slow.notes);
	reader_open(&slow, &d, "lq", "", slow.cursor, false);
	reader_until_true(&slow, &d, "lq");
	assert_int_equal(reader_count(&slow, "reset"), 0);
	assert_int_equal(reader_count(&slow, "i0 "), 0);
	reader_free(&slow);
	reader_free(&good);
	feed_desk_close(&d);
}

static void
five_hundred_feeds_get_one_change_once(void **state)
{
	enum { N = 500 };
	struct feed_desk *d = *state;
	struct reader *r = calloc(N, sizeof(*r));
	struct hub_stats stats;

	assert_non_null(r);
	for (size_t i = 0; i < N; i++) {
		reader_open(
		    &r[i], d, i % 2 ? "lq" : "admin", "", "", i % 50 == 0);
		reader_until(&r[i], "ready");
	}
	hub_stats(d->hub, &stats);
	assert_int_equal(stats.feeds, N);
	assert_int_equal(stats.channels, 2);
	assert_true(room_new(&d->room, "i1", "market"));
	for (size_t i = 0; i < N; i++) {
		reader_until(&r[i], "incident/i1 1 @");
		assert_int_equal(reader_count(&r[i], "i1"), 1);
		reader_free(&r[i]);
	}
	free(r);
}

/* Ending */

static void
a_stop_ends_feeds_and_those_that_wait_for_their_turn(void **state)
{
	enum { N = 300 };
	const struct hub_config config = {0};
	struct feed_desk d;
	struct reader r = {0};
	int fd[N];

	(void)state;
	feed_desk_open(&d, config);
	reader_open(&r, &d, "lq", "", "", false);
	reader_until(&r, "ready");
	for (size_t i = 0; i < N; i++) {
		fd[i] = raw_connect(http_address(d.http));
		raw_puts(fd[i], "GET /v1/feed HTTP/1.1\r\nHost: central\r\n"
		                "Authorization: lq\r\n\r\n");
	}
	hub_stop(d.hub);
	reader_until_end(&r);
	feed_desk_close(&d);
	for (size_t i = 0; i < N; i++) {
		raw_wait_end(fd[i]);
		close(fd[i]);
	}
	reader_free(&r);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, feed_desk_setup, feed_desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(between_page_and_live_no_line_is_lost_or_doubled),
	    TEST(cut_anywhere_under_load_the_table_comes_to_equal_the_store),
	    TEST(feeds_that_stay_under_load_equal_the_store),
	    TEST(five_hundred_feeds_get_one_change_once),
	    cmocka_unit_test(
	        who_cannot_keep_up_is_cut_and_goes_on_from_the_store),
	    cmocka_unit_test(
	        a_stop_ends_feeds_and_those_that_wait_for_their_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
