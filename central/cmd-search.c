/*
 * The search for somebody: the point where they were last seen, the ground
 * around it in sectors, and the passes over those. A sector stands where its
 * passes put it (model/sector.h), so that no mark of one team undoes
 * another's, and what is taken back leaves what was there before.
 *
 * That a sector was searched is a fact and asks for no state; to send a team
 * into one names the state it was based on, so that two desks do not send two.
 */
#include <stdio.h>
#include <string.h>

#include "central/commands.h"
#include "central/ground.h"
#include "central/settle.h"
#include "model/fold.h"
#include "model/text.h"
#include "model/time.h"

/* The furthest a mark may lie ahead of the clock (a device's own clock). */
#define AHEAD (2 * TIME_MINUTE)
#define WORDS_SIZE (GROUND_NAMES + 256)
#define LAT_MAX 85.0 /* beyond, cells have no width */

/* A time that was said: in the past. */
static enum problem_code
check_past(struct tx *tx, msec_t t)
{
	char text[TIME_SIZE];

	if (t <= tx->now + AHEAD)
		return PROBLEM_NONE;
	return tx_refuse(tx, PROBLEM_TIME_RANGE, "key", "happened", "value",
	    time_format(t, text), "want", why_the_past, NULL);
}

/* ---- the point ---- */

static enum problem_code
take_point(struct tx *tx, const struct call *call, struct incident *draft)
{
	msec_t when = call_number(call, ARG_lastseen_happened);

	if (!when)
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "happened", NULL);
	draft->sighted = when;
	draft->sighting = call_has(call, ARG_lastseen_spot)
	                      ? call_point(call, ARG_lastseen_spot)
	                      : draft->spot;
	draft->clue = call_text(call, ARG_lastseen_text);
	if (!point_set(draft->sighting))
		return tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "spot", NULL);
	return check_past(tx, when);
}

enum problem_code
cmd_lastseen(struct tx *tx, const struct call *call)
{
	struct incident draft;
	const struct incident *old = command_draft(tx, call, &draft);
	bool off = call_bool(call, ARG_lastseen_off);
	struct message line = {
	    .class = MESSAGE_EVENT, .event = off ? "unseen" : "lastseen"};
	enum problem_code code = PROBLEM_NONE;

	if (!old)
		return tx->problem->code;
	if (off) {
		draft.sighting = (struct point){0, 0};
		draft.sighted = 0;
		draft.clue = NULL;
	} else {
		code = take_point(tx, call, &draft);
	}
	if (code || record_same(&old->head, &draft.head))
		return code;
	code = settle_incident(tx, &draft);
	line.happened = draft.sighted;
	line.spot = draft.sighting;
	line.text = draft.clue;
	return code ? code : tx_say(tx, &draft.head, &line);
}

/* ---- the ground ---- */

/* The sectors of one incident, and what is being made of them. */
struct ground {
	struct incident draft;
	const struct sector *list[SECTORS_MOST];
	size_t count;
};

static bool
load_ground(struct tx *tx, const struct call *call, struct ground *g)
{
	return command_draft(tx, call, &g->draft) &&
	       tx_sectors(tx, g->draft.head.id, g->list, &g->count);
}

static const struct sector *
find_sector(const struct ground *g, const char *name)
{
	for (size_t k = 0; k < g->count; k++)
		if (fold_is(g->list[k]->name, name, strlen(name)))
			return g->list[k];
	return NULL;
}

/* What was dropped before anybody searched it is as good as never made. */
static bool
may_lie_here(const struct sector *s, const char *outline)
{
	return !s || text_is(s->outline, outline) ||
	       (s->state == SECTOR_DROPPED && s->passes == 0);
}

/*
 * Makes a sector, or brings back one that was dropped. *made counts those
 * that are new to the search.
 */
static enum problem_code
put_sector(struct tx *tx, struct ground *g, const char *name,
    const char *outline, size_t *made)
{
	const struct sector *old = find_sector(g, name);
	struct sector s = {.incident = g->draft.head.id, .name = name};
	char key[ID_SIZE + SECTOR_NAME + 2], id[ID_SIZE];
	double area;

	if (old && old->state != SECTOR_DROPPED)
		return PROBLEM_NONE; /* it is there, and as it should be */
	if (!outline_sound(outline, &area))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "outline",
		    "value", name, "want", why_an_outline, NULL);
	if (!old && g->draft.sectors >= SECTORS_MOST)
		return tx_refuse(tx, PROBLEM_CROWDED, "key", "sectors", "limit",
		    "128", NULL);
	/* The same sector has the same id wherever it is made. */
	snprintf(key, sizeof(key), "%s %s", g->draft.head.id, name);
	id_from("sector", key, id);
	if (!old && tx_peek(tx, KIND_SECTOR, id))
		id_new(id);
	s.head = (struct record){
	    .kind = KIND_SECTOR, .id = id, .station = g->draft.head.station};
	if (old)
		s = *old;
	else
		g->draft.sectors++;
	s.state = SECTOR_UNSEARCHED;
	s.outline = outline;
	s.area = (int64_t)(area + 0.5);
	++*made;
	return ground_settle(tx, &s);
}

