/*
 * A central with feeds over real sockets, for tests: the store, writer and
 * people of room.h, the pool, the hub and an HTTP server; and readers, which
 * keep what they are sent in a console's own table and note every event.
 */
#ifndef TESTS_LIB_FEED_DESK_H
#define TESTS_LIB_FEED_DESK_H

#include "central/feed.h"
#include "model/table.h"
#include "net/wire/sse.h"
#include "tests/lib/raw.h"
#include "tests/lib/room.h"

#include <zlib.h>

struct feed_desk {
	struct room_desk room;
	struct hub *hub;
	struct pool *pool;
	struct http *http;
};

/* config->now is set here. Few ms a tick, if it says none. */
void feed_desk_open(struct feed_desk *d, struct hub_config config);
void feed_desk_close(struct feed_desk *d);
/* cmocka's: one opened for the test as its state, and closed again. */
int feed_desk_setup(void **state);
int feed_desk_teardown(void **state);

/* A line in an incident's room by LQ's desk; true when done. */
bool feed_desk_say(struct feed_desk *d, const char *room, const char *text);

/* A new incident of LQ with 12 KiB of words. */
void feed_desk_fill(struct feed_desk *d, const char *incident);
/* Runs it as one command of admin's, for what no command does yet. */
void feed_desk_run(struct feed_desk *d, write_run_fn *run, void *ctx);
/* The incident's stations beside its own: that one, or none (NULL). */
void feed_desk_guest(
    struct feed_desk *d, const char *incident, const char *station);
/* feed_watch() for the account with the test's own handle. */
enum problem_code feed_desk_watch(struct feed_desk *d, const char *account,
    const char *feed, const char *const *rooms, size_t count);

struct reader {
	int fd;
	bool gzip, ended;
	z_stream z;
	struct buf raw;   /* not yet taken out of its chunks */
	struct buf plain; /* all that came, as it was before gzip */
	struct sse_reader sse;
	struct table *table;
	struct feed *feed; /* net/link's, over that table */
	/*
	 * A line for each event: "setting/category.theft 1", "say ROOM TEXT",
	 * "gone incident/i1", "ready", "position [...]"; " @" behind it when
	 * the cursor moved with it.
	 */
	struct buf notes;
	char id[ID_SIZE]; /* of the feed, as hello says it */
	char cursor[128]; /* the last */
};

/*
 * Opens a feed as that account ("admin", "lq", "xq", "p1") at /v1/feed with
 * `query` ("" or "?..."), from `cursor` ("" for none). A reader that was used
 * goes on with its table.
 */
void reader_open(struct reader *r, struct feed_desk *d, const char *account,
    const char *query, const char *cursor, bool gzip);
/* Takes what comes within ms; false when nothing came. */
bool reader_pump(struct reader *r, int ms);
/* Until `text` stands in the notes; fails the test when it never does. */
void reader_until(struct reader *r, const char *text);
/* Until the stream ends. */
void reader_until_end(struct reader *r);
/* Hangs up; the table and the cursor remain. */
void reader_cut(struct reader *r);
void reader_free(struct reader *r);
/* Whether the table holds what is live for that account, and only that. */
bool reader_is_true(struct reader *r, struct feed_desk *d, const char *account);
/* Until it does; fails the test when it never does. */
void reader_until_true(
    struct reader *r, struct feed_desk *d, const char *account);
/* How often text stands in the notes. */
size_t reader_count(const struct reader *r, const char *text);

#endif
