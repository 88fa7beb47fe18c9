/*
 * Map layers: listed and given to who may read, put and dropped by who may
 * import. A layer is for all who may read: it shows where things are, never
 * what happens there. It is put whole, and with it the records that it is the
 * outline of; the writer takes it all like one command, with a line in the
 * audit log, or nothing of it. The areas in memory are made anew, and what a
 * setting says of the layers is another then: so consoles hear of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/layer-cache.h"
#include "central/routes.h"
#include "model/blake2s.h"
#include "net/wire/json.h"
#include "net/wire/layer-json.h"

/* A head that outlives the walk it came from. */
struct kept_head {
	struct store_layer head;
	char name[LAYER_NAME_MAX + 1];
	char by[BY_MAX + 1];
};

struct heads {
	struct kept_head list[LAYERS_MAX];
	size_t count;
	const char *only; /* this one; NULL: all */
};

static bool
keep_head(void *ctx, const struct store_layer *l)
{
	struct heads *h = ctx;
	struct kept_head *k = &h->list[h->count];

	if (h->count == LAYERS_MAX || (h->only && strcmp(h->only, l->name)))
		return true;
	h->count++;
	k->head = *l;
	snprintf(k->name, sizeof(k->name), "%s", l->name);
	snprintf(k->by, sizeof(k->by), "%s", text_or(l->by, ""));
	k->head.name = k->name;
	k->head.by = k->by;
	return true;
}

static enum problem_code
put_zooms(struct json_out *o, struct ask *a, struct store *store,
    const struct store_layer *head, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	json_put_key(o, "zooms");
	json_open_array(o);
	for (size_t z = 0; !code && z < LAYER_ZOOMS; z++) {
		char tag[LAYER_TAG_SIZE];
		size_t bytes = 0;

		code = layer_cache_get(
		    a->central->layers, store, head, z, NULL, &bytes, p);
		layer_cache_tag(head, z, tag);
		json_open_object(o);
		ask_put_number(o, "zoom", layer_zooms[z]);
		ask_put_number(o, "bytes", (int64_t)bytes);
		ask_put_text(o, "etag", tag);
		json_close_object(o);
	}
	json_close_array(o);
	return code;
}

static enum problem_code
put_layer(struct json_out *o, struct ask *a, struct store *store,
    const struct store_layer *head, struct problem *p)
{
	enum problem_code code;

	json_open_object(o);
	ask_put_text(o, "name", head->name);
	ask_put_text(o, "role", enum_word(&enum_layer_role, head->role));
	ask_put_number(o, "at", head->at);
	ask_put_text(o, "by", head->by);
	ask_put_number(o, "features", head->features);
	ask_put_number(o, "vertices", head->vertices);
	code = put_zooms(o, a, store, head, p);
	json_close_object(o);
	return code;
}

/* The heads as they stand; in a view, so that layers fit to them. */
static enum problem_code
read_heads(struct heads *h, struct store *store, struct problem *p)
{
	enum problem_code code = store_view(store, p);

	if (code)
		return code;
	code = store_layers(store, keep_head, h, p);
	if (code)
		store_view_end(store);
	return code;
}

enum problem_code
route_layers(struct ask *a, struct store *store, struct problem *p)
{
	struct heads *h = ask_ctx(a, sizeof(*h), p);
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code;

	if (!h)
		return p->code;
	code = ask_params(a, NULL, 0, p);
	if (!code)
		code = read_heads(h, store, p);
	if (code)
		return code;
	json_open_object(&o);
	json_put_key(&o, "layers");
	json_open_array(&o);
	for (size_t i = 0; !code && i < h->count; i++)
		code = put_layer(&o, a, store, &h->list[i].head, p);
	json_close_array(&o);
	json_close_object(&o);
	store_view_end(store);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}

/* Whether the reader has it already; one of several tags, or any. */
static bool
has_it(const struct http_request *r, const char *tag)
{
	const char *said = http_header(r, "If-None-Match");

	return said && (strcmp(said, "*") == 0 || strstr(said, tag));
}

