/*
 * Requests on their way (ask.h).
 */
#include "central/ask.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/log.h"
#include "central/route.h"
#include "model/text.h"

#define PROBLEM_TYPE "application/problem+json"

static void
count_answer(struct ask *a, int status)
{
	size_t class = (size_t)status / 100;

	if (class < COUNT_OF(a->central->meters.answers))
		atomic_fetch_add(&a->central->meters.answers[class], 1);
}

void
ask_release(struct ask *a)
{
	if (a->ctx_free)
		a->ctx_free(a->ctx);
	else
		free(a->ctx);
	buf_free(&a->write.body);
	actor_drop(a->actor);
	free(a);
}

/* Outside of HTTP's thread an answer is sent when its server is woken. */
static void
finish(struct ask *a)
{
	struct http *http = a->away && !a->writing ? a->http : NULL;

	ask_release(a);
	if (http)
		http_wake(http);
}

void
ask_bytes(struct ask *a, int status, const char *type, struct buf *body)
{
	struct problem p = {0};

	if (!buf_ok(body)) {
		buf_free(body);
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
		ask_problem(a, &p);
		return;
	}
	count_answer(a, status);
	http_answer(a->request, status, type, buf_str(body), body->len);
	buf_free(body);
	finish(a);
}

void
ask_json(struct ask *a, int status, struct buf *body)
{
	ask_bytes(a, status, "application/json", body);
}

void
ask_none(struct ask *a)
{
	count_answer(a, 204);
	http_answer(a->request, 204, NULL, NULL, 0);
	finish(a);
}

/* What HTTP wants to be said with some problems. */
static void
problem_headers(struct ask *a, const struct problem *p)
{
	if (p->code == PROBLEM_UNAUTHENTICATED)
		http_answer_header(a->request, "WWW-Authenticate", "Bearer");
	if (p->code == PROBLEM_BAD_METHOD)
		http_answer_header(
		    a->request, "Allow", problem_get(p, "allow"));
	if (p->code == PROBLEM_TOO_MANY)
		http_answer_header(
		    a->request, "Retry-After", problem_get(p, "seconds"));
}

void
ask_problem(struct ask *a, const struct problem *p)
{
	int status = problem_http_status(p->code);
	struct problem inner = *p;

	if (status == 0) {
		problem_wrap(&inner, PROBLEM_INTERNAL);
		p = &inner;
		status = 500;
	}
	if (status >= 500)
		log_problem("answer", p, "route",
		    a->route ? a->route->path : NULL, NULL);
	count_answer(a, status);
	problem_headers(a, p);
	http_answer_problem(a->request, p);
	finish(a);
}

void *
ask_ctx(struct ask *a, size_t size, struct problem *p)
{
	a->ctx = calloc(1, size);
	if (!a->ctx)
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return a->ctx;
}

static void
run_in_pool(struct pool_job *job, struct store *store)
{
	struct ask *a = job->ctx;
	struct problem p = {0};

	a->away = true;
	if (a->next(a, store, &p))
		ask_problem(a, &p);
}

enum problem_code
ask_pool(struct ask *a, enum pool_queue queue, ask_fn *next, struct problem *p)
{
	a->next = next;
	a->pool = (struct pool_job){.run = run_in_pool, .ctx = a};
	if (pool_put(a->central->pool, queue, &a->pool))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BUSY, NULL);
}

static enum problem_code
run_in_writer(struct tx *tx, struct write_job *job)
{
	struct ask *a = job->ctx;

	return a->run(tx, a);
}

static void
written(struct write_job *job)
{
	struct ask *a = job->ctx;
	struct buf body = job->body;

	a->writing = true;
	if (a->wrote && !job->is_problem) {
		a->wrote(a);
		return;
	}
	job->body = (struct buf){0};
	ask_bytes(a, job->status,
	    job->is_problem ? PROBLEM_TYPE : "application/json", &body);
}

void
ask_write(
    struct ask *a, const char *command, ask_run_fn *run, ask_wrote_fn *wrote)
{
	a->run = run;
	a->wrote = wrote;
	a->write.actor = a->actor;
	a->write.run = run_in_writer;
	a->write.done = written;
	a->write.command = command;
	a->write.ctx = a;
	writer_put(a->central->writer, &a->write);
}

