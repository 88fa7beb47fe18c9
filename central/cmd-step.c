/*
 * The steps of one order: signed, on the way, there, done, reported. A step
 * is one assignment's, never a unit's: a unit with two orders takes it in the
 * one that was named. What is past already answers as done.
 */
#include <string.h>

#include "central/commands.h"
#include "central/settle.h"
#include "model/checklist.h"
#include "model/lifecycle.h"

/* The furthest a step may lie ahead of the clock (a device's own clock). */
#define AHEAD (2 * TIME_MINUTE)

/* Where `happened` and `voice` stand in each step's arguments. */
static size_t
arg_named(const struct call *call, const char *name, size_t len)
{
	int i = command_arg(call->command, name, len);

	return i < 0 ? ARGS_MAX - 1 : (size_t)i;
}

/*
 * Neither in the future nor before the order was given: 23:59 typed by
 * mistake is no step of yesterday. What a replay plays keeps its times.
 */
static enum problem_code
check_time(struct tx *tx, const struct assignment *a, msec_t t)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, a->incident);
	const struct record *u = i ? tx_peek(tx, KIND_UNIT, a->unit) : NULL;
	const char *want = why_the_past;
	char text[TIME_SIZE], issued[TIME_SIZE];

	if (tx->problem->code)
		return tx->problem->code;
	if (t <= tx->now + AHEAD) {
		want = why_since_the_order;
		if (t + AHEAD >= a->issued || !i ||
		    ((const struct incident *)i)->source == SOURCE_REPLAY)
			return PROBLEM_NONE;
	}
	return tx_refuse(tx, PROBLEM_TIME_RANGE, "key", "happened", "value",
	    time_format(t, text), "want", want, "unit",
	    u ? text_or(((const struct unit *)u)->callsign, "?") : "?",
	    "issued", time_format(a->issued, issued), NULL);
}

/*
 * Nobody is taken away from a scene that was left: conveying belongs before
 * the end, and is entered late with its time. A replay keeps what was so.
 */
static enum problem_code
check_left(struct tx *tx, const struct assignment *a, enum step step, msec_t t)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, a->incident);
	const struct record *u = i ? tx_peek(tx, KIND_UNIT, a->unit) : NULL;

	if (tx->problem->code)
		return tx->problem->code;
	if ((step != STEP_CONVEYING && step != STEP_CONVEYED) ||
	    a->state <= ASSIGNMENT_ONSCENE || (a->cleared && t <= a->cleared) ||
	    !i || ((const struct incident *)i)->source == SOURCE_REPLAY)
		return PROBLEM_NONE;
	return tx_refuse(tx, PROBLEM_STATE, "what",
	    u ? text_or(((const struct unit *)u)->callsign, "?") : "?", "is",
	    enum_word(&enum_assignment_state, a->state), "expected",
	    enum_word(&enum_assignment_state, ASSIGNMENT_ONSCENE), NULL);
}

/* A desk enters steps for a unit by voice; a unit its own. */
static enum problem_code
check_who(struct tx *tx, const struct assignment *a, bool *voiced)
{
	if (text_is(tx->actor->unit, a->unit))
		return PROBLEM_NONE;
	*voiced = true;
	if (command_steps_unit(tx, a->unit))
		return PROBLEM_NONE;
	return tx_refuse(
	    tx, PROBLEM_FORBIDDEN, "may", why_answer_other_unit, NULL);
}

/* What was said with the report belongs to the incident too. */
static enum problem_code
take_report(
    struct tx *tx, const struct call *call, const struct assignment *order)
{
	const struct record *r = tx_peek(tx, KIND_INCIDENT, order->incident);
	struct incident i;

	if (!r)
		return tx->problem->code;
	i = *(const struct incident *)r;
	if (call_has(call, ARG_report_outcome))
		i.outcome = order->outcome;
	if (call_has(call, ARG_report_text))
		i.report = call_text(call, ARG_report_text);
	if (i.state == INCIDENT_RETURNED)
		i.state = INCIDENT_REPORTED;
	return settle_incident(tx, &i);
}

