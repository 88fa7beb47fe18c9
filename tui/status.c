/*
 * Row 1 is drawn without attributes where it ticks, so that a tick is a digit
 * and two moves of the cursor: an attribute would cost as much again.
 */
#include "tui/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/board.h"
#include "tui/chat.h"
#include "tui/form.h"
#include "tui/keyboard.h"
#include "tui/keys.h"
#include "tui/login.h"
#include "tui/prompt.h"
#include "tui/send.h"
#include "tui/view-tasks.h"
#include "tui/words.h"

#define LINE_SIZE 512
#define WIDE_COLS 120 /* from here on there is room to say more */

/* A row that is written from the left. */
struct pen {
	struct area area;
	int row, col, end;
};

static void pen_put(struct pen *pen, enum style style, const char *fmt, ...)
    PRINTF(3, 4);

static void
pen_put(struct pen *pen, enum style style, const char *fmt, ...)
{
	char text[LINE_SIZE];
	va_list args;
	int width = pen->end - pen->col;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (width > 0)
		pen->col += draw_text_flags(pen->area, pen->row, pen->col,
		    width, style, DRAW_NO_PAD | DRAW_MARK, text, strlen(text));
}

/* Row 1, right: how old. */

static bool
is_out(const struct console *c)
{
	enum link_state state = link_state(c->link);

	return state == LINK_DOWN || state == LINK_CONNECTING;
}

static void
say_age(const struct console *c, char *out, size_t size)
{
	int64_t age = link_age(c->link);
	char ago[TIME_SIZE];

	if (age < 0)
		snprintf(out, size, "%s", _("no picture"));
	else if (is_out(c))
		snprintf(out, size, _("picture %s old"), time_age(age, ago));
	else if (link_is_old(c->link))
		snprintf(
		    out, size, _("picture OLD %llds"), (long long)(age / 1000));
	else if (c->thin)
		snprintf(out, size, "%s",
		    age < TIME_MINUTE ? _("picture <1m") : _("picture old"));
	else
		snprintf(
		    out, size, _("picture %llds"), (long long)(age / 1000));
}

static void
say_link(const struct console *c, bool wide, char *out, size_t size)
{
	int64_t trip = link_round_trip(c->link);

	switch (link_state(c->link)) {
	case LINK_DOWN:
	case LINK_CONNECTING:
		out[0] = '\0';
		break;
	case LINK_SNAPSHOT:
		snprintf(out, size, "%s", _("loading"));
		break;
	case LINK_LIVE:
		if (trip < 0)
			snprintf(out, size, "%s", _("link -"));
		else
			snprintf(out, size,
			    wide ? _("link ok %lldms") : _("link %lldms"),
			    (long long)trip);
		break;
	case LINK_LOGIN:
	case LINK_MUST_CHANGE:
		snprintf(out, size, "%s", _("not logged in"));
		break;
	}
}

static void
say_unsent(const struct console *c, bool wide, char *out, size_t size)
{
	msec_t oldest;
	size_t n = outbox_unsent(link_outbox(c->link), &oldest);
	char age[TIME_SIZE];

	if (n > 0 && wide && !c->thin)
		snprintf(out, size, _("unsent %zu oldest %s"), n,
		    time_age(c->boot - oldest, age));
	else
		snprintf(out, size, _("unsent %zu"), n);
}

static void
say_right(const struct console *c, bool wide, char *out, size_t size)
{
	char link[64], age[64], unsent[64], hm[TIME_SIZE];

	say_link(c, wide, link, sizeof(link));
	say_age(c, age, sizeof(age));
	say_unsent(c, wide, unsent, sizeof(unsent));
	time_hm(c->now, c->zone, hm);
	if (is_out(c))
		snprintf(out, size, "%s %s  %s", unsent, _("use radio"), hm);
	else if (send_any_wants_radio(c))
		snprintf(
		    out, size, "%s %s %s  %s", age, unsent, _("USE RADIO"), hm);
	else
		snprintf(out, size, "%s%s%s  %s  %s", link, wide ? "  " : " ",
		    age, unsent, hm);
}

/* Row 1, left: who. */