static void
answer_layer(struct ask *a, const char *tag, struct buf *gzip)
{
	struct buf plain = {0};
	bool packed = http_takes_gzip(a->request);

	if (!packed && !layer_cache_unpack(&plain, gzip, LAYER_JSON_MAX))
		plain.failed = true;
	http_answer_header(a->request, "ETag", tag);
	http_answer_header(a->request, "Cache-Control", "private, no-cache");
	http_answer_header(a->request, "Vary", "Accept-Encoding");
	if (packed)
		http_answer_header(a->request, "Content-Encoding", "gzip");
	if (packed)
		ask_json(a, 200, gzip);
	else
		ask_json(a, 200, &plain);
	if (!packed)
		buf_free(gzip);
}

static void
answer_unchanged(struct ask *a, const char *tag)
{
	struct buf nothing = {0};

	http_answer_header(a->request, "ETag", tag);
	http_answer_header(a->request, "Cache-Control", "private, no-cache");
	ask_bytes(a, 304, NULL, &nothing);
}

enum problem_code
route_layer(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {"zoom"};
	struct heads *h = ask_ctx(a, sizeof(*h), p);
	char tag[LAYER_TAG_SIZE];
	struct buf gzip = {0};
	int64_t zoom;
	size_t z, bytes;
	enum problem_code code;

	if (!h)
		return p->code;
	h->only = a->part[0];
	code = ask_params(a, known, COUNT_OF(known), p);
	if (!code)
		code = ask_number(a, "zoom", 0, 30, 30, &zoom, p);
	if (!code)
		code = read_heads(h, store, p);
	if (code)
		return code;
	z = layer_zoom((int)zoom);
	if (h->count == 0) {
		store_view_end(store);
		return ask_not_found(p, "layer", a->part[0]);
	}
	layer_cache_tag(&h->list[0].head, z, tag);
	if (has_it(a->request, tag)) {
		store_view_end(store);
		answer_unchanged(a, tag);
		return PROBLEM_NONE;
	}
	code = layer_cache_get(
	    a->central->layers, store, &h->list[0].head, z, &gzip, &bytes, p);
	store_view_end(store);
	if (code)
		buf_free(&gzip);
	else
		answer_layer(a, tag, &gzip);
	return code;
}

/* Putting and dropping */

struct layer_change {
	struct layer_put put; /* of no layer: it is dropped */
	char name[LAYER_NAME_MAX + 1];
};

static void
change_free(void *ctx)
{
	struct layer_change *c = ctx;

	layer_put_free(&c->put);
	free(c);
}

struct room_left {
	const char *name;
	size_t others;
};

static bool
count_others(void *ctx, const struct store_layer *l)
{
	struct room_left *r = ctx;

	r->others += strcmp(l->name, r->name) != 0;
	return true;
}

static bool
add_digest(void *ctx, const struct store_layer *l)
{
	struct blake2s *h = ctx;

	blake2s_add(h, l->name, strlen(l->name) + 1);
	blake2s_add(h, l->digest, LAYER_DIGEST);
	return true;
}

/* The setting that moves with any layer: see TOPIC_LAYERS. */
static enum problem_code
tell_consoles(struct tx *tx)
{
	uint8_t digest[LAYER_DIGEST];
	char name[2 * LAYER_DIGEST + 1];
	struct setting s = {.head = {.kind = KIND_SETTING, .id = "layers"},
	    .topic = TOPIC_LAYERS,
	    .name = name};
	struct blake2s h;
	enum problem_code code;

	blake2s_begin(&h, LAYER_DIGEST);
	code = store_layers(tx->store, add_digest, &h, tx->problem);
	blake2s_end(&h, digest);
	for (size_t i = 0; i < LAYER_DIGEST; i++)
		snprintf(name + 2 * i, 3, "%02x", digest[i]);
	return code ? code : tx_put(tx, &s.head);
}

