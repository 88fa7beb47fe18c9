/*
 * A word's text as a value of a type: the VALUE of NAME=VALUE. Part of
 * line_resolve(); nobody else needs it.
 */
#ifndef MODEL_LINE_VALUE_H
#define MODEL_LINE_VALUE_H

#include "model/line.h"

/* What the value is for: an argument of a command, a field of a record. */
struct value_wanted {
	const char *key;
	enum field_type type;
	size_t max;
	enum kind to;
	const struct enum_table *words;
};

/* A copy of s[0..len) in the call's pool; NULL when that is full. */
const char *pool_text(struct line_call *out, const char *s, size_t len);

/*
 * Reads text. A time of day is the last there was, and for what lies ahead
 * (`scheduled`, `due`, ...) the next there will be. A reference is to what a
 * name means among the records shown, else the text taken for an id.
 */
MUST_USE enum problem_code line_value(const struct line_world *w,
    struct line_call *out, const struct value_wanted *wanted, const char *text,
    struct value *v, struct problem *p);

/* `put KIND NAME=VALUE...` from its words. */
MUST_USE enum problem_code line_put(const struct line *line,
    const struct line_world *w, struct line_call *out, struct problem *p);

#endif
