/*
 * The store: everything the central keeps, behind one small interface that
 * SQLite serves and PostgreSQL can. A handle is one connection, used by one
 * thread at a time; one handle writes, any number read beside it.
 *
 * Besides records it keeps the index of who may see what (`seen`), the audit
 * log, the keys of commands, accounts, numbers and timers, so that effect,
 * index, audit line and key are one transaction.
 *
 * A function that fails returns its problem and leaves the transaction as it
 * was before the call. Records that are handed out belong to the caller
 * (record_free). Callbacks get what is valid during the call only; false
 * ends the walk without a fault. They may read from the same handle, but not
 * write through it.
 */
#ifndef CENTRAL_STORE_STORE_H
#define CENTRAL_STORE_STORE_H

#include "model/buf.h"
#include "model/layer-pack.h"
#include "model/problem.h"
#include "model/record.h"

struct store;

enum store_mode {
	STORE_WRITE, /* the one writer; refused while another has it */
	STORE_READ,
};

/* What is fixed when a store is made. */
struct store_birth {
	bool drill;       /* its clock is its own */
	const char *zone; /* of its local days, as "Asia/Shanghai" */
};

MUST_USE enum problem_code store_create(
    const char *dir, const struct store_birth *birth, struct problem *p);
MUST_USE enum problem_code store_open(const char *dir, enum store_mode mode,
    struct store **out, struct problem *p);
void store_close(struct store *s);

/*
 * Writing. begin..commit is one durable group; inside it mark..keep or undo
 * is one command, which undo takes back whole. commit returns
 *	PROBLEM_NONE		it is on disk;
 *	PROBLEM_NO_SPACE	nothing of the group remains; go on;
 *	PROBLEM_UNKNOWN		it may be on disk or not: only close the handle.
 */
MUST_USE enum problem_code store_begin(struct store *s, struct problem *p);
MUST_USE enum problem_code store_commit(struct store *s, struct problem *p);
void store_rollback(struct store *s);
MUST_USE enum problem_code store_mark(struct store *s, struct problem *p);
MUST_USE enum problem_code store_keep(struct store *s, struct problem *p);
void store_undo(struct store *s);

/* One consistent view over several reads (a read handle only). */
MUST_USE enum problem_code store_view(struct store *s, struct problem *p);
void store_view_end(struct store *s);

/* Records */
typedef bool store_record_fn(void *ctx, const struct record *r);

/* Puts a record in the place of the one with its kind and id. */
MUST_USE enum problem_code store_put(
    struct store *s, const struct record *r, struct problem *p);
/* PROBLEM_NOT_FOUND, with p untouched, when there is none: often no fault. */
MUST_USE enum problem_code store_get(struct store *s, enum kind kind,
    const char *id, struct record **out, struct problem *p);
/* Those whose field (FIELD_INDEXED: reference, string or enum) is text. */
MUST_USE enum problem_code store_find(struct store *s, enum kind kind,
    const struct field *f, const char *text, store_record_fn *each, void *ctx,
    struct problem *p);
/* In the order of ids, those after `after` (NULL: from the first). */
MUST_USE enum problem_code store_page(struct store *s, enum kind kind,
    const char *after, size_t limit, store_record_fn *each, void *ctx,
    struct problem *p);
/*
 * Messages of a room by place (model/talk.h), newest first, those before
 * `before` (0: all); beyond the limit until the place changes, so that none
 * is missed when the next page asks for those before the last one's.
 */
MUST_USE enum problem_code store_messages(struct store *s, const char *room,
    int64_t before, size_t limit, store_record_fn *each, void *ctx,
    struct problem *p);
/* Must-reads that somebody has yet to confirm, the latest first. */
MUST_USE enum problem_code store_owed(struct store *s, size_t limit,
    store_record_fn *each, void *ctx, struct problem *p);
/* Must-reads of a room, confirmed or not, the latest first. */
MUST_USE enum problem_code store_mustreads(struct store *s, const char *room,
    size_t limit, store_record_fn *each, void *ctx, struct problem *p);
/*
 * What people wrote that has all words of the search (model/search.h), the
 * latest first, those before `before` (0: all): a number that rises with
 * each message, and that `each` is given. room NULL: in any.
 */
