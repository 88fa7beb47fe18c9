/*
 * Who is in a talk: rooms made by hand, and who is brought into a room or an
 * incident's talk and leaves it. Each of them sees the story so far, in its
 * order, from the moment they are in; a station sees the incident and the
 * units that are sent to it, and nothing else, until it is out again.
 */
#include <string.h>

#include "central/commands.h"
#include "central/owed.h"
#include "central/settle.h"

/* The four sorts of members, in the order of the arguments. */
enum sort { SORT_OFFICER, SORT_UNIT, SORT_STATION, SORT_TEAM, SORTS };

static const enum kind kind_of[SORTS] = {
    KIND_OFFICER, KIND_UNIT, KIND_STATION, KIND_SETTING};

/* A draft of an incident or a room with its lists of members as one. */
struct company {
	union any_record draft;
	struct refs *list[SORTS]; /* in the draft */
	struct ids {
		const char *id[REFS_MAX];
	} room[SORTS]; /* what a changed list points to */
};

/* The room that the first argument names, if the actor sees it. */
static bool
load(struct tx *tx, const char *id, struct company *c)
{
	const struct record *r = tx_room(tx, id);
	struct incident *i = &c->draft.incident;
	struct room *room = &c->draft.room;

	if (tx->problem->code)
		return false;
	r = tx_get(
	    tx, r && r->kind == KIND_ROOM ? KIND_ROOM : KIND_INCIDENT, id);
	if (!r)
		return false;
	memcpy(&c->draft, r, kind_info(r->kind)->size);
	if (r->kind == KIND_INCIDENT) {
		c->list[SORT_OFFICER] = &i->people;
		c->list[SORT_UNIT] = &i->helpers;
		c->list[SORT_STATION] = &i->guests;
		c->list[SORT_TEAM] = &i->teams;
	} else {
		c->list[SORT_OFFICER] = &room->members;
		c->list[SORT_UNIT] = &room->units;
		c->list[SORT_STATION] = &room->stations;
		c->list[SORT_TEAM] = &room->teams;
	}
	tx_note(tx, "%s/%s", kind_info(r->kind)->name, r->id);
	return true;
}

/* Whether the id leads to somebody who can be brought in. */
static enum problem_code
check_member(
    struct tx *tx, const struct company *c, enum sort sort, const char *id)
{
	const struct record *r = tx_get(tx, kind_of[sort], id);

	if (!r)
		return tx->problem->code;
	if (sort == SORT_TEAM &&
	    ((const struct setting *)r)->topic != TOPIC_ROLE)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "teams", "value",
		    text_or(((const struct setting *)r)->name, "?"), "want",
		    why_a_role, NULL);
	if (sort == SORT_STATION && text_is(id, c->draft.head.station))
		return tx_refuse(
		    tx, PROBLEM_EXISTS, "what", "station", "id", id, NULL);
	return PROBLEM_NONE;
}

static enum problem_code
tell(struct tx *tx, const struct company *c, const char *event, const char *id)
{
	const struct message line = {
	    .class = MESSAGE_EVENT, .event = event, .about = id};

	return tx_say(tx, &c->draft.head, &line);
}

/* Copies a list where it may be changed. */
static const char **
own_list(struct company *c, enum sort sort)
{
	struct refs *list = c->list[sort];
	struct ids *room = &c->room[sort];

	if (list->id != room->id && list->count > 0)
		memcpy(room->id, list->id, list->count * sizeof(*list->id));
	list->id = room->id;
	return room->id;
}

static enum problem_code
add_one(struct tx *tx, struct company *c, enum sort sort, const char *id)
{
	struct refs *list = c->list[sort];
	enum problem_code code = check_member(tx, c, sort, id);

	if (code || refs_have(list, id))
		return code;
	if (list->count == REFS_MAX)
		return tx_refuse(tx, PROBLEM_TOO_LONG, "key", "members",
		    "limit", "64", NULL);
	own_list(c, sort)[list->count++] = id;
	code = owed_join(tx, &c->draft.head, id);
	return code ? code : tell(tx, c, "add", id);
}

static enum problem_code
remove_one(struct tx *tx, struct company *c, enum sort sort, const char *id)
{
	struct refs *list = c->list[sort];
	const char **own;
	enum problem_code code;
	size_t kept = 0;

	if (!refs_have(list, id))
		return tx_refuse(tx, PROBLEM_NOT_FOUND, "what",
		    kind_info(kind_of[sort])->name, "id", id, NULL);
	own = own_list(c, sort);
	for (size_t i = 0; i < list->count; i++)
		if (!text_is(own[i], id))
			own[kept++] = own[i];
	list->count = kept;
	code = owed_leave(tx, &c->draft.head, id);
	return code ? code : tell(tx, c, "remove", id);
}

