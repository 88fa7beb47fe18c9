/*
 * One request from its first line to its last byte: libmicrohttpd's callbacks,
 * all on the server's thread. libmicrohttpd calls http_on_access() once with
 * the head, then for each piece of the body, then with nothing; and again
 * after each resume.
 */
#include "central/http-server.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static struct http_conn *
conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

void *
http_on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct http_conn *c = conn_of(mhd);
	struct http_request *r = c && uri ? calloc(1, sizeof(*r)) : NULL;

	if (!r)
		return NULL;
	r->h = cls;
	r->conn = c;
	r->mhd = mhd;
	r->phase = HTTP_BEGUN;
	r->raw_target = uri;
	r->target_len = strlen(uri);
	r->target_text = strdup(uri);
	r->uid = c->uid;
	r->limit = r->uid == (int64_t)geteuid() ? r->h->config.owner_limit
	                                        : r->h->config.body_limit;
	memcpy(r->peer, c->peer, sizeof(r->peer));
	c->r = r;
	return r;
}

void
http_request_free(struct http_request *r)
{
	if (r->response)
		MHD_destroy_response(r->response);
	free(r->method);
	free(r->target_text);
	http_target_free(&r->target);
	buf_free(&r->headers);
	buf_free(&r->body);
	buf_free(&r->extra);
	free(r);
}

static enum MHD_Result
add_line(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
	struct http_head *head = cls;

	(void)kind;
	if (head->lines < HTTP_LINES_MAX)
		head->line[head->lines] = (struct http_line){
		    .name = name,
		    .name_len = name_len,
		    .value = value ? value : "",
		    .value_len = value_len,
		};
	head->lines++;
	return MHD_YES;
}

static void
copy_lines(struct buf *to, const struct http_head *head)
{
	for (size_t i = 0; i < head->lines; i++) {
		const struct http_line *l = &head->line[i];

		buf_add(to, l->name, l->name_len);
		buf_putc(to, '\0');
		buf_add(to, l->value, l->value_len);
		buf_putc(to, '\0');
	}
}

static enum problem_code
check_size(const struct http_request *r, const struct http_head *head,
    struct problem *p)
{
	if (http_head_length(head) <= r->limit)
		return PROBLEM_NONE;
	problem_set(p, PROBLEM_TOO_LARGE, NULL);
	problem_param(p, "limit", "%zu", r->limit);
	return PROBLEM_TOO_LARGE;
}

static enum problem_code
take_head(struct http_request *r, const char *method, const char *version,
    struct problem *p)
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(
	    r->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct http_head head = {.method = method,
	    .version = version,
	    .target = r->raw_target,
	    .target_len = r->target_len,
	    .size = i ? i->header_size : 0};
	enum problem_code code;

	MHD_get_connection_values_n(r->mhd, MHD_HEADER_KIND, add_line, &head);
	if ((code = http_head_check(&head, p)) ||
	    (code = http_target_parse(
	         &r->target, r->target_text, r->target_len, p)))
		return code;
	r->method = strdup(method);
	copy_lines(&r->headers, &head);
	if (!r->method || !buf_ok(&r->headers))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return check_size(r, &head, p);
}

/* Whether r is answered already; it is the thread's from then on. */
static bool
take_answer(struct http_request *r)
{
	bool yes;

	pthread_mutex_lock(&r->h->lock);
	yes = r->phase == HTTP_ANSWERED;
	if (yes) {
		TAILQ_REMOVE(&r->h->answered, r, next);
		r->phase = HTTP_SENDING;
	}
	pthread_mutex_unlock(&r->h->lock);
	return yes;
}

static enum MHD_Result
send_answer(struct http_request *r)
{
	struct MHD_Response *response = r->response;
	enum MHD_Result rc;

	if (!response)
		return MHD_NO;
	r->response = NULL;
	if (r->hang_up || r->h->stopping)
		MHD_add_response_header(response, "Connection", "close");
	http_conn_limit(r->h, r->conn, r->h->config.answer_ms);
	if (r->stream)
		http_stream_begin(r->stream, r);
	rc = MHD_queue_response(r->mhd, r->status, response);
	MHD_destroy_response(response);
	return rc;
}

static enum MHD_Result
refuse(struct http_request *r, const struct problem *p)
{
	r->hang_up = true;
	r->phase = HTTP_HELD;
	http_answer_problem(r, p);
	take_answer(r);
	return send_answer(r);
}

static enum MHD_Result
begin(struct http_request *r, const char *method, const char *version)
{
	struct problem p = {0};

	if (!r->target_text)
		return MHD_NO;
	r->phase = HTTP_READING;
	http_conn_limit(r->h, r->conn, r->h->config.request_ms);
	if (take_head(r, method, version, &p))
		return refuse(r, &p);
	return MHD_YES;
}

