/*
 * The rooms: those made by hand, then the incidents as the queue has them.
 * They are looked up when they are drawn; nothing of them is kept but which
 * one is meant.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/words.h"

size_t
chat_rooms(const struct console *c)
{
	return table_count(c->table, KIND_ROOM) + board_count(c->board);
}

const char *
chat_room_at(const struct console *c, size_t n)
{
	size_t made = table_count(c->table, KIND_ROOM);

	if (n < made)
		return table_all(c->table, KIND_ROOM)[n]->id;
	n -= made;
	return n < board_count(c->board) ? board_at(c->board, n)->id : NULL;
}

size_t
chat_room_index(const struct console *c, const char *id)
{
	const char *room;

	for (size_t n = 0; (room = chat_room_at(c, n)); n++)
		if (strcmp(room, id) == 0)
			return n;
	return 0;
}

const struct record *
chat_record(const struct console *c, const char *room)
{
	static const enum kind kinds[] = {KIND_INCIDENT, KIND_ROOM, KIND_TASK};
	const struct record *r = NULL;

	for (size_t i = 0; !r && i < COUNT_OF(kinds); i++)
		r = table_get(c->table, kinds[i], room);
	return r;
}

char *
chat_room_name(
    const struct console *c, const char *room, char *out, size_t size)
{
	const struct record *r = chat_record(c, room);
	const struct incident *i = (const struct incident *)r;

	if (!r)
		text_copy_cut(out, size, _("a room that is not shown here"));
	else if (r->kind == KIND_INCIDENT)
		snprintf(out, size, "%s %s", console_number(i),
		    *console_label(c, i->category) ? say_category(c, i)
		                                   : text_or(i->place, "-"));
	else if (r->kind == KIND_ROOM)
		text_copy_cut(
		    out, size, text_or(((const struct room *)r)->name, "?"));
	else
		text_copy_cut(
		    out, size, text_or(((const struct task *)r)->title, "?"));
	return out;
}

/* Units that are sent to it now. */
static size_t
units_sent(const struct console *c, const char *incident)
{
	const struct board_row *row = board_row(c->board, incident);
	size_t n = 0;

	for (size_t i = 0; row && i < row->orders; i++)
		n += assignment_binds(row->order[i]->state);
	return n;
}

/* Whose room it is counts as one of them. */
size_t
chat_members(const struct console *c, const char *room)
{
	const struct record *r = chat_record(c, room);
	const struct incident *i = (const struct incident *)r;
	const struct room *m = (const struct room *)r;

	if (!r)
		return 0;
	if (r->kind == KIND_INCIDENT)
		return 1 + units_sent(c, room) + i->people.count +
		       i->helpers.count + i->teams.count + i->guests.count;
	if (r->kind == KIND_ROOM)
		return 1 + m->members.count + m->units.count + m->teams.count +
		       m->stations.count;
	return 1;
}

void
chat_show_room(struct console *c, const char *room)
{
	struct chat *chat = chat_of(c);
	char id[ID_SIZE];

	text_copy_cut(id, sizeof(id), room);
	chat->pinned = strcmp(id, c->incident) != 0;
	if (strcmp(chat->room, id) == 0)
		return;
	text_copy_cut(chat->room, sizeof(chat->room), id);
	chat->line[0] = chat->whole[0] = '\0';
	chat->unfolded = false;
	chat_find_end(chat);
	thread_open(c, &chat->thread, id);
	chat_watch(c, chat->incident);
	chat_note_read(c);
	console_touch(c);
}

void
chat_watch(struct console *c, const char *incident)
{
	struct chat *chat = chat_of(c);
	const char *rooms[2];
	size_t n = 0;

	if (incident != chat->incident)
		text_copy_cut(chat->incident, sizeof(chat->incident), incident);
	if (*chat->room && c->screen == SCREEN_CHAT)
		rooms[n++] = chat->room;
	if (*chat->incident && (n == 0 || strcmp(rooms[0], chat->incident)))
		rooms[n++] = chat->incident;
	link_watch(c->link, rooms, n);
}

/* ---- drawing ---- */

static void
draw_room(const struct console *c, struct area a, int row, const char *room)
{
	const struct chat *chat = chat_of(c);
	const struct talk_room *state = chat_room_state(chat, room);
	bool here = strcmp(room, chat->listing ? chat->row : chat->room) == 0;
	char name[SAY_SIZE], count[32] = "";
	enum style style = STYLE_NORMAL;

	if (state && state->unread > 0) {
		snprintf(count, sizeof(count), "%s%zu", state->named ? "@" : "",
		    state->unread);
		style = STYLE_BOLD;
	}
	draw_text(a, row, 0, 1, STYLE_SELECTED, here ? ">" : " ");
	draw_text_flags(
	    a, row, a.cols - 4, 4, style, DRAW_RIGHT, count, strlen(count));
	chat_room_name(c, room, name, sizeof(name));
	draw_text_flags(
	    a, row, 1, a.cols - 6, style, DRAW_MARK, name, strlen(name));
	if (here && chat->listing)
		draw_cursor(a, row, 0);
}

void
chat_draw_rooms(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	size_t rows = a.rows > 0 ? (size_t)a.rows : 0;
	size_t at = chat_room_index(c, chat->listing ? chat->row : chat->room);
	size_t top = at >= rows ? at - rows + 1 : 0;
	const char *room;

	for (size_t n = 0; n < rows && (room = chat_room_at(c, top + n)); n++)
		draw_room(c, a, (int)n, room);
}
