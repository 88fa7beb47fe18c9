/*
 * See view-units.h. Rows are kept sorted change by change, as the board's are:
 * who calls for help, who can go, who is sent, the rest; by callsign.
 */
#include "tui/view-units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/queue.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/act.h"
#include "tui/frame.h"
#include "tui/say.h"
#include "tui/walk.h"
#include "tui/words.h"

#define NOWHERE SIZE_MAX

enum { HEAD_ROWS = 2, FEW_ROWS = 19 };

/* Where each column begins at 80 cells, and how wide it is. */
enum {
	CALLSIGN = 2,
	CALLSIGN_WIDTH = 8,
	STATE = 11,
	STATE_WIDTH = 9,
	SINCE = 21,
	SINCE_WIDTH = 5,
	CREW = 28,
	CREW_WIDTH = 13,
	INCIDENT = 42,
	INCIDENT_WIDTH = 22,
	GRID = 65,
	GRID_WIDTH = 4,
	SEEN = 70,
	SEEN_WIDTH = 10,
	NOTE = 81,
};

struct own {
	const struct unit **unit; /* sorted; the table's */
	size_t count, room, top;
};

static struct own *
own(const struct console *c)
{
	return c->own[SCREEN_UNITS];
}

static bool
open_view(struct console *c)
{
	c->own[SCREEN_UNITS] = calloc(1, sizeof(struct own));
	return c->own[SCREEN_UNITS] != NULL;
}

static void
close_view(struct console *c)
{
	if (own(c))
		free(own(c)->unit);
	free(c->own[SCREEN_UNITS]);
	c->own[SCREEN_UNITS] = NULL;
}

/* ---- the order ---- */

static unsigned
rank_of(const struct unit *u)
{
	static const unsigned ranks[] = {
	    [UNIT_EMERGENCY] = 0,
	    [UNIT_AVAILABLE] = 1,
	    [UNIT_PATROL] = 1,
	    [UNIT_STATION] = 1,
	    [UNIT_COMMITTED] = 2,
	    [UNIT_RESERVED] = 3,
	    [UNIT_BUSY] = 3,
	    [UNIT_MEAL] = 3,
	    [UNIT_OOS] = 4,
	    [UNIT_OFF] = 5,
	};

	if (u->emergency)
		return 0;
	return u->state < COUNT_OF(ranks) ? ranks[u->state] : 4;
}

static int
compare(const struct unit *a, const struct unit *b)
{
	unsigned x = rank_of(a), y = rank_of(b);
	int order;

	if (x != y)
		return x < y ? -1 : 1;
	order =
	    text_casecmp(text_or(a->callsign, ""), text_or(b->callsign, ""));
	return order ? order : strcmp(a->head.id, b->head.id);
}

/* The first that does not stand before u. */
static size_t
lower(const struct own *o, const struct unit *u)
{
	size_t low = 0, high = o->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(o->unit[mid], u) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
take_out(struct own *o, const struct unit *u)
{
	size_t at = lower(o, u);

	if (at == o->count || !text_is(o->unit[at]->head.id, u->head.id))
		return;
	o->count--;
	memmove(o->unit + at, o->unit + at + 1,
	    (o->count - at) * sizeof(o->unit[0]));
}

static bool
put_in(struct own *o, const struct unit *u)
{
	size_t at = lower(o, u);

	if (o->count == o->room) {
		size_t room = o->room ? o->room * 2 : 64;
		const struct unit **more =
		    realloc(o->unit, room * sizeof(o->unit[0]));

		if (!more)
			return false;
		o->unit = more;
		o->room = room;
	}
	memmove(o->unit + at + 1, o->unit + at,
	    (o->count - at) * sizeof(o->unit[0]));
	o->unit[at] = u;
	o->count++;
	return true;
}

static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	const struct unit *was = (const struct unit *)old;
	const struct unit *is = (const struct unit *)now;

	if ((now ? now : old)->kind != KIND_UNIT)
		return;
	if (was && !was->retired)
		take_out(own(c), was);
	if (is && !is->retired && !put_in(own(c), is))
		console_end(c, PROBLEM_NO_MEMORY);
	if (is && !*c->unit)
		text_copy_cut(c->unit, sizeof(c->unit), is->head.id);
}

/* ---- drawing ---- */

static size_t
index_of(const struct console *c)
{
	const struct own *o = own(c);
	const struct unit *u = console_unit(c, c->unit);

	return u && !u->retired ? lower(o, u) : NOWHERE;
}

