/*
 * How an incident leaves the desk: handed on, reported, closed, cancelled.
 * Nothing ends while a unit is still bound to it, and who is called back is
 * told: a cancelled order is a change of the unit's own record.
 */
#include <stdio.h>

#include "central/commands.h"
#include "central/settle.h"
#include "model/lifecycle.h"

/* Refuses, naming the units that are still on it. */
static enum problem_code
refuse_with_units(struct tx *tx, const struct incident *i,
    const struct assignment *const *a, size_t n)
{
	char units[160] = "";
	size_t used = 0;

	for (size_t k = 0; k < n && used < sizeof(units) - 34; k++) {
		const struct unit *u =
		    (const struct unit *)tx_peek(tx, KIND_UNIT, a[k]->unit);

		used += (size_t)snprintf(units + used, sizeof(units) - used,
		    "%s%s", used ? " " : "", u ? u->callsign : "?");
	}
	return tx_refuse(tx, PROBLEM_UNITS_LEFT, "incident",
	    text_or(i->number, "?"), "units", units, NULL);
}

static enum problem_code
check_no_units(struct tx *tx, const struct incident *i)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	size_t n = 0;

	if (!tx_assignments(tx, "incident", i->head.id, true, a, &n))
		return tx->problem->code;
	return n == 0 ? PROBLEM_NONE : refuse_with_units(tx, i, a, n);
}

/* Calls back every unit that is still on it. */
static enum problem_code
recall_all(struct tx *tx, const struct incident *i, const char *reason)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	if (!tx_assignments(tx, "incident", i->head.id, true, a, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++)
		code = settle_end(
		    tx, a[k], ASSIGNMENT_CANCELLED, "recall", reason);
	return code;
}

/* The orders of an incident are seen where it is seen. */
static enum problem_code
show_orders_anew(struct tx *tx, const struct incident *i)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	if (!tx_assignments(tx, "incident", i->head.id, false, a, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++) {
		struct assignment order = *a[k];

		order.head.station = i->head.station;
		code = tx_put(tx, &order.head);
	}
	return code;
}

/* Another station's sheet to sign for; or out to a department: it ends. */
enum problem_code
cmd_transfer(struct tx *tx, const struct call *call)
{
	const char *station = call_text(call, ARG_transfer_station);
	const char *department = call_text(call, ARG_transfer_department);
	struct incident draft;
	enum problem_code code;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	if (!station == !department)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "station", NULL);
	if (station && !settings_station(tx->settings, station))
		return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "station", "id",
		    station, NULL);
	code = check_no_units(tx, &draft);
	if (code)
		return code;
	draft.reason = call_text(call, ARG_transfer_reason);
	draft.owner = NULL;
	draft.held = 0;
	code = settle_tell(
	    tx, &draft, "transfer", station ? station : NULL, draft.reason);
	draft.state = station ? INCIDENT_UNTAKEN : INCIDENT_TRANSFERRED;
	if (station) {
		draft.head.station = station;
		command_locate(tx, &draft);
	}
	if (!code)
		code = settle_incident(tx, &draft);
	return code ? code : show_orders_anew(tx, &draft);
}

enum problem_code
cmd_submit(struct tx *tx, const struct call *call)
{
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.state = INCIDENT_REVIEW;
	return command_finish(tx, call, &draft, NULL);
}

enum problem_code
cmd_return(struct tx *tx, const struct call *call)
{
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.state = INCIDENT_RETURNED;
	draft.reason = call_text(call, ARG_return_reason);
	return command_finish(tx, call, &draft, draft.reason);
}

enum problem_code
cmd_close(struct tx *tx, const struct call *call)
{
	struct incident draft;
	enum problem_code code;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	code = check_no_units(tx, &draft);
	if (code)
		return code;
	draft.state = INCIDENT_CLOSED;
	draft.ended = command_happened(tx, call, ARG_close_happened);
	if (call_has(call, ARG_close_outcome))
		code = command_outcome(
		    tx, call, ARG_close_outcome, &draft, &draft.outcome);
	if (!code)
		code = command_needs_outcome(tx, &draft);
	if (code)
		return code;
	if (call_has(call, ARG_close_text))
		draft.report = call_text(call, ARG_close_text);
	return command_finish(
	    tx, call, &draft, call_text(call, ARG_close_text));
}

enum problem_code
cmd_cancel(struct tx *tx, const struct call *call)
{
	struct incident draft;
	enum problem_code code;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.reason = call_text(call, ARG_cancel_reason);
	code = recall_all(tx, &draft, draft.reason);
	draft.state = INCIDENT_CANCELLED;
	return code ? code : command_finish(tx, call, &draft, draft.reason);
}

enum problem_code
cmd_reopen(struct tx *tx, const struct call *call)
{
	struct incident draft;
	enum problem_code code;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.state = INCIDENT_REOPENED;
	draft.reopened = tx->now;
	draft.reason = call_text(call, ARG_reopen_reason);
	draft.ended = 0;
	code = command_finish(tx, call, &draft, draft.reason);
	return code ? code : show_orders_anew(tx, &draft);
}
