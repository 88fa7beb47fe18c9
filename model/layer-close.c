/*
 * Lines to rings, greedily: from the end of what is joined so far to the
 * nearest end of a line that is left (layer-close.h).
 */
#include "model/layer-close.h"

#include <stdlib.h>
#include <string.h>

/* Lines of one feature that are put together; more are left alone. */
#define LINES_MAX 4096

struct joiner {
	struct layer *l;
	struct layer_part *part; /* of the feature */
	uint32_t parts;
	bool *used;
	struct vertex *out; /* vertices of the rings, one behind the other */
	uint32_t outs;
	struct layer_part *ring;
	uint32_t rings;
};

static double
apart(struct vertex a, struct vertex b)
{
	return point_distance(vertex_point(a), vertex_point(b));
}

/* Where two lines meet in one point, that stands there once. */
static void
append(struct joiner *j, const struct layer_part *part, bool backwards)
{
	const struct vertex *v = layer_vertices(j->l, part);
	uint32_t begin = j->ring[j->rings].first;

	for (uint32_t i = 0; i < part->count; i++) {
		struct vertex next = v[backwards ? part->count - 1 - i : i];
		const struct vertex *last =
		    j->outs > begin ? &j->out[j->outs - 1] : NULL;

		if (!last || last->lon != next.lon || last->lat != next.lat)
			j->out[j->outs++] = next;
	}
}

/* The unused line with an end nearest to `from`; NULL: none near enough. */
static struct layer_part *
next_line(const struct joiner *j, struct vertex from, bool *backwards)
{
	struct layer_part *best = NULL;
	double nearest = LAYER_GAP_MAX;

	for (uint32_t k = 0; k < j->parts; k++) {
		struct layer_part *part = &j->part[k];
		const struct vertex *v = layer_vertices(j->l, part);

		if (j->used[k] || part->kind != PART_LINE)
			continue;
		for (int end = 0; end < 2; end++) {
			double d = apart(from, v[end ? part->count - 1 : 0]);

			if (d > nearest || (best && d == nearest))
				continue;
			nearest = d;
			best = part;
			*backwards = end == 1;
		}
	}
	return best;
}

static double
length(const struct vertex *v, uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 1; i < n; i++)
		sum += apart(v[i - 1], v[i]);
	return sum;
}

/* Begins a ring with that line and goes on until it closes. */
static bool
join_from(struct joiner *j, struct layer_part *part, double *gap)
{
	struct layer_part *ring = &j->ring[j->rings];
	struct layer_part *next = part;
	bool backwards = false;

	*ring = (struct layer_part){PART_RING, j->outs, 0};
	while (next) {
		const struct vertex *v;

		j->used[next - j->part] = true;
		append(j, next, backwards);
		v = &j->out[ring->first];
		ring->count = j->outs - ring->first;
		*gap = apart(v[0], v[ring->count - 1]);
		if (ring->count > 3 && *gap <= LAYER_GAP_MAX &&
		    *gap * 20 <= length(v, ring->count)) {
			j->rings++;
			return true;
		}
		next = next_line(j, v[ring->count - 1], &backwards);
	}
	return false;
}

/* Puts the rings in the place of the lines; other parts stay before them. */
static void
replace(struct joiner *j)
{
	struct layer *l = j->l;
	uint32_t kept = 0, first = j->part[0].first;
	struct layer_part *ring;

	for (uint32_t k = 0; k < j->parts; k++) {
		const struct layer_part part = j->part[k];

		if (part.kind == PART_LINE)
			continue;
		memmove(&l->vertex[first], &l->vertex[part.first],
		    part.count * sizeof(*l->vertex));
		j->part[kept] = part;
		j->part[kept++].first = first;
		first += part.count;
	}
	for (uint32_t k = 0; k < j->rings; k++) {
		ring = &j->part[kept++];
		*ring = j->ring[k];
		memcpy(&l->vertex[first], &j->out[ring->first],
		    ring->count * sizeof(*l->vertex));
		ring->first = first;
		first += ring->count;
	}
	l->feature[l->features - 1].parts = kept;
	l->parts = (size_t)(j->part - l->part) + kept;
	l->vertices = first;
}

static bool
join_all(struct joiner *j, double *gap)
{
	for (uint32_t k = 0; k < j->parts; k++)
		if (!j->used[k] && j->part[k].kind == PART_LINE &&
		    !join_from(j, &j->part[k], gap))
			return false;
	return true;
}

bool
layer_close(struct layer *l, double *gap)
{
	const struct layer_feature *f =
	    l->features > 0 ? &l->feature[l->features - 1] : NULL;
	struct joiner j = {.l = l};
	bool done = false;

	*gap = 0;
	if (l->failed || !f || f->parts == 0 || f->parts > LINES_MAX)
		return f && f->parts == 0;
	j.part = &l->part[f->first];
	j.parts = f->parts;
	j.used = calloc(j.parts, sizeof(*j.used));
	j.ring = calloc(j.parts, sizeof(*j.ring));
	j.out = calloc(l->vertices - j.part[0].first + 1, sizeof(*j.out));
	l->failed = !j.used || !j.ring || !j.out;
	if (!l->failed && join_all(&j, gap)) {
		replace(&j);
		done = true;
	}
	free(j.used);
	free(j.ring);
	free(j.out);
	return done;
}
