/*
 * What the feed costs (DESIGN 10):
 *
 *	one change to 10,000 consoles	<= 2 x a bare broadcaster on the same
 *					HTTP library in the same run
 *	memory of each, uncompressed	<= 16 KiB
 *	compressed, one changed record	<= 80 bytes, mean over a shift's steps
 *
 * The consoles are sockets in a process of their own, for the limit of open
 * files and so that their memory does not count. They count the mark that
 * each change bears; the time is from the commit to the last console's byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/wire/codec.h"
#include "tests/lib/consoles.h"
#include "tests/lib/feed-desk.h"
#include "tests/lib/random.h"

#define CONSOLES 10000
#define CHANGES 20

/* Measures */

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Bytes of this process that are in memory and nobody else's. */
static double
memory(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size = 0, resident = 0, shared = 0;

	assert_non_null(f);
	assert_int_equal(
	    fscanf(f, "%ld %ld %ld", &size, &resident, &shared), 3);
	fclose(f);
	return (double)(resident - shared) * (double)sysconf(_SC_PAGESIZE);
}

static int
compare_ms(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *ms)
{
	qsort(ms, CHANGES, sizeof(*ms), compare_ms);
	return ms[CHANGES / 2];
}

/* The bare broadcaster: one text, and where each stream stands in it. */

struct broadcast {
	pthread_mutex_t lock;
	struct buf text;
	struct http *http;
	struct bare {
		struct broadcast *b;
		struct http_stream *stream;
		size_t at;
	} * bare;
	size_t count;
};

static ssize_t
bare_pull(void *ctx, char *to, size_t room)
{
	struct bare *s = ctx;
	size_t n;

	pthread_mutex_lock(&s->b->lock);
	n = s->b->text.len - s->at;
	n = n < room ? n : room;
	if (n > 0)
		memcpy(to, s->b->text.data + s->at, n);
	s->at += n;
	pthread_mutex_unlock(&s->b->lock);
	return (ssize_t)n;
}

static void
bare_open(void *ctx, struct http_request *r)
{
	struct broadcast *b = ctx;
	struct bare *s = &b->bare[b->count];
	struct http_stream_source source = {bare_pull, NULL, s};

	pthread_mutex_lock(&b->lock);
	s->b = b;
	s->stream = http_stream_open(r, "text/event-stream", &source);
	b->count++;
	pthread_mutex_unlock(&b->lock);
}

static void
bare_publish(struct broadcast *b, const struct buf *frame)
{
	pthread_mutex_lock(&b->lock);
	buf_add(&b->text, frame->data, frame->len);
	for (size_t i = 0; i < b->count; i++)
		http_stream_wake(b->bare[i].stream);
	pthread_mutex_unlock(&b->lock);
	http_wake(b->http);
}

static void
bench_bare(const struct buf *frame, double *ms, double *bytes)
{
	char dir[] = "/tmp/watchroom-bare-XXXXXX", listen[64];
	struct broadcast b = {.bare = calloc(CONSOLES, sizeof(*b.bare))};
	struct http_config config = {
	    .listen = listen, .handle = bare_open, .ctx = &b, .stop_ms = 100};
	struct problem p = {0};
	struct consoles c;
	double each[CHANGES], before;

	assert_non_null(mkdtemp(dir));
	snprintf(listen, sizeof(listen), "unix:%s/http", dir);
	pthread_mutex_init(&b.lock, NULL);
	b.http = http_open(&config, &p);
	assert_non_null(b.http);
	before = memory();
	c = consoles_open(http_address(b.http),
	    "GET / HTTP/1.1\r\nHost: central\r\n\r\n", CONSOLES);
	bare_publish(&b, frame);
	consoles_wait(&c);
	*bytes = (memory() - before) / CONSOLES;
	for (size_t i = 0; i < CHANGES; i++) {
		double begin = now_ms();

		bare_publish(&b, frame);
		consoles_wait(&c);
		each[i] = now_ms() - begin;
	}
	*ms = median(each);
	consoles_close(&c);
	http_close(b.http);
	http_free(b.http);
	rmdir(dir);
	buf_free(&b.text);
	free(b.bare);
}

