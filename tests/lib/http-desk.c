/*
 * The server under test of http-desk.h.
 */
#include "tests/lib/http-desk.h"

#include "tests/lib/raw.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static ssize_t
pull(void *ctx, char *to, size_t room)
{
	struct desk_stream *s = ctx;
	ssize_t n = 0;

	pthread_mutex_lock(&s->desk->lock);
	s->pulls++;
	if (s->flood) {
		memset(to, 'x', room);
		n = (ssize_t)room;
	} else if (s->queue.len > 0) {
		n = (ssize_t)(s->queue.len < room ? s->queue.len : room);
		memcpy(to, s->queue.data, (size_t)n);
		buf_consume(&s->queue, (size_t)n);
	} else if (s->end) {
		n = -1;
	}
	if (n > 0)
		s->pulled += (size_t)n;
	pthread_cond_broadcast(&s->desk->change);
	pthread_mutex_unlock(&s->desk->lock);
	return n;
}

static void
closed(void *ctx)
{
	struct desk_stream *s = ctx;

	pthread_mutex_lock(&s->desk->lock);
	s->closed++;
	s->stream = NULL;
	pthread_cond_broadcast(&s->desk->change);
	pthread_mutex_unlock(&s->desk->lock);
}

static void
open_stream(struct desk *d, struct http_request *r, bool flood)
{
	struct desk_stream *s = &d->stream[d->nstreams];
	struct http_stream_source source = {pull, closed, s};

	if (d->nstreams == d->rooms) {
		http_answer(r, 500, NULL, NULL, 0);
		return;
	}
	s->desk = d;
	s->flood = flood;
	s->stream = http_stream_open(r, "text/event-stream", &source);
	d->nstreams++;
}

static void
echo(struct http_request *r)
{
	struct buf out = {0};
	const char *shown = http_header(r, "x-shown");
	size_t len;
	const char *body = http_body(r, &len);

	buf_printf(&out, "%s\n%s\n%s %d\n", http_method(r), http_path(r),
	    http_peer(r), (int)http_peer_uid(r));
	for (size_t i = 0; i < http_params(r); i++)
		buf_printf(&out, "%s=%s\n", http_param_name(r, i),
		    http_param(r, http_param_name(r, i)));
	buf_printf(&out, "%s\n", shown ? shown : "-");
	buf_add(&out, body, len);
	http_answer_header(r, "X-Seen", "yes");
	http_answer(
	    r, 200, "text/plain; charset=utf-8", buf_str(&out), out.len);
	buf_free(&out);
}

static void
answer_problem(struct http_request *r)
{
	struct problem p;

	problem_set(&p, PROBLEM_STATE, "what", "incident \"7\"", "is", "closed",
	    "expected", "open", NULL);
	http_answer_problem(r, &p);
}

static void
handle(void *ctx, struct http_request *r)
{
	struct desk *d = ctx;
	const char *path = http_path(r);

	pthread_mutex_lock(&d->lock);
	d->handled++;
	if (strcmp(path, "/later") == 0 && d->nheld < DESK_HELD)
		d->held[d->nheld++] = r;
	else if (strcmp(path, "/stream") == 0)
		open_stream(d, r, false);
	else if (strcmp(path, "/flood") == 0)
		open_stream(d, r, true);
	else if (strcmp(path, "/problem") == 0)
		answer_problem(r);
	else
		echo(r);
	pthread_cond_broadcast(&d->change);
	pthread_mutex_unlock(&d->lock);
}

void
desk_open(struct desk *d, struct http_config c, size_t streams)
{
	struct problem p = {0};
	char listen[sizeof(d->dir) + 16], text[512];

	*d = (struct desk){.rooms = streams};
	snprintf(d->dir, sizeof(d->dir), "/tmp/watchroom-http.XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	snprintf(listen, sizeof(listen), "unix:%s/s", d->dir);
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->change, NULL);
	d->stream = calloc(streams + 1, sizeof(*d->stream));
	assert_non_null(d->stream);
	c.handle = handle;
	c.ctx = d;
	if (!c.listen)
		c.listen = listen;
	d->http = http_open(&c, &p);
	if (!d->http)
		fail_msg("%s", problem_text(&p, text, sizeof(text)));
}

void
desk_close(struct desk *d)
{
	http_close(d->http);
	http_free(d->http);
	for (size_t i = 0; i < d->nstreams; i++)
		buf_free(&d->stream[i].queue);
	free(d->stream);
	pthread_cond_destroy(&d->change);
	pthread_mutex_destroy(&d->lock);
	rmdir(d->dir);
}

/* One wait for a change; the lock is held. */
static void
wait_change(struct desk *d)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_MS / 1000;
	assert_int_equal(
	    pthread_cond_timedwait(&d->change, &d->lock, &until), 0);
}

void
desk_wait_handled(struct desk *d, int n)
{
	pthread_mutex_lock(&d->lock);
	while (d->handled < n)
		wait_change(d);
	pthread_mutex_unlock(&d->lock);
}

void
desk_wait_held(struct desk *d, size_t n)
{
	pthread_mutex_lock(&d->lock);
	while (d->nheld < n)
		wait_change(d);
	pthread_mutex_unlock(&d->lock);
}

void
desk_wait_streams(struct desk *d, size_t n)
{
	pthread_mutex_lock(&d->lock);
	while (d->nstreams < n)
		wait_change(d);
	pthread_mutex_unlock(&d->lock);
}

void
desk_wait_pulls(struct desk *d, size_t stream, int n)
{
	pthread_mutex_lock(&d->lock);
	while (d->stream[stream].pulls < n)
		wait_change(d);
	pthread_mutex_unlock(&d->lock);
}

int
desk_pulls(struct desk *d)
{
	int n = 0;

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < d->nstreams; i++)
		n += d->stream[i].pulls;
	pthread_mutex_unlock(&d->lock);
	return n;
}

void
desk_wait_closed(struct desk *d, size_t stream)
{
	pthread_mutex_lock(&d->lock);
	while (!d->stream[stream].closed)
		wait_change(d);
	pthread_mutex_unlock(&d->lock);
}

int
desk_handled(struct desk *d)
{
	int n;

	pthread_mutex_lock(&d->lock);
	n = d->handled;
	pthread_mutex_unlock(&d->lock);
	return n;
}

void
desk_answer(struct desk *d, size_t i)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%zu", i);

	http_answer(d->held[i], 200, "text/plain", text, (size_t)n);
}

void
desk_feed(struct desk *d, size_t i, const char *text)
{
	pthread_mutex_lock(&d->lock);
	if (d->stream[i].stream) {
		buf_puts(&d->stream[i].queue, text);
		http_stream_wake(d->stream[i].stream);
	}
	pthread_mutex_unlock(&d->lock);
}

void
desk_end(struct desk *d, size_t i)
{
	pthread_mutex_lock(&d->lock);
	d->stream[i].end = true;
	if (d->stream[i].stream)
		http_stream_wake(d->stream[i].stream);
	pthread_mutex_unlock(&d->lock);
}
