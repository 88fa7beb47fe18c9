/*
 * The whole of a day: which columns, row by row, and of which date.
 */
#include "replay/day-inside.h"

#include <stdio.h>
#include <stdlib.h>

static enum problem_code
take_row(struct reader *r)
{
	size_t call;
	enum problem_code code;

	if (++r->day->rows > DAY_ROWS)
		return csv_fault(&r->rows->csv, why_rows_over, r->p);
	code = reader_call(r, &call);
	if (code || reader_field(r, MAP_UNIT)->len == 0)
		return code;
	return reader_response(r, call);
}

static enum problem_code
find_columns(struct reader *r)
{
	const char *missing = NULL;

	for (size_t i = 0; i < MAP_COLUMNS; i++)
		r->at[i] = r->map->column[i]
		               ? csv_column(&r->rows->csv, r->map->column[i])
		               : -1;
	if (map_fits(r->map, &r->rows->csv, &missing))
		return PROBLEM_NONE;
	csv_fault(&r->rows->csv, why_no_column, r->p);
	problem_param(r->p, "column", "%s", missing ? missing : "?");
	problem_param(r->p, "map", "%s", r->map->name);
	return PROBLEM_FILE_LINE;
}

static void
set_format(struct reader *r, msec_t now)
{
	char day[TIME_SIZE];

	if (!map_is_daytime(r->map)) {
		snprintf(r->format, sizeof(r->format), "%s", r->map->time);
		return;
	}
	snprintf(r->date, sizeof(r->date), "%.16s ",
	    time_day(now, r->map->zone, day));
	snprintf(r->format, sizeof(r->format), "%%Y-%%m-%%d %s", r->map->time);
}

/* The same time of day on the next day. */
static void
next_day(const struct zone *z, msec_t *t)
{
	struct civil c;
	msec_t noon = *t + TIME_DAY;

	if (*t == 0)
		return;
	time_to_civil(*t, z, &c);
	*t += TIME_DAY;
	*t += (zone_offset(z, (noon - TIME_DAY) / 1000) -
	          zone_offset(z, noon / 1000)) *
	      INT64_C(1000);
}

static void
move_to_next_day(struct day *d, const struct zone *z)
{
	next_day(z, &d->first);
	next_day(z, &d->last);
	for (size_t i = 0; i < d->calls; i++) {
		next_day(z, &d->call[i].reported);
		next_day(z, &d->call[i].entered);
		next_day(z, &d->call[i].closed);
	}
	for (size_t i = 0; i < d->responses; i++)
		for (size_t k = 0; k < DAY_TIMES; k++)
			next_day(z, &d->response[i].time[k]);
}

static enum problem_code
read_all(struct reader *r)
{
	bool more = true;
	enum problem_code code = find_columns(r);

	while (!code && more) {
		code = rows_next(r->rows, &more, r->p);
		if (!code && more)
			code = take_row(r);
	}
	return code;
}

enum problem_code
day_read(struct rows *rows, const struct map *m, msec_t now, struct day **out,
    struct problem *p)
{
	struct day *d = calloc(1, sizeof(*d));
	struct reader r = {.day = d, .rows = rows, .map = m, .p = p};
	enum problem_code code;

	*out = NULL;
	if (!d)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	d->arena.limit = DAY_BYTES;
	d->keys.arena = d->response_keys.arena = &d->arena;
	d->units.arena = d->categories.arena = &d->arena;
	set_format(&r, now);
	code = read_all(&r);
	if (!code && map_is_daytime(m) && d->last < now)
		move_to_next_day(d, m->zone);
	if (code)
		day_free(d);
	else
		*out = d;
	return code;
}

void
day_free(struct day *d)
{
	if (!d)
		return;
	intern_free(&d->keys);
	intern_free(&d->response_keys);
	intern_free(&d->units);
	intern_free(&d->categories);
	free(d->call);
	free(d->response);
	free(d->unit);
	free(d->oddity);
	arena_free(&d->arena);
	free(d);
}

const char *
day_callsign(const struct day *d, uint32_t unit)
{
	return d->units.name[unit];
}

const char *
day_category(const struct day *d, uint32_t category)
{
	return d->categories.name[category];
}
