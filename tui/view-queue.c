/*
 * See view-queue.h. Where the rows begin is worked out anew for every frame,
 * from where they began and so that the selected one is in sight: a queue that
 * sorts itself anew never carries it off the screen.
 */
#include "tui/view-queue.h"
#include "tui/view-tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/act-plan.h"
#include "tui/act-search.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/commands.h"
#include "tui/frame.h"
#include "tui/queue-columns.h"
#include "tui/say.h"
#include "tui/view-detail.h"
#include "tui/words.h"

#define DETAIL_LEAST 17 /* rows of the view from which there is a detail */
#define DETAIL_MOST 14

/* What this view keeps for itself. */
struct own {
	size_t top;           /* the first row on the screen */
	char picked[ID_SIZE]; /* what was selected because nothing was */
	bool live;            /* it was live at the last tick */
	struct detail detail;
};

/* How the area is parted: the head, the rows, and the detail with its rule. */
struct parts {
	int rows, detail;
};

static struct own *
own(const struct console *c)
{
	return c->own[SCREEN_QUEUE];
}

static bool
open_queue(struct console *c)
{
	c->own[SCREEN_QUEUE] = calloc(1, sizeof(struct own));
	return c->own[SCREEN_QUEUE] != NULL;
}

static void
close_queue(struct console *c)
{
	free(c->own[SCREEN_QUEUE]);
	c->own[SCREEN_QUEUE] = NULL;
}

static struct parts
part(int rows)
{
	struct parts p = {.rows = rows - 1};

	if (rows < DETAIL_LEAST)
		return p;
	p.detail = ((rows - 2) * 2 + 2) / 5;
	if (p.detail > DETAIL_MOST)
		p.detail = DETAIL_MOST;
	p.rows -= p.detail + 1;
	return p;
}

/* The first row on the screen, such that row `at` is in sight. */
static size_t
first_row(size_t top, size_t at, size_t room, size_t count)
{
	if (count <= room)
		return 0;
	if (at != BOARD_NOWHERE && at < top)
		top = at;
	if (at != BOARD_NOWHERE && at >= top + room)
		top = at - room + 1;
	return top > count - room ? count - room : top;
}

/* ---- drawing ---- */

/* What is beyond the screen, counted: "4 more below: priority 1 0, late 0". */
static void
say_beyond(
    const struct console *c, size_t top, size_t room, char *text, size_t size)
{
	size_t count = board_count(c->board), below = top + room;
	size_t first = 0, late = 0;
	const char *filter = board_filter_words(c->board);

	text[0] = '\0';
	for (size_t n = below; n < count; n++) {
		const struct board_row *r = board_at(c->board, n);

		first += !r->ghost && queue_is_first(&r->q);
		late += r->q.late != 0;
	}
	if (*filter)
		snprintf(text, size, _("only \"%s\", %zu hidden"), filter,
		    board_hidden(c->board));
	else if (below < count)
		snprintf(text, size, _("%zu more below: PRI1 %zu LATE %zu"),
		    count - below, first, late);
	else if (top > 0)
		snprintf(text, size, _("%zu more above"), top);
}

static void
draw_rule_below(
    const struct console *c, struct area a, int row, size_t top, size_t room)
{
	const struct board_row *r = board_row(c->board, c->incident);
	char title[256] = "", right[192], level[SAY_SIZE];

	if (r && r->q.incident)
		snprintf(title, sizeof(title), "%s %s  %s",
		    console_number(r->q.incident),
		    say_category(c, r->q.incident),
		    say_priority(r->q.incident->priority, level));
	say_beyond(c, top, room, right, sizeof(right));
	draw_rule(a, row, STYLE_TITLE, title, *right ? right : NULL);
}

static void
draw_rows(const struct console *c, struct area a, size_t top)
{
	struct queue_columns columns = queue_columns(a.cols);
	size_t at = board_index(c->board, c->incident);
	size_t count = board_count(c->board);

	for (size_t k = 0; k < (size_t)a.rows && top + k < count; k++)
		queue_draw_row(c, a, (int)k, &columns,
		    board_at(c->board, top + k), top + k == at);
	if (count == 0)
		draw_text(a, 0, 2, a.cols - 2, STYLE_DIM,
		    _("no open incidents; i writes a new one"));
	draw_cursor(a, at == BOARD_NOWHERE ? 0 : (int)(at - top), 0);
}