static enum problem_code
read_plan(struct tx *tx, const struct call *call, const struct incident *i,
    struct sector_plan *plan)
{
	int64_t metres = call_number(call, ARG_sectors_metres);
	int64_t rings = call_has(call, ARG_sectors_rings)
	                    ? call_number(call, ARG_sectors_rings)
	                    : SECTOR_RINGS;
	int64_t parts = call_has(call, ARG_sectors_parts)
	                    ? call_number(call, ARG_sectors_parts)
	                    : SECTOR_PARTS;
	enum problem_code code;
	char text[24];

	if (!call_has(call, ARG_sectors_metres))
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "metres", NULL);
	code = command_range(
	    tx, "metres", metres, SECTOR_METRES_MIN, SECTOR_METRES_MAX);
	if (!code)
		code = command_range(tx, "rings", rings, 1, SECTOR_RINGS_MAX);
	if (code)
		return code;
	snprintf(text, sizeof(text), "%lld", (long long)parts);
	if (parts != 1 && parts != 4 && parts != 8)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "parts", "value",
		    text, "want", why_sector_parts, NULL);
	*plan = (struct sector_plan){
	    .middle = point_set(i->sighting) ? i->sighting : i->spot,
	    .pattern =
	        (enum search_pattern)call_number(call, ARG_sectors_pattern),
	    .metres = (double)metres,
	    .rings = (int)rings,
	    .parts = (int)parts};
	if (!point_set(plan->middle) || plan->middle.lat > LAT_MAX ||
	    plan->middle.lat < -LAT_MAX)
		return tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "spot", NULL);
	return PROBLEM_NONE;
}

/* "2NE" with no letter in front, 'A', and "B-2NE". */
static void
plan_name(const struct sector_plan *plan, size_t nth, char letter,
    char out[SECTOR_NAME + 1])
{
	char name[SECTOR_NAME + 1];

	sector_plan_name(plan, nth, name);
	if (letter == 'A')
		text_copy_cut(out, SECTOR_NAME + 1, name);
	else
		snprintf(out, SECTOR_NAME + 1, "%c-%.20s", letter, name);
}

/* Whether all sectors of the plan can have their names with that letter. */
static bool
letter_is_free(struct ground *g, const struct sector_plan *plan, char letter)
{
	struct buf outline = {0};
	bool is_free = true;

	for (size_t k = 0; is_free && k < sector_plan_count(plan); k++) {
		char name[SECTOR_NAME + 1];

		plan_name(plan, k, letter, name);
		buf_clear(&outline);
		sector_plan_outline(plan, k, &outline);
		is_free = may_lie_here(find_sector(g, name), buf_str(&outline));
	}
	buf_free(&outline);
	return is_free;
}

static enum problem_code
lay_out(struct tx *tx, struct ground *g, const struct sector_plan *plan,
    char letter, size_t *made)
{
	struct buf outline = {0};
	enum problem_code code = PROBLEM_NONE;

	for (size_t k = 0; !code && k < sector_plan_count(plan); k++) {
		char name[SECTOR_NAME + 1];

		plan_name(plan, k, letter, name);
		buf_clear(&outline);
		sector_plan_outline(plan, k, &outline);
		code = buf_ok(&outline)
		           ? put_sector(tx, g, name, buf_str(&outline), made)
		           : tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	}
	buf_free(&outline);
	return code;
}

/*
 * Around a point that moved, or parted otherwise, names get a letter in front;
 * a further ring around the same one goes on with them.
 */