static size_t
first_row(size_t top, size_t at, size_t room, size_t count)
{
	if (count <= room)
		return 0;
	if (at < top)
		top = at;
	if (at != NOWHERE && at >= top + room)
		top = at - room + 1;
	return top > count - room ? count - room : top;
}

static void
put(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style, DRAW_MARK | DRAW_NO_PAD,
	    text, strlen(text));
}

static void
draw_head(const struct console *c, struct area a)
{
	const struct own *o = own(c);
	size_t can = 0, sent = 0, other = 0, off = 0;
	char title[128], stray[64] = "";

	for (size_t n = 0; n < o->count; n++) {
		unsigned rank = rank_of(o->unit[n]);

		can += rank == 1;
		sent += rank == 2;
		other += rank != 1 && rank != 2;
		off += walk_of(c, o->unit[n]) == BEAT_OFF;
	}
	if (off > 0)
		snprintf(stray, sizeof(stray), _("off their route %zu"), off);
	snprintf(title, sizeof(title), _("can go %zu  sent %zu  other %zu"),
	    can, sent, other);
	draw_rule(a, 0, STYLE_TITLE, title, *stray ? stray : NULL);
	put(a, 1, CALLSIGN, CALLSIGN_WIDTH, STYLE_HEADER, _("Unit"));
	put(a, 1, STATE, STATE_WIDTH, STYLE_HEADER, _("State"));
	draw_text_flags(a, 1, SINCE, SINCE_WIDTH, STYLE_HEADER,
	    DRAW_RIGHT | DRAW_NO_PAD, _("Since"), strlen(_("Since")));
	put(a, 1, CREW, CREW_WIDTH, STYLE_HEADER, _("Crew"));
	put(a, 1, INCIDENT, INCIDENT_WIDTH, STYLE_HEADER, _("Incident"));
	put(a, 1, GRID, GRID_WIDTH, STYLE_HEADER, _("Grid"));
	put(a, 1, SEEN, SEEN_WIDTH, STYLE_HEADER, _("Seen"));
	if (a.cols > NOTE + 10)
		put(a, 1, NOTE, a.cols - NOTE, STYLE_HEADER, _("Class, note"));
}

/*
 * What binds it: "0127@ Louqiao market", and how many more. Nothing: until
 * when its meal lasts, or whatever else ends by itself; else how it stands with
 * the route that it walks.
 */
static void
say_order(const struct console *c, const struct unit *u, char *out, size_t size)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	const struct incident *i;
	char hm[TIME_SIZE];
	size_t len = 0;

	out[0] = '\0';
	for (size_t n = 0; n < table_count(c->table, KIND_ASSIGNMENT); n++) {
		const struct assignment *a = (const struct assignment *)all[n];

		if (!assignment_live(a->state) ||
		    !text_is(a->unit, u->head.id) || len + 1 >= size)
			continue;
		i = console_incident(c, a->incident);
		snprintf(out + len, size - len, "%s%s%c %s", len ? " " : "",
		    i ? console_number(i) : "?", queue_unit_mark(a),
		    i ? text_or(i->place, "") : "");
		len = strlen(out);
	}
	if (!*out && u->until > c->now)
		snprintf(
		    out, size, _("until %s"), time_hm(u->until, c->zone, hm));
	if (!*out)
		walk_say(c, u, out, size);
}

static enum style
state_style(const struct unit *u)
{
	switch (rank_of(u)) {
	case 0:
		return STYLE_URGENT;
	case 1:
		return STYLE_OK;
	case 2:
		return STYLE_NORMAL;
	default:
		return STYLE_DIM;
	}
}

/* Whether it was to say that it is well, and did not. */
static bool
is_overdue(const struct console *c, const struct unit *u)
{
	return u->welfare && u->welfare <= c->now;
}

/* How long ago; a post is where it stands. */
static const char *
say_seen(const struct console *c, const struct unit *u, char out[SAY_SIZE])
{
	const struct position *p =
	    positions_get(link_positions(c->link), u->head.id);

	if (u->mobility == MOVES_FIXED)
		return point_set(u->home) ? _("a post") : _("post, ?");
	return p ? say_ago(c->now - p->at, out) : "-";
}

