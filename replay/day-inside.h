/*
 * A day while it is read: one row after the other, by the columns of its map.
 * Inside of day.c, day-field.c, day-call.c and day-response.c.
 */
#ifndef REPLAY_DAY_INSIDE_H
#define REPLAY_DAY_INSIDE_H

#include "replay/day.h"

/* What reading carries along. */
struct reader {
	struct day *day;
	struct rows *rows; /* its fields are the row being read */
	const struct map *map;
	int at[MAP_COLUMNS];         /* place of each column, or -1 */
	char date[TIME_SIZE];        /* put before times of day, or "" */
	char format[TIME_SIZE + 80]; /* of the times with it */
	struct problem *p;
};

/* NO_MEMORY, or TOO_LARGE when the day's own bound is reached. */
enum problem_code reader_no_memory(struct reader *r);
/* Makes room for one more behind `count`; *(void **)list is the array. */
MUST_USE bool reader_grow(void *list, size_t *room, size_t count, size_t size);
/* Lists what stood out in this row. */
MUST_USE enum problem_code reader_note(struct reader *r,
    enum day_oddity_kind kind, const char *key, const char *what);

/* The row's field of a column; an empty one where the map has none. */
const struct csv_field *reader_field(
    const struct reader *r, enum map_column column);
/*
 * A text of at most `max` bytes, NULL when it is empty. One line has what
 * cannot stand in it as marks; long text (lines) is kept but for bytes that
 * are no UTF-8. What is cut is noted.
 */
MUST_USE enum problem_code reader_text(struct reader *r,
    const struct csv_field *f, size_t max, bool lines, const char **out);
/* FILE_LINE: what stands in that column is not `want`. */
enum problem_code reader_bad_field(
    struct reader *r, enum map_column column, const char *want);
/* A time, 0 when the file has none. */
MUST_USE enum problem_code reader_time(
    struct reader *r, enum map_column column, msec_t *out);
/* Where, by the column for both or the two for one each. */
MUST_USE enum problem_code reader_spot(struct reader *r, struct point *out);

/* The row's call, which is made if it is the first of its number. */
MUST_USE enum problem_code reader_call(struct reader *r, size_t *number);
/* The row's response to it. */
MUST_USE enum problem_code reader_response(struct reader *r, size_t call);

#endif
