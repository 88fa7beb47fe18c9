/*
 * The outbox: every command on its way to the central, and what became of it.
 *
 *	waiting      not sent: the link is down, or an earlier command about
 *	             the same record has no answer yet
 *	sent         under way
 *	unknown      sent and not answered: done or not, nobody here knows
 *	withdrawing  the central is asked to take it back
 *	accepted, refused, withdrawn	settled
 *
 * A command has one key for its life, so that sending it twice does it once.
 * It is sent, and while unknown sent again, by itself for OUTBOX_FRESH_MS
 * after it was made or asked for; then it is `held` and waits for a person: a
 * status typed into a dead link must not run ten minutes later over a newer
 * one. Of a held one that may be done the central is asked by itself, by its
 * key and without sending it: done, refused, taken back, or never seen. What
 * was said by voice at a stated time is a fact, no order to anybody: it goes
 * by itself however old it is.
 *
 * Commands that touch the same record go one after the other: the next when
 * the one before is settled. When that is refused, those behind it are held:
 * they may have counted on it. One that is held and not under way keeps up
 * none but those that need what it makes.
 *
 * With a store (journal.h) a command is on disk before it is sent, and that
 * it may be with the central stands there before a byte leaves. What outlived
 * its console comes back by outbox_restore(): what was sent is unknown, what
 * is older than OUTBOX_FRESH_MS, or was made before this machine was started,
 * is held, and only the account that gave it can send it.
 *
 * No answer is never "failed": a lost answer, a cut, a 5xx are all unknown,
 * unless it is certain that no byte left or that nothing was done.
 *
 * One thread. Answers come out of http_client_wait().
 */
#ifndef NET_LINK_OUTBOX_H
#define NET_LINK_OUTBOX_H

#include "model/command.h"
#include "net/link/boot.h"
#include "net/link/session.h"

#define OUTBOX_FRESH_MS 30000 /* how long it is sent by itself */
#define OUTBOX_ANSWER_MS 5000 /* how long an answer is waited for */
#define OUTBOX_SOON_MS 1000   /* one that is out so long is told as unsent */
#define OUTBOX_OPEN_MAX 256   /* commands that are not settled */
#define OUTBOX_KEPT 64        /* settled ones that can still be looked at */
#define OUTBOX_AT_ONCE 8      /* under way at one time */
#define OUTBOX_FATE_MS 60000  /* one never seen is asked about so often */
#define OUTBOX_REFUSAL_MAX ((size_t)64 << 10) /* more of one is not kept */

enum outbox_state {
	OUTBOX_WAITING,
	OUTBOX_SENT,
	OUTBOX_UNKNOWN,
	OUTBOX_WITHDRAWING,
	OUTBOX_ACCEPTED,
	OUTBOX_REFUSED,
	OUTBOX_WITHDRAWN,
};

/* A record that a command is about. */
struct outbox_touch {
	enum kind kind; /* KIND_ANY: the argument does not say */
	char id[ID_SIZE];
	bool made; /* there is none before it is done */
};

/* A command as a screen may show it. Times are the boot clock's. */
struct outbox_entry {
	char key[ID_SIZE];
	const struct command *command;
	const struct outbox_touch *touch;
	size_t touches;
	enum outbox_state state;
	bool held;             /* waits for outbox_send_again() */
	bool going;            /* its journal says: from here on maybe sent */
	bool may_be_done;      /* a try of it was never answered */
	bool unkept;           /* its journal failed; e.problem says how */
	bool sealed;           /* restored, and its body not opened yet */
	bool fact;             /* said by voice, then: goes however old it is */
	bool asking;           /* refused, and nobody has decided yet */
	msec_t unseen;         /* the central said then that it never saw it */
	char behind[ID_SIZE];  /* held by the refusal of this one, or "" */
	char instead[ID_SIZE]; /* given in place of this one, or "" */
	char account[SESSION_NAME_MAX]; /* who gave it; "": not known yet */
	int64_t if_match;               /* 0: none */
	msec_t made;                    /* when it was given */
	msec_t since;                   /* when it came to this state */
	msec_t made_at;         /* the central's time at `made`, for people */
	msec_t until;           /* goes by itself before this; then is held */
	unsigned tries;         /* how often it was sent */
	int64_t seq;            /* accepted: the central's */
	struct problem problem; /* refused: why; else of the last try */
};