static void
put_seat(const struct console *c, struct pen *pen)
{
	const char *seat = session_info(link_session(c->link))->seat;

	if (*seat && strspn(seat, "0123456789") == strlen(seat))
		pen_put(pen, STYLE_NORMAL, _("  seat %s"), seat);
	else if (*seat)
		pen_put(pen, STYLE_NORMAL, "  %s", seat);
}

/* What is wrong, and how old that leaves the picture. */
struct down {
	char what[64], age[64];
};

static void
say_down(const struct console *c, struct down *d)
{
	char since[TIME_SIZE];

	*d = (struct down){0};
	if (link_age(c->link) < 0) {
		snprintf(d->what, sizeof(d->what), "%s", _("NO LINK"));
		return;
	}
	time_hms(link_since_at(c->link), c->zone, since);
	snprintf(d->what, sizeof(d->what), _("LINK DOWN since %s"), since);
	say_age(c, d->age, sizeof(d->age));
}

static int
cells(const char *text)
{
	return (int)text_width(text, strlen(text));
}

/*
 * The name gives way to what follows it when the link is down: how old the
 * picture is must never be what is cut.
 */
static void
put_name(const struct console *c, struct pen *pen, const struct down *d)
{
	const struct station *s = console_station(c);
	const char *name = s ? text_or(s->name, "") : "watchroom";
	int end = pen->end;

	if (*d->what)
		pen->end -= cells(d->what) + cells(d->age) + 4;
	if (*d->what && link_is_drill(c->link))
		pen->end -= cells(_("DRILL")) + 1;
	pen_put(pen, STYLE_TITLE, "%s", name);
	pen->end = end;
	pen_put(pen, STYLE_NORMAL, " ");
}

static void
put_left(const struct console *c, struct pen *pen)
{
	const struct station *s = console_station(c);
	struct down down = {0};

	if (is_out(c))
		say_down(c, &down);
	put_name(c, pen, &down);
	if (link_is_drill(c->link)) {
		pen_put(pen, STYLE_DRILL, "%s", _("DRILL"));
		pen_put(pen, STYLE_NORMAL, " ");
	}
	if (is_out(c)) {
		pen_put(pen, STYLE_STALE, "%s", down.what);
		pen_put(pen, STYLE_NORMAL, "  %s", down.age);
		return;
	}
	if (s && s->mode)
		pen_put(pen, STYLE_NORMAL, "%s", console_label(c, s->mode));
	put_seat(c, pen);
}

static void
draw_first(const struct console *c, struct area a)
{
	char right[LINE_SIZE];
	struct pen pen = {.area = a, .row = 0};
	int width;

	say_right(c, a.cols >= WIDE_COLS, right, sizeof(right));
	width = (int)text_width(right, strlen(right));
	draw_text_flags(
	    a, 0, 0, a.cols, STYLE_NORMAL, DRAW_RIGHT, right, strlen(right));
	pen.end = a.cols - width - 1;
	put_left(c, &pen);
}

/* Row 2 */

/* What needs a person, and how many of them. */
struct group {
	enum style some; /* when there are any */
	const char *label;
	size_t n;
	bool shown; /* still */
};

#define GROUPS 10
#define GROUP_GAP 2   /* blanks between two */
#define GROUPS_KEPT 4 /* the first, which stand whatever there is room for */

static int
group_width(const struct group *g)
{
	char text[LINE_SIZE];

	/* TRANSLATORS: what needs a person, and how many of them */
	snprintf(text, sizeof(text), _("%s %zu"), g->label, g->n);
	return cells(text) + GROUP_GAP;
}

static int
groups_width(const struct group *g, size_t count)
{
	int width = 0;

	for (size_t k = 0; k < count; k++)
		width += g[k].shown ? group_width(&g[k]) : 0;
	return width > 0 ? width - GROUP_GAP : 0;
}

/* The lowest of those on view that may go: first one without any, or NULL. */
static struct group *
lowest(struct group g[GROUPS])
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t k = GROUPS; k-- > GROUPS_KEPT;)
			if (g[k].shown && (pass == 1 || g[k].n == 0))
				return &g[k];
	return NULL;
}

