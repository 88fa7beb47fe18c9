/*
 * Lines found by their words, in all rooms that one may read: asked of the
 * central, shown in place of the story, and opened where they stand.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "tui/prompt.h"
#include "tui/say.h"
#include "tui/words.h"

void
chat_find(struct console *c)
{
	prompt_open_with(c, ':', "find ");
}

static void
forget_found(struct chat *chat)
{
	for (size_t i = 0; i < chat->founds; i++)
		record_free(&chat->found[i]->head);
	free(chat->found);
	chat->found = NULL;
	chat->founds = chat->found_row = 0;
	chat->found_next = 0;
	history_cancel(chat->searching);
	chat->searching = NULL;
}

void
chat_find_end(struct chat *chat)
{
	forget_found(chat);
	chat->words[0] = '\0';
}

/* Puts a page behind what is there; false when memory ended. */
static bool
add_found(struct chat *chat, struct history_page *page)
{
	size_t size = (chat->founds + page->count + 1) * sizeof(*chat->found);
	struct message **more = realloc(chat->found, size);

	if (!more)
		return false;
	chat->found = more;
	for (size_t i = 0; i < page->count; i++) {
		chat->found[chat->founds++] =
		    (struct message *)page->records[i];
		page->records[i] = NULL;
	}
	chat->found_next = page->next;
	return true;
}

static void ask_found(struct console *c);

static void
take_found(void *ctx, struct history_page *page)
{
	struct console *c = ctx;
	struct chat *chat = chat_of(c);

	chat->searching = NULL;
	console_touch(c);
	if (page->problem.code) {
		console_say_problem(c, &page->problem);
		if (chat->founds == 0)
			chat_find_end(chat);
		return;
	}
	if (!add_found(chat, page)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	/* The central looks at so many lines at once, and not all are ours. */
	if (page->count == 0 && chat->found_next > 0) {
		ask_found(c);
		return;
	}
	console_say(c, STYLE_NORMAL,
	    chat->found_next > 0 ? _("%zu found, more further down: %s")
	                         : _("%zu found: %s"),
	    chat->founds, chat->words);
}

static void
ask_found(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct problem p = {0};

	chat->searching = history_search(
	    c->link, chat->words, NULL, chat->found_next, take_found, c, &p);
	if (chat->searching)
		return;
	console_say_problem(c, &p);
	if (chat->founds == 0)
		chat_find_end(chat);
}

void
chat_command_find(struct console *c, const struct call *call)
{
	struct chat *chat = chat_of(c);

	chat_find_end(chat);
	text_copy_cut(chat->words, sizeof(chat->words),
	    text_or(call_text(call, ARG_find_text), ""));
	chat->writing = chat->listing = false;
	chat->whole[0] = '\0';
	ask_found(c);
	if (*chat->words)
		console_go(c, SCREEN_CHAT);
}

/* Behind the last that is here the next page is asked for. */
void
chat_found_move(struct console *c, int64_t older)
{
	struct chat *chat = chat_of(c);
	int64_t row = (int64_t)chat->found_row + older;

	if (row >= (int64_t)chat->founds) {
		row = (int64_t)chat->founds - 1;
		if (chat->found_next > 0 && !chat->searching)
			ask_found(c);
	}
	chat->found_row = row > 0 ? (size_t)row : 0;
	console_touch(c);
}

/* Its room, at that line, with the lines before it. */
void
chat_found_open(struct console *c)
{
	struct chat *chat = chat_of(c);
	char room[ID_SIZE], line[ID_SIZE];
	int64_t place;

	if (chat->founds == 0)
		return;
	text_copy_cut(room, sizeof(room), chat->found[chat->found_row]->room);
	text_copy_cut(
	    line, sizeof(line), chat->found[chat->found_row]->head.id);
	place = message_place(chat->found[chat->found_row]);
	chat_show_room(c, room);
	chat_find_end(chat);
	text_copy_cut(chat->line, sizeof(chat->line), line);
	if (thread_find(&chat->thread, line) == SIZE_MAX)
		thread_open_at(c, &chat->thread, place);
}

void
chat_draw_found(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	size_t rows = a.rows > 0 ? (size_t)a.rows : 0;
	size_t top = chat->found_row >= rows ? chat->found_row - rows + 1 : 0;

	for (size_t n = 0; n < rows && top + n < chat->founds; n++) {
		const struct message *m = chat->found[top + n];
		bool here = top + n == chat->found_row;
		struct buf text = {0};
		char name[SAY_SIZE];

		draw_text(a, (int)n, 0, 1, STYLE_SELECTED, here ? ">" : " ");
		chat_room_name(c, m->room, name, sizeof(name));
		draw_text(a, (int)n, 1, 16, STYLE_DIM, name);
		chat_line(c, m, 1, &text);
		draw_text_flags(a, (int)n, 18, a.cols - 18, STYLE_NORMAL,
		    DRAW_MARK, buf_str(&text), strcspn(buf_str(&text), "\n"));
		if (here)
			draw_cursor(a, (int)n, 0);
		buf_free(&text);
	}
	if (chat->founds == 0)
		draw_text(a, 0, 0, a.cols, STYLE_DIM,
		    chat->searching ? _("asking the central")
		                    : _("nothing was found"));
}
