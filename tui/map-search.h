/*
 * The search on the map: where somebody was last seen, of every open incident
 * that says so, and the sectors of one, the selected incident's.
 *
 *	(0131)2h10	last seen here, so long ago
 *	[ ]2N		a sector that is to be searched
 *	[~]2E		one that is being searched
 *	[x]1N		one that was; its ground is hatched too
 *
 * What is drawn is projected once for a change, not for a frame.
 */
#ifndef TUI_MAP_SEARCH_H
#define TUI_MAP_SEARCH_H

#include "model/sector.h"
#include "tui/map-labels.h"
#include "tui/view.h"

#define MAP_SIGHTINGS 16 /* points that are shown at most */

/* A sector, projected. */
struct map_sector {
	size_t first, count; /* of its corners */
	struct flat middle;
	struct flat_box box;
	enum sector_state state;
	enum style style;
	char text[SECTOR_NAME + 8]; /* clean */
	struct label label;
};

struct map_sighting {
	char id[ID_SIZE]; /* of the incident */
	struct flat spot;
	char text[48]; /* clean */
	struct label label;
};

struct map_search {
	char incident[ID_SIZE];    /* whose sectors are shown; "" none */
	char hidden[ID_SIZE];      /* whose are not, by Esc */
	bool stale;                /* a record that it is made from changed */
	unsigned made;             /* counts how often */
	struct map_sector *sector; /* SECTORS_MOST; owned, or NULL yet */
	size_t sectors;
	struct sector_sum sum;
	struct flat *corner; /* owned */
	size_t corners, corner_room;
	struct flat_box box; /* of all, the point too */
	struct map_sighting sighting[MAP_SIGHTINGS];
	size_t sightings;
};

struct map;

void map_search_end(struct map_search *s);
/* A record changed: whether this is another picture then. */
void map_search_changed(
    struct map_search *s, const struct record *old, const struct record *now);
/* Before the picture; false: memory ended. */
MUST_USE bool map_make_search(struct console *c);
/* Outlines, and a hatch where it was searched. */
void map_draw_ground(const struct map_search *s, struct canvas *cv, int zoom);
/* The points come before all labels, sectors behind them. */
void map_place_sightings(struct map *m);
void map_place_sectors(struct map *m);
void map_draw_search(const struct map *m, struct area a, int skip);
/* At the side from that row on: how it stands, what is left first; the row
 * behind. `keep` rows stay free. */
int map_put_search(const struct console *c, struct area a, int row, int keep);
/* "  search 7/12 left", or "". */
void map_say_search(const struct map *m, char *out, size_t size);
/* Esc: takes the sectors away; false when none are shown. */
bool map_hide_search(struct map *m);

action_fn map_search_list; /* ; */

#endif
