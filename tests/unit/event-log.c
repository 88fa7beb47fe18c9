/*
 * The log of events and its lanes, the table of names, and gzip as a stream:
 * what the hub is made of.
 */
#include "central/event-log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "central/names.h"
#include "central/squeeze.h"
#include "tests/lib/random.h"

static void
add(struct event_log *log, int64_t seq, size_t len)
{
	struct buf frame = {0};

	for (size_t i = 0; i < len; i++)
		buf_putc(&frame, 'x');
	assert_true(event_log_add(log, seq, 0, &frame));
	assert_null(frame.data);
}

static void
what_is_over_the_bytes_falls_out_oldest_first(void **state)
{
	struct event_log log = {.most_bytes = 100, .most_events = 1000};

	(void)state;
	for (int64_t i = 1; i <= 10; i++)
		add(&log, i, 30);
	assert_int_equal(log.bytes, 90);
	assert_int_equal(log.floor, 7);
	assert_null(event_log_get(&log, 6));
	assert_int_equal(event_log_get(&log, 7)->seq, 8);
	assert_int_equal(event_log_get(&log, 9)->seq, 10);
	assert_null(event_log_get(&log, 10));
	/* One that is larger than all stands alone. */
	add(&log, 11, 500);
	assert_int_equal(log.next - log.first, 1);
	assert_int_equal(log.floor, 10);
	event_log_free(&log);
}

static void
what_is_over_the_count_falls_out(void **state)
{
	struct event_log log = {.most_bytes = 1 << 20, .most_events = 200};

	(void)state;
	for (int64_t i = 1; i <= 1000; i++)
		add(&log, i, 1);
	assert_int_equal(log.next - log.first, 200);
	assert_int_equal(log.floor, 800);
	for (uint64_t n = 800; n < 1000; n++)
		assert_int_equal(event_log_get(&log, n)->seq, n + 1);
	event_log_free(&log);
}

static void
a_lane_finds_what_is_beyond_a_seq(void **state)
{
	struct event_log log = {.most_bytes = 50, .most_events = 1000};
	struct lane lane = {0};
	uint64_t n;

	(void)state;
	assert_int_equal(lane_after(&lane, &log, 0), 0);
	/* Seqs 2, 4, ... each twice; every third event is of the lane. */
	for (int64_t i = 0; i < 300; i++) {
		add(&log, 2 + i / 2 * 2, 1);
		if (i % 3 == 0)
			assert_true(lane_add(&lane, &log));
	}
	for (int64_t seq = log.floor; seq < 310; seq++) {
		uint64_t place = lane_after(&lane, &log, seq);

		assert_true(place == lane.next || lane_get(&lane, place, &n));
		if (place < lane.next)
			assert_true(event_log_get(&log, n)->seq > seq);
		if (place > lane.first && lane_get(&lane, place - 1, &n))
			assert_true(!event_log_get(&log, n) ||
			            event_log_get(&log, n)->seq <= seq);
	}
	/* What fell out of the log fell out of the lane. */
	assert_false(lane_get(&lane, 0, &n));
	assert_false(lane_get(&lane, lane.next, &n));
	assert_true(lane.next - lane.first <= 18);
	lane_free(&lane);
	event_log_free(&log);
}

static void
names_come_and_go_at_random(void **state)
{
	enum { N = 200 };
	static char name[N][8];
	bool there[N] = {0};
	struct names names = {0};
	struct rng g = {99};

	(void)state;
	assert_null(names_get(&names, "x"));
	names_remove(&names, "x");
	for (int i = 0; i < N; i++)
		snprintf(name[i], sizeof(name[i]), "n%d", i);
	for (int k = 0; k < 20000; k++) {
		size_t i = rng_below(&g, N);

		if (there[i])
			names_remove(&names, name[i]);
		else
			assert_true(names_put(&names, name[i], name[i]));
		there[i] = !there[i];
		i = rng_below(&g, N);
		assert_ptr_equal(
		    names_get(&names, name[i]), there[i] ? name[i] : NULL);
	}
	for (size_t i = 0; i < N; i++)
		assert_ptr_equal(
		    names_get(&names, name[i]), there[i] ? name[i] : NULL);
	names_free(&names);
}

/* A source that gives what it was told to, then nothing, then the end. */
struct source {
	struct buf text;
	size_t at;
	bool over;
	struct rng *g;
};

