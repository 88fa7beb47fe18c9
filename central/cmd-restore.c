/*
 * `restore`: a record as it was exported, with all its fields, its times, and
 * who wrote it; only rev and seq are new. For who may import and sees
 * everything, since it can say anything in anybody's name: the audit line
 * tells who brought it.
 *
 * Nothing is derived from what is brought, as it was all derived before: what
 * life owes it is only its timers, who sees it, and the next number of its
 * day. A limit that ran out meanwhile is marked late by its timer, as ever. An
 * order brings its unit and its incident in line once life went on with them.
 */
#include "central/restore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/commands.h"
#include "central/duty.h"
#include "central/settle.h"
#include "model/clock.h"
#include "model/lifecycle.h"

#define DAY_SIZE 9 /* "20261121" */

/* The order of kinds, from 1; 0 is none of them. */
static const unsigned char order[KIND_COUNT] = {
    [KIND_STATION] = 1,
    [KIND_SETTING] = 2,
    [KIND_GRID] = 3,
    [KIND_PLACE] = 4,
    [KIND_OFFICER] = 5,
    [KIND_ROUTE] = 6,
    [KIND_UNIT] = 7,
    [KIND_INCIDENT] = 8,
    [KIND_CALLER] = 9,
    [KIND_ASSIGNMENT] = 10,
    [KIND_SECTOR] = 11,
    [KIND_SWEEP] = 12,
    [KIND_ROOM] = 13,
    [KIND_TASK] = 14,
    [KIND_ITEM] = 15,
    [KIND_MESSAGE] = 16,
    [KIND_OPERATION] = 17,
    [KIND_ORDER] = 18,
    [KIND_ALERT] = 19,
    [KIND_BULLETIN] = 20,
};

bool
restore_before(enum kind kind, enum kind of)
{
	return order[kind] && order[kind] < order[of];
}

bool
restore_only(enum kind kind)
{
	return kind == KIND_INCIDENT || kind == KIND_ASSIGNMENT ||
	       kind == KIND_MESSAGE || kind == KIND_ALERT ||
	       kind == KIND_CALLER || kind == KIND_ITEM ||
	       kind == KIND_SECTOR || kind == KIND_SWEEP;
}

/* References */

/* The kind among those that come before `of` which has that id. */
static const struct record *
find_any(struct tx *tx, enum kind of, const char *id)
{
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++) {
		const struct record *r = NULL;

		if (restore_before(k, of))
			r = tx_peek(tx, k, id);
		if (r || tx->problem->code)
			return r;
	}
	return NULL;
}

static enum problem_code
check_ref(struct tx *tx, const struct record *r, enum kind to, const char *id,
    const char *key)
{
	const struct record *there;

	if (to != KIND_ANY && !restore_before(to, r->kind))
		return PROBLEM_NONE;
	there =
	    to == KIND_ANY ? find_any(tx, r->kind, id) : tx_peek(tx, to, id);
	if (there || tx->problem->code)
		return tx->problem->code;
	return tx_refuse(tx, PROBLEM_NOT_FOUND, "what",
	    to == KIND_ANY ? "record" : kind_info(to)->name, "id", id, "key",
	    key, NULL);
}

static enum problem_code
check_field(struct tx *tx, const struct record *r, const struct field *f)
{
	struct value v = field_get(r, f);
	enum problem_code code = PROBLEM_NONE;

	if (value_absent(&v)) {
		if ((f->flags & FIELD_NEEDED) && f->type != TYPE_ENUM)
			code = tx_refuse(
			    tx, PROBLEM_MISSING_KEY, "key", f->name, NULL);
		return code;
	}
	if (f->type == TYPE_REF)
		return check_ref(tx, r, f->to, v.text, f->name);
	/* What a line names, and who was to read it, may come later or be
	 * gone: it is said, not needed. */
	for (size_t i = 0; !code && f->type == TYPE_REFS && f->to != KIND_ANY &&
	                   i < v.refs.count;
	     i++)
		code = check_ref(tx, r, f->to, v.refs.id[i], f->name);
	return code;
}

/* A line stands in a room: an incident's, a task's or one made by hand. */
static enum problem_code
check_room(struct tx *tx, const char *room, const char *key)
{
	if (!room)
		return tx_refuse(tx, PROBLEM_MISSING_KEY, "key", key, NULL);
	if (tx_room(tx, room) || tx->problem->code)
		return tx->problem->code;
	return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "room", "id", room,
	    "key", key, NULL);
}

