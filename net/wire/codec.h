/*
 * Records and calls to and from JSON, all from the tables of model/records.def
 * and model/commands.def: no kind and no command has code of its own here.
 *
 *	{"kind":"incident","id":"i1","station":"LQ","rev":3,"seq":812,
 *	 "at":1795262400123,"by":"0217@2","number":"20261121-0131",
 *	 "state":"pending","priority":1,"spot":{"lat":27.99,"lon":120.64},...}
 *
 * Each type has one form:
 *	STRING	text of so many bytes; no control character (C0, DEL, C1)
 *	TEXT	text of 16 KiB, kept byte for byte, controls and all
 *	INTEGER	number, whole, within +-(2^53 - 1)
 *	TIME	number, whole, from 0 to CODEC_TIME_MAX
 *	ENUM	its word
 *	BOOL	true or false
 *	POINT	{"lat":..,"lon":..} on the earth; both 0 is no position
 *	REF	text that is an id
 *	REFS	array of at most 64 ids
 *
 * Absent values are left out, enums, rev and seq always said. What is written
 * reads back as the same record, and writing that gives the same bytes.
 */
#ifndef NET_WIRE_CODEC_H
#define NET_WIRE_CODEC_H

#include "model/command.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

/* The last millisecond of the year 9999. */
#define CODEC_TIME_MAX INT64_C(253402300799999)

enum codec_mode {
	/* The central: as the tables have it, or not at all. */
	CODEC_STRICT,
	/*
	 * A console, whose central may be newer. Keys it does not know are
	 * passed over; texts may be longer and hold what they like; a word
	 * that its enum does not have becomes the value one beyond the set
	 * (words->count), which enum_word() shows as "?" and no state is
	 * equal to: never another state. Who indexes by an enum checks the
	 * bound. Types, ids, numbers and points are held to as ever.
	 */
	CODEC_LENIENT,
	/*
	 * Strict, for `put` and import: only kind, id, station and the fields
	 * flagged FIELD_PUT, and all that are flagged FIELD_NEEDED, which
	 * must say something. What is left out is absent in the record.
	 */
	CODEC_PUT,
};

/* Appends the record as one object. */
void codec_record(struct buf *out, const struct record *r);
/* The same as a value within something larger. */
void codec_write_record(struct json_out *o, const struct record *r);
/* Only what CODEC_PUT reads. */
void codec_write_put(struct json_out *o, const struct record *r);

/*
 * Reads one record into *out, which the caller gives back with record_free();
 * NULL on failure. Fails with UNKNOWN_KEY (naming the nearest), MISSING_KEY,
 * BAD_VALUE, TOO_LONG, BAD_TEXT or NO_MEMORY.
 *
 * Lenient only: a kind of a newer central is no failure, and *out is NULL.
 */
MUST_USE enum problem_code codec_record_read(const cJSON *json,
    enum codec_mode mode, struct record **out, struct problem *p);

/*
 * Appends the body of a command: an object of the arguments that are given,
 * with `expect` when states are named. A given argument is said even where it
 * is its type's zero: that takes away what stood there. if_match is a header
 * and not the body's.
 */
void codec_call(struct buf *out, const struct call *c);

/* How many REFS one command or kind may have (a test counts them). */
#define CODEC_REFS 6

/* What a call that was read needs beside the JSON tree. Begins as {0}. */
struct codec_arena {
	const char *ids[CODEC_REFS * REFS_MAX]; /* its REFS */
	size_t used;
	struct record *record; /* of `put` and `restore`, owned */
};

/*
 * Reads the body of `command` strictly into *out. Its texts stay in the tree
 * of `body`, its references and record in *arena: both must live as long as
 * the call, and neither may be moved. codec_arena_free() in any case.
 *
 * An argument that is needed must say something. `expect` is only for
 * commands that have COMMAND_EXPECTS: at most EXPECT_MAX of
 * "incident/ID": "pending". Problems as with records.
 */
MUST_USE enum problem_code codec_call_read(const struct command *command,
    const cJSON *body, struct codec_arena *arena, struct call *out,
    struct problem *p);
void codec_arena_free(struct codec_arena *arena);

#endif
