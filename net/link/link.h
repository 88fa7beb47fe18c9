/*
 * The link to a central: everything a console knows and everything it does to
 * the world goes through here. It connects, reads the feed into a live table,
 * sends what is in the outbox, and says how old the picture is.
 *
 *	down         nothing comes; tries again by itself, later and later
 *	connecting   asked for the feed, no answer yet
 *	snapshot     the feed runs, what was missed is still coming
 *	live         the picture is the central's, link_age() old
 *	login        the central wants to know who asks
 *	must-change  the one-time password must be changed first
 *
 * One thread owns a link and everything in it, and calls link_wait() in place
 * of poll(): nothing else ever waits, hooks come from there only.
 *
 * A central that says nothing for two keep-alives is down, whatever the socket
 * says: it may be stopped, or the line dead; one that takes a connection and
 * says nothing is no better. While down, orders are told at once as unsent, and
 * it tries again sooner while one waits to be sent.
 */
#ifndef NET_LINK_LINK_H
#define NET_LINK_LINK_H

#include "net/link/feed.h"
#include "net/link/journal.h"
#include "net/link/outbox.h"

#define LINK_KEEPALIVE_S 5 /* how often the central says it is there */
#define LINK_WAIT_FDS (HTTP_WAIT_FDS - 1) /* of link_wait() */
#define LINK_RETRY_MIN_MS 250   /* between two tries; doubled each time */
#define LINK_RETRY_MAX_MS 8000  /* and no longer than this, less a jitter */
#define LINK_RETRY_OWED_MS 1000 /* while an order waits to be sent */
#define LINK_STEADY_MS 10000    /* live this long: the next try is early */
#define LINK_PING_MS 10000      /* without an answer: asks how long one takes */
#define LINK_CACHE_MS 60000     /* how often the picture is kept */
#define LINK_CACHE_FIRST_MS 3000  /* and the first, once it is live */
#define LINK_WATCH_MAX 16         /* rooms whose messages are sent */
#define LINK_THIN_KEEPALIVE_S 7   /* on a thin line: what it asks for */
#define LINK_THIN_BATCH_S 3       /* changes gathered for so long */
#define LINK_THIN_POSITIONS_S 15  /* positions so often */
#define LINK_THIN_PING_MS 60000   /* and the round trip */
#define LINK_THIN_ANSWER_MS 15000 /* and an answer is waited for so long */
#define LINK_JUDGE_PINGS 2        /* before a round trip says anything */
#define LINK_THIN_TRIP_MS 400     /* a longer round trip is a thin line's */
#define LINK_THIN_RATE 6000       /* and so are fewer bytes a second */
#define LINK_OLD_MS 2500 /* beyond its keep-alive: the picture is old */

enum link_state {
	LINK_DOWN,
	LINK_CONNECTING,
	LINK_SNAPSHOT,
	LINK_LIVE,
	LINK_LOGIN,
	LINK_MUST_CHANGE,
};

/* All may be NULL. They may call anything here but link_wait and link_free. */
struct link_hooks {
	/* Of the table, see struct feed_hooks; these may not change it. */
	void (*change)(
	    void *ctx, const struct record *old, const struct record *now);
	void (*moved)(void *ctx, const struct position *p);
	void (*said)(void *ctx, const struct message *m);
	/* The state is another, or who is logged in became known. */
	void (*state)(void *ctx, enum link_state state);
	/*
	 * The feed says which store it is of, before a command goes out. May
	 * call journal_move(), and nothing that ends the feed.
	 */
	void (*store)(void *ctx, const char *store);
	/* A command moved; a: what its answer brought, or NULL. */
	void (*command)(void *ctx, const struct outbox_entry *e,
	    const struct outbox_answer *a);
	void *ctx;
};

/*
 * What the line can bear. LINK_AUTO begins as on a LAN and takes what it
 * measures: an answer that takes long, or few bytes a second, is a thin line.
 */
enum link_profile { LINK_AUTO, LINK_LAN, LINK_THIN };

/* 0 or NULL stands for the default. */
struct link_options {
	const struct address *address;  /* copied; needed */
	const char *ca_file;            /* PEM of the authorities to believe */
	const struct boot_clock *clock; /* borrowed */
	const struct outbox_store *store; /* borrowed; a test's journal */
	struct journal *journal;          /* borrowed, open and not started */
	const struct journal_hooks *journal_hooks; /* copied */
	enum link_profile profile;
	unsigned keepalive_s;    /* LINK_KEEPALIVE_S */
	struct link_hooks hooks; /* copied */
};

