/*
 * What consoles are given of map layers: compact JSON (net/wire/layer-json.h)
 * for each zoom, packed by gzip once and kept in memory. Asked by several
 * threads; who asks first for a layer makes it while the others wait.
 */
#ifndef CENTRAL_LAYER_CACHE_H
#define CENTRAL_LAYER_CACHE_H

#include "central/store/store.h"
#include "model/layer-simplify.h"

#define LAYER_TAG_SIZE 64 /* of an ETag, quotes and NUL included */

struct layer_cache;

struct layer_cache *layer_cache_new(void); /* NULL when memory ended */
void layer_cache_free(struct layer_cache *l);

/*
 * Appends to *gzip (NULL: not wanted) the bytes of that layer for the zoom
 * (a number in layer_zooms); *bytes is their count. NOT_FOUND, NO_MEMORY.
 */
MUST_USE enum problem_code layer_cache_get(struct layer_cache *l,
    struct store *store, const struct store_layer *head, size_t zoom,
    struct buf *gzip, size_t *bytes, struct problem *p);

/* "\"1-...-14\"": moves with content, zoom and the form of what is sent. */
void layer_cache_tag(
    const struct store_layer *head, size_t zoom, char tag[LAYER_TAG_SIZE]);

/* Appends what gzip holds, unpacked; false when it is damaged. */
MUST_USE bool layer_cache_unpack(
    struct buf *out, const struct buf *gzip, size_t limit);

#endif
