/*
 * A layer on the wire: compact JSON with coordinates as whole numbers, each
 * the difference to the one before.
 *
 *	{"name":"grids","role":"grid","digits":6,"features":[
 *	{"name":"G01","code":"330304005","id":"lq-g01","rank":9,"class":"park",
 *	 "parts":[[2,120592900,27943100,13400,-700,...]]}]}
 *
 * A part is its kind (0 point, 1 line, 2 ring, 3 hole of the ring before it)
 * and pairs of longitude and latitude in 10^-digits degree, the first from 0,
 * each of the others from the one before. What is absent is left out: texts
 * that are empty, class "other", rank 9. Digits are 5 (1.1 m), 6 (0.11 m) or
 * 7 (a layer as it is kept).
 *
 * Both sides read a feature at a time, strictly: nothing that is read can be
 * larger than model/layer.h allows, off the earth, or a ring of two corners.
 */
#ifndef NET_WIRE_LAYER_JSON_H
#define NET_WIRE_LAYER_JSON_H

#include "model/layer.h"
#include "model/record.h"
#include "net/wire/json-out.h"

#define LAYER_JSON_MAX ((size_t)64 * 1024 * 1024)        /* bytes of a layer */
#define LAYER_JSON_FEATURE_MAX ((size_t)8 * 1024 * 1024) /* of one feature */

/* Writes the layer; with fewer digits, corners that fall together are one. */
void layer_write_json(struct buf *out, const struct layer *l, int digits);
/*
 * Reads text[0..len) into *out, to be freed with layer_free(). BAD_JSON,
 * BAD_VALUE, MISSING_KEY, UNKNOWN_KEY (at the top; a feature's unknown keys
 * are passed over), TOO_LARGE, TOO_LONG, NO_MEMORY.
 */
MUST_USE enum problem_code layer_read_json(
    const char *text, size_t len, struct layer **out, struct problem *p);

/*
 * A layer as it is put: with the records that it is the outline of, which are
 * made or changed with it or not at all. `records` follows the features, each
 * as `put` has it (codec.h, CODEC_PUT).
 */
#define LAYER_PUT_RECORDS 20000

struct layer_put {
	struct layer *layer;
	struct record **record;
	size_t records, room;
};

/* Writes the layer whole, and records[0..count) with it. */
void layer_put_write_json(struct buf *out, const struct layer *l,
    struct record *const *records, size_t count);
/*
 * Reads text[0..len) into *out, which is for layer_put_free() whatever is
 * returned. As layer_read_json() and codec_record_read(); TOO_LONG for more
 * than LAYER_PUT_RECORDS.
 */
MUST_USE enum problem_code layer_put_read_json(
    const char *text, size_t len, struct layer_put *out, struct problem *p);
void layer_put_free(struct layer_put *put);

#endif
