/*
 * Who may see a record (scopes.h).
 */
#include "central/scopes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/live.h"
#include "model/talk.h"

void
scope_set_free(struct scope_set *set)
{
	free(set->scope);
	*set = (struct scope_set){0};
}

/* Adds "class/id" once; a NULL id adds nothing. */
static enum problem_code
add(struct tx *tx, struct scope_set *set, const char *class, const char *id)
{
	char scope[SCOPE_SIZE];
	void *more;

	if (!id)
		return PROBLEM_NONE;
	snprintf(scope, sizeof(scope), "%s/%s", class, id);
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->scope[i], scope) == 0)
			return PROBLEM_NONE;
	if (set->count == set->room) {
		set->room = set->room ? set->room * 2 : 8;
		more = realloc(set->scope, set->room * SCOPE_SIZE);
		if (!more)
			return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
		set->scope = more;
	}
	memcpy(set->scope[set->count++], scope, SCOPE_SIZE);
	return PROBLEM_NONE;
}

static enum problem_code
add_all(struct tx *tx, struct scope_set *set)
{
	enum problem_code code = add(tx, set, "all", "");

	if (!code)
		snprintf(set->scope[set->count - 1], SCOPE_SIZE, "all");
	return code;
}

static enum problem_code
add_refs(struct tx *tx, struct scope_set *set, const char *class,
    const struct refs *refs)
{
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < refs->count; i++)
		code = add(tx, set, class, refs->id[i]);
	return code;
}

/* An incident's stations: its own and its guests. */
static enum problem_code
add_stations(struct tx *tx, struct scope_set *set, const struct incident *i)
{
	enum problem_code code = add(tx, set, "station", i->head.station);

	return code ? code : add_refs(tx, set, "station", &i->guests);
}

/* Who else was added to an incident's talk sees it, and no more. */
static enum problem_code
add_company(struct tx *tx, struct scope_set *set, const struct incident *i)
{
	enum problem_code code = add_refs(tx, set, "person", &i->people);

	if (!code)
		code = add_refs(tx, set, "unit", &i->helpers);
	return code ? code : add_refs(tx, set, "role", &i->teams);
}

static enum problem_code
of_room(struct tx *tx, const struct room *r, struct scope_set *set)
{
	enum problem_code code = r->head.station
	                             ? add(tx, set, "station", r->head.station)
	                             : add_all(tx, set);

	if (!code)
		code = add_refs(tx, set, "station", &r->stations);
	if (!code)
		code = add_refs(tx, set, "person", &r->members);
	if (!code)
		code = add_refs(tx, set, "unit", &r->units);
	return code ? code : add_refs(tx, set, "role", &r->teams);
}

/* A unit keeps sight of its incident until that ages, but not once it was
 * called back or gave the order back. */
static bool
sees_incident(const struct assignment *a)
{
	return a->state != ASSIGNMENT_CANCELLED &&
	       a->state != ASSIGNMENT_DECLINED && a->state != ASSIGNMENT_VOID;
}

static enum problem_code
of_incident(struct tx *tx, const struct incident *i, struct scope_set *set)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = add_stations(tx, set, i);
	size_t n = 0;

	if (!code && !tx_assignments(tx, "incident", i->head.id, false, a, &n))
		code = tx->problem->code;
	for (size_t k = 0; !code && k < n; k++)
		if (sees_incident(a[k]))
			code = add(tx, set, "unit", a[k]->unit);
	return code ? code : add_company(tx, set, i);
}

static enum problem_code
of_assignment(struct tx *tx, const struct assignment *a, struct scope_set *set)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, a->incident);
	enum problem_code code = tx->problem->code;

	if (!code && i)
		code = add_stations(tx, set, (const struct incident *)i);
	return code ? code : add(tx, set, "unit", a->unit);
}

/* Besides its own, the stations whose incidents it works on now. */
static enum problem_code
of_unit(struct tx *tx, const struct unit *u, struct scope_set *set)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = add(tx, set, "station", u->head.station);
	size_t n = 0;

	if (!code)
		code = add(tx, set, "unit", u->head.id);
	if (!code && u->live > 0 &&
	    !tx_assignments(tx, "unit", u->head.id, true, a, &n))
		code = tx->problem->code;
	for (size_t k = 0; !code && k < n; k++)
		code = of_assignment(tx, a[k], set);
	return code;
}

