/*
 * One group of the writer: its transaction, and what becomes of each job in
 * it. Inside of writer.c; everything here runs on the writer's thread.
 */
#ifndef CENTRAL_WRITE_JOB_H
#define CENTRAL_WRITE_JOB_H

#include "central/writer.h"

struct write_group {
	struct store *store;
	struct now *now;
	struct zone *zone;
	struct settings *settings; /* as the last command left them */
	struct tx tx;
	int64_t seq;                  /* last one given */
	unsigned char tag[AUDIT_TAG]; /* of that line */
	struct commit *commit;        /* what succeeded, for the feed */
	size_t commits, commit_room;
	bool clock_set;
	struct recent *recent; /* what was told lately */
	struct actor *system;  /* who timers act as */
	int64_t day;           /* local day that midnights were armed on */
};

MUST_USE enum problem_code write_group_open(
    struct write_group *g, const char *dir, struct problem *p);
/* Closes the store and opens it anew; g stays usable only on success. */
MUST_USE enum problem_code write_group_reopen(
    struct write_group *g, const char *dir, struct problem *p);
void write_group_close(struct write_group *g);

/*
 * Runs what is due and the jobs as one transaction. On success every job has
 * its answer and g->commit what is on disk; else nothing happened, or nobody
 * knows (UNKNOWN).
 */
MUST_USE enum problem_code write_group_run(
    struct write_group *g, struct write_job *list, struct problem *p);
/*
 * Whether there is something to run without any job: a timer that is due, or
 * a clock that went into another day, back ones too.
 */
bool write_group_is_due(struct write_group *g);
/*
 * After a failed run: answers every job with p and forgets what it did. False
 * when the store is to be reopened before anything else.
 */
MUST_USE bool write_group_fail(
    struct write_group *g, struct write_job *list, const struct problem *p);
/* Forgets the commits. */
void write_group_clear(struct write_group *g);

/* Makes p the job's answer. */
void write_job_refuse(struct write_job *job, const struct problem *p);

#endif
