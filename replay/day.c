/*
 * One row at a time: its texts and times by column, then its call, which the
 * first row of that number makes, then its response.
 */
#include "replay/day.h"

#include "model/id.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What reading carries along. */
struct reader {
	struct day *day;
	struct rows *rows;
	const struct map *map;
	int at[MAP_COLUMNS];         /* place of each column, or -1 */
	char date[TIME_SIZE];        /* put before times of day, or "" */
	char format[TIME_SIZE + 80]; /* of the times with it */
	struct problem *p;
};

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

static enum problem_code
no_memory(struct reader *r)
{
	const struct arena *a = &r->day->arena;

	if (a->limit - a->all < a->limit / 100)
		return problem_set(
		    r->p, PROBLEM_TOO_LARGE, "limit", "1073741824", NULL);
	return problem_set(r->p, PROBLEM_NO_MEMORY, NULL);
}

static bool
grow(void *list, size_t *room, size_t count, size_t size)
{
	void **at = list;
	size_t more = *room ? *room * 2 : 256;
	void *bigger;

	if (count < *room)
		return true;
	bigger = realloc(*at, more * size);
	if (!bigger)
		return false;
	*at = bigger;
	*room = more;
	return true;
}

/* ---- what stood out ---- */

static enum problem_code
note(struct reader *r, enum day_oddity_kind kind, const char *key,
    const char *what)
{
	struct day *d = r->day;
	struct day_oddity *o;

	d->odd[kind]++;
	if (d->oddities == DAY_ODDITIES)
		return PROBLEM_NONE;
	if (!grow(&d->oddity, &d->oddity_room, d->oddities, sizeof(*o)))
		return no_memory(r);
	o = &d->oddity[d->oddities];
	*o = (struct day_oddity){kind, r->rows->csv.line, key,
	    arena_keep(&d->arena, what, strlen(what))};
	if (!o->what)
		return no_memory(r);
	d->oddities++;
	return PROBLEM_NONE;
}

/* ---- one field ---- */

static const struct csv_field *
field(const struct reader *r, enum map_column column)
{
	static const struct csv_field none = {"", 0};

	return r->at[column] < 0 ? &none : &r->rows->csv.field[r->at[column]];
}

/* What the wire does not take as one line. */
static bool
is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < ' ' || c == 0x7f ||
		    (c == 0xc2 && (unsigned char)s[i + 1] < 0xa0))
			return false;
	}
	return true;
}

/*
 * A text of at most `max` bytes, NULL when it is empty. One line has what
 * cannot stand in it as marks; long text is kept but for bytes that are no
 * UTF-8.
 */
static enum problem_code
keep_text(struct reader *r, const struct csv_field *f, size_t max, bool lines,
    const char **out)
{
	bool clean =
	    text_valid(f->s, f->len, NULL) && (lines || is_plain(f->s, f->len));
	struct buf b = {0};
	size_t len;

	*out = NULL;
	if (f->len == 0)
		return PROBLEM_NONE;
	if (clean)
		buf_add(&b, f->s, f->len);
	else
		text_clean(&b, f->s, f->len, lines ? TEXT_LINES : 0);
	len = b.len;
	if (len > max && buf_ok(&b))
		for (len = max; len > 0 && (b.data[len] & 0xc0) == 0x80;)
			len--;
	if (buf_ok(&b))
		*out = arena_keep(&r->day->arena, buf_str(&b), len);
	buf_free(&b);
	if (!*out)
		return no_memory(r);
	return len < f->len && clean ? note(r, ODD_CUT, *out, "cut: too long")
	                             : PROBLEM_NONE;
}

