/*
 * The feed's promise, proved at random: readers with different and changing
 * scopes connect, are cut anywhere, come back with what cursor they have, even
 * one of a history that a restored backup does not know; and each time one
 * is told READY, or that it caught up, it holds exactly what its scopes have
 * live, in the newest version.
 */
#include "central/feed-read.h"
#include "tests/lib/feed-model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define READERS 6
#define STAGED 4096

/* One record as a reader holds it. */
struct copy {
	int64_t rev; /* 0: not held */
	bool stale;  /* not sent again since RESET */
};

struct staged {
	enum feed_event_type type;
	size_t record; /* in the model */
	int64_t rev;
};

/* A console, reduced to what feed-read.h asks of it. */
struct reader {
	unsigned scopes; /* a bit each */
	struct copy copy[MODEL_RECORDS];
	char cursor[CURSOR_SIZE];     /* "" for none */
	unsigned cursor_scopes;       /* what it could see when it got it */
	unsigned char tag[AUDIT_TAG]; /* of the line that it stands on */
	struct staged staged[STAGED];
	size_t waiting; /* staged ones */
	/* The connection */
	struct feed_read *feed; /* NULL: not connected */
	bool cut;               /* nothing of the page arrives any more */
	bool fresh, ready;      /* RESET, READY came */
	bool snapshot;          /* its cursor had an open snapshot */
	int64_t from;           /* seq of its cursor at connect */
	int64_t end;            /* of its snapshot: exits before are not said */
	int64_t seq;            /* of the last event */
};

/* What happened, so that a test of nothing is seen. */
struct counts {
	size_t resets, resumes, resumed_snapshots, readies, cuts, restores;
};

struct world {
	struct test_store store;
	struct model model;
	struct dice dice;
	struct reader reader[READERS];
	/* A copy of the store that may come back */
	bool saved;
	char backup[128];
	struct model backup_model;
	struct counts *counts;
	/* While a page is read */
	struct reader *reading;
	bool sent[MODEL_RECORDS];
};

/* The reader's side */

static void
apply(struct reader *r, const struct staged *e)
{
	struct copy *c = &r->copy[e->record];

	if (e->type == FEED_RECORD)
		*c = (struct copy){e->rev, false};
	else if (e->type == FEED_GONE)
		*c = (struct copy){0};
}

static void
apply_all(struct reader *r, enum feed_event_type type)
{
	for (size_t i = 0; i < r->waiting; i++)
		apply(r, &r->staged[i]);
	r->waiting = 0;
	for (size_t i = 0; i < MODEL_RECORDS; i++) {
		if (type == FEED_RESET)
			r->copy[i].stale = true;
		else if (type == FEED_READY && r->copy[i].stale)
			r->copy[i] = (struct copy){0};
	}
}

/* The store's tag of the line that a cursor stands on. */
static void
tag_under(struct world *w, const char *text, unsigned char tag[AUDIT_TAG])
{
	struct problem problem = {0};
	struct cursor c = {0};

	memset(tag, 0, AUDIT_TAG);
	if (!*text)
		return;
	assert_true(cursor_parse(text, strlen(text), &c));
	if (c.known)
		DONE(store_tag(w->store.r, c.known, tag, &problem));
}

static void
keep_cursor(struct world *w, struct reader *r, const char *cursor)
{
	snprintf(r->cursor, sizeof(r->cursor), "%s", cursor);
	r->cursor_scopes = r->scopes;
	tag_under(w, cursor, r->tag);
}

/* The tests of each event */

static void
test_record(struct world *w, struct reader *r, const struct feed_event *e)
{
	const struct model_record *m = model_find(&w->model, e->id);
	size_t i = (size_t)(m - w->model.record);

	assert_non_null(m);
	assert_int_equal(m->kind, e->kind);
	/* Once a page, none that was there already, in the order of seq. */
	assert_false(w->sent[i]);
	w->sent[i] = true;
	if (!r->fresh && !r->snapshot)
		assert_true(e->seq > r->from);
	if (e->kind != KIND_SETTING || !r->fresh)
		assert_true(e->seq >= r->seq);
	assert_true(e->seq <= model_seq(m, r->scopes));
	if (e->kind != KIND_SETTING)
		r->seq = e->seq;
	/* Only what it may have at this moment, and the newest. */
	assert_int_equal(e->type == FEED_RECORD, model_live(m, r->scopes));
	if (e->type == FEED_RECORD)
		assert_int_equal(e->record->rev, m->rev);
	else
		assert_true(e->seq > r->end);
}

