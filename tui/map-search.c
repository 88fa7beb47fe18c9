/*
 * See map-search.h.
 */
#include "tui/map-search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/act-search.h"
#include "tui/board.h"
#include "tui/ground.h"
#include "tui/map.h"
#include "tui/view-map.h"
#include "tui/words.h"

#define ROOMY 16 /* rows from which parts of the list stand apart */

void
map_search_end(struct map_search *s)
{
	free(s->sector);
	free(s->corner);
	*s = (struct map_search){0};
}

static bool
same_point(struct point a, struct point b)
{
	return a.lat == b.lat && a.lon == b.lon;
}

/* What of an incident is drawn here. */
static bool
same_sighting(const struct incident *a, const struct incident *b)
{
	return a && b && same_point(a->sighting, b->sighting) &&
	       a->sighted == b->sighted &&
	       incident_open(a->state) == incident_open(b->state);
}

void
map_search_changed(
    struct map_search *s, const struct record *old, const struct record *now)
{
	enum kind kind = (now ? now : old)->kind;

	if (kind == KIND_SECTOR ||
	    (kind == KIND_INCIDENT &&
	        !same_sighting((const struct incident *)old,
	            (const struct incident *)now)))
		s->stale = true;
}

/* ---- whose ---- */

/* The incident that a unit is bound to. */
static const struct incident *
incident_of_unit(const struct console *c, const char *unit)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	size_t n = table_count(c->table, KIND_ASSIGNMENT);

	for (size_t k = 0; k < n; k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		if (text_is(a->unit, unit) && assignment_binds(a->state))
			return console_incident(c, a->incident);
	}
	return NULL;
}

/* The selected one's; a unit's is that of what it is bound to. */
static const struct incident *
search_of(const struct console *c)
{
	const struct record *r = map_chosen(c);

	if (!r)
		return NULL;
	return r->kind == KIND_UNIT ? incident_of_unit(c, r->id)
	                            : (const struct incident *)r;
}

/* While what is selected has no search, the last one stays in sight. */
static void
choose(const struct console *c, struct map_search *s)
{
	const struct incident *i = search_of(c);
	const struct incident *shown = console_incident(c, s->incident);

	if (*s->hidden && !(i && text_is(i->head.id, s->hidden)))
		*s->hidden = '\0'; /* another was selected meanwhile */
	if (!ground_any(i))
		i = shown && incident_open(shown->state) ? shown : NULL;
	if (i && text_is(i->head.id, s->hidden))
		i = NULL;
	if (strcmp(s->incident, i ? i->head.id : "") != 0)
		s->stale = true;
	text_copy_cut(s->incident, sizeof(s->incident), i ? i->head.id : "");
}

bool
map_hide_search(struct map *m)
{
	struct map_search *s = &m->search;

	if (s->sectors == 0 || strcmp(s->hidden, s->incident) == 0)
		return false;
	text_copy_cut(s->hidden, sizeof(s->hidden), s->incident);
	return true;
}

/* ---- making ready ---- */

static void
clean(char *out, size_t size, const char *text)
{
	struct buf b = {0};

	text_clean(&b, text, strlen(text), 0);
	text_copy_cut(out, size, buf_str(&b));
	buf_free(&b);
}

static bool
add_corner(struct map_search *s, struct flat f)
{
	if (s->corners == s->corner_room) {
		size_t room = s->corner_room ? s->corner_room * 2 : 512;
		struct flat *more = realloc(s->corner, room * sizeof(*more));

		if (!more)
			return false;
		s->corner = more;
		s->corner_room = room;
	}
	s->corner[s->corners++] = f;
	flat_box_add(&s->box, f);
	return true;
}

static bool
add_sector(struct map_search *s, const struct sector *sector)
{
	struct map_sector *to = &s->sector[s->sectors++];
	const char *outline = text_or(sector->outline, "");
	char text[SAY_SIZE];
	struct point p;

	*to = (struct map_sector){.first = s->corners,
	    .middle = projection_flat(outline_middle(outline)),
	    .box = flat_box_empty(),
	    .state = sector->state,
	    .style = ground_style(sector)};
	ground_say_name(sector, text);
	memmove(text + 3, text + 4, strlen(text + 4) + 1); /* "[x]2N" */
	clean(to->text, sizeof(to->text), text);
	while (outline_next(&outline, &p))
		if (!add_corner(s, projection_flat(p)))
			return false;
	to->count = s->corners - to->first;
	for (size_t k = to->first; k < s->corners; k++)
		flat_box_add(&to->box, s->corner[k]);
	return true;
}

static bool
make_sectors(const struct console *c, struct map_search *s)
{
	const struct sector *list[SECTORS_MOST] = {NULL};
	size_t n = *s->incident ? ground_of(c, s->incident, list) : 0;

	s->sectors = s->corners = 0;
	s->sum = sector_sum(list, n);
	if (!s->sector)
		s->sector = calloc(SECTORS_MOST, sizeof(*s->sector));
	if (!s->sector)
		return false;
	for (size_t k = 0; k < n; k++)
		if (!add_sector(s, list[k]))
			return false;
	return true;
}

