/*
 * A console without a screen in a process of its own, which can be killed: a
 * link, an outbox and its journal. It is told what to give and tells, each in
 * one write to a pipe, what its journal has and what the central answered.
 */
#ifndef TESTS_LIB_DRIVEN_H
#define TESTS_LIB_DRIVEN_H

#include "model/base.h"
#include "model/id.h"

#include <sys/types.h>

enum driven_word {
	DRIVEN_KEPT, /* on its disk */
	DRIVEN_ACCEPTED,
	DRIVEN_REFUSED,
	DRIVEN_WITHDRAWN,
	DRIVEN_READY, /* it has begun; n: how many it found open */
};

struct driven_told {
	enum driven_word word;
	uint32_t n; /* of the command */
	int64_t seq;
};

struct driven {
	pid_t child;
	int orders, told;
};

/*
 * Starts one at that address, with its journal in dir. A command n is the
 * message "drive n" in one of DRIVEN_ROOMS rooms, by n. What waits for a person
 * is sent again, or taken back (by n and seed); one in DRIVEN_BACK is taken
 * back whatever became of it: unsent, on its way, or unknown.
 */
struct driven driven_start(const char *url, const char *dir, uint64_t seed);
void driven_give(const struct driven *d, uint32_t n);
/* Waits at most ms for a word; false: none came, or it is dead. */
bool driven_hear(const struct driven *d, struct driven_told *told, int ms);
void driven_kill(struct driven *d);

/* Of all that it holds as messages: how often "drive n" stands there. */
#define DRIVEN_ROOMS 40
#define DRIVEN_BACK 23
void driven_room(uint32_t n, char room[ID_SIZE]);

#endif
