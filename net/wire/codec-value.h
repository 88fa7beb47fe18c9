/*
 * One value of the field tables to and from JSON: what records (codec.c) and
 * the arguments of commands (codec-call.c) have in common. codec.h tells the
 * form of each type.
 */
#ifndef NET_WIRE_CODEC_VALUE_H
#define NET_WIRE_CODEC_VALUE_H

#include "model/problem.h"
#include "model/record.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

/* What a field and an argument both say about their values. */
struct shape {
	const char *name;
	enum field_type type;
	size_t max;                     /* most bytes of a string or text */
	const struct enum_table *words; /* of an enum */
};

/* Where arrays of references are put while a record or call is read. */
struct ref_room {
	const char **ids; /* room of them */
	size_t room;
	size_t used;
};

void value_write(
    struct json_out *o, const struct enum_table *words, const struct value *v);

/*
 * Reads item into *v, whose text is the tree's and whose references are
 * room's. lenient: see codec.h.
 */
MUST_USE enum problem_code value_read(const struct shape *shape,
    const cJSON *item, bool lenient, struct ref_room *room, struct value *v,
    struct problem *p);

/* Whether a value that must be there says nothing: "", [] or no position. */
bool value_empty(const struct value *v);

/* UNKNOWN_KEY, with the one of names[0..count) that was probably meant. */
enum problem_code unknown_key(
    const char *key, const char *const *names, size_t count, struct problem *p);

/* BAD_VALUE, saying which word of the set was probably meant. */
enum problem_code unknown_word(const char *key, const char *word,
    const struct enum_table *words, struct problem *p);

#endif
