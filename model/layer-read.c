/*
 * From a file's feature to the layer's (layer-read.h). The feature is begun in
 * the layer at once and taken back if it turns out to be of no use.
 */
#include "model/layer-read.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/geo-crs.h"
#include "model/id.h"
#include "model/layer-close.h"
#include "model/text.h"

void
reading_refuse(struct layer_reading *r, const char *fmt, ...)
{
	va_list args;

	if (r->why[0])
		return;
	va_start(args, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, args);
	va_end(args);
}

void
reading_begin(struct layer_reading *r, unsigned long line)
{
	r->features++;
	r->line = line;
	r->why[0] = '\0';
	layer_begin(r->layer, NULL, NULL);
}

static struct layer_feature *
feature(struct layer_reading *r)
{
	struct layer *l = r->layer;

	return l->failed ? NULL : &l->feature[l->features - 1];
}

/* A text as it is kept: short enough, and without control characters. */
static uint32_t
keep(struct layer_reading *r, const char *text, size_t max, const char *what)
{
	if (!text)
		return 0;
	if (strlen(text) > max) {
		reading_refuse(r, "its %s is longer than %zu bytes", what, max);
		return 0;
	}
	for (const unsigned char *s = (const unsigned char *)text; *s; s++)
		if (*s < 0x20 || *s == 0x7f) {
			reading_refuse(
			    r, "its %s has control characters", what);
			return 0;
		}
	return layer_keep_text(r->layer, text);
}

/* "ring3" or "3"; metres. */
static void
take_ring(struct layer_reading *r, struct layer_feature *f, const char *ring,
    const char *radius)
{
	char word[32];
	int value;
	double metres = 0;

	if (radius && (!number_parse(radius, strlen(radius), &metres) ||
	                  metres < 0 || metres > UINT16_MAX))
		reading_refuse(r, "its radius is no number of metres");
	f->radius = metres > 0 && metres <= UINT16_MAX ? (uint16_t)metres : 0;
	if (!ring || !*ring)
		return;
	snprintf(
	    word, sizeof(word), "%s%s", strlen(ring) == 1 ? "ring" : "", ring);
	value = enum_find(&enum_ring, word, strlen(word));
	if (value < 0 || value > RING_5) {
		reading_refuse(r, "its ring is none of 1, 3, 5");
		return;
	}
	f->ring = (uint8_t)value;
}

static void
take_class(struct layer_reading *r, struct layer_feature *f, const char *word)
{
	const struct layer_word *row = word ? layer_map_word(r->map, word) : 0;
	bool place = r->layer->role == LAYER_PLACE;
	int class = word ? enum_find(&enum_place_class, word, strlen(word)) : 0;

	if (row && row->rank)
		f->rank = (uint8_t)row->rank;
	if (place && row)
		f->class = (uint8_t)row->class;
	else if (place && class > 0)
		f->class = (uint8_t) class;
	if (r->layer->role == LAYER_VILLAGE)
		f->class = PLACE_VILLAGE;
}

void
reading_texts(struct layer_reading *r, const struct layer_texts *t)
{
	struct layer_feature *f = feature(r);
	uint32_t name, code, id = 0;

	if (!f)
		return;
	name = keep(r, t->text[LAYER_KEY_NAME], LAYER_TEXT_MAX, "name");
	code = keep(r, t->text[LAYER_KEY_CODE], LAYER_CODE_MAX, "code");
	if (t->text[LAYER_KEY_ID] && *t->text[LAYER_KEY_ID]) {
		if (id_valid(
		        t->text[LAYER_KEY_ID], strlen(t->text[LAYER_KEY_ID])))
			id = keep(r, t->text[LAYER_KEY_ID], ID_MAX, "id");
		else
			reading_refuse(r, "its id is no id");
	}
	f->name = name;
	f->code = code;
	f->id = id;
	f->source = (uint32_t)r->features;
	f->rank = LAYER_RANK_MAX;
	take_class(r, f, t->text[LAYER_KEY_CLASS]);
	take_ring(r, f, t->text[LAYER_KEY_RING], t->text[LAYER_KEY_RADIUS]);
}