/* As if each had been put by itself, by who puts the layer. */
static enum problem_code
put_records(struct tx *tx, const struct layer_put *put)
{
	struct call call = {.command = command_get(COMMAND_PUT)};
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < put->records; i++) {
		call.record = put->record[i];
		code = command_run(tx, &call);
	}
	return code;
}

static enum problem_code
run_put(struct tx *tx, struct ask *a)
{
	const struct layer_change *c = a->ctx;
	struct room_left room = {.name = c->name};
	enum problem_code code =
	    store_layers(tx->store, count_others, &room, tx->problem);

	if (!code && room.others >= LAYERS_MAX)
		return tx_refuse(
		    tx, PROBLEM_CROWDED, "key", "layers", "limit", "64", NULL);
	if (!code)
		code = put_records(tx, &c->put);
	if (!code)
		code = store_layer_put(tx->store, c->put.layer, tx->now,
		    tx->actor->by, tx->problem);
	if (!code)
		code = tell_consoles(tx);
	tx->settings_changed = true;
	/* One line says it all: thousands of records are no audit line. */
	buf_clear(&tx->what);
	tx_note(tx, "layer/%s %zu features, %zu records", c->name,
	    c->put.layer->features, c->put.records);
	return code;
}

static enum problem_code
run_drop(struct tx *tx, struct ask *a)
{
	const struct layer_change *c = a->ctx;
	enum problem_code code =
	    store_layer_drop(tx->store, c->name, tx->problem);

	if (code == PROBLEM_NOT_FOUND)
		return ask_not_found(tx->problem, "layer", c->name);
	if (!code)
		code = tell_consoles(tx);
	tx->settings_changed = true;
	tx_note(tx, "layer/%s", c->name);
	return code;
}

static struct layer_change *
begin_change(struct ask *a, struct problem *p)
{
	struct layer_change *c = ask_ctx(a, sizeof(*c), p);

	if (!c)
		return NULL;
	a->ctx_free = change_free;
	if (!layer_name_valid(a->part[0], strlen(a->part[0]))) {
		problem_set(p, PROBLEM_BAD_VALUE, "key", "name", "value",
		    a->part[0], "want", why_layer_name, NULL);
		return NULL;
	}
	snprintf(c->name, sizeof(c->name), "%s", a->part[0]);
	return c;
}

/*
 * The body as a layer. One no larger than any other body is judged as all of
 * them are, before anything in it is looked at.
 */
static enum problem_code
read_layer(struct ask *a, struct layer_put *out, struct problem *p)
{
	size_t len;
	const char *body = http_body(a->request, &len);
	const cJSON *object;
	cJSON *whole = NULL;
	enum problem_code code = PROBLEM_NONE;

	if (len <= JSON_BODY_MAX) {
		code = json_parse(body, len, NULL, &whole, p);
		if (!code)
			code = json_as_object(whole, "body", &object, p);
		cJSON_Delete(whole);
	}
	return code ? code : layer_put_read_json(body, len, out, p);
}

enum problem_code
route_layer_put(struct ask *a, struct store *store, struct problem *p)
{
	struct layer_change *c = begin_change(a, p);
	enum problem_code code;

	(void)store;
	if (!c)
		return p->code;
	code = ask_params(a, NULL, 0, p);
	if (!code)
		code = read_layer(a, &c->put, p);
	if (!code && strcmp(c->put.layer->name, c->name) != 0)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "name", "value",
		    c->put.layer->name, "want", why_one_of, "words", c->name,
		    NULL);
	if (!code)
		ask_write(a, "layer-put", run_put, ask_none);
	return code;
}

enum problem_code
route_layer_drop(struct ask *a, struct store *store, struct problem *p)
{
	struct layer_change *c = begin_change(a, p);
	enum problem_code code;

	(void)store;
	if (!c)
		return p->code;
	code = ask_params(a, NULL, 0, p);
	if (!code)
		ask_write(a, "layer-drop", run_drop, ask_none);
	return code;
}
