/*
 * watchroomd: the central of a command room.
 */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "central/admin.h"

static const struct {
	const char *name;
	admin_fn *run;
	const char *usage;
	const char *help;
} commands[] = {
#define SUBCOMMAND(name, usage, help) {#name, admin_##name, usage, help},
#include "central/cli.def"
#undef SUBCOMMAND
};

static int
help(void)
{
	printf("watchroomd " WATCHROOM_VERSION
	       ": the central of a command room\n\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		printf("  %s %s\n       %s\n\n", commands[i].name,
		    commands[i].usage, commands[i].help);
	printf("While `serve` runs, the others go through its socket. Exit "
	       "status: 0 done,\n1 refused or failed, 2 called wrongly.\n");
	return ADMIN_DONE;
}

static int
unknown(const char *word)
{
	const char *known[COUNT_OF(commands)];

	for (size_t i = 0; i < COUNT_OF(commands); i++)
		known[i] = commands[i].name;
	return admin_unknown("", "command", word, known, COUNT_OF(known));
}

/* Memory holds callers' details: none of it goes to disk by a crash. */
static void
keep_to_ourselves(void)
{
	const struct rlimit none = {0, 0};

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

int
main(int argc, char **argv)
{
	keep_to_ourselves();
	if (argc < 2) {
		help();
		return ADMIN_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0) {
		printf("watchroomd " WATCHROOM_VERSION "\n");
		return ADMIN_DONE;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return unknown(argv[1]);
}
