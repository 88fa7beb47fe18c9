/*
 * See ground.h.
 */
#include "central/ground.h"

#include <stdio.h>
#include <string.h>

#include "central/settle.h"
#include "model/text.h"

void
ground_name(char names[GROUND_NAMES], const struct sector *s)
{
	size_t used = strlen(names);
	const char *name = text_or(s->name, "?");

	if (used + strlen(name) + 2 < GROUND_NAMES)
		snprintf(names + used, GROUND_NAMES - used, "%s%s",
		    used ? " " : "", name);
}

enum problem_code
ground_settle(struct tx *tx, struct sector *draft)
{
	const struct sweep *sweep[SWEEPS_MOST];
	size_t n;

	if (!tx_sweeps(tx, "sector", draft->head.id, sweep, &n))
		return tx->problem->code;
	sector_derive(draft, sweep, n);
	return tx_put(tx, &draft->head);
}

static enum problem_code
give_up(struct tx *tx, const struct sweep *sweep, char names[GROUND_NAMES])
{
	const struct record *r = tx_peek(tx, KIND_SECTOR, sweep->sector);
	struct sweep draft = *sweep;
	struct sector sector;
	enum problem_code code = tx->problem->code;

	draft.state = SWEEP_OFF;
	draft.ended = tx->now;
	if (!code)
		code = tx_put(tx, &draft.head);
	if (code || !r)
		return code;
	sector = *(const struct sector *)r;
	ground_name(names, &sector);
	return ground_settle(tx, &sector);
}

enum problem_code
ground_release(struct tx *tx, const struct incident *i, const char *unit)
{
	const struct sweep *sweep[SWEEPS_MOST];
	char names[GROUND_NAMES] = "";
	enum problem_code code = PROBLEM_NONE;
	size_t n;

	if (i->sectors == 0 || !unit)
		return code;
	if (!tx_sweeps(tx, "incident", i->head.id, sweep, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++)
		if (sweep[k]->state == SWEEP_SEARCHING &&
		    text_is(sweep[k]->unit, unit))
			code = give_up(tx, sweep[k], names);
	if (code || !*names)
		return code;
	return settle_tell(tx, i, "unswept", unit, names);
}

static bool
is_taken(const char *name, const struct sector *const *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (text_is(list[k]->name, name))
			return true;
	return false;
}

/* Its name, or with the first letter in front that makes it a new one. */
static void
name_anew(const char *name, const struct sector *const *list, size_t n,
    char out[SECTOR_NAME + 1])
{
	text_copy_cut(out, SECTOR_NAME + 1, name);
	for (char letter = 'B'; letter <= 'Z' && is_taken(out, list, n);
	     letter++) {
		out[0] = letter;
		out[1] = '-';
		text_copy_cut(out + 2, SECTOR_NAME - 1, name);
	}
}

static enum problem_code
move_sectors(struct tx *tx, const struct incident *from, struct incident *to)
{
	const struct sector *mine[SECTORS_MOST], *there[SECTORS_MOST];
	enum problem_code code = PROBLEM_NONE;
	size_t n, m;

	if (!tx_sectors(tx, from->head.id, mine, &n) ||
	    !tx_sectors(tx, to->head.id, there, &m))
		return tx->problem->code;
	if (n + m > SECTORS_MOST)
		return tx_refuse(tx, PROBLEM_CROWDED, "key", "sectors", "limit",
		    "128", NULL);
	for (size_t k = 0; !code && k < n; k++) {
		struct sector draft = *mine[k];
		char name[SECTOR_NAME + 1];

		name_anew(text_or(draft.name, "?"), there, m, name);
		draft.name = name;
		draft.incident = to->head.id;
		code = tx_put(tx, &draft.head);
	}
	to->sectors += (int64_t)n;
	return code;
}

static enum problem_code
move_sweeps(struct tx *tx, const char *from, const char *to)
{
	const struct sweep *sweep[SWEEPS_MOST];
	enum problem_code code = PROBLEM_NONE;
	size_t n;

	if (!tx_sweeps(tx, "incident", from, sweep, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++) {
		struct sweep draft = *sweep[k];

		draft.incident = to;
		code = tx_put(tx, &draft.head);
	}
	return code;
}

enum problem_code
ground_move(struct tx *tx, struct incident *from, struct incident *to)
{
	enum problem_code code = PROBLEM_NONE;

	if (!point_set(to->sighting)) {
		to->sighting = from->sighting;
		to->sighted = from->sighted;
		to->clue = from->clue;
	}
	if (from->sectors == 0)
		return code;
	code = move_sectors(tx, from, to);
	if (!code)
		code = move_sweeps(tx, from->head.id, to->head.id);
	from->sectors = 0;
	return code;
}
