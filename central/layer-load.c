/*
 * Files to layers (layer-load.h).
 */
#include "central/layer-load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/layer-file.h"
#include "config/source.h"
#include "model/layer-csv.h"
#include "model/reason.h"
#include "model/record.h"
#include "net/wire/geojson.h"
#include "net/wire/json.h"

#define REGISTER_MAX ((size_t)16 * 1024 * 1024) /* bytes */

/* The whole file, unpacked, within what a map file may have. */
static enum problem_code
read_file(const char *file, struct buf *out, struct problem *p)
{
	struct source *s;
	const char *bytes;
	size_t len = 1;
	enum problem_code code = source_open(file, &s, p);

	if (code)
		return code;
	while (!code && len > 0) {
		code = source_read(s, &bytes, &len, p);
		if (!code)
			buf_add(out, bytes, len);
		if (!code && out->len > GEOJSON_FILE_MAX)
			code = problem_set(p, PROBLEM_FILE, "file", file, "why",
			    why_file_over_64m, NULL);
	}
	source_close(s);
	if (!code && !buf_ok(out))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

/* Whether the name says CSV, packed or not. */
static bool
is_csv(const char *file)
{
	size_t len = strlen(file);

	for (const char *const *e =
	         (const char *const[]){".csv", ".csv.xz", ".csv.gz", NULL};
	     *e; e++)
		if (len > strlen(*e) &&
		    strcmp(file + len - strlen(*e), *e) == 0)
			return true;
	return false;
}

struct loading {
	const struct layer_order *order;
	struct layer_loaded *out;
	struct layer_file file;
	enum layer_role role;
	enum crs crs;
};

static void
note(void *ctx, size_t feature, unsigned long line, const char *why)
{
	struct loading *l = ctx;

	buf_printf(&l->out->passed, "%s:%lu: feature %zu: %s\n", l->order->file,
	    line, feature, why);
}

static enum problem_code
read_layer(struct loading *l, const char *file, struct layer *into,
    struct layer_reading *r, struct problem *p)
{
	struct buf text = {0};
	enum problem_code code = read_file(file, &text, p);

	*r = (struct layer_reading){.file = file,
	    .layer = into,
	    .crs = l->crs,
	    .map = &l->file.map,
	    .ctx = l};
	if (into == l->out->layer)
		r->passed_over = note;
	if (!code)
		code = is_csv(file)
		           ? layer_csv_read(r, buf_str(&text), text.len, p)
		           : geojson_read(r, buf_str(&text), text.len, p);
	buf_free(&text);
	return code;
}

/* A word given on the command line, or the map's, or the last resort. */
static enum problem_code
pick(const struct enum_table *words, const char *option, const char *given,
    int otherwise, int *to, struct problem *p)
{
	struct buf list = {0};

	*to = given ? enum_find(words, given, strlen(given)) : otherwise;
	if (*to >= 0)
		return PROBLEM_NONE;
	if (!given)
		return problem_set(p, PROBLEM_MISSING_KEY, "key", option, NULL);
	for (size_t i = 0; i < words->count; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", words->words[i]);
	problem_set(p, PROBLEM_BAD_VALUE, "key", option, "value", given, "want",
	    why_one_of, "words", buf_str(&list), NULL);
	buf_free(&list);
	return PROBLEM_BAD_VALUE;
}

static enum problem_code
begin(struct loading *l, struct problem *p)
{
	const struct layer_order *o = l->order;
	int role = 0, crs = 0;
	enum problem_code code = layer_file_read(o->map, &l->file, p);

	if (!code)
		code = pick(&enum_layer_role, "--role", o->role, l->file.role,
		    &role, p);
	if (!code)
		code = pick(&enum_crs, "--crs", o->crs,
		    l->file.crs >= 0 ? l->file.crs : CRS_WGS84, &crs, p);
	if (code)
		return code;
	l->role = (enum layer_role)role;
	l->crs = (enum crs)crs;
	if (!layer_name_valid(o->name, strlen(o->name)))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "NAME", "value",
		    o->name, "want", why_layer_name, NULL);
	l->out->layer = layer_new(o->name, l->role);
	return l->out->layer ? PROBLEM_NONE
	                     : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

/* Names by points */

/* The one named point in the feature's outline; NULL: none or several. */
static const struct layer_feature *
point_in(const struct layer *l, const struct layer_feature *f,
    const struct layer *points)
{
	const struct layer_feature *found = NULL;

	for (size_t i = 0; i < points->features; i++) {
		const struct layer_feature *g = &points->feature[i];

		if (g->name == 0 || !layer_holds(l, f, layer_spot(points, g)))
			continue;
		if (found)
			return NULL;
		found = g;
	}
	return found;
}

size_t
layer_name_by_points(struct layer *l, const struct layer *points)
{
	size_t named = 0;

	for (size_t i = 0; i < l->features; i++) {
		const struct layer_feature *g =
		    l->feature[i].name || !layer_is_area(l, &l->feature[i])
		        ? NULL
		        : point_in(l, &l->feature[i], points);

		if (!g)
			continue;
		l->feature[i].name =
		    layer_keep_text(l, layer_text(points, g->name));
		if (!l->feature[i].code)
			l->feature[i].code =
			    layer_keep_text(l, layer_text(points, g->code));
		named++;
	}
	return named;
}

static enum problem_code
add_names(struct loading *l, struct problem *p)
{
	struct layer *points = layer_new("names", LAYER_PLACE);
	struct layer_reading r;
	struct layer_file own = l->file;
	enum problem_code code =
	    points ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);

	/* Label points are most often a plain file beside a mapped one. */
	if (!code)
		code = layer_file_read(NULL, &l->file, p);
	if (!code) {
		code = read_layer(l, l->order->names, points, &r, p);
		layer_file_free(&l->file);
	}
	l->file = own;
	if (!code)
		l->out->named = layer_name_by_points(l->out->layer, points);
	layer_free(points);
	return code;
}

/* Codes by a register: {"code of the area": {"code": "name", ...}, ...} */

struct entry {
	const char *name, *code; /* the tree's */
};

struct names {
	struct entry *list;
	size_t count, room;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool
gather(struct names *n, const cJSON *register_)
{
	const cJSON *area, *item;

	cJSON_ArrayForEach (area, register_)
		cJSON_ArrayForEach (item, area) {
			if (!item->string || !cJSON_IsString(item))
				continue;
			if (n->count == n->room) {
				size_t room = n->room ? n->room * 2 : 1024;
				void *list =
				    realloc(n->list, room * sizeof(*n->list));

				if (!list)
					return false;
				n->list = list;
				n->room = room;
			}
			n->list[n->count++] =
			    (struct entry){item->valuestring, item->string};
		}
	if (n->count > 0)
		qsort(n->list, n->count, sizeof(*n->list), by_name);
	return true;
}

/* The code of a name that stands in the register once. */
static const char *
code_of(const struct names *n, const char *name)
{
	const struct entry key = {.name = name};
	const struct entry *e =
	    bsearch(&key, n->list, n->count, sizeof(*n->list), by_name);

	if (!e || (e > n->list && strcmp(e[-1].name, name) == 0) ||
	    (e + 1 < n->list + n->count && strcmp(e[1].name, name) == 0))
		return NULL;
	return e->code;
}

static enum problem_code
add_codes(struct loading *l, struct problem *p)
{
	static const struct json_limits limits = {REGISTER_MAX, JSON_DEPTH_MAX};
	struct buf text = {0};
	struct names n = {0};
	struct layer *to = l->out->layer;
	cJSON *json = NULL;
	enum problem_code code = read_file(l->order->codes, &text, p);

	if (!code)
		code = json_parse(buf_str(&text), text.len, &limits, &json, p);
	if (code == PROBLEM_BAD_JSON)
		code = problem_set(p, PROBLEM_FILE, "file", l->order->codes,
		    "why", why_no_json, NULL);
	if (!code && !gather(&n, json))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; !code && n.count && i < to->features; i++) {
		struct layer_feature *f = &to->feature[i];
		const char *found = f->code || !f->name
		                        ? NULL
		                        : code_of(&n, layer_text(to, f->name));

		if (found && strlen(found) <= LAYER_CODE_MAX) {
			f->code = layer_keep_text(to, found);
			l->out->coded++;
		}
	}
	cJSON_Delete(json);
	free(n.list);
	buf_free(&text);
	return code;
}

enum problem_code
layer_load(const struct layer_order *order, struct layer_loaded *out,
    struct problem *p)
{
	struct loading l = {.order = order, .out = out};
	struct layer_reading r;
	enum problem_code code;

	*out = (struct layer_loaded){0};
	code = begin(&l, p);
	if (!code) {
		code = read_layer(&l, order->file, out->layer, &r, p);
		out->features = r.features;
		out->closed = r.closed;
	}
	if (!code && order->names)
		code = add_names(&l, p);
	if (!code && order->codes)
		code = add_codes(&l, p);
	if (!code)
		code = layer_ok(out->layer, p);
	layer_file_free(&l.file);
	return code;
}

void
layer_loaded_free(struct layer_loaded *l)
{
	layer_free(l->layer);
	buf_free(&l->passed);
	*l = (struct layer_loaded){0};
}

void
layer_pass_over(struct layer_loaded *l, const struct layer_order *order,
    const struct layer_feature *f, const char *why)
{
	buf_printf(
	    &l->passed, "%s: feature %u: %s\n", order->file, f->source, why);
}
