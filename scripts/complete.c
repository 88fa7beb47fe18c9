/*
 * Writes what the completions of bash and zsh know from the program's tables:
 * subcommands, options, verbs of `watchroom do`, kinds of records. How they
 * are offered is written by hand around it.
 *
 * What `watchroomd` takes stands in its usage alone: words that begin with --
 * are options, those in lower case are what one types.
 */
#include "model/command.h"
#include "scripts/lib/blocks.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define N_(text) text

struct row {
	const char *name;
	const char *takes; /* NULL: nothing */
	const char *text;
};

static const struct row console_subcommands[] = {
#define SUBCOMMAND(name, words, text) {#name, words, text},
#define OPTION(NAME, name, value, text)
#include "tui/cli.def"
#undef SUBCOMMAND
#undef OPTION
};

static const struct row console_options[] = {
#define SUBCOMMAND(name, words, text)
#define OPTION(NAME, name, value, text) {name, value, text},
#include "tui/cli.def"
#undef SUBCOMMAND
#undef OPTION
};

static const struct row central_subcommands[] = {
#define SUBCOMMAND(name, usage, help) {#name, usage, help},
#include "central/cli.def"
#undef SUBCOMMAND
};

/* What bash has: NAME='word word ...'. */
static void
begin_list(struct buf *b, const char *program, const char *name)
{
	buf_printf(b, "_%s_%s='", program, name);
}

static void
add_word(struct buf *b, const char *before, const char *word, size_t len)
{
	if (b->len && b->data[b->len - 1] != '\'')
		buf_putc(b, ' ');
	buf_printf(b, "%s%.*s", before, (int)len, word);
}

static void
end_list(struct buf *b)
{
	buf_puts(b, "'\n");
}

static void
list_rows(struct buf *b, const char *program, const char *name,
    const struct row *rows, size_t count, const char *before)
{
	begin_list(b, program, name);
	for (size_t i = 0; i < count; i++)
		add_word(b, before, rows[i].name, strlen(rows[i].name));
	end_list(b);
}

static void
list_kinds(struct buf *b, const char *program)
{
	begin_list(b, program, "kinds");
	for (size_t k = 1; k < KIND_COUNT; k++) {
		const char *name = kind_info((enum kind)k)->name;

		add_word(b, "", name, strlen(name));
	}
	end_list(b);
}

static bool
is_sent(const struct command *c)
{
	return c->owner == OWNER_CENTRAL;
}

static void
print_console_bash(struct buf *b)
{
	list_rows(b, "watchroom", "subcommands", console_subcommands,
	    COUNT_OF(console_subcommands), "");
	list_rows(b, "watchroom", "options", console_options,
	    COUNT_OF(console_options), "--");
	begin_list(b, "watchroom", "verbs");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (is_sent(c))
			add_word(b, "", c->name, strlen(c->name));
	}
	end_list(b);
	list_kinds(b, "watchroom");
}

/* The words of a usage: options, or what is typed as it stands. */
static void
add_usage(struct buf *b, const struct row *row, bool options)
{
	static const char *const between = " \n[]|,";
	const char *s = row->takes;

	for (size_t len; *s; s += len) {
		s += strspn(s, between);
		len = strcspn(s, between);
		if (len == 0 || options != (strncmp(s, "--", 2) == 0))
			continue;
		if (options || (islower((unsigned char)*s) &&
		                   strncmp(s, row->name, len) != 0))
			add_word(b, "", s, len);
	}
}

static void
print_central_bash(struct buf *b)
{
	list_rows(b, "watchroomd", "subcommands", central_subcommands,
	    COUNT_OF(central_subcommands), "");
	for (size_t i = 0; i < COUNT_OF(central_subcommands); i++) {
		const struct row *row = &central_subcommands[i];

		begin_list(b, "watchroomd_options", row->name);
		add_usage(b, row, true);
		end_list(b);
		begin_list(b, "watchroomd_words", row->name);
		add_usage(b, row, false);
		end_list(b);
	}
	list_kinds(b, "watchroomd");
}

/* What zsh has: NAME=( 'word:what it does' ... ), nothing in it special. */
static void
add_item(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "\t'%s:", name);
	for (; *text; text++) {
		if (*text == '\'')
			buf_puts(b, "'\\''");
		else
			buf_putc(b, *text == '\n' ? ' ' : *text);
	}
	buf_puts(b, "'\n");
}

static void
print_verbs(struct buf *b)
{
	buf_puts(b, "_watchroom_verbs=(\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (is_sent(c))
			add_item(b, c->name, c->help);
	}
	buf_puts(b, ")\n");
}

static void
print_kinds(struct buf *b)
{
	buf_puts(b, "_watchroom_kinds=(\n");
	for (size_t k = 1; k < KIND_COUNT; k++)
		add_item(b, kind_info((enum kind)k)->name,
		    kind_info((enum kind)k)->text);
	buf_puts(b, ")\n");
}

/* --name=[text]:VALUE: as _arguments takes it. */
static void
add_option(struct buf *b, const struct row *row)
{
	buf_printf(b, "\t'--%s%s[", row->name, row->takes ? "=" : "");
	for (const char *s = row->text; *s; s++) {
		if (*s == '\'')
			buf_puts(b, "'\\''");
		else if (strchr("[]:\\", *s))
			buf_printf(b, "\\%c", *s);
		else
			buf_putc(b, *s);
	}
	buf_putc(b, ']');
	if (!row->takes)
		buf_puts(b, "'\n");
	else if (strcmp(row->takes, "FILE") == 0)
		buf_printf(b, ":%s:_files'\n", row->takes);
	else if (strcmp(row->takes, "DIR") == 0)
		buf_printf(b, ":%s:_files -/'\n", row->takes);
	else
		buf_printf(b, ":%s: '\n", row->takes);
}

static void
print_console_zsh(struct buf *b)
{
	buf_puts(b, "_watchroom_subcommands=(\n");
	for (size_t i = 0; i < COUNT_OF(console_subcommands); i++)
		add_item(b, console_subcommands[i].name,
		    console_subcommands[i].text);
	buf_puts(b, ")\n_watchroom_options=(\n");
	for (size_t i = 0; i < COUNT_OF(console_options); i++)
		add_option(b, &console_options[i]);
	buf_puts(b, ")\n");
	print_verbs(b);
	print_kinds(b);
}

static const struct block blocks[] = {{"watchroom in bash", print_console_bash},
    {"watchroomd in bash", print_central_bash},
    {"watchroom in zsh", print_console_zsh}};

int
main(int argc, char **argv)
{
	return blocks_main(argc, argv, "#", blocks, COUNT_OF(blocks));
}
