/*
 * The kept encodings (layer-cache.h): an entry a layer, thrown away when the
 * layer's digest is another.
 */
#include "central/layer-cache.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "net/wire/layer-json.h"

#define FORM 1 /* of what is sent; part of the tag */

struct kept {
	char name[LAYER_NAME_MAX + 1]; /* "": a free place */
	uint8_t digest[LAYER_DIGEST];
	struct buf gzip[LAYER_ZOOMS];
	uint64_t asked; /* when it was last asked for */
};

struct layer_cache {
	pthread_mutex_t lock;
	struct kept kept[LAYERS_MAX];
	uint64_t asks;
};

struct layer_cache *
layer_cache_new(void)
{
	struct layer_cache *l = calloc(1, sizeof(*l));

	if (l)
		pthread_mutex_init(&l->lock, NULL);
	return l;
}

static void
forget(struct kept *k)
{
	for (size_t z = 0; z < LAYER_ZOOMS; z++)
		buf_free(&k->gzip[z]);
	*k = (struct kept){.name = ""};
}

void
layer_cache_free(struct layer_cache *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < LAYERS_MAX; i++)
		forget(&l->kept[i]);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* The same bytes for the same text: the head says no time and no name. */
static bool
pack(struct buf *out, const struct buf *text)
{
	z_stream z = {0};
	bool fine;

	if (!buf_ok(text) || deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9,
	                         Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	fine = text->len < UINT32_MAX / 2 &&
	       buf_reserve(out, deflateBound(&z, text->len));
	if (fine) {
		z.next_in = (unsigned char *)text->data;
		z.avail_in = (unsigned)text->len;
		z.next_out = (unsigned char *)out->data + out->len;
		z.avail_out = (unsigned)(out->room - out->len - 1);
		fine = deflate(&z, Z_FINISH) == Z_STREAM_END;
		out->len += z.total_out;
		out->data[out->len] = '\0';
	}
	deflateEnd(&z);
	return fine;
}

bool
layer_cache_unpack(struct buf *out, const struct buf *gzip, size_t limit)
{
	z_stream z = {.next_in = (unsigned char *)gzip->data,
	    .avail_in = (unsigned)gzip->len};
	int rc = Z_OK;

	if (gzip->len > UINT32_MAX || inflateInit2(&z, 15 + 16) != Z_OK)
		return false;
	while (rc == Z_OK && out->len < limit && buf_reserve(out, 65536)) {
		z.next_out = (unsigned char *)out->data + out->len;
		z.avail_out = 65536;
		rc = inflate(&z, Z_NO_FLUSH);
		out->len += 65536 - z.avail_out;
		out->data[out->len] = '\0';
	}
	inflateEnd(&z);
	return rc == Z_STREAM_END && buf_ok(out);
}

static enum problem_code
make_zoom(struct kept *k, const struct layer *l, size_t zoom, struct problem *p)
{
	struct layer *coarse = layer_simplify(l, layer_zoom_metres(zoom));
	struct buf text = {0};
	bool fine = false;

	if (coarse) {
		layer_write_json(&text, coarse, layer_zoom_digits(zoom));
		fine = pack(&k->gzip[zoom], &text);
	}
	buf_free(&text);
	layer_free(coarse);
	return fine ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

/* The layer's place, or the one that nobody asked for the longest. */
static struct kept *
place_for(struct layer_cache *l, const char *name)
{
	struct kept *oldest = &l->kept[0];

	for (size_t i = 0; i < LAYERS_MAX; i++) {
		if (strcmp(l->kept[i].name, name) == 0)
			return &l->kept[i];
		if (l->kept[i].asked < oldest->asked)
			oldest = &l->kept[i];
	}
	return oldest;
}

static enum problem_code
make(struct kept *k, struct store *store, const struct store_layer *head,
    struct problem *p)
{
	struct layer *layer = NULL;
	enum problem_code code = store_layer_get(store, head->name, &layer, p);

	for (size_t z = 0; !code && z < LAYER_ZOOMS; z++)
		code = make_zoom(k, layer, z, p);
	if (!code) {
		/* What is kept is what was read, whatever the head said. */
		layer_digest(layer, k->digest);
		snprintf(k->name, sizeof(k->name), "%s", head->name);
	}
	layer_free(layer);
	return code;
}

enum problem_code
layer_cache_get(struct layer_cache *l, struct store *store,
    const struct store_layer *head, size_t zoom, struct buf *gzip,
    size_t *bytes, struct problem *p)
{
	struct kept *k;
	enum problem_code code = PROBLEM_NONE;

	pthread_mutex_lock(&l->lock);
	k = place_for(l, head->name);
	if (strcmp(k->name, head->name) != 0 ||
	    memcmp(k->digest, head->digest, LAYER_DIGEST) != 0) {
		forget(k);
		code = make(k, store, head, p);
		if (code)
			forget(k);
	}
	k->asked = ++l->asks;
	if (!code) {
		*bytes = k->gzip[zoom].len;
		if (gzip)
			buf_add(gzip, k->gzip[zoom].data, *bytes);
	}
	pthread_mutex_unlock(&l->lock);
	return code;
}

void
layer_cache_tag(
    const struct store_layer *head, size_t zoom, char tag[LAYER_TAG_SIZE])
{
	size_t at = (size_t)snprintf(tag, LAYER_TAG_SIZE, "\"%d-", FORM);

	for (size_t i = 0; i < LAYER_DIGEST; i++)
		at += (size_t)snprintf(
		    tag + at, LAYER_TAG_SIZE - at, "%02x", head->digest[i]);
	snprintf(tag + at, LAYER_TAG_SIZE - at, "-%d\"", layer_zooms[zoom]);
}
