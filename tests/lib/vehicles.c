/*
 * See vehicles.h.
 */
#include "tests/lib/vehicles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "replay/intern.h"
#include "replay/rows.h"
#include "tests/lib/data.h"

static void
take_row(struct vehicles *v, struct intern *names, const struct csv *c)
{
	const struct csv_field *id = &c->field[csv_column(c, "cab_id")];
	const struct csv_field *lat = &c->field[csv_column(c, "lat")];
	const struct csv_field *lon = &c->field[csv_column(c, "lng")];
	size_t n = intern_add(names, id->s, id->len, NULL);
	struct point p;

	assert_true(n < VEHICLES);
	assert_true(number_parse(lat->s, lat->len, &p.lat) &&
	            number_parse(lon->s, lon->len, &p.lon));
	if (v->fixes[n] < VEHICLE_FIXES)
		v->fix[n][v->fixes[n]++] = p;
}

struct vehicles *
vehicles_read(void)
{
	struct arena arena = {0};
	struct intern names = {.arena = &arena};
	struct vehicles *v;
	struct rows *rows;
	char path[4096];
	bool more = true;

	if (!data_path("gps/sf_cabs_2008-05-31.csv.xz", path, sizeof(path)))
		return NULL;
	v = calloc(1, sizeof(*v));
	assert_non_null(v);
	assert_int_equal(rows_open(path, &rows, NULL), PROBLEM_NONE);
	while (more) {
		assert_int_equal(rows_next(rows, &more, NULL), PROBLEM_NONE);
		if (more)
			take_row(v, &names, &rows->csv);
	}
	v->count = names.count;
	rows_close(rows);
	intern_free(&names);
	arena_free(&arena);
	return v;
}

struct point
vehicle_at(const struct vehicles *v, size_t n, size_t step)
{
	return v->fix[n][step % v->fixes[n]];
}
