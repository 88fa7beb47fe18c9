/*
 * Writes the tables of the man pages from the program's own: keys, commands,
 * kinds of records, problems. The rest of a page is written by hand.
 */
#include "config/agency.h"
#include "config/console-conf.h"
#include "config/layer-file.h"
#include "model/command.h"
#include "replay/map.h"
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
	const char *name, *keys, *group, *text;
} keys[] = {
#define N_(text) text
#define ACTION(NAME, name, keys, group, hint, text) {name, keys, #group, text},
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

/* What a keys file may bind: the action, its keys as shipped, what it does. */
static void
print_bindable(struct buf *b)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		entry(b, keys[i].name);
		buf_puts(b, "(");
		put(b, keys[i].keys);
		buf_puts(b, ") ");
		put(b, keys[i].text);
		buf_putc(b, '\n');
	}
}

/* What a row takes, in words. */
static void
put_type(struct buf *b, const struct conf_field *f)
{
	static const char *const types[] = {[CONF_STRING] = "text",
	    [CONF_STRINGS] = "a list of texts",
	    [CONF_INTEGER] = "a number",
	    [CONF_BOOL] = "yes or no",
	    [CONF_WORD] = "one of",
	    [CONF_DURATION] = "a time such as 30 s, 5 min, 2 h",
	    [CONF_TABLE] = "a map",
	    [CONF_NODE] = "a table, below"};

	buf_printf(b, "\\fR (%s", types[f->type]);
	for (size_t i = 0; f->words && f->words[i]; i++)
		buf_printf(b, "%s %s", i ? "," : "", f->words[i]);
	if (f->type == CONF_INTEGER && f->max)
		buf_printf(
		    b, ", %lld to %lld", (long long)f->min, (long long)f->max);
	if (f->fallback) {
		buf_puts(b, "; else ");
		put(b, f->fallback);
	}
	buf_puts(b, f->required ? "; needed)\n" : ")\n");
}

static void
print_fields(struct buf *b, const struct conf_field *f)
{
	for (; f && f->name; f++) {
		buf_puts(b, ".TP\n.B ");
		put(b, f->name);
		put_type(b, f);
		put(b, f->help ? f->help : "");
		buf_putc(b, '\n');
		if (f->type != CONF_TABLE || !f->fields)
			continue;
		buf_puts(b, ".RS\n");
		print_fields(b, f->fields);
		buf_puts(b, ".RE\n");
	}
}

static void
print_console(struct buf *b)
{
	print_fields(b, console_rows);
}

static void
print_map(struct buf *b)
{
	print_fields(b, map_rows);
}

static void
print_map_categories(struct buf *b)
{
	print_fields(b, map_category_rows);
}

static void
print_layer_map(struct buf *b)
{
	print_fields(b, layer_file_rows);
}

static void
print_layer_words(struct buf *b)
{
	print_fields(b, layer_word_rows);
}

static void
print_roles(struct buf *b)
{
	print_fields(b, agency_rows("roles"));
}

static void
print_modes(struct buf *b)
{
	print_fields(b, agency_rows("modes"));
}

static void
print_outcomes(struct buf *b)
{
	print_fields(b, agency_rows("outcomes"));
}

static void
print_categories(struct buf *b)
{
	print_fields(b, agency_rows("categories"));
}

static void
print_clocks(struct buf *b)
{
	print_fields(b, agency_rows("clocks"));
}

static void
print_templates(struct buf *b)
{
	print_fields(b, agency_rows("templates"));
}

static void
print_index(struct buf *b)
{
	print_fields(b, agency_rows("index"));
}

static void
print_routes(struct buf *b)
{
	print_fields(b, agency_rows("routes"));
}

static const struct block blocks[] = {{"bindable", print_bindable},
    {"console", print_console}, {"map", print_map},
    {"map categories", print_map_categories}, {"layer map", print_layer_map},
    {"layer words", print_layer_words}, {"roles", print_roles},
    {"modes", print_modes}, {"outcomes", print_outcomes},
    {"categories", print_categories}, {"clocks", print_clocks},
    {"templates", print_templates}, {"index", print_index},
    {"routes", print_routes}, {"keys", print_keys}, {"acts", print_acts},
    {"commands", print_commands}, {"own", print_own}, {"bodies", print_bodies},
    {"kinds", print_kinds}, {"problems", print_problems}};

int
main(int argc, char **argv)
{
	return blocks_main(argc, argv, ".\\\"", blocks, COUNT_OF(blocks));
}
