/*
 * The records whose outlines a layer has. A feature of role station, grid,
 * village, place or route belongs to a record of its own: the one with its id,
 * else its code, else its name; where there is none it is made. A village is a
 * place of class village: it is named, searched and told as the nearest like
 * any place, has no officer of its own and gives no work, which a grid does.
 */
#ifndef CENTRAL_LAYER_RECORDS_H
#define CENTRAL_LAYER_RECORDS_H

#include "central/admin.h"
#include "central/layer-load.h"
#include "model/record.h"

struct layer_records {
	struct record **put; /* made or changed; owned */
	size_t count, room;
	size_t made, known; /* features with a new record, with one there was */
};

/* The kind whose records such a layer has; KIND_ANY: none. */
enum kind layer_kind(enum layer_role role);

/*
 * Finds or drafts a record for every feature of l->layer and sets its id; one
 * that can have none is passed over with a line. `station` is whose the new
 * ones are; NULL: the only one there is, else nobody's. LINK and what the
 * central says, USAGE for a station that is not there, NO_MEMORY.
 */
MUST_USE enum problem_code layer_records_make(struct client *client,
    const struct layer_order *order, const char *station,
    struct layer_loaded *l, struct layer_records *out, struct problem *p);
void layer_records_free(struct layer_records *r);

#endif
