/*
 * A feature's geometry as bytes for the store: for each part its kind, its
 * count and its vertices, each the difference to the one before it, all as
 * variable-length numbers of 7 bits a byte, the lowest first; signed ones with
 * the sign in the lowest bit (zigzag). The same geometry gives the same bytes,
 * which a digest needs. Exact to the 1e-7 degree of model/layer.h.
 */
#ifndef MODEL_LAYER_PACK_H
#define MODEL_LAYER_PACK_H

#include "model/layer.h"

#define LAYER_DIGEST 16 /* bytes */

/* Appends the parts of a feature. */
void layer_pack(
    struct buf *out, const struct layer *l, const struct layer_feature *f);
/*
 * Adds the parts to the feature that was begun in l. False when the bytes are
 * none that layer_pack() makes: cut, off the earth, a hole without a ring.
 */
MUST_USE bool layer_unpack(struct layer *l, const void *bytes, size_t len);

/* Of name, role and all features: equal layers have equal digests. */
void layer_digest(const struct layer *l, uint8_t digest[LAYER_DIGEST]);

#endif
