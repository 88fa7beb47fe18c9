/*
 * watchroom: the console, and what scripts use instead of one.
 *
 * Options stand before or after the subcommand; a subcommand is a row of
 * cli.def and a function in a file of its own.
 */
#include "tui/cli.h"
#include "tui/console.h"
#include "tui/words.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

struct subcommand {
	const char *name;
	const char *words; /* what follows it */
	const char *text;  /* what it does */
	cli_fn *run;
};

static const struct subcommand subcommands[] = {
#define SUBCOMMAND(name, words, text) {#name, words, text, cli_##name},
#define OPTION(NAME, name, value, text)
#include "tui/cli.def"
#undef SUBCOMMAND
#undef OPTION
};

#define OPTION_FIRST 256 /* behind all that is a character */

enum option_id {
	OPTION_BEFORE = OPTION_FIRST - 1,
#define SUBCOMMAND(name, words, text)
#define OPTION(NAME, name, value, text) OPTION_##NAME,
#include "tui/cli.def"
#undef SUBCOMMAND
#undef OPTION
};

static const struct option_row {
	const char *name;
	const char *value; /* NULL: takes none */
	const char *text;
} option_rows[] = {
#define SUBCOMMAND(name, words, text)
#define OPTION(NAME, name, value, text) {name, value, text},
#include "tui/cli.def"
#undef SUBCOMMAND
#undef OPTION
};

static void
print_help(void)
{
	char left[48];

	puts(_("usage: watchroom [OPTION...] [URL|unix:PATH] [COMMAND]"));
	puts(_("Without a command: the console of a command room."));
	putchar('\n');
	for (size_t i = 0; i < COUNT_OF(subcommands); i++) {
		snprintf(left, sizeof(left), "%s %s", subcommands[i].name,
		    subcommands[i].words);
		printf("  %-20s %s\n", left, _(subcommands[i].text));
	}
	putchar('\n');
	for (size_t i = 0; i < COUNT_OF(option_rows); i++) {
		snprintf(left, sizeof(left), "--%s%s%s", option_rows[i].name,
		    option_rows[i].value ? " " : "",
		    option_rows[i].value ? option_rows[i].value : "");
		printf("  %-20s %s\n", left, _(option_rows[i].text));
	}
	putchar('\n');
	puts(_("Exit codes: 0 done; 1 refused; 2 wrong usage; 3 not known "
	       "whether it was done."));
}

/* Takes one option; -1 to go on, else the exit code. */
static int
take_option(struct cli_options *o, int id)
{
	switch (id) {
	case OPTION_TO:
		o->address = optarg;
		return -1;
	case OPTION_EMBEDDED:
		o->embedded = optarg;
		return -1;
	case OPTION_TOKEN_FILE:
		o->token_file = optarg;
		return -1;
	case OPTION_CA:
		o->ca_file = optarg;
		return -1;
	case OPTION_SEAT:
		o->seat = optarg;
		return -1;
	case OPTION_LANGUAGE:
		o->language = optarg;
		return -1;
	case OPTION_ZONE:
		o->zone = optarg;
		return -1;
	case OPTION_JSON:
		o->json = true;
		return -1;
	case OPTION_THIN:
		o->thin = true;
		return -1;
	case OPTION_LINE:
		o->line = true;
		return -1;
	case OPTION_MAP:
		o->map = optarg;
		return -1;
	case OPTION_TRACKS:
		o->tracks = optarg;
		return -1;
	case OPTION_TRACKS_MAP:
		o->tracks_map = optarg;
		return -1;
	case OPTION_SPEED:
		o->speed = optarg;
		return -1;
	case OPTION_CHECK:
		o->check = true;
		return -1;
	case OPTION_SEED:
		o->seed = optarg;
		return -1;
	case OPTION_HELP:
		o->help = true;
		return -1;
	case OPTION_VERSION:
		puts("watchroom " WATCHROOM_VERSION);
		return CLI_DONE;
	default: /* getopt has complained */
		return CLI_USAGE;
	}
}

/* All options, wherever they stand; the words are left in o. */
static int
read_options(struct cli_options *o, int argc, char **argv)
{
	struct option table[COUNT_OF(option_rows) + 1] = {0};
	int id, code = -1;

	for (size_t i = 0; i < COUNT_OF(option_rows); i++) {
		table[i].name = option_rows[i].name;
		table[i].has_arg = option_rows[i].value != NULL;
		table[i].val = OPTION_FIRST + (int)i;
	}
	while (
	    code < 0 && (id = getopt_long(argc, argv, "", table, NULL)) != -1)
		code = take_option(o, id);
	o->words = argv + optind;
	o->count = argc - optind;
	return code;
}

static bool
is_address(const char *word)
{
	return strncmp(word, "unix:", 5) == 0 || strstr(word, "://") != NULL;
}

static int
run_console(const struct cli_options *o)
{
	struct address address;
	struct problem p;
	const struct console_options console = {
	    .address = address.text,
	    .embedded = o->embedded,
	    .token_file = o->token_file,
	    .language = o->language,
	    .ca_file = o->ca_file,
	    .zone = o->zone,
	    .thin = o->thin,
	    .measure = true,
	    .line = o->line,
	};

	if (cli_address(o, &address, &p) == PROBLEM_NONE)
		return console_run(&console);
	cli_complain(&p);
	return CLI_USAGE;
}

static int
run(struct cli_options *o)
{
	struct problem p;

	if (o->count > 0 && is_address(o->words[0])) {
		o->address = *o->words++;
		o->count--;
	}
	if (o->count == 0)
		return run_console(o);
	for (size_t i = 0; i < COUNT_OF(subcommands); i++) {
		if (strcmp(o->words[0], subcommands[i].name) != 0)
			continue;
		o->words++;
		o->count--;
		return subcommands[i].run(o);
	}
	problem_set(&p, PROBLEM_USAGE, "why", why_no_such_program, NULL);
	cli_complain(&p);
	return CLI_USAGE;
}

int
main(int argc, char **argv)
{
	struct cli_options o = {0};
	int code;

	/* What callers said, and tokens, must not end up in a core. */
	prctl(PR_SET_DUMPABLE, 0);
	signal(SIGPIPE, SIG_IGN);
	words_open(NULL);
	code = read_options(&o, argc, argv);
	if (code >= 0)
		return code;
	if (o.language)
		words_open(o.language);
	if (words_wanting(o.language))
		fprintf(stderr, "watchroom: %s\n",
		    _("this locale cannot show Chinese: use a UTF-8 locale"));
	if (o.help) {
		print_help();
		return CLI_DONE;
	}
	return run(&o);
}