void
reading_begin_part(struct layer_reading *r, enum part_kind kind)
{
	if (!r->why[0] && !r->layer->failed)
		layer_begin_part(r->layer, kind);
}

void
reading_add(struct layer_reading *r, double lon, double lat, size_t k)
{
	struct point p = {.lat = lat, .lon = lon};

	if (fabs(lat) > 90 && fabs(lat) <= 180 && fabs(lon) <= 90)
		reading_refuse(r,
		    "position %zu: latitude %.6f is beyond 90; are longitude "
		    "and latitude swapped?",
		    k, lat);
	else if (!point_valid(p))
		reading_refuse(r,
		    "position %zu: %.6f, %.6f is not on the earth", k, lon,
		    lat);
	p = crs_to_wgs84(r->crs, p);
	if (!r->why[0] && !r->layer->failed && point_valid(p))
		layer_add(r->layer, vertex_of(p));
}

static bool
wants_outline(enum layer_role role)
{
	return role == LAYER_STATION || role == LAYER_GRID ||
	       role == LAYER_VILLAGE || role == LAYER_AREA;
}

/* How many parts of a kind the feature has. */
static size_t
parts_of(const struct layer *l, enum part_kind kind)
{
	const struct layer_feature *f = &l->feature[l->features - 1];
	size_t n = 0;

	for (uint32_t k = 0; k < f->parts; k++)
		n += layer_part(l, f, k)->kind == kind;
	return n;
}

/* Rings with an inside, lines of two points. */
static void
check_parts(struct layer_reading *r)
{
	const struct layer *l = r->layer;
	const struct layer_feature *f = &l->feature[l->features - 1];

	if (f->parts == 0)
		reading_refuse(r, "it has no geometry");
	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);
		const struct vertex *v = layer_vertices(l, part);
		bool ring = part->kind == PART_RING || part->kind == PART_HOLE;

		if (part->kind == PART_LINE && part->count < 2)
			reading_refuse(r, "a line of one point");
		else if (part->kind == PART_POINT && part->count != 1)
			reading_refuse(r, "a point without coordinates");
		else if (ring && vertices_area(v, part->count) == 0)
			reading_refuse(r, "a ring without an inside");
	}
}

static void
close_lines(struct layer_reading *r)
{
	double gap;
	bool may_stay = r->layer->role == LAYER_AREA;

	if (layer_close(r->layer, &gap))
		r->closed++;
	else if (!may_stay)
		reading_refuse(r,
		    "an open line: its ends are %.0f m apart, and an outline "
		    "is wanted",
		    gap);
}

static void
check_role(struct layer_reading *r)
{
	enum layer_role role = r->layer->role;

	if (wants_outline(role) && parts_of(r->layer, PART_LINE) > 0)
		close_lines(r);
	if (parts_of(r->layer, PART_POINT) == 0)
		return;
	if (role == LAYER_GRID)
		reading_refuse(r, "a point, and an outline is wanted");
	else if (role == LAYER_ROAD || role == LAYER_WATER ||
	         role == LAYER_AREA || role == LAYER_ROUTE)
		reading_refuse(r, "a point, and a line or an area is wanted");
}

void
reading_end(struct layer_reading *r)
{
	if (r->layer->failed)
		return;
	if (!r->why[0])
		check_parts(r);
	if (!r->why[0])
		check_role(r);
	if (!r->why[0]) {
		layer_end(r->layer);
		r->used++;
		return;
	}
	layer_undo(r->layer);
	if (r->passed_over)
		r->passed_over(r->ctx, r->features, r->line, r->why);
}

enum problem_code
reading_fault(const struct layer_reading *r, size_t feature_number,
    unsigned long line, const char *why, struct problem *p)
{
	enum problem_code code =
	    feature_number > 0 ? PROBLEM_FILE_FEATURE : PROBLEM_FILE_LINE;

	problem_set(p, code, "file", r->file, "why", why, NULL);
	problem_param(p, "line", "%lu", line);
	if (feature_number > 0)
		problem_param(p, "feature", "%zu", feature_number);
	return code;
}
