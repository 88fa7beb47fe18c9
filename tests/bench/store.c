/*
 * The store alone: durable group commits a second, of plain rows and of all
 * that a command leaves beside them, and how soon it is ready after a restart
 * with a million closed incidents.
 *
 * The first are a baseline: they fail when they fall below half of what was
 * measured for the design (section 11: 1,400 single commits/s, 8,000
 * commands/s at 100 a group), for then the machine is not one to judge by.
 */
#include "central/feed-read.h"
#include "model/time.h"
#include "tests/lib/stores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define COMMANDS 20000
#define SINGLES 2000
#define LIVE 200
#define AGED 1000000
#define READY_BUDGET 1000 /* ms */
#define BASE_SINGLE 700   /* commits/s */
#define BASE_GROUP 4000   /* commands/s */

enum what {
	PLAIN,    /* the record */
	COMPLETE, /* and its index row, audit line and key, undoable */
};

static double
per_second(size_t n, msec_t from)
{
	msec_t took = time_boot() - from;

	return (double)n * 1000.0 / (double)(took ? took : 1);
}

static void
put(struct store *s, const char *id, int64_t seq)
{
	struct problem problem = {0};
	struct incident i = {.head = {.kind = KIND_INCIDENT,
	                         .id = id,
	                         .station = "LQ",
	                         .rev = 1 + seq,
	                         .seq = seq,
	                         .at = 1795000000000,
	                         .by = "liu@desk"},
	    .number = "20261121-0131",
	    .state = INCIDENT_CLOSED,
	    .priority = 2,
	    .category = "theft",
	    .place = "Louqiao market, east gate, stall 14",
	    .spot = {27.99, 120.65},
	    .narrative = "A woman says that her telephone was taken from her "
	                 "bag while she paid; a young man in a grey coat.",
	    .ended = 1};

	DONE(store_put(s, &i.head, &problem));
}

static void
complete(struct store *s, const char *id, int64_t seq)
{
	struct problem problem = {0};
	unsigned char digest[DIGEST_SIZE] = {0};
	char key[32];
	struct store_key k = {
	    "desk", key, digest, 200, "{\"seq\":1,\"records\":[]}", seq};
	struct audit_line line = {.seq = seq,
	    .at = seq,
	    .account = "desk",
	    .command = "priority",
	    .answer = "ok",
	    .what = id};

	snprintf(key, sizeof(key), "key-%lld", (long long)seq);
	DONE(store_mark(s, &problem));
	put(s, id, seq);
	test_show(s, "station/LQ", KIND_INCIDENT, id, seq, SEEN_LIVE);
	DONE(store_audit(s, &line, &problem));
	DONE(store_key_put(s, &k, &problem));
	DONE(store_keep(s, &problem));
}

/* Commands a second, `group` of them a commit. */
static double
commit(enum what what, size_t commands, size_t group)
{
	struct problem problem = {0};
	struct test_store t;
	char id[32];
	msec_t begin;
	double rate;

	test_store_make(&t, &store_makers[0]);
	begin = time_boot();
	for (size_t n = 0; n < commands;) {
		DONE(store_begin(t.w, &problem));
		for (size_t i = 0; i < group; i++, n++) {
			snprintf(id, sizeof(id), "incident-%zu", n % LIVE);
			if (what == PLAIN)
				put(t.w, id, (int64_t)n + 1);
			else
				complete(t.w, id, (int64_t)n + 1);
		}
		DONE(store_commit(t.w, &problem));
	}
	rate = per_second(commands, begin);
	test_store_remove(&t);
	return rate;
}

/* A million incidents that ended, and a few that did not. */
static void
fill(struct test_store *t)
{
	struct problem problem = {0};
	int64_t seq = 0;
	char id[32];

	for (size_t n = 0; n < AGED + LIVE;) {
		DONE(store_begin(t->w, &problem));
		seq = test_audit(t->w, "fill");
		for (size_t i = 0; i < 1000 && n < AGED + LIVE; i++, n++) {
			bool live = n % (AGED / LIVE) == 0;

			snprintf(id, sizeof(id), "incident-%zu", n);
			put(t->w, id, seq);
			test_show(t->w, "station/LQ", KIND_INCIDENT, id, seq,
			    live ? SEEN_LIVE : SEEN_AGED);
		}
		DONE(store_commit(t->w, &problem));
		store_checkpoint(t->r);
	}
}

