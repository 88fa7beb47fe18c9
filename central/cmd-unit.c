/*
 * A unit's duty, crew and safety.
 */

#include "central/commands.h"
#include "central/settle.h"
#include "model/id.h"
#include "model/lifecycle.h"

/* The unit that the first argument names, for an actor who may step it. */
static const struct unit *
draft_of(struct tx *tx, const struct call *call, struct unit *draft)
{
	const struct unit *u = tx_unit(tx, call_text(call, 0));

	if (!u)
		return NULL;
	if (!command_steps_unit(tx, u->head.id)) {
		tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_answer_other_unit, NULL);
		return NULL;
	}
	*draft = *u;
	tx_note(tx, "unit/%s", u->head.id);
	return u;
}

enum problem_code
cmd_status(struct tx *tx, const struct call *call)
{
	int64_t minutes = call_number(call, ARG_status_minutes);
	struct unit draft;
	enum problem_code code;

	if (!draft_of(tx, call, &draft))
		return tx->problem->code;
	draft.duty = (enum unit_state)call_number(call, ARG_status_duty);
	if (!unit_duty_valid(draft.duty))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "duty", "value",
		    enum_word(&enum_unit_state, draft.duty), "want",
		    why_duty_to_set, NULL);
	code = command_range(tx, "minutes", minutes, 0, 1440);
	if (code)
		return code;
	draft.until = minutes ? tx->now + minutes * TIME_MINUTE : 0;
	tx_note(tx, "%s", enum_word(&enum_unit_state, draft.duty));
	code = settle_unit(tx, &draft);
	return code ? code : tx_timer(tx, &draft.head, "duty", draft.until);
}

enum problem_code
cmd_crew(struct tx *tx, const struct call *call)
{
	struct unit draft;
	const struct unit *u = draft_of(tx, call, &draft);
	enum problem_code code;

	if (!u)
		return tx->problem->code;
	code = command_match(tx, call, &u->head);
	if (code)
		return code;
	draft.crew = call_text(call, ARG_crew_crew);
	if (call_has(call, ARG_crew_heads))
		draft.heads = call_number(call, ARG_crew_heads);
	if (call_has(call, ARG_crew_members))
		draft.members = call_refs(call, ARG_crew_members);
	return settle_unit(tx, &draft);
}

/* The alert of a unit's own kind is settled when the unit is well. */
static enum problem_code
settle_call(struct tx *tx, const char *space, const char *unit)
{
	char id[ID_SIZE];
	const struct record *r;
	struct alert a;

	id_from(space, unit, id);
	r = tx_peek(tx, KIND_ALERT, id);
	if (!r)
		return tx->problem->code;
	a = *(const struct alert *)r;
	if (!a.settled)
		a.settled = tx->now;
	return tx_put(tx, &a.head);
}

enum problem_code
cmd_welfare(struct tx *tx, const struct call *call)
{
	int64_t minutes = call_number(call, ARG_welfare_minutes);
	struct unit draft;
	enum problem_code code;

	if (!draft_of(tx, call, &draft))
		return tx->problem->code;
	code = command_range(tx, "minutes", minutes, 0, 1440);
	if (code)
		return code;
	draft.welfare = minutes ? tx->now + minutes * TIME_MINUTE : 0;
	code = settle_unit(tx, &draft);
	if (!code)
		code = tx_timer(tx, &draft.head, "welfare", draft.welfare);
	return code ? code : settle_call(tx, "welfare", draft.head.id);
}

static enum problem_code
call_for_help(struct tx *tx, const struct unit *u)
{
	char id[ID_SIZE];
	struct alert a = {.class = ALERT_EMERGENCY,
	    .about = u->head.id,
	    .raised = tx->now,
	    .level = 1};

	id_from("emergency", u->head.id, id);
	a.head = (struct record){
	    .kind = KIND_ALERT, .id = id, .station = u->head.station};
	return tx_put(tx, &a.head);
}

enum problem_code
cmd_emergency(struct tx *tx, const struct call *call)
{
	struct unit draft;
	enum problem_code code;

	if (!draft_of(tx, call, &draft))
		return tx->problem->code;
	draft.emergency = !call_bool(call, ARG_emergency_off);
	code = settle_unit(tx, &draft);
	if (code)
		return code;
	return draft.emergency ? call_for_help(tx, &draft)
	                       : settle_call(tx, "emergency", draft.head.id);
}

enum problem_code
cmd_walk(struct tx *tx, const struct call *call)
{
	const char *route = call_text(call, ARG_walk_route);
	const struct record *r = NULL;
	struct unit draft;

	if (!draft_of(tx, call, &draft))
		return tx->problem->code;
	if (route && !(r = tx_get(tx, KIND_ROUTE, route)))
		return tx->problem->code;
	if (r && ((const struct route *)r)->retired)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "route", "value",
		    route, "want", why_a_route, NULL);
	draft.route = route;
	tx_note(tx, "%s", text_or(route, "none"));
	return settle_unit(tx, &draft);
}
