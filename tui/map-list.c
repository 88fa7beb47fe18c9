/*
 * `u`: the numbered list of views and of what may be shown besides; heat has a
 * list of its own.
 */
#include "tui/map.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/say.h"
#include "tui/words.h"

enum choice {
	CHOICE_SELECTED,
	CHOICE_OWN,
	CHOICE_ALL,
	CHOICE_LAST,
	CHOICE_FOLLOW,
	CHOICE_TRAIL,
	CHOICE_HEAT,
	CHOICE_DRAWING,
};

/* Behind the faces of canvas.h. */
enum { DRAWING_SIDE = CANVAS_FACES };

enum heat_choice {
	HEAT_OFF,
	HEAT_DAY,
	HEAT_WEEK,
	HEAT_MONTH,
	HEAT_EVER,
	HEAT_CATEGORY,
	HEAT_CELLS,
};

/* ---- boxes ---- */

#define LEAST_REACH 800.0 /* metres to each side of all there is */
#define USUAL_REACH 500.0 /* the same of what is selected, without a ring */

static void
add_incidents(const struct console *c, struct flat_box *box)
{
	const struct record *const *all = table_all(c->table, KIND_INCIDENT);
	struct point spot;

	for (size_t n = 0; n < table_count(c->table, KIND_INCIDENT); n++) {
		spot = ((const struct incident *)all[n])->spot;
		if (point_set(spot) && point_valid(spot))
			flat_box_add(box, projection_flat(spot));
	}
}

static void
add_units(const struct console *c, struct flat_box *box)
{
	const struct record *const *all = table_all(c->table, KIND_UNIT);
	struct point spot;
	msec_t age;

	for (size_t n = 0; n < table_count(c->table, KIND_UNIT); n++)
		if (map_unit_spot(c, (const struct unit *)all[n], &spot, &age))
			flat_box_add(box, projection_flat(spot));
}

static int32_t
held(int64_t n)
{
	return n < INT32_MIN   ? INT32_MIN
	       : n > INT32_MAX ? INT32_MAX
	                       : (int32_t)n;
}

/* So many metres to each side, as far as the plane goes. */
static struct flat_box
around(struct flat f, double metres)
{
	double scale = projection_metres(projection_point(f).lat);
	int64_t reach = (int64_t)(metres / scale);

	return (struct flat_box){held(f.x - reach), held(f.y - reach),
	    held(f.x + reach), held(f.y + reach)};
}

/* What is hardly more than a point is shown with what is around it. */
static void
widen(struct flat_box *box)
{
	struct flat middle = {
	    box->west / 2 + box->east / 2, box->north / 2 + box->south / 2};
	struct flat_box least = around(middle, LEAST_REACH);

	flat_box_join(box, &least);
}

bool
map_everything(const struct console *c, struct flat_box *box)
{
	*box = map_of(c)->scene.box;
	add_incidents(c, box);
	add_units(c, box);
	if (!flat_box_any(box))
		return false;
	widen(box);
	return true;
}

bool
map_home(const struct console *c, struct flat_box *box)
{
	const struct scene *s = &map_of(c)->scene;

	*box = s->own;
	if (box->west < box->east) /* the station's spot alone is no area */
		return true;
	*box = s->box;
	if (box->west >= box->east)
		return map_everything(c, box);
	add_incidents(c, box); /* a unit far away is not what one looks at */
	return true;
}

/* ---- what is taken ---- */

static void
fit_box(struct console *c, bool known, const struct flat_box *box)
{
	if (known)
		map_fit(map_of(c), box);
	else
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing is known that could be shown"));
}

static void
fit_selected(struct console *c)
{
	struct map *m = map_of(c);
	double ring = map_ring_radius(m);
	struct point spot;
	struct flat_box box;

	if (!map_chosen_spot(c, &spot)) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing with a place is selected"));
		return;
	}
	box = around(projection_flat(spot), ring > 0 ? ring : USUAL_REACH);
	map_fit(m, &box);
}

static void
fit_own(struct console *c)
{
	struct flat_box box;

	fit_box(c, map_home(c, &box), &box);
}

static void
fit_all(struct console *c)
{
	struct flat_box box;

	fit_box(c, map_everything(c, &box), &box);
}

static void
toggle_follow(struct console *c)
{
	struct map *m = map_of(c);

	m->follow = !m->follow;
	console_say(c, STYLE_NORMAL, "%s",
	    m->follow ? _("the map follows what is selected")
	              : _("the map stays where it is"));
}

static void
toggle_trail(struct console *c)
{
	struct map *m = map_of(c);
	const struct unit *u =
	    m->about == KIND_UNIT ? console_unit(c, c->unit) : NULL;

	if (*m->trail.shown)
		trail_show(&m->trail, NULL);
	else if (u && u->mobility == MOVES_FIXED)
		console_say(c, STYLE_NORMAL, _("%s is a post: it has no trail"),
		    text_or(u->callsign, "?"));
	else if (u)
		trail_show(&m->trail, c->unit);
	else
		console_say(c, STYLE_NORMAL, "%s",
		    _("select a unit first: f and its letter"));
}

/* ---- heat ---- */

