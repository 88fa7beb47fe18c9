/*
 * One field of a row, and what all of reading needs (day-inside.h).
 */
#include "replay/day-inside.h"

#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum problem_code
reader_no_memory(struct reader *r)
{
	const struct arena *a = &r->day->arena;

	if (a->limit - a->all < a->limit / 100)
		return problem_set(
		    r->p, PROBLEM_TOO_LARGE, "limit", "1073741824", NULL);
	return problem_set(r->p, PROBLEM_NO_MEMORY, NULL);
}

bool
reader_grow(void *list, size_t *room, size_t count, size_t size)
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

enum problem_code
reader_note(struct reader *r, enum day_oddity_kind kind, const char *key,
    const char *what)
{
	struct day *d = r->day;
	struct day_oddity *o;

	d->odd[kind]++;
	if (d->oddities == DAY_ODDITIES)
		return PROBLEM_NONE;
	if (!reader_grow(&d->oddity, &d->oddity_room, d->oddities, sizeof(*o)))
		return reader_no_memory(r);
	o = &d->oddity[d->oddities];
	*o = (struct day_oddity){kind, r->rows->csv.line, key,
	    arena_keep(&d->arena, what, strlen(what))};
	if (!o->what)
		return reader_no_memory(r);
	d->oddities++;
	return PROBLEM_NONE;
}

const struct csv_field *
reader_field(const struct reader *r, enum map_column column)
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

enum problem_code
reader_text(struct reader *r, const struct csv_field *f, size_t max, bool lines,
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
		return reader_no_memory(r);
	return len < f->len && clean
	           ? reader_note(r, ODD_CUT, *out, "cut: too long")
	           : PROBLEM_NONE;
}

enum problem_code
reader_bad_field(struct reader *r, enum map_column column, const char *want)
{
	struct buf clean = {0};

	text_clean(&clean, reader_field(r, column)->s,
	    reader_field(r, column)->len, 0);
	csv_fault(&r->rows->csv, why_field_not, r->p);
	problem_param(r->p, "column", "%s", r->map->column[column]);
	problem_param(r->p, "value", "%.80s", buf_str(&clean));
	problem_param(r->p, "want", "%s", want);
	buf_free(&clean);
	return PROBLEM_FILE_LINE;
}

enum problem_code
reader_time(struct reader *r, enum map_column column, msec_t *out)
{
	const struct csv_field *f = reader_field(r, column);
	char text[TIME_SIZE + 100];
	int n;

	*out = 0;
	if (f->len == 0)
		return PROBLEM_NONE;
	n = snprintf(text, sizeof(text), "%s%s", r->date, f->s);
	if (n < 0 || (size_t)n >= sizeof(text) ||
	    !time_parse_format(r->format, text, (size_t)n, r->map->zone, out) ||
	    *out <= 0)
		return reader_bad_field(r, column, r->map->time);
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

enum problem_code
reader_spot(struct reader *r, struct point *out)
{
	const struct csv_field *f = reader_field(r, MAP_SPOT);
	const struct csv_field *lat = reader_field(r, MAP_LAT);
	const struct csv_field *lon = reader_field(r, MAP_LON);
	struct point at = {0};

	*out = at;
	if (f->len > 0 && (!parse_spot(f->s, f->len, &at) || !point_valid(at)))
		return reader_bad_field(r, MAP_SPOT, why_a_place);
	if (lat->len + lon->len > 0 &&
	    (!number_parse(lat->s, lat->len, &at.lat) ||
	        !number_parse(lon->s, lon->len, &at.lon) || !point_valid(at)))
		return reader_bad_field(r, MAP_LAT, why_lat_and_lon);
	*out = at;
	return PROBLEM_NONE;
}
