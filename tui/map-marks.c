/*
 * What is live on the map: open incidents in the queue's order, then units.
 * Gathered and placed anew for each frame; some hundreds cost microseconds.
 */
#include "tui/map.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/board.h"
#include "tui/walk.h"

#define REST_INCIDENT 'X'
#define REST_UNIT 'o'

/* ---- what acts are about ---- */

const struct record *
map_chosen(const struct console *c)
{
	const struct board_row *r;

	if (map_of(c)->about == KIND_UNIT) {
		const struct unit *u = console_unit(c, c->unit);

		return u && !u->retired ? &u->head : NULL;
	}
	r = board_row(c->board, c->incident);
	return r && !r->ghost && r->q.incident ? &r->q.incident->head : NULL;
}

bool
map_unit_spot(const struct console *c, const struct unit *u, struct point *spot,
    msec_t *age)
{
	const struct position *p =
	    positions_get(link_positions(c->link), u->head.id);

	*age = -1;
	*spot = u->home;
	if (p && u->mobility != MOVES_FIXED) {
		*spot = p->spot;
		*age = c->now > p->at ? c->now - p->at : 0;
	}
	return point_set(*spot) && point_valid(*spot);
}

bool
map_chosen_spot(const struct console *c, struct point *spot)
{
	const struct record *r = map_chosen(c);
	msec_t age;

	if (!r)
		return false;
	if (r->kind == KIND_UNIT)
		return map_unit_spot(c, (const struct unit *)r, spot, &age);
	*spot = ((const struct incident *)r)->spot;
	return point_set(*spot) && point_valid(*spot);
}

void
map_choose(struct console *c, enum kind kind, const char *id)
{
	struct map *m = map_of(c);
	char to[ID_SIZE]; /* id may be the board's own */

	text_copy_cut(to, sizeof(to), id);
	list_close(c);
	m->about = kind;
	if (kind == KIND_UNIT) {
		text_copy_cut(c->unit, sizeof(c->unit), to);
	} else {
		text_copy_cut(c->incident, sizeof(c->incident), to);
		board_select(c->board, c->incident);
	}
	console_touch(c);
}

/* ---- gathering ---- */

static struct map_mark *
add_mark(struct map *m, enum kind kind, const char *id, struct point spot)
{
	struct flat f = projection_flat(spot);
	struct map_mark *mark;
	int64_t row, col;

	map_cell(m, f, &row, &col);
	if (row < 0 || row >= m->rows || col < 0 || col >= m->cols ||
	    m->marks == m->mark_room)
		return NULL;
	mark = &m->mark[m->marks++];
	*mark = (struct map_mark){.kind = kind,
	    .spot = f,
	    .label = {.row = (int)row, .col = (int)col}};
	text_copy_cut(mark->id, sizeof(mark->id), id);
	return mark;
}

/* Room for all there can be; false: memory ended. */
static bool
make_room(const struct console *c, struct map *m)
{
	size_t wanted =
	    board_count(c->board) + table_count(c->table, KIND_UNIT) + 1;
	struct map_mark *more;

	if (wanted <= m->mark_room)
		return true;
	more = realloc(m->mark, wanted * sizeof(*more));
	if (!more)
		return false;
	m->mark = more;
	m->mark_room = wanted;
	return true;
}

/* Its text, cleaned, with what stands around it; the spot is under `lead`. */
static void PRINTF(3, 4)
    say(struct map_mark *mark, int lead, const char *fmt, ...)
{
	struct buf clean = {0};
	char raw[MAP_TEXT * 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	text_clean(&clean, raw, strlen(raw), 0);
	text_copy_cut(mark->text, sizeof(mark->text), buf_str(&clean));
	buf_free(&clean);
	mark->label.lead = lead;
	mark->label.width = (int)text_width(mark->text, strlen(mark->text));
}

/* ---- incidents ---- */

static enum style
incident_style(const struct board_row *r)
{
	if (queue_is_first(&r->q) || r->q.emergency)
		return STYLE_URGENT;
	if (r->q.late)
		return STYLE_LATE;
	return queue_mark(&r->q) == '*' ? STYLE_NEW : STYLE_BOLD;
}

static void
add_incident(const struct console *c, struct map *m, const struct board_row *r)
{
	const struct incident *i = r->q.incident;
	char sign[2] = {queue_mark(&r->q), '\0'}, times[24] = "";
	struct map_mark *mark;

	if (r->ghost || !point_set(i->spot) || !point_valid(i->spot))
		return;
	mark = add_mark(m, KIND_INCIDENT, r->id, i->spot);
	if (!mark)
		return;
	mark->chosen =
	    m->about == KIND_INCIDENT && strcmp(r->id, c->incident) == 0;
	mark->style = incident_style(r);
	mark->rest = REST_INCIDENT;
	if (i->repeats > 0)
		snprintf(times, sizeof(times), "x%lld", (long long)i->repeats);
	say(mark, mark->chosen, "%s[%.12s]%s%s", mark->chosen ? ">" : "",
	    console_number(i), *sign == ' ' ? "" : sign, times);
}

/* ---- units ---- */

/* The mark of a unit's order, as it stands behind it in the queue. */
struct ordered {
	const char *unit;
	char sign;
};

struct orders {
	struct ordered *row;
	size_t count;
};

static int
compare_orders(const void *p, const void *q)
{
	return strcmp(((const struct ordered *)p)->unit,
	    ((const struct ordered *)q)->unit);
}

/* Orders that live, by unit; of an order that is not out yet the outbox. */
static bool
find_orders(const struct console *c, struct orders *o)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	size_t n = table_count(c->table, KIND_ASSIGNMENT);

	*o = (struct orders){calloc(n + 1, sizeof(*o->row)), 0};
	for (size_t k = 0; o->row && k < n; k++) {
		const struct assignment *a = (const struct assignment *)all[k];
		char sign = queue_unit_mark(a);

		if (sign && a->unit)
			o->row[o->count++] = (struct ordered){a->unit, sign};
	}
	if (o->count > 1)
		qsort(o->row, o->count, sizeof(*o->row), compare_orders);
	return o->row != NULL;
}

