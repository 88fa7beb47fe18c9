/*
 * What follows from a change (settle.h).
 *
 * A clock that runs out is a timer "clock" on its record. Firing it marks the
 * record late and raises an alert, whose timer "raise" carries it on to the
 * duty officer and the centre until the step is done.
 */
#include "central/settle.h"

#include <stdio.h>
#include <string.h>

#include "central/ground.h"
#include "central/owed.h"
#include "model/checklist.h"
#include "model/clock.h"

static struct clock_case
case_of(struct tx *tx, const struct incident *i)
{
	const struct settings *s = tx->settings;
	const struct station *station = settings_station(s, i->head.station);
	const struct record *grid = tx_peek(tx, KIND_GRID, i->grid);
	bool rural = (station && station->rural) ||
	             (grid && ((const struct grid *)grid)->rural);

	return (struct clock_case){
	    .category = i->category,
	    .priority = i->priority,
	    .mode = station ? station->mode : NULL,
	    .ring = settings_ring(s, i->spot, rural),
	};
}

static struct clock_rules
rules_of(const struct tx *tx)
{
	return (struct clock_rules){tx->settings->setting, tx->settings->count};
}

/* The alert that tells of a record's lateness has an id made of its own. */
static void
alert_id(const struct record *about, char id[ID_SIZE])
{
	id_from("late", about->id, id);
}

/* Late work has an alert, work that is not late any more has it settled. */
static enum problem_code
settle_alert(struct tx *tx, const struct record *about, msec_t late)
{
	char id[ID_SIZE];
	const struct record *old;
	struct alert a = {0};

	alert_id(about, id);
	old = tx_peek(tx, KIND_ALERT, id);
	if (tx->problem->code)
		return tx->problem->code;
	if (old)
		a = *(const struct alert *)old;
	if (late ? old && a.raised == late : !old || a.settled)
		return PROBLEM_NONE;
	if (late) {
		a = (struct alert){.class = ALERT_LATE,
		    .about = about->id,
		    .raised = late,
		    .level = ESCALATION_DESK};
	} else {
		a.settled = tx->now;
	}
	a.head = (struct record){
	    .kind = KIND_ALERT, .id = id, .station = about->station};
	return tx_put(tx, &a.head);
}

/* Sets clock, due and late of a draft; the timer follows. */
static enum problem_code
run_clock(struct tx *tx, const struct record *r, struct clock now,
    enum clock_step *step, msec_t *due, msec_t *late)
{
	if (now.step != *step || now.due != *due)
		*late = 0;
	*step = now.step;
	*due = now.due;
	if (!*late)
		*late = clock_late(now, tx->now);
	return tx_timer(tx, r, "clock", *late ? 0 : *due);
}

static enum problem_code
raise_later(struct tx *tx, const struct record *r, enum clock_step step,
    msec_t late, enum escalation to)
{
	msec_t at = late ? clock_escalates(step, late, to) : 0;

	return tx_timer(tx, r, "raise", at);
}

enum problem_code
settle_assignment(struct tx *tx, struct assignment *draft)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, draft->incident);
	struct clock_rules rules = rules_of(tx);
	enum problem_code code = tx->problem->code;
	struct clock_case c;
	struct clock now;
	msec_t before = draft->late;

	if (code || !i)
		return code ? code
		            : tx_refuse(tx, PROBLEM_NOT_FOUND, "what",
		                  "incident", NULL);
	c = case_of(tx, (const struct incident *)i);
	now =
	    clock_of_assignment(&rules, &c, (const struct incident *)i, draft);
	code = run_clock(
	    tx, &draft->head, now, &draft->clock, &draft->due, &draft->late);
	if (!code)
		code = tx_put(tx, &draft->head);
	if (!code && draft->late != before)
		code = raise_later(tx, &draft->head, draft->clock, draft->late,
		    ESCALATION_DUTY);
	if (!code && !assignment_binds(draft->state))
		code =
		    ground_release(tx, (const struct incident *)i, draft->unit);
	return code ? code : settle_alert(tx, &draft->head, draft->late);
}

enum problem_code
settle_unit(struct tx *tx, struct unit *draft)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum unit_state before = draft->state;
	size_t n = 0, bound = 0;

	if (!tx_assignments(tx, "unit", draft->head.id, true, a, &n))
		return tx->problem->code;
	for (size_t k = 0; k < n; k++)
		bound += assignment_binds(a[k]->state);
	draft->live = (int64_t)bound;
	draft->state = unit_state_of(draft, bound);
	if (draft->state != before || draft->since == 0)
		draft->since = tx->now;
	return tx_put(tx, &draft->head);
}

enum problem_code
settle_unit_id(struct tx *tx, const char *id)
{
	const struct record *r = tx_peek(tx, KIND_UNIT, id);
	struct unit draft;

	if (!r)
		return tx->problem->code;
	draft = *(const struct unit *)r;
	return settle_unit(tx, &draft);
}

