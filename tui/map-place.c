/*
 * Who gets a label, and where. Incidents, who calls for help, who has an order
 * and what is selected are loud: they have one whatever it costs the others.
 * Of the rest, those nearest to what is selected are named, until names would
 * hide the map, here or as a whole; all others are a sign each.
 *
 * A label that stood well in the frame before stands there again, if neither
 * it nor the view moved. Where a loud one finds no room those that are not give
 * way; only when that does not help is everything placed anew.
 */
#include "tui/map.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"

#define QUIET_PART 6 /* of the cells, that labels of the rest may take */
/* And of each block of so many, where they crowd, what begins in it. */
#define BLOCK_ROWS 6
#define BLOCK_COLS 24
#define BLOCK_PART 4
#define BLOCKS_ACROSS (TERM_MAX_COLS / BLOCK_COLS + 1)
#define BLOCKS (BLOCKS_ACROSS * (TERM_MAX_ROWS / BLOCK_ROWS + 1))

/* ---- the order ---- */

static int
weight_of(const struct map_mark *mark)
{
	return mark->chosen * 4 + (mark->style == STYLE_URGENT) * 2 +
	       (mark->style == STYLE_UNIT_SENT);
}

static int
compare_units(const void *p, const void *q)
{
	const struct map_mark *a = p, *b = q;
	int x = weight_of(a), y = weight_of(b);

	if (x != y)
		return x > y ? -1 : 1;
	if (a->far != b->far)
		return a->far < b->far ? -1 : 1;
	return strcmp(a->id, b->id);
}

void
map_sort_units(const struct console *c, struct map *m, size_t incidents)
{
	struct flat f = map_flat(m, m->rows / 2, m->cols / 2);
	struct point spot;

	if (map_chosen_spot(c, &spot))
		f = projection_flat(spot);
	for (size_t n = 0; n < m->marks; n++) {
		struct map_mark *mark = &m->mark[n];
		double x = (double)mark->spot.x - f.x;
		double y = (double)mark->spot.y - f.y;

		mark->far = x * x + y * y;
		mark->loud = n < incidents || weight_of(mark) > 0;
	}
	if (m->marks > incidents + 1)
		qsort(m->mark + incidents, m->marks - incidents,
		    sizeof(*m->mark), compare_units);
}

/* ---- what stood before ---- */

static int
compare_kept(const void *p, const void *q)
{
	return strcmp(
	    ((const struct map_kept *)p)->id, ((const struct map_kept *)q)->id);
}

static const struct label *
label_before(const struct map *m, const struct map_mark *mark)
{
	struct map_kept key, *k;

	text_copy_cut(key.id, sizeof(key.id), mark->id);
	k = m->keeps
	        ? bsearch(&key, m->kept, m->keeps, sizeof(key), compare_kept)
	        : NULL;
	return k && k->label.row == mark->label.row &&
	               k->label.col == mark->label.col
	           ? &k->label
	           : NULL;
}

static bool
keep_labels(struct map *m)
{
	if (m->keep_room < m->mark_room) {
		struct map_kept *more =
		    realloc(m->kept, m->mark_room * sizeof(*more));

		if (!more)
			return false;
		m->kept = more;
		m->keep_room = m->mark_room;
	}
	m->keeps = m->marks;
	m->kept_for = m->key;
	for (size_t n = 0; n < m->marks; n++) {
		text_copy_cut(m->kept[n].id, ID_SIZE, m->mark[n].id);
		m->kept[n].label = m->mark[n].label;
	}
	if (m->keeps > 1)
		qsort(m->kept, m->keeps, sizeof(*m->kept), compare_kept);
	return true;
}

/* ---- placing ---- */

/* One run over the marks. */
struct placing {
	struct map *m;
	bool anew; /* nothing is kept */
	/* Cells left for labels that are not loud: in all, and of each block,
	 * by where the spots are. */
	int quiet;
	int left[BLOCKS];
};

static int *
left_of(struct placing *p, const struct map_mark *mark)
{
	const struct label *l = &mark->label;

	return &p->left[l->row / BLOCK_ROWS * BLOCKS_ACROSS +
	                l->col / BLOCK_COLS];
}

static bool
has_room(struct placing *p, const struct map_mark *mark)
{
	if (mark->loud || p->m->jumping)
		return true;
	return !p->m->heat.on && /* or they would hide it */
	       (mark->label.width <= p->quiet &&
	           mark->label.width <= *left_of(p, mark));
}

