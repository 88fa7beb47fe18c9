/*
 * Checklists: lines that an incident, a task or a room wants done (取证提纲,
 * a plan, a task's steps), each a record of its own, and who ticked it.
 *
 * Who has a desk ticks whatever it sees. A field account ticks what its own
 * unit is sent to and what its own officer is to do, and what stands in a
 * room that it is in: nothing that it merely sees.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/checklist.h"
#include "central/commands.h"
#include "central/settle.h"
#include "model/checklist.h"
#include "model/lifecycle.h"
#include "model/text.h"

/* ---- adding ---- */

/* The ids that the sender made must be as many as the lines. */
static enum problem_code
item_id(
    struct tx *tx, const struct checklist *list, size_t at, char id[ID_SIZE])
{
	if (list->ids.count == 0)
		return command_fresh_id(tx, KIND_ITEM, NULL, id);
	if (at >= list->ids.count)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "items", "want",
		    why_id_a_line, NULL);
	return command_fresh_id(tx, KIND_ITEM, list->ids.id[at], id);
}

static enum problem_code
add_line(struct tx *tx, const struct record *room, const struct checklist *list,
    const struct checklist_line *line, size_t at, size_t place)
{
	struct item item = {.about = room->id,
	    .list = list->name,
	    .line = (int64_t)place,
	    .class = line->class,
	    .text = line->text,
	    .want = line->want,
	    .message = list->message};
	char id[ID_SIZE];
	enum problem_code code = item_id(tx, list, at, id);

	if (code)
		return code;
	item.head = (struct record){
	    .kind = KIND_ITEM, .id = id, .station = room->station};
	return tx_put(tx, &item.head);
}

enum problem_code
checklist_add(struct tx *tx, const struct record *room,
    const struct checklist *list, size_t *added)
{
	const struct item *there[TX_ITEMS];
	struct checklist_line line;
	const char *s = list->lines;
	enum problem_code code;
	bool found;
	size_t n;

	*added = 0;
	if (!tx_items(tx, room->id, there, &n))
		return tx->problem->code;
	for (;;) {
		code = checklist_next(&s, &line, &found, tx->problem);
		if (code || !found)
			break;
		if (n + *added == TX_ITEMS)
			return tx_refuse(tx, PROBLEM_CROWDED, "key", "lines",
			    "limit", "256", NULL);
		code = add_line(tx, room, list, &line, *added, n + *added + 1);
		if (code)
			break;
		++*added;
	}
	if (!code && *added < list->ids.count)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "items", "want",
		    why_id_a_line, NULL);
	return code;
}

/* The room of that id, if the actor sees it. */
static const struct record *
room_seen(struct tx *tx, const char *id)
{
	const struct record *r = tx_room(tx, id);

	if (tx->problem->code)
		return NULL;
	return tx_get(tx, r ? r->kind : KIND_INCIDENT, id);
}

/* The line that brings a checklist: something that somebody wrote. */
static enum problem_code
tell_list(struct tx *tx, const struct record *room, const char *id,
    const char *event, const char *words)
{
	const struct message line = {.head.id = id,
	    .class = MESSAGE_CHECKLIST,
	    .event = event,
	    .text = *words ? words : NULL};

	return tx_say(tx, room, &line);
}

static enum problem_code
tell(struct tx *tx, const struct record *room, const char *event,
    const char *about, const char *words)
{
	const struct message line = {.class = MESSAGE_EVENT,
	    .event = event,
	    .about = about,
	    .text = words};

	return tx_say(tx, room, &line);
}

enum problem_code
cmd_item(struct tx *tx, const struct call *call)
{
	const struct record *room =
	    room_seen(tx, call_text(call, ARG_item_about));
	struct checklist list = {
	    .name = call_text(call, ARG_item_list),
	    .lines = call_text(call, ARG_item_lines),
	    .message = call_text(call, ARG_item_message),
	    .ids = call_refs(call, ARG_item_items),
	};
	char words[160], id[ID_SIZE];
	enum problem_code code;
	size_t added;

	if (!room)
		return tx->problem->code;
	id_new(id);
	if (!list.message)
		list.message = id;
	code = checklist_add(tx, room, &list, &added);
	if (!code && added == 0)
		code = tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "lines", NULL);
	if (code)
		return code;
	snprintf(
	    words, sizeof(words), "%s +%zu", text_or(list.name, ""), added);
	tx_note(tx, "%s/%s +%zu", kind_info(room->kind)->name, room->id, added);
	if (list.message != id)
		code = tell(tx, room, call->command->name, NULL,
		    words + strspn(words, " "));
	else
		code = tell_list(tx, room, id, call->command->name,
		    words + strspn(words, " "));
	if (!code && room->kind == KIND_TASK)
		code = settle_task_id(tx, room->id);
	return code;
}

/* ---- ticking ---- */

