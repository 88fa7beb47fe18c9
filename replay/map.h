/*
 * A column map: what the columns of a CSV of calls mean to us.
 *
 *	name: sf-fire
 *	about: DataSF "Fire Department Calls for Service"
 *	time: "%m/%d/%Y %I:%M:%S %p"	# time_parse_format(); see below
 *	zone: America/Los_Angeles
 *	station: {id: sffd, name: San Francisco Fire Department}
 *	columns: {call: Call Number, ...}	# columns.def
 *	categories:
 *	  - {word: Medical Incident, name: medical, family: medical,
 *	     priority: 2, zh: 医疗救护}
 *	units:
 *	  - {word: ENGINE, class: rescue, mobility: car}
 *	priorities: {E: 1, "3": 2, "2": 3}
 *	sources: {hotline: above}
 *
 * A category's word may end in * and stands for all that begin so. Words that
 * no row has make a category of their own; so does one whose `name` the
 * central does not have yet. A unit whose class no row has is sworn, by car.
 *
 * A map with a column `at` is one of tracks (tracks.h): who was where, and
 *when.
 *
 * A time without %Y is a time of day: of the day that the central's clock
 * shows, or of the next when the whole file lies behind it.
 */
#ifndef REPLAY_MAP_H
#define REPLAY_MAP_H

#include "config/conf-field.h"
#include "model/csv.h"
#include "model/enums.h"
#include "model/time.h"

enum map_column {
#define COLUMN(key, KEY, help) MAP_##KEY,
#include "replay/columns.def"
#undef COLUMN
	MAP_COLUMNS
};

#define MAP_ROWS 200 /* of each table in it */

/* A kind of call. */
struct map_category {
	char *word;       /* in the file */
	char *name;       /* ours; NULL: the word itself */
	char *en, *zh;    /* labels; NULL: the word, none */
	char *family;     /* of those alike */
	int64_t priority; /* 1 to 4 */
};

/* A kind of unit. */
struct map_unit {
	const char *word;
	enum unit_class class;
	enum mobility mobility;
};

/* A word of the file and what it is here. */
struct map_word {
	const char *word;
	int value;
};

struct map_words {
	struct map_word *row;
	size_t count;
};

struct map_station {
	char *id, *name;
};

struct map {
	char *path;                 /* of its file */
	char *name;                 /* also the space in which ids are made */
	char *about;                /* a line for people */
	char *time;                 /* format */
	char *zone_name;            /* of the times */
	struct map_station station; /* whose calls these are; made if need be */
	char *column[MAP_COLUMNS];  /* its name in the file, or NULL */
	struct zone *zone;
	struct map_category *category;
	size_t categories;
	struct map_unit *unit;
	size_t units;
	struct map_words priorities, sources;

	struct conf_node *tree; /* what it was read from; owns the words */
	struct {
		const struct conf_node *categories, *units, *priorities,
		    *sources;
	} node; /* in the tree */
};

/* What a map's file, and each of its categories, may say; for the manual too.
 */
extern const struct conf_field map_rows[], map_category_rows[];

/*
 * Reads a map from a file. FILE when it cannot be read; FILE_KEY, FILE_VALUE,
 * FILE_LINE name what is wrong in it. map_free() gives it back.
 */
MUST_USE enum problem_code map_read(
    const char *path, struct map **out, struct problem *p);
/* NULL is fine. */
void map_free(struct map *m);

/*
 * How many columns it names when the header of *c has all of them; else 0,
 * and *missing (may be NULL) is the first that is not there.
 */
size_t map_fits(const struct map *m, const struct csv *c, const char **missing);

/* The row of a category's word, also one with *; NULL when there is none. */
const struct map_category *map_category(const struct map *m, const char *word);
/* The row of a unit's class; never NULL. */
const struct map_unit *map_unit(const struct map *m, const char *word);
/* What a word is in that table; -1: not there. */
int map_word(const struct map_words *w, const char *word);
/* Whether it is for tracks, not for calls. */
bool map_is_of_tracks(const struct map *m);
/* Whether its times are times of day. */
bool map_is_daytime(const struct map *m);

#endif
