/*
 * A console without a screen and without a feed: an outbox, its journal in a
 * directory of its own, and a central by hand behind it. It can end and begin
 * again with what its journal has.
 */
#ifndef TESTS_LIB_JOURNAL_DESK_H
#define TESTS_LIB_JOURNAL_DESK_H

#include "model/time.h"
#include "net/link/journal.h"
#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"

/* What is private in each of its commands. */
#define SECRET "the caller said Wang at 13800138000"

struct journal_desk {
	char dir[128];
	struct fake_central *fake;
	struct http_client *http;
	struct session *session;
	struct journal *journal;
	struct outbox *box;
	struct boot_clock clock; /* the machine's, and `ahead` */
	msec_t ahead;
	size_t unlocked, locked; /* keys that opened, or did not */
	char loaded[64];         /* the last picture, "LENGTH:BYTES" */
};

/* For cmocka: *state is one that has begun. */
int journal_desk_setup(void **state);
int journal_desk_teardown(void **state);

void journal_desk_begin(struct journal_desk *d);
void journal_desk_end(struct journal_desk *d);
/* One turn of its loop, and of the central's. */
void journal_desk_step(struct journal_desk *d);
/* Opens the key of the file and waits for it. */
void journal_desk_unlock(struct journal_desk *d);
/* Gives a command about that incident; its key, borrowed. */
const char *journal_desk_add(struct journal_desk *d, const char *incident);

/* Ends it and begins it anew, as a console that is started again. */
void journal_desk_again(struct journal_desk *d);
/* The one command that is in the outbox. */
const struct outbox_entry *journal_desk_only(struct journal_desk *d);
/* Runs SQL on the file of a console that is gone. */
void journal_desk_meddle(struct journal_desk *d, const char *sql);

#define UNTIL(d, condition)                                            \
	for (msec_t end_ = time_boot() + PATIENCE_MS; !(condition);) { \
		journal_desk_step(d);                                  \
		if (time_boot() > end_)                                \
			fail_msg("never: %s", #condition);             \
	}

#endif
