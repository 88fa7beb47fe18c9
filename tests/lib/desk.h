/*
 * A console without a network or a terminal: a table that the test fills, a
 * clock that the test sets, and a link that never comes up, whose outbox tells
 * what was sent. What the loop does with a change is done with each put.
 */
#ifndef TESTS_LIB_DESK_H
#define TESTS_LIB_DESK_H

#include "model/buf.h"
#include "tui/board.h"
#include "tui/console.h"

#define DESK_SENT 32

struct desk {
	struct console console;
	struct table *table;
	/* Each command sent: its name and body, as "dispatch {...}". */
	char sent[DESK_SENT][1024];
	size_t sends;
	struct boot_clock clock;
	struct outbox_store store;
	msec_t boot;
	int64_t seq;
};

/* 2026-11-21 19:52:07 in Louqiao. */
#define DESK_NOW ((msec_t)1795261927000)

struct desk *desk_new(void);
/* The same with a journal, open and not started, in place of `sent`. */
struct desk *desk_new_with(struct journal *journal);
void desk_free(struct desk *d);
/* A new version of a record, told to all who are told by the loop. */
void desk_put(struct desk *d, const struct record *draft);
/* The same; false when memory ended, as the link takes it, and nothing is new.
 */
bool desk_try_put(struct desk *d, const struct record *draft);
void desk_gone(struct desk *d, enum kind kind, const char *id);
/* Whoever sits here is this officer, at seat 2, with every permission. */
void desk_sit(struct desk *d, const char *officer);
/* The same, of that station. */
void desk_sit_at(struct desk *d, const char *officer, const char *station);
/* Time passes, as long as one likes, in one step. */
void desk_wait(struct desk *d, msec_t ms);
/* A unit was seen somewhere, so many ms ago. */
void desk_move(struct desk *d, const char *unit, struct point spot, msec_t ago);
/* A key as typed: a letter, a digit, "Esc", "Enter", "Tab", "Space". */
void desk_press(struct desk *d, const char *key);
/* Presses one after the other: "d1y". */
void desk_type(struct desk *d, const char *keys);
/* The last command sent, "" when none was. */
const char *desk_sent(const struct desk *d);
/* What the result row says. */
const char *desk_said(const struct desk *d);

/* The station of CONSOLE.md's queue: categories, grids, officers, units. */
void desk_fill_station(struct desk *d);
/* Its incidents and orders, as they stand there at DESK_NOW. */
void desk_fill_queue(struct desk *d);
/*
 * The same with a map: station LQ with four grids of two kilometres, places,
 * and a spot for every incident but 0117. Units are where desk_fill_station()
 * has them.
 */
void desk_fill_map(struct desk *d);

#endif
