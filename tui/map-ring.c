/*
 * The ring round what is selected, and the list at the side: what it is, what
 * it lies by, and who is inside, ranked as for `d`. Who is inside is asked of
 * point_distance(), never read from the picture.
 */
#include "tui/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/walk.h"
#include "tui/words.h"

static const int radii[] = {100, 200, 300, 500, 800, 1000, 2000, 5000};

int
map_ring_of(int64_t metres)
{
	int best = 0;

	if (metres <= 0)
		return MAP_NO_RING;
	for (int n = 1; n < (int)COUNT_OF(radii); n++)
		if (llabs(radii[n] - metres) < llabs(radii[best] - metres))
			best = n;
	return best;
}

double
map_ring_radius(const struct map *m)
{
	return m->ring == MAP_NO_RING ? 0 : radii[m->ring];
}

static void
say_ring(struct console *c)
{
	struct map *m = map_of(c);
	char text[SAY_SIZE];

	if (m->ring == MAP_NO_RING)
		console_say(c, STYLE_NORMAL, "%s", _("no ring"));
	else
		console_say(c, STYLE_NORMAL, _("a ring of %s"),
		    say_distance(map_ring_radius(m), text));
}

void
map_ring_less(struct console *c)
{
	struct map *m = map_of(c);

	if (m->ring > MAP_NO_RING)
		m->ring--;
	say_ring(c);
}

void
map_ring_more(struct console *c)
{
	struct map *m = map_of(c);

	if (m->ring + 1 < (int)COUNT_OF(radii))
		m->ring++;
	say_ring(c);
}

/* ---- who is inside ---- */

/* What nearby_rank() ranks for: an incident, or a unit as if it were one. */
static bool
ring_case(const struct console *c, struct incident *out)
{
	const struct record *r = map_chosen(c);

	if (!r || map_ring_radius(map_of(c)) <= 0)
		return false;
	*out = (struct incident){.head = *r};
	return map_chosen_spot(c, &out->spot);
}

bool
map_make_ring(struct console *c)
{
	struct map *m = map_of(c);
	struct nearby *n = &m->ring_list;
	double radius = map_ring_radius(m);
	struct incident middle;
	size_t kept = 0;

	nearby_free(n);
	if (!ring_case(c, &middle))
		return true;
	if (!nearby_rank(c, &middle, true, n))
		return false;
	for (size_t k = 0; k < n->count; k++) {
		const struct nearest *row = &n->row[k];

		if (row->metres >= 0 && row->metres <= radius &&
		    row->unit->state != UNIT_OFF &&
		    !text_is(row->unit->head.id, middle.head.id))
			n->row[kept++] = *row;
	}
	n->count = kept;
	return true;
}

/* ---- the side list ---- */

#define ROOMY 16 /* rows from which parts of the list stand apart */

struct sheet {
	struct area a;
	int row;
};

static void
put(struct sheet *s, enum style style, const char *text)
{
	if (s->row < s->a.rows && *text)
		draw_text_flags(s->a, s->row++, 0, s->a.cols, style, DRAW_MARK,
		    text, strlen(text));
}

/* Over a part of the list, a blank row before it where there is room. */
static void
put_head(struct sheet *s, const char *title)
{
	if (s->row > 0 && s->a.rows >= ROOMY)
		s->row++;
	put(s, STYLE_TITLE, title);
}

static void
put_incident(const struct console *c, struct sheet *s, const char *id)
{
	const struct board_row *r = board_row(c->board, id);
	const struct incident *i = r ? r->q.incident : NULL;
	char text[256], clock[SAY_SIZE];

	if (!i)
		return;
	snprintf(
	    text, sizeof(text), "%s %s", console_number(i), say_category(c, i));
	put(s, STYLE_BOLD, text);
	snprintf(text, sizeof(text), "%s  %s %s", say_state(i, c->now),
	    say_step(&r->q.clock, i->state), say_clock(c, &r->q.clock, clock));
	put(s, r->q.late ? STYLE_LATE : STYLE_NORMAL, text);
	put(s, STYLE_NORMAL, text_or(i->place, "-"));
	if (!point_set(i->spot))
		put(s, STYLE_ERROR, _("its place is not known"));
}

/* When it was seen last; a post needs not be. */
static const char *
say_seen(const struct console *c, const struct unit *u, char *out, size_t size)
{
	const struct position *p =
	    positions_get(link_positions(c->link), u->head.id);
	char ago[SAY_SIZE];

	if (u->mobility == MOVES_FIXED)
		return point_set(u->home) ? _("a post: it stays here")
		                          : _("a post: where is not known");
	if (!p)
		return _("no position");
	snprintf(out, size, _("seen %s"), say_ago(c->now - p->at, ago));
	return out;
}

static void
put_unit(const struct console *c, struct sheet *s, const struct unit *u)
{
	char text[256];

	snprintf(text, sizeof(text), "%s %s", text_or(u->callsign, "?"),
	    words_of(&enum_unit_state, u->state));
	put(s, STYLE_BOLD, text);
	put(s, STYLE_NORMAL,
	    text_or(u->crew, words_of(&enum_unit_class, u->class)));
	put(s, STYLE_NORMAL, walk_say(c, u, text, sizeof(text)));
	put(s, STYLE_NORMAL, say_seen(c, u, text, sizeof(text)));
}

