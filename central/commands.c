/*
 * The functions of the central's commands by enum, and what is asked of every
 * command before its function runs: the row's flags, in one place.
 */
#include "central/commands.h"

#include <stdio.h>
#include <string.h>

#include "central/settle.h"
#include "central/writer.h"
#include "model/fold.h"
#include "model/lifecycle.h"
#include "model/text.h"

command_fn *const central_commands[COMMAND_COUNT] = {
    [COMMAND_NEW] = cmd_new,
    [COMMAND_SIGN] = cmd_sign,
    [COMMAND_OWN] = cmd_own,
    [COMMAND_EDIT] = cmd_edit,
    [COMMAND_PRIORITY] = cmd_priority,
    [COMMAND_HOLD] = cmd_hold,
    [COMMAND_RESUME] = cmd_resume,
    [COMMAND_TRANSFER] = cmd_transfer,
    [COMMAND_MERGE] = cmd_merge,
    [COMMAND_SPLIT] = cmd_split,
    [COMMAND_LINK] = cmd_link,
    [COMMAND_SUBMIT] = cmd_submit,
    [COMMAND_RETURN] = cmd_return,
    [COMMAND_CLOSE] = cmd_close,
    [COMMAND_CANCEL] = cmd_cancel,
    [COMMAND_REOPEN] = cmd_reopen,
    [COMMAND_REVEAL] = cmd_reveal,
    [COMMAND_DISPATCH] = cmd_dispatch,
    [COMMAND_EXCHANGE] = cmd_exchange,
    [COMMAND_RECALL] = cmd_recall,
    [COMMAND_DECLINE] = cmd_decline,
    [COMMAND_DELIVERED] = cmd_step,
    [COMMAND_ACCEPT] = cmd_step,
    [COMMAND_ENROUTE] = cmd_step,
    [COMMAND_ONSCENE] = cmd_step,
    [COMMAND_CONVEYING] = cmd_step,
    [COMMAND_CONVEYED] = cmd_step,
    [COMMAND_CLEAR] = cmd_step,
    [COMMAND_REPORT] = cmd_step,
    [COMMAND_STATUS] = cmd_status,
    [COMMAND_CREW] = cmd_crew,
    [COMMAND_WELFARE] = cmd_welfare,
    [COMMAND_EMERGENCY] = cmd_emergency,
    [COMMAND_WALK] = cmd_walk,
    [COMMAND_MESSAGE] = cmd_message,
    [COMMAND_MUSTREAD] = cmd_message,
    [COMMAND_CONFIRM] = cmd_confirm,
    [COMMAND_CORRECT] = cmd_correct,
    [COMMAND_RETRACT] = cmd_retract,
    [COMMAND_ROOM] = cmd_room,
    [COMMAND_SHUT] = cmd_shut,
    [COMMAND_ADD] = cmd_add,
    [COMMAND_REMOVE] = cmd_remove,
    [COMMAND_ITEM] = cmd_item,
    [COMMAND_TICK] = cmd_tick,
    [COMMAND_PLAN] = cmd_plan,
    [COMMAND_LASTSEEN] = cmd_lastseen,
    [COMMAND_SECTORS] = cmd_sectors,
    [COMMAND_SECTOR] = cmd_sector,
    [COMMAND_SWEEP] = cmd_sweep,
    [COMMAND_SWEPT] = cmd_swept,
    [COMMAND_AGAIN] = cmd_again,
    [COMMAND_TASK] = cmd_task,
    [COMMAND_START] = cmd_task_step,
    [COMMAND_FINISH] = cmd_task_step,
    [COMMAND_CHECK] = cmd_task_step,
    [COMMAND_REDO] = cmd_task_step,
    [COMMAND_DROP] = cmd_task_step,
    [COMMAND_POSTPONE] = cmd_postpone,
    [COMMAND_GIVE] = cmd_give,
    [COMMAND_JOIN] = cmd_join,
    [COMMAND_AMEND] = cmd_amend,
    [COMMAND_PUT] = cmd_put,
    [COMMAND_RESTORE] = cmd_restore,
    [COMMAND_CLOCK] = cmd_clock,
};

/* An order is called by its unit: its id says nothing to anybody. */
static void
name_order(struct tx *tx, const struct assignment *a)
{
	const struct unit *u =
	    (const struct unit *)tx_peek(tx, KIND_UNIT, a->unit);

	if (u)
		problem_param(
		    tx->problem, "what", "%s", text_or(u->callsign, "?"));
}

bool
command_is_fact(const struct call *call)
{
	return call->command->id == COMMAND_DISPATCH &&
	       call_bool(call, ARG_dispatch_voice) &&
	       call_has(call, ARG_dispatch_happened);
}

