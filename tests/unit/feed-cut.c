/*
 * A feed that is cut at each byte of its stream, and goes on from its cursor:
 * nothing is missing and nothing comes twice.
 *
 * The stream is 64 KiB of commits of several records. At each byte of a commit
 * the connection ends, a new one begins and brings what stands behind the
 * cursor; then the same is tried a byte later, from the same picture.
 */
#include "net/link/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/buf.h"
#include "net/wire/codec.h"
#include "net/wire/sse.h"
#include "tests/lib/random.h"

#define STREAM ((size_t)64 << 10)
#define AT_MOST 4 /* records of a commit */
#define IDS 24    /* so that most change what is there */

struct bench {
	struct table *table;
	struct feed *feed;
	struct rng rng;
	int64_t seq;
	size_t told; /* changes */
};

static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	struct bench *b = ctx;

	/* Never the same version again, never an older one. */
	if (old && now)
		assert_true(now->rev > old->rev);
	b->told++;
}

/* A commit as a central sends it: its cursor with the last event. */
static size_t
make_commit(struct bench *b, struct buf *out)
{
	size_t count = 1 + rng_below(&b->rng, AT_MOST), first;

	first = rng_below(&b->rng, IDS);
	b->seq++;
	for (size_t i = 0; i < count; i++) {
		char id[16], cursor[32];
		struct buf json = {0};
		struct incident draft = {.head = {.kind = KIND_INCIDENT,
		                             .id = id,
		                             .station = "LQ",
		                             .rev = b->seq,
		                             .seq = b->seq},
		    .place = "Park north gate"};

		snprintf(id, sizeof(id), "i%zu", (first + i) % IDS);
		snprintf(cursor, sizeof(cursor), "c%lld", (long long)b->seq);
		codec_record(&json, &draft.head);
		sse_event(out, NULL, i + 1 == count ? cursor : NULL, json.data,
		    json.len);
		buf_free(&json);
	}
	assert_true(buf_ok(out));
	return count;
}

/* All that the picture shows, in one number. */
static uint64_t
sum(const struct bench *b)
{
	const struct record *const *all = table_all(b->table, KIND_INCIDENT);
	uint64_t n = 0;

	for (size_t i = 0; i < table_count(b->table, KIND_INCIDENT); i++)
		n = n * 31 + (uint64_t)all[i]->rev;
	return n;
}

static void
cut_at_each_byte(struct bench *b, const struct buf *commit, size_t records)
{
	char before[64];
	uint64_t shown = sum(b);
	size_t told = b->told;

	snprintf(before, sizeof(before), "%s", feed_cursor(b->feed));
	for (size_t n = 0; n < commit->len; n++) {
		assert_int_equal(feed_push(b->feed, commit->data, n, NULL), 0);
		/* Whole or not at all, and the cursor says which. */
		assert_string_equal(feed_cursor(b->feed), before);
		assert_int_equal(sum(b), shown);
		assert_int_equal(b->told, told);
		assert_true(feed_begin(b->feed));
	}
	assert_int_equal(
	    feed_push(b->feed, commit->data, commit->len, NULL), 0);
	assert_string_not_equal(feed_cursor(b->feed), before);
	assert_int_equal(b->told, told + records);
}

static void
cut_at_any_byte_it_has_no_gap_and_no_double(void **state)
{
	struct bench b = {.rng = {1}};
	const struct feed_hooks hooks = {.change = on_change, .ctx = &b};
	size_t sent = 0;

	(void)state;
	b.table = table_new();
	b.feed = feed_new(b.table, &hooks);
	assert_non_null(b.feed);
	assert_true(feed_begin(b.feed));
	while (sent < STREAM) {
		struct buf commit = {0};
		size_t records = make_commit(&b, &commit);

		cut_at_each_byte(&b, &commit, records);
		sent += commit.len;
		buf_free(&commit);
	}
	assert_int_equal(table_count(b.table, KIND_INCIDENT), IDS);
	feed_free(b.feed);
	table_free(b.table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cut_at_any_byte_it_has_no_gap_and_no_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