/* Besides its station, who is to do it: that may be a field account. */
static enum problem_code
of_task(struct tx *tx, const struct task *t, struct scope_set *set)
{
	enum problem_code code = t->head.station
	                             ? add(tx, set, "station", t->head.station)
	                             : add_all(tx, set);

	return code ? code : add(tx, set, "person", t->officer);
}

/* What is part of a task, an incident or a room. */
static enum problem_code
of_part(struct tx *tx, const char *of, struct scope_set *set)
{
	const struct record *room = tx_room(tx, of);

	if (!room)
		return tx->problem->code;
	return scopes_of(tx, room, set);
}

enum problem_code
scopes_of(struct tx *tx, const struct record *r, struct scope_set *set)
{
	switch (r->kind) {
	case KIND_CALLER:
	case KIND_MESSAGE:
		return PROBLEM_NONE;
	case KIND_STATION:
	case KIND_SETTING:
		return add_all(tx, set);
	case KIND_INCIDENT:
		return of_incident(tx, (const struct incident *)r, set);
	case KIND_ASSIGNMENT:
		return of_assignment(tx, (const struct assignment *)r, set);
	case KIND_UNIT:
		return of_unit(tx, (const struct unit *)r, set);
	case KIND_TASK:
		return of_task(tx, (const struct task *)r, set);
	case KIND_ITEM:
		return of_part(tx, ((const struct item *)r)->about, set);
	case KIND_SECTOR:
		return of_part(tx, ((const struct sector *)r)->incident, set);
	case KIND_SWEEP:
		return of_part(tx, ((const struct sweep *)r)->incident, set);
	case KIND_ROOM:
		return of_room(tx, (const struct room *)r, set);
	default:
		if (!r->station)
			return add_all(tx, set);
		return add(tx, set, "station", r->station);
	}
}

static bool
note_row(void *ctx, const struct seen *row)
{
	struct change *c = ctx;
	struct change_scope *more =
	    realloc(c->scope, (c->scopes + 1) * sizeof(*more));

	if (!more)
		return false;
	c->scope = more;
	more = &c->scope[c->scopes++];
	*more = (struct change_scope){.state = row->state};
	snprintf(more->scope, SCOPE_SIZE, "%s", row->scope);
	return true;
}

static struct change_scope *
row_of(struct change *c, const char *scope)
{
	for (size_t i = 0; i < c->scopes; i++)
		if (strcmp(c->scope[i].scope, scope) == 0)
			return &c->scope[i];
	return NULL;
}

/* Takes over what an earlier put of this command had moved. */
static void
keep_moved(const struct change_scope *before, size_t n, struct change *c)
{
	for (size_t i = 0; i < n; i++) {
		struct change_scope *row = row_of(c, before[i].scope);

		if (row)
			row->moved = before[i].moved;
	}
}

static enum problem_code
load_rows(struct tx *tx, struct change *c)
{
	struct change_scope *before = c->scope;
	size_t n = c->scopes;
	enum problem_code code;

	c->scope = NULL;
	c->scopes = 0;
	code =
	    store_scopes(tx->store, c->kind, c->id, note_row, c, tx->problem);
	keep_moved(before, n, c);
	free(before);
	return code;
}

static enum problem_code
set_row(
    struct tx *tx, struct change *c, const char *scope, enum seen_state state)
{
	struct change_scope *row = row_of(c, scope);
	/* What is over before anybody saw it is no news: no feed tells it. */
	bool fresh = !row, unseen = fresh && state == SEEN_AGED;
	struct seen seen = {scope, c->kind, c->id, unseen ? 0 : tx->seq, state};

	if (row && row->state == state &&
	    !(state == SEEN_LIVE && c->content && !row->moved))
		return PROBLEM_NONE;
	if (!row && !note_row(c, &seen))
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	if (!row)
		row = &c->scope[c->scopes - 1];
	c->stirred |= !unseen && (row->state != state || fresh);
	row->state = state;
	row->moved = !unseen;
	return store_show(tx->store, &seen, tx->problem);
}

static bool
in_set(const struct scope_set *set, const char *scope)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->scope[i], scope) == 0)
			return true;
	return false;
}

