/*
 * A seat for screen tests: the console on a vt, beside a central that says
 * what the test wants. What every console asks for by itself is answered by
 * itself (the session, the feed with `hello` and `ready`, rooms to watch, what
 * is unread: nothing, marks, pings); commands wait for the test.
 *
 * Only inside of calls here the central moves and the screen is read.
 */
#ifndef TESTS_LIB_SEAT_H
#define TESTS_LIB_SEAT_H

#include "tests/lib/fake-central.h"
#include "tests/lib/vt.h"
#include "tui/console.h"

/* 2026-11-21 19:52:07 in the seat's zone, +08:00. */
#define SEAT_NOW INT64_C(1795261927000)
#define SEAT_STATION "LQ"

struct seat_options {
	int rows, cols;       /* 0: 24x80 */
	const char *language; /* NULL: the locale's */
	const char *locale;   /* as in struct vt_program */
	const char *const *env;
	const char *session; /* JSON of GET /v1/session; NULL: seat 2 */
	const char *keys;    /* a keys file, or NULL */
	const char *layers;  /* JSON of GET /v1/layers; NULL: none */
	const char *layer;   /* JSON of each of them */
	bool login;          /* no token: the console has to log in */
	bool must_change;    /* the feed wants another password first */
	bool thin;
	bool measure; /* finds out by itself whether the line is */
	bool drill;
	const char *store; /* which it says it is; NULL: it does not say */
	/* In the console's process, around it; may be NULL. */
	void (*before)(void);
	void (*after)(void);
};

struct seat {
	struct vt *vt;
	struct fake_central *central;
	struct fake_conn *feed; /* its stream, or NULL */
	struct console_told *told;
	struct seat_options options;
	int64_t seq;   /* of the last record that was sent */
	msec_t alive;  /* when the feed last said something by itself */
	size_t beside; /* bytes that were part of no frame */
	bool mute;     /* answers nothing, as if stopped */
	char dir[64];
	char state[80]; /* where its journal is */
};

/* Starts it; o may be NULL. Waits for nothing. */
struct seat *seat_new(const struct seat_options *o);
/* The same, and waits until it is live and painted. */
struct seat *seat_open(const struct seat_options *o);
/* Kills the console (-9) and starts it again, with what its journal has. */
void seat_restart(struct seat *s);
void seat_free(struct seat *s);

/* Sends a record (JSON, one line), a commit of its own; any other event. */
void seat_put(struct seat *s, const char *json);
void seat_event(struct seat *s, const char *name, const char *data);
/* Records as a central would send them; they return their seq. */
int64_t seat_put_unit(struct seat *s, const char *callsign, const char *state);
int64_t seat_put_incident(struct seat *s, const char *number, int priority,
    const char *state, const char *place);
int64_t seat_put_assignment(struct seat *s, const char *id, const char *number,
    const char *callsign, const char *state);
/* Types, and waits until every key was taken and painted. */
void seat_type(struct seat *s, const char *keys);
/*
 * A person's pause: a key that comes sooner after another counts as part of a
 * burst. Longer does no harm.
 */
void seat_pause(void);
/* Bytes that came beside frames (suspending) are no longer missed. */
void seat_resync(struct seat *s);
/* Steps central and screen once; what seat_wait() does over and over. */
void seat_step(struct seat *s);
void seat_wait(struct seat *s, bool (*cond)(struct seat *, void *), void *arg,
    const char *what);
void seat_wait_text(struct seat *s, const char *text);
void seat_wait_no_text(struct seat *s, const char *text);
void seat_wait_row(struct seat *s, int row, const char *text);
/* The same of a row with a time in it: a # stands for any digit. */
void seat_wait_row_like(struct seat *s, int row, const char *text);
/* What is told of the frame that is whole on the screen; false: none is. */
bool seat_told(struct seat *s, struct console_told *told);
/* Waits until all that was sent is applied and painted. */
void seat_wait_painted(struct seat *s, int64_t seq);
/* Waits for a request whose "METHOD /path" begins so. */
struct fake_conn *seat_wait_request(struct seat *s, const char *begins);
/* Waits for the program's end; its exit code. */
int seat_wait_end(struct seat *s);

#endif