/* A name, and how far it is; not when one is in it. */
static void
put_near(struct sheet *s, const char *name, double metres)
{
	char text[256], far[SAY_SIZE] = "";

	if (!*name)
		return;
	if (metres > 0)
		say_distance(metres, far);
	snprintf(text, sizeof(text), "%s%s%s", far, *far ? " " : "", name);
	put(s, STYLE_NORMAL, text);
}

/*
 * The grid, the nearest village, the nearest station. An incident's grid is
 * what the central says: its outlines are not simplified.
 */
static void
put_where(const struct console *c, struct sheet *s)
{
	const struct map_where *w = &map_of(c)->at_chosen;
	const struct record *r = map_chosen(c);
	const char *given = r->kind == KIND_INCIDENT
	                        ? ((const struct incident *)r)->grid
	                        : NULL;
	const char *grid = given ? say_grid(c, given) : w->grid;
	char text[256];

	snprintf(text, sizeof(text), _("grid %s"), grid);
	if (*grid && (given || w->grid_metres == 0))
		put(s, STYLE_NORMAL, text);
	else
		put_near(s, grid, w->grid_metres);
	put_near(s, w->village, w->village_metres);
	put_near(s, w->station, w->station_metres);
}

static void
put_member(struct sheet *s, const struct nearest *n)
{
	enum { CALLSIGN = 7, DISTANCE = 7 };
	enum style style = n->kind == NEAREST_OFFER ? STYLE_UNIT_FREE
	                   : n->kind == NEAREST_BUSY || n->here
	                       ? STYLE_UNIT_SENT
	                       : STYLE_UNIT_OTHER;
	const char *state = words_of(&enum_unit_state, n->unit->state);
	const char *callsign = text_or(n->unit->callsign, "?");
	char far[SAY_SIZE];

	if (s->row >= s->a.rows)
		return;
	draw_text_flags(s->a, s->row, 0, CALLSIGN, style, DRAW_MARK, callsign,
	    strlen(callsign));
	say_distance(n->metres, far);
	draw_text_flags(s->a, s->row, CALLSIGN, DISTANCE, STYLE_NORMAL,
	    DRAW_RIGHT, far, strlen(far));
	draw_text_flags(s->a, s->row, CALLSIGN + DISTANCE + 1,
	    s->a.cols - CALLSIGN - DISTANCE - 1, style, DRAW_MARK, state,
	    strlen(state));
	s->row++;
}

/* Rows are kept for what comes below. */
static void
put_members(const struct map *m, struct sheet *s, int keep)
{
	char text[128], far[SAY_SIZE];
	size_t count = m->ring_list.count;

	if (map_ring_radius(m) <= 0)
		return;
	snprintf(text, sizeof(text), _("within %s: %zu"),
	    say_distance(map_ring_radius(m), far), count);
	put_head(s, text);
	for (size_t n = 0; n < count; n++) {
		if (s->row + 1 >= s->a.rows - keep && n + 1 < count) {
			snprintf(text, sizeof(text), _("%zu more"), count - n);
			put(s, STYLE_DIM, text);
			return;
		}
		put_member(s, &m->ring_list.row[n]);
	}
}

static void
put_heat(const struct console *c, struct sheet *s)
{
	const struct map *m = map_of(c);
	const struct heat *h = &m->heat.heat;
	char text[256];

	if (!m->heat.on)
		return;
	map_say_heat(c, text, sizeof(text));
	put_head(s, text);
	map_say_heat_of(c, text, sizeof(text));
	put(s, STYLE_NORMAL, text);
	for (size_t n = 0; n < h->count && n < MAP_HEAT_SIDE; n++) {
		const struct heat_cell *cell = &h->cell[n];
		const char *name = *cell->grid ? say_grid(c, cell->grid)
		                               : map_name_at(m, cell->middle);

		snprintf(text, sizeof(text), "%c %5u  %s",
		    ".:#"[cell->step - 1], cell -> count, name);
		put(s, STYLE_HEAT_1 + (enum style)(cell->step - 1), text);
	}
	if (h->nowhere > 0) {
		snprintf(
		    text, sizeof(text), _("%zu without a place"), h->nowhere);
		put(s, STYLE_DIM, text);
	}
}

void
map_draw_side(const struct console *c, struct area a)
{
	const struct map *m = map_of(c);
	const struct record *r = map_chosen(c);
	struct sheet s = {area_part(a, 0, 2, a.rows, a.cols - 2), 0};
	int keep = m->heat.on ? MAP_HEAT_SIDE + 3 : 0;

	for (int row = 0; row < a.rows; row++)
		draw_fill(a, row, 0, 1, STYLE_MAP_LINE, '|');
	if (!r)
		put(&s, STYLE_DIM, _("nothing is selected: f"));
	else if (r->kind == KIND_UNIT)
		put_unit(c, &s, (const struct unit *)r);
	else
		put_incident(c, &s, r->id);
	if (r) {
		put_where(c, &s);
		s.row = map_put_search(c, s.a, s.row, keep + 4);
		put_members(m, &s, keep);
	}
	put_heat(c, &s);
}