static enum problem_code
make_sectors(struct tx *tx, const struct call *call, struct ground *g)
{
	struct sector_plan plan;
	char words[WORDS_SIZE], first[SECTOR_NAME + 1], last[SECTOR_NAME + 1];
	enum problem_code code = read_plan(tx, call, &g->draft, &plan);
	char letter = 'A';
	size_t made = 0;

	if (code)
		return code;
	while (letter < 'Z' && !letter_is_free(g, &plan, letter))
		letter++;
	code = lay_out(tx, g, &plan, letter, &made);
	plan_name(&plan, 0, letter, first);
	plan_name(&plan, sector_plan_count(&plan) - 1, letter, last);
	if (!code && made == 0)
		code = tx_refuse(
		    tx, PROBLEM_EXISTS, "what", "sector", "id", first, NULL);
	if (code)
		return code;
	snprintf(words, sizeof(words), "%s .. %s (%zu, %.0f m)", first, last,
	    made, plan.metres);
	return command_finish(tx, call, &g->draft, words);
}

/* Taken off the map; what was searched there stays in its passes. */
static enum problem_code
drop_sector(struct tx *tx, const struct sector *s)
{
	struct sector draft = *s;

	draft.state = SECTOR_DROPPED;
	return tx_put(tx, &draft.head);
}

static enum problem_code
drop_untouched(struct tx *tx, const struct ground *g)
{
	char names[GROUND_NAMES] = "";
	enum problem_code code = PROBLEM_NONE;

	for (size_t k = 0; !code && k < g->count; k++)
		if (g->list[k]->state == SECTOR_UNSEARCHED &&
		    g->list[k]->passes == 0) {
			ground_name(names, g->list[k]);
			code = drop_sector(tx, g->list[k]);
		}
	if (!code && !*names)
		code = tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "sector", NULL);
	return code ? code
	            : settle_tell(tx, &g->draft, "unsectored", NULL, names);
}

enum problem_code
cmd_sectors(struct tx *tx, const struct call *call)
{
	struct ground g;

	if (!load_ground(tx, call, &g))
		return tx->problem->code;
	return call_bool(call, ARG_sectors_off) ? drop_untouched(tx, &g)
	                                        : make_sectors(tx, call, &g);
}

/* ---- one by hand ---- */

/* A word that can be typed: not a number, no sign that means something. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && strcspn(name, " ,;:#@=\"'\t\n\r") == len &&
	       strspn(name, "0123456789") < len && *name != '-' &&
	       *name != '.' && *name != '/';
}

/* The outline that is given, or the grid's, closed. */
static enum problem_code
outline_of_call(struct tx *tx, const struct call *call, struct buf *outline)
{
	const char *text = call_text(call, ARG_sector_outline);
	const struct record *grid;

	if (!text && !call_has(call, ARG_sector_grid))
		return tx_refuse(
		    tx, PROBLEM_MISSING_KEY, "key", "outline", NULL);
	if (!text) {
		grid = tx_get(tx, KIND_GRID, call_text(call, ARG_sector_grid));
		if (!grid)
			return tx->problem->code;
		text = text_or(((const struct grid *)grid)->outline, "");
	}
	buf_puts(outline, text);
	outline_close(outline);
	if (!buf_ok(outline))
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	if (outline->len > TEXT_MAX)
		return tx_refuse(tx, PROBLEM_TOO_LONG, "key", "outline",
		    "limit", "16384", NULL);
	return PROBLEM_NONE;
}

static enum problem_code
drop_one(struct tx *tx, const struct ground *g, const struct sector *s)
{
	enum problem_code code;

	if (!s)
		return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "sector", NULL);
	if (s->state == SECTOR_SEARCHING)
		return tx_refuse(tx, PROBLEM_STATE, "what",
		    text_or(s->name, "?"), "is",
		    enum_word(&enum_sector_state, s->state), "expected",
		    enum_word(&enum_sector_state, SECTOR_UNSEARCHED), NULL);
	if (s->state == SECTOR_DROPPED)
		return PROBLEM_NONE;
	code = drop_sector(tx, s);
	return code ? code
	            : settle_tell(tx, &g->draft, "unsectored", s->head.id,
	                  text_or(s->name, "?"));
}

enum problem_code
cmd_sector(struct tx *tx, const struct call *call)
{
	const char *name = text_or(call_text(call, ARG_sector_name), "");
	const struct sector *old;
	struct buf outline = {0};
	struct ground g;
	size_t made = 0;
	enum problem_code code;

	if (!load_ground(tx, call, &g))
		return tx->problem->code;
	if (!is_name(name))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "name", "value",
		    name, "want", why_sector_name, NULL);
	old = find_sector(&g, name);
	if (call_bool(call, ARG_sector_off))
		return drop_one(tx, &g, old);
	code = outline_of_call(tx, call, &outline);
	if (!code && !may_lie_here(old, buf_str(&outline)))
		code = tx_refuse(
		    tx, PROBLEM_EXISTS, "what", "sector", "id", name, NULL);
	if (!code)
		code = put_sector(tx, &g, name, buf_str(&outline), &made);
	buf_free(&outline);
	if (code || made == 0)
		return code;
	return command_finish(tx, call, &g.draft, name);
}

