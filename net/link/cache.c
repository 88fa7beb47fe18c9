/*
 * One line of head, as JSON, then one a record.
 */
#include "net/link/cache.h"

#include <stdio.h>
#include <string.h>

#include "net/wire/codec.h"
#include "net/wire/json-out.h"

#define MAGIC "watchroom cache 1\n"

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

static void
write_head(struct buf *out, const struct cache_head *h)
{
	struct json_out o = {.buf = out};

	json_open_object(&o);
	put_text(&o, "account", h->account);
	put_text(&o, "station", h->station);
	put_text(&o, "cursor", h->cursor);
	put_text(&o, "zone", h->zone);
	json_put_key(&o, "at");
	json_put_int(&o, h->at);
	json_put_key(&o, "wall");
	json_put_int(&o, h->wall);
	json_put_key(&o, "drill");
	json_put_bool(&o, h->drill);
	json_close_object(&o);
	buf_putc(out, '\n');
}

/* What callers said is on no disk; talk comes anew with its room. */
static bool
is_kept(enum kind k)
{
	return k != KIND_CALLER && k != KIND_MESSAGE;
}

bool
cache_write(
    struct buf *out, const struct cache_head *head, const struct table *t)
{
	buf_puts(out, MAGIC);
	write_head(out, head);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++) {
		const struct record *const *all = table_all(t, k);

		for (size_t i = 0; is_kept(k) && i < table_count(t, k); i++) {
			codec_record(out, all[i]);
			buf_putc(out, '\n');
			if (out->len > CACHE_BYTES_MAX)
				return false;
		}
	}
	return buf_ok(out);
}

static enum problem_code
read_text(const cJSON *json, const char *key, char *to, size_t size,
    struct problem *p)
{
	const char *text = "";
	enum problem_code code = json_string(json, key, size - 1, &text, p);

	if (code == PROBLEM_NONE)
		snprintf(to, size, "%s", text);
	return code;
}

static enum problem_code
read_head(const char *line, size_t len, struct cache_head *h, struct problem *p)
{
	enum problem_code code;
	cJSON *json;

	code = json_parse(line, len, NULL, &json, p);
	if (code != PROBLEM_NONE)
		return code;
	if ((code = read_text(
	         json, "account", h->account, sizeof(h->account), p)) == 0 &&
	    (code = read_text(
	         json, "station", h->station, sizeof(h->station), p)) == 0 &&
	    (code = read_text(
	         json, "cursor", h->cursor, sizeof(h->cursor), p)) == 0 &&
	    (code = json_int(json, "at", 0, CODEC_TIME_MAX, &h->at, p)) == 0 &&
	    (code = json_int(json, "wall", 0, CODEC_TIME_MAX, &h->wall, p)) ==
	        0)
		code = json_bool(json, "drill", &h->drill, p);
	/* Of an older console's there is none. */
	if (code == PROBLEM_NONE && json_find(json, "zone"))
		code = read_text(json, "zone", h->zone, sizeof(h->zone), p);
	cJSON_Delete(json);
	return code;
}

static enum problem_code
read_record(const char *line, size_t len,
    bool (*take)(void *ctx, struct record *r), void *ctx, struct problem *p)
{
	const struct json_limits limits = {SIZE_MAX, JSON_DEPTH_MAX};
	struct record *r = NULL;
	enum problem_code code;
	cJSON *json;

	code = json_parse(line, len, &limits, &json, p);
	if (code != PROBLEM_NONE)
		return code;
	code = codec_record_read(json, CODEC_LENIENT, &r, p);
	cJSON_Delete(json);
	if (code == PROBLEM_NONE && r && !is_kept(r->kind)) {
		record_free(r);
		return PROBLEM_NONE;
	}
	if (code == PROBLEM_NONE && r && !take(ctx, r))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

enum problem_code
cache_read(const char *bytes, size_t len, struct cache_head *head,
    bool (*take)(void *ctx, struct record *r), void *ctx, struct problem *p)
{
	const char *end = bytes + len, *line = bytes + strlen(MAGIC), *next;
	enum problem_code code = PROBLEM_NONE;
	bool first = true;

	*head = (struct cache_head){0};
	if (len < strlen(MAGIC) || memcmp(bytes, MAGIC, strlen(MAGIC)) != 0)
		return problem_set(
		    p, PROBLEM_BAD_STREAM, "why", why_fault, NULL);
	for (; code == PROBLEM_NONE && line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			return problem_set(
			    p, PROBLEM_BAD_STREAM, "why", why_fault, NULL);
		if (first)
			code = read_head(line, (size_t)(next - line), head, p);
		else
			code = read_record(
			    line, (size_t)(next - line), take, ctx, p);
		first = false;
	}
	return code;
}
