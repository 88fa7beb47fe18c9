/*
 * The inside of the link, for link*.c only.
 */
#ifndef NET_LINK_LINK_INSIDE_H
#define NET_LINK_LINK_INSIDE_H

#include "net/link/link.h"

/* The central's time: what it said, and when by the boot clock it said so. */
struct far_clock {
	msec_t then;
	msec_t boot; /* 0: never said */
	double speed;
};

struct watch {
	char room[LINK_WATCH_MAX][ID_SIZE];
	size_t count;
	bool due; /* the central does not know of it */
	msec_t retry_at;
	struct http_request *request;
};

struct link {
	struct boot_clock clock;
	struct link_hooks hooks;
	enum link_profile profile; /* that is asked for */
	bool thin;                 /* the one in force */
	bool slow;                 /* by its rate */
	unsigned pings;            /* that were answered */
	unsigned own_keepalive;    /* s; 0: the profile's */
	bool asked_thin;           /* of the feed that runs */
	msec_t keepalive;          /* ms, of the feed that runs */
	msec_t began;              /* when its first byte came */
	struct journal *journal;   /* borrowed, or NULL */
	struct http_client *http;
	struct session *session;
	struct outbox *outbox;
	struct table *table;
	struct feed *feed;
	char address[ADDRESS_MAX];
	char zone[64]; /* of the picture that was kept */

	enum link_state state;
	msec_t since, since_at;
	struct problem problem;

	struct http_request *stream; /* the feed's, or NULL */
	char feed_id[ID_SIZE];
	bool greeted;                   /* this feed has said whose it is */
	char account[SESSION_NAME_MAX]; /* whose picture the table is */
	msec_t who_at; /* when to ask again whose token it is */
	msec_t retry_at;
	msec_t owed_at;    /* the same while an order waits to be sent */
	unsigned failures; /* in a row */
	msec_t heard;      /* last byte, or begin of the try */
	msec_t last_byte;  /* 0: none ever */
	bool offline;      /* without a token, from what was kept */
	bool from_cache;   /* and nothing came since */
	bool changed;      /* since the picture was kept */
	msec_t kept_at;
	bool old; /* silent for longer than its keep-alive */

	struct far_clock far;
	bool drill;
	int64_t round_trip; /* -1: not known */
	msec_t answered;    /* when an answer came last */
	msec_t pinged;      /* when the ping under way began */
	struct http_request *ping;
	struct watch watch;
};

msec_t link_boot(const struct link *l);

/* link-clock.c: the central's time, and how long it takes to answer */

void link_set_clock(struct link *l, const struct feed_clock *c);
/* An outbox hook: an answer took so long. */
void link_note_round_trip(void *ctx, int64_t took);
/* The line brought so many bytes a second. */
void link_note_rate(struct link *l, int64_t rate);
/* Asks how long an answer takes, when none came for a while. When next. */
msec_t link_step_ping(struct link *l, msec_t now);

/* link-cache.c */

/* Keeps the picture when it is time. When next. */
msec_t link_step_cache(struct link *l, msec_t now);
/* The feed starts anew with what is there, if it is under way. */
void link_begin_anew(struct link *l);

/* link-rooms.c */

/* Tells the feed which rooms are wanted, if it does not know. When next. */
msec_t link_step_rooms(struct link *l, msec_t now);

#endif
