/*
 * Who sits here: logging in and out, and the token that says so.
 *
 * The token comes over a descriptor, from a file, or from a login; it is in no
 * argument, environment variable or log, and is wiped when it is done with.
 * (libcurl's own copy of a request's head is freed by libcurl, not wiped.)
 */
#ifndef NET_LINK_SESSION_H
#define NET_LINK_SESSION_H

#include "model/enums.h"
#include "model/id.h"
#include "net/link/http-client.h"

#define SESSION_TOKEN_MAX 1024  /* bytes of a token */
#define SESSION_NAME_MAX 96     /* bytes of a name, cut at a character */
#define SESSION_ASK_MS 10000    /* hashing a password takes its time */
#define SESSION_FILE_MODE 0077u /* what a token file may allow nobody */

/* What the central says of the account; "" and 0 where it says nothing. */
struct session_info {
	char account[SESSION_NAME_MAX];
	char name[SESSION_NAME_MAX];
	char officer[ID_SIZE];
	char station[ID_SIZE];
	char unit[ID_SIZE]; /* a field account's */
	char seat[SESSION_NAME_MAX];
	uint64_t permissions; /* bit n: enum permission n */
	bool must_change;     /* the password, before anything else */
	bool drill;
	char store[ID_SIZE]; /* which store it is */
	char zone[64];       /* of the store's local days, as Asia/Shanghai */
	msec_t expires;
	msec_t now; /* the central's time */
};

struct session;

/* What came of it: PROBLEM_NONE or why not. Called from the client's wait. */
typedef void session_done(void *ctx, const struct problem *p);

/* The client is borrowed. NULL: memory ended. */
struct session *session_new(struct http_client *http);
/* Wipes the token; what is under way is cancelled. */
void session_free(struct session *s);

/* A token as text (wiped by nobody but its owner). USAGE: no such form. */
MUST_USE enum problem_code session_set_token(
    struct session *s, const char *token, size_t len, struct problem *p);
/*
 * The first line of what is read from a descriptor, which is left open. FILE
 * when there is none; `name` is how the problem calls it.
 */
MUST_USE enum problem_code session_read_token(
    struct session *s, int fd, const char *name, struct problem *p);
/* Of a regular file that only its owner may read; FILE. */
MUST_USE enum problem_code session_read_token_file(
    struct session *s, const char *path, struct problem *p);
/* No token: as the owner of the Unix socket that the client connects to. */
void session_set_owner(struct session *s);
/* Forgets the token, here only. */
void session_forget(struct session *s);

/* Value of Authorization, NULL when nobody is logged in; borrowed. */
const char *session_auth(const struct session *s);
const struct session_info *session_info(const struct session *s);
/* Whether one of the questions below is under way. */
bool session_is_busy(const struct session *s);
/* The central said so elsewhere; a changed password takes it back. */
void session_note_must_change(struct session *s);
bool session_may(const struct session *s, enum permission permission);

struct session_login {
	const char *name;
	const char *password;
	const char *seat; /* NULL: none */
	const char *otp;  /* NULL: none */
};

/*
 * Each asks the central and tells what came of it; one at a time, a new one
 * cancels the old. NULL for done is fine. Texts are not kept.
 */
MUST_USE enum problem_code session_log_in(struct session *s,
    const struct session_login *l, session_done *done, void *ctx,
    struct problem *p);
/* Who the token belongs to, into session_info(). */
MUST_USE enum problem_code session_check(
    struct session *s, session_done *done, void *ctx, struct problem *p);
MUST_USE enum problem_code session_change_password(struct session *s,
    const char *old, const char *new, session_done *done, void *ctx,
    struct problem *p);
/* The token is forgotten here whatever the central answers. */
MUST_USE enum problem_code session_log_out(
    struct session *s, session_done *done, void *ctx, struct problem *p);

#endif
