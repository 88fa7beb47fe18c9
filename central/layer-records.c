/*
 * Features to records (layer-records.h). Those that are there are read once,
 * page by page, and looked through for each feature: 10,000 of each take two
 * seconds, once.
 */
#include "central/layer-records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/layer-route.h"
#include "net/wire/codec.h"

#define GRID_NAME 64
#define PLACE_NAME 96
#define RECORD_CODE 16

enum kind
layer_kind(enum layer_role role)
{
	switch (role) {
	case LAYER_STATION:
		return KIND_STATION;
	case LAYER_GRID:
		return KIND_GRID;
	case LAYER_VILLAGE:
	case LAYER_PLACE:
		return KIND_PLACE;
	case LAYER_ROUTE:
		return KIND_ROUTE;
	default:
		return KIND_ANY;
	}
}

/* Records of one kind; owned. */
struct there {
	struct record **list;
	size_t count, room;
};

static bool
add(struct record ***list, size_t *count, size_t *room, struct record *r)
{
	if (*count == *room) {
		size_t more = *room ? *room * 2 : 256;
		void *grown = realloc(*list, more * sizeof(**list));

		if (!grown)
			return false;
		*list = grown;
		*room = more;
	}
	(*list)[(*count)++] = r;
	return true;
}

static void
there_free(struct there *t)
{
	for (size_t i = 0; i < t->count; i++)
		record_free(t->list[i]);
	free(t->list);
}

static enum problem_code
take_page(
    struct there *t, const cJSON *page, struct buf *next, struct problem *p)
{
	const cJSON *item, *after = json_find(page, "next");
	enum problem_code code = PROBLEM_NONE;

	cJSON_ArrayForEach (item, json_find(page, "records")) {
		struct record *r = NULL;

		if (!code)
			code = codec_record_read(item, CODEC_LENIENT, &r, p);
		if (!code && r && !add(&t->list, &t->count, &t->room, r)) {
			record_free(r);
			code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
		}
	}
	buf_clear(next);
	if (cJSON_IsString(after))
		buf_puts(next, after->valuestring);
	return code;
}

static enum problem_code
read_all(
    struct client *client, enum kind kind, struct there *t, struct problem *p)
{
	static const struct json_limits limits = {
	    CLIENT_ANSWER_MAX, JSON_DEPTH_MAX};
	struct buf next = {0};
	enum problem_code code;

	do {
		struct buf target = {0}, answer = {0};
		struct client_request r = {.method = "GET"};
		cJSON *page = NULL;

		buf_printf(&target, "/v1/records/%s?limit=500%s",
		    kind_info(kind)->name, next.len ? "&after=" : "");
		client_escape(&target, buf_str(&next));
		r.target = buf_str(&target);
		code = client_call(client, &r, &answer, p);
		if (!code)
			code = json_parse(
			    buf_str(&answer), answer.len, &limits, &page, p);
		if (!code)
			code = take_page(t, page, &next, p);
		cJSON_Delete(page);
		buf_free(&target);
		buf_free(&answer);
	} while (!code && next.len > 0);
	buf_free(&next);
	return code;
}

struct maker {
	const struct layer_order *order;
	struct layer_loaded *l;
	struct layer_records *out;
	enum kind kind;
	const char *station; /* of new ones, or NULL */
	struct there there;
	struct buf line; /* of the route being drafted */
};

static bool
is_retired(const struct record *r, const struct field *retired)
{
	return retired && field_get(r, retired).number;
}

/* The record with that text in that field; *several when more have it. */
static const struct record *
find(const struct maker *m, const char *field, const char *text, bool *several)
{
	const struct field *f = field_find(m->kind, field, strlen(field));
	const struct field *retired = field_find(m->kind, "retired", 7);
	const struct record *found = NULL;

	for (size_t i = 0; f && i < m->there.count; i++) {
		const struct record *r = m->there.list[i];

		if (strcmp(text_or(field_get(r, f).text, ""), text) != 0 ||
		    is_retired(r, retired) ||
		    (m->station && r->station && m->kind != KIND_STATION &&
		        strcmp(r->station, m->station) != 0))
			continue;
		*several |= found != NULL;
		found = r;
	}
	return found;
}

