/*
 * Labels without overlap: who comes first has the cells. Names of what stands
 * still are placed once for a view; what is live is placed anew for every
 * frame, before them, and a name whose cells it takes is left out that long.
 */
#ifndef TUI_MAP_LABELS_H
#define TUI_MAP_LABELS_H

#include "tui/map-scene.h"

/* Where a text stands, in cells of the map. */
struct label {
	int row, col;       /* of the spot itself */
	int lead;           /* cells of it that stand before the spot */
	int width;          /* all of them */
	int at_row, at_col; /* where it begins; set when placed */
	bool placed;
};

struct labels {
	int rows, cols;
	uint8_t *taken; /* a byte a cell: by what is live */
	uint8_t *named; /* by names */
	size_t room;
	struct placed_name {
		const struct scene_name *name; /* the scene's */
		int row, col;
	} * name;
	size_t names, name_room;
	bool ascii; /* the locale can say no more: other names are left out */
};

/* As large as that, all free. False: memory ended. */
MUST_USE bool labels_resize(struct labels *l, int rows, int cols);
void labels_free(struct labels *l);
/* Takes all cells back that live things have. */
void labels_clear(struct labels *l);
/* Whether the cells are on the map and nobody's. */
bool labels_are_free(const struct labels *l, int row, int col, int width);
void labels_take(struct labels *l, int row, int col, int width);
/*
 * Finds room for a label at its spot or close by; false when there is none.
 */
bool labels_place(struct labels *l, struct label *label);

/* The same at a place that is given; false when it is taken. */
bool labels_place_at(struct labels *l, struct label *label, int row, int col);
/* Takes back a label that was placed; its cells are free again. */
void labels_unplace(struct labels *l, struct label *label);

/*
 * Places the names of a scene; `cell` says where a spot is on the map. False:
 * memory ended.
 */
MUST_USE bool labels_place_names(struct labels *l, const struct scene *s,
    void (*cell)(const void *ctx, struct flat f, int64_t *row, int64_t *col),
    const void *ctx);
/* Whether a placed name is not covered by anything live. */
bool labels_shows(const struct labels *l, const struct placed_name *n);

#endif
