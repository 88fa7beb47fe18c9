/*
 * The words that stand in tables, as xgettext can read them: `make po` runs
 * this through the preprocessor only. A table's texts are looked up by
 * words_in() under a context, for one English word may be two in Chinese.
 */
/* Keys and what they do. */
#define ACTION(NAME, name, keys, group, word, text) \
	W_("key", word) W_("action", text)
#include "tui/actions.def"
#undef ACTION

/* Commands: what one says of them, and what they do. */
#define COMMAND(name, NAME, aliases, OWNER, permission, flags, help) \
	W_("command", #name) W_("help", help)
#define ARG(command, name, TYPE, detail, flags, help) \
	W_("argument", #name) W_("help", help)
#define COMMAND_END(name)
#include "model/commands.def"
#undef COMMAND
#undef ARG
#undef COMMAND_END

/* Closed sets: each is a context of its own. */
#define ENUM(tag, text)
#define VALUE(tag, NAME, word) W_(#tag, word)
#define ENUM_END(tag)
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

/* What can go wrong, and what it can be about. */
#define PROBLEM(NAME, code, http, text) W_("problem", text)
#include "model/problems.def"
#undef PROBLEM
#define RECORD(kind, KIND, text) W_("what", #kind)
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END

/* The phrases inside of problems' sentences. */
#define REASON(code, text) W_("reason", text)
#include "model/reasons.def"
#undef REASON
