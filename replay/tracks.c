/*
 * See tracks.h. Reading, then laying the file's days on the replay's, then a
 * walk over the fixes that keeps the newest of each vehicle.
 */
#include "replay/tracks.h"

#include "model/record.h"
#include "model/text.h"
#include "replay/map-find.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES ((size_t)64 << 20) /* bytes of them at most */

/* ---- reading ---- */

struct track_reader {
	struct tracks *t;
	struct rows *rows;
	struct map *map;
	int at[MAP_COLUMNS]; /* place of each column, or -1 */
	char date[TIME_SIZE];
	char format[TIME_SIZE + 80];
	struct problem *p;
};

static const struct csv_field *
field_of(const struct track_reader *r, enum map_column column)
{
	static const struct csv_field none = {"", 0};

	return r->at[column] < 0 ? &none : &r->rows->csv.field[r->at[column]];
}

static enum problem_code
bad_field(struct track_reader *r, enum map_column column, const char *want)
{
	struct buf clean = {0};

	text_clean(&clean, field_of(r, column)->s, field_of(r, column)->len, 0);
	csv_fault(&r->rows->csv, why_field_not, r->p);
	problem_param(
	    r->p, "column", "%s", text_or(r->map->column[column], ""));
	problem_param(r->p, "value", "%.80s", buf_str(&clean));
	problem_param(r->p, "want", "%s", want);
	buf_free(&clean);
	return PROBLEM_FILE_LINE;
}

static enum problem_code
read_time(struct track_reader *r, msec_t *at)
{
	const struct csv_field *f = field_of(r, MAP_AT);
	char text[TIME_SIZE + 100];
	int n = snprintf(text, sizeof(text), "%s%s", r->date, f->s);

	if (n > 0 && (size_t)n < sizeof(text) &&
	    time_parse_format(r->format, text, (size_t)n, r->map->zone, at) &&
	    *at > 0)
		return PROBLEM_NONE;
	return bad_field(r, MAP_AT, r->map->time);
}

static enum problem_code
read_degrees(
    struct track_reader *r, enum map_column column, double most, int32_t *out)
{
	const struct csv_field *f = field_of(r, column);
	double degrees;

	if (!number_parse(f->s, f->len, &degrees) || fabs(degrees) > most)
		return bad_field(r, column, why_lat_and_lon);
	*out = (int32_t)lround(degrees * 1e6);
	return PROBLEM_NONE;
}

static enum problem_code
read_vehicle(struct track_reader *r, uint32_t *vehicle)
{
	const struct csv_field *f = field_of(r, MAP_UNIT);
	size_t n;

	if (f->len == 0)
		return bad_field(r, MAP_UNIT, why_a_text);
	n = intern_add(&r->t->names, f->s, f->len, NULL);
	if (n == INTERN_NONE)
		return problem_set(r->p, PROBLEM_NO_MEMORY, NULL);
	*vehicle = (uint32_t)n;
	return PROBLEM_NONE;
}

static enum problem_code
make_room(struct track_reader *r)
{
	struct tracks *t = r->t;
	size_t room = t->room ? t->room * 2 : 4096;
	struct track_fix *more;

	if (t->fixes < t->room)
		return PROBLEM_NONE;
	if (t->fixes >= TRACK_FIXES)
		return problem_set(
		    r->p, PROBLEM_TOO_LARGE, "limit", "8000000", NULL);
	more = realloc(t->fix, room * sizeof(*more));
	if (!more)
		return problem_set(r->p, PROBLEM_NO_MEMORY, NULL);
	t->fix = more;
	t->room = room;
	return PROBLEM_NONE;
}

static enum problem_code
take_row(struct track_reader *r)
{
	struct track_fix fix;
	enum problem_code code = make_room(r);

	if (!code)
		code = read_time(r, &fix.at);
	if (!code)
		code = read_degrees(r, MAP_LAT, 90, &fix.lat);
	if (!code)
		code = read_degrees(r, MAP_LON, 180, &fix.lon);
	if (!code)
		code = read_vehicle(r, &fix.vehicle);
	if (!code)
		r->t->fix[r->t->fixes++] = fix;
	return code;
}

/* Times of day are those of the day that the calls begin on. */
static void
set_format(struct track_reader *r, const struct day *day)
{
	char date[TIME_SIZE];

	if (!map_is_daytime(r->map)) {
		snprintf(r->format, sizeof(r->format), "%s", r->map->time);
		return;
	}
	snprintf(r->date, sizeof(r->date), "%.16s ",
	    time_day(day->first, r->map->zone, date));
	snprintf(r->format, sizeof(r->format), "%%Y-%%m-%%d %s", r->map->time);
}

static enum problem_code
read_rows(struct track_reader *r)
{
	const char *missing = NULL;
	bool more = true;
	enum problem_code code = PROBLEM_NONE;

	if (map_fits(r->map, &r->rows->csv, &missing) == 0) {
		csv_fault(&r->rows->csv, why_no_column, r->p);
		problem_param(r->p, "column", "%s", text_or(missing, "?"));
		problem_param(r->p, "map", "%s", r->map->name);
		return PROBLEM_FILE_LINE;
	}
	for (size_t i = 0; i < MAP_COLUMNS; i++)
		r->at[i] = r->map->column[i]
		               ? csv_column(&r->rows->csv, r->map->column[i])
		               : -1;
	while (!code && more) {
		code = rows_next(r->rows, &more, r->p);
		if (!code && more)
			code = take_row(r);
	}
	return code;
}

/* ---- laying it beside the calls ---- */

