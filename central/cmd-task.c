/*
 * Tasks: given, begun, done, checked, sent back, dropped. Nothing leaves a
 * list but by one of these, and each says who and why in the task's room.
 *
 * A desk steps anybody's task (MAY_STEP), an officer only his or her own, and
 * nobody confirms what they did themselves.
 */
#include <stdio.h>
#include <string.h>

#include "central/commands.h"
#include "central/duty.h"
#include "central/settle.h"
#include "model/checklist.h"
#include "model/duty.h"
#include "model/lifecycle.h"
#include "model/text.h"

static enum problem_code
tell(struct tx *tx, const struct task *t, const struct call *call,
    const char *about, const char *words)
{
	const struct message line = {.class = MESSAGE_EVENT,
	    .event = call->command->name,
	    .about = about,
	    .text = words};

	return tx_say(tx, &t->head, &line);
}

/* ---- giving ---- */

/* The template's, where the sender says nothing else. */
static enum problem_code
fill_template(struct tx *tx, const char *id, struct duty_wish *wish)
{
	const struct setting *t = settings_get(tx->settings, id);

	if (!id)
		return PROBLEM_NONE;
	if (!t || t->topic != TOPIC_TEMPLATE || t->retired)
		return tx_refuse(
		    tx, PROBLEM_NOT_FOUND, "what", "template", "id", id, NULL);
	wish->template = t->head.id;
	if (!wish->steps)
		wish->steps = t->steps;
	if (!wish->due)
		wish->due = duty_limit(t, wish->day, tx->zone);
	if (!wish->word && (t->duty || t->rhythm != RHYTHM_NONE))
		wish->word = duty_word(t);
	if (!wish->priority)
		wish->priority = t->priority;
	wish->weight = t->weight;
	wish->warn = t->warn;
	return PROBLEM_NONE;
}

/* Who and where: the area's officer, the officer's station. */
static enum problem_code
fill_who(struct tx *tx, const struct call *call, struct duty_wish *wish)
{
	const struct record *area = NULL, *officer = NULL;
	const char *station = call_text(call, ARG_task_station);

	if (wish->area && !(area = tx_get(tx, KIND_GRID, wish->area)))
		return tx->problem->code;
	if (area && !wish->officer)
		wish->officer = ((const struct grid *)area)->officer;
	if (wish->officer &&
	    !(officer = tx_get(tx, KIND_OFFICER, wish->officer)))
		return tx->problem->code;
	if (!officer)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "officer", NULL);
	if (!station && area)
		station = area->station;
	if (!station)
		station = officer->station;
	return command_station(tx, station, &wish->station);
}

/* Who asks for it: what it follows from, else the sender's station. */
static enum problem_code
fill_source(struct tx *tx, const struct call *call, struct duty_wish *wish)
{
	const struct station *s =
	    settings_station(tx->settings, tx->actor->station);
	const struct incident *i = NULL;

	if (wish->incident && !(i = tx_incident(tx, wish->incident)))
		return tx->problem->code;
	if (!wish->source && i)
		wish->source = i->number;
	if (!wish->source && s)
		wish->source = s->name;
	return call_has(call, ARG_task_priority)
	           ? command_range(tx, "priority", wish->priority, 1, 4)
	           : PROBLEM_NONE;
}

/* What follows from an incident stands in its story too. */
static enum problem_code
tell_incident(struct tx *tx, const struct duty_wish *wish)
{
	const struct record *i = tx_peek(tx, KIND_INCIDENT, wish->incident);

	if (!i)
		return tx->problem->code;
	return settle_tell(
	    tx, (const struct incident *)i, "task", wish->officer, wish->title);
}

enum problem_code
cmd_task(struct tx *tx, const struct call *call)
{
	struct duty_wish wish = {
	    .title = call_text(call, ARG_task_title),
	    .officer = call_text(call, ARG_task_officer),
	    .area = call_text(call, ARG_task_area),
	    .source = call_text(call, ARG_task_source),
	    .word = call_text(call, ARG_task_duty),
	    .steps = call_text(call, ARG_task_steps),
	    .text = call_text(call, ARG_task_text),
	    .incident = call_text(call, ARG_task_incident),
	    .priority = call_number(call, ARG_task_priority),
	    .due = call_number(call, ARG_task_due),
	    .planned = call_number(call, ARG_task_planned),
	};
	char id[ID_SIZE], fresh[ID_SIZE];
	enum problem_code code = command_fresh_id(
	    tx, KIND_TASK, call_text(call, ARG_task_task), fresh);

	wish.id = fresh;
	wish.day = duty_day(wish.due ? wish.due : tx->now, tx->zone);
	if (!code)
		code = fill_template(
		    tx, call_text(call, ARG_task_template), &wish);
	if (!code)
		code = fill_who(tx, call, &wish);
	if (!code)
		code = fill_source(tx, call, &wish);
	if (!code)
		code = duty_give(tx, &wish, id);
	if (code)
		return code;
	tx_note(tx, "task/%s", id);
	return tell_incident(tx, &wish);
}

