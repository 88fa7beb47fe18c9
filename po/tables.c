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
#define ARG(command, name, TYPE, detail, flags, help) W_("help", help)
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

/* What can be wrong with a line after `:` (model/line.h). */
W_("what", "there is no such command")
W_("what", "there is no such argument")
W_("what", "there is no such field to put")
W_("what", "this command takes no text")
W_("what", "is named twice")
W_("what", "is no NAME=VALUE")
W_("what", "is for files: watchroomd import")
W_("what", "no incident is wanted")
W_("what", "no text is wanted here")
W_("what", "no time is wanted here")
W_("what", "no unit is wanted")
W_("what", "nothing that fits is selected")
W_("what", "one incident too many")
W_("what", "one unit too many")
W_("what", "the text goes after a ;")