struct counted {
	size_t records;
	bool ready;
};

static void
count(void *ctx, const struct feed_event *e)
{
	struct counted *c = ctx;

	c->records += e->type == FEED_RECORD;
	c->ready = c->ready || e->type == FEED_READY;
}

/* All that a fresh console gets. */
static struct counted
read_fresh(struct store *s)
{
	const char *const scopes[] = {"all", "station/LQ"};
	struct feed_read *f = feed_read_new(scopes, COUNT_OF(scopes), NULL);
	struct problem problem = {0};
	struct counted c = {0};
	bool caught_up = false;

	assert_non_null(f);
	while (!caught_up)
		DONE(
		    feed_read_next(f, s, 500, count, &c, &caught_up, &problem));
	feed_read_free(f);
	return c;
}

/* From nothing open to what a fresh console gets, in `dir`. */
static void
restart(const char *dir, const char *how)
{
	struct problem problem = {0};
	struct store *w, *r;
	struct counted c;
	msec_t begin = time_boot(), took;

	DONE(store_open(dir, STORE_WRITE, &w, &problem));
	DONE(store_open(dir, STORE_READ, &r, &problem));
	c = read_fresh(r);
	took = time_boot() - begin;
	assert_true(c.ready && c.records >= LIVE);
	store_close(r);
	store_close(w);
	printf("ready after %s with %d closed incidents: %lld ms "
	       "(budget <= %d ms) %s\n",
	    how, AGED, (long long)took, READY_BUDGET,
	    took <= READY_BUDGET ? "ok" : "MISSED");
	fflush(stdout);
}

/* The log as long as it may get before it is begun anew (64 MiB). */
static void
lengthen_log(struct test_store *t)
{
	struct problem problem = {0};
	struct stat st = {0};
	char path[128], id[32];
	int64_t seq;

	snprintf(path, sizeof(path), "%s/store.db-wal", t->dir);
	for (size_t n = 0; st.st_size < 64 << 20; n += 7919 % AGED) {
		DONE(store_begin(t->w, &problem));
		seq = test_audit(t->w, "more");
		for (size_t i = 0; i < 100; i++) {
			snprintf(id, sizeof(id), "incident-%zu",
			    (n + i * 999983) % AGED);
			put(t->w, id, seq);
		}
		DONE(store_commit(t->w, &problem));
		assert_int_equal(stat(path, &st), 0);
	}
}

static void
restarts(void)
{
	struct test_store t;
	char killed[128];

	test_store_make(&t, &store_makers[0]);
	fill(&t);
	lengthen_log(&t);
	snprintf(killed, sizeof(killed), "%s/killed", t.top);
	dir_copy(t.dir, killed); /* what a kill would leave */
	test_store_close(&t);
	restart(t.dir, "a clean end");
	restart(killed, "a kill");
	dir_remove(killed);
	test_store_remove(&t);
}

int
main(void)
{
	double single, plain, whole;

	/* The disk's figures: a file system in memory has none. */
	setenv("TMPDIR", "/tmp", 0);
	single = commit(COMPLETE, SINGLES, 1);
	plain = commit(PLAIN, COMMANDS, 100);
	whole = commit(COMPLETE, COMMANDS, 100);
	printf("single durable commands/s: %.0f (baseline >= %d)\n", single,
	    BASE_SINGLE);
	printf("plain rows/s, 100 a commit: %.0f (baseline >= %d)\n", plain,
	    BASE_GROUP);
	printf("with index, audit line and key: %.0f/s, %.0f %% of the plain\n",
	    whole, 100.0 * whole / plain);
	fflush(stdout);
	restarts();
	if (single >= BASE_SINGLE && plain >= BASE_GROUP)
		return 0;
	fprintf(stderr, "the baseline is below half of the design's figure\n");
	return 1;
}