void
queue_draw(const struct console *c, struct area a)
{
	struct queue_columns columns = queue_columns(a.cols);

	queue_draw_head(a, 0, &columns);
	draw_rows(c, area_part(a, 1, 0, a.rows - 1, a.cols), 0);
}

void
queue_draw_detail(const struct console *c, struct area a)
{
	detail_draw(c, &own(c)->detail, a);
}

static void
draw(const struct console *c, struct area a)
{
	const struct own *o = own(c);
	struct parts p = part(a.rows);
	struct queue_columns columns = queue_columns(a.cols);
	size_t room = p.rows > 0 ? (size_t)p.rows : 0;
	size_t top = first_row(o->top, board_index(c->board, c->incident), room,
	    board_count(c->board));

	queue_draw_head(a, 0, &columns);
	draw_rows(c, area_part(a, 1, 0, p.rows, a.cols), top);
	if (p.detail == 0)
		return;
	draw_rule_below(c, a, p.rows + 1, top, room);
	detail_draw(
	    c, &o->detail, area_part(a, p.rows + 2, 0, p.detail, a.cols));
}

/* ---- choosing a row ---- */

/* Rows that the queue has on this screen. */
static size_t
room_now(const struct console *c)
{
	int rows = frame_area(c, SCREEN_QUEUE).rows;

	rows = part(rows).rows;
	return rows > 0 ? (size_t)rows : 1;
}

static void
choose(struct console *c, const char *id)
{
	struct own *o = own(c);

	list_close(c);
	o->picked[0] = '\0';
	text_copy_cut(c->incident, sizeof(c->incident), id);
	board_select(c->board, c->incident);
	o->top = first_row(o->top, board_index(c->board, c->incident),
	    room_now(c), board_count(c->board));
	detail_update(c, &o->detail);
	console_touch(c);
}

/* Goes `by` rows on, as far as there are any. */
static void
move(struct console *c, int64_t by)
{
	int64_t count = (int64_t)board_count(c->board);
	size_t at = board_index(c->board, c->incident);
	int64_t to = at == BOARD_NOWHERE ? 0 : (int64_t)at + by;
	char id[ID_SIZE];

	if (count == 0)
		return;
	to = to < 0 ? 0 : to >= count ? count - 1 : to;
	/* The row may go when it is left: its id is kept. */
	text_copy_cut(id, sizeof(id), board_at(c->board, (size_t)to)->id);
	choose(c, id);
}

void
queue_jump(struct console *c, const char *id)
{
	char to[ID_SIZE];

	text_copy_cut(to, sizeof(to), id);
	text_copy_cut(c->before_id, sizeof(c->before_id), c->incident);
	c->before = SCREEN_QUEUE;
	choose(c, to);
}

/*
 * To the most urgent, and where none is to overdue tasks; pressed again at
 * once, or there already, to the next.
 * After anything else it begins at the top anew: `w d 1` sends to what is
 * most urgent each time.
 */
static void
go_urgent(struct console *c)
{
	const char *id = board_most_urgent(c->board);

	if (id && (c->strokes == c->urgent + 1 || strcmp(id, c->incident) == 0))
		id = board_urgent(c->board);
	if (id)
		queue_jump(c, id);
	else if (!tasks_go_overdue(c))
		console_say(c, STYLE_OK, "%s", _("nothing is urgent"));
	c->urgent = c->strokes;
}

static void
go_next_hit(struct console *c)
{
	size_t count = board_count(c->board);
	size_t at = board_index(c->board, c->incident);

	if (!*board_filter_words(c->board)) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing is looked for: / takes words"));
		return;
	}
	for (size_t k = 1; k <= count; k++) {
		size_t n = at == BOARD_NOWHERE ? k - 1 : (at + k) % count;
		const struct board_row *r = board_at(c->board, n);

		if (r->ghost || !board_hits(c->board, r))
			continue;
		queue_jump(c, r->id);
		return;
	}
	console_say(c, STYLE_NORMAL, "%s", _("no row has these words"));
}

static void
go_back_to(struct console *c)
{
	if (c->before != SCREEN_QUEUE)
		console_go(c, c->before);
	else if (*c->before_id && board_row(c->board, c->before_id))
		queue_jump(c, c->before_id);
	else
		console_say(
		    c, STYLE_NORMAL, "%s", _("there is nowhere to go back to"));
}

/* Esc ends the filter, the one thing here that hides something. */
static void
go_back(struct console *c)
{
	if (!*board_filter_words(c->board))
		return;
	board_filter(c->board, "");
	console_say(c, STYLE_NORMAL, "%s", _("all incidents are shown"));
}

