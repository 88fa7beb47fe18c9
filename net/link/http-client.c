/*
 * Requests over curl's multi interface. curl's callbacks only gather bytes;
 * ours are called afterwards, outside of curl, so that they may do anything.
 * What a stream gathers is bounded by pausing it: a fast central fills no
 * memory, and the keyboard is looked at between two helpings.
 */
#include "net/link/http-client.h"

#include "model/buf.h"
#include "net/wire/problem-json.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STREAM_HELPING ((size_t)64 * 1024) /* gathered before it is paused */

struct http_request {
	struct http_client *client;
	struct http_request *next; /* in the client's list */
	CURL *easy;
	struct curl_slist *headers;
	struct buf body; /* of the request */
	struct buf got;  /* of the answer; of a stream what is not told */
	size_t limit;
	char why[CURL_ERROR_SIZE];
	const char *stream_type;
	void (*data)(void *ctx, const char *bytes, size_t len);
	void (*done)(void *ctx, const struct http_answer *a);
	void *ctx;
	CURLcode result;
	bool over;      /* curl is done with it */
	bool cancelled; /* or finished: to be freed by the sweep */
	bool streaming; /* an answer of 200 to one with `data` */
	bool begun;     /* its data() was called */
	bool paused;
	bool too_large;
};

struct http_client {
	CURLM *multi;
	struct address to;
	char *ca_file;
	struct http_request *first;
	bool calling; /* inside callbacks: nothing may be freed */
};

static void
wipe_buf(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->room);
	buf_free(b);
}

static void
free_headers(struct curl_slist *list)
{
	for (struct curl_slist *h = list; h; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	curl_slist_free_all(list);
}

static void
free_request(struct http_request *r)
{
	if (r->easy)
		curl_easy_cleanup(r->easy);
	free_headers(r->headers);
	wipe_buf(&r->body);
	wipe_buf(&r->got);
	free(r);
}

/* Whether what comes is the stream that was asked for. */
static bool
is_stream(const struct http_request *r)
{
	const char *type = NULL;
	long status = 0;

	if (!r->data)
		return false;
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(r->easy, CURLINFO_CONTENT_TYPE, &type);
	return status == 200 && type &&
	       strncasecmp(type, r->stream_type, strlen(r->stream_type)) == 0;
}

/* The head is whole at its blank line: a stream begins without a byte. */
static size_t
gather_head(char *line, size_t one, size_t len, void *arg)
{
	struct http_request *r = arg;

	(void)one;
	if (len > 0 && (*line == '\r' || *line == '\n'))
		r->streaming = is_stream(r);
	return len;
}

/* What a curl callback gathers; asked again later when a stream is full. */
static size_t
gather(char *bytes, size_t one, size_t len, void *arg)
{
	struct http_request *r = arg;

	(void)one;
	if (r->streaming && r->got.len > STREAM_HELPING) {
		r->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (!r->streaming && len > r->limit - r->got.len) {
		r->too_large = true;
		return 0;
	}
	buf_add(&r->got, bytes, len);
	return buf_ok(&r->got) ? len : 0;
}

static bool
add_header(struct http_request *r, const char *name, const char *value)
{
	struct curl_slist *longer;
	struct buf line = {0};

	/* curl leaves out "Name:" and sends "Name;" as an empty one. */
	buf_printf(&line, *value ? "%s: %s" : "%s:%s", name, value);
	longer =
	    buf_ok(&line) ? curl_slist_append(r->headers, line.data) : NULL;
	wipe_buf(&line);
	if (!longer)
		return false;
	r->headers = longer;
	return true;
}

static bool
add_headers(struct http_request *r, const struct http_ask *ask)
{
	bool ok = add_header(r, "Expect", "");

	if (ask->auth)
		ok = ok && add_header(r, "Authorization", ask->auth);
	if (ask->body)
		ok = ok && add_header(r, "Content-Type", "application/json");
	if (ask->data)
		ok = ok && add_header(r, "Accept", ask->stream_type);
	for (size_t i = 0; i < HTTP_HEADERS && ask->header[i].name; i++)
		ok = ok &&
		     add_header(r, ask->header[i].name, ask->header[i].value);
	return ok;
}

/* Returns CURLE_OK only if all of them were taken. */
#define SET(option, value)                                                  \
	do {                                                                \
		if (bad == CURLE_OK)                                        \
			bad = curl_easy_setopt(r->easy, (option), (value)); \
	} while (0)

static CURLcode
set_where(struct http_request *r, const struct http_ask *ask)
{
	const struct http_client *c = r->client;
	CURLcode bad = CURLE_OK;
	struct buf url = {0};

	buf_printf(&url, "%s%s", c->to.base, ask->path);
	if (!buf_ok(&url))
		bad = CURLE_OUT_OF_MEMORY;
	SET(CURLOPT_URL, buf_str(&url));
	buf_free(&url);
	if (c->to.socket[0])
		SET(CURLOPT_UNIX_SOCKET_PATH, c->to.socket);
	/* Loopback is nobody else's; TLS goes through a proxy unseen. */
	if (strncmp(c->to.base, "http:", 5) == 0)
		SET(CURLOPT_PROXY, "");
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (c->ca_file)
		SET(CURLOPT_CAINFO, c->ca_file);
	return bad;
}

static CURLcode
set_how(struct http_request *r, const struct http_ask *ask)
{
	CURLcode bad = CURLE_OK;

	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_USERAGENT, "watchroom/" WATCHROOM_VERSION);
	SET(CURLOPT_CUSTOMREQUEST, ask->method);
	SET(CURLOPT_HTTPHEADER, r->headers);
	if (ask->body) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
		SET(CURLOPT_POSTFIELDS, buf_str(&r->body));
	}
	if (ask->data)
		SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, (long)ask->timeout_ms);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_FRESH_CONNECT, (long)ask->once);
	SET(CURLOPT_ERRORBUFFER, r->why);
	SET(CURLOPT_PRIVATE, r);
	SET(CURLOPT_WRITEFUNCTION, gather);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, gather_head);
	SET(CURLOPT_HEADERDATA, r);
	return bad;
}

