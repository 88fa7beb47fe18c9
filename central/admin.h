/*
 * watchroomd's subcommands: what each takes stands in its usage (main.c), and
 * each answers the program's exit status.
 */
#ifndef CENTRAL_ADMIN_H
#define CENTRAL_ADMIN_H

#include "central/client.h"
#include "model/problem.h"

#define ADMIN_DONE 0
#define ADMIN_FAILED 1
#define ADMIN_USAGE 2

/* argv[0] is the subcommand's name. */
typedef int admin_fn(int argc, char **argv);
admin_fn admin_init, admin_serve, admin_user, admin_import, admin_export,
    admin_layer, admin_check;

struct central;

/* A way into the store in a directory, as its owner. */
struct admin_link {
	struct client *client;
	struct central *own; /* nobody served it: we do, meanwhile */
	char path[256];      /* of the socket */
};

/*
 * Through the socket of who serves the store in dir, else serving it here.
 * STORE, STORE_BUSY, LINK.
 */
MUST_USE enum problem_code admin_link_open(
    const char *dir, struct admin_link *link, struct problem *p);
void admin_link_close(struct admin_link *link);
/* One more connection to the same, for client_close(). */
MUST_USE enum problem_code admin_link_more(
    const struct admin_link *link, struct client **out, struct problem *p);

/* Says the problem on stderr, clean, and returns ADMIN_FAILED. */
int admin_fail(const struct problem *p);
/* Says that it was called wrongly and how it is meant; ADMIN_USAGE. */
int admin_usage(const char *name, const char *what);
/*
 * The same for a word that is none of `known`: "no such WHAT: WORD; did you
 * mean KNOWN?". ADMIN_USAGE.
 */
int admin_unknown(const char *name, const char *what, const char *word,
    const char *const *known, size_t count);
/* The kind that a word names; KIND_ANY when it is none, which was said. */
enum kind admin_kind(const char *name, const char *word);

#endif