/* By time; of one moment as they came, which their places tell. */
static int
compare_fixes(const void *p, const void *q)
{
	const struct track_fix *a = p, *b = q;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->vehicle > b->vehicle) - (a->vehicle < b->vehicle);
}

static msec_t
midnight(msec_t at, const struct zone *zone)
{
	struct civil c;
	msec_t out;

	time_to_civil(at, zone, &c);
	c.hour = c.minute = c.second = c.ms = 0;
	return time_from_civil(&c, zone, &out) ? out : at;
}

static void
lay_on(struct tracks *t, const struct day *day, const struct zone *zone)
{
	msec_t first = t->fix[0].at, last = t->fix[t->fixes - 1].at;
	msec_t begin = midnight(first, zone);

	if (first <= day->last && last >= day->first)
		return;
	t->shift = midnight(day->first, zone) - begin;
	t->period = ((last - begin) / TIME_DAY + 1) * TIME_DAY;
	t->turn = t->shift;
}

static uint32_t
unit_called(const struct day *day, const char *name)
{
	for (size_t i = 0; i < day->units.count; i++)
		if (strcmp(day->units.name[i], name) == 0)
			return (uint32_t)i;
	return DAY_NONE;
}

static bool
lend(struct tracks *t, const struct day *day)
{
	size_t units = day->units.count, unit = 0;
	bool *moved = calloc(units + 1, sizeof(*moved));

	t->vehicle = calloc(t->names.count + 1, sizeof(*t->vehicle));
	if (!moved || !t->vehicle) {
		free(moved);
		return false;
	}
	for (size_t v = 0; v < t->names.count; v++) {
		uint32_t own = unit_called(day, t->names.name[v]);

		t->vehicle[v].unit = own;
		if (own != DAY_NONE)
			moved[own] = true;
	}
	for (size_t v = 0; v < t->names.count; v++) {
		while (unit < units && moved[unit])
			unit++;
		if (t->vehicle[v].unit == DAY_NONE && unit < units)
			t->vehicle[v].unit = (uint32_t)unit++;
		t->lent += t->vehicle[v].unit != DAY_NONE;
	}
	free(moved);
	return true;
}

static enum problem_code
finish(struct track_reader *r, const struct day *day, const struct zone *zone)
{
	struct tracks *t = r->t;

	if (t->fixes > 1)
		qsort(t->fix, t->fixes, sizeof(*t->fix), compare_fixes);
	if (t->fixes > 0)
		lay_on(t, day, zone);
	if (!lend(t, day))
		return problem_set(r->p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

enum problem_code
tracks_read(const char *file, const char *map, const struct day *day,
    const struct zone *zone, struct tracks **out, struct problem *p)
{
	struct track_reader r = {.p = p};
	enum problem_code code = rows_open(file, &r.rows, p);

	*out = NULL;
	if (code)
		return code;
	code = map_find(map, true, &r.rows->csv, &r.map, p);
	r.t = code ? NULL : calloc(1, sizeof(*r.t));
	if (r.t) {
		r.t->arena.limit = NAMES;
		r.t->names.arena = &r.t->arena;
		set_format(&r, day);
		code = read_rows(&r);
	} else if (!code) {
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	if (!code)
		code = finish(&r, day, zone);
	rows_close(r.rows);
	map_free(r.map);
	if (code)
		tracks_free(r.t);
	else
		*out = r.t;
	return code;
}

void
tracks_free(struct tracks *t)
{
	if (!t)
		return;
	intern_free(&t->names);
	arena_free(&t->arena);
	free(t->fix);
	free(t->vehicle);
	free(t);
}

/* ---- playing ---- */

/* The next fix, on the replay's clock; false after the last. */
static bool
next_at(struct tracks *t, msec_t *at)
{
	if (t->next == t->fixes && t->period > 0 && t->fixes > 0) {
		t->next = 0;
		t->turn += t->period;
	}
	if (t->next == t->fixes)
		return false;
	*at = t->fix[t->next].at + t->turn;
	return true;
}

void
tracks_go(struct tracks *t, msec_t now)
{
	msec_t at;

	for (; next_at(t, &at) && at <= now; t->next++) {
		struct track_vehicle *v = &t->vehicle[t->fix[t->next].vehicle];

		v->fix = (uint32_t)t->next;
		v->at = at;
		v->dirty = v->unit != DAY_NONE;
	}
}

static void
write_one(const struct tracks *t, const struct track_vehicle *v,
    const char *unit, struct buf *body)
{
	const struct track_fix *f = &t->fix[v->fix];
	char lat[NUMBER_SIZE], lon[NUMBER_SIZE];

	number_format(f->lat / 1e6, lat);
	number_format(f->lon / 1e6, lon);
	buf_printf(body,
	    "{\"unit\":\"%s\",\"lat\":%s,\"lon\":%s,\"at\":%lld,"
	    "\"source\":\"track\"}",
	    unit, lat, lon, (long long)v->at);
}

size_t
tracks_write(struct tracks *t, const char (*unit)[ID_SIZE], struct buf *body)
{
	size_t count = 0;

	buf_puts(body, "{\"positions\":[");
	for (size_t n = 0; n < t->names.count && count < TRACK_BATCH; n++) {
		struct track_vehicle *v = &t->vehicle[n];

		if (!v->dirty)
			continue;
		if (count++ > 0)
			buf_putc(body, ',');
		write_one(t, v, unit[v->unit], body);
		v->dirty = false;
	}
	buf_puts(body, "]}");
	return count;
}
