/*
 * See map-trail.h.
 */
#include "tui/map-trail.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"

static size_t
lower(const struct map_trail *t, const char *unit)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(t->unit[mid]->id, unit) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct trail_unit *
find(const struct map_trail *t, const char *unit)
{
	size_t at = lower(t, unit);

	if (at == t->count || strcmp(t->unit[at]->id, unit) != 0)
		return NULL;
	return t->unit[at];
}

/* A unit that was not seen before; NULL: no room, and no trail then. */
static struct trail_unit *
make(struct map_trail *t, const char *unit)
{
	size_t at = lower(t, unit);
	struct trail_unit *u;

	if (t->count == TRAIL_UNITS)
		return NULL;
	if (!t->unit)
		t->unit = calloc(TRAIL_UNITS, sizeof(struct trail_unit *));
	u = t->unit ? calloc(1, sizeof(*u)) : NULL;
	if (!u)
		return NULL;
	text_copy_cut(u->id, sizeof(u->id), unit);
	memmove(t->unit + at + 1, t->unit + at,
	    (t->count - at) * sizeof(struct trail_unit *));
	t->unit[at] = u;
	t->count++;
	return u;
}

void
trail_add(struct map_trail *t, const char *unit, struct flat spot, msec_t at)
{
	struct trail_unit *u = find(t, unit);
	unsigned last;

	if (!u)
		u = make(t, unit);
	if (!u)
		return;
	last = (u->next + TRAIL_FIXES - 1) % TRAIL_FIXES;
	if (u->count > 0 && at < u->fix[last].at + TRAIL_EVERY)
		return;
	u->fix[u->next] = (struct trail_fix){spot, at};
	u->next = (u->next + 1) % TRAIL_FIXES;
	u->count += u->count < TRAIL_FIXES;
	t->changes += strcmp(t->shown, unit) == 0;
}

void
trail_show(struct map_trail *t, const char *unit)
{
	text_copy_cut(t->shown, sizeof(t->shown), unit ? unit : "");
	t->changes++;
}

size_t
trail_fixes(
    const struct map_trail *t, msec_t now, struct trail_fix out[TRAIL_FIXES])
{
	const struct trail_unit *u = *t->shown ? find(t, t->shown) : NULL;
	size_t n = 0;

	for (unsigned k = 0; u && k < u->count; k++) {
		unsigned at =
		    (u->next + TRAIL_FIXES - u->count + k) % TRAIL_FIXES;

		if (now - u->fix[at].at <= TRAIL_LONG)
			out[n++] = u->fix[at];
	}
	return n;
}

unsigned
trail_version(const struct map_trail *t, msec_t now)
{
	struct trail_fix fix[TRAIL_FIXES];

	return t->changes * (TRAIL_FIXES + 1) +
	       (unsigned)trail_fixes(t, now, fix);
}

void
trail_free(struct map_trail *t)
{
	for (size_t n = 0; n < t->count; n++)
		free(t->unit[n]);
	free(t->unit);
	*t = (struct map_trail){0};
}
