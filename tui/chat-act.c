/*
 * What keys do to the selected line, and to the room. Each acts on the line
 * that is selected at that moment; what changes another's record asks y.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "tui/prompt.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/view-map.h"
#include "tui/words.h"

/* ---- a ---- */

static struct call
confirm_call(const char *message, const char *unit)
{
	struct call call = {.command = command_get(COMMAND_CONFIRM)};

	call_set_text(&call, ARG_confirm_message, message);
	if (unit)
		call_set_text(&call, ARG_confirm_unit, unit);
	return call;
}

static void
take_heard(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call;

	for (size_t i = 0; i < count; i++) {
		call = confirm_call(chat_of(c)->heard, l->item[chosen[i]].id);
		console_send(c, &call, true);
	}
}

/* Units that said over the radio that they have read it. */
static void
list_heard(struct console *c, const struct message *m)
{
	const struct record *room = chat_record(c, m->room);
	char title[160], name[SAY_SIZE];
	struct list *l;

	if (!room)
		return;
	snprintf(title, sizeof(title), _("not confirmed: %s; said by voice?"),
	    chat_room_name(c, m->room, name, sizeof(name)));
	l = list_open(c, room, ACTION_SIGN, title);
	l->take = take_heard;
	l->several = true;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit confirms for that unit  Esc leaves it"));
	text_copy_cut(chat_of(c)->heard, ID_SIZE, m->head.id);
	for (size_t i = 0; i < m->owed.count; i++) {
		struct list_item *item = list_add(c);

		if (!item)
			return;
		text_copy_cut(item->id, sizeof(item->id), m->owed.id[i]);
		item->offered = console_unit(c, m->owed.id[i]) != NULL;
		text_copy_cut(item->text, sizeof(item->text),
		    chat_name(c, m->owed.id[i]));
	}
}

static bool
owes(const struct console *c, const struct message *m)
{
	for (size_t i = 0; i < m->owed.count; i++)
		if (chat_is_me(c, m->owed.id[i]))
			return true;
	return false;
}

/* The selected must-read, else the oldest that this desk owes, else any. */
void
chat_confirm(struct console *c)
{
	const char *room = chat_of(c)->room;
	const struct message *m = chat_selected(c);
	struct call call;

	if (!m || m->class != MESSAGE_MUSTREAD || m->owed.count == 0)
		m = chat_owed(c, room, false);
	if (!m)
		m = chat_owed(c, room, true);
	if (!m) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing is left to confirm here"));
		return;
	}
	if (!owes(c, m) && *session_info(link_session(c->link))->station) {
		list_heard(c, m);
		return;
	}
	call = confirm_call(m->head.id, NULL);
	console_send(c, &call, true);
}

/* ---- r, e, - ---- */

static const struct message *
talk_selected(struct console *c)
{
	const struct message *m = chat_selected(c);

	if (m && message_is_talk(m) && !m->retracted)
		return m;
	console_say(c, STYLE_NORMAL, "%s", _("select a line of talk first"));
	return NULL;
}

void
chat_reply(struct console *c)
{
	const struct message *m = talk_selected(c);
	struct draft *d;

	if (!m)
		return;
	chat_write(c);
	d = chat_draft(c, chat_of(c)->room, true);
	if (!d)
		return;
	text_copy_cut(d->quote, sizeof(d->quote), m->head.id);
	d->correct[0] = '\0';
}

static bool
is_own(struct console *c, const struct message *m)
{
	if (chat_wrote(c, m->head.by))
		return true;
	console_say(c, STYLE_ERROR, "%s", _("only one's own words"));
	return false;
}

void
chat_correct(struct console *c)
{
	const struct message *m = talk_selected(c);
	struct draft *d;

	if (!m || !is_own(c, m))
		return;
	if (c->now - m->head.at > TALK_CORRECT_MS) {
		console_say(c, STYLE_ERROR, "%s",
		    _("two minutes have passed: - takes it back"));
		return;
	}
	chat_write(c);
	d = chat_draft(c, chat_of(c)->room, true);
	if (!d)
		return;
	text_copy_cut(d->correct, sizeof(d->correct), m->head.id);
	d->quote[0] = '\0';
	edit_set(&d->edit, text_or(m->text, ""));
	d->edit.at = d->edit.text.len;
}

void
chat_take_back(struct console *c)
{
	const struct outbox_entry *unsent = chat_unsent(c);
	struct call call = {.command = command_get(COMMAND_RETRACT)};
	const struct message *m;
	char start[48];

	/* What the central does not have stands below the newest line. */
	if (unsent && !*chat_of(c)->line) {
		send_take_back(c, unsent);
		return;
	}
	m = talk_selected(c);
	if (!m || !is_own(c, m))
		return;
	call_set_text(&call, ARG_retract_message, m->head.id);
	text_copy_cut(start, sizeof(start), text_or(m->text, ""));
	start[strcspn(start, "\n")] = '\0';
	console_ask_send(c, &call, _("take back \"%s\"?"), start);
}

/* ---- Enter, f, i ---- */