/* ---- passes ---- */

/* What sweep, swept and again are about; arguments stand in that order. */
struct marking {
	const struct incident *incident;
	struct refs sectors;
	const char *unit; /* by whom; NULL: as in `who`, or not said */
	char who[64 + 1]; /* "": not said */
	msec_t when;
	bool off;
	int64_t percent;
	char note[160 + 1];
	char names[GROUND_NAMES]; /* of the sectors, for the story */
	char by[64 + 1];          /* who it was after all, for the story */
	size_t changes;           /* passes made or changed */
};

/* A callsign; of another station's unit with the station before it. */
static void
call_unit(struct tx *tx, const struct incident *i, const struct unit *u,
    char who[64 + 1])
{
	const struct station *s =
	    settings_station(tx->settings, u->head.station);
	char text[256];

	if (!s || text_is(u->head.station, i->head.station))
		text_copy_cut(text, sizeof(text), text_or(u->callsign, "?"));
	else
		snprintf(text, sizeof(text), "%s/%s", text_or(s->name, "?"),
		    text_or(u->callsign, "?"));
	text_copy_cut(who, 64 + 1, text);
}

/* A desk marks for anybody; a field account what its own unit, sent there,
 * does. */
static enum problem_code
read_who(struct tx *tx, const char *unit, const char *who, struct marking *m)
{
	const struct unit *u;

	if (unit && who)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "who", "value",
		    who, "want", why_no_unit_beside, NULL);
	if (!unit && !who)
		unit = tx->actor->unit;
	if (!actor_may(tx->actor, MAY_STEP) &&
	    (!unit || !text_is(unit, tx->actor->unit) ||
	        !command_is_sent(tx, m->incident->head.id)))
		return tx->problem->code
		           ? tx->problem->code
		           : tx_refuse(tx, PROBLEM_FORBIDDEN, "may",
		                 why_search_for_other, NULL);
	if (who)
		text_copy_cut(m->who, sizeof(m->who), who);
	if (!unit)
		return PROBLEM_NONE;
	u = tx_unit(tx, unit);
	if (!u)
		return tx->problem->code;
	m->unit = u->head.id;
	call_unit(tx, m->incident, u, m->who);
	return PROBLEM_NONE;
}

/* Whether a pass is by who is meant; nobody named means anybody's. */
static bool
is_by(const struct sweep *s, const struct marking *m)
{
	if (m->unit)
		return text_is(s->unit, m->unit);
	return !*m->who || (!s->unit && text_is(s->who, m->who));
}

/* The pass in that state which began or ended last; NULL for none. */
static const struct sweep *
latest(const struct sweep *const *list, size_t n, const struct marking *m,
    enum sweep_state state)
{
	const struct sweep *best = NULL;

	for (size_t k = 0; k < n; k++) {
		const struct sweep *s = list[k];

		if (s->state != state || !is_by(s, m))
			continue;
		if (!best || s->ended > best->ended ||
		    (s->ended == best->ended && s->head.seq > best->head.seq))
			best = s;
	}
	return best;
}

static size_t
count_open(const struct sweep *const *list, size_t n)
{
	size_t count = 0;

	for (size_t k = 0; k < n; k++)
		count += list[k]->state == SWEEP_SEARCHING;
	return count;
}

static enum problem_code
put_sweep(struct tx *tx, struct marking *m, struct sweep *draft)
{
	m->changes++;
	text_copy_cut(m->by, sizeof(m->by), text_or(draft->who, "?"));
	return tx_put(tx, &draft->head);
}

static enum problem_code
new_sweep(struct tx *tx, struct marking *m, const struct sector *s,
    struct sweep *draft)
{
	char id[ID_SIZE];

	if (!*m->who)
		return tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "unit", NULL);
	id_new(id);
	draft->head = (struct record){
	    .kind = KIND_SWEEP, .id = id, .station = s->head.station};
	draft->sector = s->head.id;
	draft->incident = s->incident;
	draft->unit = m->unit;
	draft->who = m->who;
	return put_sweep(tx, m, draft);
}