static void
take_event(void *ctx, const struct feed_event *e)
{
	struct world *w = ctx;
	struct reader *r = w->reading;
	struct staged s = {.type = e->type};

	if (e->type == FEED_RECORD || e->type == FEED_GONE)
		test_record(w, r, e);
	if (e->type == FEED_RESET) {
		r->fresh = true;
		r->end = w->model.last;
		r->seq = 0;
	}
	r->cut = r->cut || dice_below(&w->dice, 60) == 0;
	if (r->cut)
		return;
	if (e->type == FEED_RESET) {
		r->waiting = 0;
		w->counts->resets++;
	} else if (e->type == FEED_READY) {
		assert_int_equal(e->seq, w->model.last);
		r->ready = true;
		w->counts->readies++;
	} else {
		s.record =
		    (size_t)(model_find(&w->model, e->id) - w->model.record);
		s.rev = e->record ? e->record->rev : 0;
		assert_true(r->waiting < STAGED);
		r->staged[r->waiting++] = s;
	}
	if (e->cursor) {
		apply_all(r, e->type);
		keep_cursor(w, r, e->cursor);
	}
}

/* It holds what its scopes have live, all of it and nothing else. */
static void
test_whole(struct world *w, const struct reader *r)
{
	assert_int_equal(r->waiting, 0);
	for (size_t i = 0; i < MODEL_RECORDS; i++) {
		const struct model_record *m = &w->model.record[i];
		int64_t want = model_live(m, r->scopes) ? m->rev : 0;

		assert_int_equal(r->copy[i].rev, want);
		assert_false(r->copy[i].stale);
	}
}

/* Connections */

static void
hang_up(struct world *w, struct reader *r)
{
	if (!r->feed)
		return;
	feed_read_free(r->feed);
	r->feed = NULL;
	r->waiting = 0;
	w->counts->cuts++;
}

static void
connect_reader(struct reader *r)
{
	const char *scopes[MODEL_SCOPES];
	struct cursor c = {0};
	size_t n = 0;

	for (size_t i = 0; i < MODEL_SCOPES; i++) {
		size_t j = (i + (size_t)r->scopes) % MODEL_SCOPES;

		if (r->scopes >> j & 1)
			scopes[n++] = model_scopes[j];
	}
	r->feed = feed_read_new(scopes, n, r->cursor);
	assert_non_null(r->feed);
	if (*r->cursor)
		assert_true(cursor_parse(r->cursor, strlen(r->cursor), &c));
	r->cut = r->fresh = r->ready = false;
	r->from = c.seq;
	r->end = c.end;
	r->snapshot = c.end != 0;
	r->seq = 0;
}

/* Whether the store should take the cursor that the reader has. */
static bool
cursor_is_good(struct world *w, const struct reader *r)
{
	unsigned char now[AUDIT_TAG];
	struct cursor c = {0};

	if (!*r->cursor || r->cursor_scopes != r->scopes)
		return false;
	assert_true(cursor_parse(r->cursor, strlen(r->cursor), &c));
	if (c.known > w->model.last || (c.end ? c.end : c.seq) < w->model.floor)
		return false;
	tag_under(w, r->cursor, now);
	return memcmp(now, r->tag, AUDIT_TAG) == 0;
}

