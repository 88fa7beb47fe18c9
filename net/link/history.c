/*
 * See history.h.
 */
#include "net/link/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/wire/codec.h"

struct history {
	struct http_request *request;
	history_done *done;
	void *ctx;
};

static enum problem_code
read_records(const cJSON *list, struct history_page *page, struct problem *p)
{
	size_t n = (size_t)cJSON_GetArraySize(list);
	const cJSON *item;

	page->records = calloc(n + 1, sizeof(page->records[0]));
	if (!page->records)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	cJSON_ArrayForEach (item, list) {
		struct record *r;
		enum problem_code code =
		    codec_record_read(item, CODEC_LENIENT, &r, p);

		if (code)
			return code;
		if (r && r->kind == KIND_MESSAGE)
			page->records[page->count++] = r;
		else
			record_free(r);
	}
	return PROBLEM_NONE;
}

static void
read_page(const struct http_answer *a, struct history_page *page)
{
	static const struct json_limits limits = {
	    HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	struct problem *p = &page->problem;
	const cJSON *list;
	cJSON *json;

	if (json_parse(a->body, a->len, &limits, &json, p) != PROBLEM_NONE)
		return;
	if (json_find(json, "next") &&
	    json_int(json, "next", 0, JSON_INT_MAX, &page->next, p)) {
		cJSON_Delete(json);
		return;
	}
	page->more = page->next > 0;
	if (json_array(json, "records", &list, p) == PROBLEM_NONE)
		(void)!read_records(list, page, p);
	cJSON_Delete(json);
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct history *h = ctx;
	struct history_page page = {.problem = a->problem};

	h->request = NULL;
	if (a->status == 200)
		read_page(a, &page);
	else if (page.problem.code == PROBLEM_NONE)
		problem_set(&page.problem, PROBLEM_UNKNOWN, NULL);
	h->done(h->ctx, &page);
	for (size_t n = 0; n < page.count; n++)
		record_free(page.records[n]);
	free(page.records);
	free(h);
}

static struct history *
ask(struct link *l, const char *path, history_done *done, void *ctx,
    struct problem *p)
{
	struct history *h = calloc(1, sizeof(*h));
	const struct http_ask ask = {
	    .method = "GET", .path = path, .done = on_answer, .ctx = h};

	if (!h) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	h->done = done;
	h->ctx = ctx;
	h->request = link_ask(l, &ask, p);
	if (!h->request) {
		free(h);
		return NULL;
	}
	return h;
}

struct history *
history_ask(struct link *l, const char *room, int64_t before,
    history_done *done, void *ctx, struct problem *p)
{
	char path[160];

	snprintf(path, sizeof(path), "/v1/rooms/%s/messages?limit=%d", room,
	    HISTORY_PAGE);
	if (before > 0)
		snprintf(path, sizeof(path),
		    "/v1/rooms/%s/messages?before=%" PRId64 "&limit=%d", room,
		    before, HISTORY_PAGE);
	return ask(l, path, done, ctx, p);
}

/* Every byte that a query could take for its own is written in hex. */
static void
escape(struct buf *out, const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++)
		if ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') ||
		    (*s >= 'A' && *s <= 'Z'))
			buf_putc(out, (char)*s);
		else
			buf_printf(out, "%%%02X", *s);
}

struct history *
history_search(struct link *l, const char *words, const char *room,
    int64_t before, history_done *done, void *ctx, struct problem *p)
{
	struct buf path = {0};
	struct history *h = NULL;

	buf_printf(&path, "/v1/messages?limit=%d&search=", HISTORY_PAGE);
	escape(&path, words);
	if (room)
		buf_printf(&path, "&room=%s", room);
	if (before > 0)
		buf_printf(&path, "&before=%" PRId64, before);
	if (buf_ok(&path))
		h = ask(l, buf_str(&path), done, ctx, p);
	else
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&path);
	return h;
}

void
history_cancel(struct history *h)
{
	if (!h)
		return;
	if (h->request)
		http_request_cancel(h->request);
	free(h);
}
