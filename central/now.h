/*
 * The central's clock. A live store's is the machine's. A drill's starts
 * where its store says and goes at its speed by the boot clock, so that
 * setting the machine's clock does not touch it; at speed 0 it stands still
 * and goes forward only when it is set (a replay at `max` sets it to the time
 * that each command says).
 */
#ifndef CENTRAL_NOW_H
#define CENTRAL_NOW_H

#include <pthread.h>

#include "model/base.h"

struct now {
	bool drill;
	pthread_mutex_t lock; /* guards what follows */
	msec_t base;          /* the drill's time when it was last set */
	msec_t boot;          /* the boot clock then */
	int64_t speed;        /* times real time */
};

/* A drill goes on from `base` at `speed`; a live store ignores both. */
void now_init(struct now *n, bool drill, msec_t base, int64_t speed);
void now_free(struct now *n);
msec_t now_get(struct now *n);
int64_t now_speed(struct now *n);
/* Sets a drill's clock: to a time (0: where it is) and a speed (-1: as is).
 * It never goes back: an earlier time is ignored. */
void now_set(struct now *n, msec_t time, int64_t speed);
/* Real milliseconds until the clock shows `due`; -1: never by itself. */
int64_t now_until(struct now *n, msec_t due);

#endif