/* Nothing is cut: a number without its end would be another number. */
static void
fit_groups(struct group g[GROUPS], int room)
{
	struct group *gone;

	while (groups_width(g, GROUPS) > room && (gone = lowest(g)))
		gone->shown = false;
}

static void
put_groups(struct pen *pen, const struct group g[GROUPS])
{
	int gap = 0; /* between two: none behind the last, which may be full */

	for (size_t k = 0; k < GROUPS; k++) {
		if (!g[k].shown)
			continue;
		pen_put(pen, STYLE_NORMAL, "%*s", gap, "");
		pen_put(pen, g[k].n ? g[k].some : STYLE_NORMAL, _("%s %zu"),
		    g[k].label, g[k].n);
		gap = GROUP_GAP;
	}
}

/* In the order in which they matter: where there is no room the last go. */
static void
count_groups(const struct console *c, bool wide, struct group g[GROUPS])
{
	struct board_counts n = board_counts(c->board);
	const struct group groups[GROUPS] = {
	    {STYLE_URGENT, _("EMERG"), n.emergencies, true},
	    {STYLE_URGENT, _("PRI1"), n.first, true},
	    {STYLE_LATE, _("LATE"), n.late, true},
	    {STYLE_UNSENT, _("UNACK"), n.unsigned_, true},
	    {STYLE_UNSENT, _("UNTAKEN"), n.untaken, wide},
	    {STYLE_BOLD, _("REVIEW"), n.review, true},
	    {STYLE_LATE, _("OVERDUE"), tasks_overdue(c),
	        wide || tasks_overdue(c) > 0},
	    {STYLE_NORMAL, _("HELD"), n.held, wide},
	    {STYLE_BOLD, _("MUSTREAD"), chat_mustreads(c), true},
	    {STYLE_NORMAL, _("unread"), chat_unread(c), true},
	};

	memcpy(g, groups, sizeof(groups));
}

static void
draw_second(const struct console *c, struct area a)
{
	struct pen pen = {.area = a, .row = 1, .end = a.cols};
	const char *urgent = _("w next urgent");
	struct group groups[GROUPS];
	int room = a.cols - cells(urgent) - 1;

	if (!c->board)
		return;
	count_groups(c, a.cols >= WIDE_COLS, groups);
	if (groups_width(groups, GROUPS_KEPT) <= room) {
		draw_text_flags(a, 1, 0, a.cols, STYLE_NORMAL, DRAW_RIGHT,
		    urgent, strlen(urgent));
		pen.end = room;
	}
	fit_groups(groups, pen.end);
	put_groups(&pen, groups);
}

void
status_draw_head(const struct console *c, struct area a)
{
	draw_first(c, a);
	draw_second(c, a);
}

/* The last three */

/* What was left half-written, where there is room behind the tabs. */
static void
draw_draft(const struct console *c, struct area a, int from)
{
	const struct form *f = form_kept(c);
	char title[200], text[256];

	if (!f)
		return;
	snprintf(text, sizeof(text), _("draft: %s"),
	    form_say_title(f, title, sizeof(title)));
	draw_text_flags(a, 1, from, a.cols - from, STYLE_UNSENT,
	    DRAW_RIGHT | DRAW_MARK | DRAW_NO_PAD, text, strlen(text));
}

static void
draw_tabs(const struct console *c, struct area a)
{
	struct pen pen = {.area = a, .row = 1, .end = a.cols};
	size_t unsent = outbox_unsent(link_outbox(c->link), NULL);

	pen_put(&pen, STYLE_NORMAL, "g+ ");
	for (enum screen s = SCREEN_QUEUE; s <= SCREEN_OUTBOX; s++) {
		enum action go = ACTION_GO_QUEUE + (s - SCREEN_QUEUE);
		const char *keys = keys_of(c->keys, go);

		if (!views[s])
			continue;
		if (keys[0] == 'g' && keys[1] > ' ')
			pen_put(&pen, STYLE_KEY, "%c", keys[1]);
		pen_put(&pen, s == c->screen ? STYLE_FOCUS : STYLE_NORMAL, "%s",
		    words_in("key", actions[go].word));
		if (s == SCREEN_CHAT && chat_unread(c))
			pen_put(&pen, STYLE_BOLD, ":%zu", chat_unread(c));
		if (s == SCREEN_OUTBOX && unsent)
			pen_put(&pen, STYLE_UNSENT, ":%zu", unsent);
		pen_put(&pen, STYLE_NORMAL, " ");
	}
	draw_draft(c, a, pen.col + 1);
}