struct link;

/* NULL with *p set: NO_MEMORY. Connects once there is a token. */
MUST_USE struct link *link_new(const struct link_options *o, struct problem *p);
/* Hangs up and forgets; no hook is called. NULL is fine. */
void link_free(struct link *l);

/*
 * Waits until one of fds[0..n) or the network has something, or for
 * timeout_ms (-1: however long); does what is due and calls hooks. Returns how
 * many of fds have revents, which are poll()'s. n <= LINK_WAIT_FDS.
 */
int link_wait(struct link *l, struct pollfd *fds, size_t n, int timeout_ms);

/* How it stands. */
enum link_state link_state(const struct link *l);
const char *link_state_word(enum link_state state);
/* Whether commands go out now: snapshot or live. */
bool link_is_up(const struct link *l);
/*
 * Since when (boot clock, central's time) it stands so; trying to come up
 * again counts as down.
 */
msec_t link_since(const struct link *l);
msec_t link_since_at(const struct link *l);
/* Why it is not up; PROBLEM_NONE when nothing is wrong. */
const struct problem *link_problem(const struct link *l);
/* ms since the last byte of the feed; -1: there was none yet. */
int64_t link_age(const struct link *l);
/*
 * The feed has been silent for longer than its keep-alive, and is not down
 * yet: hooks.state tells when that changes.
 */
bool link_is_old(const struct link *l);
/* Whether the profile in force is the thin line's. */
bool link_is_thin(const struct link *l);
/*
 * ms an answer takes, smoothed (1/8 of each new one), and more while one that
 * is asked for is longer in coming; -1: not known yet.
 */
int64_t link_round_trip(const struct link *l);
/* The central's time now (a drill's own); this machine's until it is known. */
msec_t link_now(const struct link *l);
/* 1, or a drill's times real time. */
double link_speed(const struct link *l);
bool link_is_drill(const struct link *l);
/* The zone of the store's local days, as Asia/Shanghai; "": not known. */
const char *link_zone(const struct link *l);
/* The highest seq in the table. */
int64_t link_seq(const struct link *l);

/* What it holds; borrowed. The table is the feed's to write. */
const struct table *link_table(const struct link *l);
const struct positions *link_positions(const struct link *l);
struct outbox *link_outbox(struct link *l);
struct session *link_session(struct link *l);

/*
 * Gives a command to the outbox; see outbox_add(). Its state tells at once
 * when it cannot go out.
 */
MUST_USE enum problem_code link_send(struct link *l, const struct call *c,
    const struct outbox_entry **out, struct problem *p);
/* The same in the place of another entry; see outbox_add_instead(). */
MUST_USE enum problem_code link_send_instead(struct link *l,
    const struct call *c, const char *instead, const struct outbox_entry **out,
    struct problem *p);
/*
 * Asks anything else (search, history, layers), as whoever is logged in; auth
 * is filled in, and a time limit of 10 s where there is none.
 */
MUST_USE struct http_request *link_ask(
    struct link *l, const struct http_ask *ask, struct problem *p);
/*
 * The rooms (incidents, too) whose messages are wanted, in place of those
 * before, whose messages leave the table; at most LINK_WATCH_MAX, the first.
 * Asked for again after every reconnect.
 */
void link_watch(struct link *l, const char *const *rooms, size_t count);
/*
 * A picture that was kept (cache.h), for a link that has none yet: it shows
 * that, and goes on from there when it comes up. Without a token it stays down
 * and asks for no login until there is one. False: it has one already, or
 * what was kept is no picture.
 */
bool link_take_cache(struct link *l, const char *bytes, size_t len);
/*
 * The same without a picture, for an account whose vault was opened here: its
 * outbox is shown. False: there is a token, or nobody is asked to log in.
 */
bool link_go_offline(struct link *l, const char *account);
/* Whether what it shows was kept, and nothing has come since. */
bool link_is_from_cache(const struct link *l);
/* Shows what was kept and has no token: whoever can logs in again. */
bool link_is_offline(const struct link *l);
/* Keeps the picture now, if there is one; else that is done by the minute. */
void link_keep_picture(struct link *l);
/* Tries now instead of later. */
void link_retry(struct link *l);
/* Logs out, hangs up and empties the table. */
void link_log_out(struct link *l);

#endif
