/*
 * Records as files: CSV, JSON and GeoJSON, read whole and checked before any
 * of it is used, and written one record at a time.
 *
 *	CSV	a row a record; the first names the columns. Times as RFC
 *		3339 (or milliseconds), references parted by spaces, a point
 *		in two columns (spot.lat, spot.lon), nothing for what is
 *		absent
 *	JSON	an array of records, or {"records":[..]}, as the API has them
 *	GeoJSON	a FeatureCollection: a Point is the kind's point, a Polygon
 *		its outline, the properties are the rest
 *
 * A record that says its `rev` is read whole, as it was exported: with what
 * only the central sets, its time and its writer. Of one that does not, these
 * are passed over, and kinds that live by commands are refused. What is not
 * known is refused, with file, line, key and what was probably meant.
 */
#ifndef CENTRAL_BULK_H
#define CENTRAL_BULK_H

#include "model/buf.h"
#include "model/problem.h"
#include "model/record.h"

#define BULK_FILE_MAX ((size_t)256 * 1024 * 1024) /* bytes of a file */

enum bulk_form { BULK_CSV, BULK_JSON, BULK_GEOJSON };

/* By a name ("csv") or a file's ending (".csv"); false for another. */
MUST_USE bool bulk_form_find(const char *name, enum bulk_form *form);

struct bulk_item {
	struct record *record; /* for `put`; rev not 0: for `restore`; owned */
	unsigned long line;    /* where it begins in the file */
};

struct bulk {
	const char *file; /* borrowed; named in problems */
	enum kind kind;
	struct bulk_item *item;
	size_t count, room;
};

/*
 * Reads the file by its ending into *b, to be freed also on failure. FILE,
 * FILE_LINE, FILE_KEY, FILE_VALUE, NO_MEMORY.
 */
MUST_USE enum problem_code bulk_read(
    const char *file, enum kind kind, struct bulk *b, struct problem *p);
void bulk_free(struct bulk *b);

/* What the readers of each form are made of (bulk-csv.c, bulk-json.c). */
MUST_USE enum problem_code bulk_read_csv(
    struct bulk *b, const char *text, size_t len, struct problem *p);
MUST_USE enum problem_code bulk_read_json(struct bulk *b, const char *text,
    size_t len, enum bulk_form form, struct problem *p);
struct cJSON;
/*
 * Takes a record in from an object that stands at that line; the object is
 * changed. Says what is wrong as FILE_LINE, FILE_KEY or FILE_VALUE.
 */
MUST_USE enum problem_code bulk_add(struct bulk *b, struct cJSON *object,
    unsigned long line, struct problem *p);
/* A problem of another kind as one of the file at that line. */
enum problem_code bulk_fault(
    const struct bulk *b, unsigned long line, struct problem *p);

/* The field that GeoJSON's geometry is: a point or an outline; NULL: none. */
const struct field *bulk_geometry(enum kind kind);

/* Writing: begin, each record, end; all append. */
struct bulk_writer {
	enum kind kind;
	enum bulk_form form;
	struct buf *out;
	size_t written;
};

void bulk_begin(struct bulk_writer *w);
void bulk_write(struct bulk_writer *w, const struct record *r);
void bulk_end(struct bulk_writer *w);

#endif