static void
draw_question(const struct console *c, struct area a)
{
	struct pen pen = {.area = a, .row = 2, .end = a.cols};

	pen_put(&pen, STYLE_BOLD, "%s ", c->question.text);
	draw_cursor(a, 2, pen.col);
	pen_put(&pen, STYLE_NORMAL, "%s", _(" y yes, any other key no"));
}

/* The first key bound to an action, "" when none is. */
static void
first_key(const struct console *c, enum action action, char out[8])
{
	const char *keys = keys_of(c->keys, action);

	snprintf(out, 8, "%.*s", (int)strcspn(keys, " "), keys);
}

/* Its word on this view, in the console's language; "" for none. */
static const char *
word_of(const struct view *view, enum action action)
{
	if (view && view->word[action])
		return words_in("key", view->word[action]);
	return words_in("key", actions[action].word);
}

/* The cells it needs; 0 when it is not to be shown. */
static int
key_width(const struct console *c, const struct view *view, enum action action)
{
	char key[8];
	const char *word = word_of(view, action);

	first_key(c, action, key);
	if (!*key || !*word)
		return 0;
	return (int)(strlen(key) + text_width(word, strlen(word)));
}

static void
put_key(const struct console *c, struct pen *pen, const struct view *view,
    enum action action)
{
	char key[8];
	int width = key_width(c, view, action), gap = pen->col > 0;

	first_key(c, action, key);
	if (width == 0 || pen->col + gap + width > pen->end)
		return;
	pen_put(pen, STYLE_NORMAL, "%*s", gap, "");
	pen_put(pen, STYLE_KEY, "%s", key);
	pen_put(pen, STYLE_NORMAL, "%s", word_of(view, action));
}

static bool
is_first(const struct view *view, enum action action)
{
	for (size_t i = 0; i < VIEW_FIRST && view->first[i]; i++)
		if (view->first[i] == action)
			return true;
	return false;
}

/* What is a screen's own comes first; on every screen stands what is last. */
static void
draw_keys(const struct console *c, struct area a)
{
	static const enum action last[] = {
	    ACTION_FILTER, ACTION_COMMAND, ACTION_HELP};
	const struct view *view = views[c->screen];
	struct pen pen = {.area = a, .row = 2, .end = a.cols};
	int new = key_width(c, view, ACTION_NEW) + 1;

	for (size_t i = 0; i < COUNT_OF(last); i++)
		pen.end -= key_width(c, view, last[i]) + 1;
	for (size_t i = 0; view && i < VIEW_FIRST && view->first[i]; i++)
		put_key(c, &pen, view, view->first[i]);
	pen.end -= new;
	for (enum action i = ACTION_SIGN; view && i < ACTION_COUNT; i++)
		if (view->act[i] && i != ACTION_NEW && !is_first(view, i))
			put_key(c, &pen, view, i);
	pen.end += new;
	if (!is_first(view, ACTION_NEW))
		put_key(c, &pen, view, ACTION_NEW);
	pen.end = a.cols;
	for (size_t i = 0; i < COUNT_OF(last); i++)
		put_key(c, &pen, view, last[i]);
}

void
status_draw_foot(const struct console *c, struct area a)
{
	draw_text_flags(a, 0, 0, a.cols, c->result.style, DRAW_MARK,
	    c->result.text, strlen(c->result.text));
	if (prompt_is_open(c->prompt)) {
		prompt_draw(c, area_part(a, 1, 0, 2, a.cols));
		return;
	}
	if (!login_is_open(c))
		draw_tabs(c, a);
	if (keyboard_asks(c))
		draw_question(c, a);
	else if (chat_is_writing(c) && !c->form && !login_is_open(c))
		draw_text(a, 2, 0, a.cols, STYLE_DIM,
		    _("Enter sends  Tab completes @P1 #0131  Esc keeps it for "
		      "later"));
	else if (!login_is_open(c))
		draw_keys(c, a);
}
