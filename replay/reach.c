/*
 * One request, and the client's wait until it is done.
 */
#include "replay/reach.h"

#include "model/time.h"
#include "net/wire/codec.h"

#include <stdio.h>

#define PAGE 500

enum problem_code
reach_open(struct reach *r, const struct address *to, const char *ca_file,
    const char *token_file, struct problem *p)
{
	*r = (struct reach){.http = http_client_new(to, ca_file, p)};
	if (!r->http)
		return p->code;
	r->session = session_new(r->http);
	if (!r->session)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (token_file)
		return session_read_token_file(r->session, token_file, p);
	if (!address_is_own_socket(to))
		return problem_set(p, PROBLEM_USAGE, "why",
		    to->socket[0] ? why_no_own_socket : why_token_file_wanted,
		    NULL);
	session_set_owner(r->session);
	return PROBLEM_NONE;
}

void
reach_close(struct reach *r)
{
	session_free(r->session);
	http_client_free(r->http);
	*r = (struct reach){0};
}

/* An answer that is waited for. */
struct answer {
	bool done;
	struct problem problem;
	struct buf body;
};

static void
on_done(void *ctx, const struct http_answer *a)
{
	struct answer *to = ctx;

	to->done = true;
	to->problem = a->problem;
	buf_add(&to->body, a->body, a->len);
}

static enum problem_code
ask(struct reach *r, struct http_ask *ask, struct answer *a, struct problem *p)
{
	ask->auth = session_auth(r->session);
	ask->timeout_ms = REACH_MS;
	ask->done = on_done;
	ask->ctx = a;
	if (!http_client_ask(r->http, ask, p))
		return p->code;
	while (!a->done)
		http_client_wait(r->http, NULL, 0, 1000);
	if (!a->problem.code && !buf_ok(&a->body))
		problem_set(&a->problem, PROBLEM_NO_MEMORY, NULL);
	if (a->problem.code)
		*p = a->problem;
	return a->problem.code;
}

static enum problem_code
ask_json(struct reach *r, struct http_ask *what, cJSON **out, struct problem *p)
{
	const struct json_limits limits = {HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	struct answer a = {0};
	enum problem_code code = ask(r, what, &a, p);

	*out = NULL;
	if (!code)
		code =
		    json_parse(buf_str(&a.body), a.body.len, &limits, out, p);
	buf_free(&a.body);
	return code;
}

enum problem_code
reach_get(struct reach *r, const char *path, cJSON **out, struct problem *p)
{
	struct http_ask get = {.method = "GET", .path = path};

	return ask_json(r, &get, out, p);
}

enum problem_code
reach_post(struct reach *r, const char *path, const struct buf *body,
    cJSON **out, struct problem *p)
{
	struct http_ask post = {.method = "POST",
	    .path = path,
	    .body = buf_str(body),
	    .len = body->len};

	*out = NULL;
	if (!buf_ok(body))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return ask_json(r, &post, out, p);
}

bool
reach_write(const struct call *call, struct buf *path, struct buf *body)
{
	buf_clear(path);
	buf_clear(body);
	buf_printf(path, "/v1/commands/%s", call->command->name);
	codec_call(body, call);
	return buf_ok(path) && buf_ok(body);
}

enum problem_code
reach_command(struct reach *r, const struct call *call, const char *key,
    struct problem *p)
{
	struct buf path = {0}, body = {0};
	struct answer a = {0};
	char rev[32];
	struct http_ask post = {
	    .method = "POST", .header = {{"Idempotency-Key", key}}};
	enum problem_code code = PROBLEM_NONE;

	if (!reach_write(call, &path, &body))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	post.path = buf_str(&path);
	post.body = buf_str(&body);
	post.len = body.len;
	if (call->if_match) {
		snprintf(
		    rev, sizeof(rev), "\"%lld\"", (long long)call->if_match);
		post.header[1] = (struct http_header){"If-Match", rev};
	}
	if (!code)
		code = ask(r, &post, &a, p);
	buf_free(&path);
	buf_free(&body);
	buf_free(&a.body);
	return code;
}

enum problem_code
reach_health(struct reach *r, struct reach_health *out, struct problem *p)
{
	cJSON *json;
	enum problem_code code = reach_get(r, "/v1/health", &json, p);

	*out = (struct reach_health){.asked_at = time_boot()};
	if (!code)
		code = json_bool(json, "drill", &out->drill, p);
	if (!code)
		code = json_int(json, "now", 0, CODEC_TIME_MAX, &out->now, p);
	if (!code)
		code = json_int(json, "speed", 0, 100000, &out->speed, p);
	cJSON_Delete(json);
	return code;
}

msec_t
reach_now(const struct reach_health *h)
{
	return h->now + (time_boot() - h->asked_at) * h->speed;
}

/* One page; *next is where the next begins, or "". */
static enum problem_code
read_page(const cJSON *page, reach_each *each, void *ctx, bool *more,
    char next[ID_SIZE], struct problem *p)
{
	const cJSON *list, *item;
	const char *after = "";
	enum problem_code code = json_array(page, "records", &list, p);

	if (code)
		return code;
	for (item = list->child; !code && *more && item; item = item->next) {
		struct record *r;

		code = codec_record_read(item, CODEC_LENIENT, &r, p);
		if (!code && r)
			*more = each(ctx, r);
		record_free(r);
	}
	if (!code && json_find(page, "next"))
		code = json_string(page, "next", ID_MAX, &after, p);
	snprintf(next, ID_SIZE, "%s", after);
	return code;
}

enum problem_code
reach_records(struct reach *r, enum kind kind, reach_each *each, void *ctx,
    struct problem *p)
{
	char next[ID_SIZE] = "", path[160];
	enum problem_code code;
	bool more = true;

	do {
		cJSON *page;

		snprintf(path, sizeof(path), "/v1/records/%s?limit=%d%s%s",
		    kind_info(kind)->name, PAGE, *next ? "&after=" : "", next);
		code = reach_get(r, path, &page, p);
		if (!code)
			code = read_page(page, each, ctx, &more, next, p);
		cJSON_Delete(page);
	} while (!code && more && *next);
	return code;
}