static void
open_timeline(struct console *c)
{
	/* What is over has its story still. */
	if (!board_ghost(c->board) && !queue_incident(c))
		return;
	console_go(c, SCREEN_TIMELINE);
	view_timeline.tick(c);
}

/* ---- what happens meanwhile ---- */

/*
 * When nothing is selected, the first row is, and stays so: a mark that moved
 * by itself would send a key to the neighbour. Only while the first picture
 * comes does it follow what comes to stand first.
 */
static void
tick(struct console *c)
{
	struct own *o = own(c);
	bool picked = strcmp(c->incident, o->picked) == 0;

	if (board_count(c->board) > 0 &&
	    (!*c->incident || (picked && !o->live))) {
		text_copy_cut(c->incident, sizeof(c->incident),
		    board_at(c->board, 0)->id);
		text_copy_cut(o->picked, sizeof(o->picked), c->incident);
		board_select(c->board, c->incident);
	}
	o->live = board_is_live(c->board);
	detail_update(c, &o->detail);
}

/* ---- what acts are about ---- */

static const struct record *
selected(const struct console *c)
{
	const struct board_row *r = board_row(c->board, c->incident);

	if (!r || r->ghost || !r->q.incident)
		return NULL;
	return &r->q.incident->head;
}

const struct incident *
queue_incident(struct console *c)
{
	const struct record *r = selected(c);
	const struct incident *ghost = board_ghost(c->board);

	if (!r && ghost)
		console_say(c, STYLE_ERROR,
		    _("%s is over: nothing was done; choose another line"),
		    console_number(ghost));
	else if (!r)
		console_say(
		    c, STYLE_NORMAL, "%s", _("no incident is selected"));
	return (const struct incident *)r;
}

static size_t
count_hits(const struct console *c)
{
	size_t n = 0;

	for (size_t k = 0; k < board_count(c->board); k++)
		n += !board_at(c->board, k)->ghost &&
		     board_hits(c->board, board_at(c->board, k));
	return n;
}

/*
 * What is urgent pierces the filter and stands above: the selection goes to
 * the first that was looked for, unless it is on one already.
 */
static void
show_hits(struct console *c, const char *words)
{
	const struct board_row *r = board_row(c->board, c->incident);
	size_t found = count_hits(c);

	if (found > 0 && (!r || r->ghost || !board_hits(c->board, r)))
		go_next_hit(c);
	console_say(c, found ? STYLE_NORMAL : STYLE_ERROR,
	    _("\"%s\": %zu found, %zu hidden, urgent ones stay; n next, Esc "
	      "shows all"),
	    words, found, board_hidden(c->board));
}

void
command_filter(struct console *c, const struct call *call)
{
	const char *words = text_or(call_text(call, ARG_filter_text), "");

	board_filter(c->board, words);
	console_go(c, SCREEN_QUEUE);
	if (*words)
		show_hits(c, words);
	else
		console_say(
		    c, STYLE_NORMAL, "%s", _("all incidents are shown"));
}

const struct view view_queue = {.screen = SCREEN_QUEUE,
    .tab = "Queue",
    .open = open_queue,
    .close = close_queue,
    .draw = draw,
    .move = move,
    .page = room_now,
    .selected = selected,
    .tick = tick,
    .act = {
        [ACTION_OPEN] = open_timeline,
        [ACTION_BACK] = go_back,
        [ACTION_URGENT] = go_urgent,
        [ACTION_NEXT_HIT] = go_next_hit,
        [ACTION_BACK_TO] = go_back_to,
        [ACTION_TIMELINE] = open_timeline,
        [ACTION_SIGN] = act_sign,
        [ACTION_DISPATCH] = act_dispatch,
        [ACTION_STEPS] = act_steps,
        [ACTION_WRITE] = act_write,
        [ACTION_PRIORITY] = act_priority,
        [ACTION_EDIT] = form_edit,
        [ACTION_REPORT] = form_report,
        [ACTION_CALL] = form_reveal,
        [ACTION_HOLD] = act_hold,
        [ACTION_VOICE] = act_voice,
        [ACTION_PLAN] = act_plan,
        [ACTION_GROUND] = act_search,
        [ACTION_SHOW] = act_show,
        [ACTION_TAKE_BACK] = act_take_back,
        [ACTION_JOIN] = act_join,
    }};