static void
make_sightings(const struct console *c, struct map_search *s)
{
	const struct record *const *all = table_all(c->table, KIND_INCIDENT);
	size_t n = table_count(c->table, KIND_INCIDENT);

	s->sightings = 0;
	for (size_t k = 0; k < n && s->sightings < MAP_SIGHTINGS; k++) {
		const struct incident *i = (const struct incident *)all[k];
		struct map_sighting *to = &s->sighting[s->sightings];

		if (!point_set(i->sighting) || !incident_open(i->state))
			continue;
		*to =
		    (struct map_sighting){.spot = projection_flat(i->sighting)};
		text_copy_cut(to->id, sizeof(to->id), i->head.id);
		s->sightings++;
		if (text_is(i->head.id, s->incident))
			flat_box_add(&s->box, to->spot);
	}
}

/* Its age goes by the minute: a map that ticks would cost a line. */
static void
say_sighting(const struct console *c, struct map_sighting *s)
{
	const struct incident *i = console_incident(c, s->id);
	char text[64], since[SAY_SIZE];

	if (!i)
		return;
	snprintf(text, sizeof(text), "(%.12s)%.12s", console_number(i),
	    ground_say_since(c, i, since));
	clean(s->text, sizeof(s->text), text);
}

bool
map_make_search(struct console *c)
{
	struct map_search *s = &map_of(c)->search;

	choose(c, s);
	if (s->stale) {
		s->box = flat_box_empty();
		if (!make_sectors(c, s))
			return false;
		make_sightings(c, s);
		s->stale = false;
		s->made++;
	}
	for (size_t k = 0; k < s->sightings; k++)
		say_sighting(c, &s->sighting[k]);
	return true;
}

/* ---- the picture of dots ---- */

static void
draw_outline(const struct map_search *s, const struct map_sector *sector,
    struct canvas *cv, int zoom)
{
	static const struct canvas_pen pen = {INK_SECTOR, 1, 1};
	const struct flat *f = s->corner + sector->first;

	for (size_t k = 0; k < sector->count; k++) {
		struct flat a = f[k], b = f[(k + 1) % sector->count];

		canvas_line(cv, &pen, a.x >> zoom, a.y >> zoom, b.x >> zoom,
		    b.y >> zoom);
	}
}

static void
hatch(const struct map_search *s, const struct map_sector *sector,
    struct canvas *cv, int zoom)
{
	const struct flat *f = s->corner + sector->first;

	for (size_t k = 0; k < sector->count; k++) {
		struct flat a = f[k], b = f[(k + 1) % sector->count];

		canvas_fill_edge(
		    cv, a.x >> zoom, a.y >> zoom, b.x >> zoom, b.y >> zoom);
	}
	canvas_fill_end(cv, INK_SEARCHED, CANVAS_HATCH);
}

void
map_draw_ground(const struct map_search *s, struct canvas *cv, int zoom)
{
	for (size_t k = 0; k < s->sectors; k++)
		if (s->sector[k].state == SECTOR_SEARCHED)
			hatch(s, &s->sector[k], cv, zoom);
	for (size_t k = 0; k < s->sectors; k++)
		draw_outline(s, &s->sector[k], cv, zoom);
}

/* ---- labels ---- */

/* Sets where a label belongs; false when that is out of sight. */
static bool
spot_label(
    const struct map *m, struct flat f, const char *text, struct label *label)
{
	int64_t row, col;

	map_cell(m, f, &row, &col);
	*label = (struct label){.width = (int)text_width(text, strlen(text))};
	if (row < 0 || row >= m->rows || col < 0 || col >= m->cols)
		return false;
	label->row = (int)row;
	label->col = (int)col;
	return true;
}

void
map_place_sightings(struct map *m)
{
	for (size_t k = 0; k < m->search.sightings; k++) {
		struct map_sighting *s = &m->search.sighting[k];

		if (spot_label(m, s->spot, s->text, &s->label))
			labels_place(&m->labels, &s->label);
	}
}

/* Beside its sector a name would be its neighbour's. */
static bool
has_room(const struct map *m, const struct map_sector *s)
{
	int64_t row, west, east;

	map_cell(m, (struct flat){s->box.west, s->middle.y}, &row, &west);
	map_cell(m, (struct flat){s->box.east, s->middle.y}, &row, &east);
	return east - west > s->label.width;
}

/* Even-odd, as point_in_ring(), on the plane. */
static bool
is_inside(
    const struct map_search *s, const struct map_sector *sector, struct flat p)
{
	const struct flat *f = s->corner + sector->first;
	bool inside = false;

	for (size_t k = 0; k < sector->count; k++) {
		struct flat a = f[k], b = f[(k + 1) % sector->count];

		if ((a.y > p.y) != (b.y > p.y) &&
		    p.x < a.x + ((double)b.x - a.x) * ((double)p.y - a.y) /
		                    ((double)b.y - a.y))
			inside = !inside;
	}
	return inside;
}