static bool
start(struct http_request *r, const struct http_ask *ask)
{
	r->easy = curl_easy_init();
	if (!r->easy || !add_headers(r, ask))
		return false;
	if (ask->body)
		buf_add(&r->body, ask->body, ask->len);
	return buf_ok(&r->body) && set_where(r, ask) == CURLE_OK &&
	       set_how(r, ask) == CURLE_OK &&
	       curl_multi_add_handle(r->client->multi, r->easy) == CURLM_OK;
}

struct http_request *
http_client_ask(
    struct http_client *c, const struct http_ask *ask, struct problem *p)
{
	struct http_request *r = calloc(1, sizeof(*r));

	if (!r) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	r->client = c;
	r->limit = ask->limit ? ask->limit : HTTP_ANSWER_MAX;
	r->data = ask->data;
	r->stream_type = ask->stream_type;
	r->done = ask->done;
	r->ctx = ask->ctx;
	if (!start(r, ask)) {
		free_request(r);
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	r->next = c->first;
	c->first = r;
	return r;
}

/* Frees what was cancelled or is done, when nobody walks the list. */
static void
sweep(struct http_client *c)
{
	struct http_request **at = &c->first, *r;

	if (c->calling)
		return;
	while ((r = *at) != NULL) {
		if (!r->cancelled) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		free_request(r);
	}
}

static void
retire(struct http_request *r)
{
	r->cancelled = true;
	curl_multi_remove_handle(r->client->multi, r->easy);
}

int64_t
http_request_received(const struct http_request *r)
{
	curl_off_t n = 0;

	if (!r || curl_easy_getinfo(r->easy, CURLINFO_SIZE_DOWNLOAD_T, &n) !=
	              CURLE_OK)
		return 0;
	return n;
}

void
http_request_cancel(struct http_request *r)
{
	if (!r || r->cancelled)
		return;
	retire(r);
	sweep(r->client);
}

static void
tell_data(struct http_request *r)
{
	struct buf got = r->got;

	if (!r->streaming || r->cancelled || (r->begun && got.len == 0))
		return;
	if (!r->begun) {
		r->begun = true;
		r->data(r->ctx, "", 0);
	}
	if (r->cancelled || got.len == 0)
		return;
	r->got = (struct buf){0};
	r->data(r->ctx, got.data, got.len);
	wipe_buf(&got);
	if (r->cancelled || !r->paused)
		return;
	r->paused = false;
	curl_easy_pause(r->easy, CURLPAUSE_CONT);
}

/* What curl's codes come to for who reads it; its words go along. */
static const char *
why_of(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return why_name_not_found;
	case CURLE_COULDNT_CONNECT:
		return why_no_connection;
	case CURLE_OPERATION_TIMEDOUT:
		return why_timed_out;
	case CURLE_SSL_CONNECT_ERROR:
		return why_tls_failed;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return why_bad_certificate;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return why_link_cut;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return why_bad_answer;
	default:
		return why_transfer_failed;
	}
}