typedef bool store_hit_fn(void *ctx, int64_t number, const struct record *r);
MUST_USE enum problem_code store_search(struct store *s, const char *search,
    const char *room, int64_t before, store_hit_fn *each, void *ctx,
    struct problem *p);

/*
 * How far a member has read a room: one mark, which only rises. No seq and no
 * audit line: like a position it says how things are, but it is kept.
 */
struct store_mark {
	const char *room;
	const char *who;  /* unit, officer or account: actor_member() */
	const char *name; /* what to call them, or NULL */
	int64_t told;     /* place of the last line that was read */
	msec_t at;
};

typedef bool store_mark_fn(void *ctx, const struct store_mark *m);

MUST_USE enum problem_code store_mark_put(
    struct store *s, const struct store_mark *m, struct problem *p);
MUST_USE enum problem_code store_marks(struct store *s, const char *room,
    store_mark_fn *each, void *ctx, struct problem *p);

/* What a member has not read of a room. */
struct store_unread {
	int64_t read;   /* its mark, 0: none */
	int64_t last;   /* place of the newest that somebody wrote, 0: none */
	int64_t unread; /* written by others since, not taken back */
	int64_t named;  /* of those: name the member or `also` */
};

/*
 * who: actor_member(); person: actor_person(), whose own lines do not count;
 * also: another id that names the member (its station), or NULL.
 */
MUST_USE enum problem_code store_unread(struct store *s, const char *room,
    const char *who, const char *person, const char *also,
    struct store_unread *out, struct problem *p);

/*
 * Who may see what, and since when. A scope is "all", "station/ID",
 * "unit/ID", "room/ID" or "person/ID". A row's seq moves when the record
 * enters the scope, changes in it, ages in it or leaves it.
 */
enum seen_state {
	SEEN_LIVE, /* on every console of the scope */
	SEEN_AGED, /* may be read, but is no longer sent */
	SEEN_LEFT, /* may not be read any more */
};

struct seen {
	const char *scope;
	enum kind kind;
	const char *id;
	int64_t seq;
	enum seen_state state;
};

#define SCOPE_SIZE (16 + ID_SIZE)

typedef bool store_seen_fn(void *ctx, const struct seen *row);

/* Puts a row in the place of the one with its scope, kind and id. */
MUST_USE enum problem_code store_show(
    struct store *s, const struct seen *row, struct problem *p);
/* PROBLEM_NOT_FOUND when the scope never saw it, or that is forgotten. */
MUST_USE enum problem_code store_seen(struct store *s, const char *scope,
    enum kind kind, const char *id, int64_t *seq, enum seen_state *state,
    struct problem *p);
/* All rows of one record. */
MUST_USE enum problem_code store_scopes(struct store *s, enum kind kind,
    const char *id, store_seen_fn *each, void *ctx, struct problem *p);

/*
 * A place between two rows of the feed's order: seq, then the kind's name,
 * then id. KIND_ANY and "" stand before the first row of that seq.
 */
struct store_place {
	int64_t seq;
	enum kind kind;
	char id[ID_SIZE];
};

/* What one page of a feed asks for. */
struct store_feed {
	const char *const *scopes;
	size_t count;
	struct store_place after; /* rows beyond this place */
	int64_t upto;             /* with seq <= this */
	bool live_only;           /* else exits too */
	enum kind only;           /* of this kind; KIND_ANY: of all */
	size_t limit;             /* at most so many rows */
};

/*
 * Rows of any of the scopes in the feed's order, a record once, by the one of
 * its rows in these scopes that has the highest seq (with live_only: the
 * highest of those that are live); not yet while one is beyond `upto`. While
 * any of the scopes has it live it is given, with state SEEN_LIVE; else it is
 * an exit and r is NULL. So a record that leaves one scope and stays in
 * another is given again: were it left where its older row stands, a reader
 * who is past that could miss it. Fewer than `limit`: no more are there.
 */
typedef bool store_feed_fn(
    void *ctx, const struct seen *row, const struct record *r);
MUST_USE enum problem_code store_feed(struct store *s,
    const struct store_feed *ask, store_feed_fn *each, void *ctx,
    struct problem *p);
