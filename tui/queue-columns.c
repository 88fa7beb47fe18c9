/*
 * The left half of a row stands in the same cells at any width, so that the
 * eye finds clock and state blindly; what is wider grows to the right.
 *
 *	0 mark of selection  1 mark  2 level  3 / has the words looked for
 *	4 number  9 step  12 clock
 *	19 state  28 type  then place, units, grid, owner, reported, age
 */
#include "tui/queue-columns.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/say.h"
#include "tui/words.h"

enum {
	LEVEL = 2,
	HIT = 3,
	NUMBER = 4,
	STEP = 9,
	CLOCK = 12,
	CLOCK_WIDTH = 6,
	STATE = 19,
	STATE_WIDTH = 8,
	TYPE = 28,
	/* Widths at 80 columns, each with a blank behind it. */
	TYPE_LEAST = 12,
	PLACE_LEAST = 20,
	UNITS_LEAST = 12,
	AGE_WIDTH = 5,
	LEAST = 80,
	PLACE_KEPT = 8, /* below 80 columns places give their room first */
};

/* Takes `width` and a blank from what is left, if there is as much. */
static int
spend(int *left, int width)
{
	if (*left < width + 1)
		return 0;
	*left -= width + 1;
	return width;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* The next column from *col on, and a blank behind it. */
static struct span
span(int *col, int width)
{
	struct span s = {*col, width};

	if (width > 0)
		*col += width + 1;
	return s;
}

struct queue_columns
queue_columns(int cols)
{
	struct queue_columns c = {0};
	int left = cols > LEAST ? cols - LEAST : 0;
	int grid = spend(&left, 4), owner = spend(&left, 6);
	int reported = spend(&left, 8), repeats = spend(&left, 3);
	int type = least(left / 6, 10), units = least(left / 3, 20);
	int place = cols < LEAST
	                ? -least(LEAST - cols, PLACE_LEAST - PLACE_KEPT)
	                : least(left - type - units, 60);
	int col = TYPE;

	c.type = span(&col, TYPE_LEAST + type);
	c.place = span(&col, PLACE_LEAST + place);
	c.units = span(&col, UNITS_LEAST + units);
	c.grid = span(&col, grid);
	c.owner = span(&col, owner);
	c.reported = span(&col, reported);
	/* Half a number would be another number. */
	c.age = span(&col, col + AGE_WIDTH <= cols ? AGE_WIDTH : 0);
	c.repeats = span(&col, repeats);
	return c;
}

static void
head(struct area a, int row, struct span s, unsigned flags, const char *text)
{
	if (s.width > 0)
		draw_text_flags(a, row, s.col, s.width, STYLE_HEADER,
		    flags | DRAW_NO_PAD, text, strlen(text));
}

void
queue_draw_head(struct area a, int row, const struct queue_columns *c)
{
	head(a, row, (struct span){LEVEL, 2}, 0, _("P"));
	head(a, row, (struct span){NUMBER, 5}, 0, _("No"));
	head(a, row, (struct span){STEP, 9}, 0, _("Clock"));
	head(a, row, (struct span){STATE, 9}, 0, _("State"));
	head(a, row, c->type, 0, _("Type"));
	head(a, row, c->place, 0, _("Place"));
	head(a, row, c->units, 0, _("Units"));
	head(a, row, c->grid, 0, _("Grid"));
	head(a, row, c->owner, 0, _("Owner"));
	head(a, row, c->reported, 0, _("Told"));
	head(a, row, c->age, DRAW_RIGHT, _("Age"));
	head(a, row, c->repeats, 0, _("Rep"));
}

/* ---- the cells of a row ---- */

static void
put(struct area a, int row, struct span s, enum style style, const char *text)
{
	if (s.width > 0)
		draw_text_flags(a, row, s.col, s.width, style,
		    DRAW_MARK | DRAW_NO_PAD, text, strlen(text));
}

static void
put_right(
    struct area a, int row, struct span s, enum style style, const char *text)
{
	if (s.width > 0)
		draw_text_flags(a, row, s.col, s.width, style,
		    DRAW_RIGHT | DRAW_NO_PAD, text, strlen(text));
}

static enum style
mark_style(char mark)
{
	switch (mark) {
	case '^':
		return STYLE_UNSENT;
	case '!':
		return STYLE_LATE;
	case '*':
		return STYLE_NEW;
	case '=':
		return STYLE_REPEAT;
	default:
		return STYLE_NORMAL;
	}
}

static void
put_head(struct area a, int row, const struct board_row *r)
{
	const struct incident *i = r->q.incident;
	char mark[2] = {queue_mark(&r->q), '\0'}, level[2] = " ";

	if (i->priority >= 1 && i->priority <= 9)
		level[0] = (char)('0' + i->priority);
	put(a, row, (struct span){1, 1}, mark_style(mark[0]), mark);
	put(a, row, (struct span){LEVEL, 1},
	    queue_is_first(&r->q) ? STYLE_URGENT : STYLE_NORMAL, level);
	put(a, row, (struct span){NUMBER, 5},
	    r->q.late ? STYLE_LATE : STYLE_NORMAL, console_number(i));
}

/*
 * What ticks is drawn plain: a digit with attributes costs three without. What
 * stands still around it says that it is late.
 */
static void
put_clock(
    const struct console *c, struct area a, int row, const struct board_row *r)
{
	const struct incident *i = r->q.incident;
	enum style style = r->q.late ? STYLE_LATE : STYLE_NORMAL;
	char text[SAY_SIZE];
	int width;

	put(a, row, (struct span){STEP, 2}, style,
	    say_step(&r->q.clock, i->state));
	say_clock(c, &r->q.clock, text);
	width = (int)text_width(text, strlen(text));
	put_right(
	    a, row, (struct span){CLOCK, CLOCK_WIDTH}, STYLE_NORMAL, text);
	if (text[0] == '+' && width <= CLOCK_WIDTH)
		put(a, row, (struct span){CLOCK + CLOCK_WIDTH - width, 1},
		    STYLE_LATE, "+");
	put(a, row, (struct span){STATE, STATE_WIDTH}, STYLE_NORMAL,
	    say_state(i, c->now));
}

static void
put_type(const struct console *c, struct area a, int row,
    const struct queue_columns *columns, const struct incident *i)
{
	char text[256];

	snprintf(text, sizeof(text), "%s", say_category(c, i));
	if (i->repeats > 0 && !columns->repeats.width)
		snprintf(text, sizeof(text), "%s x%lld", say_category(c, i),
		    (long long)i->repeats);
	put(a, row, columns->type, STYLE_NORMAL, text);
}

/* "=0128 90m", or the same in words; without the distance when it is none. */
static void
say_repeat(const struct console *c, const struct incident *i, const char *fmt,
    bool distance, char *text, size_t size)
{
	const struct incident *other = console_incident(c, i->repeat);
	char metres[SAY_SIZE] = "";
	size_t len;

	if (distance && other && point_set(i->spot) && point_set(other->spot))
		say_distance(point_distance(i->spot, other->spot), metres);
	snprintf(text, size, fmt, say_number_of(c, i->repeat), metres);
	len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
}

static int
cells(const char *text)
{
	return (int)text_width(text, strlen(text));
}

/*
 * The place stands first whatever else is said: a patrol can be sent to a
 * place, not to a number. What it may be a repeat of follows as fully as there
 * is room: in words, as "=0128 90 m", at least as "=0128". Where that would
 * leave a letter or two of the place, the mark before the row must do.
 */
static void
put_repeat(const struct console *c, struct area a, int row, struct span s,
    const struct incident *i)
{
	const char *place = text_or(i->place, "-");
	const struct {
		const char *fmt;
		bool distance;
	} forms[] = {
	    {_("repeat %s? %s"), true}, {"=%s %s", true}, {"=%s", false}};
	char text[SAY_SIZE + 64] = "";
	struct span rest = s;
	size_t k = 0;

	do
		say_repeat(
		    c, i, forms[k].fmt, forms[k].distance, text, sizeof(text));
	while (
	    cells(place) + 1 + cells(text) > s.width && ++k < COUNT_OF(forms));
	rest.width = least(s.width - cells(text) - 1, cells(place));
	if (rest.width < least(PLACE_KEPT, cells(place))) {
		put(a, row, s, STYLE_NORMAL, place);
		return;
	}
	put(a, row, rest, STYLE_NORMAL, place);
	rest.col += rest.width + 1;
	rest.width = cells(text);
	put(a, row, rest, STYLE_REPEAT, text);
}

static void
put_place(const struct console *c, struct area a, int row,
    const struct queue_columns *columns, const struct incident *i)
{
	if (i->repeat)
		put_repeat(c, a, row, columns->place, i);
	else
		put(a, row, columns->place, STYLE_NORMAL,
		    text_or(i->place, "-"));
}

static bool
is_sent(const struct board_row *r, const char *unit)
{
	for (size_t n = 0; n < r->orders; n++)
		if (assignment_live(r->order[n]->state) &&
		    text_is(r->order[n]->unit, unit))
			return true;
	return false;
}

/* A short text that is put together; what is too much is left out. */
struct words {
	char text[256];
	size_t len;
};

static void
add(struct words *w, const char *callsign, char mark)
{
	size_t room = sizeof(w->text) - w->len;
	int n = snprintf(w->text + w->len, room, "%s%s%c", w->len ? " " : "",
	    callsign, mark);

	if (n > 0 && (size_t)n < room)
		w->len += (size_t)n;
	else
		w->text[w->len] = '\0';
}

static bool
touches(const struct outbox_entry *e, const char *id)
{
	for (size_t k = 0; k < e->touches; k++)
		if (text_is(e->touch[k].id, id))
			return true;
	return false;
}

/* Whether it is a dispatch to it that the central has not answered yet. */
static bool
is_waiting(const struct outbox_entry *e, const char *incident)
{
	return !outbox_is_settled(e) && e->command->id == COMMAND_DISPATCH &&
	       touches(e, incident);
}

/* An order that was given anew, by voice, waits beside the one it replaces. */
static bool
waits_before(
    const struct outbox *o, size_t n, const char *incident, const char *unit)
{
	for (size_t k = 0; k < n; k++)
		if (is_waiting(outbox_at(o, k), incident) &&
		    touches(outbox_at(o, k), unit))
			return true;
	return false;
}

/* Units that are sent and not known to be. */
static void
add_unsent(const struct console *c, const struct board_row *r, struct words *w)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t n = 0; n < outbox_count(o); n++) {
		const struct outbox_entry *e = outbox_at(o, n);

		for (size_t k = 0; is_waiting(e, r->id) && k < e->touches; k++)
			if (e->touch[k].kind == KIND_UNIT &&
			    !is_sent(r, e->touch[k].id) &&
			    !waits_before(o, n, r->id, e->touch[k].id))
				add(w, say_callsign(c, e->touch[k].id), '^');
	}
}