/* The hub, by its ears: the disk has no part in this. */

static struct news
incident_news(int64_t seq)
{
	struct incident i = {.head = {.kind = KIND_INCIDENT,
	                         .id = "Wq3_x0aP9dGm2sLkT5vB7g",
	                         .station = "LQ",
	                         .rev = seq,
	                         .seq = seq,
	                         .at = ROOM_BEGIN + seq * 7919,
	                         .by = "0217@2"},
	    .number = "20261121-0131",
	    .place = "88 Xingfu Road ~ east gate",
	    .narrative = "two men shouting, one has a bottle"};
	struct news n = {.change = {.kind = KIND_INCIDENT, .content = true}};

	snprintf(n.change.id, ID_SIZE, "%s", i.head.id);
	n.change.scope = calloc(1, sizeof(*n.change.scope));
	assert_non_null(n.change.scope);
	n.change.scopes = 1;
	n.change.scope[0] =
	    (struct change_scope){"station/LQ", SEEN_LIVE, true};
	codec_record(&n.json, &i.head);
	return n;
}

static void
hub_publish(struct hub *hub, int64_t seq)
{
	struct writer_ears ears = hub_ears(hub);
	struct news n = incident_news(seq);
	struct commit c = {.seq = seq, .news = &n, .count = 1};

	ears.committed(ears.ctx, &c, 1);
	ears.answered(ears.ctx);
	free(n.change.scope);
	buf_free(&n.json);
}

static void
bench_hub(double *ms, double *bytes)
{
	const struct hub_config config = {.tick_ms = 1000};
	struct feed_desk d;
	struct consoles c;
	double each[CHANGES], before;
	int64_t seq;

	feed_desk_open(&d, config);
	seq = writer_seq(d.room.writer);
	before = memory();
	c = consoles_open(http_address(d.http),
	    "GET /v1/feed HTTP/1.1\r\nHost: central\r\n"
	    "Authorization: lq\r\n\r\n",
	    CONSOLES);
	consoles_joined(&d, CONSOLES);
	hub_publish(d.hub, ++seq);
	consoles_wait(&c);
	*bytes = (memory() - before) / CONSOLES;
	for (size_t i = 0; i < CHANGES; i++) {
		double begin = now_ms();

		hub_publish(d.hub, ++seq);
		consoles_wait(&c);
		each[i] = now_ms() - begin;
	}
	*ms = median(each);
	consoles_close(&c);
	feed_desk_close(&d);
}

/* Compression: an hour's steps, each change flushed by itself. */

static const char *const places[] = {"Xingfu Road 88", "Market hall, north",
    "Heping Lane 3-201", "Lakeside tower B", "School gate, Wenhua Street",
    "Bus stop Dongmen", "Fields behind the brickworks"};
static const char *const words[] = {"two men shouting, one has a bottle",
    "wallet taken out of a bag, seller saw him run west",
    "boy of six, blue jacket, last seen by the fountain",
    "neighbours quarrel about water from above",
    "old man did not come home, walks with a stick"};

#define LIVES 40 /* incidents at once, each with a unit of its own */
#define STEPS 2000

struct life {
	char id[ID_SIZE], unit[ID_SIZE];
	size_t step;
};

static void
put_unit(struct room_desk *d, struct life *l, size_t n)
{
	struct unit u = {.callsign = l->unit + 3,
	    .class = CLASS_SWORN,
	    .duty = UNIT_PATROL,
	    .crew = "officer + 1 auxiliary",
	    .alone = true};
	struct call c = room_call(COMMAND_PUT);

	snprintf(l->unit, sizeof(l->unit), "LQ-T%zu", n);
	u.head =
	    (struct record){.kind = KIND_UNIT, .id = l->unit, .station = "LQ"};
	c.record = &u.head;
	call_set_text(&c, ARG_put_record, u.head.id);
	assert_true(room_do(d, d->admin, &c));
}

