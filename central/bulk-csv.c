/*
 * Records from CSV (bulk.h): each row becomes the object that the API would
 * take, so that there is one judge of what a record may be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/bulk.h"
#include "model/csv.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

#define NAMES_MAX 128

struct rows {
	struct bulk *bulk;
	struct csv csv;
	struct buf header;             /* names of columns, a NUL after each */
	const char *name[CSV_COLUMNS]; /* of the columns */
	const struct field *field[CSV_COLUMNS]; /* NULL: of the head */
	int part[CSV_COLUMNS]; /* of a point: 0 lat, 1 lon; else -1 */
	bool begun;            /* the header was read */
};

static bool
is(const struct csv_field *cell, const char *text)
{
	return cell->len == strlen(text) &&
	       memcmp(cell->s, text, cell->len) == 0;
}

/* All names that a file of this kind may have, for who mistyped one. */
static enum problem_code
unknown_column(struct rows *r, const char *name, struct problem *p)
{
	static const char *const head[] = {
	    "id", "station", "kind", "rev", "seq", "at", "by"};
	const struct kind_info *info = kind_info(r->bulk->kind);
	const char *list[NAMES_MAX];
	size_t n = 0;

	while (n < COUNT_OF(head)) {
		list[n] = head[n];
		n++;
	}
	for (size_t i = 0; i < info->count && n < NAMES_MAX; i++)
		list[n++] = info->fields[i].name;
	problem_set(p, PROBLEM_UNKNOWN_KEY, "key", name, "nearest",
	    text_or(text_nearest(name, list, n), "id"), NULL);
	return bulk_fault(r->bulk, r->csv.line, p);
}

/* What column i is: a member of the head, a field, or half of a point. */
static bool
name_column(struct rows *r, size_t i)
{
	static const char *const head[] = {
	    "id", "station", "kind", "rev", "seq", "at", "by"};
	const char *name = r->name[i], *dot = strchr(name, '.');
	size_t len = dot ? (size_t)(dot - name) : strlen(name);
	const struct field *f = field_find(r->bulk->kind, name, len);

	r->part[i] = -1;
	r->field[i] = f;
	if (f && f->type == TYPE_POINT) {
		r->part[i] = dot && strcmp(dot, ".lat") == 0   ? 0
		             : dot && strcmp(dot, ".lon") == 0 ? 1
		                                               : -1;
		return r->part[i] >= 0;
	}
	for (size_t k = 0; !f && k < COUNT_OF(head); k++)
		if (strcmp(name, head[k]) == 0)
			return true;
	return f && !dot;
}

static enum problem_code
read_header(struct rows *r, struct problem *p)
{
	enum problem_code code = csv_header(&r->csv, p);
	size_t start[CSV_COLUMNS];

	if (code)
		return code;
	for (size_t i = 0; i < r->csv.fields; i++) {
		start[i] = r->header.len;
		buf_add(&r->header, r->csv.field[i].s, r->csv.field[i].len);
		buf_putc(&r->header, '\0');
	}
	if (!buf_ok(&r->header))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < r->csv.fields; i++) {
		r->name[i] = r->header.data + start[i];
		if (!name_column(r, i))
			return unknown_column(r, r->name[i], p);
	}
	r->begun = true;
	return PROBLEM_NONE;
}

/* Parts of a cell's text */

static bool
put_whole_number(struct json_out *o, const struct csv_field *cell)
{
	size_t sign = cell->len > 0 && cell->s[0] == '-';
	char *end;
	long long n;

	if (cell->len == sign || cell->len > 17 ||
	    strspn(cell->s + sign, "0123456789") != cell->len - sign)
		return false;
	n = strtoll(cell->s, &end, 10);
	json_put_int(o, n);
	return true;
}

static bool
put_time(struct json_out *o, const struct csv_field *cell)
{
	msec_t t;

	if (!time_parse(cell->s, cell->len, &t))
		return put_whole_number(o, cell);
	json_put_int(o, t);
	return true;
}

static bool
put_bool(struct json_out *o, const struct csv_field *cell)
{
	bool yes = is(cell, "true") || is(cell, "yes") || is(cell, "1");

	json_put_bool(o, yes);
	return yes || is(cell, "false") || is(cell, "no") || is(cell, "0");
}

static void
put_ids(struct json_out *o, const struct csv_field *cell)
{
	const char *s = cell->s;

	json_open_array(o);
	while (*s) {
		size_t len = strcspn(s, " ");

		if (len > 0)
			json_put_string(o, s, len);
		s += len;
		s += strspn(s, " ");
	}
	json_close_array(o);
}

static bool
put_half(struct json_out *o, const struct csv_field *cell)
{
	double x;

	if (!number_parse(cell->s, cell->len, &x))
		return false;
	json_put_number(o, x);
	return true;
}

/* The other half of the point whose first half column i is. */
static const struct csv_field *
other_half(const struct rows *r, size_t i)
{
	for (size_t k = 0; k < r->csv.fields; k++)
		if (k != i && r->field[k] == r->field[i])
			return &r->csv.field[k];
	return NULL;
}