static enum problem_code
bad_field(struct reader *r, enum map_column column, const char *want)
{
	const struct csv *c = &r->rows->csv;
	struct problem ignored;
	struct buf what = {0}, clean = {0};

	text_clean(&clean, field(r, column)->s, field(r, column)->len, 0);
	buf_printf(&what, "%s: %.80s is not %s", r->map->column[column],
	    buf_str(&clean), want);
	csv_fault(c, buf_str(&what), r->p ? r->p : &ignored);
	buf_free(&clean);
	buf_free(&what);
	return PROBLEM_FILE_LINE;
}

/* A time, 0 when the file has none. */
static enum problem_code
read_time(struct reader *r, enum map_column column, msec_t *out)
{
	const struct csv_field *f = field(r, column);
	char text[TIME_SIZE + 100];
	int n;

	*out = 0;
	if (f->len == 0)
		return PROBLEM_NONE;
	n = snprintf(text, sizeof(text), "%s%s", r->date, f->s);
	if (n < 0 || (size_t)n >= sizeof(text) ||
	    !time_parse_format(r->format, text, (size_t)n, r->map->zone, out) ||
	    *out <= 0)
		return bad_field(r, column, r->map->time);
	if (r->day->first == 0 || *out < r->day->first)
		r->day->first = *out;
	if (*out > r->day->last)
		r->day->last = *out;
	return PROBLEM_NONE;
}

/* "(lat, lon)", with the brackets or without. */
static bool
parse_spot(const char *s, size_t len, struct point *out)
{
	const char *end = s + len, *comma;

	while (s < end && (*s == '(' || *s == ' '))
		s++;
	while (end > s && (end[-1] == ')' || end[-1] == ' '))
		end--;
	comma = memchr(s, ',', (size_t)(end - s));
	if (!comma || !number_parse(s, (size_t)(comma - s), &out->lat))
		return false;
	for (comma++; comma < end && *comma == ' ';)
		comma++;
	return number_parse(comma, (size_t)(end - comma), &out->lon);
}

static enum problem_code
read_spot(struct reader *r, struct point *out)
{
	const struct csv_field *f = field(r, MAP_SPOT);
	const struct csv_field *lat = field(r, MAP_LAT);
	const struct csv_field *lon = field(r, MAP_LON);
	struct point at = {0};

	*out = at;
	if (f->len > 0 && (!parse_spot(f->s, f->len, &at) || !point_valid(at)))
		return bad_field(r, MAP_SPOT, "a place as (lat, lon)");
	if (lat->len + lon->len > 0 &&
	    (!number_parse(lat->s, lat->len, &at.lat) ||
	        !number_parse(lon->s, lon->len, &at.lon) || !point_valid(at)))
		return bad_field(r, MAP_LAT, "a latitude with its longitude");
	*out = at;
	return PROBLEM_NONE;
}

/* ---- the call ---- */

/* Place and area, the last resort a dash: a call must be somewhere. */
static enum problem_code
read_place(struct reader *r, struct day_call *c)
{
	const struct csv_field *place = field(r, MAP_PLACE);
	const struct csv_field *area = field(r, MAP_AREA);
	struct buf b = {0};
	enum problem_code code;
	struct csv_field all;

	buf_add(&b, place->s, place->len);
	if (place->len > 0 && area->len > 0)
		buf_puts(&b, ", ");
	buf_add(&b, area->s, area->len);
	if (b.len == 0)
		buf_puts(&b, "-");
	if (!buf_ok(&b))
		return no_memory(r);
	all = (struct csv_field){b.data, b.len};
	code = keep_text(r, &all, 160, false, &c->place);
	buf_free(&b);
	return code;
}