/*
 * Exits with a seq up to `upto` are no longer kept: LEFT rows go, and a
 * cursor from before is too old from now on (store_floor).
 */
MUST_USE enum problem_code store_prune_exits(
    struct store *s, int64_t upto, struct problem *p);
/* Cursors before this seq are too old; 0 while nothing was pruned. */
MUST_USE enum problem_code store_floor(
    struct store *s, int64_t *floor, struct problem *p);

/*
 * The audit log: a line a command, numbered by seq without a gap, each with
 * the tag that chains it to the one before. Ids, never callers' details.
 */
#define AUDIT_TAG 16 /* bytes of a tag */

struct audit_line {
	int64_t seq;
	msec_t at;
	const char *account; /* id of the account, or "system" */
	const char *command;
	const char *answer; /* "ok" or the problem's code */
	const char *what;   /* ids and words, "" for nothing */
	unsigned char tag[AUDIT_TAG];
};

typedef bool store_audit_fn(void *ctx, const struct audit_line *line);

/* Appends; line->seq must be the last one's + 1. The tag is filled in. */
MUST_USE enum problem_code store_audit(
    struct store *s, struct audit_line *line, struct problem *p);
/* The last line's seq and tag; 0 and zeros before the first. */
MUST_USE enum problem_code store_last(struct store *s, int64_t *seq,
    unsigned char tag[AUDIT_TAG], struct problem *p);
/* The tag of one seq; PROBLEM_NOT_FOUND. */
MUST_USE enum problem_code store_tag(struct store *s, int64_t seq,
    unsigned char tag[AUDIT_TAG], struct problem *p);
/* Lines in order, those after `after`. */
MUST_USE enum problem_code store_audit_page(struct store *s, int64_t after,
    size_t limit, store_audit_fn *each, void *ctx, struct problem *p);

/* Keys of commands, of one account each, with the answer that was given. */
#define DIGEST_SIZE 32

struct store_key {
	const char *account;
	const char *key;
	const unsigned char *digest; /* of command and body; NULL: tombstone */
	int status;                  /* HTTP status; 0: tombstone */
	const char *body;            /* the answer, NULL: not kept */
	msec_t at;
};

typedef bool store_key_fn(void *ctx, const struct store_key *k);

/* PROBLEM_NOT_FOUND when it was never used; else one call of `each`. */
MUST_USE enum problem_code store_key_get(struct store *s, const char *account,
    const char *key, store_key_fn *each, void *ctx, struct problem *p);
/* PROBLEM_EXISTS when it is there. */
MUST_USE enum problem_code store_key_put(
    struct store *s, const struct store_key *k, struct problem *p);
MUST_USE enum problem_code store_key_prune(
    struct store *s, msec_t before, struct problem *p);

/* Accounts: private rows, never fed. */
struct account {
	const char *id;
	const char *name;    /* to log in with, unique */
	const char *officer; /* whose it is; may be NULL */
	const char *station; /* where it sits; NULL sees only what is all's */
	const char *unit;    /* bound to this unit (a field account), or NULL */
	const char *roles;   /* names of role settings parted by spaces */
	const char *password; /* Argon2id string */
	const char *totp;     /* secret, or NULL */
	bool one_time;        /* the password must be changed at login */
	bool locked;
	int64_t failures; /* logins failed in a row */
	msec_t failed;    /* the last of them */
};

typedef bool store_account_fn(void *ctx, const struct account *a);

MUST_USE enum problem_code store_account_put(
    struct store *s, const struct account *a, struct problem *p);
/* By id or by name (the other NULL); PROBLEM_NOT_FOUND. */
MUST_USE enum problem_code store_account_get(struct store *s, const char *id,
    const char *name, store_account_fn *each, void *ctx, struct problem *p);
MUST_USE enum problem_code store_accounts(
    struct store *s, store_account_fn *each, void *ctx, struct problem *p);

/* Sessions: only the hash of a token is kept. */
struct store_token {
	const unsigned char *hash; /* DIGEST_SIZE bytes */
	const char *account;
	const char *seat; /* where it sits, in words */
	msec_t made, expires;
};