enum problem_code
ask_body(struct ask *a, const char *const *known, size_t count, cJSON **out,
    struct problem *p)
{
	const cJSON *object;
	size_t len;
	const char *body = http_body(a->request, &len);
	enum problem_code code = json_parse(body, len, NULL, out, p);

	if (!code)
		code = json_as_object(*out, "body", &object, p);
	if (!code)
		code = json_known(*out, known, count, p);
	if (code) {
		cJSON_Delete(*out);
		*out = NULL;
	}
	return code;
}

static bool
one_line(const char *text)
{
	for (const char *s = text; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f ||
		    (c == 0xc2 && (unsigned char)s[1] < 0xa0))
			return false;
	}
	return true;
}

enum problem_code
ask_text(const cJSON *body, const char *key, bool needed, char *to, size_t size,
    struct problem *p)
{
	const cJSON *item = json_find(body, key);
	const char *text;
	enum problem_code code;

	*to = '\0';
	if (!item && !needed)
		return PROBLEM_NONE;
	code = json_as_string(item, key, size - 1, &text, p);
	if (code)
		return code;
	if (!one_line(text))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "want",
		    why_one_clean_line, NULL);
	snprintf(to, size, "%s", text);
	return PROBLEM_NONE;
}

enum problem_code
ask_secret(const cJSON *body, const char *key, char *to, size_t size,
    struct problem *p)
{
	const char *text = NULL;
	enum problem_code code = json_string(body, key, size - 1, &text, p);

	if (code == PROBLEM_BAD_VALUE || (!code && !*text))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "want",
		    why_a_password, NULL);
	if (!code)
		snprintf(to, size, "%s", text);
	return code;
}

enum problem_code
ask_params(
    struct ask *a, const char *const *known, size_t count, struct problem *p)
{
	for (size_t i = 0; i < http_params(a->request); i++) {
		const char *name = http_param_name(a->request, i);
		bool is_known = false;

		for (size_t k = 0; k < count; k++)
			is_known = is_known || strcmp(name, known[k]) == 0;
		if (!is_known)
			return problem_set(p, PROBLEM_UNKNOWN_KEY, "key", name,
			    "nearest",
			    count ? text_or(text_nearest(name, known, count),
			                known[0])
			          : "-",
			    NULL);
	}
	return PROBLEM_NONE;
}

enum problem_code
ask_number(struct ask *a, const char *name, int64_t min, int64_t max,
    int64_t usual, int64_t *out, struct problem *p)
{
	const char *text = http_param(a->request, name);
	size_t len = text ? strlen(text) : 0;
	int64_t n = 0;

	*out = usual;
	if (!text)
		return PROBLEM_NONE;
	if (len > 0 && len <= 16 && strspn(text, "0123456789") == len) {
		for (size_t i = 0; i < len; i++)
			n = n * 10 + (text[i] - '0');
		*out = n;
		if (n >= min && n <= max)
			return PROBLEM_NONE;
	}
	problem_set(p, PROBLEM_BAD_VALUE, "key", name, "value", text, "want",
	    why_number_between, NULL);
	problem_param(p, "min", "%" PRId64, min);
	problem_param(p, "max", "%" PRId64, max);
	return PROBLEM_BAD_VALUE;
}

enum problem_code
ask_id(struct ask *a, const char *name, const char **out, struct problem *p)
{
	*out = http_param(a->request, name);
	if (!*out || id_valid(*out, strlen(*out)))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", name, "value", *out,
	    "want", why_an_id, NULL);
}

enum problem_code
ask_not_found(struct problem *p, const char *what, const char *id)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "what", what, "id", id, NULL);
}

struct settings *
ask_settings(const struct ask *a)
{
	return writer_settings(a->central->writer);
}

void
ask_put_text(struct json_out *o, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

void
ask_put_number(struct json_out *o, const char *key, int64_t n)
{
	json_put_key(o, key);
	json_put_int(o, n);
}

void
ask_put_bool(struct json_out *o, const char *key, bool yes)
{
	json_put_key(o, key);
	json_put_bool(o, yes);
}

void
ask_put_words(struct json_out *o, const char *words)
{
	json_open_array(o);
	while (*words) {
		size_t len = strcspn(words, " ");

		json_put_string(o, words, len);
		words += len;
		words += strspn(words, " ");
	}
	json_close_array(o);
}