static enum problem_code
read_words(struct reader *r, struct day_call *c)
{
	const struct csv_field *category = field(r, MAP_CATEGORY);
	const struct csv_field *priority = field(r, MAP_PRIORITY);
	const struct csv_field *source = field(r, MAP_SOURCE);
	const char *word;
	enum problem_code code = keep_text(r, category, 64, false, &word);
	int found;

	c->category = DAY_NONE;
	if (!code && word) {
		size_t n =
		    intern_add(&r->day->categories, word, strlen(word), NULL);

		if (n == INTERN_NONE)
			return no_memory(r);
		c->category = (uint32_t)n;
	}
	found = map_word(&r->map->priorities, priority->s);
	if (found < 0 && priority->len == 1 && *priority->s >= '1' &&
	    *priority->s <= '4')
		found = *priority->s - '0';
	c->priority = found < 0 ? 0 : found;
	found = map_word(&r->map->sources, source->s);
	if (found < 0 && source->len > 0)
		found =
		    enum_find(&enum_incident_source, source->s, source->len);
	c->source = found < 0 ? SOURCE_REPLAY : found;
	return code;
}

static enum problem_code
read_texts(struct reader *r, struct day_call *c)
{
	const struct {
		enum map_column column;
		size_t max;
		const char **to;
	} list[] = {
	    {MAP_NARRATIVE, 16384, &c->narrative},
	    {MAP_OUTCOME, 64, &c->outcome},
	    {MAP_NAME, 96, &c->name},
	    {MAP_PHONE, 32, &c->phone},
	    {MAP_ADDRESS, 160, &c->address},
	    {MAP_CALL, 64, &c->external},
	};
	enum problem_code code = read_place(r, c);

	for (size_t i = 0; !code && i < COUNT_OF(list); i++)
		code = keep_text(r, field(r, list[i].column), list[i].max,
		    list[i].column == MAP_NARRATIVE, list[i].to);
	return code;
}

static enum problem_code
read_call(struct reader *r, struct day_call *c)
{
	enum problem_code code = read_texts(r, c);

	if (!code)
		code = read_words(r, c);
	if (!code)
		code = read_spot(r, &c->spot);
	if (!code)
		code = read_time(r, MAP_REPORTED, &c->reported);
	if (!code && c->reported == 0)
		return bad_field(r, MAP_REPORTED, "a time: it is empty");
	if (!code)
		code = read_time(r, MAP_ENTERED, &c->entered);
	if (!code)
		code = read_time(r, MAP_CLOSED, &c->closed);
	c->line = r->rows->csv.line;
	return code;
}

/* What a row without a number is known by: all that it says. */
static enum problem_code
row_key(struct reader *r, char key[ID_SIZE])
{
	struct buf b = {0};

	for (size_t i = 0; i < r->rows->csv.fields; i++) {
		buf_add(&b, r->rows->csv.field[i].s, r->rows->csv.field[i].len);
		buf_putc(&b, '\n');
	}
	if (!buf_ok(&b))
		return no_memory(r);
	id_from("row", buf_str(&b), key);
	buf_free(&b);
	return PROBLEM_NONE;
}

/* The number under which the call of this row goes, a new one's or not. */
static enum problem_code
call_number_of(struct reader *r, size_t *number, bool *fresh)
{
	const struct csv_field *f = field(r, MAP_CALL);
	struct day *d = r->day;
	char key[ID_SIZE], copy[ID_SIZE + 16];
	enum problem_code code;

	if (f->len > 0) {
		*number = intern_add(&d->keys, f->s, f->len, fresh);
		return *number == INTERN_NONE ? no_memory(r) : PROBLEM_NONE;
	}
	code = row_key(r, key);
	if (code)
		return code;
	*number = intern_add(&d->keys, key, strlen(key), fresh);
	if (*number != INTERN_NONE && !*fresh) {
		snprintf(copy, sizeof(copy), "%s.%u", key,
		    ++d->call[*number].copies);
		*number = intern_add(&d->keys, copy, strlen(copy), fresh);
	}
	return *number == INTERN_NONE ? no_memory(r) : PROBLEM_NONE;
}