/* ---- its steps ---- */

/* The task that the first argument names, for the actor to change. */
static enum problem_code
task_draft(struct tx *tx, const struct call *call, struct task *draft)
{
	const struct task *t = tx_task(tx, call_text(call, 0));

	if (!t)
		return tx->problem->code;
	*draft = *t;
	tx_note(tx, "task/%s", t->head.id);
	return task_allows(t, call->command->id, tx->problem);
}

static bool
is_own(const struct tx *tx, const struct task *t)
{
	return tx->actor->officer && text_is(tx->actor->officer, t->officer);
}

static enum problem_code
check_who(struct tx *tx, const struct call *call, const struct task *t)
{
	bool checks = call->command->id == COMMAND_CHECK;

	if (checks && is_own(tx, t))
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_confirm_own_task, NULL);
	if (checks || call->command->permission != MAY_STEP_OWN ||
	    actor_may(tx->actor, MAY_STEP) || is_own(tx, t))
		return PROBLEM_NONE;
	return tx_refuse(
	    tx, PROBLEM_FORBIDDEN, "may", why_step_other_task, NULL);
}

/* Done is done: every line of its checklist is ticked or struck out. */
static enum problem_code
check_steps(struct tx *tx, const struct task *t)
{
	const struct item *item[TX_ITEMS];
	size_t n = 0, left = 0;

	if (!tx_items(tx, t->head.id, item, &n))
		return tx->problem->code;
	for (size_t i = 0; i < n; i++)
		left += !item_settled(item[i]);
	if (left == 0)
		return PROBLEM_NONE;
	tx_refuse(tx, PROBLEM_STEPS_LEFT, "what", text_or(t->title, "?"), NULL);
	problem_param(tx->problem, "count", "%zu", left);
	return tx->problem->code;
}

/* A reason fits into its field, whole characters. */
static const char *
short_reason(const char *text, char out[161])
{
	if (!text)
		return NULL;
	text_copy_cut(out, 161, text);
	return out;
}

static enum problem_code
take_result(struct tx *tx, const struct call *call, struct task *draft)
{
	if (call_has(call, ARG_finish_result))
		draft->result = call_text(call, ARG_finish_result);
	if (call_has(call, ARG_finish_text))
		draft->report = call_text(call, ARG_finish_text);
	return check_steps(tx, draft);
}

static const char *
reason_of(const struct call *call)
{
	int arg = command_arg(call->command, "reason", strlen("reason"));

	return arg < 0 ? NULL : call_text(call, (size_t)arg);
}

/* start, finish, check, redo, drop */
enum problem_code
cmd_task_step(struct tx *tx, const struct call *call)
{
	bool finishes = call->command->id == COMMAND_FINISH;
	const char *words = reason_of(call);
	char reason[161];
	struct task draft;
	msec_t when = tx->now;
	enum problem_code code = task_draft(tx, call, &draft);

	if (!code)
		code = check_who(tx, call, &draft);
	if (!code && finishes) {
		when = command_happened(tx, call, ARG_finish_happened);
		words = call_text(call, ARG_finish_text);
		if (when > tx->now)
			when = tx->now;
		code = take_result(tx, call, &draft);
	}
	if (!code)
		code = task_step(&draft, call->command->id, when, tx->problem);
	if (code)
		return code;
	if (!finishes && words)
		draft.reason = short_reason(words, reason);
	code = settle_task(tx, &draft);
	return code ? code : tell(tx, &draft, call, NULL, words);
}

static enum problem_code
new_limit(
    struct tx *tx, const struct call *call, const struct task *t, msec_t *due)
{
	int64_t minutes = call_number(call, ARG_postpone_minutes);
	msec_t from = t->due > tx->now ? t->due : tx->now;

	*due = call_number(call, ARG_postpone_due);
	if (!*due &&
	    command_range(tx, "minutes", minutes, 1, INT64_C(92) * 24 * 60))
		return tx->problem->code;
	if (!*due)
		*due = from + minutes * TIME_MINUTE;
	if (*due <= tx->now || *due <= t->due)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "due", "want",
		    why_later_time, NULL);
	return PROBLEM_NONE;
}

enum problem_code
cmd_postpone(struct tx *tx, const struct call *call)
{
	char reason[161], words[TIME_SIZE + 170], at[TIME_SIZE];
	struct task draft;
	enum problem_code code = task_draft(tx, call, &draft);
	msec_t due;

	if (!code)
		code = new_limit(tx, call, &draft, &due);
	if (code)
		return code;
	draft.due = due;
	draft.postponed++;
	draft.reason =
	    short_reason(call_text(call, ARG_postpone_reason), reason);
	snprintf(words, sizeof(words), "%s %s", time_format(due, at),
	    text_or(draft.reason, ""));
	code = settle_task(tx, &draft);
	return code ? code : tell(tx, &draft, call, NULL, words);
}