/* One page for one reader, connecting it first if it is not. */
static void
read_page(struct world *w, struct reader *r)
{
	struct problem problem = {0};
	bool caught_up = false, first = !r->feed, good = false;

	if (first) {
		good = cursor_is_good(w, r);
		connect_reader(r);
	}
	w->reading = r;
	memset(w->sent, 0, sizeof(w->sent));
	DONE(feed_read_next(r->feed, w->store.r, 1 + dice_below(&w->dice, 9),
	    take_event, w, &caught_up, &problem));
	if (first && !r->cut)
		assert_int_equal(r->fresh, !good);
	if (first && good) {
		w->counts->resumes++;
		w->counts->resumed_snapshots += r->snapshot;
	}
	if (r->cut) {
		hang_up(w, r);
		return;
	}
	assert_int_equal(caught_up && !r->ready, 0);
	if (!caught_up)
		return;
	assert_int_equal(feed_read_seq(r->feed), w->model.last);
	test_whole(w, r);
}

/* The store's fortunes */

static void
reopen(struct world *w)
{
	test_store_close(&w->store);
	test_store_open(&w->store);
}

static void
save_backup(struct world *w)
{
	if (w->saved)
		dir_remove(w->backup);
	test_store_close(&w->store);
	dir_copy(w->store.dir, w->backup);
	test_store_open(&w->store);
	w->backup_model = w->model;
	w->saved = true;
}

/* Connections end with the central; cursors stay with their readers. */
static void
restore_backup(struct world *w)
{
	if (!w->saved)
		return;
	for (size_t i = 0; i < READERS; i++)
		hang_up(w, &w->reader[i]);
	test_store_close(&w->store);
	dir_remove(w->store.dir);
	dir_copy(w->backup, w->store.dir);
	test_store_open(&w->store);
	w->model = w->backup_model;
	w->counts->restores++;
}

static void
change_scopes(struct world *w, struct reader *r)
{
	hang_up(w, r);
	r->scopes ^= 1U << dice_below(&w->dice, MODEL_SCOPES);
}

static void
step(struct world *w)
{
	struct reader *r = &w->reader[dice_below(&w->dice, READERS)];
	size_t what = dice_below(&w->dice, 400);

	if (what < 90)
		model_group(&w->model, w->store.w, &w->dice);
	else if (what < 380)
		read_page(w, r);
	else if (what < 388)
		hang_up(w, r);
	else if (what < 393)
		change_scopes(w, r);
	else if (what < 396)
		save_backup(w);
	else if (what < 398)
		restore_backup(w);
	else
		reopen(w);
}

static void
play(struct world *w)
{
	struct dice *d = &w->dice;

	for (size_t i = 0; i < READERS; i++)
		w->reader[i].scopes =
		    1U | (unsigned)dice_below(d, 1 << MODEL_SCOPES);
	for (size_t i = 0; i < 600; i++)
		step(w);
	for (size_t i = 0; i < READERS; i++)
		for (size_t j = 0; j < 40; j++)
			read_page(w, &w->reader[i]);
	model_compare(&w->model, w->store.r);
	test_sound(w->store.r);
	for (size_t i = 0; i < READERS; i++)
		hang_up(w, &w->reader[i]);
	if (w->saved)
		dir_remove(w->backup);
}

static void
play_one(const struct store_maker *maker, uint64_t seed, struct counts *counts)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->counts = counts;
	w->dice.state = seed;
	test_store_make(&w->store, maker);
	snprintf(w->backup, sizeof(w->backup), "%s/backup", w->store.top);
	model_begin(&w->model);
	play(w);
	test_store_remove(&w->store);
	free(w);
}

static void
every_reader_ends_up_with_exactly_what_its_scopes_have(void **state)
{
	struct dice seeds = {test_seed("feed")};
	size_t rounds = test_rounds(24);
	struct counts n = {0};

	(void)state;
	for (size_t m = 0; m < store_maker_count; m++)
		for (size_t i = 0; i < rounds; i++)
			play_one(&store_makers[m], dice_roll(&seeds), &n);
	printf("%zu resets, %zu resumes, %zu of a snapshot, %zu ready, "
	       "%zu cuts, %zu backups restored\n",
	    n.resets, n.resumes, n.resumed_snapshots, n.readies, n.cuts,
	    n.restores);
	assert_true(n.resumes && n.resumed_snapshots && n.readies);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        every_reader_ends_up_with_exactly_what_its_scopes_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