static void
use_room(struct placing *p, const struct map_mark *mark)
{
	if (mark->loud)
		return;
	p->quiet -= mark->label.width;
	*left_of(p, mark) -= mark->label.width;
}

/* The cells of the north mark are taken; the chosen comes before all. */
static void
begin(struct placing *p)
{
	struct map *m = p->m;

	labels_clear(&m->labels);
	labels_take(&m->labels, 0, m->cols - MAP_NORTH, MAP_NORTH);
	labels_take(&m->labels, 1, m->cols - MAP_NORTH, MAP_NORTH);
	map_place_sightings(m);
	p->quiet = m->rows * m->cols / QUIET_PART;
	for (size_t n = 0; n < BLOCKS; n++)
		p->left[n] = BLOCK_ROWS * BLOCK_COLS / BLOCK_PART;
	m->unnamed = 0;
	for (size_t n = 0; n < m->marks; n++) {
		m->mark[n].label.placed = false;
		if (m->mark[n].chosen)
			labels_place(&m->labels, &m->mark[n].label);
	}
}

static void
place_as_before(struct placing *p)
{
	for (size_t n = 0; n < p->m->marks; n++) {
		struct map_mark *mark = &p->m->mark[n];
		const struct label *before = label_before(p->m, mark);

		if (mark->label.placed || !before || !before->placed ||
		    !labels_place_at(&p->m->labels, &mark->label,
		        before->at_row, before->at_col))
			continue;
		use_room(p, mark);
	}
}

/*
 * Who has not moved looks for another place every few seconds only: not who
 * stood without a label, nor who was just covered, or a step of one unit would
 * move the labels of others along.
 */
static bool
may_look(const struct placing *p, const struct map_mark *mark)
{
	return p->anew || p->m->relabel || mark->loud ||
	       !label_before(p->m, mark);
}

/*
 * Where no label fits, its letters may; else one character says that something
 * is there.
 */
static void
place_rest(struct map *m, struct map_mark *mark)
{
	m->unnamed++;
	mark->text[0] = '\0';
	if (*mark->letter) {
		mark->label.lead = 0;
		mark->label.width = (int)strlen(mark->letter);
		if (labels_place(&m->labels, &mark->label))
			return;
	}
	if (!labels_are_free(&m->labels, mark->label.row, mark->label.col, 1))
		mark->rest = '\0';
	else
		labels_take(&m->labels, mark->label.row, mark->label.col, 1);
}

static bool
covers(const struct label *a, int row, int col, int width)
{
	return a->placed && a->at_row == row && a->at_col <= col + width &&
	       col <= a->at_col + a->width;
}

/*
 * Labels that are not loud give way where a loud one stands; the rest of the
 * map is as it was. They come later in the list, and then see where they are.
 */
static bool
push_aside(struct placing *p, struct map_mark *loud)
{
	struct label *l = &loud->label;
	int col = l->col - l->lead;

	for (size_t n = 0; n < p->m->marks; n++) {
		struct map_mark *mark = &p->m->mark[n];

		if (!mark->loud && covers(&mark->label, l->row, col, l->width))
			labels_unplace(&p->m->labels, &mark->label);
	}
	return labels_place_at(&p->m->labels, l, l->row, col);
}

/* False when a loud one found no room: everything is to be placed anew. */
static bool
place_others(struct placing *p)
{
	struct map *m = p->m;

	for (size_t n = 0; n < m->marks; n++) {
		struct map_mark *mark = &m->mark[n];

		if (mark->label.placed)
			continue;
		if (may_look(p, mark) && has_room(p, mark) &&
		    labels_place(&m->labels, &mark->label)) {
			use_room(p, mark);
			continue;
		}
		if (mark->loud && push_aside(p, mark))
			continue;
		if (mark->loud && !p->anew)
			return false;
		place_rest(m, mark);
	}
	return true;
}

bool
map_place_marks(struct map *m)
{
	struct placing p = {.m = m,
	    .anew = m->jumping || !map_same_view(&m->key, &m->kept_for) ||
	            !m->key.heat != !m->kept_for.heat};

	begin(&p);
	if (!p.anew)
		place_as_before(&p);
	if (!place_others(&p)) {
		p.anew = true;
		begin(&p);
		(void)place_others(&p);
	}
	map_place_sectors(m);
	if (p.anew || m->relabel)
		m->told = m->unnamed;
	m->relabel = false;
	return keep_labels(m);
}