static const struct record *
find_id(const struct maker *m, const char *id)
{
	for (size_t i = 0; i < m->there.count; i++)
		if (strcmp(m->there.list[i]->id, id) == 0)
			return m->there.list[i];
	return NULL;
}

/* The record of a feature, by id, code or name; NULL: a new one. */
static const struct record *
match(const struct maker *m, const struct layer_feature *f, const char **why)
{
	const struct layer *l = m->l->layer;
	const char *code = layer_text(l, f->code);
	const struct record *r = NULL;
	bool several = false;

	if (f->id)
		return find_id(m, layer_text(l, f->id));
	if (*code && strlen(code) <= RECORD_CODE)
		r = find(m, "code", code, &several);
	if (!r && !several)
		r = find(m, "name", layer_text(l, f->name), &several);
	if (several)
		*why = "several records have its name or code: say an id";
	return r;
}

/* Sets what the feature says of a place. */
static void
fill_place(
    const struct layer *l, const struct layer_feature *f, struct place *p)
{
	bool point = layer_part(l, f, 0)->kind == PART_POINT && f->parts == 1;

	if (point || !point_set(p->spot))
		p->spot = vertex_point(layer_spot(l, f));
	if (f->class)
		p->class = (enum place_class)f->class;
	if (f->ring)
		p->ring = (enum ring)f->ring;
	if (f->radius)
		p->radius = f->radius;
}

/* A draft from the record there is, or of a new one. */
static void
fill(const struct maker *m, const struct layer_feature *f, const char *id,
    const struct record *old, union any_record *draft)
{
	const struct layer *l = m->l->layer;
	const char *name = layer_text(l, f->name),
	           *code = layer_text(l, f->code);

	memset(draft, 0, sizeof(*draft));
	if (old)
		memcpy(draft, old, kind_info(m->kind)->size);
	else
		draft->head = (struct record){.kind = m->kind,
		    .id = id,
		    .station = m->kind == KIND_STATION ? id : m->station};
	if (!*code || strlen(code) > RECORD_CODE)
		code = NULL;
	if (m->kind == KIND_STATION) {
		struct station *s = &draft->station;

		s->name = text_or(s->name, name);
		s->code = code ? code : s->code;
		if (!point_set(s->spot))
			s->spot = vertex_point(layer_spot(l, f));
	} else if (m->kind == KIND_GRID) {
		draft->grid.name = text_or(draft->grid.name, name);
		draft->grid.code = code ? code : draft->grid.code;
	} else if (m->kind == KIND_ROUTE) {
		draft->route.name = text_or(draft->route.name, name);
		draft->route.line = buf_str(&m->line);
	} else {
		draft->place.name = text_or(draft->place.name, name);
		draft->place.code = code ? code : draft->place.code;
		fill_place(l, f, &draft->place);
	}
}

/* The id of a new record: the same when the file is fed again. */
static void
new_id(const struct maker *m, const struct layer_feature *f, char id[ID_SIZE])
{
	const struct layer *l = m->l->layer;
	char space[64];

	snprintf(space, sizeof(space), "layer/%s", kind_info(m->kind)->name);
	if (f->id)
		snprintf(id, ID_SIZE, "%s", layer_text(l, f->id));
	else
		id_from(space, layer_text(l, f->code ? f->code : f->name), id);
}

static const char *
why_not(const struct maker *m, const struct layer_feature *f)
{
	size_t most = m->kind == KIND_PLACE ? PLACE_NAME : GRID_NAME;
	size_t len = strlen(layer_text(m->l->layer, f->name));

	if (len == 0 && !f->id)
		return "it has no name: --map says which property is, --names "
		       "gives label points";
	return len > most ? "its name is too long for a record" : NULL;
}

/*
 * The draft's words lie in the layer's text, which may move once the layer
 * keeps more: what is to be put is made before. False when memory ended.
 */
