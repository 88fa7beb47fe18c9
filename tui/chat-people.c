/*
 * Lists of people: whom to bring into a talk, and how far each has read.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/say.h"
#include "tui/words.h"

/* ---- x ---- */

static size_t
arg_of(enum kind kind)
{
	switch (kind) {
	case KIND_OFFICER:
		return ARG_add_officers;
	case KIND_UNIT:
		return ARG_add_units;
	case KIND_STATION:
		return ARG_add_stations;
	default:
		return ARG_add_teams;
	}
}

static void
take_add(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const char *ids[4][LIST_ITEMS];
	size_t n[4] = {0};
	struct call call = {.command = command_get(COMMAND_ADD)};

	call_set_text(&call, ARG_add_room, l->id);
	for (size_t i = 0; i < count; i++) {
		const struct list_item *item = &l->item[chosen[i]];
		size_t arg = arg_of(item->kind);
		size_t list = arg - ARG_add_officers;

		ids[list][n[list]++] = item->id;
		call_set_refs(&call, arg, (struct refs){n[list], ids[list]});
	}
	console_send(c, &call, true);
}

static bool
is_in(const struct record *room, enum kind kind, const char *id)
{
	const struct incident *i = (const struct incident *)room;
	const struct room *r = (const struct room *)room;
	bool incident = room->kind == KIND_INCIDENT;

	switch (kind) {
	case KIND_OFFICER:
		return refs_have(incident ? &i->people : &r->members, id);
	case KIND_UNIT:
		return refs_have(incident ? &i->helpers : &r->units, id);
	case KIND_STATION:
		return text_is(room->station, id) ||
		       refs_have(incident ? &i->guests : &r->stations, id);
	default:
		return refs_have(incident ? &i->teams : &r->teams, id);
	}
}

static void
offer(struct console *c, const struct record *room, const struct record *r,
    const char *what)
{
	struct list_item *item;

	if (is_in(room, r->kind, r->id) || !(item = list_add(c)))
		return;
	item->kind = r->kind;
	item->offered = true;
	text_copy_cut(item->id, sizeof(item->id), r->id);
	snprintf(item->text, sizeof(item->text), "%-8s %s", what,
	    chat_name(c, r->id));
}

/* Roles that can be brought in: those with other names, for that is what
 * they have them for. */
static void
offer_teams(struct console *c, const struct record *room)
{
	const struct record *const *all = table_all(c->table, KIND_SETTING);

	for (size_t n = 0; n < table_count(c->table, KIND_SETTING); n++) {
		const struct setting *s = (const struct setting *)all[n];

		if (s->topic == TOPIC_ROLE && s->words && !s->retired)
			offer(c, room, all[n], _("team"));
	}
}

static void
offer_kind(struct console *c, const struct record *room, enum kind kind,
    const char *what)
{
	const struct record *const *all = table_all(c->table, kind);

	for (size_t n = 0; n < table_count(c->table, kind); n++)
		if (kind != KIND_UNIT ||
		    ((const struct unit *)all[n])->class >= CLASS_DRONE)
			offer(c, room, all[n], what);
}

void
chat_add(struct console *c)
{
	const char *id =
	    c->screen == SCREEN_CHAT ? chat_of(c)->room : c->incident;
	const struct record *room = chat_record(c, id);
	char title[160], name[SAY_SIZE];
	struct list *l;

	if (!room || room->kind == KIND_TASK) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("no room: h lists them, i makes one"));
		return;
	}
	snprintf(title, sizeof(title), _("bring into %s"),
	    chat_room_name(c, id, name, sizeof(name)));
	l = list_open(c, room, ACTION_PLAN, title);
	l->take = take_add;
	l->several = true;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit adds at once  Space marks several  others: :add NAME"));
	offer_teams(c, room);
	offer_kind(c, room, KIND_STATION, _("station"));
	offer_kind(c, room, KIND_UNIT, _("unit"));
}

/* ---- t ---- */

static void
add_reader(struct console *c, const struct talk_reader *r, int64_t place)
{
	struct list_item *item = list_add(c);
	char at[TIME_SIZE];
	const char *name = chat_name(c, r->who);

	if (!item)
		return;
	if (strcmp(name, "?") == 0)
		name = r->name;
	if (r->told >= place)
		snprintf(item->text, sizeof(item->text), _("%s  read, %s"),
		    name, time_hms(r->at, c->zone, at));
	else
		snprintf(
		    item->text, sizeof(item->text), _("%s  not yet"), name);
}

static void
add_confirmed(struct console *c, const struct message *m)
{
	for (size_t i = 0; i < m->owed.count; i++) {
		struct list_item *item = list_add(c);

		if (item)
			snprintf(item->text, sizeof(item->text),
			    _("%s  NOT CONFIRMED"),
			    chat_name(c, m->owed.id[i]));
	}
	for (size_t i = 0; i < m->heard.count; i++) {
		struct list_item *item = list_add(c);

		if (item)
			snprintf(item->text, sizeof(item->text),
			    _("%s  confirmed"), chat_name(c, m->heard.id[i]));
	}
}

static void
take_readers(void *ctx, struct talk_readers *rs)
{
	struct console *c = ctx;
	struct chat *chat = chat_of(c);
	const struct message *m = chat_selected(c);
	const struct record *room = chat_record(c, chat->room);
	struct list *l;

	chat->readers = NULL;
	if (rs->problem.code) {
		console_say_problem(c, &rs->problem);
		return;
	}
	if (!m || !room || c->screen != SCREEN_CHAT || chat->writing)
		return;
	l = list_open(c, room, ACTION_TIMELINE, _("who has read this line"));
	text_copy_cut(l->hint, sizeof(l->hint), _("Esc leaves it"));
	add_confirmed(c, m);
	for (size_t i = 0; i < rs->count; i++)
		add_reader(c, &rs->list[i], message_place(m));
	if (l->count == 0)
		console_say(c, STYLE_NORMAL, "%s", _("nobody has read it yet"));
}

void
chat_readers(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct problem p = {0};

	if (!chat_selected(c))
		return;
	talk_cancel(chat->readers);
	chat->readers =
	    talk_ask_readers(c->link, chat->room, take_readers, c, &p);
	if (!chat->readers)
		console_say_problem(c, &p);
}
