/*
 * The call of a row: the first one of its number says all of it.
 */
#include "replay/day-inside.h"

#include "model/id.h"

#include <stdio.h>
#include <string.h>

/* Place and area, the last resort a dash: a call must be somewhere. */
static enum problem_code
read_place(struct reader *r, struct day_call *c)
{
	const struct csv_field *place = reader_field(r, MAP_PLACE);
	const struct csv_field *area = reader_field(r, MAP_AREA);
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
		return reader_no_memory(r);
	all = (struct csv_field){b.data, b.len};
	code = reader_text(r, &all, 160, false, &c->place);
	buf_free(&b);
	return code;
}

static enum problem_code
read_words(struct reader *r, struct day_call *c)
{
	const struct csv_field *category = reader_field(r, MAP_CATEGORY);
	const struct csv_field *priority = reader_field(r, MAP_PRIORITY);
	const struct csv_field *source = reader_field(r, MAP_SOURCE);
	const char *word;
	enum problem_code code = reader_text(r, category, 64, false, &word);
	int found;

	c->category = DAY_NONE;
	if (!code && word) {
		size_t n =
		    intern_add(&r->day->categories, word, strlen(word), NULL);

		if (n == INTERN_NONE)
			return reader_no_memory(r);
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
		code = reader_text(r, reader_field(r, list[i].column),
		    list[i].max, list[i].column == MAP_NARRATIVE, list[i].to);
	return code;
}

static enum problem_code
read_call(struct reader *r, struct day_call *c)
{
	enum problem_code code = read_texts(r, c);

	if (!code)
		code = read_words(r, c);
	if (!code)
		code = reader_spot(r, &c->spot);
	if (!code)
		code = reader_time(r, MAP_REPORTED, &c->reported);
	if (!code && c->reported == 0)
		return reader_bad_field(r, MAP_REPORTED, why_filled_time);
	if (!code)
		code = reader_time(r, MAP_ENTERED, &c->entered);
	if (!code)
		code = reader_time(r, MAP_CLOSED, &c->closed);
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
		return reader_no_memory(r);
	id_from("row", buf_str(&b), key);
	buf_free(&b);
	return PROBLEM_NONE;
}

/* The number under which the call of this row goes, a new one's or not. */
static enum problem_code
call_number_of(struct reader *r, size_t *number, bool *fresh)
{
	const struct csv_field *f = reader_field(r, MAP_CALL);
	struct day *d = r->day;
	char key[ID_SIZE], copy[ID_SIZE + 16];
	enum problem_code code;

	if (f->len > 0) {
		*number = intern_add(&d->keys, f->s, f->len, fresh);
		return *number == INTERN_NONE ? reader_no_memory(r)
		                              : PROBLEM_NONE;
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
	return *number == INTERN_NONE ? reader_no_memory(r) : PROBLEM_NONE;
}

enum problem_code
reader_call(struct reader *r, size_t *number)
{
	struct day *d = r->day;
	bool fresh;
	enum problem_code code = call_number_of(r, number, &fresh);

	if (code || !fresh)
		return code;
	if (!reader_grow(&d->call, &d->call_room, d->calls, sizeof(*d->call)))
		return reader_no_memory(r);
	d->call[d->calls] = (struct day_call){.key = d->keys.name[*number]};
	return read_call(r, &d->call[d->calls++]);
}
