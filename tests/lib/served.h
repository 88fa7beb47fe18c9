/*
 * A central in a process of its own, as a user starts it, over a store in a
 * temporary directory; and the programs run against it.
 */
#ifndef TESTS_LIB_SERVED_H
#define TESTS_LIB_SERVED_H

#include <sys/types.h>

#include "model/buf.h"
#include "tests/lib/dirs.h"

struct served {
	char dir[64];
	char store[80];
	char build[BUILD_SIZE]; /* where the programs lie */
	char url[48];           /* http://127.0.0.1:PORT */
	pid_t central;
};

/* A drill that has begun in Louqiao, with its district and units. */
struct served *served_new(void);
/* Ends the central and removes the directory. */
void served_free(struct served *s);

/*
 * Runs a shell line, in which $W is watchroom, $D watchroomd, $S the store and
 * $T the directory; what it printed into *out (may be NULL). Its exit code.
 */
int served_run(struct served *s, struct buf *out, const char *line);
/* The same, and fails the test unless it exits with 0. */
void served_must(struct served *s, struct buf *out, const char *line);

#endif