static bool
put_point(struct json_out *o, const struct rows *r, size_t i)
{
	const struct csv_field *lon = other_half(r, i);
	bool fine;

	json_open_object(o);
	json_put_key(o, "lat");
	fine = put_half(o, &r->csv.field[i]);
	json_put_key(o, "lon");
	fine = lon && put_half(o, lon) && fine;
	json_close_object(o);
	return fine;
}

/* Members of the head are no fields. */
static enum field_type
head_type(const char *name)
{
	if (strcmp(name, "rev") == 0 || strcmp(name, "seq") == 0)
		return TYPE_INTEGER;
	return strcmp(name, "at") == 0 ? TYPE_TIME : TYPE_STRING;
}

static bool
put_cell(struct json_out *o, const struct rows *r, size_t i)
{
	const struct csv_field *cell = &r->csv.field[i];

	switch (r->field[i] ? r->field[i]->type : head_type(r->name[i])) {
	case TYPE_INTEGER:
		return put_whole_number(o, cell);
	case TYPE_TIME:
		return put_time(o, cell);
	case TYPE_BOOL:
		return put_bool(o, cell);
	case TYPE_POINT:
		return put_point(o, r, i);
	case TYPE_REFS:
		put_ids(o, cell);
		return true;
	default:
		json_put_string(o, cell->s, cell->len);
		return true;
	}
}

static enum problem_code
bad_cell(const struct rows *r, size_t i, struct problem *p)
{
	static const char *const wants[] = {[TYPE_INTEGER] = "a whole number",
	    [TYPE_TIME] = "a time as 2026-11-21T19:52:07Z",
	    [TYPE_BOOL] = "true or false",
	    [TYPE_POINT] = "degrees in two columns, .lat and .lon",
	    [TYPE_REFS] = ""};
	const struct field *f = r->field[i];
	const char *want = wants[f ? f->type : head_type(r->name[i])];

	problem_set(p, PROBLEM_BAD_VALUE, "key", r->name[i], "value",
	    r->csv.field[i].s, "want", want ? want : why_clean_text, NULL);
	return bulk_fault(r->bulk, r->csv.line, p);
}

/* A row that says its rev is a record as it was exported. */
static bool
is_whole(const struct rows *r)
{
	for (size_t i = 0; i < r->csv.fields; i++)
		if (strcmp(r->name[i], "rev") == 0)
			return r->csv.field[i].len > 0 &&
			       !is(&r->csv.field[i], "0");
	return false;
}

/* Whether the column says something that a record takes. */
static bool
counts(const struct rows *r, size_t i, bool whole)
{
	static const char *const over[] = {"rev", "seq", "at", "by"};

	if (r->csv.field[i].len == 0 || r->part[i] == 1)
		return false;
	if (whole)
		return true;
	if (r->field[i])
		return (r->field[i]->flags & FIELD_PUT) != 0;
	for (size_t k = 0; k < COUNT_OF(over); k++)
		if (strcmp(r->name[i], over[k]) == 0)
			return false;
	return true;
}

static enum problem_code
write_row(struct rows *r, struct buf *text, struct problem *p)
{
	struct json_out o = {.buf = text};
	bool whole = is_whole(r);

	json_open_object(&o);
	for (size_t i = 0; i < r->csv.fields; i++) {
		const struct csv_field *cell = &r->csv.field[i];

		if (!counts(r, i, whole))
			continue;
		if (!text_valid(cell->s, cell->len, NULL))
			return bad_cell(r, i, p);
		json_put_key(&o, r->field[i] ? r->field[i]->name : r->name[i]);
		if (!put_cell(&o, r, i))
			return bad_cell(r, i, p);
	}
	json_close_object(&o);
	return PROBLEM_NONE;
}

static enum problem_code
read_row(struct rows *r, struct problem *p)
{
	struct buf text = {0};
	cJSON *object = NULL;
	enum problem_code code;

	if (!r->begun)
		return read_header(r, p);
	code = write_row(r, &text, p);
	if (!code) {
		code = json_parse(buf_str(&text), text.len, NULL, &object, p);
		if (code)
			code = bulk_fault(r->bulk, r->csv.line, p);
	}
	if (!code)
		code = bulk_add(r->bulk, object, r->csv.line, p);
	cJSON_Delete(object);
	buf_free(&text);
	return code;
}

static enum problem_code
read_rows(struct rows *r, const char *text, size_t len, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	bool row = false;

	while (!code && len > 0) {
		code = csv_read(&r->csv, &text, &len, &row, p);
		if (!code && row)
			code = read_row(r, p);
	}
	if (!code)
		code = csv_end(&r->csv, &row, p);
	if (!code && row)
		code = read_row(r, p);
	if (!code && !r->begun) {
		problem_set(p, PROBLEM_FILE_LINE, "file", r->bulk->file, "line",
		    "1", "why", why_no_columns, NULL);
		code = p->code;
	}
	return code;
}

enum problem_code
bulk_read_csv(struct bulk *b, const char *text, size_t len, struct problem *p)
{
	struct rows *r = calloc(1, sizeof(*r));
	enum problem_code code;

	if (!r)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	r->bulk = b;
	csv_init(&r->csv, b->file);
	code = read_rows(r, text, len, p);
	csv_free(&r->csv);
	buf_free(&r->header);
	free(r);
	return code;
}
