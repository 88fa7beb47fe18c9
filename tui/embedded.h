/*
 * A central of one's own: watchroomd for the store in a directory, started by
 * the console, found beside it or on PATH, and ended with it. Where another
 * already serves that store, this console joins it.
 *
 * The token that says whose the console is comes through a pipe. What the
 * central writes to stderr goes to DIR/watchroomd.log, for the screen is ours.
 */
#ifndef TUI_EMBEDDED_H
#define TUI_EMBEDDED_H

#include "model/base.h"
#include "model/problem.h"
#include "net/link/session.h"

struct embedded;

/*
 * Makes the store if there is none, and starts its central unless one runs;
 * waits until it listens. Before there are threads, and before the terminal is
 * taken: what `init` prints is for its owner. FILE or USAGE.
 */
MUST_USE enum problem_code embedded_open(
    struct embedded **out, const char *dir, struct problem *p);
/* Asks the central to end, and waits for it. NULL is fine. */
void embedded_close(struct embedded *e);

/* What embedded_keep() found. */
enum embedded_news {
	EMBEDDED_SAME,
	EMBEDDED_STARTED, /* nobody served it: ours was started (anew) */
	EMBEDDED_UP,      /* and listens: connect */
	EMBEDDED_GONE,    /* nobody serves it, and it does not start */
};

/*
 * Looks after it, often, from the console's loop, and waits for nothing: a
 * central that died is started again, at most every EMBEDDED_PAUSE_MS; also in
 * place of another console's that this one had joined. `down`: the link is.
 * The console is then its socket's owner, which its token stands for too.
 */
#define EMBEDDED_PAUSE_MS 5000
enum embedded_news embedded_keep(
    struct embedded *e, struct session *s, msec_t boot, bool down);

/* Whether nobody listens on a Unix socket; false when that is not known. */
bool embedded_is_gone(const char *socket);

/* "unix:DIR/watchroom.sock" */
const char *embedded_address(const struct embedded *e);
/* Logs in: by the token of the central that we started, or as the owner. */
MUST_USE enum problem_code embedded_log_in(
    const struct embedded *e, struct session *s, struct problem *p);

#endif
