/*
 * The inside of the map, parted into files: what stands still (map-scene.c,
 * map-layers.c), the view and how it is moved (map-view.c), what is live and
 * where its labels stand (map-marks.c, map-place.c, map-labels.c), jump letters
 * (map-jump.c), where a point is (map-where.c), the ring and the side list
 * (map-ring.c), trails (map-trail.c), heat (map-heat.c), the search
 * (map-search.c), the numbered list of views (map-list.c), and the screen
 * itself (view-map.c). Nobody else needs it.
 *
 * What costs (projecting, rasterising, placing) is done in map_prepare(),
 * before a frame is begun; drawing walks over what lies ready.
 */
#ifndef TUI_MAP_H
#define TUI_MAP_H

#include "tui/canvas.h"
#include "tui/console.h"
#include "tui/map-heat.h"
#include "tui/map-labels.h"
#include "tui/map-scene.h"
#include "tui/map-search.h"
#include "tui/map-trail.h"
#include "tui/nearby.h"

#define MAP_TEXT 48 /* bytes of a mark's label */
#define MAP_NORTH 2 /* cells of the mark for it, at the upper right */
#define MAP_NO_RING (-1)
#define MAP_AGEING ((msec_t)60 * 1000)    /* a position older than that */
#define MAP_STALE ((msec_t)5 * 60 * 1000) /* and then than that */

/*
 * Where one looks: a dot is 2^zoom units of projection.h, a cell as many as
 * canvas.h says; col and row are the middle cell's on the plane of cells.
 */
struct map_view {
	int zoom;
	int64_t col, row;
};

#define MAP_ZOOM_MIN 5  /* a dot is about 0.3 m */
#define MAP_ZOOM_MAX 20 /* about 10 km */

/* One unit or incident in sight. */
struct map_mark {
	enum kind kind;
	char id[ID_SIZE];
	enum style style;
	bool chosen; /* what acts are about */
	char rest;   /* shown where its label finds no room; NUL: nothing */
	char text[MAP_TEXT]; /* clean */
	char letter[3];      /* before it, while one jumps; "" none */
	struct flat spot;
	double far; /* from what is chosen, squared; of units */
	bool loud;  /* has a label whatever it costs */
	struct label label;
};

/* Where a label stood in the frame before. */
struct map_kept {
	char id[ID_SIZE];
	struct label label;
};

/*
 * What lies at a point, or next to it, and how far; 0 metres: it lies in it.
 * Texts are the scene's; "" none.
 */
struct map_where {
	const char *grid;
	double grid_metres;
	const char *village; /* or place */
	double village_metres;
	const char *station;
	double station_metres;
};

#define MAP_NOWHERE ((struct map_where){"", 0, "", 0, "", 0})

/* What the picture of dots was made from; made anew when it differs. */
struct map_key {
	struct map_view view;
	int rows, cols;
	unsigned scene, trail, heat, search;
	struct flat ring_at;
	double ring; /* units; 0: none */
};

struct map {
	/* How it stands on the screen, as of the last prepare. */
	int rows, cols;      /* of the part that is map */
	int top, left;       /* where the view begins on the screen */
	int side;            /* columns of the side list; 0: none */
	bool placed;         /* the view was set */
	bool settled;        /* the first picture was whole: now it stays */
	bool live_seen;      /* the feed had told all when it was last fitted */
	unsigned fitted;     /* scene_at, then */
	int fitted_cols;     /* and how wide the pane was */
	bool touched;        /* one has moved it */
	bool aim;            /* the cursor goes to the chosen, once it can */
	struct point aim_at; /* or there, when it is set */
	struct map_view view, last;
	int cursor_row, cursor_col; /* of that part */
	enum kind about;            /* acts are about c->incident or c->unit */
	int ring;                   /* which radius, or MAP_NO_RING */
	bool follow;                /* the selected stays in sight */
	bool no_side;               /* one does not want the side list */
	int face; /* asked for: enum canvas_face, or -1: by locale */
	enum canvas_face shown;

	const struct layer *const *layer; /* borrowed, as of the last change */
	size_t layers;
	int layers_zoom; /* our zoom that they were asked for */
	bool opened;     /* the map was looked at */
	bool asked;      /* for layers, since the link is live */
	struct scene scene;
	bool scene_stale;  /* a record that it is made from changed */
	unsigned scene_at; /* counts how often it was made */
	struct canvas canvas;
	struct map_key key;
	struct labels labels; /* names of what stands still, and who has room */

	struct map_mark *mark; /* incidents first, by the queue; then units */
	size_t marks, mark_room;
	size_t unnamed; /* units and incidents without room for a label */
	size_t told;    /* as many as the title says: of the last relabel */
	struct map_kept *kept; /* sorted by id; owned */
	size_t keeps, keep_room;
	struct map_key kept_for; /* the picture that they stood on */
	bool relabel;            /* who has no label may look for one again */
	msec_t relabelled;       /* boot clock: when that was last so */