/* What came back with an answer, for as long as a hook runs. */
struct outbox_answer {
	int64_t seq;
	struct record *
	    *records; /* as they are now; 409 and 412 bring them too */
	size_t count;
	struct record *caller; /* of `reveal`; never kept */
	const char *text;      /* all of it as it came; borrowed */
	size_t len;
};

struct outbox_hooks {
	/* Something of e changed. a: the answer that did it, or NULL. */
	void (*changed)(void *ctx, const struct outbox_entry *e,
	    const struct outbox_answer *a);
	/* The central asked for a login. */
	void (*locked_out)(void *ctx, const struct problem *p);
	/* An answer took so many milliseconds. */
	void (*answered)(void *ctx, int64_t took);
	void *ctx;
};

/*
 * Where commands outlive the console. Must not block: what writes is a helper
 * thread's. All NULL: they are kept in memory only.
 */
struct outbox_store {
	/*
	 * Called for a new entry (with its body) and for each change (body
	 * NULL). False means "not on disk yet", and each false is followed by
	 * outbox_is_kept() or outbox_not_kept(): it is not sent before.
	 */
	bool (*keep)(void *ctx, const struct outbox_entry *e, const char *body,
	    size_t len);
	/*
	 * What a refusal said, before it is kept as one; may be NULL. Nobody
	 * waits for it.
	 */
	void (*keep_refusal)(
	    void *ctx, const char *key, const char *text, size_t len);
	/* Settled and out of the list: it may go. */
	void (*drop)(void *ctx, const char *key);
	void *ctx;
};

struct outbox_options {
	struct http_client *http;         /* borrowed, as all of these */
	const struct session *session;    /* whose token */
	const struct boot_clock *clock;   /* NULL: the machine's */
	const struct outbox_store *store; /* NULL: memory */
	struct outbox_hooks hooks;        /* copied */
};

struct outbox;

/* NULL: memory ended. */
struct outbox *outbox_new(const struct outbox_options *o);
void outbox_free(struct outbox *o);

/*
 * Takes a command in and, if it can go, sends it at the next outbox_step().
 * The call is not kept. made_at is the central's time. *out (may be NULL) is
 * the outbox's; its state says at once when it cannot go. Fails with
 * OUTBOX_FULL, TOO_LARGE, BAD_REQUEST (no command of the central's) or
 * NO_MEMORY.
 */
MUST_USE enum problem_code outbox_add(struct outbox *o, const struct call *c,
    msec_t made_at, const struct outbox_entry **out, struct problem *p);
/*
 * The same for what stands in the place of another that is not settled: that
 * one is taken back, and this waits for it. Was it done after all, this is
 * withdrawn; also when the console dies in between.
 */
MUST_USE enum problem_code outbox_add_instead(struct outbox *o,
    const struct call *c, msec_t made_at, const char *instead,
    const struct outbox_entry **out, struct problem *p);
/* Sends a held one with the same key. NOT_FOUND, or STATE if none is held. */
MUST_USE enum problem_code outbox_send_again(
    struct outbox *o, const char *key, struct problem *p);
/*
 * Takes one back. Never sent: withdrawn when its journal has that, at once
 * without one; should that fail, it is tried again and the central is asked
 * for a tombstone. Else the central is asked, again and again until it
 * answers, what became of it; if it was done the entry is accepted (or
 * refused) after all. NOT_FOUND, or STATE when settled.
 */
MUST_USE enum problem_code outbox_withdraw(
    struct outbox *o, const char *key, struct problem *p);