static enum problem_code
refuse_idle(struct tx *tx, const struct sector *s, enum sector_state expected)
{
	return tx_refuse(tx, PROBLEM_STATE, "what", text_or(s->name, "?"), "is",
	    enum_word(&enum_sector_state, s->state), "expected",
	    enum_word(&enum_sector_state, expected), NULL);
}

/* What one command does to one sector, given its passes. */
typedef enum problem_code mark_fn(struct tx *tx, struct marking *m,
    struct sector *s, const struct sweep *const *list, size_t n);

static enum problem_code
begin_one(struct tx *tx, struct marking *m, struct sector *s,
    const struct sweep *const *list, size_t n)
{
	const struct sweep *open = latest(list, n, m, SWEEP_SEARCHING);
	struct sweep draft = {.state = SWEEP_SEARCHING, .began = m->when};

	if (!m->off)
		return open && *m->who ? PROBLEM_NONE
		                       : new_sweep(tx, m, s, &draft);
	if (!open)
		return refuse_idle(tx, s, SECTOR_SEARCHING);
	draft = *open;
	draft.state = SWEEP_OFF;
	draft.ended = m->when;
	return put_sweep(tx, m, &draft);
}

/* What a pass is worth, when that is said; else it keeps what it has. */
static void
take_worth(const struct marking *m, struct sweep *draft)
{
	if (m->percent)
		draft->percent = m->percent;
	if (*m->note)
		draft->note = m->note;
}

static enum problem_code
end_open(struct tx *tx, struct marking *m, const struct sector *s,
    const struct sweep *open)
{
	struct sweep draft = *open;
	char text[TIME_SIZE];

	if (m->when + AHEAD < open->began)
		return tx_refuse(tx, PROBLEM_TIME_RANGE, "key", "happened",
		    "value", time_format(m->when, text), "want",
		    why_since_it_began, "sector", text_or(s->name, "?"), NULL);
	draft.state = SWEEP_SEARCHED;
	draft.ended = m->when < open->began ? open->began : m->when;
	take_worth(m, &draft);
	return put_sweep(tx, m, &draft);
}

/*
 * Said twice it is one pass: a second one begins with `sweep`, or when the
 * sector was to be searched again.
 */
static enum problem_code
end_one(struct tx *tx, struct marking *m, struct sector *s,
    const struct sweep *const *list, size_t n)
{
	const struct sweep *open = latest(list, n, m, SWEEP_SEARCHING);
	const struct sweep *done = latest(list, n, m, SWEEP_SEARCHED);
	struct sweep draft = {.state = SWEEP_SEARCHED, .ended = m->when};

	if (open && !*m->who && count_open(list, n) > 1)
		return tx_refuse(tx, PROBLEM_MISSING_KEY, "key", "unit", NULL);
	if (open)
		return end_open(tx, m, s, open);
	if (done && s->passes > s->again) {
		draft = *done;
		take_worth(m, &draft);
		return record_same(&done->head, &draft.head)
		           ? PROBLEM_NONE
		           : put_sweep(tx, m, &draft);
	}
	take_worth(m, &draft);
	return new_sweep(tx, m, s, &draft);
}

/* Who had begun is at it still; else it never was. */
static enum problem_code
undo_one(struct tx *tx, struct marking *m, struct sector *s,
    const struct sweep *const *list, size_t n)
{
	const struct sweep *done = latest(list, n, m, SWEEP_SEARCHED);
	struct sweep draft;

	if (!done)
		return refuse_idle(tx, s, SECTOR_SEARCHED);
	draft = *done;
	draft.state = done->began ? SWEEP_SEARCHING : SWEEP_OFF;
	draft.ended = done->began ? 0 : m->when;
	draft.percent = 0;
	draft.note = NULL;
	return put_sweep(tx, m, &draft);
}

static enum problem_code
again_one(struct tx *tx, struct marking *m, struct sector *s,
    const struct sweep *const *list, size_t n)
{
	(void)tx, (void)list, (void)n;
	if (s->passes > 0 && s->again < s->passes) {
		s->again = s->passes;
		m->changes++;
	}
	return PROBLEM_NONE;
}