/* Goes to a record that a line names. */
static void
go_to(struct console *c, const char *id)
{
	struct call call = {.command = command_get(COMMAND_GO)};

	if (table_get(c->table, KIND_ROOM, id) ||
	    table_get(c->table, KIND_TASK, id)) {
		chat_open(c, id);
		return;
	}
	call_set_text(&call, ARG_go_record, id);
	console_commands[COMMAND_GO](c, &call);
}

static void
take_name(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	(void)count;
	go_to(c, l->item[*chosen].id);
}

static void
name_record(const struct console *c, const char *id, char *out, size_t size)
{
	const struct incident *i = console_incident(c, id);

	if (i)
		snprintf(out, size, "#%s %s", console_number(i),
		    text_or(i->place, ""));
	else
		snprintf(out, size, "@%s", chat_name(c, id));
}

static void
list_names(struct console *c, const struct message *m)
{
	const struct record *room = chat_record(c, m->room);
	struct list *l;

	if (!room)
		return;
	l = list_open(c, room, ACTION_OPEN, _("what this line names"));
	l->take = take_name;
	text_copy_cut(
	    l->hint, sizeof(l->hint), _("digit goes there  Esc leaves it"));
	for (size_t i = 0; i < m->names.count; i++) {
		struct list_item *item = list_add(c);

		if (!item)
			return;
		item->offered = true;
		text_copy_cut(item->id, sizeof(item->id), m->names.id[i]);
		name_record(c, item->id, item->text, sizeof(item->text));
	}
}

static void
take_tick(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct call call = {.command = command_get(COMMAND_TICK)};

		call_set_text(&call, ARG_tick_item, l->item[chosen[i]].id);
		console_send(c, &call, true);
	}
}

bool
chat_list_items(struct console *c, const char *about, const char *message)
{
	const struct record *const *all = table_all(c->table, KIND_ITEM);
	const struct record *room = chat_record(c, about);
	struct list *l = NULL;

	for (size_t n = 0; room && n < table_count(c->table, KIND_ITEM); n++) {
		const struct item *i = (const struct item *)all[n];
		struct list_item *item;

		if (message ? !text_is(i->message, message)
		            : !text_is(i->about, about))
			continue;
		if (!l)
			l = list_open(c, room, ACTION_OPEN,
			    text_or(i->list, _("checklist")));
		item = list_add(c);
		if (!item)
			break;
		item->kind = KIND_ITEM;
		item->offered =
		    !i->done && !i->struck &&
		    (i->class == ITEM_CHECK || i->class == ITEM_COUNT);
		text_copy_cut(item->id, sizeof(item->id), i->head.id);
		snprintf(item->text, sizeof(item->text), "%s %s",
		    i->struck ? "[-]"
		    : i->done ? "[x]"
		              : "[ ]",
		    text_or(i->text, "?"));
	}
	if (!l)
		return false;
	l->take = take_tick;
	l->several = true;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit ticks it  Space marks several  Esc leaves it"));
	return true;
}

/* What the line leads to: what it names, a place; false when nothing. */
static bool
follow_line(struct console *c, const struct message *m)
{
	if (m->names.count == 1)
		go_to(c, m->names.id[0]);
	else if (m->names.count > 1)
		list_names(c, m);
	else if (point_set(m->spot))
		chat_show_place(c);
	else
		return false;
	return true;
}

/* A text that is cut is shown whole first, and followed from there. */
void
chat_open_line(struct console *c)
{
	struct chat *chat = chat_of(c);
	const struct message *m = chat_selected(c);
	bool whole = *chat->whole != '\0';
	struct chat_group g;

	if (!m)
		return;
	chat->whole[0] = '\0';
	console_touch(c);
	if (chat_selected_group(chat, &g) && g.count > 1) {
		chat->unfolded = true;
		return;
	}
	if (m->class == MESSAGE_CHECKLIST &&
	    chat_list_items(c, m->room, m->head.id))
		return;
	if ((whole || !chat_is_cut(c, &g)) && follow_line(c, m))
		return;
	if (whole)
		return;
	text_copy_cut(chat->whole, sizeof(chat->whole), m->head.id);
	chat->whole_row = 0;
}

void
chat_show_place(struct console *c)
{
	const struct message *m = chat_selected(c);
	const struct incident *i = console_incident(c, chat_of(c)->room);

	if (m && point_set(m->spot))
		console_say(c, STYLE_NORMAL, _("place: %.5f, %.5f"),
		    m->spot.lat, m->spot.lon);
	else if (!i)
		console_say(c, STYLE_NORMAL, "%s", _("this line has no place"));
	if (!views[SCREEN_MAP] || (!i && !(m && point_set(m->spot))))
		return;
	console_go(c, SCREEN_MAP);
	if (m && point_set(m->spot))
		map_show_spot(c, m->spot);
	else if (i)
		map_show(c, KIND_INCIDENT, i->head.id);
}

void
chat_new_room(struct console *c)
{
	prompt_open_with(c, ':', "room ");
}