/* An order is shown as long as its incident is, and so is an item. */
static enum seen_state
shown(struct tx *tx, const struct record *r)
{
	const char *with = record_lives_with(r);
	const struct record *of = r;

	if (with)
		of = tx_room(tx, with);
	if (!of)
		of = r;
	return record_live_until(of) <= tx->now ? SEEN_AGED : SEEN_LIVE;
}

static enum problem_code
update_rows(struct tx *tx, struct change *c)
{
	struct scope_set now = {0};
	enum problem_code code = load_rows(tx, c);
	enum seen_state state = shown(tx, c->record);

	c->stirred = false;

	if (!code)
		code = scopes_of(tx, c->record, &now);
	for (size_t i = 0; !code && i < now.count; i++)
		code = set_row(tx, c, now.scope[i], state);
	for (size_t i = 0; !code && i < c->scopes; i++)
		if (!in_set(&now, c->scope[i].scope))
			code = set_row(tx, c, c->scope[i].scope, SEEN_LEFT);
	scope_set_free(&now);
	return code;
}

static bool
note_listener(void *ctx, const struct seen *row)
{
	struct change *c = ctx;

	if (row->state != SEEN_LIVE)
		return true;
	if (!note_row(c, row))
		return false;
	c->scope[c->scopes - 1].moved = true;
	return true;
}

/*
 * A line has no rows of its own: it is read through its room. Who sees the
 * room is noted for what people wrote, so that all of them are told of it.
 */
static enum problem_code
note_listeners(struct tx *tx, struct change *c)
{
	const struct message *m = (const struct message *)c->record;
	const struct record *room =
	    message_is_talk(m) ? tx_room(tx, m->room) : NULL;

	free(c->scope);
	c->scope = NULL;
	c->scopes = 0;
	if (!room)
		return tx->problem->code;
	return store_scopes(
	    tx->store, room->kind, room->id, note_listener, c, tx->problem);
}

enum problem_code
scopes_update(struct tx *tx, struct change *c)
{
	if (c->kind == KIND_MESSAGE)
		return note_listeners(tx, c);
	return update_rows(tx, c);
}

bool
scopes_show(const struct settings *settings, const struct actor *actor,
    const struct change *c)
{
	char scope[SCOPES_MAX][SCOPE_SIZE];
	size_t n;

	if (c->kind == KIND_CALLER)
		return false;
	if (c->kind == KIND_MESSAGE || actor->everything)
		return true;
	n = settings_scopes(settings, actor, scope);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < c->scopes; k++)
			if (c->scope[k].state != SEEN_LEFT &&
			    strcmp(scope[i], c->scope[k].scope) == 0)
				return true;
	return false;
}

enum problem_code
scopes_may_read(struct store *store, const struct settings *settings,
    const struct actor *actor, enum kind kind, const char *id, bool *may,
    struct problem *p)
{
	char scope[SCOPES_MAX][SCOPE_SIZE];
	enum problem_code code = PROBLEM_NONE;
	size_t n;

	*may = actor->everything;
	if (*may)
		return PROBLEM_NONE;
	n = settings_scopes(settings, actor, scope);
	for (size_t i = 0; !*may && i < n; i++) {
		enum seen_state state = SEEN_LEFT;
		int64_t seq;

		code = store_seen(store, scope[i], kind, id, &seq, &state, p);
		if (code && code != PROBLEM_NOT_FOUND)
			return code;
		*may = !code && state != SEEN_LEFT;
	}
	return PROBLEM_NONE;
}

enum problem_code
scopes_may_enter(struct store *store, const struct settings *settings,
    const struct actor *actor, const char *room, bool *may, struct problem *p)
{
	static const enum kind kinds[] = {KIND_INCIDENT, KIND_TASK, KIND_ROOM};
	enum problem_code code = PROBLEM_NONE;
	struct record *r;

	*may = false;
	for (size_t i = 0; !code && !*may && i < COUNT_OF(kinds); i++) {
		code = store_get(store, kinds[i], room, &r, p);
		if (code == PROBLEM_NOT_FOUND) {
			code = PROBLEM_NONE;
			continue;
		}
		if (code)
			return code;
		record_free(r);
		code = scopes_may_read(
		    store, settings, actor, kinds[i], room, may, p);
	}
	return code;
}