/* Every state the sender based the command on must still stand. */
static enum problem_code
check_expected(struct tx *tx, const struct call *call)
{
	if (command_is_fact(call))
		return PROBLEM_NONE;
	for (size_t i = 0; i < call->expects; i++) {
		const struct expectation *e = &call->expect[i];
		const struct record *r = tx_get(tx, e->kind, e->id);

		if (!r)
			return tx->problem->code;
		if (expectation_check(e, r, tx->problem) == PROBLEM_NONE)
			continue;
		if (tx->problem->code == PROBLEM_UNIT_TAKEN)
			command_say_taken(tx, (const struct unit *)r);
		else if (e->kind == KIND_ASSIGNMENT)
			name_order(tx, (const struct assignment *)r);
		return tx->problem->code;
	}
	return PROBLEM_NONE;
}

/* An incident's command is taken in some of its states only. */
static enum problem_code
check_allowed(struct tx *tx, const struct call *call)
{
	const struct command *c = call->command;
	const struct record *i;

	if (!(c->flags & COMMAND_WANTS_INCIDENT) || c->count == 0 ||
	    c->args[0].to != KIND_INCIDENT || incident_states(c->id) == 0)
		return PROBLEM_NONE;
	i = tx_get(tx, KIND_INCIDENT, call_text(call, 0));
	if (!i)
		return tx->problem->code;
	if (command_is_fact(call) &&
	    incident_open(((const struct incident *)i)->state))
		return PROBLEM_NONE;
	return incident_allows((const struct incident *)i, c->id, tx->problem);
}

static enum problem_code
check_and_run(struct tx *tx, const struct call *call)
{
	const struct command *c = call->command;
	enum problem_code code;

	if (!actor_may(tx->actor, c->permission) || !central_commands[c->id])
		return tx_refuse(tx, PROBLEM_FORBIDDEN, "may", c->name, NULL);
	if ((c->flags & COMMAND_EDITS) && !command_takes_record(c) &&
	    call->if_match == 0)
		return tx_refuse(tx, PROBLEM_NEEDS_REV, NULL);
	code = check_expected(tx, call);
	if (!code)
		code = check_allowed(tx, call);
	return code ? code : central_commands[c->id](tx, call);
}

static void
note_standing(struct tx *tx, enum kind kind, const char *id)
{
	struct standing *s = &tx->stood[tx->stoods];

	for (size_t i = 0; i < tx->stoods; i++)
		if (tx->stood[i].kind == kind &&
		    strcmp(tx->stood[i].id, id) == 0)
			return;
	if (tx->stoods == COUNT_OF(tx->stood))
		return;
	s->kind = kind;
	text_copy_cut(s->id, sizeof(s->id), id);
	tx->stoods++;
}

/*
 * Refused because things stand otherwise than the sender saw them: those it
 * was based on, and the one it was about, are shown as they stand.
 */
static void
note_what_stood(struct tx *tx, const struct call *call)
{
	const struct command *c = call->command;
	int status = problem_http_status(tx->problem->code);

	if (status != 409 && status != 412)
		return;
	for (size_t i = 0; i < call->expects; i++)
		note_standing(tx, call->expect[i].kind, call->expect[i].id);
	if (call->record)
		note_standing(tx, call->record->kind, call->record->id);
	else if (c->count > 0 && c->args[0].type == TYPE_REF &&
	         c->args[0].to != KIND_ANY && call_has(call, 0))
		note_standing(tx, c->args[0].to, call_text(call, 0));
}

enum problem_code
command_run(struct tx *tx, const struct call *call)
{
	enum problem_code code = check_and_run(tx, call);

	if (code)
		note_what_stood(tx, call);
	return code;
}

const struct incident *
command_draft(struct tx *tx, const struct call *call, struct incident *draft)
{
	const struct incident *i = tx_incident(tx, call_text(call, 0));

	if (!i)
		return NULL;
	*draft = *i;
	tx_note(tx, "incident/%s", i->head.id);
	return i;
}

enum problem_code
command_finish(struct tx *tx, const struct call *call, struct incident *draft,
    const char *words)
{
	enum problem_code code = settle_incident(tx, draft);

	if (code)
		return code;
	return settle_tell(tx, draft, call->command->name, NULL, words);
}

static bool
is_outcome(const struct setting *s)
{
	return s->topic == TOPIC_OUTCOME && !s->retired;
}

/* BAD_VALUE with the names of all there are. */
static enum problem_code
refuse_outcome(struct tx *tx, const char *said)
{
	const struct settings *all = tx->settings;
	char want[160] = "";
	size_t used = 0;

	for (size_t i = 0; i < all->count; i++) {
		const char *name = text_or(all->setting[i]->name, "");

		if (is_outcome(all->setting[i]) &&
		    used + strlen(name) + 2 < sizeof(want))
			used += (size_t)snprintf(want + used,
			    sizeof(want) - used, "%s%s", used ? " " : "", name);
	}
	return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "outcome", "value", said,
	    "want", want, NULL);
}

