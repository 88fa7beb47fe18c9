/*
 * Commands: everything that changes a record, and what a console does to its
 * own picture. The table is commands.def; `central` and `tui` each index an
 * array of functions by enum command_id.
 */
#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H

#include "model/problem.h"
#include "model/record.h"

enum command_id {
#define COMMAND(name, NAME, aliases, OWNER, permission, flags, help) \
	COMMAND_##NAME,
#define ARG(command, name, TYPE, detail, flags, help)
#define COMMAND_END(name)
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END
	COMMAND_COUNT
};

/* The place of each argument in its command: ARG_dispatch_units, ... */
#define COMMAND(name, NAME, aliases, OWNER, permission, flags, help) enum {
#define ARG(command, name, TYPE, detail, flags, help) ARG_##command##_##name,
#define COMMAND_END(name) \
	ARGS_##name       \
	}                 \
	;
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END

#define ARGS_MAX 20

enum command_owner { OWNER_CENTRAL, OWNER_CONSOLE };

enum command_flag {
	COMMAND_WANTS_INCIDENT = 1 << 0, /* selection fills it */
	COMMAND_WANTS_UNIT = 1 << 1,
	COMMAND_WANTS_ASSIGNMENT = 1 << 2,
	COMMAND_EXPECTS = 1 << 3,    /* names the states it is based on */
	COMMAND_EDITS = 1 << 4,      /* carries If-Match */
	COMMAND_CONFIRMS = 1 << 5,   /* the console asks y */
	COMMAND_KEYLESS = 1 << 6,    /* its answer is not kept */
	COMMAND_TAKES_TEXT = 1 << 7, /* after the first ; */
	COMMAND_OFFLINE = 1 << 8,    /* needs no central */
	COMMAND_WANTS_TASK = 1 << 9,
};

struct arg {
	const char *name;
	const char *help;
	enum field_type type;
	bool needed;
	size_t max;                     /* most bytes of a string or text */
	enum kind to;                   /* of a reference */
	const struct enum_table *words; /* of an enum */
};

struct command {
	enum command_id id;
	const char *name;
	const char *aliases; /* words parted by spaces, "" for none */
	enum command_owner owner;
	enum permission permission;
	unsigned flags; /* of enum command_flag */
	const char *help;
	const struct arg *args;
	size_t count;
};

/* The state of one record that a command was based on. */
struct expectation {
	enum kind kind; /* incident, unit, assignment, task, sector */
	const char *id;
	unsigned state; /* of that kind's state enum */
};

#define EXPECT_MAX 16

/*
 * A command with its arguments, ready to run or to send. Strings belong to
 * whoever filled it. value[i] counts only where bit i of `given` is set.
 */
struct call {
	const struct command *command;
	struct value value[ARGS_MAX];
	uint32_t given;
	struct expectation expect[EXPECT_MAX];
	size_t expects;
	bool unseen; /* sent by who saw no states: a replay; EXPECTS only */
	int64_t if_match;            /* 0: none given */
	const struct record *record; /* of `put` and `restore`; else NULL */
};

const struct command *command_get(enum command_id id);
/* By its name, of len bytes; NULL when there is none. */
const struct command *command_find(const char *name, size_t len);
/* The place of an argument by name; -1 when there is none. */
int command_arg(const struct command *c, const char *name, size_t len);

/*
 * Whether its one argument is a record as an object (`put`, `restore`). Such
 * a command makes or edits: it may carry If-Match and need not.
 */
bool command_takes_record(const struct command *c);

/* Arguments of a call; the type's zero (NULL, 0, false) when not given. */
bool call_has(const struct call *c, size_t arg);
const char *call_text(const struct call *c, size_t arg);
int64_t call_number(const struct call *c, size_t arg);
bool call_bool(const struct call *c, size_t arg);
struct point call_point(const struct call *c, size_t arg);
struct refs call_refs(const struct call *c, size_t arg);

/* Set them; the type is the argument's. */
void call_set_text(struct call *c, size_t arg, const char *text);
void call_set_number(struct call *c, size_t arg, int64_t number);
void call_set_point(struct call *c, size_t arg, struct point p);
void call_set_refs(struct call *c, size_t arg, struct refs refs);
/* Adds the state that the call is based on; beyond EXPECT_MAX: ignored. */
void call_expect(
    struct call *c, enum kind kind, const char *id, unsigned state);

/* The enum of a kind's states, NULL for a kind that has none to expect. */
const struct enum_table *expect_words(enum kind kind);

#endif
