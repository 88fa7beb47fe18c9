/*
 * Durable commands a second: 256 in flight through the writer, against group
 * commit of the same rows alone (the records, index rows, audit line and key
 * that each command leaves), on the same disk in the same run.
 *
 * Budget (DESIGN 10): at least 50 % of group commit alone. The command is
 * `priority`: it changes an incident and tells it in the room. It is measured
 * without feeds, and with as many of them attached as the limit of open files
 * allows, up to 10,000, each of which is sent every change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/id.h"
#include "tests/lib/consoles.h"
#include "tests/lib/room.h"
#include "tests/lib/stores.h"

#define ROUNDS 3
#define COMMANDS 20000 /* of a round: the log is folded in on the way */
#define GROUP 256
#define INCIDENTS 200
#define FEEDS 10000

/* A job of the bench, over and over with another key. */
struct shot {
	struct write_job job;
	struct call call;
	char incident[ID_SIZE], key[ID_SIZE];
	struct gun *gun;
};

struct gun {
	struct room_desk *room;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	size_t round, fired, over, failed;
};

static enum problem_code
run_shot(struct tx *tx, struct write_job *job)
{
	const struct shot *s = job->ctx;

	return command_run(tx, &s->call);
}

static void
load(struct shot *s, size_t n)
{
	s->call = room_call(COMMAND_PRIORITY);
	snprintf(s->incident, sizeof(s->incident), "i%zu", n % INCIDENTS);
	call_set_text(&s->call, ARG_priority_incident, s->incident);
	call_set_number(
	    &s->call, ARG_priority_priority, 1 + (int64_t)(n / INCIDENTS % 4));
	snprintf(s->key, sizeof(s->key), "w%zu.%zu", s->gun->round, n);
}

static void
shot_done(struct write_job *job)
{
	struct shot *s = job->ctx;
	struct gun *g = s->gun;
	bool again;

	buf_clear(&job->body);
	pthread_mutex_lock(&g->lock);
	g->over++;
	g->failed += job->status != 200;
	again = g->fired < COMMANDS;
	if (again)
		load(s, g->fired++);
	pthread_cond_signal(&g->moved);
	pthread_mutex_unlock(&g->lock);
	if (again)
		writer_put(g->room->writer, job);
}

static double
seconds(msec_t from)
{
	return (double)(time_boot() - from) / 1000.0;
}

static double
through_the_writer(struct room_desk *room, size_t round)
{
	struct gun g = {.room = room, .round = round, .fired = GROUP};
	struct shot *shots = calloc(GROUP, sizeof(*shots));
	msec_t begin = time_boot();

	assert_non_null(shots);
	pthread_mutex_init(&g.lock, NULL);
	pthread_cond_init(&g.moved, NULL);
	for (size_t i = 0; i < GROUP; i++) {
		struct shot *s = &shots[i];

		s->gun = &g;
		load(s, i);
		s->job = (struct write_job){.actor = room->lq,
		    .run = run_shot,
		    .done = shot_done,
		    .command = "priority",
		    .key = s->key,
		    .keep_answer = true,
		    .ctx = s};
		writer_put(room->writer, &s->job);
	}
	pthread_mutex_lock(&g.lock);
	while (g.over < COMMANDS)
		pthread_cond_wait(&g.moved, &g.lock);
	pthread_mutex_unlock(&g.lock);
	for (size_t i = 0; i < GROUP; i++)
		buf_free(&shots[i].job.body);
	free(shots);
	assert_int_equal(g.failed, 0);
	return COMMANDS / seconds(begin);
}

/* The rows of one command, written without any thought. */
static void
write_rows(
    struct store *s, const struct incident *i, size_t n, const char *body)
{
	int64_t seq = (int64_t)n + 1;
	unsigned char digest[DIGEST_SIZE] = {0};
	char key[ID_SIZE], id[ID_SIZE];
	struct message m = {.room = i->head.id,
	    .class = MESSAGE_EVENT,
	    .event = "priority",
	    .text = "2"};
	struct seen row = {
	    "station/LQ", KIND_INCIDENT, i->head.id, seq, SEEN_LIVE};
	struct audit_line line = {.seq = seq,
	    .at = ROOM_BEGIN,
	    .account = "desk-lq",
	    .command = "priority",
	    .answer = "ok",
	    .what = i->head.id};
	struct store_key k = {"desk-lq", key, digest, 200, body, ROOM_BEGIN};
	struct problem p;

