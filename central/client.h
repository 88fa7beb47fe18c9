/*
 * A small HTTP client for the central's own socket: `user`, `import`, `export`
 * speak to a central that serves as its owner, and where none does they serve
 * the store themselves for as long as it takes. So there is one way in.
 *
 * It blocks, one request at a time a connection; a caller that wants the
 * writer's groups uses several connections, sending on all before it reads.
 */
#ifndef CENTRAL_CLIENT_H
#define CENTRAL_CLIENT_H

#include "model/buf.h"
#include "model/problem.h"

struct client;

#define CLIENT_ANSWER_MAX ((size_t)64 * 1024 * 1024) /* bytes of one answer */
#define CLIENT_WAIT_S 120 /* seconds without a byte: given up */

/* Connects to a Unix socket; NOT_FOUND when nobody listens there, LINK. */
MUST_USE enum problem_code client_open(
    const char *path, struct client **out, struct problem *p);
/* NULL is fine. */
void client_close(struct client *c);

struct client_request {
	const char *method;
	const char *target; /* path and query, encoded */
	const char *key;    /* Idempotency-Key, or NULL */
	const char *body;   /* JSON, or NULL */
	size_t len;
};

/* Sends without waiting for the answer. LINK. */
MUST_USE enum problem_code client_send(
    struct client *c, const struct client_request *r, struct problem *p);
/*
 * Waits for the answer to what was sent. *status is its status and *body its
 * bytes (what body held is gone). LINK.
 */
MUST_USE enum problem_code client_receive(
    struct client *c, int *status, struct buf *body, struct problem *p);
/*
 * Both. What is not 2xx is a problem: the one that the central said.
 */
MUST_USE enum problem_code client_call(struct client *c,
    const struct client_request *r, struct buf *body, struct problem *p);
/* The problem of an answer that is not 2xx; PROBLEM_NONE of one that is. */
enum problem_code client_problem(
    int status, const struct buf *body, struct problem *p);

/* Appends text with all but letters, digits and -_.~ as %XX. */
void client_escape(struct buf *out, const char *text);

#endif
