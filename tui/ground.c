/*
 * See ground.h.
 */
#include "tui/ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/words.h"

static int
left_first(const void *a, const void *b)
{
	const struct sector *const *x = a, *const *y = b;

	return sector_compare(*x, *y);
}

size_t
ground_of(const struct console *c, const char *incident,
    const struct sector *out[SECTORS_MOST])
{
	const struct record *const *all = table_all(c->table, KIND_SECTOR);
	size_t n = table_count(c->table, KIND_SECTOR), count = 0;

	for (size_t k = 0; k < n && count < SECTORS_MOST; k++) {
		const struct sector *s = (const struct sector *)all[k];

		if (text_is(s->incident, incident) && s->state < SECTOR_DROPPED)
			out[count++] = s;
	}
	qsort(out, count, sizeof(*out), left_first);
	return count;
}

static msec_t
last_of(const struct sweep *s)
{
	return s->ended ? s->ended : s->began;
}

static int
latest_first(const void *a, const void *b)
{
	const struct sweep *const *x = a, *const *y = b;

	return (last_of(*x) < last_of(*y)) - (last_of(*x) > last_of(*y));
}

size_t
ground_sweeps(const struct console *c, const char *sector,
    const struct sweep **out, size_t most)
{
	const struct record *const *all = table_all(c->table, KIND_SWEEP);
	size_t n = table_count(c->table, KIND_SWEEP), count = 0;

	for (size_t k = 0; k < n && count < most; k++)
		if (text_is(((const struct sweep *)all[k])->sector, sector))
			out[count++] = (const struct sweep *)all[k];
	qsort(out, count, sizeof(*out), latest_first);
	return count;
}

bool
ground_any(const struct incident *i)
{
	return i && (point_set(i->sighting) || i->sectors > 0);
}

char *
ground_say_name(const struct sector *s, char out[SAY_SIZE])
{
	static const char marks[] = " ~x-";

	snprintf(out, SAY_SIZE, "[%c] %s",
	    s->state <= SECTOR_DROPPED ? marks[s->state] : '?',
	    text_or(s->name, "?"));
	return out;
}

char *
ground_say_state(
    const struct console *c, const struct sector *s, char out[SAY_SIZE])
{
	char age[SAY_SIZE], at[TIME_SIZE], worth[24] = "";

	if (s->percent > 0)
		snprintf(
		    worth, sizeof(worth), " %lld%%", (long long)s->percent);
	out[0] = '\0';
	if (s->state == SECTOR_SEARCHING)
		snprintf(out, SAY_SIZE, "%s %s", text_or(s->who, "?"),
		    say_age(c, c->now - s->began, age));
	else if (s->searched)
		snprintf(out, SAY_SIZE, "%s %s%s",
		    time_hm(s->searched, c->zone, at), text_or(s->who, "?"),
		    worth);
	return out;
}

enum style
ground_style(const struct sector *s)
{
	switch (s->state) {
	case SECTOR_SEARCHING:
		return STYLE_SECTOR_BUSY;
	case SECTOR_SEARCHED:
		return STYLE_SECTOR_DONE;
	default:
		return STYLE_SECTOR_LEFT;
	}
}

char *
ground_say_sum(
    const struct console *c, const char *incident, char out[SAY_SIZE])
{
	const struct sector *list[SECTORS_MOST];
	size_t n = ground_of(c, incident, list);
	struct sector_sum sum = sector_sum(list, n);

	snprintf(out, SAY_SIZE, _("%zu of %zu left, %d%% searched"),
	    sum.all - sum.searched, sum.all, sum.share);
	return out;
}

char *
ground_say_since(
    const struct console *c, const struct incident *i, char out[SAY_SIZE])
{
	long long minutes = (c->now - i->sighted) / TIME_MINUTE;

	if (minutes < 0)
		minutes = 0; /* a clock that is ahead of ours */
	snprintf(out, SAY_SIZE, "%lldh%02lld", minutes / 60, minutes % 60);
	return out;
}

char *
ground_say_sighting(
    const struct console *c, const struct incident *i, char out[SAY_SIZE])
{
	char at[TIME_SIZE], since[SAY_SIZE];

	out[0] = '\0';
	if (point_set(i->sighting))
		snprintf(out, SAY_SIZE, _("last seen %s %s"),
		    time_hm(i->sighted, c->zone, at),
		    ground_say_since(c, i, since));
	return out;
}