static enum problem_code
take_outcome(struct tx *tx, const struct call *call, struct assignment *draft)
{
	bool report = call->command->id == COMMAND_REPORT;
	size_t arg =
	    report ? (size_t)ARG_report_outcome : (size_t)ARG_clear_outcome;
	const struct record *i;

	if ((!report && call->command->id != COMMAND_CLEAR) ||
	    !call_has(call, arg))
		return PROBLEM_NONE;
	i = tx_peek(tx, KIND_INCIDENT, draft->incident);
	if (!i)
		return tx->problem->code;
	return command_outcome(
	    tx, call, arg, (const struct incident *)i, &draft->outcome);
}

/* The line in the story, with the report's words and when it happened. */
static enum problem_code
tell_step(struct tx *tx, const struct call *call, const struct assignment *a,
    const struct step_said *said)
{
	const struct record *room = tx_peek(tx, KIND_INCIDENT, a->incident);
	struct message line = {.class = MESSAGE_EVENT,
	    .event = call->command->name,
	    .about = a->unit};

	if (!room)
		return tx->problem->code;
	if (said->happened != tx->now)
		line.happened = said->happened;
	if (call->command->id == COMMAND_REPORT)
		line.text = call_text(call, ARG_report_text);
	return tx_say(tx, room, &line);
}

/* "knife; camera": what the incident's checklists still want. */
static void
name_missing(struct buf *out, const struct item *const *item, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (item_settled(item[i]))
			continue;
		if (out->len + strlen(item[i]->text) + 2 > TEXT_MAX)
			return;
		buf_puts(out, out->len ? "; " : "");
		buf_puts(out, item[i]->text);
	}
}

/* Who reports is told what is missing, in the answer and in the story. */
static enum problem_code
tell_missing(struct tx *tx, const struct assignment *a)
{
	const struct record *room = tx_peek(tx, KIND_INCIDENT, a->incident);
	const struct item *item[TX_ITEMS];
	struct message line = {.class = MESSAGE_SYSTEM, .event = "missing"};
	struct buf text = {0};
	enum problem_code code = PROBLEM_NONE;
	size_t n;

	if (!room || !tx_items(tx, a->incident, item, &n))
		return tx->problem->code;
	name_missing(&text, item, n);
	line.text = buf_str(&text);
	if (!buf_ok(&text))
		code = tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	else if (text.len > 0)
		code = tx_say(tx, room, &line);
	buf_free(&text);
	return code;
}

enum problem_code
cmd_step(struct tx *tx, const struct call *call)
{
	const struct assignment *a = tx_assignment(tx, call_text(call, 0));
	struct step_said said = {.happened = command_happened(
	                             tx, call, arg_named(call, "happened", 8)),
	    .voiced = call_bool(call, arg_named(call, "voice", 5))};
	struct step_words words;
	struct assignment draft;
	enum step_effect effect;
	enum problem_code code;

	if (!a)
		return tx->problem->code;
	tx_note(tx, "assignment/%s", a->head.id);
	code = check_who(tx, a, &said.voiced);
	if (!code)
		code = check_time(tx, a, said.happened);
	if (code || !step_of_command(call->command->id, &said.step))
		return code;
	code = check_left(tx, a, said.step, said.happened);
	if (code)
		return code;
	draft = *a;
	code = assignment_step(&draft, &words, &said, &effect, tx->problem);
	if (code)
		return code;
	code = take_outcome(tx, call, &draft);
	if (!code)
		code = settle_order(tx, &draft);
	if (!code && call->command->id == COMMAND_REPORT)
		code = take_report(tx, call, &draft);
	if (!code && effect != STEP_KEPT)
		code = tell_step(tx, call, a, &said);
	if (!code && effect != STEP_KEPT && call->command->id == COMMAND_REPORT)
		code = tell_missing(tx, a);
	return code;
}
