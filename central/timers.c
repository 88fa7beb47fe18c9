/*
 * What happens when a timer falls due: the one place where the central acts
 * by itself. Each name is a row.
 */
#include <string.h>

#include "central/duty.h"
#include "central/settle.h"
#include "central/writer.h"
#include "model/clock.h"

/* `due` is when it was to be; the central may have been down since. */
typedef enum problem_code fire_fn(
    struct tx *tx, const struct record *r, msec_t due);

/* A limit ran out: settling marks what is late. */
static enum problem_code
fire_clock(struct tx *tx, const struct record *r, msec_t due)
{
	(void)due;
	if (r->kind == KIND_TASK)
		return settle_task_id(tx, r->id);
	if (r->kind == KIND_ASSIGNMENT) {
		struct assignment draft = *(const struct assignment *)r;

		return settle_assignment(tx, &draft);
	}
	if (r->kind == KIND_INCIDENT) {
		struct incident draft = *(const struct incident *)r;

		return settle_incident(tx, &draft);
	}
	return PROBLEM_NONE;
}

/* Nobody is to be sent it any more; who may read it still may. */
static enum problem_code
fire_age(struct tx *tx, const struct record *r, msec_t due)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	union any_record draft;
	enum problem_code code;
	size_t n = 0;

	(void)due;
	memcpy(&draft, r, kind_info(r->kind)->size);
	code = tx_put(tx, &draft.head);
	if (code || r->kind != KIND_INCIDENT)
		return code;
	if (!tx_assignments(tx, "incident", r->id, false, a, &n))
		return tx->problem->code;
	for (size_t i = 0; !code && i < n; i++) {
		struct assignment order = *a[i];

		code = tx_put(tx, &order.head);
	}
	return code;
}

/* The record's lateness: since when, and on which step. */
static msec_t
lateness(const struct record *r, enum clock_step *step)
{
	const struct incident *i = (const struct incident *)r;
	const struct assignment *a = (const struct assignment *)r;

	if (r->kind == KIND_INCIDENT) {
		*step = i->clock;
		return i->late;
	}
	if (r->kind == KIND_ASSIGNMENT) {
		*step = a->clock;
		return a->late;
	}
	if (r->kind == KIND_TASK) {
		*step = CLOCK_TASK;
		return ((const struct task *)r)->late;
	}
	return 0;
}

/* Late work climbs: duty officer, then centre. */
static enum problem_code
fire_raise(struct tx *tx, const struct record *r, msec_t due)
{
	enum clock_step step = CLOCK_NONE;
	msec_t late = lateness(r, &step);
	enum escalation level = clock_escalation(step, late, tx->now);
	char id[ID_SIZE];
	const struct record *old;
	struct alert draft;
	enum problem_code code;

	(void)due;
	id_from("late", r->id, id);
	old = late ? tx_peek(tx, KIND_ALERT, id) : NULL;
	if (!old)
		return tx->problem->code;
	draft = *(const struct alert *)old;
	draft.level = level;
	code = tx_put(tx, &draft.head);
	if (!code && r->kind == KIND_INCIDENT) {
		struct incident i = *(const struct incident *)r;

		i.raised = level - 1;
		code = tx_put(tx, &i.head);
	}
	if (!code && r->kind == KIND_TASK) {
		struct task t = *(const struct task *)r;

		t.raised = level - 1;
		code = tx_put(tx, &t.head);
	}
	if (!code && level == ESCALATION_DUTY)
		code = tx_timer(tx, r, "raise",
		    clock_escalates(step, late, ESCALATION_CENTRE));
	return code;
}

/* A duty for so long is over: the unit is available again. */
static enum problem_code
fire_duty(struct tx *tx, const struct record *r, msec_t due)
{
	struct unit draft;

	(void)due;
	if (r->kind != KIND_UNIT)
		return PROBLEM_NONE;
	draft = *(const struct unit *)r;
	if (draft.until == 0 || draft.until > tx->now)
		return PROBLEM_NONE;
	draft.until = 0;
	draft.duty = UNIT_AVAILABLE;
	return settle_unit(tx, &draft);
}

/* A unit that was to say that it is well did not. */
static enum problem_code
fire_welfare(struct tx *tx, const struct record *r, msec_t due)
{
	char id[ID_SIZE];
	struct alert a = {.class = ALERT_WELFARE,
	    .about = r->id,
	    .raised = tx->now,
	    .level = ESCALATION_DESK};

	(void)due;
	id_from("welfare", r->id, id);
	a.head = (struct record){
	    .kind = KIND_ALERT, .id = id, .station = r->station};
	return tx_put(tx, &a.head);
}

/* Midnight: the template's tasks of the day, and of days that were missed. */
static enum problem_code
fire_day(struct tx *tx, const struct record *r, msec_t due)
{
	if (r->kind != KIND_SETTING)
		return PROBLEM_NONE;
	return duty_midnight(tx, (const struct setting *)r, due);
}

/* A task may be begun now, or its limit is near. */
static enum problem_code
fire_task(struct tx *tx, const struct record *r, msec_t due)
{
	(void)due;
	return r->kind == KIND_TASK ? settle_task_id(tx, r->id) : PROBLEM_NONE;
}

static const struct {
	const char *name;
	fire_fn *fire;
} rows[] = {
    {"clock", fire_clock},
    {"age", fire_age},
    {"raise", fire_raise},
    {"duty", fire_duty},
    {"welfare", fire_welfare},
    {"day", fire_day},
    {"plan", fire_task},
    {"warn", fire_task},
};

enum problem_code
timer_fire(struct tx *tx, const struct store_timer *timer)
{
	const struct record *r = tx_peek(tx, timer->kind, timer->id);

	tx_note(tx, "%s %s/%s", timer->name, kind_info(timer->kind)->name,
	    timer->id);
	if (!r)
		return tx->problem->code;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].name, timer->name) == 0)
			return rows[i].fire(tx, r, timer->due);
	return PROBLEM_NONE;
}
