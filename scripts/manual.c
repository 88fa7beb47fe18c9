/*
 * Writes the tables of the man pages from the program's own: keys, commands,
 * kinds of records, problems. The rest of a page is written by hand.
 */
#include "model/command.h"
#include "scripts/lib/blocks.h"

#include <string.h>

/* Text as roff wants it: no backslash or leading dot does anything. */
static void
put(struct buf *b, const char *text)
{
	if (*text == '.' || *text == '\'')
		buf_puts(b, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_puts(b, "\\e");
		else if (*text == '-')
			buf_puts(b, "\\-");
		else
			buf_putc(b, *text);
	}
}

static void
entry(struct buf *b, const char *tag)
{
	buf_puts(b, ".TP\n.B ");
	put(b, tag);
	buf_putc(b, '\n');
}

static const struct {
	const char *keys, *group, *text;
} keys[] = {
#define N_(text) text
#define ACTION(NAME, name, keys, group, hint, text) {keys, #group, text},
#include "tui/actions.def"
#undef ACTION
#undef N_
};

static void
print_keys_of(struct buf *b, const char *group)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (strcmp(keys[i].group, group) != 0)
			continue;
		entry(b, keys[i].keys);
		put(b, keys[i].text);
		buf_putc(b, '\n');
	}
}

static void
print_keys(struct buf *b)
{
	print_keys_of(b, "EVERYWHERE");
}

static void
print_acts(struct buf *b)
{
	print_keys_of(b, "ACT");
}

/* One argument: its name, its type, what it says. */
static void
print_arg(struct buf *b, const struct arg *a)
{
	static const char *const types[] = {[TYPE_STRING] = "text",
	    [TYPE_TEXT] = "long text",
	    [TYPE_INTEGER] = "integer",
	    [TYPE_TIME] = "time",
	    [TYPE_ENUM] = "word",
	    [TYPE_BOOL] = "true or false",
	    [TYPE_POINT] = "point",
	    [TYPE_REF] = "id",
	    [TYPE_REFS] = "ids"};

	buf_puts(b, ".br\n");
	put(b, a->name);
	buf_printf(b, " (%s%s): ", types[a->type], a->needed ? ", needed" : "");
	put(b, a->help);
	buf_putc(b, '\n');
}

static void
print_commands_of(struct buf *b, enum command_owner owner, bool args)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (c->owner != owner)
			continue;
		buf_puts(b, ".TP\n.B ");
		put(b, c->name);
		if (*c->aliases) {
			buf_puts(b, "\\fR, ");
			put(b, c->aliases);
		}
		buf_putc(b, '\n');
		put(b, c->help);
		buf_putc(b, '\n');
		for (size_t k = 0; args && k < c->count; k++)
			print_arg(b, &c->args[k]);
	}
}

static void
print_commands(struct buf *b)
{
	print_commands_of(b, OWNER_CENTRAL, false);
}

static void
print_own(struct buf *b)
{
	print_commands_of(b, OWNER_CONSOLE, false);
}

static void
print_bodies(struct buf *b)
{
	print_commands_of(b, OWNER_CENTRAL, true);
}

static void
print_kinds(struct buf *b)
{
	for (size_t k = 1; k < KIND_COUNT; k++) {
		const struct kind_info *info = kind_info((enum kind)k);

		entry(b, info->name);
		put(b, info->text);
		buf_puts(b, ".\n");
		for (size_t i = 0; i < info->count; i++) {
			buf_puts(b, ".br\n");
			put(b, info->fields[i].name);
			buf_puts(b, ": ");
			put(b, info->fields[i].text);
			buf_putc(b, '\n');
		}
	}
}

static void
print_problems(struct buf *b)
{
	for (size_t i = 1; i < PROBLEM_COUNT; i++) {
		enum problem_code code = (enum problem_code)i;

		if (problem_http_status(code) == 0)
			continue;
		buf_puts(b, ".TP\n.B ");
		put(b, problem_code_name(code));
		buf_printf(b, "\\fR (%d)\n", problem_http_status(code));
		put(b, problem_sentence(code));
		buf_putc(b, '\n');
	}
}

static const struct block blocks[] = {{"keys", print_keys},
    {"acts", print_acts}, {"commands", print_commands}, {"own", print_own},
    {"bodies", print_bodies}, {"kinds", print_kinds},
    {"problems", print_problems}};

int
main(int argc, char **argv)
{
	return blocks_main(argc, argv, ".\\\"", blocks, COUNT_OF(blocks));
}