static void
drop_body(struct http_request *r, enum problem_code why)
{
	r->h->bodies -= r->counted;
	r->counted = 0;
	buf_free(&r->body);
	r->refused = why;
}

/*
 * A body over the limit in chunks is read on and dropped, within its time: an
 * answer in its midst would be lost to most who send.
 */
static void
take_body(struct http_request *r, const char *data, size_t size)
{
	const struct http_config *c = &r->h->config;

	if (r->refused)
		return;
	if (size > r->limit - r->body.len) {
		drop_body(r, PROBLEM_TOO_LARGE);
		return;
	}
	if (size > c->bodies_limit - r->h->bodies) {
		drop_body(r, PROBLEM_BUSY);
		return;
	}
	buf_add(&r->body, data, size);
	r->counted += size;
	r->h->bodies += size;
	if (!buf_ok(&r->body))
		drop_body(r, PROBLEM_NO_MEMORY);
}

static enum MHD_Result
complete(struct http_request *r)
{
	struct problem p = {0};

	http_conn_limit(r->h, r->conn, 0);
	if (r->refused) {
		problem_set(&p, r->refused, NULL);
		problem_param(&p, "limit", "%zu", r->limit);
		return refuse(r, &p);
	}
	r->phase = HTTP_HELD;
	r->h->config.handle(r->h->config.ctx, r);
	if (take_answer(r))
		return send_answer(r);
	MHD_suspend_connection(r->mhd);
	r->suspended = true;
	return MHD_YES;
}

enum MHD_Result
http_on_access(void *cls, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **req)
{
	struct http *h = cls;
	struct http_request *r = *req;
	bool answered;

	(void)mhd;
	(void)url;
	if (!r || h->cut)
		return MHD_NO;
	if (r->phase == HTTP_BEGUN)
		return begin(r, method, version);
	if (r->phase == HTTP_READING && *size > 0) {
		take_body(r, data, *size);
		*size = 0;
		return MHD_YES;
	}
	if (r->phase == HTTP_READING)
		return complete(r);
	pthread_mutex_lock(&h->lock);
	answered = r->phase == HTTP_SENDING;
	pthread_mutex_unlock(&h->lock);
	return answered ? send_answer(r) : MHD_NO;
}

void
http_on_completed(void *cls, struct MHD_Connection *mhd, void **req,
    enum MHD_RequestTerminationCode code)
{
	struct http *h = cls;
	struct http_request *r = *req;
	bool held;

	(void)mhd;
	(void)code;
	if (!r)
		return;
	*req = NULL;
	r->conn->r = NULL;
	http_conn_limit(h, r->conn, h->config.idle_ms);
	h->bodies -= r->counted;
	r->counted = 0;
	pthread_mutex_lock(&h->lock);
	held = r->phase == HTTP_HELD;
	if (held) {
		r->phase = HTTP_ORPHAN;
		TAILQ_INSERT_TAIL(&h->orphans, r, next);
	} else if (r->phase == HTTP_ANSWERED) {
		TAILQ_REMOVE(&h->answered, r, next);
	}
	pthread_mutex_unlock(&h->lock);
	if (!held)
		http_request_free(r);
}

void
http_on_connection(void *cls, struct MHD_Connection *mhd, void **conn,
    enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;
	struct http_conn *c;

	(void)mhd;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		c = *conn = h->adding;
		h->adding = NULL;
		TAILQ_INSERT_TAIL(&h->conns, c, all);
		h->count++;
		http_conn_limit(h, c, h->config.request_ms);
		return;
	}
	c = *conn;
	http_conn_limit(h, c, 0);
	TAILQ_REMOVE(&h->conns, c, all);
	h->count--;
	free(c);
}

const char *
http_method(const struct http_request *r)
{
	return r->method;
}

const char *
http_path(const struct http_request *r)
{
	return http_target_path(&r->target);
}

const char *
http_param(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->target.params; i++)
		if (strcmp(http_target_name(&r->target, i), name) == 0)
			return http_target_value(&r->target, i);
	return NULL;
}

size_t
http_params(const struct http_request *r)
{
	return r->target.params;
}

const char *
http_param_name(const struct http_request *r, size_t i)
{
	return http_target_name(&r->target, i);
}

const char *
http_header(const struct http_request *r, const char *name)
{
	const char *s = buf_str(&r->headers), *end = s + r->headers.len;

	while (s < end) {
		const char *value = s + strlen(s) + 1;

		if (strcasecmp(s, name) == 0)
			return value;
		s = value + strlen(value) + 1;
	}
	return NULL;
}

const char *
http_body(const struct http_request *r, size_t *len)
{
	if (len)
		*len = r->body.len;
	return buf_str(&r->body);
}

int64_t
http_peer_uid(const struct http_request *r)
{
	return r->uid;
}

const char *
http_peer(const struct http_request *r)
{
	return r->peer;
}
