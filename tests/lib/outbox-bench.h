/*
 * An outbox on a bench: a clock by hand, a central that loses answers, a disk
 * that may be slow. What it tells is written down.
 */
#ifndef TESTS_LIB_OUTBOX_BENCH_H
#define TESTS_LIB_OUTBOX_BENCH_H

#include <time.h>

#include "model/buf.h"
#include "net/link/outbox.h"
#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"

struct bench {
	struct fake_central *fake;
	struct http_client *http;
	struct session *session;
	struct outbox *box;
	struct boot_clock clock;
	msec_t now;
	struct buf log; /* states that were told */
	size_t records; /* that came with answers */
	char caller[64];
	size_t locked_out;
	bool slow_disk; /* the journal takes its time */
	struct buf disk;
};

/* For cmocka: *state is one whose link is up. */
int bench_setup(void **state);
int bench_teardown(void **state);

/* One turn of the outbox, the network and the central. */
void bench_step(struct bench *b);

#define UNTIL(b, condition)                                          \
	for (time_t end_ = time(NULL) + PATIENCE_S; !(condition);) { \
		bench_step(b);                                       \
		if (time(NULL) > end_)                               \
			fail_msg("never: %s", #condition);           \
	}

/* Long enough for a request that should not come to have come. */
void bench_quiet(struct bench *b);
/* The next request, waited for. */
struct fake_conn *bench_request(struct bench *b);

/* The same, which asks what became of it, and sends nothing. */
struct fake_conn *bench_fate(struct bench *b, const struct outbox_entry *e);

/* Gives it a command. */
const struct outbox_entry *bench_add(struct bench *b, const struct call *c);
const struct outbox_entry *bench_priority(
    struct bench *b, const char *incident, int64_t priority);
bool bench_stands(const struct outbox_entry *e, enum outbox_state state);
/* What was told since it was asked last: "waiting sent accepted ". */
void bench_told(struct bench *b, const char *expected);
/* Hangs up on it, and on what curl repeats by itself on a new connection. */
void bench_lose(struct bench *b, const struct outbox_entry *e);

#endif