/* Who sees an incident sees its orders, and the units that work on it. */
static enum problem_code
show_orders(struct tx *tx, const char *incident)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	if (!tx_assignments(tx, "incident", incident, false, a, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++) {
		struct assignment order = *a[k];

		code = tx_put(tx, &order.head);
		if (!code)
			code = settle_unit_id(tx, order.unit);
	}
	return code;
}

static enum problem_code
save(struct tx *tx, struct company *c, bool stations)
{
	enum problem_code code = tx_put(tx, &c->draft.head);

	if (!code && stations && c->draft.head.kind == KIND_INCIDENT)
		code = show_orders(tx, c->draft.head.id);
	return code;
}

typedef enum problem_code change_fn(
    struct tx *tx, struct company *c, enum sort sort, const char *id);

static enum problem_code
change(struct tx *tx, const struct call *call, change_fn *one)
{
	struct company c = {0};
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	_Static_assert(
	    (int)ARG_add_officers == (int)ARG_remove_officers &&
	        (int)ARG_add_teams == (int)ARG_remove_teams &&
	        (int)ARG_add_teams == (int)ARG_add_officers + (int)SORT_TEAM,
	    "the arguments are in the order of the sorts");
	if (!load(tx, call_text(call, 0), &c))
		return tx->problem->code;
	for (enum sort s = SORT_OFFICER; s < SORTS; s++) {
		struct refs ids = call_refs(call, ARG_add_officers + s);

		n += ids.count;
		for (size_t i = 0; !code && i < ids.count; i++)
			code = one(tx, &c, s, ids.id[i]);
	}
	if (!code && n == 0)
		code =
		    tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "members", NULL);
	return code ? code
	            : save(tx, &c, call_refs(call, ARG_add_stations).count > 0);
}

enum problem_code
cmd_add(struct tx *tx, const struct call *call)
{
	return change(tx, call, add_one);
}

/* Whether nobody is named but whom the actor speaks for. */
static bool
only_itself(const struct tx *tx, const struct call *call)
{
	const struct actor *a = tx->actor;
	const char *self[SORTS] = {a->officer, a->unit, a->station, NULL};

	for (enum sort s = SORT_OFFICER; s < SORTS; s++) {
		struct refs ids = call_refs(call, ARG_remove_officers + s);

		for (size_t i = 0; i < ids.count; i++)
			if (!self[s] || !text_is(ids.id[i], self[s]))
				return false;
	}
	return true;
}

enum problem_code
cmd_remove(struct tx *tx, const struct call *call)
{
	if (!actor_may(tx->actor, MAY_DISPATCH) && !only_itself(tx, call))
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_take_others_out, NULL);
	return change(tx, call, remove_one);
}

/* ---- rooms ---- */

static enum problem_code
check_units(struct tx *tx, const struct refs *units)
{
	for (size_t i = 0; i < units->count; i++)
		if (!tx_unit(tx, units->id[i]))
			return tx->problem->code;
	return PROBLEM_NONE;
}

enum problem_code
cmd_room(struct tx *tx, const struct call *call)
{
	const char *station;
	struct room room = {.name = call_text(call, ARG_room_name),
	    .class = (enum room_class)call_number(call, ARG_room_class),
	    .units = call_refs(call, ARG_room_units)};
	const char *members[1] = {tx->actor->officer};
	char id[ID_SIZE];
	enum problem_code code =
	    command_fresh_id(tx, KIND_ROOM, call_text(call, ARG_room_room), id);

	if (code)
		return code;
	if (tx_room(tx, id) || tx->problem->code)
		return tx->problem->code ? tx->problem->code
		                         : tx_refuse(tx, PROBLEM_EXISTS, "what",
		                               "room", "id", id, NULL);
	code = command_station(tx, call_text(call, ARG_room_station), &station);
	if (!code)
		code = check_units(tx, &room.units);
	if (code)
		return code;
	room.head =
	    (struct record){.kind = KIND_ROOM, .id = id, .station = station};
	if (members[0])
		room.members = (struct refs){1, members};
	tx_note(tx, "room/%s", id);
	return tx_put(tx, &room.head);
}

enum problem_code
cmd_shut(struct tx *tx, const struct call *call)
{
	const struct record *r =
	    tx_get(tx, KIND_ROOM, call_text(call, ARG_shut_room));
	const struct message line = {.class = MESSAGE_EVENT, .event = "shut"};
	struct room draft;
	enum problem_code code;

	if (!r)
		return tx->problem->code;
	draft = *(const struct room *)r;
	tx_note(tx, "room/%s", r->id);
	if (draft.closed)
		return PROBLEM_NONE;
	draft.closed = true;
	code = tx_say(tx, r, &line);
	return code ? code : tx_put(tx, &draft.head);
}
