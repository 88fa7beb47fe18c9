/*
 * The command line: options that all subcommands share, and what `do`, `list`
 * and the like need to reach a central without a screen.
 *
 * Exit codes: 0 done; 1 refused or failed, nothing was changed; 2 wrong usage;
 * 3 sent, and whether it was done is not known.
 */
#ifndef TUI_CLI_H
#define TUI_CLI_H

#include "net/link/link.h"

enum cli_exit {
	CLI_DONE = 0,
	CLI_REFUSED = 1,
	CLI_USAGE = 2,
	CLI_UNKNOWN = 3,
};

#define CLI_WAIT_MS 15000 /* for a central to be there */

struct cli_options {
	const char *address;    /* URL or unix:PATH, or NULL */
	const char *embedded;   /* DIR of a central, or NULL */
	const char *token_file; /* or NULL */
	const char *ca_file;    /* PEM, or NULL */
	const char *seat;       /* for a login, or NULL */
	const char *language;   /* "en", "zh", or NULL */
	const char *zone;       /* or NULL: the machine's */
	const char *map;        /* replay: name or path, NULL: guessed */
	const char *tracks;     /* replay: a file of them beside the calls */
	const char *tracks_map; /* as map, of that file */
	const char *speed;      /* replay: a number or "max", NULL: 1 */
	bool check;             /* replay: only reads the file */
	const char *seed;       /* simulate: a number, NULL: 1 */
	bool json;
	bool thin; /* clocks by the minute */
	bool line; /* the line mode */
	bool help;
	char **words; /* what follows the subcommand */
	int count;
};

/* A subcommand: runs it, returns an exit code. */
typedef int cli_fn(const struct cli_options *o);

cli_fn cli_do;
cli_fn cli_list;
cli_fn cli_replay;
cli_fn cli_simulate;

/* One line on stderr: a problem in words, clean. */
void cli_complain(const struct problem *p);
/*
 * The address that the options mean: --to (also DIR, for the socket in it),
 * --embedded, or the environment's WATCHROOM_TO. USAGE when there is none.
 */
MUST_USE enum problem_code cli_address(
    const struct cli_options *o, struct address *a, struct problem *p);
/*
 * A link to it that is logged in: with the token file, as owner of the socket
 * if it is ours, or by asking on the terminal. NULL after a complaint.
 */
struct link *cli_link(
    const struct cli_options *o, const struct link_hooks *hooks);
/* Waits until the picture is there; false after a complaint. */
bool cli_wait_live(struct link *l);
/* Waits once for the network, at most a little; false when time ran out. */
bool cli_wait(struct link *l, msec_t deadline);

#endif