static bool
is_own(struct tx *tx, const struct record *room)
{
	const struct actor *a = tx->actor;

	if (room->kind == KIND_TASK)
		return a->officer &&
		       text_is(
		           ((const struct task *)room)->officer, a->officer);
	return room->kind == KIND_ROOM || command_is_sent(tx, room->id);
}

static enum problem_code
check_who(struct tx *tx, const struct record *room)
{
	if (actor_may(tx->actor, MAY_STEP) || is_own(tx, room))
		return PROBLEM_NONE;
	if (tx->problem->code)
		return tx->problem->code;
	return tx_refuse(
	    tx, PROBLEM_FORBIDDEN, "may", why_tick_for_other, NULL);
}

static enum problem_code
bad_count(struct tx *tx, const char *value)
{
	return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "value", "value", value,
	    "want", why_number_or_more, NULL);
}

/* How many there are now: one more, so many more, or so many. */
static enum problem_code
count_up(struct tx *tx, struct item *draft, const char *value)
{
	bool more = !value || *value == '+';
	const char *digits = value ? value + (*value == '+') : "1";
	size_t len = strspn(digits, "0123456789");
	int64_t n;

	if (len == 0 || len > 7 || digits[len] != '\0')
		return bad_count(tx, value);
	n = strtol(digits, NULL, 10) + (more ? draft->have : 0);
	if (n > CHECKLIST_WANT)
		return bad_count(tx, text_or(value, "1"));
	draft->have = n;
	return PROBLEM_NONE;
}

static void
take_off(struct item *draft)
{
	draft->done = draft->have = 0;
	draft->value = draft->officer = draft->unit = draft->struck = NULL;
}

/* What is ticked again keeps who did it first, and when. */
static void
stamp(struct tx *tx, const struct call *call, struct item *draft)
{
	bool done = draft->class != ITEM_COUNT || draft->have >= draft->want;

	draft->struck = NULL;
	if (done && draft->done)
		return;
	draft->done = done ? command_happened(tx, call, ARG_tick_happened) : 0;
	draft->officer = tx->actor->officer;
	draft->unit = tx->actor->unit;
}

static bool needs_value(enum item_class class)
{
	return class == ITEM_PHOTO || class == ITEM_READING ||
	       class == ITEM_TEXT;
}

static enum problem_code
take_tick(struct tx *tx, const struct call *call, struct item *draft)
{
	const char *value = call_text(call, ARG_tick_value);
	enum problem_code code = PROBLEM_NONE;

	if (call_bool(call, ARG_tick_off)) {
		take_off(draft);
		return PROBLEM_NONE;
	}
	if (call_has(call, ARG_tick_reason)) {
		take_off(draft);
		draft->struck = call_text(call, ARG_tick_reason);
		return PROBLEM_NONE;
	}
	if (draft->class == ITEM_COUNT)
		code = count_up(tx, draft, value);
	else if (needs_value(draft->class) && !value && !draft->value)
		code = tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "value", NULL);
	else if (value)
		draft->value = value;
	if (!code)
		stamp(tx, call, draft);
	return code;
}

/* "off 伤情照", "户籍登记 33/40", "表读数 120.5" */
static void
write_words(char *out, size_t size, const struct item *i, bool off)
{
	char whole[512];

	if (off)
		snprintf(whole, sizeof(whole), "[ ] %s", i->text);
	else if (i->struck)
		snprintf(
		    whole, sizeof(whole), "[-] %s: %s", i->text, i->struck);
	else if (i->class == ITEM_COUNT)
		snprintf(whole, sizeof(whole), "[%s] %s %lld/%lld",
		    i->done ? "x" : " ", i->text, (long long)i->have,
		    (long long)i->want);
	else
		snprintf(whole, sizeof(whole), "[x] %s%s%s", i->text,
		    i->value ? " " : "", text_or(i->value, ""));
	text_copy_cut(out, size, whole);
}

/* A task with a line ticked is begun; one that is over has its lines fixed. */
static enum problem_code
check_task(struct tx *tx, const struct record *room)
{
	if (room->kind != KIND_TASK)
		return PROBLEM_NONE;
	return task_allows(
	    (const struct task *)room, COMMAND_FINISH, tx->problem);
}

static enum problem_code
settle_room(struct tx *tx, const struct record *room, bool begins)
{
	struct task draft;

	if (room->kind != KIND_TASK)
		return PROBLEM_NONE;
	draft = *(const struct task *)room;
	if (begins && draft.state != TASK_DOING) {
		enum problem_code code =
		    task_step(&draft, COMMAND_START, tx->now, tx->problem);

		if (code)
			return code;
	}
	return settle_task(tx, &draft);
}

