/*
 * watchroom replay: a file of calls played to a drill's central, by whatever
 * road: opens both, reads the file by its map, makes what the central lacks,
 * sets its clock, sends the plan and tells what came of it.
 *
 * Speed 0 (`max`): the clock stands still and goes forward to the time of each
 * command, as fast as the central takes them. Else the clock goes on at that
 * many times real time from the first call of the file, and each command is
 * sent when it shows its time. Only a drill is played to.
 */
#ifndef REPLAY_PLAY_H
#define REPLAY_PLAY_H

#include "replay/send.h"

#define PLAY_SPEED_MAX 3600

struct play_options {
	const struct address *to;
	const char *ca_file, *token_file; /* or NULL */
	const char *file;                 /* a path, "-": standard input */
	const char *map;    /* a name or a path; NULL: guessed by the header */
	const char *tracks; /* a file of tracks beside them, or NULL */
	const char *tracks_map; /* as map, for the tracks */
	int64_t speed;          /* 0: as fast as it goes */
	bool (*progress)(
	    void *ctx, const struct send_result *r, size_t of, msec_t at);
	void *ctx;
};

/* What was played; day and map stay for who tells of it. */
struct play {
	struct map *map;
	struct day *day;
	struct plan *plan;
	struct tracks *tracks; /* or NULL */
	struct teller teller;
	struct send_result sent;
	bool whole; /* to the end */
};

/* Only reads the file into out->map and out->day; no central is asked. */
MUST_USE enum problem_code play_check(
    const struct play_options *o, struct play *out, struct problem *p);
/*
 * Plays it. *out is to be closed in any case and holds what there is, so that
 * a replay that ended early can tell how far it came. Fails as what it calls,
 * and with USAGE for a central that is no drill.
 */
MUST_USE enum problem_code play_run(
    const struct play_options *o, struct play *out, struct problem *p);
void play_close(struct play *play);

#endif
