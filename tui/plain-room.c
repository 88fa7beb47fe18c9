/*
 * What is asked for in the room of an incident, where a screen has it under a
 * key: the checklist as a numbered list, and the oldest must-read.
 */
#include "tui/plain-inside.h"

#include "tui/chat.h"
#include "tui/say.h"
#include "tui/words.h"

static const char *
incident_of(const struct console *c, const struct record *about)
{
	const struct record *r = about;

	if (r && r->kind == KIND_ASSIGNMENT)
		return ((const struct assignment *)r)->incident;
	return r && r->kind == KIND_INCIDENT ? r->id : c->incident;
}

static void
list_ticks(struct console *c, const char *incident)
{
	if (!chat_list_items(c, incident, NULL))
		console_say(c, STYLE_ERROR, _("%s: no checklist"),
		    say_number_of(c, incident));
}

static void
confirm(struct console *c, const char *incident)
{
	const struct message *m = chat_owed(c, incident, false);
	struct call call = {.command = command_get(COMMAND_CONFIRM)};

	if (!m) {
		console_say(c, STYLE_ERROR, _("%s: nothing to confirm"),
		    say_number_of(c, incident));
		return;
	}
	call_set_text(&call, ARG_confirm_message, m->head.id);
	console_send(c, &call, true);
}

bool
plain_room_command(
    struct plain *p, const struct line *line, const struct record *about)
{
	const char *incident = incident_of(p->c, about);

	if (line->words > 0 || line->text || line->subject.text)
		return false;
	if (line->command->id == COMMAND_TICK)
		list_ticks(p->c, incident);
	else if (line->command->id == COMMAND_CONFIRM)
		confirm(p->c, incident);
	else
		return false;
	return true;
}