static enum problem_code
mark_one(struct tx *tx, struct marking *m, const char *id, mark_fn *mark)
{
	const struct sector *old = tx_sector(tx, id);
	const struct sweep *list[SWEEPS_MOST];
	struct sector draft;
	enum problem_code code;
	size_t n, before = m->changes;

	if (!old)
		return tx->problem->code;
	if (!text_is(old->incident, m->incident->head.id))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "sectors",
		    "value", text_or(old->name, "?"), "want", why_this_search,
		    NULL);
	if (old->state == SECTOR_DROPPED)
		return refuse_idle(tx, old, SECTOR_UNSEARCHED);
	if (!tx_sweeps(tx, "sector", id, list, &n))
		return tx->problem->code;
	draft = *old;
	code = mark(tx, m, &draft, list, n);
	tx_note(tx, "sector/%s", id);
	if (code || m->changes == before)
		return code;
	ground_name(m->names, old);
	return ground_settle(tx, &draft);
}

/* "2N 2E (M4 60%) hut by the pond is empty" */
static enum problem_code
tell_marks(struct tx *tx, const struct marking *m, const char *event)
{
	char words[WORDS_SIZE], worth[16] = "";
	struct message line = {.class = MESSAGE_EVENT,
	    .event = event,
	    .about = m->unit,
	    .text = words};

	if (m->changes == 0)
		return PROBLEM_NONE;
	if (m->percent)
		snprintf(worth, sizeof(worth), " %d%%", (int)m->percent);
	snprintf(words, sizeof(words), "%s%s%s%s%s%s%s", m->names,
	    *m->by ? " (" : "", m->by, *m->by ? worth : "", *m->by ? ")" : "",
	    *m->note ? " " : "", m->note);
	if (m->when && m->when != tx->now)
		line.happened = m->when;
	return tx_say(tx, &m->incident->head, &line);
}

static enum problem_code
mark_all(struct tx *tx, struct marking *m, mark_fn *mark, const char *event)
{
	enum problem_code code = PROBLEM_NONE;

	if (m->sectors.count > EXPECT_MAX)
		return tx_refuse(
		    tx, PROBLEM_CROWDED, "key", "sectors", "limit", "16", NULL);
	for (size_t k = 0; !code && k < m->sectors.count; k++)
		code = mark_one(tx, m, m->sectors.id[k], mark);
	return code ? code : tell_marks(tx, m, event);
}

static bool
begin_marking(struct tx *tx, const struct call *call, struct marking *m)
{
	_Static_assert((int)ARG_sweep_sectors == (int)ARG_swept_sectors &&
	                   (int)ARG_sweep_sectors == (int)ARG_again_sectors,
	    "their sectors stand in the same place");
	*m = (struct marking){.incident = tx_incident(tx, call_text(call, 0)),
	    .sectors = call_refs(call, ARG_sweep_sectors),
	    .when = tx->now};
	if (m->incident)
		tx_note(tx, "incident/%s", m->incident->head.id);
	return m->incident != NULL;
}

enum problem_code
cmd_sweep(struct tx *tx, const struct call *call)
{
	struct marking m;
	enum problem_code code;

	if (!begin_marking(tx, call, &m))
		return tx->problem->code;
	m.off = call_bool(call, ARG_sweep_off);
	m.when = command_happened(tx, call, ARG_sweep_happened);
	code = check_past(tx, m.when);
	if (!code)
		code = read_who(tx, call_text(call, ARG_sweep_unit),
		    call_text(call, ARG_sweep_who), &m);
	return code ? code
	            : mark_all(tx, &m, begin_one, m.off ? "unswept" : "sweep");
}

enum problem_code
cmd_swept(struct tx *tx, const struct call *call)
{
	int64_t percent = call_number(call, ARG_swept_percent);
	struct marking m;
	enum problem_code code = PROBLEM_NONE;

	if (!begin_marking(tx, call, &m))
		return tx->problem->code;
	if (call_has(call, ARG_swept_percent))
		code = command_range(tx, "percent", percent, 1, 100);
	m.percent = percent;
	m.off = call_bool(call, ARG_swept_off);
	m.when = command_happened(tx, call, ARG_swept_happened);
	text_copy_cut(m.note, sizeof(m.note),
	    text_or(call_text(call, ARG_swept_text), ""));
	if (!code)
		code = check_past(tx, m.when);
	if (!code)
		code = read_who(tx, call_text(call, ARG_swept_unit),
		    call_text(call, ARG_swept_who), &m);
	return code ? code
	            : mark_all(tx, &m, m.off ? undo_one : end_one,
	                  m.off ? "notswept" : "swept");
}

enum problem_code
cmd_again(struct tx *tx, const struct call *call)
{
	struct marking m;

	if (!begin_marking(tx, call, &m))
		return tx->problem->code;
	text_copy_cut(m.note, sizeof(m.note),
	    text_or(call_text(call, ARG_again_reason), ""));
	return mark_all(tx, &m, again_one, "again");
}
