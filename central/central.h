/*
 * The central as one thing: the store's writer, the pool of readers, the
 * sessions, the feed and the server, opened in this order and closed in the
 * other. The threads are HTTP's one, the writer, the pool's few, and the
 * keeper (keeper.h) that does what is done every now and then.
 *
 * Who holds a struct central reads its members; nobody but central.c sets
 * them, and what they point to has locks of its own.
 */
#ifndef CENTRAL_CENTRAL_H
#define CENTRAL_CENTRAL_H

#include <stdatomic.h>

#include "central/http.h"
#include "central/hub.h"
#include "central/now.h"
#include "central/pool.h"
#include "central/positions.h"
#include "central/tokens.h"
#include "central/tries.h"
#include "central/writer.h"

struct keeper;
struct door;

#define DOORS 2

/* Counters for /metrics. */
struct meters {
	atomic_uint_fast64_t answers[6]; /* by the first digit of the status */
	atomic_uint_fast64_t commands;   /* carried out, refused or replayed */
	atomic_uint_fast64_t refused;    /* of them */
	atomic_uint_fast64_t logins, logins_failed;
	atomic_uint_fast64_t positions;
};

struct central_config {
	const char *dir; /* the store's */
	/*
	 * Beside unix:DIR/watchroom.sock, which is always there; NULL: no
	 * other.
	 */
	const char *listen;
	const char *tls_cert, *tls_key;
	size_t threads; /* of the pool; 0: 4 */
	bool quiet;     /* logs only what went wrong */
};

struct central {
	struct central_config config;
	bool drill;
	char id[ID_SIZE]; /* of the store */
	char zone[64];    /* of its local days, by name */
	struct now now;
	struct writer *writer;
	struct pool *pool;
	struct tokens *tokens;
	struct tries *tries;
	struct positions *positions;
	struct hub *hub;
	struct keeper *keeper;
	struct layer_cache *layers;
	struct door *door; /* the socket, and what was asked for */
	size_t doors;
	struct actor *owner;     /* of the Unix socket, and of its token */
	struct writer_ears ears; /* the hub's */
	struct meters meters;
	msec_t started; /* boot clock */
	/* settings_digest() now in force; the writer's thread only */
	uint64_t settings_mark;
};

/*
 * Opens the store in config->dir (strings are borrowed as long as the central
 * lives) and serves. STORE and STORE_BUSY, what http_open() says, INTERNAL
 * when a route stands without a permission.
 */
MUST_USE enum problem_code central_open(const struct central_config *config,
    struct central **out, struct problem *p);
/* Ends feeds and requests, writes what waits, closes the store. */
void central_close(struct central *c);

/* Where it listens for others, in the form of `listen` with the real port. */
const char *central_address(const struct central *c);
/* Sends what was answered or woken: http_wake() of all servers. */
void central_wake(struct central *c);

/*
 * A fresh token of the owner's, for the console that started us: it counts as
 * long as this process lives and is in no store.
 */
MUST_USE enum problem_code central_owner_token(
    struct central *c, char token[TOKEN_SIZE], struct problem *p);

#endif
