/*
 * Records to CSV, JSON and GeoJSON (bulk.h), in the order they are given.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/bulk.h"
#include "model/csv.h"
#include "model/time.h"
#include "net/wire/codec.h"

static void
csv_head(struct csv_writer *csv, enum kind kind)
{
	const struct kind_info *info = kind_info(kind);
	char half[64];

	csv_puts(csv, "id");
	csv_puts(csv, "station");
	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];

		if (f->type != TYPE_POINT) {
			csv_puts(csv, f->name);
			continue;
		}
		snprintf(half, sizeof(half), "%s.lat", f->name);
		csv_puts(csv, half);
		snprintf(half, sizeof(half), "%s.lon", f->name);
		csv_puts(csv, half);
	}
	csv_puts(csv, "rev");
	csv_puts(csv, "seq");
	csv_puts(csv, "at");
	csv_puts(csv, "by");
	csv_end_row(csv);
}

static void
put_number(struct csv_writer *csv, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, n);
	csv_puts(csv, text);
}

static void
put_time(struct csv_writer *csv, msec_t t)
{
	char text[TIME_SIZE];

	csv_puts(csv, t ? time_format(t, text) : "");
}

static void
put_point(struct csv_writer *csv, struct point at)
{
	char lat[NUMBER_SIZE] = "", lon[NUMBER_SIZE] = "";

	if (point_set(at)) {
		number_format(at.lat, lat);
		number_format(at.lon, lon);
	}
	csv_puts(csv, lat);
	csv_puts(csv, lon);
}

static void
put_refs(struct csv_writer *csv, const struct refs *refs)
{
	struct buf text = {0};

	for (size_t i = 0; i < refs->count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", refs->id[i]);
	csv_puts(csv, buf_str(&text));
	if (!buf_ok(&text))
		csv->out->failed = true;
	buf_free(&text);
}

static void
put_value(struct csv_writer *csv, const struct field *f, const struct value *v)
{
	switch (f->type) {
	case TYPE_ENUM:
		csv_puts(csv, enum_word(f->words, (unsigned)v->number));
		break;
	case TYPE_TIME:
		put_time(csv, v->number);
		break;
	case TYPE_BOOL:
		csv_puts(csv, v->number ? "true" : "");
		break;
	case TYPE_INTEGER:
		if (v->number)
			put_number(csv, v->number);
		else
			csv_puts(csv, "");
		break;
	case TYPE_POINT:
		put_point(csv, v->point);
		break;
	case TYPE_REFS:
		put_refs(csv, &v->refs);
		break;
	default:
		csv_puts(csv, text_or(v->text, ""));
	}
}

static void
csv_record(struct csv_writer *csv, const struct record *r)
{
	const struct kind_info *info = kind_info(r->kind);

	csv_puts(csv, r->id);
	csv_puts(csv, text_or(r->station, ""));
	for (size_t i = 0; i < info->count; i++) {
		struct value v = field_get(r, &info->fields[i]);

		put_value(csv, &info->fields[i], &v);
	}
	put_number(csv, r->rev);
	put_number(csv, r->seq);
	put_time(csv, r->at);
	csv_puts(csv, text_or(r->by, ""));
	csv_end_row(csv);
}

static void
put_pair(struct json_out *o, double lon, double lat)
{
	json_open_array(o);
	json_put_number(o, lon);
	json_put_number(o, lat);
	json_close_array(o);
}

/* "lon,lat lon,lat ..." as a ring; what is no pair is passed over. */
static void
put_ring(struct json_out *o, const char *outline)
{
	json_open_array(o);
	json_open_array(o);
	while (*outline) {
		size_t len = strcspn(outline, " \n");
		const char *comma = memchr(outline, ',', len);
		double lon, lat;

		if (comma &&
		    number_parse(outline, (size_t)(comma - outline), &lon) &&
		    number_parse(
		        comma + 1, len - (size_t)(comma - outline) - 1, &lat))
			put_pair(o, lon, lat);
		outline += len;
		outline += strspn(outline, " \n");
	}
	json_close_array(o);
	json_close_array(o);
}

static void
put_geometry(struct json_out *o, const struct field *f, const struct value *v)
{
	if (value_absent(v)) {
		json_put_null(o);
		return;
	}
	json_open_object(o);
	json_put_key(o, "type");
	json_put_string(o, f->type == TYPE_POINT ? "Point" : "Polygon",
	    f->type == TYPE_POINT ? 5 : 7);
	json_put_key(o, "coordinates");
	if (f->type == TYPE_POINT)
		put_pair(o, v->point.lon, v->point.lat);
	else
		put_ring(o, v->text);
	json_close_object(o);
}

static void
geojson_record(struct json_out *o, const struct record *r)
{
	const struct field *f = bulk_geometry(r->kind);
	struct value v = field_get(r, f), none = {.type = f->type};
	union any_record rest;

	memcpy(&rest, r, kind_info(r->kind)->size);
	field_set(&rest.head, f, none);
	json_open_object(o);
	json_put_key(o, "type");
	json_put_string(o, "Feature", 7);
	json_put_key(o, "id");
	json_put_string(o, r->id, strlen(r->id));
	json_put_key(o, "geometry");
	put_geometry(o, f, &v);
	json_put_key(o, "properties");
	codec_write_record(o, &rest.head);
	json_close_object(o);
}

void
bulk_begin(struct bulk_writer *w)
{
	struct csv_writer csv = {.out = w->out};

	if (w->form == BULK_CSV)
		csv_head(&csv, w->kind);
	else if (w->form == BULK_JSON)
		buf_puts(w->out, "[");
	else
		buf_puts(
		    w->out, "{\"type\":\"FeatureCollection\",\"features\":[");
}

void
bulk_write(struct bulk_writer *w, const struct record *r)
{
	struct csv_writer csv = {.out = w->out};
	struct json_out o = {.buf = w->out};

	if (w->form == BULK_CSV) {
		csv_record(&csv, r);
		return;
	}
	buf_puts(w->out, w->written++ ? ",\n" : "\n");
	if (w->form == BULK_JSON)
		codec_write_record(&o, r);
	else
		geojson_record(&o, r);
}

void
bulk_end(struct bulk_writer *w)
{
	if (w->form == BULK_JSON)
		buf_puts(w->out, "\n]\n");
	else if (w->form == BULK_GEOJSON)
		buf_puts(w->out, "\n]}\n");
}
