/*
 * The response of a row: its unit and its times, in order or not.
 */
#include "replay/day-inside.h"

#include <string.h>

/* Which column each time is in; all but the first may be missing. */
static const enum map_column time_column[DAY_TIMES] = {
    [DAY_DISPATCHED] = MAP_DISPATCHED,
    [DAY_ACCEPTED] = MAP_ACCEPTED,
    [DAY_ENROUTE] = MAP_ENROUTE,
    [DAY_ONSCENE] = MAP_ONSCENE,
    [DAY_CONVEYING] = MAP_CONVEYING,
    [DAY_CONVEYED] = MAP_CONVEYED,
    [DAY_CLEARED] = MAP_CLEARED,
    [DAY_REPORTED] = MAP_REPORTED_OUT,
};

/* In words, which time lies before which: "a 19:48:03 before b 19:50:00". */
static enum problem_code
note_disorder(struct reader *r, const struct day_response *e,
    enum map_column late, msec_t t, enum map_column early, msec_t u)
{
	char a[TIME_SIZE], b[TIME_SIZE];
	struct buf what = {0};
	enum problem_code code;

	buf_printf(&what, "%s %s is before %s %s", r->map->column[late],
	    time_hms(t, r->map->zone, a), r->map->column[early],
	    time_hms(u, r->map->zone, b));
	code = reader_note(r, ODD_DISORDER, e->key, buf_str(&what));
	buf_free(&what);
	return code;
}

/* The first of its times that lies before one that should have come first. */
static enum problem_code
check_order(struct reader *r, const struct day_response *e)
{
	const struct day_call *c = &r->day->call[e->call];
	enum map_column latest = MAP_REPORTED;
	msec_t last = c->reported;

	if (c->entered && c->entered < last)
		return note_disorder(
		    r, e, MAP_ENTERED, c->entered, latest, last);
	if (c->entered) {
		latest = MAP_ENTERED;
		last = c->entered;
	}
	for (size_t i = 0; i < DAY_TIMES; i++) {
		if (e->time[i] == 0)
			continue;
		if (e->time[i] < last)
			return note_disorder(
			    r, e, time_column[i], e->time[i], latest, last);
		latest = time_column[i];
		last = e->time[i];
	}
	return PROBLEM_NONE;
}

static enum problem_code
take_unit(struct reader *r, struct day_response *e)
{
	const struct csv_field *class = reader_field(r, MAP_CLASS);
	struct day *d = r->day;
	const char *callsign;
	enum problem_code code =
	    reader_text(r, reader_field(r, MAP_UNIT), 32, false, &callsign);
	bool fresh;
	size_t n;

	if (code)
		return code;
	n = intern_add(&d->units, callsign, strlen(callsign), &fresh);
	if (n == INTERN_NONE ||
	    !reader_grow(&d->unit, &d->unit_room, n, sizeof(*d->unit)))
		return reader_no_memory(r);
	e->unit = (uint32_t)n;
	if (!fresh)
		return PROBLEM_NONE;
	d->unit[n].class = arena_keep(&d->arena, class->s, class->len);
	return d->unit[n].class ? PROBLEM_NONE : reader_no_memory(r);
}

static enum problem_code
read_times(struct reader *r, struct day_response *e)
{
	const struct day_call *c = &r->day->call[e->call];
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < DAY_TIMES; i++)
		code = reader_time(r, time_column[i], &e->time[i]);
	if (code || e->time[DAY_DISPATCHED])
		return code;
	e->time[DAY_DISPATCHED] = c->entered ? c->entered : c->reported;
	return reader_note(r, ODD_UNSENT, e->key,
	    "no time of dispatch: taken to be when the call was entered");
}

/* What the response is known by: its number, or call and unit. */
static enum problem_code
response_key(struct reader *r, struct day_response *e, bool *fresh)
{
	const struct csv_field *f = reader_field(r, MAP_RESPONSE);
	struct day *d = r->day;
	enum problem_code code = reader_text(r, f, 64, false, &e->external);
	struct buf key = {0};
	size_t n;

	if (code)
		return code;
	if (e->external)
		buf_puts(&key, e->external);
	else
		buf_printf(&key, "%s %s", d->call[e->call].key,
		    d->units.name[e->unit]);
	n = buf_ok(&key)
	        ? intern_add(&d->response_keys, key.data, key.len, fresh)
	        : INTERN_NONE;
	buf_free(&key);
	if (n == INTERN_NONE)
		return reader_no_memory(r);
	e->key = d->response_keys.name[n];
	return PROBLEM_NONE;
}

enum problem_code
reader_response(struct reader *r, size_t call)
{
	struct day *d = r->day;
	struct day_response e = {
	    .call = (uint32_t)call, .line = r->rows->csv.line};
	bool fresh = false;
	enum problem_code code = take_unit(r, &e);

	if (!code)
		code = response_key(r, &e, &fresh);
	if (!code && !fresh)
		return reader_note(r, ODD_TWICE, e.key,
		    "the response was there before: passed over");
	if (!code)
		code = read_times(r, &e);
	if (!code)
		code = check_order(r, &e);
	if (code)
		return code;
	if (!reader_grow(
	        &d->response, &d->response_room, d->responses, sizeof(e)))
		return reader_no_memory(r);
	d->response[d->responses++] = e;
	return PROBLEM_NONE;
}