static enum problem_code
take_call(struct reader *r, size_t *number)
{
	struct day *d = r->day;
	bool fresh;
	enum problem_code code = call_number_of(r, number, &fresh);

	if (code || !fresh)
		return code;
	if (!grow(&d->call, &d->call_room, d->calls, sizeof(*d->call)))
		return no_memory(r);
	d->call[d->calls] = (struct day_call){.key = d->keys.name[*number]};
	return read_call(r, &d->call[d->calls++]);
}

/* ---- the response ---- */

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
	code = note(r, ODD_DISORDER, e->key, buf_str(&what));
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
	const struct csv_field *class = field(r, MAP_CLASS);
	struct day *d = r->day;
	const char *callsign;
	enum problem_code code =
	    keep_text(r, field(r, MAP_UNIT), 32, false, &callsign);
	bool fresh;
	size_t n;

	if (code)
		return code;
	n = intern_add(&d->units, callsign, strlen(callsign), &fresh);
	if (n == INTERN_NONE ||
	    !grow(&d->unit, &d->unit_room, n, sizeof(*d->unit)))
		return no_memory(r);
	e->unit = (uint32_t)n;
	if (!fresh)
		return PROBLEM_NONE;
	d->unit[n].class = arena_keep(&d->arena, class->s, class->len);
	return d->unit[n].class ? PROBLEM_NONE : no_memory(r);
}

static enum problem_code
read_times(struct reader *r, struct day_response *e)
{
	const struct day_call *c = &r->day->call[e->call];
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < DAY_TIMES; i++)
		code = read_time(r, time_column[i], &e->time[i]);
	if (code || e->time[DAY_DISPATCHED])
		return code;
	e->time[DAY_DISPATCHED] = c->entered ? c->entered : c->reported;
	return note(r, ODD_UNSENT, e->key,
	    "no time of dispatch: taken to be when the call was entered");
}

/* What the response is known by: its number, or call and unit. */
static enum problem_code
response_key(struct reader *r, struct day_response *e, bool *fresh)
{
	const struct csv_field *f = field(r, MAP_RESPONSE);
	struct day *d = r->day;
	enum problem_code code = keep_text(r, f, 64, false, &e->external);
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
		return no_memory(r);
	e->key = d->response_keys.name[n];
	return PROBLEM_NONE;
}

static enum problem_code
take_response(struct reader *r, size_t call)
{
	struct day *d = r->day;
	struct day_response e = {
	    .call = (uint32_t)call, .line = r->rows->csv.line};
	bool fresh = false;
	enum problem_code code = take_unit(r, &e);

	if (!code)
		code = response_key(r, &e, &fresh);
	if (!code && !fresh)
		return note(r, ODD_TWICE, e.key,
		    "the response was there before: passed over");
	if (!code)
		code = read_times(r, &e);
	if (!code)
		code = check_order(r, &e);
	if (code)
		return code;
	if (!grow(&d->response, &d->response_room, d->responses, sizeof(e)))
		return no_memory(r);
	d->response[d->responses++] = e;
	return PROBLEM_NONE;
}

static enum problem_code
take_row(struct reader *r)
{
	size_t call;
	enum problem_code code;

	if (++r->day->rows > DAY_ROWS)
		return csv_fault(&r->rows->csv, "more than 2000000 rows", r->p);
	code = take_call(r, &call);
	if (code || field(r, MAP_UNIT)->len == 0)
		return code;
	return take_response(r, call);
}

/* ---- the whole ---- */

static enum problem_code
find_columns(struct reader *r)
{
	const char *missing = NULL;
	struct buf what = {0};

	for (size_t i = 0; i < MAP_COLUMNS; i++)
		r->at[i] = r->map->column[i]
		               ? csv_column(&r->rows->csv, r->map->column[i])
		               : -1;
	if (map_fits(r->map, &r->rows->csv, &missing))
		return PROBLEM_NONE;
	buf_printf(&what, "there is no column %s, which the map %s wants",
	    missing ? missing : "?", r->map->name);
	csv_fault(&r->rows->csv, buf_str(&what), r->p);
	buf_free(&what);
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
