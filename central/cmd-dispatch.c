/*
 * Orders: units sent, exchanged, called back, given back.
 *
 * A unit that is bound by another order is taken only on purpose (`stack`);
 * without it the sender is told who has the unit. What was said over the radio
 * already is a fact and refused for nobody's state. Each unit sent is an
 * assignment of its own, so that no step of one ever touches another.
 */
#include "central/checklist.h"
#include "central/commands.h"
#include "central/owed.h"
#include "central/settle.h"
#include "model/lifecycle.h"

/* What all orders of one dispatch have in common. */
struct sending {
	const struct incident *incident;
	const struct call *call;
	msec_t happened;
	bool stack, voice, first;
	bool fact; /* said already, see command_is_fact() */
};

/* Why a unit may not be sent, as a problem; nothing when it may. */
static enum problem_code
check_unit(struct tx *tx, const struct unit *u, const struct sending *s)
{
	const char *callsign = text_or(u->callsign, "?");

	if (!s->fact && (u->retired || u->duty == UNIT_OFF ||
	                    u->duty == UNIT_OOS || u->emergency))
		return tx_refuse(tx, PROBLEM_STATE, "what", callsign, "is",
		    enum_word(&enum_unit_state, u->state), "expected",
		    why_on_duty, NULL);
	if (u->live > 0 && !s->stack && !s->fact) {
		tx_refuse(tx, PROBLEM_UNIT_TAKEN, "unit", callsign, "is",
		    enum_word(&enum_unit_state, u->state), NULL);
		command_say_taken(tx, u);
		return tx->problem->code;
	}
	return PROBLEM_NONE;
}

/* The same unit twice on one incident is a slip. */
static enum problem_code
check_not_there(struct tx *tx, const struct unit *u, const struct incident *i)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	size_t n = 0;

	if (!tx_assignments(tx, "unit", u->head.id, true, a, &n))
		return tx->problem->code;
	for (size_t k = 0; k < n; k++)
		if (text_is(a[k]->incident, i->head.id))
			return tx_refuse(tx, PROBLEM_UNIT_TAKEN, "unit",
			    text_or(u->callsign, "?"), "is", why_sent_already,
			    "incident", text_or(i->number, "?"), NULL);
	return PROBLEM_NONE;
}

/*
 * The order itself. One given by voice, or to a unit without a device, has
 * not gone to any device: it is signed for when somebody says so.
 */
static enum problem_code
issue(struct tx *tx, const struct sending *s, const struct unit *u,
    const char *given_id, const char *external)
{
	struct assignment a = {.incident = s->incident->head.id,
	    .unit = u->head.id,
	    .state = ASSIGNMENT_ISSUED,
	    .channel = u->channel,
	    .external = external,
	    .lead = s->first,
	    .stacked = u->live > 0,
	    .issued = s->happened};
	char id[ID_SIZE];
	enum problem_code code =
	    command_fresh_id(tx, KIND_ASSIGNMENT, given_id, id);

	if (code)
		return code;
	if (s->voice && a.channel == CHANNEL_DEVICE)
		a.channel = CHANNEL_RADIO;
	a.head = (struct record){.kind = KIND_ASSIGNMENT,
	    .id = id,
	    .station = s->incident->head.station};
	tx_note(tx, "assignment/%s unit/%s", id, u->head.id);
	code = settle_assignment(tx, &a);
	if (!code)
		code = settle_unit_id(tx, u->head.id);
	if (!code)
		code = owed_join(tx, &s->incident->head, u->head.id);
	if (!code)
		code = settle_tell(tx, s->incident, "dispatch", u->head.id,
		    s->voice ? "voice" : NULL);
	return code;
}

static enum problem_code
send_one(struct tx *tx, const struct sending *s, const char *unit,
    const char *id, const char *external)
{
	const struct unit *u = tx_unit(tx, unit);
	enum problem_code code;

	if (!u)
		return tx->problem->code;
	code = check_unit(tx, u, s);
	if (!code)
		code = check_not_there(tx, u, s->incident);
	return code ? code : issue(tx, s, u, id, external);
}

