/*
 * A whole central in the test's own process, on a Unix socket in a directory
 * of its own, and a client that asks it as anybody.
 *
 * The store has two stations, S1 and S2, a unit in each (U1, U2), the roles
 * of config/central.yaml, its categories and clocks. Who is `owner` asks by
 * the socket; other accounts are made by api_account().
 */
#ifndef TESTS_LIB_API_H
#define TESTS_LIB_API_H

#include "central/central.h"
#include "tests/lib/raw.h"

#include <cjson/cJSON.h>

#define API_OWNER "Owner" /* value of Authorization */

struct api {
	char top[64]; /* temporary; the store is top/store */
	char dir[80];
	char socket[112];        /* "unix:..." */
	struct central *central; /* NULL while it is closed */
	int fd;                  /* a connection, -1: none */
	/* The last answer */
	int status;
	char *head;  /* status line and headers */
	char *body;  /* its bytes, NUL behind */
	cJSON *json; /* NULL where the body is none */
};

/* Makes the store and opens it. Fails the test when something goes wrong. */
void api_make(struct api *a, bool drill);
void api_open(struct api *a);
void api_close(struct api *a);
void api_remove(struct api *a);
/* The same as cmocka wants it: *state is a struct api. */
int api_setup(void **state);
int api_teardown(void **state);

struct api_ask {
	const char *who; /* Authorization: API_OWNER, a token's header; NULL */
	const char *key; /* Idempotency-Key; NULL: none */
	const char *match; /* If-Match; NULL: none */
	const char *tag;   /* If-None-Match; NULL: none */
};

/* Asks and keeps the answer in a; returns its status. */
int api_ask(struct api *a, const struct api_ask *ask, const char *method,
    const char *target, const char *body);
/* GET and POST by who; POST of a command with a fresh key. */
/* The body of a command with an empty `expect` where one is wanted and not
 * there: itself, or what was put into out. */
const char *api_unseen(const char *name, const char *body, struct buf *out);
int api_get(struct api *a, const char *who, const char *target);
int api_post(
    struct api *a, const char *who, const char *target, const char *body);
/* A command that wants states and names none goes as one that saw none. */
int api_command(
    struct api *a, const char *who, const char *name, const char *body);

/* Text or number of the last answer at a path as "records.0.id"; "" and 0. */
const char *api_text(const struct api *a, const char *path);
int64_t api_number(const struct api *a, const char *path);
size_t api_count(const struct api *a, const char *path); /* of an array */
/* A header of the last answer, "" when it is not there; valid until the next.
 */
const char *api_header(const struct api *a, const char *name);
/* The code of the problem that the last answer is, "" for none. */
const char *api_code(const struct api *a);

/*
 * Makes an account of that role (its station and unit may be NULL), changes
 * its one-time password to "a long password" and logs in; who becomes
 * "Bearer TOKEN".
 */
#define API_PASSWORD "a long password"
#define API_WHO 64
void api_account(struct api *a, const char *name, const char *role,
    const char *station, const char *unit, char who[API_WHO]);
/* Logs in; the status. who is set when it is 201. */
int api_login(
    struct api *a, const char *name, const char *password, char who[API_WHO]);

/* A new incident in the station, with that id, by the owner. */
void api_incident(struct api *a, const char *station, const char *id);

#endif
