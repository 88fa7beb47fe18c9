/*
 * Answers and streams: what other threads may call. A response is made where
 * it is answered; what is done with it is the server's thread's.
 */
#include "central/http-server.h"

#include "net/wire/problem-json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int
http_problem_document(struct buf *out, const struct problem *p)
{
	struct json_out o = {.buf = out};
	int status = problem_http_status(p->code);

	problem_write_json(&o, p);
	return status < 400 ? 500 : status;
}

static void
add_extra(struct MHD_Response *response, const struct buf *extra)
{
	const char *s = buf_str(extra), *end = s + extra->len;

	while (s < end) {
		const char *value = s + strlen(s) + 1;

		MHD_add_response_header(response, s, value);
		s = value + strlen(value) + 1;
	}
}

static bool
has_extra(const struct buf *extra, const char *name)
{
	const char *s = buf_str(extra), *end = s + extra->len;

	for (; s < end; s += strlen(s) + 1) {
		if (strcmp(s, name) == 0)
			return true;
		s += strlen(s) + 1;
	}
	return false;
}

/* Hands r, answered with `response` (NULL: hang up), to the thread. */
static bool
deliver(struct http_request *r, unsigned status, const char *type,
    struct MHD_Response *response)
{
	struct http *h = r->h;
	bool orphan;

	if (response) {
		if (type)
			MHD_add_response_header(response, "Content-Type", type);
		if (!has_extra(&r->extra, "Cache-Control"))
			MHD_add_response_header(
			    response, "Cache-Control", "no-store");
		MHD_add_response_header(
		    response, "X-Content-Type-Options", "nosniff");
		add_extra(response, &r->extra);
	}
	r->response = response;
	r->status = status;
	pthread_mutex_lock(&h->lock);
	orphan = r->phase == HTTP_ORPHAN;
	if (orphan) {
		TAILQ_REMOVE(&h->orphans, r, next);
	} else {
		r->phase = HTTP_ANSWERED;
		TAILQ_INSERT_TAIL(&h->answered, r, next);
	}
	pthread_mutex_unlock(&h->lock);
	return !orphan;
}

/* Whether one of the codings asked for is gzip and not refused with q=0. */
static bool
takes_gzip(const char *accept)
{
	const char *s = accept;

	while (s && *s) {
		size_t len = strcspn(s, ",");
		const char *q = memchr(s, ';', len);
		size_t name = q ? (size_t)(q - s) : len;

		while (name > 0 && (*s == ' ' || *s == '\t')) {
			s++;
			name--;
			len--;
		}
		while (name > 0 && (s[name - 1] == ' ' || s[name - 1] == '\t'))
			name--;
		if (name == 4 && strncasecmp(s, "gzip", 4) == 0)
			return !q || !strstr(q, "q=0") || strstr(q, "q=0.");
		s += len;
		s += *s == ',';
	}
	return false;
}

bool
http_takes_gzip(const struct http_request *r)
{
	return takes_gzip(http_header(r, "Accept-Encoding"));
}

void
http_answer_header(struct http_request *r, const char *name, const char *value)
{
	buf_add(&r->extra, name, strlen(name) + 1);
	buf_add(&r->extra, value, strlen(value) + 1);
}

void
http_answer(struct http_request *r, int status, const char *type,
    const void *body, size_t len)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	    len, len ? (void *)(uintptr_t)body : NULL, MHD_RESPMEM_MUST_COPY);

	if (!deliver(r, (unsigned)status, type, response))
		http_request_free(r);
}

void
http_answer_problem(struct http_request *r, const struct problem *p)
{
	struct buf doc = {0};
	int status = http_problem_document(&doc, p);

	if (p->code == PROBLEM_BAD_METHOD)
		http_answer_header(r, "Allow", problem_get(p, "allow"));
	http_answer(r, status, "application/problem+json", buf_str(&doc),
	    buf_ok(&doc) ? doc.len : 0);
	buf_free(&doc);
}

static ssize_t
stream_read(void *cls, uint64_t at, char *to, size_t room)
{
	struct http_stream *s = cls;
	struct http *h = s->h;
	ssize_t n;

	(void)at;
	if (s->gone || h->cut)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n = h->stopping ? -1 : s->source.pull(s->source.ctx, to, room);
	http_conn_limit(h, s->conn, n == 0 ? 0 : h->config.answer_ms);
	if (n < 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n == 0) {
		MHD_suspend_connection(s->mhd);
		s->suspended = true;
	}
	return n;
}

/* closed() comes first: until it has returned the stream may be woken. */
static void
stream_free(void *cls)
{
	struct http_stream *s = cls;

	if (s->source.closed)
		s->source.closed(s->source.ctx);
	if (s->conn)
		s->conn->stream = NULL;
	pthread_mutex_lock(&s->h->lock);
	if (s->woken)
		TAILQ_REMOVE(&s->h->woken, s, next);
	pthread_mutex_unlock(&s->h->lock);
	free(s);
}

/* Not used for chunks, but libmicrohttpd wants one of some size. */
#define STREAM_BLOCK 64

struct http_stream *
http_stream_open(struct http_request *r, const char *type,
    const struct http_stream_source *source)
{
	struct http_stream *s = calloc(1, sizeof(*s));
	struct MHD_Response *response = NULL;

	if (s) {
		s->h = r->h;
		s->source = *source;
		response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN,
		    STREAM_BLOCK, stream_read, s, stream_free);
	}
	if (!response) {
		free(s);
		http_answer_problem(
		    r, &(struct problem){.code = PROBLEM_NO_MEMORY});
		return NULL;
	}
	r->stream = s;
	r->hang_up = true; /* a stream is its connection's last answer */
	if (deliver(r, 200, type, response))
		return s;
	s->source.closed = NULL;
	http_request_free(r);
	return NULL;
}

void
http_stream_begin(struct http_stream *s, struct http_request *r)
{
	s->conn = r->conn;
	s->mhd = r->mhd;
	s->conn->stream = s;
	http_conn_watch(s->h, s->conn);
}

void
http_stream_resume(struct http_stream *s)
{
	if (!s->suspended)
		return;
	s->suspended = false;
	MHD_resume_connection(s->mhd);
}

void
http_stream_wake(struct http_stream *s)
{
	pthread_mutex_lock(&s->h->lock);
	if (!s->woken) {
		s->woken = true;
		TAILQ_INSERT_TAIL(&s->h->woken, s, next);
	}
	pthread_mutex_unlock(&s->h->lock);
}
