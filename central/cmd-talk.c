/*
 * What people write in a room. It changes nothing but the story: no word in
 * it is ever taken for a command.
 *
 * A line keeps its place, its time and its hand through all that is done to
 * it later. What is corrected keeps what stood there before; what is taken
 * back keeps that it stood there.
 */
#include <string.h>

#include "central/commands.h"
#include "central/owed.h"
#include "model/talk.h"
#include "model/time.h"

/* An incident or a task is its own room; else it is one made by hand. */
static const struct record *
room_of(struct tx *tx, const char *id)
{
	const struct record *r = tx_room(tx, id);

	if (tx->problem->code)
		return NULL;
	return tx_get(tx, r ? r->kind : KIND_INCIDENT, id);
}

static enum problem_code
check_open(struct tx *tx, const struct record *room)
{
	const struct room *r = (const struct room *)room;

	if (room->kind != KIND_ROOM || !r->closed)
		return PROBLEM_NONE;
	return tx_refuse(tx, PROBLEM_STATE, "what", text_or(r->name, "?"), "is",
	    "closed", "expected", "open", NULL);
}

/* The line that is answered stands in the same room. */
static enum problem_code
check_quote(struct tx *tx, const struct record *room, const char *id)
{
	const struct message *m;

	if (!id)
		return PROBLEM_NONE;
	m = (const struct message *)tx_peek(tx, KIND_MESSAGE, id);
	if (tx->problem->code || (m && text_is(m->room, room->id)))
		return tx->problem->code;
	return tx_refuse(
	    tx, PROBLEM_NOT_FOUND, "what", "message", "id", id, NULL);
}

/* Whoever must read a must-read owes it from now on. */
static enum problem_code
say(struct tx *tx, const struct record *room, struct message *line)
{
	struct owed owed = {0};
	enum problem_code code = PROBLEM_NONE;

	if (line->class == MESSAGE_MUSTREAD) {
		code = owed_of(tx, room, &owed);
		line->owed = (struct refs){owed.count, owed.id};
	}
	return code ? code : tx_say(tx, room, line);
}

enum problem_code
cmd_message(struct tx *tx, const struct call *call)
{
	const struct record *room =
	    room_of(tx, call_text(call, ARG_message_room));
	struct message line = {.class = call->command->id == COMMAND_MUSTREAD
	                                    ? MESSAGE_MUSTREAD
	                                    : MESSAGE_TALK,
	    .text = call_text(call, ARG_message_text),
	    .quote = call_text(call, ARG_message_quote),
	    .spot = call_point(call, ARG_message_spot),
	    .names = call_refs(call, ARG_message_names)};
	char id[ID_SIZE];
	enum problem_code code;

	_Static_assert(
	    (int)ARG_message_text == (int)ARG_mustread_text &&
	        (int)ARG_message_room == (int)ARG_mustread_room &&
	        (int)ARG_message_message == (int)ARG_mustread_message &&
	        (int)ARG_message_quote == (int)ARG_mustread_quote &&
	        (int)ARG_message_spot == (int)ARG_mustread_spot &&
	        (int)ARG_message_names == (int)ARG_mustread_names,
	    "one function serves both");
	if (!room)
		return tx->problem->code;
	code = check_open(tx, room);
	if (!code)
		code = check_quote(tx, room, line.quote);
	if (!code)
		code = command_fresh_id(
		    tx, KIND_MESSAGE, call_text(call, ARG_message_message), id);
	if (code)
		return code;
	line.head.id = id;
	tx_note(tx, "message/%s", id);
	return say(tx, room, &line);
}

/* ---- what is done to a line later ---- */

/* The line of the first argument, in a room that the actor may enter. */
static const struct message *
line_of(struct tx *tx, const struct call *call)
{
	const char *id = call_text(call, 0);
	const struct message *m =
	    (const struct message *)tx_peek(tx, KIND_MESSAGE, id);

	if (m && message_is_talk(m) && room_of(tx, m->room)) {
		tx_note(tx, "message/%s", m->head.id);
		return m;
	}
	if (!tx->problem->code || tx->problem->code == PROBLEM_NOT_FOUND)
		tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "message", "id",
		    text_or(id, ""), NULL);
	return NULL;
}