enum problem_code
settle_incident(struct tx *tx, struct incident *draft)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	struct clock_rules rules = rules_of(tx);
	msec_t before = draft->late;
	struct clock_case c;
	struct clock now;
	enum problem_code code;
	size_t n = 0;

	if (!tx_assignments(tx, "incident", draft->head.id, false, a, &n))
		return tx->problem->code;
	draft->state = incident_derive(draft, a, n);
	if (!incident_ended(draft->state))
		draft->ended = 0;
	else if (!draft->ended)
		draft->ended = tx->now;
	draft->disorder = incident_disorder(draft);
	c = case_of(tx, draft);
	now = clock_of_incident(&rules, &c, draft, a, n, tx->now);
	code = run_clock(
	    tx, &draft->head, now, &draft->clock, &draft->due, &draft->late);
	if (!draft->late)
		draft->raised = 0;
	if (!code)
		code = tx_put(tx, &draft->head);
	if (!code && draft->late != before)
		code = raise_later(tx, &draft->head, draft->clock, draft->late,
		    ESCALATION_DUTY);
	return code ? code : settle_alert(tx, &draft->head, draft->late);
}

enum problem_code
settle_incident_id(struct tx *tx, const char *id)
{
	const struct record *r = tx_peek(tx, KIND_INCIDENT, id);
	struct incident draft;

	if (!r)
		return tx->problem->code;
	draft = *(const struct incident *)r;
	return settle_incident(tx, &draft);
}

enum problem_code
settle_order(struct tx *tx, struct assignment *draft)
{
	enum problem_code code = settle_assignment(tx, draft);

	if (!code)
		code = settle_unit_id(tx, draft->unit);
	return code ? code : settle_incident_id(tx, draft->incident);
}

enum problem_code
settle_end(struct tx *tx, const struct assignment *order,
    enum assignment_state to, const char *event, const char *reason)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, order->incident);
	struct assignment draft = *order;
	enum step_effect effect;
	enum problem_code code;

	code = assignment_end(&draft, to, tx->now, &effect, tx->problem);
	if (code || effect == STEP_KEPT)
		return code;
	draft.reason = reason;
	code = settle_assignment(tx, &draft);
	if (!code)
		code = settle_unit_id(tx, draft.unit);
	if (!code && i)
		code = owed_leave(tx, i, draft.unit);
	if (!code && i)
		code = settle_tell(
		    tx, (const struct incident *)i, event, draft.unit, reason);
	return code;
}

/* What its checklist wants and has: lines, or what its only count says. */
static enum problem_code
count_steps(struct tx *tx, struct task *draft)
{
	const struct item *item[TX_ITEMS];
	size_t n = 0;

	if (!tx_items(tx, draft->head.id, item, &n))
		return tx->problem->code;
	draft->steps = (int64_t)n;
	draft->ticked = 0;
	for (size_t i = 0; i < n; i++)
		draft->ticked += item_settled(item[i]);
	if (n == 1 && item[0]->class == ITEM_COUNT && !item[0]->struck) {
		draft->steps = item[0]->want;
		draft->ticked = item[0]->have;
	}
	return PROBLEM_NONE;
}

/* Warning and limit; the timers follow. */
static enum problem_code
run_task(struct tx *tx, struct task *draft)
{
	bool runs = task_owed(draft->state) && draft->due != 0;
	msec_t warn = draft->due - draft->warn * TIME_MINUTE;
	enum problem_code code;

	if (!runs || tx->now < warn || draft->warn <= 0)
		draft->warned = 0;
	else if (!draft->warned)
		draft->warned = tx->now;
	if (!runs || tx->now < draft->due)
		draft->late = draft->raised = 0;
	else if (!draft->late)
		draft->late = draft->due;
	code = tx_timer(
	    tx, &draft->head, "clock", runs && !draft->late ? draft->due : 0);
	if (!code)
		code = tx_timer(tx, &draft->head, "warn",
		    runs && !draft->warned && draft->warn > 0 ? warn : 0);
	return code ? code
	            : tx_timer(tx, &draft->head, "plan",
	                  draft->state == TASK_PLANNED ? draft->planned : 0);
}

enum problem_code
settle_task(struct tx *tx, struct task *draft)
{
	const struct record *old = tx_peek(tx, KIND_TASK, draft->head.id);
	msec_t before = old ? ((const struct task *)old)->late : 0;
	enum problem_code code = tx->problem->code;

	if (code)
		return code;
	if (draft->state == TASK_PLANNED && draft->planned <= tx->now)
		draft->state = TASK_OPEN;
	if (draft->state == TASK_OPEN && draft->planned > tx->now)
		draft->state = TASK_PLANNED;
	code = count_steps(tx, draft);
	if (!code)
		code = run_task(tx, draft);
	if (!code)
		code = tx_put(tx, &draft->head);
	if (!code && draft->late != before)
		code = raise_later(
		    tx, &draft->head, CLOCK_TASK, draft->late, ESCALATION_DUTY);
	return code ? code : settle_alert(tx, &draft->head, draft->late);
}

enum problem_code
settle_task_id(struct tx *tx, const char *id)
{
	const struct record *r = tx_peek(tx, KIND_TASK, id);
	struct task draft;

	if (!r)
		return tx->problem->code;
	draft = *(const struct task *)r;
	return settle_task(tx, &draft);
}

enum problem_code
settle_tell(struct tx *tx, const struct incident *room, const char *event,
    const char *about, const char *words)
{
	const struct message line = {.class = MESSAGE_EVENT,
	    .event = event,
	    .about = about,
	    .text = words};

	return tx_say(tx, &room->head, &line);
}
