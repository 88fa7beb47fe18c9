/*
 * The inside of the hub, for hub*.c and feed*.c only. hub.h says which thread
 * does what; all of this is under hub->lock but where it says otherwise.
 */
#ifndef CENTRAL_HUB_INSIDE_H
#define CENTRAL_HUB_INSIDE_H

#include "central/event-log.h"
#include "central/feed-read.h"
#include "central/feed.h"
#include "central/hub.h"
#include "central/names.h"
#include "central/squeeze.h"

#include <pthread.h>
#include <sys/queue.h>

/*
 * A place in a closed chain. An element knows no head, so that a whole chain
 * can be moved into another at once.
 */
struct chain {
	struct chain *prev, *next;
};

void chain_init(struct chain *r);
bool chain_empty(const struct chain *head);
/* Puts r, which is in no chain, at the end. */
void chain_add(struct chain *head, struct chain *r);
/* Takes r out; it may be in none. */
void chain_remove(struct chain *r);
/* Moves all of `from` to the end of `to`. */
void chain_join(struct chain *to, struct chain *from);

/* A scope that somebody reads or a unit with a position is in. Kept until the
 * hub ends: there are no more of them than stations and units. */
struct scope {
	char name[SCOPE_SIZE];
	struct hub_channel **channel; /* that read it; owned */
	size_t channels, room;
};

struct hub_channel {
	char *key;            /* its scopes, one a line: its name; owned */
	struct scope **scope; /* in the order of their addresses; owned */
	size_t scopes;
	struct lane lane;
	struct chain idle; /* feeds that have all there is */
	size_t feeds;
	/* What one change is to it; used and cleared by hub_commit() alone. */
	bool touched, live, live_moved, moved;
};

struct hub_room {
	char id[ID_SIZE];
	struct lane lane;
	struct chain watches;
};

/* That a feed watches a room. */
struct watch {
	struct chain in_room;
	struct watch *next; /* of the same feed */
	struct feed *feed;
	struct hub_room *room;
	bool live;      /* its page was read; what comes then counts */
	uint64_t at;    /* its place in the room's lane */
	int64_t joined; /* all up to this seq was in the page */
};

/* A unit whose position came. */
struct moved {
	struct chain by_version;
	char unit[ID_SIZE];
	struct buf json;
	uint64_t version;     /* 1, 2, ... of all units' positions */
	struct scope **scope; /* that see it live; owned */
	size_t scopes;
	int64_t seq; /* of which those are known */
};

enum feed_phase {
	FEED_OPENING, /* the request is held */
	FEED_READING, /* from the store */
	FEED_JOINED,  /* goes on by its place in the lanes */
};

struct feed {
	struct hub *hub;
	struct chain all;  /* hub->all */
	struct chain idle; /* channel->idle or hub->ringing, or none */
	unsigned users;    /* the stream, a job: the last one frees */
	char id[ID_SIZE];
	struct actor *actor;          /* held */
	struct http_request *request; /* while OPENING */
	struct http_stream *stream;   /* NULL before and after */
	enum feed_phase phase;
	bool over;      /* nothing more is sent */
	bool waits;     /* pulled and had nothing: is to be woken */
	bool say_alive; /* a comment is due */
	bool say_moved; /* positions are due */
	bool late;      /* in hub->later */

	char cursor[CURSOR_SIZE];  /* that it came with */
	char first_watch[ID_SIZE]; /* ?watch=, "" for none */
	struct feed_read *read; /* while OPENING and READING: the job's own */
	struct chain turn;      /* hub->turns while the job waits there */
	struct pool_job job;
	bool busy; /* the job waits or runs; it is a use */

	int64_t told; /* seq of the last cursor it was sent */
	int64_t open; /* of the last commit that its channel sent of */

	struct buf page; /* whole events that go out first */
	size_t sent;     /* of it */

	struct hub_channel *channel;
	uint64_t scopes; /* digest, in its cursors */
	uint64_t at;     /* its place in the channel's lane */
	int64_t joined;  /* all up to this seq came from the store */
	struct watch *watches;

	bool in_event;  /* one is being sent: */
	uint64_t event; /* its number, */
	size_t id_len;  /* the line before it */
	char id_line[4 + CURSOR_SIZE];
	size_t event_sent; /* and how much of both is out */

	unsigned keepalive_ms, positions_ms;
	unsigned batch_ms; /* changes wait so long for each other; 0: none */
	bool quiet;        /* of rooms it does not watch: must-reads alone */
	msec_t said;       /* boot clock: when it was last sent something */
	msec_t moved_at;   /* boot clock: when it was last sent positions */
	uint64_t moved;    /* their version */
	uint64_t round;    /* the newest that goes out now; 0: none does */
	uint64_t clock;    /* version of the clock it was told */

	struct squeeze *squeeze; /* NULL: plain; the HTTP thread's own */
};