static bool
is_unsent(const struct console *c, const char *unit)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t n = 0; n < outbox_count(o); n++) {
		const struct outbox_entry *e = outbox_at(o, n);

		if (outbox_is_settled(e) || e->command->id != COMMAND_DISPATCH)
			continue;
		for (size_t k = 0; k < e->touches; k++)
			if (text_is(e->touch[k].id, unit))
				return true;
	}
	return false;
}

static char
sign_of(const struct console *c, const struct orders *o, const char *unit)
{
	const struct ordered key = {unit, 0};
	const struct ordered *row = NULL;

	if (o->count > 0)
		row = bsearch(
		    &key, o->row, o->count, sizeof(key), compare_orders);
	if (row)
		return row->sign;
	return is_unsent(c, unit) ? '^' : '\0';
}

static enum style
unit_style(const struct unit *u, char sign)
{
	if (u->emergency)
		return STYLE_URGENT;
	if (sign)
		return STYLE_UNIT_SENT;
	if (u->state == UNIT_AVAILABLE || u->state == UNIT_PATROL ||
	    u->state == UNIT_STATION)
		return STYLE_UNIT_FREE;
	return STYLE_UNIT_OTHER;
}

/* How old its position is: ' one minute, " five; _ is where it is kept. */
static const char *
age_sign(const struct unit *u, msec_t age)
{
	if (u->mobility == MOVES_FIXED)
		return "";
	if (age < 0)
		return "_";
	return age >= MAP_STALE ? "\"" : age >= MAP_AGEING ? "'" : "";
}

static void
add_unit(const struct console *c, struct map *m, const struct orders *o,
    const struct unit *u)
{
	char sign[2] = "", walk[2] = "";
	struct map_mark *mark;
	struct point spot;
	msec_t age;

	if (u->retired || u->state == UNIT_OFF ||
	    !map_unit_spot(c, u, &spot, &age))
		return;
	mark = add_mark(m, KIND_UNIT, u->head.id, spot);
	if (!mark)
		return;
	sign[0] = sign_of(c, o, u->head.id);
	if (!sign[0])
		walk[0] = walk_sign(walk_of(c, u));
	mark->chosen =
	    m->about == KIND_UNIT && strcmp(u->head.id, c->unit) == 0;
	mark->style = unit_style(u, sign[0]);
	mark->rest = REST_UNIT;
	say(mark, mark->chosen, "%s%s%.24s%s%s%s%s", mark->chosen ? ">" : "",
	    u->mobility == MOVES_FIXED ? "#" : "", text_or(u->callsign, "?"),
	    sign, walk, u->emergency ? "!" : "", age_sign(u, age));
}

bool
map_make_marks(struct console *c)
{
	const struct record *const *units = table_all(c->table, KIND_UNIT);
	struct map *m = map_of(c);
	struct orders orders;
	size_t incidents;

	m->marks = 0;
	if (!make_room(c, m) || !find_orders(c, &orders))
		return false;
	for (size_t n = 0; n < board_count(c->board); n++)
		add_incident(c, m, board_at(c->board, n));
	incidents = m->marks;
	for (size_t n = 0; n < table_count(c->table, KIND_UNIT); n++)
		add_unit(c, m, &orders, (const struct unit *)units[n]);
	free(orders.row);
	map_sort_units(c, m, incidents);
	map_give_letters(m);
	return map_place_marks(m);
}

const struct map_mark *
map_mark_at(const struct map *m, int row, int col)
{
	const struct map_mark *near = NULL;

	for (size_t n = 0; n < m->marks; n++) {
		const struct label *l = &m->mark[n].label;

		if (l->placed && row == l->at_row && col >= l->at_col &&
		    col < l->at_col + l->width)
			return &m->mark[n];
		if (!near && row == l->row && col == l->col)
			near = &m->mark[n];
	}
	return near;
}