static void
draw_unit(const struct console *c, struct area a, int row, const struct unit *u,
    bool selected)
{
	const char *class = words_of(&enum_unit_class, u->class);
	char text[256];

	put(a, row, 0, 1, STYLE_SELECTED, selected ? ">" : " ");
	put(a, row, 1, 1, STYLE_LATE,
	    u->emergency || is_overdue(c, u) ? "!" : " ");
	put(a, row, CALLSIGN, CALLSIGN_WIDTH, STYLE_NORMAL,
	    text_or(u->callsign, "?"));
	put(a, row, STATE, STATE_WIDTH, state_style(u),
	    words_of(&enum_unit_state, u->state));
	say_age(c, u->since ? c->now - u->since : 0, text);
	draw_text_flags(a, row, SINCE, SINCE_WIDTH, STYLE_NORMAL,
	    DRAW_RIGHT | DRAW_NO_PAD, text, strlen(text));
	put(a, row, CREW, CREW_WIDTH, STYLE_NORMAL, text_or(u->crew, class));
	say_order(c, u, text, sizeof(text));
	put(a, row, INCIDENT, INCIDENT_WIDTH, STYLE_NORMAL, text);
	put(a, row, GRID, GRID_WIDTH, STYLE_NORMAL, say_grid(c, u->grid));
	put(a, row, SEEN, SEEN_WIDTH, STYLE_NORMAL, say_seen(c, u, text));
	snprintf(text, sizeof(text), "%s %s", class,
	    text_or(u->limits, text_or(u->note, "")));
	if (a.cols > NOTE + 10)
		put(a, row, NOTE, a.cols - NOTE, STYLE_NORMAL, text);
}

static void
draw(const struct console *c, struct area a)
{
	const struct own *o = own(c);
	size_t room = a.rows > HEAD_ROWS ? (size_t)(a.rows - HEAD_ROWS) : 0;
	size_t at = index_of(c), top = first_row(o->top, at, room, o->count);

	draw_head(c, a);
	for (size_t k = 0; k < room && top + k < o->count; k++)
		draw_unit(
		    c, a, (int)k + HEAD_ROWS, o->unit[top + k], top + k == at);
	if (o->count == 0)
		put(a, HEAD_ROWS, 2, a.cols - 2, STYLE_DIM,
		    _("no unit is known here"));
	draw_cursor(a, at == NOWHERE ? 0 : (int)(at - top) + HEAD_ROWS, 0);
}

/* ---- choosing ---- */

static size_t
room_now(const struct console *c)
{
	int rows = frame_area(c, SCREEN_UNITS).rows;

	return rows > HEAD_ROWS ? (size_t)(rows - HEAD_ROWS) : 1;
}

static void
move(struct console *c, int64_t by)
{
	struct own *o = own(c);
	size_t at = index_of(c);
	int64_t to = at == NOWHERE ? 0 : (int64_t)at + by;
	int64_t count = (int64_t)o->count;

	if (count == 0)
		return;
	to = to < 0 ? 0 : to >= count ? count - 1 : to;
	list_close(c);
	text_copy_cut(c->unit, sizeof(c->unit), o->unit[(size_t)to]->head.id);
	o->top = first_row(o->top, (size_t)to, room_now(c), o->count);
	console_touch(c);
}

static const struct record *
selected(const struct console *c)
{
	const struct unit *u = console_unit(c, c->unit);

	return u && !u->retired ? &u->head : NULL;
}

const struct unit *
units_selected(struct console *c)
{
	const struct record *r = selected(c);

	if (!r)
		console_say(c, STYLE_NORMAL, "%s", _("no unit is selected"));
	return (const struct unit *)r;
}

/* To the incident that it is on. */
static void
open_incident(struct console *c)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);

	for (size_t n = 0; n < table_count(c->table, KIND_ASSIGNMENT); n++) {
		const struct assignment *a = (const struct assignment *)all[n];

		if (!assignment_live(a->state) || !text_is(a->unit, c->unit) ||
		    !console_incident(c, a->incident))
			continue;
		console_select(c, KIND_INCIDENT, a->incident);
		return;
	}
	console_say(c, STYLE_NORMAL, "%s", _("this unit is on no incident"));
}

const struct view view_units = {.screen = SCREEN_UNITS,
    .tab = "Units",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .move = move,
    .page = room_now,
    .selected = selected,
    .changed = changed,
    .act =
        {
            [ACTION_OPEN] = open_incident,
            [ACTION_SIGN] = act_unit_accept,
            [ACTION_DISPATCH] = act_unit_dispatch,
            [ACTION_STEPS] = act_unit_status,
            [ACTION_HOLD] = act_unit_welfare,
            [ACTION_WRITE] = act_unit_write,
            [ACTION_VOICE] = act_unit_voice,
            [ACTION_EDIT] = form_crew,
            [ACTION_CALL] = act_unit_call,
            [ACTION_TIMELINE] = units_open_log,
            [ACTION_SHOW] = act_show,
            [ACTION_TAKE_BACK] = act_unit_take_back,
            [ACTION_PLAN] = act_unit_route,
        },
    .word = {[ACTION_PLAN] = N_IN("key", "route")}};