/* An order without its unit and incident would be nobody's. */
static enum problem_code
check_order(struct tx *tx, const struct assignment *a)
{
	if (a->incident && a->unit)
		return PROBLEM_NONE;
	return tx_refuse(tx, PROBLEM_MISSING_KEY, "key",
	    a->incident ? "unit" : "incident", NULL);
}

/* Nor a part of a search without its incident and, a pass, its sector. */
static enum problem_code
check_ground(struct tx *tx, const struct record *r)
{
	const struct sweep *w = (const struct sweep *)r;
	const char *incident = r->kind == KIND_SECTOR
	                           ? ((const struct sector *)r)->incident
	                           : w->incident;

	if (!incident)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "incident", NULL);
	if (r->kind == KIND_SWEEP && !w->sector)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "sector", NULL);
	return PROBLEM_NONE;
}

static enum problem_code
check(struct tx *tx, const struct record *r)
{
	const struct kind_info *info = kind_info(r->kind);
	enum problem_code code = PROBLEM_NONE;

	if (r->station)
		code = check_ref(tx, r, KIND_STATION, r->station, "station");
	for (size_t i = 0; !code && i < info->count; i++)
		code = check_field(tx, r, &info->fields[i]);
	if (!code && r->kind == KIND_MESSAGE)
		code =
		    check_room(tx, ((const struct message *)r)->room, "room");
	if (!code && r->kind == KIND_ITEM)
		code = check_room(tx, ((const struct item *)r)->about, "about");
	if (!code && r->kind == KIND_ASSIGNMENT)
		code = check_order(tx, (const struct assignment *)r);
	if (!code && (r->kind == KIND_SECTOR || r->kind == KIND_SWEEP))
		code = check_ground(tx, r);
	return code;
}

/* What life owes it */

static enum problem_code
run_clock(struct tx *tx, const struct record *r, msec_t due, msec_t late)
{
	return tx_timer(tx, r, "clock", late ? 0 : due);
}

/*
 * The clock to close or review begins with what its orders say: it runs once
 * they are here.
 */
static enum problem_code
run_incident(struct tx *tx, const struct incident *i, bool orders)
{
	bool waits = i->clock == CLOCK_CLOSE || i->clock == CLOCK_REVIEW;

	if (!incident_open(i->state) || (waits && !orders))
		return PROBLEM_NONE;
	return run_clock(tx, &i->head, i->due, i->late);
}

/* The next incident of that station and day has a number beyond this one. */
static enum problem_code
count_number(struct tx *tx, const struct incident *i)
{
	char name[ID_SIZE + DAY_SIZE + 1], *end;
	const char *dash = i->number ? strchr(i->number, '-') : NULL;
	long n = dash ? strtol(dash + 1, &end, 10) : 0;

	if (!i->head.station || n <= 0 || *end != '\0' ||
	    dash - i->number != DAY_SIZE - 1)
		return PROBLEM_NONE;
	snprintf(name, sizeof(name), "%s %.8s", i->head.station, i->number);
	return store_number_past(tx->store, name, n, tx->problem);
}

static enum problem_code
after_incident(struct tx *tx, const struct incident *i)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = count_number(tx, i);
	size_t n = 0;

	if (!code && !tx_assignments(tx, "incident", i->head.id, false, a, &n))
		code = tx->problem->code;
	return code ? code : run_incident(tx, i, n > 0);
}

/* Its unit sees the incident now, and the incident's stations the unit. */
static enum problem_code
after_order(struct tx *tx, const struct assignment *a)
{
	const struct record *r = tx_peek(tx, KIND_INCIDENT, a->incident);
	enum problem_code code = tx->problem->code;
	struct incident i;

	if (code || !r)
		return code;
	i = *(const struct incident *)r;
	if (assignment_live(a->state))
		code = run_clock(tx, &a->head, a->due, a->late);
	if (!code && assignment_binds(a->state))
		code = settle_unit_id(tx, a->unit);
	if (code)
		return code;
	if (i.head.rev > 1 && incident_open(i.state))
		return settle_incident(tx, &i);
	code = tx_put(tx, &i.head);
	return code ? code : run_incident(tx, &i, true);
}