static ssize_t
give(void *ctx, char *to, size_t room)
{
	struct source *s = ctx;
	size_t n = s->text.len - s->at;

	if (n == 0)
		return s->over ? -1 : 0;
	n = n < room ? n : room;
	n = 1 + rng_below(s->g, n);
	memcpy(to, s->text.data + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

/* Pulls in pieces of any size until there is nothing, and inflates. */
static void
pull_all(struct squeeze *q, struct source *s, z_stream *z, struct buf *out)
{
	ssize_t n;

	do {
		char zipped[300], plain[4096];

		n = squeeze_pull(
		    q, give, s, zipped, 1 + rng_below(s->g, sizeof(zipped)));
		z->next_in = (unsigned char *)zipped;
		z->avail_in = n > 0 ? (unsigned)n : 0;
		while (z->avail_in > 0) {
			z->next_out = (unsigned char *)plain;
			z->avail_out = sizeof(plain);
			assert_true(inflate(z, Z_SYNC_FLUSH) >= 0);
			buf_add(out, plain, sizeof(plain) - z->avail_out);
		}
	} while (n > 0);
	assert_int_equal(n, s->over ? -1 : 0);
}

static void
what_went_into_gzip_is_all_out_when_nothing_more_is_to_pull(void **state)
{
	struct rng g = {5};
	struct source s = {.g = &g};
	struct squeeze *q = squeeze_new(false);
	struct buf out = {0};
	z_stream z = {0};

	(void)state;
	assert_non_null(q);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	for (int round = 0; round < 200; round++) {
		size_t len = rng_below(&g, round % 20 ? 600 : 20000);

		for (size_t i = 0; i < len; i++)
			buf_putc(&s.text, (char)('a' + rng_below(&g, 9)));
		s.over = round == 199;
		pull_all(q, &s, &z, &out);
		assert_int_equal(out.len, s.text.len);
	}
	assert_memory_equal(out.data, s.text.data, out.len);
	/* The end is a whole one: inflate() saw the trailer. */
	z.avail_in = 0;
	assert_int_equal(inflate(&z, Z_SYNC_FLUSH), Z_STREAM_END);
	inflateEnd(&z);
	squeeze_free(q);
	buf_free(&out);
	buf_free(&s.text);
}

/* What is led to does not depend on who was led before. */
static void
agrees_from_everywhere(struct lane *lane, const struct event_log *log)
{
	uint64_t expected = lane->next;

	for (uint64_t at = lane->next; at-- > lane->first;) {
		uint64_t n, to;

		if (!lane_get(lane, at, &n) || n < log->first)
			break;
		to = lane_newest(lane, log, at);
		if (to == at)
			expected = at;
		assert_int_equal(to, expected);
		assert_int_equal(lane_newest(lane, log, at), expected);
	}
	assert_true(expected < lane->next);
}

/* Against the plain rule, over many records, lanes and lost events. */
static void
an_event_is_old_when_its_lane_has_a_newer_one(void **state)
{
	enum { EVENTS = 2000, RECORDS = 20, KEPT = 200 };
	struct event_log log = {.most_bytes = 1 << 20, .most_events = KEPT};
	struct lane lane = {0};
	size_t record[EVENTS], olds = 0, news = 0;
	struct rng g = {7};
	char name[32];

	(void)state;
	for (size_t i = 0; i < EVENTS; i++) {
		record[i] = rng_below(&g, RECORDS);
		snprintf(name, sizeof(name), "incident/%zu", record[i]);
		add(&log, (int64_t)i + 1, 1);
		if (record[i] > 0) /* the first is no version of anything */
			event_log_name(&log, name);
		if (record[i] % 2 == 0 || i % 2 == 0)
			assert_true(lane_add(&lane, &log));
	}
	for (uint64_t at = lane.first; at < lane.next; at++) {
		bool newest = true, expected = false;
		uint64_t n, m;

		assert_true(lane_get(&lane, at, &n));
		if (n < log.first)
			continue;
		for (m = n + 1; m < EVENTS; m++)
			newest &= record[m] != record[n];
		for (uint64_t on = at + 1; on < lane.next; on++)
			expected |= lane_get(&lane, on, &m) &&
			            record[m] == record[n] && record[n] > 0;
		/* The newest of all may be in another lane: then it is sent. */
		if (lane_newest(&lane, &log, at) != at) {
			assert_true(expected && !newest);
			olds++;
		} else {
			assert_true(!expected || record[n] % 2 == 1);
			news++;
		}
	}
	assert_true(olds > 0 && news > 0);
	agrees_from_everywhere(&lane, &log);
	lane_free(&lane);
	event_log_free(&log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_over_the_bytes_falls_out_oldest_first),
	    cmocka_unit_test(what_is_over_the_count_falls_out),
	    cmocka_unit_test(a_lane_finds_what_is_beyond_a_seq),
	    cmocka_unit_test(an_event_is_old_when_its_lane_has_a_newer_one),
	    cmocka_unit_test(names_come_and_go_at_random),
	    cmocka_unit_test(
	        what_went_into_gzip_is_all_out_when_nothing_more_is_to_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