static void
take_heat(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	static const int days[] = {[HEAT_DAY] = 1,
	    [HEAT_WEEK] = 7,
	    [HEAT_MONTH] = 30,
	    [HEAT_EVER] = 0};
	struct map_heat *h = &map_of(c)->heat;
	const struct incident *i = console_incident(c, c->incident);
	enum heat_choice what = (enum heat_choice)l->item[*chosen].value;

	(void)count;
	h->on = what != HEAT_OFF;
	map_heat_another(c);
	if (what >= HEAT_DAY && what <= HEAT_EVER)
		h->days = days[what];
	else if (what == HEAT_CATEGORY)
		text_copy_cut(h->category, sizeof(h->category),
		    *h->category || !i ? "" : text_or(i->category, ""));
	else if (what == HEAT_CELLS)
		h->grids = !h->grids;
}

static void PRINTF(3, 4)
    add(struct console *c, unsigned value, const char *fmt, ...)
{
	struct list_item *item = list_add(c);
	va_list args;

	if (!item)
		return;
	item->value = value;
	item->offered = true;
	va_start(args, fmt);
	vsnprintf(item->text, sizeof(item->text), fmt, args);
	va_end(args);
}

static void
open_heat(struct console *c)
{
	const struct map_heat *h = &map_of(c)->heat;
	const struct incident *i = console_incident(c, c->incident);
	struct list *l = list_open(c, NULL, ACTION_CHOOSE,
	    _("heat: of the central's incidents; without a link of those "
	      "here"));

	l->take = take_heat;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit takes it at once  Esc leaves it"));
	add(c, HEAT_DAY, "%s", _("the last day"));
	add(c, HEAT_WEEK, "%s", _("the last 7 days"));
	add(c, HEAT_MONTH, "%s", _("the last 30 days"));
	add(c, HEAT_EVER, "%s", _("all there are"));
	if (*h->category || i)
		add(c, HEAT_CATEGORY, _("only %s"),
		    *h->category ? _("all categories again")
		                 : say_category(c, i));
	add(c, HEAT_CELLS, "%s",
	    h->grids ? _("in hexagons") : _("in the grids"));
	if (h->on)
		add(c, HEAT_OFF, "%s", _("no heat"));
}

/* ---- how it is drawn ---- */

static const char *const faces[] = {
    [CANVAS_BRAILLE] = N_("drawn in Braille dots"),
    [CANVAS_BLOCKS] = N_("drawn in blocks"),
    [CANVAS_ASCII] = N_("drawn in ASCII"),
};

static void
take_drawing(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	unsigned what = l->item[*chosen].value;
	struct map *m = map_of(c);

	(void)count;
	if (what == DRAWING_SIDE) {
		m->no_side = !m->no_side;
		return;
	}
	m->face = (int)what;
	console_say(c, STYLE_NORMAL, "%s", _(faces[map_face(m)]));
}

static void
open_drawing(struct console *c)
{
	const struct map *m = map_of(c);
	struct list *l =
	    list_open(c, NULL, ACTION_CHOOSE, _("how it is drawn"));

	l->take = take_drawing;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit takes it at once  Esc leaves it"));
	for (unsigned n = 0; n < CANVAS_FACES; n++)
		add(c, n, "%s", _(faces[n]));
	add(c, DRAWING_SIDE, "%s",
	    m->no_side ? _("with the list at the side")
	               : _("without the list at the side"));
}

/* ---- u ---- */

static void
take(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct map *m = map_of(c);

	(void)count;
	console_say(c, STYLE_NORMAL, "%s", "");
	switch ((enum choice)l->item[*chosen].value) {
	case CHOICE_SELECTED:
		fit_selected(c);
		break;
	case CHOICE_OWN:
		fit_own(c);
		break;
	case CHOICE_ALL:
		fit_all(c);
		break;
	case CHOICE_LAST:
		map_look(m, m->last);
		break;
	case CHOICE_FOLLOW:
		toggle_follow(c);
		break;
	case CHOICE_TRAIL:
		toggle_trail(c);
		break;
	case CHOICE_HEAT:
		open_heat(c);
		break;
	case CHOICE_DRAWING:
		open_drawing(c);
		break;
	}
}

static const char *
name_of_chosen(const struct console *c)
{
	const struct record *r = map_chosen(c);

	if (!r)
		return "-";
	if (r->kind == KIND_UNIT)
		return text_or(((const struct unit *)r)->callsign, "?");
	return console_number((const struct incident *)r);
}

void
map_views(struct console *c)
{
	const struct map *m = map_of(c);
	struct list *l = list_open(c, NULL, ACTION_CHOOSE, _("views"));

	l->take = take;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit takes it at once  Esc leaves it"));
	add(c, CHOICE_SELECTED, _("%s and its ring"), name_of_chosen(c));
	add(c, CHOICE_OWN, "%s", _("our area"));
	add(c, CHOICE_ALL, "%s", _("everything"));
	add(c, CHOICE_LAST, "%s", _("the view before"));
	add(c, CHOICE_FOLLOW, "%s",
	    m->follow ? _("follow no longer") : _("follow what is selected"));
	add(c, CHOICE_TRAIL, "%s",
	    *m->trail.shown ? _("no trail") : _("trail of the selected unit"));
	add(c, CHOICE_HEAT, "%s", _("heat ..."));
	add(c, CHOICE_DRAWING, "%s", _("how it is drawn ..."));
}
