/*
 * The story as it stands on the screen: from the newest line up, changes that
 * follow each other folded into one. A line takes CHAT_ROWS_MOST rows at
 * most, so that one text of 16 KiB leaves the others on view; Enter shows it
 * whole. Only what is on the screen is ever laid out.
 */
#include "tui/chat.h"

#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "tui/frame.h"
#include "tui/wall.h"
#include "tui/words.h"

#define INDENT 9 /* behind the time */
#define NEAR 32  /* lines that may have come since one was selected */

static bool
is_change(const struct message *m)
{
	return m && (m->class == MESSAGE_EVENT || m->class == MESSAGE_SYSTEM);
}

/* How many changes follow each other from the n-th line back. */
static size_t
count_changes(const struct chat *chat, size_t n)
{
	size_t count = 0;

	while (count < CHAT_FOLD_MOST &&
	       is_change(thread_at(&chat->thread, n + count)))
		count++;
	return count;
}

/* The group that begins with the n-th line. */
static bool
group_from(const struct chat *chat, size_t n, struct chat_group *g)
{
	size_t changes = chat->unfolded ? 0 : count_changes(chat, n);

	*g = (struct chat_group){n, changes > CHAT_FOLD ? changes : 1};
	return thread_at(&chat->thread, n) != NULL;
}

bool
chat_next_group(const struct chat *chat, struct chat_group *g)
{
	return group_from(chat, g->first + g->count, g);
}

/*
 * The group that the n-th line is in. Changes are counted from the newest of
 * those that follow each other, and no line further than that is looked at: a
 * room of 20,000 lines is drawn anywhere like one of ten.
 */
static bool
group_around(const struct chat *chat, size_t n, struct chat_group *g)
{
	size_t begin = n;

	if (!chat->unfolded && is_change(thread_at(&chat->thread, n))) {
		while (
		    begin > 0 && is_change(thread_at(&chat->thread, begin - 1)))
			begin--;
		begin += (n - begin) / CHAT_FOLD_MOST * CHAT_FOLD_MOST;
	}
	if (group_from(chat, begin, g) && n >= begin + g->count)
		return group_from(chat, n, g);
	return thread_at(&chat->thread, n) != NULL;
}

/* The next newer group; false before the first. */
static bool
newer_group(const struct chat *chat, struct chat_group *g)
{
	return g->first > 0 && group_around(chat, g->first - 1, g);
}

/* The selected line, looked for near where it was when it was selected. */
static size_t
selected_line(const struct chat *chat)
{
	size_t from = chat->line_at > NEAR ? chat->line_at - NEAR : 0;
	const struct message *m;

	if (!*chat->line)
		return 0;
	for (size_t n = from;
	     n < chat->line_at + NEAR && (m = thread_at(&chat->thread, n)); n++)
		if (text_is(chat->line, m->head.id))
			return n;
	return thread_find(&chat->thread, chat->line);
}

bool
chat_selected_group(const struct chat *chat, struct chat_group *g)
{
	size_t n = selected_line(chat);

	return group_around(chat, n == SIZE_MAX ? 0 : n, g);
}

const struct message *
chat_selected(const struct console *c)
{
	const struct chat *chat = chat_of(c);
	struct chat_group g;

	if (!chat_selected_group(chat, &g))
		return NULL;
	return thread_at(&chat->thread, g.first);
}

/* The newest is called "": it stays the newest when others come. */
static void
select_group(struct chat *chat, const struct chat_group *g)
{
	const struct message *m = thread_at(&chat->thread, g->first);

	text_copy_cut(chat->line, sizeof(chat->line),
	    g->first == 0 && !chat->thread.apart ? "" : m->head.id);
	chat->line_at = g->first;
}

static void
move_back(struct console *c, int64_t by)
{
	struct chat *chat = chat_of(c);
	struct chat_group g, next;

	if (!chat_selected_group(chat, &g)) {
		thread_ask_older(c, &chat->thread);
		return;
	}
	for (next = g; by > 0 && chat_next_group(chat, &next); by--)
		g = next;
	if (by > 0)
		thread_ask_older(c, &chat->thread);
	select_group(chat, &g);
}

static void
move_on(struct console *c, int64_t by)
{
	struct chat *chat = chat_of(c);
	struct chat_group g;

	if (!chat_selected_group(chat, &g))
		return;
	while (by-- > 0 && newer_group(chat, &g))
		;
	select_group(chat, &g);
}

void
chat_move(struct console *c, int64_t older)
{
	if (older > 0)
		move_back(c, older);
	else
		move_on(c, -older);
	chat_note_read(c);
	console_touch(c);
}

/* ---- laying out ---- */

static void
lay(const struct console *c, const struct chat_group *g, int cols,
    struct flow *flow)
{
	const struct chat *chat = chat_of(c);
	const struct message *m = thread_at(&chat->thread, g->first);
	struct buf text = {0};
	size_t most = (size_t)cols * 4 * CHAT_ROWS_MOST, len;

	chat_line(c, m, g->count, &text);
	len = text.len;
	/* Beyond what its rows can hold nothing is cleaned or measured, but
	 * for what stands behind the words. */
	if (len > most && m->class == MESSAGE_TALK)
		len = most;
	flow_set(flow, buf_str(&text), len, (size_t)cols, INDENT);
	buf_free(&text);
}

static size_t
rows_of(const struct flow *flow)
{
	return flow_rows(flow, CHAT_ROWS_MOST);
}

