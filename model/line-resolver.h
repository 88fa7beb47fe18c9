/*
 * The inside of line_resolve(), parted into files: what a line is resolved
 * with, and how words are refused. Nobody else needs it.
 */
#ifndef MODEL_LINE_RESOLVER_H
#define MODEL_LINE_RESOLVER_H

#include "model/line-find.h"

#define NO_ARG ARGS_MAX

/* Where words of a command can go; argument numbers, NO_ARG for none. */
struct shape {
	size_t incidents, units; /* how many at most */
	size_t record;           /* takes a record of any kind */
	size_t number, time, string, text;
	size_t sectors; /* takes sectors of the incident's search */
	bool phrase;    /* `string` is needed and takes all words */
	bool company;   /* names people, units, stations, roles in a room */
};

struct resolver {
	const struct line *line;
	const struct line_world *w;
	struct line_call *out;
	const struct command *c;
	struct problem *p;
	struct shape shape;
	const char *station; /* whose callsigns are meant */
	const struct incident *incident[2];
	const struct unit *unit[REFS_MAX];
	size_t incidents, units;
	const struct record *room; /* named for an argument of any kind */
	/* The selection, or what stands before the verb. */
	const struct incident *picked;
	const struct unit *picked_unit;
	const struct assignment *picked_order;
	const struct task *picked_task;
	const struct record *picked_room; /* made by hand */
};

/* Reads the command's shape from its row. */
void read_shape(struct resolver *r);
/* Puts each word where it fits: into arguments, incidents and units. */
MUST_USE enum problem_code take_words(struct resolver *r);
/* Words [from, to) as they were typed, normalised, in the pool; or NULL. */
const char *join_words(struct resolver *r, size_t from, size_t to);

/*
 * A word as a sector of the search that the line is about: line-sector.c. The
 * name of a unit too is refused with both. *took: it was one.
 */
MUST_USE enum problem_code take_sector(
    struct resolver *r, const struct line_word *word, bool *took);
/* The states that they were shown in, where the command names them. */
void expect_sectors(struct resolver *r);

/* Fills the order that a step, a recall and the like are about. */
MUST_USE enum problem_code fill_assignment(struct resolver *r);
/* The live order of a unit, when it has just one. */
MUST_USE enum problem_code find_only_order(
    struct resolver *r, const struct unit *u, const struct assignment **order);

/* Sets an argument to a copy of a text. */
MUST_USE enum problem_code give_text(
    struct resolver *r, size_t arg, const char *text);

enum problem_code refuse_missing(struct resolver *r, const char *key);
enum problem_code refuse_unknown(struct resolver *r, const char *what);
/* BAD_LINE: what is wrong with the word, a why_x of model/reason.h. */
enum problem_code refuse_word(
    struct resolver *r, const char *word, const char *why);
enum problem_code refuse_ambiguous(
    struct resolver *r, const char *word, const char *candidates);
enum problem_code refuse_full(struct resolver *r);
/* Refuses a number with all that it can be. */
enum problem_code refuse_number(struct resolver *r,
    const struct line_word *word, bool incident, bool unit, bool count);
/* Refuses what was not found or is several; PROBLEM_NONE for just one. */
MUST_USE enum problem_code refuse_found(
    struct resolver *r, const struct found *f, const char *word);

#endif