static enum problem_code
check_own(struct tx *tx, const struct message *m)
{
	if (m->retracted)
		return tx_refuse(tx, PROBLEM_STATE, "what", "message", "is",
		    why_taken_back, "expected", why_standing, NULL);
	if (actor_wrote(tx->actor, m->head.by))
		return PROBLEM_NONE;
	return tx_refuse(
	    tx, PROBLEM_FORBIDDEN, "may", why_change_others_words, NULL);
}

static enum problem_code
check_age(struct tx *tx, const struct message *m)
{
	char text[TIME_SIZE];

	if (tx->now - m->head.at <= TALK_CORRECT_MS)
		return PROBLEM_NONE;
	return tx_refuse(tx, PROBLEM_TIME_RANGE, "key", "message", "value",
	    time_format(m->head.at, text), "want", why_two_minutes, NULL);
}

/* What stood there, before what stood there earlier. */
static void
add_former(struct buf *out, const struct message *m)
{
	buf_puts(out, text_or(m->text, ""));
	if (m->former) {
		buf_putc(out, '\n');
		buf_puts(out, m->former);
	}
}

enum problem_code
cmd_correct(struct tx *tx, const struct call *call)
{
	const struct message *m = line_of(tx, call);
	struct buf former = {0};
	struct message draft;
	enum problem_code code;

	if (!m)
		return tx->problem->code;
	code = check_own(tx, m);
	if (!code)
		code = check_age(tx, m);
	if (code)
		return code;
	draft = *m;
	add_former(&former, m);
	draft.former = buf_str(&former);
	draft.text = call_text(call, ARG_correct_text);
	draft.names = call_refs(call, ARG_correct_names);
	draft.amended = tx->now;
	if (!buf_ok(&former))
		code = tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	else if (former.len > TEXT_MAX)
		code = tx_refuse(tx, PROBLEM_TOO_LONG, "key", "former", "limit",
		    "16384", NULL);
	else
		code = tx_put_line(tx, &draft);
	buf_free(&former);
	return code;
}

enum problem_code
cmd_retract(struct tx *tx, const struct call *call)
{
	const struct message *m = line_of(tx, call);
	struct message draft;
	enum problem_code code;

	if (!m)
		return tx->problem->code;
	code = check_own(tx, m);
	if (code)
		return code;
	draft = *m;
	draft.retracted = tx->now;
	draft.text = draft.former = NULL;
	draft.spot = (struct point){0};
	draft.names = draft.owed = (struct refs){0};
	return tx_put_line(tx, &draft);
}

/* ---- confirming ---- */

static void
move_heard(struct message *draft, struct owed *owed, struct owed *heard,
    bool (*speaks)(struct tx *tx, const char *id, const void *ctx),
    struct tx *tx, const void *ctx)
{
	for (size_t i = 0; i < draft->heard.count; i++)
		heard->id[heard->count++] = draft->heard.id[i];
	for (size_t i = 0; i < draft->owed.count; i++) {
		const char *id = draft->owed.id[i];

		if (!speaks(tx, id, ctx))
			owed->id[owed->count++] = id;
		else if (heard->count < REFS_MAX)
			heard->id[heard->count++] = id;
	}
	draft->owed = (struct refs){owed->count, owed->id};
	draft->heard = (struct refs){heard->count, heard->id};
}

static bool
is_that_unit(struct tx *tx, const char *id, const void *unit)
{
	(void)tx;
	return text_is(id, unit);
}

static bool
is_actor(struct tx *tx, const char *id, const void *none)
{
	(void)none;
	return owed_by(tx, id);
}

enum problem_code
cmd_confirm(struct tx *tx, const struct call *call)
{
	const char *unit = call_text(call, ARG_confirm_unit);
	const struct message *m = line_of(tx, call);
	struct owed owed = {0}, heard = {0};
	struct message draft;

	if (!m)
		return tx->problem->code;
	if (m->class != MESSAGE_MUSTREAD)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "message",
		    "want", why_a_mustread, NULL);
	if (unit && !command_steps_unit(tx, unit))
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_answer_other_unit, NULL);
	draft = *m;
	move_heard(
	    &draft, &owed, &heard, unit ? is_that_unit : is_actor, tx, unit);
	tx_note(tx, "owed %zu", owed.count);
	return tx_put_line(tx, &draft);
}