static void
write_sheet(struct room_desk *d, struct rng *g, struct life *l)
{
	struct call c = room_call(COMMAND_NEW);
	char place[64];

	id_new(l->id);
	snprintf(place, sizeof(place), "%s %zu",
	    places[rng_below(g, COUNT_OF(places))], rng_below(g, 300));
	call_set_text(&c, ARG_new_incident, l->id);
	call_set_text(&c, ARG_new_category, "category.theft");
	call_set_text(&c, ARG_new_place, place);
	call_set_text(
	    &c, ARG_new_narrative, words[rng_below(g, COUNT_OF(words))]);
	assert_true(room_do(d, d->lq, &c));
}

/* The next thing that happens to it. */
static void
live_on(struct room_desk *d, struct rng *g, struct life *l)
{
	static const enum command_id steps[] = {
	    COMMAND_ACCEPT, COMMAND_ENROUTE, COMMAND_ONSCENE, COMMAND_CLEAR};
	char order[2 * ID_SIZE];
	size_t step = l->step++;

	room_go(d, 1000 + (msec_t)rng_below(g, 5000));
	snprintf(order, sizeof(order), "%s-%s", l->id, l->unit);
	if (step == 0)
		write_sheet(d, g, l);
	else if (step == 1)
		assert_true(room_send(d, l->id, l->unit));
	else
		assert_true(room_step(d, order, steps[step - 2]));
	l->step %= 2 + COUNT_OF(steps);
}

static void
bench_gzip(double *plain, double *zipped)
{
	const struct hub_config config = {0};
	struct feed_desk d;
	struct reader r = {0};
	struct rng g = {17};
	struct life life[LIVES] = {0};
	size_t zip_before, plain_before, records;

	feed_desk_open(&d, config);
	for (size_t i = 0; i < LIVES; i++)
		put_unit(&d.room, &life[i], i);
	reader_open(&r, &d, "lq", "", "", true);
	reader_until(&r, "ready");
	zip_before = r.z.total_in;
	plain_before = r.plain.len;
	buf_clear(&r.notes);
	for (size_t i = 0; i < STEPS; i++) {
		live_on(&d.room, &g, &life[rng_below(&g, LIVES)]);
		while (reader_pump(&r, 0))
			;
	}
	reader_until_true(&r, &d, "lq");
	records = reader_count(&r, "\n") - reader_count(&r, "clock ");
	*zipped = (double)(r.z.total_in - zip_before) / (double)records;
	*plain = (double)(r.plain.len - plain_before) / (double)records;
	reader_free(&r);
	feed_desk_close(&d);
}

static void
report_broadcast(void)
{
	struct buf frame = {0};
	struct news n = incident_news(1000);
	double bare_ms, bare_bytes, hub_ms, hub_bytes;

	buf_puts(&frame, "id:AAAAAAAA.1000.AAAAAA\n");
	sse_event(&frame, NULL, NULL, n.json.data, n.json.len);
	bench_bare(&frame, &bare_ms, &bare_bytes);
	bench_hub(&hub_ms, &hub_bytes);
	printf("one change to %d consoles: %.0f ms; a bare broadcaster: %.0f "
	       "ms; ratio %.2f (budget <= 2) %s\n",
	    CONSOLES, hub_ms, bare_ms, hub_ms / bare_ms,
	    hub_ms <= 2 * bare_ms ? "ok" : "MISSED");
	printf("memory of a console's connection: %.0f bytes, of them %.0f "
	       "HTTP's (budget <= 16384) %s\n",
	    hub_bytes, bare_bytes, hub_bytes <= 16384 ? "ok" : "MISSED");
	free(n.change.scope);
	buf_free(&n.json);
	buf_free(&frame);
}

int
main(void)
{
	size_t files;
	double plain, zipped;

	files = consoles_limit();
	if (files < CONSOLES)
		printf("one change to %d consoles: not measured, the limit of "
		       "open files lets in %zu\n",
		    CONSOLES, files);
	else
		report_broadcast();
	bench_gzip(&plain, &zipped);
	printf("compressed feed for one changed record: %.0f bytes of %.0f "
	       "(budget <= 80) %s\n",
	    zipped, plain, zipped <= 80 ? "ok" : "MISSED");
	return 0;
}