enum problem_code
cmd_tick(struct tx *tx, const struct call *call)
{
	const struct item *old = tx_item(tx, call_text(call, ARG_tick_item));
	const struct record *room;
	struct item draft;
	char words[400], struck[CHECKLIST_TEXT + 1];
	enum problem_code code;

	if (!old)
		return tx->problem->code;
	room = tx_room(tx, old->about);
	if (!room)
		return tx->problem->code
		           ? tx->problem->code
		           : tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "record",
		                 "id", text_or(old->about, ""), NULL);
	code = check_who(tx, room);
	if (!code)
		code = check_task(tx, room);
	draft = *old;
	if (!code)
		code = take_tick(tx, call, &draft);
	if (code)
		return code;
	if (draft.struck) {
		text_copy_cut(struck, sizeof(struck), draft.struck);
		draft.struck = struck;
	}
	tx_note(tx, "item/%s", old->head.id);
	if (record_same(&old->head, &draft.head))
		return tx_put(tx, &draft.head);
	write_words(
	    words, sizeof(words), &draft, call_bool(call, ARG_tick_off));
	code = tx_put(tx, &draft.head);
	if (!code)
		code = settle_room(tx, room, !call_bool(call, ARG_tick_off));
	return code ? code
	            : tell(tx, room, call->command->name, old->head.id, words);
}

/* ---- an incident's plan ---- */

#define PLAN_LIST "plan" /* the console's words for it are its own */

/* The lines of the plan among those of the incident, in *item. */
static enum problem_code
plan_lines(struct tx *tx, const struct incident *i,
    const struct item *item[TX_ITEMS], size_t *count)
{
	size_t n = 0;

	*count = 0;
	if (!tx_items(tx, i->head.id, item, &n))
		return tx->problem->code;
	for (size_t k = 0; k < n; k++)
		if (text_is(item[k]->list, PLAN_LIST))
			item[(*count)++] = item[k];
	return PROBLEM_NONE;
}

/* The plan of its category becomes a checklist of the incident, once. */
static enum problem_code
make_plan(struct tx *tx, const struct incident *i)
{
	const struct setting *s = settings_get(tx->settings, i->category);
	const struct checklist list = {
	    .name = PLAN_LIST, .lines = s ? text_or(s->steps, "") : ""};
	enum problem_code code;
	size_t added = 0;

	code = checklist_add(tx, &i->head, &list, &added);
	if (!code && added == 0)
		code = tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "plan", NULL);
	return code;
}

static enum problem_code
tick_line(struct tx *tx, const struct incident *i, const struct item *line)
{
	struct item draft = *line;
	char words[400];
	enum problem_code code;

	if (item_settled(line))
		return PROBLEM_NONE;
	draft.done = tx->now;
	draft.have = draft.want;
	draft.officer = tx->actor->officer;
	draft.unit = tx->actor->unit;
	write_words(words, sizeof(words), &draft, false);
	code = tx_put(tx, &draft.head);
	return code ? code : tell(tx, &i->head, "tick", line->head.id, words);
}

/* Lines that are ticked by sending units, when units were sent. */
static enum problem_code
tick_dispatch(struct tx *tx, const struct incident *i,
    const struct item *const *item, size_t n)
{
	enum problem_code code = PROBLEM_NONE;

	for (size_t k = 0; !code && k < n; k++)
		if (item[k]->class == ITEM_DISPATCH)
			code = tick_line(tx, i, item[k]);
	return code;
}

enum problem_code
plan_dispatched(struct tx *tx, const struct incident *i)
{
	const struct item *item[TX_ITEMS];
	size_t n = 0;
	enum problem_code code = plan_lines(tx, i, item, &n);

	return code ? code : tick_dispatch(tx, i, item, n);
}

/* A new plan begins with what was done before it was looked at. */
static enum problem_code
begin_plan(struct tx *tx, const struct incident *i,
    const struct item *item[TX_ITEMS], size_t *n)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = make_plan(tx, i);
	size_t sent = 0;

	if (!code)
		code = plan_lines(tx, i, item, n);
	if (!code &&
	    !tx_assignments(tx, "incident", i->head.id, true, a, &sent))
		code = tx->problem->code;
	if (code || sent == 0)
		return code;
	code = tick_dispatch(tx, i, item, *n);
	return code ? code : plan_lines(tx, i, item, n);
}

enum problem_code
cmd_plan(struct tx *tx, const struct call *call)
{
	const struct incident *i =
	    tx_incident(tx, call_text(call, ARG_plan_incident));
	const struct item *item[TX_ITEMS];
	int64_t line = call_number(call, ARG_plan_line);
	enum problem_code code;
	size_t n = 0;

	if (!i)
		return tx->problem->code;
	tx_note(tx, "incident/%s", i->head.id);
	code = plan_lines(tx, i, item, &n);
	if (!code && n == 0)
		code = begin_plan(tx, i, item, &n);
	if (code || !call_has(call, ARG_plan_line))
		return code;
	code = command_range(tx, "line", line, 1, (int64_t)n);
	if (code)
		return code;
	return tick_line(tx, i, item[line - 1]);
}
