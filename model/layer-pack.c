/*
 * Geometry to bytes and back (layer-pack.h).
 */
#include "model/layer-pack.h"

#include <string.h>

#include "model/blake2s.h"

static void
put(struct buf *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_putc(out, (char)(n | 0x80));
	buf_putc(out, (char)n);
}

static void
put_signed(struct buf *out, int64_t n)
{
	put(out, n < 0 ? ((uint64_t)-n << 1) - 1 : (uint64_t)n << 1);
}

void
layer_pack(
    struct buf *out, const struct layer *l, const struct layer_feature *f)
{
	int64_t lon = 0, lat = 0;

	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);
		const struct vertex *v = layer_vertices(l, part);

		put(out, part->kind);
		put(out, part->count);
		for (uint32_t i = 0; i < part->count; i++) {
			put_signed(out, v[i].lon - lon);
			put_signed(out, v[i].lat - lat);
			lon = v[i].lon;
			lat = v[i].lat;
		}
	}
}

struct bytes {
	const uint8_t *s, *end;
	int64_t lon, lat;
	bool bad;
};

static uint64_t
take(struct bytes *b)
{
	uint64_t n = 0;

	for (int shift = 0; b->s < b->end && shift < 42; shift += 7) {
		uint8_t c = *b->s++;

		n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return n;
	}
	b->bad = true;
	return 0;
}

static int64_t
take_signed(struct bytes *b)
{
	uint64_t n = take(b);

	return n & 1 ? -(int64_t)((n + 1) >> 1) : (int64_t)(n >> 1);
}

static void
take_vertex(struct bytes *b, struct layer *l)
{
	b->lon += take_signed(b);
	b->lat += take_signed(b);
	if (b->lon < -LAYER_LON_MAX || b->lon > LAYER_LON_MAX ||
	    b->lat < -LAYER_LAT_MAX || b->lat > LAYER_LAT_MAX)
		b->bad = true;
	if (!b->bad)
		layer_add(l, (struct vertex){(int32_t)b->lon, (int32_t)b->lat});
}

bool
layer_unpack(struct layer *l, const void *bytes, size_t len)
{
	static const uint32_t least[] = {1, 2, 3, 3};
	struct bytes b = {.s = bytes, .end = (const uint8_t *)bytes + len};
	bool ring = false;

	while (b.s < b.end && !b.bad && !l->failed) {
		uint64_t kind = take(&b), count = take(&b);

		if (b.bad || kind > PART_HOLE || count < least[kind] ||
		    count > (uint64_t)(b.end - b.s) ||
		    (kind == PART_POINT && count != 1) ||
		    (kind == PART_HOLE && !ring))
			return false;
		ring |= kind == PART_RING;
		layer_begin_part(l, (enum part_kind)kind);
		for (uint64_t i = 0; i < count && !b.bad; i++)
			take_vertex(&b, l);
	}
	return !b.bad;
}

static void
add_text(struct blake2s *h, const char *text)
{
	blake2s_add(h, text, strlen(text) + 1);
}

void
layer_digest(const struct layer *l, uint8_t digest[LAYER_DIGEST])
{
	struct blake2s h;
	struct buf pack = {0};

	blake2s_begin(&h, LAYER_DIGEST);
	add_text(&h, l->name);
	add_text(&h, enum_word(&enum_layer_role, l->role));
	for (size_t i = 0; i < l->features; i++) {
		const struct layer_feature *f = &l->feature[i];
		const uint8_t kind[2] = {f->class, f->rank};

		add_text(&h, layer_text(l, f->name));
		add_text(&h, layer_text(l, f->code));
		add_text(&h, layer_text(l, f->id));
		blake2s_add(&h, kind, sizeof(kind));
		buf_clear(&pack);
		layer_pack(&pack, l, f);
		blake2s_add(&h, buf_str(&pack), pack.len);
	}
	blake2s_end(&h, digest);
	buf_free(&pack);
}