	bool
	    jumping; /* letters stand before the labels, and keys are letters */
	char typed;  /* the first letter of two */
	struct map_letter {
		char id[ID_SIZE];
		char text[3];
	} * letter; /* sorted by id; owned */
	size_t letters;

	struct nearby ring_list; /* inside of the ring only */
	struct map_where at_cursor, at_chosen;
	struct map_trail trail;
	struct map_heat heat;
	struct map_search search;
};

struct map *map_of(const struct console *c);

/* ---- the view: map-view.c ---- */

/* Metres of a dot in the middle of the view. */
double map_metres(const struct map *m);
/* The cell of a point on the map's part; may lie outside of it. */
void map_cell(const struct map *m, struct flat f, int64_t *row, int64_t *col);
/* The point in the middle of a cell. */
struct flat map_flat(const struct map *m, int row, int col);
bool map_in_sight(const struct map *m, struct flat f);
/* Sets the view; the one before is kept for going back. */
void map_look(struct map *m, struct map_view view);
void map_look_at(struct map *m, struct flat f, int zoom);
/* As near as all of the box can be seen. */
void map_fit(struct map *m, const struct flat_box *box);
void map_pan(struct map *m, int rows, int cols);
/* A step in (below 0) or out, what is under the cursor staying there. */
void map_zoom(struct map *m, int steps);
/* Moves the cursor, and at the edge the map. */
void map_move(struct map *m, int rows, int cols);
/* The cursor on a point, as far as it is in sight. */
void map_point_at(struct map *m, struct flat f);

/* ---- what is live: map-marks.c ---- */

/* Where a unit was last seen or is taken to be; false: nobody knows. */
bool map_unit_spot(const struct console *c, const struct unit *u,
    struct point *spot, msec_t *age);
/* Of what acts are about. */
bool map_chosen_spot(const struct console *c, struct point *spot);
const struct record *map_chosen(const struct console *c);
void map_choose(struct console *c, enum kind kind, const char *id);
/* Gathers and places; false: memory ended. */
MUST_USE bool map_make_marks(struct console *c);
/* Sorts the units behind the incidents: map-place.c. */
void map_sort_units(const struct console *c, struct map *m, size_t incidents);
/*
 * Places all labels. Who has not moved keeps its place, so that a step costs
 * the line a step. False: memory ended.
 */
MUST_USE bool map_place_marks(struct map *m);
/* The mark whose label or spot is on that cell, or NULL. */
const struct map_mark *map_mark_at(const struct map *m, int row, int col);

/* Whether two pictures have the same view, size and names. */
bool map_same_view(const struct map_key *a, const struct map_key *b);

/* ---- where a point is: map-where.c ---- */

void map_find_where(
    const struct scene *s, struct flat f, struct map_where *out);
/* One name for it: of the grid, the village or the area it lies in; "". */
const char *map_name_at(const struct map *m, struct flat f);

/* ---- jump letters: map-jump.c ---- */

action_fn map_jump; /* f */
/* The letters of marks that were just gathered. */
void map_give_letters(struct map *m);
/* True when it was a letter that was waited for. */
bool map_jump_key(struct console *c, const struct key *key);

/* ---- the ring: map-ring.c ---- */

/* The radius next to some metres; MAP_NO_RING for 0. */
int map_ring_of(int64_t metres);
/* Metres, 0: none. */
double map_ring_radius(const struct map *m);
action_fn map_ring_less, map_ring_more;
/* Who is inside, ranked as for `d`; false: memory ended. */
MUST_USE bool map_make_ring(struct console *c);
void map_draw_side(const struct console *c, struct area a);

/* ---- the central's layers: map-layers.c ---- */

/* Asks for them, once the map was looked at. */
void map_want_layers(struct console *c);
/* Whether no more of them will come by themselves. */
bool map_layers_are_in(const struct console *c);
/* What is not here (yet), or why not; "" when all is well. */
void map_say_layers(const struct console *c, char *out, size_t size);
/* The same before it was looked at: those on disk are there at once. */
void map_open_layers(struct console *c);

/* ---- making ready and drawing: map-prepare.c, map-draw.c ---- */

void map_prepare(struct console *c, struct area a);
/* What the wish, the locale and the language leave. */
enum canvas_face map_face(const struct map *m);
void map_draw(const struct console *c, struct area a);
/* Rows of the view that are not map: title, hours, status. */
int map_head_rows(const struct map *m);
int map_foot_rows(const struct map *m);

/* ---- the list of views: map-list.c ---- */

action_fn map_views; /* u */
/* The box of one's own area, else of all there is; false: nothing is known. */
bool map_home(const struct console *c, struct flat_box *box);
bool map_everything(const struct console *c, struct flat_box *box);

#endif