/* Where the story stands now. */
static struct area
story_area(const struct console *c)
{
	struct area a = frame_area(c, SCREEN_CHAT);

	if (!wall_is_on(c) && a.cols >= CHAT_LIST_WIDE)
		a.cols -= CHAT_LIST_COLS;
	a.rows -= 1 + chat_write_rows(c, a) + chat_unsent_rows(c, a);
	return a;
}

bool
chat_is_cut(const struct console *c, const struct chat_group *g)
{
	struct area a = story_area(c);
	struct flow flow = {0};
	bool cut;

	lay(c, g, a.cols - 1, &flow);
	cut = flow_rows(&flow, CHAT_ROWS_MOST + 1) > CHAT_ROWS_MOST;
	flow_free(&flow);
	return cut;
}

static enum style
style_of(const struct message *m)
{
	if (m->class == MESSAGE_MUSTREAD && m->owed.count > 0)
		return STYLE_BOLD;
	return is_change(m) || m->retracted ? STYLE_DIM : STYLE_NORMAL;
}

/*
 * The group at the foot of the area: as new as it can be with the selection
 * still on view. No more lines are laid out than fit, however far back it is.
 */
static struct chat_group
foot_group(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	struct chat_group foot = {0}, g;
	struct flow flow = {0};
	int used = 0;

	if (!chat_selected_group(chat, &g))
		return foot;
	do {
		lay(c, &g, a.cols - 1, &flow);
		used += (int)rows_of(&flow);
		if (used <= a.rows || foot.count == 0)
			foot = g;
	} while (used < a.rows && newer_group(chat, &g));
	flow_free(&flow);
	return foot;
}

static void
draw_group(const struct console *c, struct area a, int row,
    const struct chat_group *g, const struct flow *flow, bool here)
{
	const struct chat *chat = chat_of(c);
	const struct message *m = thread_at(&chat->thread, g->first);
	size_t rows = rows_of(flow);
	bool cut = flow_rows(flow, CHAT_ROWS_MOST + 1) > CHAT_ROWS_MOST;
	int last = row + (int)rows - 1;

	if (row >= 0)
		draw_text(a, row, 0, 1, STYLE_SELECTED, here ? ">" : " ");
	flow_draw(flow, area_part(a, 0, 1, a.rows, a.cols - 1), row, 0, rows,
	    style_of(m));
	if (cut && last >= 0)
		draw_text_flags(a, last, a.cols - 12, 12, STYLE_KEY, DRAW_RIGHT,
		    _("Enter: all"), strlen(_("Enter: all")));
	if (here && row >= 0)
		draw_cursor(a, row, 0);
}

static void
draw_whole(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	size_t n = thread_find(&chat->thread, chat->whole);
	const struct message *m =
	    n == SIZE_MAX ? NULL : thread_at(&chat->thread, n);
	struct buf text = {0};
	struct flow flow = {0};

	if (!m)
		return;
	chat_line(c, m, 1, &text);
	if (m->former)
		buf_printf(&text, "\n%s\n%s", _("-- before:"), m->former);
	flow_set(&flow, buf_str(&text), text.len, (size_t)a.cols, INDENT);
	flow_draw(&flow, a, 0, chat->whole_row, (size_t)a.rows, STYLE_NORMAL);
	draw_cursor(a, 0, 0);
	flow_free(&flow);
	buf_free(&text);
}

static void
draw_from(const struct console *c, struct area a, struct chat_group g)
{
	const struct chat *chat = chat_of(c);
	struct chat_group sel;
	struct flow flow = {0};
	int row = a.rows;
	bool any = chat_selected_group(chat, &sel);

	do {
		lay(c, &g, a.cols - 1, &flow);
		row -= (int)rows_of(&flow);
		draw_group(c, a, row, &g, &flow, any && g.first == sel.first);
	} while (row > 0 && chat_next_group(chat, &g));
	flow_free(&flow);
}

void
chat_draw_story(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);

	if (a.rows <= 0)
		return;
	if (*chat->whole) {
		draw_whole(c, a);
		return;
	}
	if (!thread_at(&chat->thread, 0)) {
		draw_text(a, a.rows - 1, 0, a.cols, STYLE_DIM,
		    *chat->room ? _("nothing is told of it yet")
		                : _("no room: h lists them, i makes one"));
		draw_cursor(a, a.rows - 1, 0);
		return;
	}
	draw_from(c, a, foot_group(c, a));
}

/* Older groups that fit on the screen together with the selected one. */
static size_t
groups_before(const struct console *c, struct area a, struct chat_group g)
{
	struct flow flow = {0};
	int rows = a.rows;
	size_t n = 0;

	do {
		lay(c, &g, a.cols - 1, &flow);
		rows -= (int)rows_of(&flow);
		n += rows >= 0;
	} while (rows > 0 && chat_next_group(chat_of(c), &g));
	flow_free(&flow);
	return n > 0 ? n - 1 : 0;
}

/* Groups from the selected one down to the foot of the screen. */
static size_t
groups_after(const struct console *c, struct area a, struct chat_group sel)
{
	struct chat_group g = foot_group(c, a);
	size_t n = 0;

	while (g.first < sel.first && chat_next_group(chat_of(c), &g))
		n++;
	return n;
}

size_t
chat_page(const struct console *c, bool older)
{
	const struct chat *chat = chat_of(c);
	struct area a = story_area(c);
	size_t n = a.rows > 1 ? (size_t)a.rows - 1 : 0;
	struct chat_group sel;

	if (!chat->listing && !*chat->words && !*chat->whole &&
	    chat_selected_group(chat, &sel))
		n = older ? groups_before(c, a, sel) : groups_after(c, a, sel);
	return n > 0 ? n : 1;
}
