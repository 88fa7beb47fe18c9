/*
 * What people write in a room. It changes nothing but the story: no word in
 * it is ever taken for a command.
 */
#include "central/commands.h"

/* An incident or a task is its own room; else it is one made by hand. */
static const struct record *
room_of(struct tx *tx, const char *id)
{
	const struct record *r = tx_room(tx, id);

	if (tx->problem->code)
		return NULL;
	return tx_get(tx, r ? r->kind : KIND_INCIDENT, id);
}

enum problem_code
cmd_message(struct tx *tx, const struct call *call)
{
	const struct record *room =
	    room_of(tx, call_text(call, ARG_message_room));
	struct message line = {.class = call->command->id == COMMAND_MUSTREAD
	                                    ? MESSAGE_MUSTREAD
	                                    : MESSAGE_TALK,
	    .text = call_text(call, ARG_message_text)};
	char id[ID_SIZE];
	enum problem_code code;

	_Static_assert(
	    (int)ARG_message_text == (int)ARG_mustread_text &&
	        (int)ARG_message_room == (int)ARG_mustread_room &&
	        (int)ARG_message_message == (int)ARG_mustread_message,
	    "one function serves both");
	if (!room)
		return tx->problem->code;
	code = command_fresh_id(
	    tx, KIND_MESSAGE, call_text(call, ARG_message_message), id);
	if (code)
		return code;
	line.head.id = id;
	tx_note(tx, "message/%s", id);
	return tx_say(tx, room, &line);
}