static void
judge(const struct http_request *r, struct http_answer *a)
{
	const char *detail = r->why[0] ? r->why : curl_easy_strerror(r->result);

	if (r->result == CURLE_OK && a->status >= 400)
		problem_read_json(a->body, a->len, a->status, &a->problem);
	else if (r->too_large)
		problem_set(&a->problem, PROBLEM_LINK, "addr",
		    r->client->to.text, "why", why_answer_too_large, NULL);
	else if (!buf_ok(&r->got) || r->result == CURLE_OUT_OF_MEMORY)
		problem_set(&a->problem, PROBLEM_NO_MEMORY, NULL);
	else if (r->result != CURLE_OK)
		problem_set(&a->problem, PROBLEM_LINK, "addr",
		    r->client->to.text, "why", why_of(r->result), "detail",
		    detail, NULL);
	if (r->result != CURLE_OK)
		a->status = 0;
}

static void
tell_done(struct http_request *r)
{
	struct http_answer a = {.body = buf_str(&r->got), .len = r->got.len};
	curl_off_t sent_at = 0, came_at = 0;
	long status = 0, sent = 0;

	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(r->easy, CURLINFO_REQUEST_SIZE, &sent);
	curl_easy_getinfo(r->easy, CURLINFO_PRETRANSFER_TIME_T, &sent_at);
	curl_easy_getinfo(r->easy, CURLINFO_STARTTRANSFER_TIME_T, &came_at);
	a.status = (int)status;
	a.sent = sent > 0;
	a.took = came_at > sent_at ? (came_at - sent_at) / 1000 : 0;
	judge(r, &a);
	retire(r);
	if (r->done)
		r->done(r->ctx, &a);
}

static void
perform(struct http_client *c)
{
	struct http_request *r;
	CURLMsg *m;
	char *priv;
	int left;

	curl_multi_perform(c->multi, &left);
	while ((m = curl_multi_info_read(c->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &priv);
		r = (struct http_request *)(void *)priv;
		r->over = true;
		r->result = m->data.result;
	}
}

/* Whether something is to be told already, so that nobody may wait. */
static bool
has_news(const struct http_client *c)
{
	for (const struct http_request *r = c->first; r; r = r->next)
		if (r->over || (r->streaming && (!r->begun || r->got.len > 0)))
			return true;
	return false;
}

/* New requests go to the front of the list: one walk meets none of them. */
static void
call_back(struct http_client *c)
{
	c->calling = true;
	for (struct http_request *r = c->first; r; r = r->next)
		tell_data(r);
	for (struct http_request *r = c->first; r; r = r->next)
		if (r->over && !r->cancelled)
			tell_done(r);
	c->calling = false;
	sweep(c);
}

static int
wait_curl(struct http_client *c, const struct pollfd *fds, size_t n, int ms)
{
	struct curl_waitfd extra[HTTP_WAIT_FDS] = {0};
	int ready = 0;

	for (size_t i = 0; i < n; i++) {
		extra[i].fd = fds[i].fd;
		if (fds[i].events & POLLIN)
			extra[i].events |= CURL_WAIT_POLLIN;
		if (fds[i].events & POLLOUT)
			extra[i].events |= CURL_WAIT_POLLOUT;
	}
	curl_multi_poll(c->multi, extra, (unsigned)n, ms, &ready);
	return ready;
}

int
http_client_wait(
    struct http_client *c, struct pollfd *fds, size_t n, int timeout_ms)
{
	int ready = 0;

	if (n > HTTP_WAIT_FDS)
		n = HTTP_WAIT_FDS;
	/* What was asked since the last time goes out before we wait. */
	perform(c);
	wait_curl(c, fds, n, has_news(c) ? 0 : timeout_ms);
	/* curl tells of no hang-ups, and a hung-up terminal must be seen. */
	if (n > 0)
		ready = poll(fds, (nfds_t)n, 0);
	perform(c);
	call_back(c);
	return ready > 0 ? ready : 0;
}

struct http_client *
http_client_new(
    const struct address *to, const char *ca_file, struct problem *p)
{
	struct http_client *c = calloc(1, sizeof(*c));

	if (!c || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(c);
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	c->to = *to;
	c->ca_file = ca_file ? strdup(ca_file) : NULL;
	c->multi = curl_multi_init();
	if (!c->multi || (ca_file && !c->ca_file)) {
		http_client_free(c);
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	return c;
}

void
http_client_free(struct http_client *c)
{
	if (!c)
		return;
	for (struct http_request *r = c->first; r; r = r->next)
		if (!r->cancelled)
			retire(r);
	sweep(c);
	if (c->multi)
		curl_multi_cleanup(c->multi);
	free(c->ca_file);
	free(c);
}