static void
put_units(const struct console *c, struct area a, int row, struct span s,
    const struct board_row *r)
{
	struct words w = {.len = 0};

	for (size_t n = 0; n < r->orders; n++) {
		char mark = queue_unit_mark(r->order[n]);

		if (mark)
			add(&w, say_callsign(c, r->order[n]->unit), mark);
	}
	if (r->q.unsent)
		add_unsent(c, r, &w);
	put(a, row, s, STYLE_NORMAL, w.len ? w.text : "-");
}

static void
put_wide(const struct console *c, struct area a, int row,
    const struct queue_columns *columns, const struct incident *i)
{
	char text[SAY_SIZE];

	put(a, row, columns->grid, STYLE_NORMAL, say_grid(c, i->grid));
	put(a, row, columns->owner, STYLE_NORMAL, say_officer(c, i->owner));
	put(a, row, columns->reported, STYLE_NORMAL,
	    time_hms(say_told(i), c->zone, text));
	if (i->repeats > 0) {
		snprintf(text, sizeof(text), "x%lld", (long long)i->repeats);
		put(a, row, columns->repeats, STYLE_NORMAL, text);
	}
}

/* How it ended and by whom: the row of what is no longer there. */
static void
draw_ghost(
    const struct console *c, struct area a, int row, const struct board_row *r)
{
	const struct incident *i = r->q.incident;
	char hms[TIME_SIZE], who[SAY_SIZE], text[256];

	time_hms(i->ended ? i->ended : i->head.at, c->zone, hms);
	say_by(c, i->head.by, who);
	if (incident_open(i->state))
		snprintf(text, sizeof(text), "%s",
		    _("no longer shown here; choose another line"));
	else if (i->state == INCIDENT_MERGED)
		snprintf(text, sizeof(text),
		    _("joined into %s by %s at %s; choose another line"),
		    say_number_of(c, i->merged), who, hms);
	else
		snprintf(text, sizeof(text),
		    _("%s by %s at %s; choose another line"),
		    words_of(&enum_incident_state, i->state), who, hms);
	put(a, row, (struct span){NUMBER, 5}, STYLE_GHOST, console_number(i));
	put(a, row, (struct span){STEP, a.cols - STEP}, STYLE_GHOST, text);
}

void
queue_draw_row(const struct console *c, struct area a, int row,
    const struct queue_columns *columns, const struct board_row *r,
    bool selected)
{
	const struct incident *i = r->q.incident;
	char text[SAY_SIZE];

	if (selected)
		put(a, row, (struct span){0, 1}, STYLE_SELECTED, ">");
	if (r->ghost) {
		draw_ghost(c, a, row, r);
		return;
	}
	put_head(a, row, r);
	if (*board_filter_words(c->board) && board_hits(c->board, r))
		put(a, row, (struct span){HIT, 1}, STYLE_KEY, "/");
	put_clock(c, a, row, r);
	put_type(c, a, row, columns, i);
	put_place(c, a, row, columns, i);
	put_units(c, a, row, columns->units, r);
	put_wide(c, a, row, columns, i);
	put_right(a, row, columns->age, STYLE_NORMAL,
	    say_age(c, c->now - say_told(i), text));
}