static const char *
nth(const struct refs *refs, size_t i)
{
	return i < refs->count ? refs->id[i] : NULL;
}

/* Units of no assignment so far: the first one leads. */
static bool
is_first(struct tx *tx, const struct incident *i)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	size_t n = 0;

	return tx_assignments(tx, "incident", i->head.id, true, a, &n) &&
	       n == 0;
}

/* Whom a unit is sent to by word of mouth is being worked on, signed or not. */
static void
take_up(const struct tx *tx, struct incident *draft)
{
	if (incident_states(COMMAND_DISPATCH) & STATE_BIT(draft->state))
		return;
	draft->state = INCIDENT_PENDING;
	if (!draft->taken)
		draft->taken = tx->now;
}

enum problem_code
cmd_dispatch(struct tx *tx, const struct call *call)
{
	struct refs units = call_refs(call, ARG_dispatch_units);
	struct refs ids = call_refs(call, ARG_dispatch_assignments);
	struct refs externals = call_refs(call, ARG_dispatch_externals);
	struct incident draft;
	const struct incident *i = command_draft(tx, call, &draft);
	struct sending s = {.incident = i,
	    .call = call,
	    .happened = command_happened(tx, call, ARG_dispatch_happened),
	    .stack = call_bool(call, ARG_dispatch_stack),
	    .voice = call_bool(call, ARG_dispatch_voice),
	    .fact = command_is_fact(call)};
	enum problem_code code = tx->problem->code;

	if (!i)
		return code;
	for (size_t k = 0; !code && k < units.count; k++) {
		s.first = k == 0 && is_first(tx, i);
		code = send_one(
		    tx, &s, units.id[k], nth(&ids, k), nth(&externals, k));
	}
	draft.held = 0; /* it is taken up again */
	if (s.fact)
		take_up(tx, &draft);
	if (!code)
		code = settle_incident(tx, &draft);
	return code ? code : plan_dispatched(tx, &draft);
}

/* Another unit instead: the first is called back and told. */
enum problem_code
cmd_exchange(struct tx *tx, const struct call *call)
{
	const struct assignment *a =
	    tx_assignment(tx, call_text(call, ARG_exchange_assignment));
	const struct incident *i = a ? tx_incident(tx, a->incident) : NULL;
	struct sending s = {.incident = i, .call = call, .happened = tx->now};
	enum problem_code code;

	if (!i)
		return tx->problem->code;
	code = incident_allows(i, COMMAND_EXCHANGE, tx->problem);
	s.first = a->lead;
	if (!code)
		code = send_one(tx, &s, call_text(call, ARG_exchange_unit),
		    call_text(call, ARG_exchange_replacement), NULL);
	if (!code)
		code = settle_end(
		    tx, a, ASSIGNMENT_CANCELLED, "exchange", "exchanged");
	return code ? code : settle_incident_id(tx, i->head.id);
}

static enum problem_code
end_order(struct tx *tx, const struct call *call, enum assignment_state to,
    const char *reason)
{
	const struct assignment *a = tx_assignment(tx, call_text(call, 0));
	enum problem_code code;

	if (!a)
		return tx->problem->code;
	tx_note(tx, "assignment/%s", a->head.id);
	if (to == ASSIGNMENT_DECLINED && !command_steps_unit(tx, a->unit))
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_answer_other_unit, NULL);
	code = settle_end(tx, a, to, call->command->name, reason);
	return code ? code : settle_incident_id(tx, a->incident);
}

enum problem_code
cmd_recall(struct tx *tx, const struct call *call)
{
	return end_order(
	    tx, call, ASSIGNMENT_CANCELLED, call_text(call, ARG_recall_reason));
}

enum problem_code
cmd_decline(struct tx *tx, const struct call *call)
{
	return end_order(
	    tx, call, ASSIGNMENT_DECLINED, call_text(call, ARG_decline_reason));
}
