/*
 * A central as a replay reaches it: who asks, one question at a time with its
 * answer waited for, and the HTTP client for who asks many at once.
 */
#ifndef REPLAY_REACH_H
#define REPLAY_REACH_H

#include "model/buf.h"
#include "model/command.h"
#include "net/link/session.h"
#include "net/wire/json.h"

#define REACH_MS 15000 /* for one answer */

struct reach {
	struct http_client *http;
	struct session *session;
};

/* What the central says of itself. */
struct reach_health {
	bool drill;
	msec_t now;      /* its clock's */
	int64_t speed;   /* of it; 1 unless it is a drill */
	msec_t asked_at; /* boot clock */
};

/*
 * For an address: with the token in a file, or (NULL) as the owner of its
 * socket. NOT_SAFE, FILE, USAGE, LINK, NO_MEMORY. reach_close() in any case.
 */
MUST_USE enum problem_code reach_open(struct reach *r, const struct address *to,
    const char *ca_file, const char *token_file, struct problem *p);
void reach_close(struct reach *r);

/*
 * GETs a path and reads its JSON, for cJSON_Delete(). What the answer says,
 * or LINK.
 */
MUST_USE enum problem_code reach_get(
    struct reach *r, const char *path, cJSON **out, struct problem *p);
/* POSTs a body of JSON; the answer as with reach_get(). */
MUST_USE enum problem_code reach_post(struct reach *r, const char *path,
    const struct buf *body, cJSON **out, struct problem *p);
/*
 * POSTs a command under that key; call->if_match goes with it. The answer is
 * not kept.
 */
MUST_USE enum problem_code reach_command(struct reach *r,
    const struct call *call, const char *key, struct problem *p);
/* The rest of what a command's request is; b is emptied first. */
MUST_USE bool reach_write(
    const struct call *call, struct buf *path, struct buf *body);

MUST_USE enum problem_code reach_health(
    struct reach *r, struct reach_health *out, struct problem *p);
/* What its clock shows now, by what it said then. */
msec_t reach_now(const struct reach_health *h);

/*
 * Calls `each` with every record of a kind that one may see, until it returns
 * false; the record is freed afterwards.
 */
typedef bool reach_each(void *ctx, const struct record *r);
MUST_USE enum problem_code reach_records(struct reach *r, enum kind kind,
    reach_each *each, void *ctx, struct problem *p);

#endif