/* Where a unit or an incident stands over its middle: beside that, inside. */
static void
place_inside(struct map *m, struct map_sector *s)
{
	static const struct {
		int rows, cols;
	} steps[] = {{0, 0}, {-1, 0}, {1, 0}, {0, -4}, {0, 4}, {-1, -4},
	    {-1, 4}, {1, -4}, {1, 4}, {-2, 0}, {2, 0}, {-2, -6}, {-2, 6},
	    {2, -6}, {2, 6}};
	struct label *l = &s->label;

	for (size_t k = 0; k < COUNT_OF(steps); k++) {
		int row = l->row + steps[k].rows, col = l->col + steps[k].cols;

		if (is_inside(&m->search, s, map_flat(m, row, col)) &&
		    labels_place_at(&m->labels, l, row, col - l->width / 2))
			return;
	}
}

void
map_place_sectors(struct map *m)
{
	for (size_t k = 0; k < m->search.sectors; k++) {
		struct map_sector *s = &m->search.sector[k];

		if (spot_label(m, s->middle, s->text, &s->label) &&
		    has_room(m, s))
			place_inside(m, s);
	}
}

static void
draw_label(struct area a, const struct label *l, int skip, enum style style,
    const char *text)
{
	if (l->placed)
		draw_text_flags(a, l->at_row - skip, l->at_col, l->width, style,
		    DRAW_NO_PAD, text, strlen(text));
}

void
map_draw_search(const struct map *m, struct area a, int skip)
{
	const struct map_search *s = &m->search;

	for (size_t k = 0; k < s->sectors; k++)
		draw_label(a, &s->sector[k].label, skip, s->sector[k].style,
		    s->sector[k].text);
	for (size_t k = 0; k < s->sightings; k++)
		draw_label(a, &s->sighting[k].label, skip, STYLE_SIGHTING,
		    s->sighting[k].text);
}

/* ---- in words ---- */

void
map_say_search(const struct map *m, char *out, size_t size)
{
	const struct sector_sum *sum = &m->search.sum;

	out[0] = '\0';
	if (m->search.sectors > 0)
		snprintf(out, size, _("  search %zu/%zu left"),
		    sum->all - sum->searched, sum->all);
}

static int
put(struct area a, int row, enum style style, const char *text)
{
	if (row >= a.rows || !*text)
		return row;
	draw_text_flags(
	    a, row, 0, a.cols, style, DRAW_MARK, text, strlen(text));
	return row + 1;
}

static int
put_sectors(const struct console *c, struct area a, int row, int last)
{
	const struct sector *list[SECTORS_MOST];
	size_t n = ground_of(c, map_of(c)->search.incident, list);
	char name[SAY_SIZE], state[SAY_SIZE], text[2 * SAY_SIZE];

	for (size_t k = 0; k < n && row < last; k++) {
		if (row + 1 == last && k + 1 < n) {
			snprintf(text, sizeof(text), _("%zu more"), n - k);
			return put(a, row, STYLE_DIM, text);
		}
		ground_say_name(list[k], name);
		ground_say_state(c, list[k], state);
		snprintf(text, sizeof(text), "%s %s", name, state);
		row = put(a, row, ground_style(list[k]), text);
	}
	return row;
}

int
map_put_search(const struct console *c, struct area a, int row, int keep)
{
	const struct map_search *s = &map_of(c)->search;
	const struct incident *i = console_incident(c, s->incident);
	char text[SAY_SIZE];
	int last = a.rows - keep;

	if (!i)
		return row;
	if (row > 0 && a.rows >= ROOMY)
		row++;
	if (i != search_of(c)) {
		snprintf(
		    text, sizeof(text), _("search of %s"), console_number(i));
		row = put(a, row, STYLE_TITLE, text);
	}
	if (s->sectors > 0)
		snprintf(text, sizeof(text), _("%zu/%zu left, %d%% done"),
		    s->sum.all - s->sum.searched, s->sum.all, s->sum.share);
	else
		text_copy_cut(text, sizeof(text), _("no sectors yet: ;"));
	row = put(a, row, STYLE_TITLE, text);
	row = put(a, row, STYLE_NORMAL, ground_say_sighting(c, i, text));
	return put_sectors(c, a, row, last);
}

/* ---- keys ---- */

void
map_search_list(struct console *c)
{
	struct map *m = map_of(c);
	const struct incident *i = search_of(c);
	struct point here =
	    projection_point(map_flat(m, m->cursor_row, m->cursor_col));

	*m->search.hidden = '\0';
	if (!i)
		i = console_incident(c, m->search.incident);
	if (i && incident_open(i->state))
		act_search_of(c, i, &here);
	else
		console_say(
		    c, STYLE_NORMAL, "%s", _("no incident is selected"));
}

void
map_show_search(struct console *c, const struct incident *i)
{
	struct map *m = map_of(c);
	struct flat_box box;

	map_choose(c, KIND_INCIDENT, i->head.id);
	console_go(c, SCREEN_MAP);
	*m->search.hidden = '\0';
	if (!map_make_search(c)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	box = m->search.box;
	if (flat_box_any(&box) && m->rows > 0)
		map_fit(m, &box);
}