typedef bool store_token_fn(void *ctx, const struct store_token *t);

MUST_USE enum problem_code store_token_put(
    struct store *s, const struct store_token *t, struct problem *p);
MUST_USE enum problem_code store_token_get(struct store *s,
    const unsigned char hash[DIGEST_SIZE], store_token_fn *each, void *ctx,
    struct problem *p);
/* One token (hash), or all of an account (hash NULL). */
MUST_USE enum problem_code store_token_drop(struct store *s,
    const unsigned char *hash, const char *account, struct problem *p);

/* 1, 2, ... for a name such as "louqiao 20261121". */
MUST_USE enum problem_code store_next_number(
    struct store *s, const char *name, int64_t *number, struct problem *p);

/* The next of that name is beyond `number`: one that came from elsewhere. */
MUST_USE enum problem_code store_number_past(
    struct store *s, const char *name, int64_t number, struct problem *p);

/* Timers: what is to be looked at again, and when. One a record and name. */
struct store_timer {
	enum kind kind;
	const char *id;
	const char *name; /* "clock", "age", ... */
	msec_t due;
};

typedef bool store_timer_fn(void *ctx, const struct store_timer *t);

/* due 0 takes it away. */
MUST_USE enum problem_code store_timer_set(
    struct store *s, const struct store_timer *t, struct problem *p);
/* Those due at `now` or before, the oldest first. */
MUST_USE enum problem_code store_timers(struct store *s, msec_t now,
    size_t limit, store_timer_fn *each, void *ctx, struct problem *p);
/* When the next is due; 0 when there is none. */
MUST_USE enum problem_code store_timer_next(
    struct store *s, msec_t *due, struct problem *p);

/*
 * Map layers (model/layer.h) whole: a row for the layer, one for each feature
 * with its geometry beside it. The digest is layer_digest()'s.
 */
struct store_layer {
	const char *name;
	enum layer_role role;
	uint8_t digest[LAYER_DIGEST];
	msec_t at;      /* when it was put */
	const char *by; /* who put it */
	int64_t features, vertices;
};

typedef bool store_layer_fn(void *ctx, const struct store_layer *l);

/* Puts the layer in the place of the one with its name. */
MUST_USE enum problem_code store_layer_put(struct store *s,
    const struct layer *l, msec_t at, const char *by, struct problem *p);
/* PROBLEM_NOT_FOUND. */
MUST_USE enum problem_code store_layer_drop(
    struct store *s, const char *name, struct problem *p);
/* All of them by name. */
MUST_USE enum problem_code store_layers(
    struct store *s, store_layer_fn *each, void *ctx, struct problem *p);
/*
 * The layer, to be freed with layer_free(); PROBLEM_NOT_FOUND, or UNSOUND
 * when its rows cannot be read.
 */
MUST_USE enum problem_code store_layer_get(
    struct store *s, const char *name, struct layer **out, struct problem *p);

/*
 * Small facts about the store, a word each. "id" (its own), "drill" ("1" or
 * "0") and "zone" are there from birth; "floor" and "opened" are the store's.
 * Getting puts the text in the place of what out holds; PROBLEM_NOT_FOUND.
 */
MUST_USE enum problem_code store_fact_get(
    struct store *s, const char *name, struct buf *out, struct problem *p);
MUST_USE enum problem_code store_fact_put(
    struct store *s, const char *name, const char *text, struct problem *p);

/* Moves what the log holds into the file, off the writer's path. */
void store_checkpoint(struct store *s);
/*
 * From how many pages of log on that holds the writer up for a moment, so that
 * the log begins anew; at twice as many the writer sees to it itself, while no
 * reader looks at the old one. 64 MiB unless a test says less.
 */
void store_set_log(struct store *s, int pages);

/*
 * Looks for what must not be: damage of the file, rows of `seen` without a
 * record or with a seq beyond the last, live records that nobody sees, a
 * broken chain or gap in the audit log. Calls `fault` with a line for each;
 * returns PROBLEM_UNSOUND when there was one.
 */
typedef void store_fault_fn(void *ctx, const char *line);
MUST_USE enum problem_code store_check(
    struct store *s, store_fault_fn *fault, void *ctx, struct problem *p);

#endif