struct hub {
	struct hub_config config;
	pthread_mutex_t lock;
	pthread_cond_t more; /* for the bell */
	pthread_t bell;
	bool stop, started;
	bool recheck; /* scopes or accounts may have changed */
	msec_t rest;  /* CLOCK_MONOTONIC: none is woken before */
	struct pool *pool;
	void (*wake)(void *ctx); /* of all HTTP servers */
	void *wake_ctx;
	struct settings *settings; /* in force; held */
	int64_t seq;               /* of the last commit */
	int64_t rung;              /* and at the bell's last round */

	struct event_log log;
	struct names scopes;    /* struct scope, by name */
	struct names channels;  /* struct hub_channel, by key */
	struct names rooms;     /* struct hub_room, by id */
	struct names feeds;     /* struct feed, by id, once open */
	struct names units;     /* struct moved, by unit */
	struct chain all;       /* feeds */
	size_t count;           /* of them */
	struct chain ringing;   /* feeds to be woken */
	struct chain later;     /* and those whose batch is not old enough */
	struct chain turns;     /* feeds whose job is to be given to the pool */
	size_t jobs;            /* those the pool has */
	struct chain positions; /* struct moved, the oldest first */
	uint64_t moved;         /* version of the newest position */
	uint64_t clock;         /* version: moves when a drill's clock is set */
	uint64_t cut;
};

#define CHAIN_OF(type, member, r) \
	((type *)(void *)((char *)(r)-offsetof(type, member)))

/* hub.c */

/* Has the bell wake the feed if it waits for something. */
void hub_ring(struct hub *hub, struct feed *f);
/* Wakes it here and now; http_wake() is the caller's to call. */
void hub_wake(struct feed *f);
/* The feed is cut: its stream ends at the next pull. */
void hub_cut(struct hub *hub, struct feed *f);

/*
 * The feed's job is to run; one at a time. Only so many of all feeds are
 * given to the pool at once, in the order they came: ten thousand consoles
 * that come back together wait for each other, and nobody else for them.
 */
void hub_put_job(struct hub *hub, struct feed *f, pool_run_fn *run);
/* It ran: the next one's turn. */
void hub_job_done(struct hub *hub, struct feed *f);

/* hub-channel.c */

/* The scope of that name, made when it is new; NULL when memory ended. */
struct scope *hub_scope(struct hub *hub, const char *name);
/* The scopes an actor reads and their digest. Needs no lock. */
size_t hub_scopes_of(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE], uint64_t *digest);
/* Puts the feed into the channel of these scopes; false: memory ended. */
MUST_USE bool hub_channel_join(
    struct hub *hub, struct feed *f, char scope[][SCOPE_SIZE], size_t count);
void hub_channel_leave(struct hub *hub, struct feed *f);
bool hub_channel_reads(const struct hub_channel *c, const struct scope *s);
/* All of one commit into the log and the lanes; false: memory ended. */
MUST_USE bool hub_commit(struct hub *hub, const struct commit *c);

/* hub-room.c */

/* The feed's watch of that room; NULL: none. */
struct watch *hub_room_watch(const struct feed *f, const char *room);
/* A new watch; false when memory ended. */
MUST_USE bool hub_room_enter(struct hub *hub, struct feed *f, const char *id);
void hub_room_leave(struct hub *hub, struct watch *w);
/* A line of a room that may be watched. */
MUST_USE bool hub_room_tell(
    struct hub *hub, const struct commit *c, const struct news *n);
/* The incident or room has left scopes: those who lost it watch no more. */
void hub_room_left(struct hub *hub, const struct change *c);

/* hub-position.c */

/* A unit whose scopes changed. */
MUST_USE bool hub_position_scopes(
    struct hub *hub, const struct change *c, int64_t seq);
/* Whether something moved that the feed is to be told. */
bool hub_position_due(struct hub *hub, struct feed *f);
/*
 * Appends it, a bounded event; whether there is more of this round. Who moves
 * once the round has begun is told in the next: so a line that takes long over
 * a round is not told of a unit twice, and who watches more than it carries
 * sees the marks of the last of them grow old.
 */
bool hub_position_page(struct hub *hub, struct feed *f, struct buf *page);
void hub_positions_free(struct hub *hub);

/* feed.c */

/* Once a second, by the bell: what is due by itself. */
void feed_tick(struct hub *hub, struct feed *f, msec_t boot);
/* Whether the account may still read what it did when the feed began. */
bool feed_still_allowed(const struct hub *hub, const struct feed *f);
/* A job that will not be run: the hub stops. Without the lock. */
void feed_drop_job(struct feed *f);
/* Out of the hub's lists; its uses remain. */
void feed_detach(struct feed *f);
/* Gives one use back; without the lock. */
void feed_release(struct feed *f);
/* What http.h calls when the stream is over. */
void feed_closed(void *ctx);

/* feed-page.c: on the pool */

pool_run_fn feed_run_open, feed_run_page;
/* Answers the request that is held with a problem. Without the lock. */
void feed_give_up(struct feed *f, const struct problem *p);
/* Asks for the next page if it is time for that. */
void feed_want_page(struct feed *f);
/* Appends the newest messages of a room, oldest first. */
MUST_USE enum problem_code feed_messages(
    struct store *store, const char *room, struct buf *page, struct problem *p);

/* feed-pull.c */

ssize_t feed_pull(void *ctx, char *to, size_t room);

#endif