	snprintf(key, sizeof(key), "b%zu", n);
	id_new(id);
	m.head = (struct record){.kind = KIND_MESSAGE,
	    .id = id,
	    .station = "LQ",
	    .rev = 1,
	    .seq = seq,
	    .at = ROOM_BEGIN,
	    .by = "desk-lq"};
	assert_int_equal(store_mark(s, &p), 0);
	assert_int_equal(store_put(s, &i->head, &p), 0);
	assert_int_equal(store_put(s, &m.head, &p), 0);
	assert_int_equal(store_show(s, &row, &p), 0);
	assert_int_equal(store_audit(s, &line, &p), 0);
	assert_int_equal(store_key_put(s, &k, &p), 0);
	assert_int_equal(store_keep(s, &p), 0);
}

static double
rows_alone(const char *dir, const struct incident *like, const char *body)
{
	struct store *s;
	struct problem p;
	msec_t begin;

	assert_int_equal(store_open(dir, STORE_WRITE, &s, &p), 0);
	begin = time_boot();
	for (size_t n = 0; n < COMMANDS;) {
		assert_int_equal(store_begin(s, &p), 0);
		for (size_t k = 0; k < GROUP && n < COMMANDS; k++, n++) {
			struct incident i = *like;
			char id[ID_SIZE];

			snprintf(id, sizeof(id), "i%zu", n % INCIDENTS);
			i.head.id = id;
			i.priority = 1 + (int64_t)(n / INCIDENTS % 4);
			write_rows(s, &i, n, body);
		}
		assert_int_equal(store_commit(s, &p), 0);
	}
	store_close(s);
	return COMMANDS / seconds(begin);
}

static double
bench_alone(struct room_desk *room, const char *answer)
{
	const struct store_birth birth = {.zone = "UTC"};
	char bare[64] = "/tmp/watchroom-bare-XXXXXX";
	struct record *like = room_get(room, KIND_INCIDENT, "i0");
	struct problem p;
	double alone;

	assert_non_null(mkdtemp(bare));
	assert_int_equal(store_create(bare, &birth, &p), 0);
	alone = rows_alone(bare, (struct incident *)like, answer);
	dir_remove(bare);
	record_free(like);
	return alone;
}

/* Of one round: what was measured side by side. */
struct measured {
	double alone, writer;
};

static int
by_ratio(const void *x, const void *y)
{
	const struct measured *a = x, *b = y;
	double p = a->writer / a->alone, q = b->writer / b->alone;

	return (p > q) - (p < q);
}

/* The middle round, so that what else the machine does decides nothing. */
static void
bench(struct room_desk *room, const char *answer, const char *with)
{
	struct measured m[ROUNDS];
	const struct measured *mid = &m[ROUNDS / 2];

	for (size_t i = 0; i < ROUNDS; i++) {
		m[i].alone = bench_alone(room, answer);
		m[i].writer = through_the_writer(room, i);
	}
	qsort(m, ROUNDS, sizeof(*m), by_ratio);
	printf("durable commands/s, 256 in flight%s: %.0f; the same rows "
	       "alone: %.0f; ratio %.0f %%, the middle of %d (budget >= 50 %%) "
	       "%s\n",
	    with, mid->writer, mid->alone, 100.0 * mid->writer / mid->alone,
	    ROUNDS, mid->writer >= mid->alone * 0.5 ? "ok" : "MISSED");
}

/* 200 open incidents, and the answer to the last one's command. */
static char *
fill(struct room_desk *room)
{
	for (size_t i = 0; i < INCIDENTS; i++) {
		char id[ID_SIZE];

		snprintf(id, sizeof(id), "i%zu", i);
		assert_true(room_new(room, id, "88 Xingfu Road"));
	}
	return strdup(buf_str(&room->body));
}

static void
bench_without(void)
{
	struct room_desk room;
	char *answer;

	room_open(&room);
	answer = fill(&room);
	bench(&room, answer, "");
	free(answer);
	room_close(&room);
}

static void
bench_with_feeds(size_t feeds)
{
	const struct hub_config config = {.tick_ms = 100};
	struct feed_desk d;
	struct consoles c;
	char with[48], *answer;

	feed_desk_open(&d, config);
	answer = fill(&d.room);
	c = consoles_open(http_address(d.http),
	    "GET /v1/feed HTTP/1.1\r\nHost: central\r\n"
	    "Authorization: lq\r\n\r\n",
	    feeds);
	consoles_joined(&d, feeds);
	snprintf(with, sizeof(with), ", %zu feeds attached", feeds);
	bench(&d.room, answer, with);
	free(answer);
	consoles_close(&c);
	feed_desk_close(&d);
}

int
main(void)
{
	size_t feeds = consoles_limit();

	bench_without();
	bench_with_feeds(feeds < FEEDS ? feeds : FEEDS);
	return 0;
}
