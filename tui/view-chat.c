/*
 * The Chat screen: the rooms at the left where there is room for them, the
 * story of one at the right, and under it the line in which one writes. It
 * draws itself in any area from 30 columns and 6 rows on; in a small one it
 * is the story alone, as a pane beside the queue.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/view-queue.h"
#include "tui/words.h"

static void
came(struct console *c, const struct problem *p)
{
	if (p->code)
		console_say_problem(c, p);
}

static bool
open_view(struct console *c)
{
	struct chat *chat = calloc(1, sizeof(*chat));

	c->own[SCREEN_CHAT] = chat;
	if (!chat || !chat_unread_open(chat))
		return false;
	chat->thread.came = came;
	chat->thread.console = c;
	return true;
}

static void
close_view(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (!chat)
		return;
	thread_close(&chat->thread);
	chat_find_end(chat);
	chat_drafts_free(chat);
	chat_unread_close(chat);
	free(chat);
	c->own[SCREEN_CHAT] = NULL;
}

/* ---- drawing ---- */

static void
draw_title(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	const struct talk_room *state = chat_room_state(chat, chat->room);
	char title[256] = "", name[SAY_SIZE], right[96] = "";
	size_t unread = state ? state->unread : 0;

	if (*chat->words)
		snprintf(title, sizeof(title), _("found: %s"), chat->words);
	else if (*chat->room)
		snprintf(title, sizeof(title), _("%s  members %zu  unread %zu"),
		    chat_room_name(c, chat->room, name, sizeof(name)),
		    chat_members(c, chat->room), unread);
	if (*chat->whole)
		text_copy_cut(right, sizeof(right), _("Esc: back"));
	else if (chat->thread.asked)
		text_copy_cut(
		    right, sizeof(right), _("older lines are being asked for"));
	else if (chat->thread.apart)
		text_copy_cut(
		    right, sizeof(right), _("earlier lines; ge: newest"));
	else if (*chat->room && chat_owed(c, chat->room, false))
		text_copy_cut(right, sizeof(right), _("must read: a confirms"));
	else if (chat->pinned)
		text_copy_cut(right, sizeof(right), _("pinned"));
	draw_rule(a, 0, STYLE_TITLE, title, *right ? right : NULL);
}

static bool
is_wide(struct area a)
{
	return a.cols >= CHAT_LIST_WIDE;
}

static void
draw_talk(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	int write = chat_write_rows(c, a), unsent = chat_unsent_rows(c, a);
	int rows = a.rows - 1 - write - unsent;
	struct area story = area_part(a, 1, 0, rows, a.cols);

	if (*chat->words)
		chat_draw_found(c, story);
	else
		chat_draw_story(c, story);
	chat_draw_unsent(c, area_part(a, 1 + rows, 0, unsent, a.cols));
	chat_draw_write(c, area_part(a, 1 + rows + unsent, 0, write, a.cols));
}

static void
draw(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	int list = 0;

	draw_title(c, a);
	if (c->screen == SCREEN_CHAT && (is_wide(a) || chat->listing))
		list = is_wide(a) ? CHAT_LIST_COLS : a.cols;
	if (list < a.cols)
		draw_talk(c, area_part(a, 0, list, a.rows, a.cols - list));
	if (list > 0)
		chat_draw_rooms(c, area_part(a, 1, 0, a.rows - 1,
		                       list < a.cols ? list - 1 : list));
	if (list > 0)
		draw_title(c, area_part(a, 0, 0, 1, a.cols));
}

/* ---- where one is ---- */

/* The room follows the selected incident unless another was picked. */
static void
follow(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (!chat->pinned && *c->incident &&
	    strcmp(chat->room, c->incident) != 0)
		chat_show_room(c, c->incident);
	if (*chat->room && !chat_record(c, chat->room) && chat->pinned &&
	    !*chat->line && !chat->writing) {
		chat->pinned = false;
		follow(c);
	}
}

static void
tick(struct console *c)
{
	struct chat *chat = chat_of(c);

	follow(c);
	if ((c->screen == SCREEN_CHAT) != chat->on) {
		chat->on = !chat->on;
		chat_watch(c, chat->incident);
		if (chat->on && link_is_thin(c->link) && !chat->asked)
			chat_ask(c);
	}
	chat_note_read(c);
	chat_marks_tick(c);
	chat_ask_tick(c);
}

static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	struct chat *chat = chat_of(c);

	if (now && now->kind == KIND_MESSAGE)
		chat_came(c, (const struct message *)old,
		    (const struct message *)now);
	if (thread_changed(&chat->thread, old, now)) {
		chat_note_read(c);
		console_touch(c);
	}
}

static const struct record *
selected(const struct console *c)
{
	return chat_record(c, chat_of(c)->room);
}

void
chat_open(struct console *c, const char *room)
{
	chat_show_room(c, room);
	chat_of(c)->listing = false;
	console_go(c, SCREEN_CHAT);
	chat_watch(c, chat_of(c)->incident);
	chat_note_read(c);
}

static const struct room *
direct_room(const struct console *c, const char *id)
{
	return (const struct room *)table_get(c->table, KIND_ROOM, id);
}

