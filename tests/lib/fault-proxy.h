/*
 * A line that fails when told to, between a console and a central: a proxy of
 * bytes in a process of its own.
 *
 *	delay	each byte arrives so much later
 *	rate	so many bytes a second, each way, all connections together
 *	cut	after so many more bytes, wherever they pass, that connection
 *		is cut both ways; one that still waits strikes when another is
 *		ordered
 *	half	the next that sends is heard no more, and never told
 *	repeat	what the next request sends is sent once more, later, on a
 *		connection whose answers nobody reads
 *	hold	the next connection waits until another one has passed bytes
 *
 * Faults add up and each strikes once; of half, repeat and hold one waits. It
 *ends with its owner.
 */
#ifndef TESTS_LIB_FAULT_PROXY_H
#define TESTS_LIB_FAULT_PROXY_H

#include "model/base.h"

#include <sys/types.h>

/* What the proxy counts, in memory that it shares. */
struct fault_counts {
	volatile uint64_t up, down; /* bytes towards the central, and back */
	volatile uint64_t connections, cuts, halves, repeats, holds;
};

struct fault_proxy {
	pid_t child;
	int orders;
	char dir[64];
	char url[128]; /* "unix:...": where the console connects */
	struct fault_counts *counts;
};

struct fault_order {
	enum {
		FAULT_CUT,
		FAULT_HALF,
		FAULT_REPEAT,
		FAULT_HOLD,
		FAULT_LINE
	} what;
	size_t bytes;      /* CUT: after so many more */
	unsigned delay_ms; /* LINE: from now on */
	unsigned rate;     /* LINE: bytes a second each way; 0: any */
};

/* In front of "unix:PATH". Fails the test when it cannot be. */
struct fault_proxy *fault_proxy_new(const char *target);
void fault_proxy_free(struct fault_proxy *p);
void fault_proxy_order(struct fault_proxy *p, const struct fault_order *o);

#endif