static bool
keep_draft(struct maker *m, const struct record *old, struct record *draft)
{
	struct record *r;

	if (old && record_same(old, draft))
		return true;
	draft->rev = 0;
	r = record_freeze(draft);
	if (!r || !add(&m->out->put, &m->out->count, &m->out->room, r)) {
		record_free(r);
		return false;
	}
	if (old)
		return true;
	/* Another part of the same, further on in the file, is known then. */
	r = record_freeze(draft);
	if (r && add(&m->there.list, &m->there.count, &m->there.room, r))
		return true;
	record_free(r);
	return false;
}

/* False when memory ended. */
static bool
make_record(struct maker *m, struct layer_feature *f, const char **why)
{
	const struct record *old;
	union any_record draft;
	char id[ID_SIZE];

	*why = why_not(m, f);
	old = *why ? NULL : match(m, f, why);
	if (!*why && !old && f->name == 0)
		*why = "no record has its id, and it has no name to make one";
	if (!*why && m->kind == KIND_ROUTE)
		*why = layer_route_line(m->l->layer, f, &m->line);
	if (*why)
		return true;
	if (!buf_ok(&m->line))
		return false;
	new_id(m, f, id);
	fill(m, f, id, old, &draft);
	if (!keep_draft(m, old, &draft.head))
		return false;
	f->id = layer_keep_text(m->l->layer, old ? old->id : id);
	m->out->made += !old;
	m->out->known += old != NULL;
	return true;
}

static enum problem_code
make_all(struct maker *m, struct problem *p)
{
	struct layer *from = m->l->layer;
	struct layer *to = layer_new(from->name, from->role);
	enum problem_code code = to ? PROBLEM_NONE : PROBLEM_NO_MEMORY;

	for (size_t i = 0; !code && i < from->features; i++) {
		const char *why = NULL;

		if (!make_record(m, &from->feature[i], &why))
			code = PROBLEM_NO_MEMORY;
		else if (why)
			layer_pass_over(m->l, m->order, &from->feature[i], why);
		else
			layer_copy(to, from, &from->feature[i]);
	}
	if (code) {
		layer_free(to);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	layer_free(from);
	m->l->layer = to;
	return layer_ok(to, p);
}

/* Whose new grids and places are: as said, or the only station's. */
static enum problem_code
find_station(struct client *client, const char *said, char id[ID_SIZE],
    struct problem *p)
{
	struct there t = {0};
	enum problem_code code = read_all(client, KIND_STATION, &t, p);
	bool found = !said;

	id[0] = '\0';
	if (!code && !said && t.count == 1)
		snprintf(id, ID_SIZE, "%s", t.list[0]->id);
	for (size_t i = 0; !code && said && i < t.count; i++)
		found |= strcmp(t.list[i]->id, said) == 0;
	if (said && found)
		snprintf(id, ID_SIZE, "%s", said);
	there_free(&t);
	if (!code && !found)
		code = problem_set(
		    p, PROBLEM_NOT_FOUND, "what", "station", "id", said, NULL);
	return code;
}

enum problem_code
layer_records_make(struct client *client, const struct layer_order *order,
    const char *station, struct layer_loaded *l, struct layer_records *out,
    struct problem *p)
{
	struct maker m = {.order = order,
	    .l = l,
	    .out = out,
	    .kind = layer_kind(l->layer->role)};
	char id[ID_SIZE];
	enum problem_code code = PROBLEM_NONE;

	*out = (struct layer_records){0};
	if (m.kind == KIND_ANY)
		return code;
	code = find_station(client, station, id, p);
	m.station = *id ? id : NULL;
	if (!code)
		code = read_all(client, m.kind, &m.there, p);
	if (!code)
		code = make_all(&m, p);
	there_free(&m.there);
	buf_free(&m.line);
	return code;
}

void
layer_records_free(struct layer_records *r)
{
	for (size_t i = 0; i < r->count; i++)
		record_free(r->put[i]);
	free(r->put);
	*r = (struct layer_records){0};
}
