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
    {"init", admin_init,
        "DIR [--drill [--start TIME]] [--zone NAME] [--config FILE]\n"
        "       [--admin NAME]",
        "makes a store in DIR and an administrator, whose one-time password\n"
        "       it prints. A drill has a clock of its own."},
    {"serve", admin_serve,
        "DIR [--listen ADDR] [--tls-cert FILE --tls-key FILE]\n"
        "       [--token-fd N]",
        "serves it on DIR/watchroom.sock and on ADDR: unix:PATH or HOST:PORT\n"
        "       (loopback, or with TLS). --token-fd: for an embedding "
        "console."},
    {"user", admin_user,
        "add DIR NAME --role ROLE[,ROLE] [--station ID] [--officer ID]\n"
        "       [--unit ID]\n"
        "  user role DIR NAME ROLE[,ROLE]\n"
        "  user reset|lock|unlock DIR NAME\n"
        "  user totp DIR NAME [--off]\n"
        "  user list DIR",
        "accounts; passwords that it makes are printed once."},
    {"import", admin_import, "DIR KIND FILE",
        "puts records from a .csv, .json or .geojson file: all that is wrong\n"
        "       with it is refused before anything is written."},
    {"export", admin_export,
        "DIR KIND [--format csv|json|geojson] [--reason WHY]",
        "writes all records of a kind to stdout, by id. Callers are opened\n"
        "       one by one, for a reason, and each leaves a trace."},
    {"check", admin_check, "DIR",
        "whether store, index and audit log are sound; exits 0 only then."},
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
	return admin_usage(argv[1], "no such command");
}