static enum problem_code
after_unit(struct tx *tx, const struct unit *u)
{
	enum problem_code code = tx_timer(tx, &u->head, "duty", u->until);

	return code ? code : tx_timer(tx, &u->head, "welfare", u->welfare);
}

/* Its limits; its lines come after it and bring their own count. */
static enum problem_code
after_task(struct tx *tx, const struct task *t)
{
	bool runs = task_owed(t->state) && t->due != 0;
	msec_t warn = t->due - t->warn * TIME_MINUTE;
	enum problem_code code =
	    tx_timer(tx, &t->head, "clock", runs && !t->late ? t->due : 0);

	if (!code)
		code = tx_timer(tx, &t->head, "warn",
		    runs && t->warn > 0 && !t->warned ? warn : 0);
	return code ? code
	            : tx_timer(tx, &t->head, "plan",
	                  t->state == TASK_PLANNED ? t->planned : 0);
}

/* What is late goes on climbing from where it was. */
static enum problem_code
after_alert(struct tx *tx, const struct alert *a)
{
	static const enum kind kinds[] = {
	    KIND_INCIDENT, KIND_ASSIGNMENT, KIND_TASK};
	enum problem_code code = PROBLEM_NONE;

	if (a->class != ALERT_LATE || a->settled ||
	    a->level >= ESCALATION_CENTRE)
		return code;
	for (size_t k = 0; !code && k < COUNT_OF(kinds); k++) {
		const struct record *r = tx_peek(tx, kinds[k], a->about);
		enum clock_step step;

		code = tx->problem->code;
		if (!r || code)
			continue;
		step = kinds[k] == KIND_INCIDENT
		           ? ((const struct incident *)r)->clock
		       : kinds[k] == KIND_ASSIGNMENT
		           ? ((const struct assignment *)r)->clock
		           : CLOCK_TASK;
		code = tx_timer(tx, r, "raise",
		    clock_escalates(
		        step, a->raised, (enum escalation)(a->level + 1)));
	}
	return code;
}

static enum problem_code
after(struct tx *tx, const struct record *r)
{
	switch (r->kind) {
	case KIND_UNIT:
		return after_unit(tx, (const struct unit *)r);
	case KIND_INCIDENT:
		return after_incident(tx, (const struct incident *)r);
	case KIND_ASSIGNMENT:
		return after_order(tx, (const struct assignment *)r);
	case KIND_TASK:
		return after_task(tx, (const struct task *)r);
	case KIND_SETTING:
		return duty_arm(tx, (const struct setting *)r);
	case KIND_ALERT:
		return after_alert(tx, (const struct alert *)r);
	default:
		return PROBLEM_NONE;
	}
}

/* What became late since it was exported has a newer alert: that stays. */
static bool
outlived(const struct record *old, const struct record *draft)
{
	return old->kind == KIND_ALERT &&
	       ((const struct alert *)old)->raised >
	           ((const struct alert *)draft)->raised;
}

/* True when there is nothing to be done, or tx->problem says why not. */
static bool
stands(struct tx *tx, const struct record *r, const struct call *call,
    const struct record *old)
{

	if (!old || tx->problem->code)
		return tx->problem->code != PROBLEM_NONE;
	if (record_same(old, r) || outlived(old, r))
		return true;
	if (call->if_match)
		return command_match(tx, call, old) != PROBLEM_NONE;
	tx_refuse(tx, PROBLEM_EXISTS, "what", kind_info(r->kind)->name, "id",
	    r->id, NULL);
	return true;
}

enum problem_code
cmd_restore(struct tx *tx, const struct call *call)
{
	union any_record draft;
	enum problem_code code;

	if (!tx->actor->everything)
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", call->command->name, NULL);
	memcpy(&draft, call->record, kind_info(call->record->kind)->size);
	tx_note(tx, "%s/%s", kind_info(draft.head.kind)->name, draft.head.id);
	if (draft.head.kind == KIND_MESSAGE)
		draft.message.told = 0; /* its place is where it comes now */
	if (stands(tx, &draft.head, call,
	        tx_peek(tx, draft.head.kind, draft.head.id)))
		return tx->problem->code;
	code = check(tx, &draft.head);
	if (code)
		return code;
	tx->restores = true;
	code = tx_put(tx, &draft.head);
	tx->restores = false;
	return code ? code : after(tx, &draft.head);
}
