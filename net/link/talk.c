/*
 * See talk.h.
 */
#include "net/link/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "net/wire/codec.h"

struct talk_ask {
	struct http_request *request;
	talk_done *done;
	talk_readers_done *readers;
	void *ctx;
};

static enum problem_code
read_size(const cJSON *o, const char *key, size_t *out, struct problem *p)
{
	int64_t n = 0;
	enum problem_code code = json_int(o, key, 0, JSON_INT_MAX, &n, p);

	*out = (size_t)n;
	return code;
}

static enum problem_code
read_room(const cJSON *o, struct talk_room *room, struct problem *p)
{
	const char *id;
	enum problem_code code = json_string(o, "room", ID_MAX, &id, p);

	if (!code)
		code = json_int(o, "read", 0, JSON_INT_MAX, &room->read, p);
	if (!code)
		code = json_int(o, "last", 0, JSON_INT_MAX, &room->last, p);
	if (!code)
		code = read_size(o, "unread", &room->unread, p);
	if (!code)
		code = read_size(o, "named", &room->named, p);
	if (!code)
		text_copy_cut(room->id, sizeof(room->id), id);
	return code;
}

static enum problem_code
read_rooms(const cJSON *list, struct talk_page *page, struct problem *p)
{
	size_t n = (size_t)cJSON_GetArraySize(list);
	const cJSON *item;

	page->rooms = calloc(n + 1, sizeof(*page->rooms));
	if (!page->rooms)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	cJSON_ArrayForEach (item, list) {
		if (read_room(item, &page->rooms[page->count], p))
			return p->code;
		page->count++;
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_owed(const cJSON *list, struct talk_page *page, struct problem *p)
{
	size_t n = (size_t)cJSON_GetArraySize(list);
	const cJSON *item;

	page->owed = calloc(n + 1, sizeof(*page->owed));
	if (!page->owed)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	cJSON_ArrayForEach (item, list) {
		struct record *r;

		if (codec_record_read(item, CODEC_LENIENT, &r, p))
			return p->code;
		if (r && r->kind == KIND_MESSAGE)
			page->owed[page->owes++] = r;
		else
			record_free(r);
	}
	return PROBLEM_NONE;
}

/* The answer as JSON, for cJSON_Delete(); NULL with the problem in p. */
static cJSON *
read_json(const struct http_answer *a, struct problem *p)
{
	static const struct json_limits limits = {
	    HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	cJSON *json = NULL;

	*p = a->problem;
	if (a->status == 200)
		(void)!json_parse(a->body, a->len, &limits, &json, p);
	else if (p->code == PROBLEM_NONE)
		problem_set(p, PROBLEM_UNKNOWN, NULL);
	return json;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct talk_ask *ask = ctx;
	struct talk_page page = {0};
	struct problem *p = &page.problem;
	const cJSON *list;
	cJSON *json = read_json(a, p);

	if (json && !json_array(json, "rooms", &list, p) &&
	    !read_rooms(list, &page, p) && !json_array(json, "owed", &list, p))
		(void)!read_owed(list, &page, p);
	cJSON_Delete(json);
	ask->request = NULL;
	ask->done(ask->ctx, &page);
	for (size_t i = 0; i < page.owes; i++)
		record_free(page.owed[i]);
	free(page.owed);
	free(page.rooms);
	free(ask);
}

static enum problem_code
read_reader(const cJSON *o, struct talk_reader *r, struct problem *p)
{
	const char *who, *name = "";
	enum problem_code code = json_string(o, "who", ID_MAX, &who, p);

	if (!code && json_find(o, "name"))
		code = json_string(o, "name", JSON_TEXT_MAX, &name, p);
	if (!code)
		code = json_int(o, "told", 0, JSON_INT_MAX, &r->told, p);
	if (!code)
		code = json_int(o, "at", 0, CODEC_TIME_MAX, &r->at, p);
	if (code)
		return code;
	text_copy_cut(r->who, sizeof(r->who), who);
	text_copy_cut(r->name, sizeof(r->name), name);
	return code;
}

static void
on_readers(void *ctx, const struct http_answer *a)
{
	struct talk_ask *ask = ctx;
	struct talk_readers rs = {0};
	const cJSON *list = NULL, *item;
	cJSON *json = read_json(a, &rs.problem);

	if (json)
		(void)!json_array(json, "marks", &list, &rs.problem);
	if (list)
		rs.list = calloc(
		    (size_t)cJSON_GetArraySize(list) + 1, sizeof(*rs.list));
	if (list && !rs.list)
		problem_set(&rs.problem, PROBLEM_NO_MEMORY, NULL);
	list = rs.list ? list : NULL;
	cJSON_ArrayForEach (item, list) {
		if (rs.problem.code)
			break;
		if (!read_reader(item, &rs.list[rs.count], &rs.problem))
			rs.count++;
	}
	cJSON_Delete(json);
	ask->request = NULL;
	ask->readers(ask->ctx, &rs);
	free(rs.list);
	free(ask);
}

static struct talk_ask *
begin(struct link *l, const char *path,
    void (*done)(void *ctx, const struct http_answer *a), struct talk_ask made,
    struct problem *p)
{
	struct talk_ask *a = calloc(1, sizeof(*a));
	const struct http_ask ask = {
	    .method = "GET", .path = path, .done = done, .ctx = a};

	if (!a) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	*a = made;
	a->request = link_ask(l, &ask, p);
	if (a->request)
		return a;
	free(a);
	return NULL;
}

struct talk_ask *
talk_ask(struct link *l, talk_done *done, void *ctx, struct problem *p)
{
	return begin(l, "/v1/talk", on_answer,
	    (struct talk_ask){.done = done, .ctx = ctx}, p);
}

struct talk_ask *
talk_ask_readers(struct link *l, const char *room, talk_readers_done *done,
    void *ctx, struct problem *p)
{
	char path[sizeof("/v1/rooms//marks") + ID_SIZE];

	snprintf(path, sizeof(path), "/v1/rooms/%s/marks", room);
	return begin(l, path, on_readers,
	    (struct talk_ask){.readers = done, .ctx = ctx}, p);
}

void
talk_cancel(struct talk_ask *a)
{
	if (!a)
		return;
	if (a->request)
		http_request_cancel(a->request);
	free(a);
}

static void
ignore(void *ctx, const struct http_answer *a)
{
	(void)ctx;
	(void)a;
}

bool
talk_send_marks(struct link *l, const struct talk_mark *marks, size_t count)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct http_request *r = NULL;

	json_open_object(&o);
	json_put_key(&o, "marks");
	json_open_array(&o);
	for (size_t i = 0; i < count && i < TALK_MARKS; i++) {
		json_open_object(&o);
		json_put_key(&o, "room");
		json_put_string(&o, marks[i].room, strlen(marks[i].room));
		json_put_key(&o, "told");
		json_put_int(&o, marks[i].told);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	if (buf_ok(&body))
		r = link_ask(l,
		    &(struct http_ask){.method = "POST",
		        .path = "/v1/marks",
		        .body = body.data,
		        .len = body.len,
		        .done = ignore},
		    NULL);
	buf_free(&body);
	return r != NULL;
}
