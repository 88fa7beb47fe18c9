/*
 * See map-labels.h.
 */
#include "tui/map-labels.h"

#include <stdlib.h>
#include <string.h>

/* A name for so many cells at most: names stay quiet. */
#define CELLS_A_NAME 48
/* Columns beside a name that other names keep free. */
#define MARGIN_COLS 2
/* An area is named when its name is no more than so many times as wide. */
#define SPECK 4

bool
labels_resize(struct labels *l, int rows, int cols)
{
	size_t cells = (size_t)rows * (size_t)cols;
	uint8_t *more;

	if (cells > l->room) {
		more = realloc(l->taken, cells * 2);
		if (!more)
			return false;
		l->taken = more;
		l->room = cells;
	}
	l->rows = rows;
	l->cols = cols;
	l->names = 0;
	if (l->taken) {
		l->named = l->taken + cells;
		memset(l->taken, 0, cells * 2);
	}
	return true;
}

void
labels_free(struct labels *l)
{
	free(l->taken);
	free(l->name);
	*l = (struct labels){0};
}

void
labels_clear(struct labels *l)
{
	if (l->taken)
		memset(l->taken, 0, (size_t)l->rows * (size_t)l->cols);
}

static bool
is_free(
    const struct labels *l, const uint8_t *cells, int row, int col, int width)
{
	if (row < 0 || row >= l->rows || col < 0 || width > l->cols - col)
		return false;
	for (int k = 0; k < width; k++)
		if (cells[(size_t)row * (size_t)l->cols + (size_t)(col + k)])
			return false;
	return true;
}

bool
labels_are_free(const struct labels *l, int row, int col, int width)
{
	return is_free(l, l->taken, row, col, width);
}

static void
take(const struct labels *l, uint8_t *cells, int row, int col, int width)
{
	if (row < 0 || row >= l->rows)
		return;
	for (int k = col < 0 ? -col : 0; k < width && col + k < l->cols; k++)
		cells[(size_t)row * (size_t)l->cols + (size_t)(col + k)] = 1;
}

void
labels_take(struct labels *l, int row, int col, int width)
{
	take(l, l->taken, row, col, width);
}

/* With a blank between it and what comes to stand behind it. */
static int
with_blank(const struct labels *l, int col, int width)
{
	return width + (col + width < l->cols);
}

/* Steps aside: on its spot, to the left of it, above, below. */
static const struct {
	int rows;
	bool left; /* ends on the spot, else begins there */
} aside[] = {{0, false}, {0, true}, {-1, false}, {1, false}, {-1, true},
    {1, true}, {-2, false}, {2, false}, {-2, true}, {2, true}};

bool
labels_place_at(struct labels *l, struct label *label, int row, int col)
{
	int width = with_blank(l, col, label->width);

	label->placed = labels_are_free(l, row, col, width);
	if (!label->placed)
		return false;
	label->at_row = row;
	label->at_col = col;
	take(l, l->taken, row, col, width);
	return true;
}

void
labels_unplace(struct labels *l, struct label *label)
{
	int width = with_blank(l, label->at_col, label->width);

	if (label->placed)
		memset(l->taken + (size_t)label->at_row * (size_t)l->cols +
		           (size_t)label->at_col,
		    0, (size_t)width);
	label->placed = false;
}

bool
labels_place(struct labels *l, struct label *label)
{
	for (size_t k = 0; k < COUNT_OF(aside); k++) {
		int row = label->row + aside[k].rows;
		int col = aside[k].left ? label->col - label->width + 1
		                        : label->col - label->lead;

		if (labels_place_at(l, label, row, col))
			return true;
	}
	label->placed = false;
	return false;
}

/* ---- names ---- */

static bool
keep_name(struct labels *l, const struct scene_name *name, int row, int col)
{
	if (l->names == l->name_room) {
		size_t room = l->name_room ? l->name_room * 2 : 64;
		struct placed_name *more =
		    realloc(l->name, room * sizeof(*more));

		if (!more)
			return false;
		l->name = more;
		l->name_room = room;
	}
	l->name[l->names++] = (struct placed_name){name, row, col};
	take(
	    l, l->named, row, col - MARGIN_COLS, name->width + 2 * MARGIN_COLS);
	return true;
}

static bool
is_ascii(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/*
 * The name of an area that is but a speck under it would only hide it: of
 * thousands of villages seen from afar none is named.
 */
static bool
is_speck(const struct scene_name *name,
    void (*cell)(const void *ctx, struct flat f, int64_t *row, int64_t *col),
    const void *ctx)
{
	int64_t row, west, east;

	if (name->west == name->east)
		return false;
	cell(ctx, (struct flat){name->west, name->spot.y}, &row, &west);
	cell(ctx, (struct flat){name->east, name->spot.y}, &row, &east);
	return (east - west) * SPECK < name->width;
}

bool
labels_place_names(struct labels *l, const struct scene *s,
    void (*cell)(const void *ctx, struct flat f, int64_t *row, int64_t *col),
    const void *ctx)
{
	size_t most = (size_t)l->rows * (size_t)l->cols / CELLS_A_NAME + 1;

	l->names = 0;
	if (l->named)
		memset(l->named, 0, (size_t)l->rows * (size_t)l->cols);
	for (size_t n = 0; n < s->names && l->names < most; n++) {
		const struct scene_name *name = &s->name[n];
		int64_t row, col;

		cell(ctx, name->spot, &row, &col);
		col -= name->width / 2;
		if (row < 0 || row >= l->rows || col < 0 || col >= l->cols ||
		    !is_free(l, l->named, (int)row, (int)col, name->width) ||
		    (l->ascii && !is_ascii(scene_text(s, name->text))) ||
		    is_speck(name, cell, ctx))
			continue;
		if (!keep_name(l, name, (int)row, (int)col))
			return false;
	}
	return true;
}

bool
labels_shows(const struct labels *l, const struct placed_name *n)
{
	return labels_are_free(
	    l, n->row, n->col, with_blank(l, n->col, n->name->width));
}
