/*
 * The central's command functions (cmd-*.c), and what several of them need.
 * Each gets a call whose arguments were read strictly, whose permission is
 * there, whose expectations hold, and whose incident takes it.
 */
#ifndef CENTRAL_COMMANDS_H
#define CENTRAL_COMMANDS_H

#include "central/tx.h"

/* cmd-sheet.c: what is written of an incident */
command_fn cmd_new, cmd_sign, cmd_own, cmd_edit, cmd_priority, cmd_hold,
    cmd_resume, cmd_reveal;
/* cmd-end.c: how it leaves the desk */
command_fn cmd_transfer, cmd_submit, cmd_return, cmd_close, cmd_cancel,
    cmd_reopen;
/* cmd-repeat.c */
command_fn cmd_merge, cmd_split, cmd_link;
/* cmd-dispatch.c */
command_fn cmd_dispatch, cmd_exchange, cmd_recall, cmd_decline;
/* cmd-step.c: all steps of an order, the report too */
command_fn cmd_step;
/* cmd-unit.c */
command_fn cmd_status, cmd_crew, cmd_welfare, cmd_emergency, cmd_walk;
/* cmd-talk.c */
command_fn cmd_message, cmd_confirm, cmd_correct, cmd_retract;
/* cmd-room.c: rooms made by hand, and who is in a talk */
command_fn cmd_room, cmd_shut, cmd_add, cmd_remove;
/* cmd-item.c: lines of checklists */
command_fn cmd_item, cmd_tick, cmd_plan;
/* cmd-search.c: the search for somebody */
command_fn cmd_lastseen, cmd_sectors, cmd_sector, cmd_sweep, cmd_swept,
    cmd_again;
/* cmd-task.c */
command_fn cmd_task, cmd_task_step, cmd_postpone, cmd_give, cmd_join, cmd_amend;
/* cmd-agency.c */
command_fn cmd_put, cmd_clock;
/* cmd-restore.c: records as they were exported */
command_fn cmd_restore;

/*
 * The incident that the first argument names, and a draft of it to change;
 * NULL with tx->problem set.
 */
const struct incident *command_draft(
    struct tx *tx, const struct call *call, struct incident *draft);
/* Settles the changed draft and tells it in the room, with its words. */
MUST_USE enum problem_code command_finish(struct tx *tx,
    const struct call *call, struct incident *draft, const char *words);
/* The sender's id for a new record, or a new one; EXISTS when it is taken. */
MUST_USE enum problem_code command_fresh_id(
    struct tx *tx, enum kind kind, const char *given, char id[ID_SIZE]);
/*
 * An order that was said over the radio, with when (voice and happened): a
 * fact, not a wish. The states that it was based on are not held against it;
 * it is recorded whatever open state its incident is in and whatever its
 * units do, and a unit that has another order meanwhile has it as a second
 * one, marked (`stacked`). What it cannot be recorded on is refused: an
 * incident that is over, a unit that is on it already.
 */
bool command_is_fact(const struct call *call);
/* Adds to a unit-taken problem which incident has the unit. */
void command_say_taken(struct tx *tx, const struct unit *u);
/* 412 unless the call's If-Match is the record's rev. */
MUST_USE enum problem_code command_match(
    struct tx *tx, const struct call *call, const struct record *r);
/* BAD_VALUE that names key and number, unless it is from least to most. */
MUST_USE enum problem_code command_range(struct tx *tx, const char *key,
    int64_t number, int64_t least, int64_t most);
/*
 * The station that something new is of: the given one, which the actor must
 * have in its scopes, else its own. MISSING_KEY, NOT_FOUND.
 */
MUST_USE enum problem_code command_station(
    struct tx *tx, const char *given, const char **station);
/*
 * Sets the draft's grid to that of its station which its point lies in, the
 * lowest id of several; none where it lies in none. What lies outside every
 * outline says so.
 */
void command_locate(struct tx *tx, struct incident *draft);
/*
 * The outcome in that argument as the agency calls it: the name of one of its
 * outcomes, which may be given by a label too. Where it has none, and for what
 * a replay plays, the word as it is; NULL or "": none. BAD_VALUE names those
 * there are.
 */
MUST_USE enum problem_code command_outcome(struct tx *tx,
    const struct call *call, size_t arg, const struct incident *i,
    const char **outcome);
/*
 * MISSING_KEY when the agency has a list of outcomes and the incident, which
 * is to be closed, none; what a replay plays is taken as it was.
 */
enum problem_code command_needs_outcome(
    struct tx *tx, const struct incident *i);
/* Whether the actor may enter steps for the unit: its own, or by right. */
bool command_steps_unit(const struct tx *tx, const char *unit);
/* Whether the actor's unit is sent to the incident and was not called off;
 * false with tx->problem set when the store failed. */
bool command_is_sent(struct tx *tx, const char *incident);
/* The time in that argument, or now. */
msec_t command_happened(
    const struct tx *tx, const struct call *call, size_t arg);

#endif
