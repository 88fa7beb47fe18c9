/*
 * Where units are: in memory only, the latest of each. No rev, no seq, no
 * audit line, no disk; after a restart they come anew.
 */
#ifndef CENTRAL_POSITIONS_H
#define CENTRAL_POSITIONS_H

#include "model/geo.h"
#include "model/id.h"
#include "model/problem.h"

#define POSITIONS_MOST 50000 /* units that are kept */
#define POSITION_SOURCE 33   /* what a source's word and its NUL fit into */

struct position {
	char unit[ID_SIZE];
	struct point spot;
	msec_t at;
	double speed;   /* metres a second; negative: not said */
	double heading; /* degrees from north; negative: not said */
	char source[POSITION_SOURCE]; /* "" not said */
	/* By patrol.h: */
	char route[ID_SIZE]; /* it was judged by; "" none */
	int64_t stray;       /* metres from its line */
	/* 0: on it. Given: when it was off; kept: since when, without a break
	 */
	msec_t off;
};

struct positions;

/* NULL when memory ends. */
struct positions *positions_new(void);
void positions_free(struct positions *ps);

/* Whether the unit's position is kept. */
bool positions_have(struct positions *ps, const char *unit);
/*
 * Takes list[0..n) in. What is not newer than what is kept is dropped; those
 * that were taken move to the front of list, and their number is in *taken.
 * NO_MEMORY, or BUSY when POSITIONS_MOST are kept: those before it are in.
 */
MUST_USE enum problem_code positions_take(struct positions *ps,
    struct position *list, size_t n, size_t *taken, struct problem *p);

/* Each of them, under the lock: be quick, and call nothing here. */
typedef void positions_fn(void *ctx, const struct position *at);
void positions_each(struct positions *ps, positions_fn *each, void *ctx);
size_t positions_count(struct positions *ps);

#endif
