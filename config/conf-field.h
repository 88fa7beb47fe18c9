/*
 * Settings by table: a row says what a key of a file is called, what it takes,
 * what it is when it is not given, and in a sentence what it is for. From the
 * rows a struct is filled, wrong files are refused, and the manual is made.
 *
 *	struct settings { char *listen; int64_t seats; msec_t sign; };
 *
 *	static const struct conf_field rows[] = {
 *	    {.name = "sign", .type = CONF_DURATION,
 *		.offset = offsetof(struct settings, sign),
 *		.min = 5000, .max = 600000, .fallback = "30 s",
 *		.help = "How long an order may stay unsigned."},
 *	    ...
 *	    {0}};
 */
#ifndef CONFIG_CONF_FIELD_H
#define CONFIG_CONF_FIELD_H

#include "config/conf.h"

/* What a row takes, and the struct's member that it goes to. */
enum conf_type {
	CONF_STRING,   /* char *, owned by the struct; NULL: not given */
	CONF_STRINGS,  /* struct conf_strings */
	CONF_INTEGER,  /* int64_t */
	CONF_BOOL,     /* bool: yes, no, true, false, on, off */
	CONF_WORD,     /* int: which one of the row's words */
	CONF_DURATION, /* msec_t: "500 ms", "60 s", "5 min", "2 h", "30 d" */
	CONF_TABLE,    /* a struct of its own, by the row's fields */
	/*
	 * const struct conf_node *: what stands there, as it is; it stays the
	 * tree's, which must outlive the struct. NULL: not given.
	 */
	CONF_NODE,
};

struct conf_strings {
	char **item;
	size_t count;
};

struct conf_field {
	const char *name;
	enum conf_type type;
	bool required;    /* the file must give it */
	size_t offset;    /* of the member in its struct */
	int64_t min, max; /* a number; ms; bytes of a text. Both 0: any */
	const char *const *words;        /* CONF_WORD: up to a NULL */
	const struct conf_field *fields; /* CONF_TABLE: up to a row of zeros */
	const char *fallback; /* as one would write it; NULL: 0, NULL, empty */
	const char *help;     /* a sentence for the manual */
};

/* How many rows a table may have. */
#define CONF_FIELDS_MAX 64

/*
 * Fills the struct *to from a map, whatever was in it before, by rows up to
 * one of zeros. Each key must be in a row. Fails with FILE_KEY, FILE_VALUE,
 * FILE_LINE or NO_MEMORY; the struct is all zeros then. The struct does not
 * need the tree any more; conf_drop() gives back what it owns.
 */
MUST_USE enum problem_code conf_fill(const struct conf_node *map,
    const struct conf_field *fields, void *to, struct problem *p);
/* The same from an empty file: what holds when nothing is given. */
MUST_USE enum problem_code conf_fill_defaults(
    const struct conf_field *fields, void *to, struct problem *p);
/* Frees what the struct owns; it is all zeros then. */
void conf_drop(const struct conf_field *fields, void *from);

/* Reads "5 min" whole; false if it is no such thing. */
MUST_USE bool conf_duration_parse(const char *text, msec_t *ms);
#define CONF_DURATION_SIZE 32
/* The shortest that reads as ms (>= 0), in the largest unit that fits. */
void conf_duration_format(msec_t ms, char out[CONF_DURATION_SIZE]);

#endif