/* A person decided about a refused one: what is kept of it goes. */
void outbox_forget(struct outbox *o, const char *key);
/* Its journal has it: it may be sent. */
void outbox_is_kept(struct outbox *o, const char *key);
/*
 * Its journal failed: it is held. outbox_send_again() sends it without one,
 * for a full disk here must not keep an order from its patrol.
 */
void outbox_not_kept(
    struct outbox *o, const char *key, const struct problem *why);
/* How long an answer is waited for; 0: OUTBOX_ANSWER_MS. */
void outbox_set_patience(struct outbox *o, unsigned ms);
/* Whether all that its journal was given of it is there. */
bool outbox_is_on_disk(const struct outbox *o, const char *key);
/*
 * Whose token commands go out with, "" when that is not known. Entries of
 * another account wait for it; those of nobody yet become this one's.
 */
void outbox_set_account(struct outbox *o, const char *account);
const char *outbox_account(const struct outbox *o);

/* What a journal has of an entry. Times of e are this boot's, or guessed. */
struct outbox_kept {
	struct outbox_entry e; /* but command, touch and touches as below */
	bool fresh; /* made within this boot: e.made counts. Else it is old */
};

/*
 * Takes back in what a console before gave, in the order it was given: e with
 * its touches is copied. Its body comes later by outbox_give_body(); without
 * one it can be withdrawn, not sent. NO_MEMORY.
 */
MUST_USE enum problem_code outbox_restore(
    struct outbox *o, const struct outbox_kept *k, struct problem *p);
/*
 * Lets all entries go as if the console had ended: their journal keeps what it
 * has of them, nobody is told. They are another store's.
 */
void outbox_leave(struct outbox *o);
/* The body of a restored entry; false when memory ended. */
MUST_USE bool outbox_give_body(
    struct outbox *o, const char *key, const char *body, size_t len);
/* What the refusal of a restored entry said; false when memory ended. */
MUST_USE bool outbox_give_refusal(
    struct outbox *o, const char *key, const char *text, size_t len);
/*
 * Reads the command of an entry back from its body and calls `with`. False
 * when there is no body that can be read: sealed, or settled and decided.
 */
bool outbox_with_call(const struct outbox *o, const char *key,
    void (*with)(void *ctx, const struct call *c), void *ctx);
/*
 * The same of a refused one with what its refusal brought, records and all;
 * an empty answer when nothing of that is kept.
 */
bool outbox_with_refusal(const struct outbox *o, const char *key,
    void (*with)(
        void *ctx, const struct call *c, const struct outbox_answer *a),
    void *ctx);

/*
 * Whether the link is up; why not goes into the entries that wait. Coming up
 * sends at once what is fresh.
 */
void outbox_set_link(struct outbox *o, bool up, const struct problem *why);
/* Sends what is due; returns ms until there may be more to do, -1: nothing. */
int64_t outbox_step(struct outbox *o);

/* The entries, oldest first; borrowed until the next call that is not const. */
size_t outbox_count(const struct outbox *o);
const struct outbox_entry *outbox_at(const struct outbox *o, size_t i);
const struct outbox_entry *outbox_find(const struct outbox *o, const char *key);
/* The entry that must be settled before this one goes, or NULL. */
const struct outbox_entry *outbox_blocker(
    const struct outbox *o, const struct outbox_entry *e);
bool outbox_is_settled(const struct outbox_entry *e);
/*
 * How many are waiting, unknown or being withdrawn, and since when (boot
 * clock) the oldest of them was made; *oldest (may be NULL) is 0 for none.
 */
size_t outbox_unsent(const struct outbox *o, msec_t *oldest);
/* How many are not settled and the account's own, those under way too. */
size_t outbox_open_own(const struct outbox *o);
/* Whether one would be sent, or taken back, by itself if the link were up. */
bool outbox_is_owed(const struct outbox *o);
/* "waiting", "sent", ... */
const char *outbox_state_word(enum outbox_state state);

#endif
