/*
 * Rows of a CSV as points (layer-csv.h).
 */
#include "model/layer-csv.h"

#include <stdlib.h>
#include <string.h>

#include "model/csv.h"
#include "model/text.h"

struct columns {
	int at[LAYER_KEYS]; /* -1: none */
};

/* The first of a key's names that is a column. */
static int
find_column(const struct csv *c, const struct layer_map *m, enum layer_key key)
{
	int at = -1;

	for (int i = 0; at < 0 && i < LAYER_KEY_NAMES && m->key[key][i]; i++)
		at = csv_column(c, m->key[key][i]);
	return at;
}

static enum problem_code
take_header(struct layer_reading *r, struct csv *c, struct columns *to,
    struct problem *p)
{
	enum problem_code code = csv_header(c, p);

	for (int k = 0; k < LAYER_KEYS; k++)
		to->at[k] = find_column(c, r->map, (enum layer_key)k);
	if (!code && (to->at[LAYER_KEY_LON] < 0 || to->at[LAYER_KEY_LAT] < 0))
		return csv_fault(c, why_no_lon_lat, p);
	return code;
}

/* The field of a key; NULL when it has none or nothing stands there. */
static const char *
field(const struct csv *c, const struct columns *at, enum layer_key key)
{
	int i = at->at[key];

	if (i < 0 || (size_t)i >= c->fields || c->field[i].len == 0)
		return NULL;
	return c->field[i].s;
}

static void
take_row(struct layer_reading *r, const struct csv *c, const struct columns *at)
{
	const char *lon = field(c, at, LAYER_KEY_LON);
	const char *lat = field(c, at, LAYER_KEY_LAT);
	struct layer_texts t = {{NULL}};
	double x = 0, y = 0;

	reading_begin(r, c->line);
	for (int k = 0; k < LAYER_KEYS; k++) {
		t.text[k] = field(c, at, (enum layer_key)k);
		if (t.text[k] &&
		    (!text_valid(t.text[k], strlen(t.text[k]), NULL) ||
		        strlen(t.text[k]) != c->field[at->at[k]].len)) {
			reading_refuse(r, "not clean UTF-8");
			t.text[k] = NULL;
		}
	}
	reading_texts(r, &t);
	if (!lon || !lat || !number_parse(lon, strlen(lon), &x) ||
	    !number_parse(lat, strlen(lat), &y))
		reading_refuse(r, "longitude or latitude is no number");
	reading_begin_part(r, PART_POINT);
	reading_add(r, x, y, 1);
	reading_end(r);
}

enum problem_code
layer_csv_read(
    struct layer_reading *r, const char *text, size_t len, struct problem *p)
{
	struct csv *c = malloc(sizeof(*c));
	struct columns at;
	enum problem_code code = PROBLEM_NONE;
	bool row, named = false, end = false;

	if (!c)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	csv_init(c, r->file);
	while (!code && !end) {
		end = len == 0;
		code = end ? csv_end(c, &row, p)
		           : csv_read(c, &text, &len, &row, p);
		if (code || !row)
			continue;
		if (named)
			take_row(r, c, &at);
		else
			code = take_header(r, c, &at, p);
		named = true;
	}
	if (!code && !named)
		code = reading_fault(r, 0, 1, why_empty_file, p);
	csv_free(c);
	free(c);
	return code ? code : layer_ok(r->layer, p);
}