enum problem_code
cmd_give(struct tx *tx, const struct call *call)
{
	const struct officer *o =
	    tx_officer(tx, call_text(call, ARG_give_officer));
	struct task draft;
	enum problem_code code;

	if (!o)
		return tx->problem->code;
	code = task_draft(tx, call, &draft);
	if (code)
		return code;
	if (text_is(draft.officer, o->head.id))
		return tx_put(tx, &draft.head);
	draft.officer = o->head.id;
	code = settle_task(tx, &draft);
	return code ? code : tell(tx, &draft, call, o->head.id, NULL);
}

enum problem_code
cmd_amend(struct tx *tx, const struct call *call)
{
	struct task draft;
	enum problem_code code = task_draft(tx, call, &draft);
	const char *area = call_text(call, ARG_amend_area);

	if (!code)
		code = command_match(tx, call, &draft.head);
	if (!code && area && !tx_get(tx, KIND_GRID, area))
		code = tx->problem->code;
	if (!code && call_has(call, ARG_amend_priority))
		code = command_range(tx, "priority",
		    call_number(call, ARG_amend_priority), 1, 4);
	if (code)
		return code;
	if (call_has(call, ARG_amend_title))
		draft.title = call_text(call, ARG_amend_title);
	if (area)
		draft.area = area;
	if (call_has(call, ARG_amend_due))
		draft.due = call_number(call, ARG_amend_due);
	if (call_has(call, ARG_amend_priority))
		draft.priority = call_number(call, ARG_amend_priority);
	if (call_has(call, ARG_amend_text))
		draft.text = call_text(call, ARG_amend_text);
	code = settle_task(tx, &draft);
	return code ? code : tell(tx, &draft, call, NULL, NULL);
}

/* ---- two that are one ---- */

/* What the joined one wants is the other's from now on. */
static enum problem_code
copy_lines(struct tx *tx, const struct task *from, struct buf *out)
{
	const struct item *item[TX_ITEMS];
	size_t n = 0;

	if (!tx_items(tx, from->head.id, item, &n))
		return tx->problem->code;
	for (size_t i = 0; i < n; i++) {
		if (item_settled(item[i]))
			continue;
		if (item[i]->class == ITEM_COUNT)
			buf_printf(out, "[count %lld] %s\n",
			    (long long)item[i]->want, item[i]->text);
		else
			buf_printf(out, "[%s] %s\n",
			    enum_word(&enum_item_class, item[i]->class),
			    item[i]->text);
	}
	return buf_ok(out) ? PROBLEM_NONE
	                   : tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
give_sources(struct tx *tx, const struct task *gone, struct task *stays)
{
	char all[300], *s = all, *next;
	struct buf lines = {0};
	struct duty_wish wish = {.due = gone->due,
	    .priority = gone->priority,
	    .weight = gone->weight,
	    .incident = gone->incident};
	enum problem_code code = copy_lines(tx, gone, &lines);

	wish.steps = buf_str(&lines);
	snprintf(all, sizeof(all), "%s%s%s", text_or(gone->source, "-"),
	    gone->also ? "+" : "", text_or(gone->also, ""));
	for (; !code && s; s = next) {
		struct task fresh;

		next = strchr(s, '+');
		if (next)
			*next++ = '\0';
		fresh = *(const struct task *)tx_peek(
		    tx, KIND_TASK, stays->head.id);
		wish.source = strcmp(s, "-") == 0 ? NULL : s;
		if (wish.steps || !duty_has_source(&fresh, s))
			code = duty_add_source(tx, &fresh, &wish);
		wish.steps = NULL;
	}
	buf_free(&lines);
	return code;
}

enum problem_code
cmd_join(struct tx *tx, const struct call *call)
{
	const struct task *other = tx_task(tx, call_text(call, ARG_join_other));
	struct task one, stays, gone;
	enum problem_code code;

	if (!other)
		return tx->problem->code;
	code = task_draft(tx, call, &one);
	if (!code)
		code = task_allows(other, COMMAND_JOIN, tx->problem);
	if (!code && text_is(one.head.id, other->head.id))
		code = tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "other", "want",
		    why_another_task, NULL);
	if (code)
		return code;
	stays = one.given <= other->given ? one : *other;
	gone = one.given <= other->given ? *other : one;
	code = give_sources(tx, &gone, &stays);
	if (code)
		return code;
	gone.state = TASK_DROPPED;
	gone.ended = tx->now;
	gone.merged = stays.head.id;
	tx_note(tx, "task/%s", stays.head.id);
	code = settle_task(tx, &gone);
	return code ? code : tell(tx, &gone, call, stays.head.id, NULL);
}
