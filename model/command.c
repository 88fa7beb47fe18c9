/*
 * The table made from commands.def, and the arguments of a call.
 */
#include "model/command.h"

#include <string.h>

/* How the .def's words become values; `any` and kinds as in record.c. */
#define INCIDENT COMMAND_WANTS_INCIDENT
#define UNIT COMMAND_WANTS_UNIT
#define ASSIGNMENT COMMAND_WANTS_ASSIGNMENT
#define TASK COMMAND_WANTS_TASK
#define EXPECT COMMAND_EXPECTS
#define REV COMMAND_EDITS
#define CONFIRM COMMAND_CONFIRMS
#define KEYLESS COMMAND_KEYLESS
#define OFFLINE COMMAND_OFFLINE
#define NEED 1

#define RECORD(kind, KIND, text) enum { KIND_##kind = KIND_##KIND };
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END
#define KIND_any KIND_ANY

#define DETAIL_STRING(detail) .max = (detail)
#define DETAIL_TEXT(detail) .max = TEXT_MAX
#define DETAIL_INTEGER(detail) .max = 0
#define DETAIL_TIME(detail) .max = 0
#define DETAIL_ENUM(detail) .words = &enum_##detail
#define DETAIL_BOOL(detail) .max = 0
#define DETAIL_POINT(detail) .max = 0
#define DETAIL_REF(detail) .max = ID_MAX, .to = (enum kind)KIND_##detail
#define DETAIL_REFS(detail) .max = ID_MAX, .to = (enum kind)KIND_##detail

/* An argument list may be empty; a first row that is not one keeps C happy. */
#define COMMAND(name, NAME, aliases, OWNER, permission, flags, help) \
	static const struct arg args_##name[ARGS_##name + 1] = {
#define ARG(command, name_, TYPE, detail, flags, help_) \
	{.name = #name_,                                \
	    .help = (help_),                            \
	    .type = TYPE_##TYPE,                        \
	    .needed = (flags) != 0,                     \
	    DETAIL_##TYPE(detail)},
#define COMMAND_END(command) \
	{                    \
		.name = NULL \
	}                    \
	}                    \
	;
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END

#define TEXT COMMAND_TAKES_TEXT
static const struct command commands[COMMAND_COUNT] = {
#define COMMAND(name_, NAME, aliases_, OWNER, permission_, flags_, help_) \
	[COMMAND_##NAME] = {.id = COMMAND_##NAME,                         \
	    .name = #name_,                                               \
	    .aliases = (aliases_),                                        \
	    .owner = OWNER_##OWNER,                                       \
	    .permission = (permission_),                                  \
	    .flags = (flags_),                                            \
	    .help = (help_),                                              \
	    .args = args_##name_,                                         \
	    .count = ARGS_##name_},
#define ARG(command, name, TYPE, detail, flags, help)
#define COMMAND_END(name)
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END
};

#define COMMAND(name, NAME, aliases, OWNER, permission, flags, help) \
	_Static_assert(ARGS_##name <= ARGS_MAX, "too many arguments");
#define ARG(command, name, TYPE, detail, flags, help)
#define COMMAND_END(name)
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END

const struct command *
command_get(enum command_id id)
{
	return &commands[id];
}

static bool
name_is(const char *name, const char *s, size_t len)
{
	return strlen(name) == len && memcmp(name, s, len) == 0;
}

const struct command *
command_find(const char *name, size_t len)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (name_is(commands[i].name, name, len))
			return &commands[i];
	return NULL;
}

int
command_arg(const struct command *c, const char *name, size_t len)
{
	for (size_t i = 0; i < c->count; i++)
		if (name_is(c->args[i].name, name, len))
			return (int)i;
	return -1;
}

bool
call_has(const struct call *c, size_t arg)
{
	return (c->given >> arg & 1) != 0;
}

const char *
call_text(const struct call *c, size_t arg)
{
	return call_has(c, arg) ? c->value[arg].text : NULL;
}

int64_t
call_number(const struct call *c, size_t arg)
{
	return call_has(c, arg) ? c->value[arg].number : 0;
}

bool
call_bool(const struct call *c, size_t arg)
{
	return call_number(c, arg) != 0;
}

struct point
call_point(const struct call *c, size_t arg)
{
	return call_has(c, arg) ? c->value[arg].point : (struct point){0, 0};
}

struct refs
call_refs(const struct call *c, size_t arg)
{
	return call_has(c, arg) ? c->value[arg].refs : (struct refs){0, NULL};
}

static struct value *
set(struct call *c, size_t arg)
{
	c->given |= (uint32_t)1 << arg;
	c->value[arg].type = c->command->args[arg].type;
	return &c->value[arg];
}

void
call_set_text(struct call *c, size_t arg, const char *text)
{
	set(c, arg)->text = text;
}

void
call_set_number(struct call *c, size_t arg, int64_t number)
{
	set(c, arg)->number = number;
}

void
call_set_point(struct call *c, size_t arg, struct point p)
{
	set(c, arg)->point = p;
}

void
call_set_refs(struct call *c, size_t arg, struct refs refs)
{
	set(c, arg)->refs = refs;
}

void
call_expect(struct call *c, enum kind kind, const char *id, unsigned state)
{
	if (c->expects == EXPECT_MAX)
		return;
	c->expect[c->expects++] = (struct expectation){kind, id, state};
}

bool
command_takes_record(const struct command *c)
{
	return c->id == COMMAND_PUT || c->id == COMMAND_RESTORE;
}

const struct enum_table *
expect_words(enum kind kind)
{
	switch (kind) {
	case KIND_INCIDENT:
		return &enum_incident_state;
	case KIND_UNIT:
		return &enum_unit_state;
	case KIND_ASSIGNMENT:
		return &enum_assignment_state;
	case KIND_TASK:
		return &enum_task_state;
	case KIND_SECTOR:
		return &enum_sector_state;
	default:
		return NULL;
	}
}