void
chat_open_direct(struct console *c, const struct unit *u)
{
	struct call call = {.command = command_get(COMMAND_ROOM)};
	const char *units[1] = {u->head.id};
	char id[ID_SIZE];

	id_from("direct", u->head.id, id);
	if (!direct_room(c, id)) {
		call_set_text(&call, ARG_room_room, id);
		if (u->head.station)
			call_set_text(&call, ARG_room_station, u->head.station);
		call_set_text(&call, ARG_room_name, text_or(u->callsign, "?"));
		call_set_number(&call, ARG_room_class, ROOM_DIRECT);
		call_set_refs(&call, ARG_room_units, (struct refs){1, units});
		console_send(c, &call, true);
	}
	chat_open(c, id);
	chat_write(c);
}

/* ---- keys ---- */

static void
move(struct console *c, int64_t older)
{
	struct chat *chat = chat_of(c);
	size_t at;

	if (chat->listing) {
		at = chat_room_index(c, chat->row);
		at = older > 0 ? at - (at > 0) : at + 1;
		if (chat_room_at(c, at))
			text_copy_cut(
			    chat->row, sizeof(chat->row), chat_room_at(c, at));
	} else if (*chat->words) {
		chat_found_move(c, -older);
	} else if (*chat->whole) {
		if (older < 0)
			chat->whole_row += (size_t)-older;
		else
			chat->whole_row -= chat->whole_row > (size_t)older
			                       ? (size_t)older
			                       : chat->whole_row;
	} else {
		chat_move(c, older);
	}
	console_touch(c);
}

static void
up(struct console *c)
{
	move(c, 1);
}

static void
down(struct console *c)
{
	move(c, -1);
}

static void
page_up(struct console *c)
{
	move(c, (int64_t)chat_page(c, true));
}

static void
page_down(struct console *c)
{
	move(c, -(int64_t)chat_page(c, false));
}

static void
top(struct console *c)
{
	move(c, INT32_MAX);
}

/* The newest line, live again. */
static void
end(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (chat->thread.apart)
		thread_open(c, &chat->thread, chat->room);
	chat->whole[0] = chat->line[0] = '\0';
	chat_note_read(c);
	console_touch(c);
}

static void
left(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (chat->unfolded && !chat->listing) {
		chat->unfolded = false;
	} else {
		chat->listing = true;
		text_copy_cut(chat->row, sizeof(chat->row), chat->room);
	}
	console_touch(c);
}

static void
right(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (chat->listing)
		chat->listing = false;
	else
		chat->unfolded = true;
	console_touch(c);
}

/* An incident's room is that incident, here and on every other screen. */
static void
pick_room(struct console *c)
{
	struct chat *chat = chat_of(c);

	chat->listing = false;
	if (console_incident(c, chat->row)) {
		text_copy_cut(c->incident, sizeof(c->incident), chat->row);
		board_select(c->board, c->incident);
	}
	if (*chat->row)
		chat_show_room(c, chat->row);
}

static void
open_it(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (chat->listing)
		pick_room(c);
	else if (*chat->words)
		chat_found_open(c);
	else
		chat_open_line(c);
	console_touch(c);
}

static void
back(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (chat->listing)
		chat->listing = false;
	else if (*chat->whole)
		chat->whole[0] = '\0';
	else if (*chat->words)
		chat_find_end(chat);
	else if (*chat->line || chat->thread.apart)
		end(c);
	else
		console_go(c, SCREEN_QUEUE);
	console_touch(c);
}

/* Steps are an incident's: of a room made by hand there are none. */
static void
steps(struct console *c)
{
	if (console_incident(c, chat_of(c)->room) && !chat_of(c)->pinned)
		act_steps(c);
	else
		console_say(
		    c, STYLE_NORMAL, "%s", _("this room has no orders"));
}

const struct view view_chat = {.screen = SCREEN_CHAT,
    .tab = "Chat",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .selected = selected,
    .changed = changed,
    .grab = chat_write_key,
    .tick = tick,
    .word = {[ACTION_SIGN] = N_IN("key", "confirm"),
        [ACTION_REPORT] = N_IN("key", "reply"),
        [ACTION_TIMELINE] = N_IN("key", "readers"),
        [ACTION_PLAN] = N_IN("key", "add"),
        [ACTION_NEW] = N_IN("key", "room"),
        [ACTION_SHOW] = N_IN("key", "place")},
    .act = {
        [ACTION_DOWN] = down,
        [ACTION_UP] = up,
        [ACTION_LEFT] = left,
        [ACTION_RIGHT] = right,
        [ACTION_PAGE_DOWN] = page_down,
        [ACTION_PAGE_UP] = page_up,
        [ACTION_TOP] = top,
        [ACTION_END] = end,
        [ACTION_OPEN] = open_it,
        [ACTION_BACK] = back,
        [ACTION_FILTER] = chat_find,
        [ACTION_SIGN] = chat_confirm,
        [ACTION_STEPS] = steps,
        [ACTION_WRITE] = chat_write,
        [ACTION_REPORT] = chat_reply,
        [ACTION_EDIT] = chat_correct,
        [ACTION_TIMELINE] = chat_readers,
        [ACTION_PLAN] = chat_add,
        [ACTION_SHOW] = chat_show_place,
        [ACTION_NEW] = chat_new_room,
        [ACTION_TAKE_BACK] = chat_take_back,
    }};
