/*
 * One request being answered: who asks, by which route, and where it is on
 * its way through pool and writer. A route's function either answers it (and
 * it is gone), hands it on, or returns a problem, which is answered for it.
 */
#ifndef CENTRAL_ASK_H
#define CENTRAL_ASK_H

#include "central/central.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

struct endpoint;
struct ask;

#define ASK_PARTS 2                 /* most {parts} of a path */
#define ASK_PART_SIZE (3 * ID_SIZE) /* what stands for one fits into */
#define LIMIT_MOST 500              /* records of one page */
#define LIMIT_USUAL 100

/* What a route does; `store` is NULL but in the pool. */
typedef enum problem_code ask_fn(
    struct ask *a, struct store *store, struct problem *p);
/* What it does in the writer; refuses with tx->problem. */
typedef enum problem_code ask_run_fn(struct tx *tx, struct ask *a);
/* It is on disk: answers. */
typedef void ask_wrote_fn(struct ask *a);

struct ask {
	struct central *central;
	struct http *http; /* the server it came to */
	struct http_request *request;
	const struct endpoint *route;
	char part[ASK_PARTS][ASK_PART_SIZE]; /* what stood for the {parts} */
	struct actor *actor;                 /* held; NULL on open routes */
	unsigned char session[DIGEST_SIZE];  /* its token's hash */
	bool has_session;                    /* else it is the socket's owner */
	void *ctx;                           /* the route's own */
	void (*ctx_free)(void *ctx);         /* at the end; NULL: free() */
	struct write_job write;              /* key, digest and the like are the
	                                        route's to set before ask_write() */

	/* ask.c's own */
	struct pool_job pool;
	ask_fn *next;
	ask_run_fn *run;
	ask_wrote_fn *wrote;
	bool away;    /* in the pool: the server is to be woken */
	bool writing; /* on the writer's thread: it wakes the servers */
};

/* Answers, and the ask is gone. The buf is freed. */
void ask_json(struct ask *a, int status, struct buf *body);
void ask_bytes(struct ask *a, int status, const char *type, struct buf *body);
void ask_none(struct ask *a); /* 204 */
void ask_problem(struct ask *a, const struct problem *p);
/* The request is answered by somebody else: gives the rest back. */
void ask_release(struct ask *a);

/* Zeroed memory for the route, freed with the ask; NULL: NO_MEMORY in p. */
void *ask_ctx(struct ask *a, size_t size, struct problem *p);

/* Goes on with `next` in the pool; BUSY when too much waits there. */
MUST_USE enum problem_code ask_pool(
    struct ask *a, enum pool_queue queue, ask_fn *next, struct problem *p);
/*
 * Goes on with `run` in the writer, as the ask's actor, with a line in the
 * audit log under that name. A refusal is answered; else `wrote` answers
 * (NULL: what the writer has put together).
 */
void ask_write(
    struct ask *a, const char *command, ask_run_fn *run, ask_wrote_fn *wrote);

/*
 * The body as an object whose keys are all of known[0..count), for
 * cJSON_Delete(). What json_parse() and json_known() say.
 */
MUST_USE enum problem_code ask_body(struct ask *a, const char *const *known,
    size_t count, cJSON **out, struct problem *p);
/*
 * A text of the object into to[size]; "" when it is not there (MISSING_KEY
 * when it is needed). BAD_VALUE, TOO_LONG, BAD_TEXT for control characters.
 */
MUST_USE enum problem_code ask_text(const cJSON *body, const char *key,
    bool needed, char *to, size_t size, struct problem *p);

/* A password: any text that is not empty; no problem ever repeats it. */
MUST_USE enum problem_code ask_secret(const cJSON *body, const char *key,
    char *to, size_t size, struct problem *p);

/* UNKNOWN_KEY when there is a parameter that is none of known[0..count). */
MUST_USE enum problem_code ask_params(
    struct ask *a, const char *const *known, size_t count, struct problem *p);
/* A whole number, `usual` when it is not given; BAD_VALUE out of the range. */
MUST_USE enum problem_code ask_number(struct ask *a, const char *name,
    int64_t min, int64_t max, int64_t usual, int64_t *out, struct problem *p);
/* An id, or NULL when it is not given; BAD_VALUE. */
MUST_USE enum problem_code ask_id(
    struct ask *a, const char *name, const char **out, struct problem *p);

/* NOT_FOUND with the word for what it was. */
enum problem_code ask_not_found(
    struct problem *p, const char *what, const char *id);

/* The settings now in force, for settings_drop(). */
struct settings *ask_settings(const struct ask *a);

/* "key":"text", or nothing for NULL and "". */
void ask_put_text(struct json_out *o, const char *key, const char *text);
void ask_put_number(struct json_out *o, const char *key, int64_t n);
void ask_put_bool(struct json_out *o, const char *key, bool yes);
/* Words parted by spaces as an array. */
void ask_put_words(struct json_out *o, const char *words);

#endif
