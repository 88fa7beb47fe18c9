/*
 * See owed.h.
 */
#include "central/owed.h"

#include "model/lifecycle.h"

bool
owed_by(const struct tx *tx, const char *id)
{
	const struct actor *a = tx->actor;
	const struct setting *role = settings_get(tx->settings, id);

	if (a->unit)
		return text_is(a->unit, id);
	if (text_is(a->officer, id) || text_is(a->station, id))
		return true;
	return role && role->topic == TOPIC_ROLE &&
	       actor_has_role(a, text_or(role->name, ""));
}

static void
add(struct tx *tx, struct owed *out, const char *id)
{
	if (!id || owed_by(tx, id) || out->count == REFS_MAX)
		return;
	for (size_t i = 0; i < out->count; i++)
		if (text_is(out->id[i], id))
			return;
	out->id[out->count++] = id;
}

static void
add_all(struct tx *tx, struct owed *out, const struct refs *refs)
{
	for (size_t i = 0; i < refs->count; i++)
		add(tx, out, refs->id[i]);
}

/* The owner of the socket and the system are of no station, and all. */
static void
add_station(struct tx *tx, struct owed *out, const char *station)
{
	if (!tx->actor->everything)
		add(tx, out, station);
}

static enum problem_code
of_incident(struct tx *tx, const struct incident *i, struct owed *out)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	size_t n = 0;

	if (!tx_assignments(tx, "incident", i->head.id, true, a, &n))
		return tx->problem->code;
	for (size_t k = 0; k < n; k++)
		if (assignment_binds(a[k]->state))
			add(tx, out, a[k]->unit);
	add_all(tx, out, &i->helpers);
	add_all(tx, out, &i->people);
	add_all(tx, out, &i->teams);
	add_station(tx, out, i->head.station);
	add_all(tx, out, &i->guests);
	return PROBLEM_NONE;
}

enum problem_code
owed_of(struct tx *tx, const struct record *room, struct owed *out)
{
	const struct room *r = (const struct room *)room;

	*out = (struct owed){0};
	if (room->kind == KIND_INCIDENT)
		return of_incident(tx, (const struct incident *)room, out);
	if (room->kind == KIND_TASK) {
		add(tx, out, ((const struct task *)room)->officer);
		return PROBLEM_NONE;
	}
	add_all(tx, out, &r->units);
	add_all(tx, out, &r->members);
	add_all(tx, out, &r->teams);
	add_station(tx, out, r->head.station);
	add_all(tx, out, &r->stations);
	return PROBLEM_NONE;
}

/* ---- who comes later, and who goes ---- */

enum problem_code
owed_join(struct tx *tx, const struct record *room, const char *id)
{
	const struct message *m[TX_MUSTREADS];
	const char *ids[REFS_MAX];
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	if (!tx_mustreads(tx, room->id, m, &n))
		return tx->problem->code;
	for (size_t i = 0; !code && i < n; i++) {
		struct message draft = *m[i];
		size_t count = draft.owed.count;

		if (draft.retracted || count == REFS_MAX ||
		    refs_have(&draft.owed, id) || refs_have(&draft.heard, id))
			continue;
		for (size_t k = 0; k < count; k++)
			ids[k] = draft.owed.id[k];
		ids[count] = id;
		draft.owed = (struct refs){count + 1, ids};
		code = tx_put_line(tx, &draft);
	}
	return code;
}

static enum problem_code
strike(struct tx *tx, const struct message *m, const char *id)
{
	const char *ids[REFS_MAX];
	struct message draft = *m;
	size_t kept = 0;

	for (size_t k = 0; k < m->owed.count; k++)
		if (!text_is(m->owed.id[k], id))
			ids[kept++] = m->owed.id[k];
	draft.owed = (struct refs){kept, ids};
	return tx_put_line(tx, &draft);
}

enum problem_code
owed_leave(struct tx *tx, const struct record *room, const char *id)
{
	const struct message *m[TX_MUSTREADS];
	struct owed still;
	enum problem_code code = owed_of(tx, room, &still);
	struct refs in = {still.count, still.id};
	size_t n = 0;

	if (code || refs_have(&in, id))
		return code;
	if (!tx_mustreads(tx, room->id, m, &n))
		return tx->problem->code;
	for (size_t i = 0; !code && i < n; i++)
		if (refs_have(&m[i]->owed, id))
			code = strike(tx, m[i], id);
	return code;
}
