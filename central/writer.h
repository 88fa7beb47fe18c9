/*
 * The one thread that writes. What waits is gathered into one transaction,
 * each job in a savepoint of its own; when the disk has it, the answers go
 * out and the feed is told, a batch at a time. Timers that fall due are jobs
 * of the writer's own.
 *
 * A job with a command name gets the next seq and an audit line, also when it
 * is refused; one with a key is answered from the store when the key was used
 * before. Effect, index, audit line and key are one transaction.
 */
#ifndef CENTRAL_WRITER_H
#define CENTRAL_WRITER_H

#include "central/now.h"
#include "central/tx.h"

struct writer;
struct write_job;

/* Carries the job out in tx; a problem refuses it and undoes its effect. */
typedef enum problem_code write_run_fn(struct tx *tx, struct write_job *job);
/*
 * The job is over: its answer is in status and body. Called on the writer's
 * thread, after the commit; the job is its owner's again (and may be freed).
 */
typedef void write_done_fn(struct write_job *job);

struct write_job {
	struct write_job *next; /* the writer's */
	struct actor *actor;    /* who; must live until done */
	write_run_fn *run;
	write_done_fn *done;
	const char *command; /* for the audit line; NULL: no line, no seq */
	const char *key;     /* idempotency key; NULL: none */
	bool keep_answer;    /* false: `reveal`: the key keeps no body */
	unsigned char digest[DIGEST_SIZE]; /* of command and body, with key */
	msec_t happened; /* a drill that stands still goes on to it */
	void *ctx;       /* the owner's */
	/* The answer */
	int status;      /* HTTP */
	struct buf body; /* JSON; owner frees */
	bool is_problem; /* the body is a problem document */
};

/* One command that is on disk, as the feed needs it. */
struct commit {
	int64_t seq;
	unsigned char tag[AUDIT_TAG];
	struct news {
		struct change change;
		struct buf json; /* the record, encoded */
	} * news;
	size_t count;
};

/* Who is told. Called on the writer's thread. */
struct writer_ears {
	void *ctx;
	/* After each group, in order of seq; the commits are the writer's. */
	void (*committed)(void *ctx, const struct commit *list, size_t count);
	/* After the answers of a group went out. */
	void (*answered)(void *ctx);
	/* Settings or stations were changed; hold it to keep it. */
	void (*settings)(void *ctx, struct settings *settings);
	/* A drill's clock was set. */
	void (*clock)(void *ctx);
};

struct writer_config {
	const char *dir;
	struct now *now;
	struct writer_ears ears;
	size_t group; /* most jobs of one transaction; 0: 256 */
};

/* Opens the store for writing and starts the thread. */
MUST_USE enum problem_code writer_open(
    const struct writer_config *config, struct writer **out, struct problem *p);
/* Finishes what waits, ends the thread, closes the store. */
void writer_close(struct writer *w);
/* Hands a job over, from any thread. A closing writer answers BUSY. */
void writer_put(struct writer *w, struct write_job *job);
/* The settings now in force, held for the caller. */
struct settings *writer_settings(struct writer *w);
/* The last seq that is on disk. */
int64_t writer_seq(struct writer *w);

/*
 * What the writer runs when a timer falls due; its tx acts as "system" and
 * `now` is the time it was due at. Given by timers.c.
 */
enum problem_code timer_fire(struct tx *tx, const struct store_timer *timer);

/* Functions by enum command_id; NULL for the console's own. commands.c. */
extern command_fn *const central_commands[COMMAND_COUNT];

/* Checks what the row's flags demand (permission, expectations), then runs
 * the function. */
MUST_USE enum problem_code command_run(struct tx *tx, const struct call *call);

#endif