enum problem_code
command_outcome(struct tx *tx, const struct call *call, size_t arg,
    const struct incident *i, const char **outcome)
{
	const struct settings *all = tx->settings;
	const char *said = text_or(call_text(call, arg), "");
	size_t len = strlen(said), known = 0;

	*outcome = said;
	if (len == 0 || i->source == SOURCE_REPLAY)
		return PROBLEM_NONE;
	for (size_t k = 0; k < all->count; k++) {
		const struct setting *s = all->setting[k];

		if (!is_outcome(s))
			continue;
		known++;
		if (!fold_is(s->name, said, len) &&
		    !fold_is(s->en, said, len) && !fold_is(s->zh, said, len))
			continue;
		*outcome = s->name;
		return PROBLEM_NONE;
	}
	return known == 0 ? PROBLEM_NONE : refuse_outcome(tx, said);
}

enum problem_code
command_needs_outcome(struct tx *tx, const struct incident *i)
{
	const struct settings *all = tx->settings;

	if (*text_or(i->outcome, "") || i->source == SOURCE_REPLAY)
		return PROBLEM_NONE;
	for (size_t k = 0; k < all->count; k++)
		if (is_outcome(all->setting[k]))
			return tx_refuse(
			    tx, PROBLEM_MISSING_KEY, "key", "outcome", NULL);
	return PROBLEM_NONE;
}

enum problem_code
command_range(
    struct tx *tx, const char *key, int64_t number, int64_t least, int64_t most)
{
	char value[24], min[24], max[24];

	if (number >= least && number <= most)
		return PROBLEM_NONE;
	snprintf(value, sizeof(value), "%lld", (long long)number);
	snprintf(min, sizeof(min), "%lld", (long long)least);
	snprintf(max, sizeof(max), "%lld", (long long)most);
	return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", key, "value", value,
	    "want", why_number_between, "min", min, "max", max, NULL);
}

enum problem_code
command_fresh_id(
    struct tx *tx, enum kind kind, const char *given, char id[ID_SIZE])
{
	if (!given) {
		id_new(id);
		return PROBLEM_NONE;
	}
	text_copy_cut(id, ID_SIZE, given);
	if (tx_peek(tx, kind, given))
		return tx_refuse(tx, PROBLEM_EXISTS, "what",
		    kind_info(kind)->name, "id", given, NULL);
	return tx->problem->code;
}

void
command_say_taken(struct tx *tx, const struct unit *u)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	struct problem said = *tx->problem;
	const struct record *i = NULL;
	size_t n = 0;

	*tx->problem = (struct problem){0};
	if (tx_assignments(tx, "unit", u->head.id, true, a, &n) && n > 0)
		i = tx_peek(tx, KIND_INCIDENT, a[0]->incident);
	if (tx->problem->code)
		return;
	*tx->problem = said;
	problem_param(tx->problem, "unit", "%s", text_or(u->callsign, "?"));
	if (i)
		problem_param(tx->problem, "incident", "%s",
		    text_or(((const struct incident *)i)->number, "?"));
}

enum problem_code
command_match(struct tx *tx, const struct call *call, const struct record *r)
{
	if (call->if_match == r->rev)
		return PROBLEM_NONE;
	tx_refuse(tx, PROBLEM_CHANGED, "what", kind_info(r->kind)->name, "by",
	    text_or(r->by, "?"), NULL);
	problem_param(tx->problem, "rev", "%lld", (long long)r->rev);
	return tx->problem->code;
}

enum problem_code
command_station(struct tx *tx, const char *given, const char **station)
{
	char scope[SCOPES_MAX][SCOPE_SIZE], want[SCOPE_SIZE];
	size_t n = settings_scopes(tx->settings, tx->actor, scope);

	*station = given ? given : tx->actor->station;
	if (!*station && tx->settings->stations == 1)
		*station = tx->settings->station[0]->head.id;
	if (!*station)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "station", NULL);
	snprintf(want, sizeof(want), "station/%s", *station);
	if (!settings_station(tx->settings, *station))
		n = 0;
	for (size_t k = 0; k < n; k++)
		if (strcmp(scope[k], want) == 0)
			return PROBLEM_NONE;
	return tx_refuse(
	    tx, PROBLEM_NOT_FOUND, "what", "station", "id", *station, NULL);
}

bool
command_steps_unit(const struct tx *tx, const char *unit)
{
	return actor_may(tx->actor, MAY_STEP) || text_is(tx->actor->unit, unit);
}

bool
command_is_sent(struct tx *tx, const char *incident)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	size_t n = 0;

	if (!tx->actor->unit ||
	    !tx_assignments(tx, "incident", incident, false, a, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_is(a[i]->unit, tx->actor->unit) && !a[i]->ended)
			return true;
	return false;
}

msec_t
command_happened(const struct tx *tx, const struct call *call, size_t arg)
{
	msec_t t = call_number(call, arg);

	return t ? t : tx->now;
}
