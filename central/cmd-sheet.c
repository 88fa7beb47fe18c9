/*
 * What is written of an incident: the sheet, its signing, its corrections.
 */
#include <stdio.h>
#include <string.h>

#include "central/commands.h"
#include "central/recent.h"
#include "central/settle.h"
#include "model/id.h"
#include "model/lifecycle.h"
#include "model/text.h"

#define SUGGESTION_SIZE 97 /* of the field, with its NUL */

/* 20261121-0131: counted for each station and local day. */
static enum problem_code
next_number(struct tx *tx, const char *station, char number[48])
{
	char name[ID_SIZE + TIME_SIZE], day[TIME_SIZE];
	enum problem_code code;
	struct civil c;
	int64_t n = 0;

	time_to_civil(tx->now, tx->zone, &c);
	snprintf(day, sizeof(day), "%04d%02d%02d", c.year, c.month, c.day);
	snprintf(name, sizeof(name), "%s %s", station, day);
	code = store_next_number(tx->store, name, &n, tx->problem);
	snprintf(number, 48, "%s-%04lld", day, (long long)n);
	return code;
}

/* The caller's details are a record of their own that is never fed. */
static enum problem_code
put_caller(struct tx *tx, const struct call *call, const struct incident *i)
{
	struct caller c = {.incident = i->head.id,
	    .name = call_text(call, ARG_new_name),
	    .phone = call_text(call, ARG_new_phone),
	    .address = call_text(call, ARG_new_address)};

	c.head = (struct record){
	    .kind = KIND_CALLER, .id = i->caller, .station = i->head.station};
	return tx_put(tx, &c.head);
}

static bool
has_caller(const struct call *call)
{
	return call_text(call, ARG_new_name) ||
	       call_text(call, ARG_new_phone) ||
	       call_text(call, ARG_new_address);
}

static enum problem_code
check_priority(struct tx *tx, int64_t priority)
{
	return command_range(tx, "priority", priority, 1, 4);
}

/* Category and priority: as said, else the category's, else the last. */
static enum problem_code
fill_category(struct tx *tx, const struct call *call, struct incident *i)
{
	const struct setting *s = settings_get(tx->settings, i->category);

	if (i->category && (!s || s->topic != TOPIC_CATEGORY))
		return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "category",
		    "id", i->category, NULL);
	if (call_has(call, ARG_new_priority))
		i->priority = call_number(call, ARG_new_priority);
	else
		i->priority = s && s->priority ? s->priority : PRIORITY_UNSAID;
	return check_priority(tx, i->priority);
}

/* Whether the actor may give work to that station. */
static bool
may_name(const struct tx *tx, const char *station)
{
	char scope[SCOPES_MAX][SCOPE_SIZE], want[SCOPE_SIZE];
	size_t n = settings_scopes(tx->settings, tx->actor, scope);

	if (!settings_station(tx->settings, station))
		return false;
	snprintf(want, sizeof(want), "station/%s", station);
	for (size_t k = 0; k < n; k++)
		if (strcmp(scope[k], want) == 0)
			return true;
	return false;
}

/*
 * The station in whose outline the point lies, of those one may name: the
 * lowest id, but one below it in the tree of stations comes before it.
 */
static const char *
station_around(const struct tx *tx, struct point spot)
{
	const struct outline *hit[OUTLINES_AT];
	size_t n = point_set(spot)
	               ? outlines_at(tx->settings->terrain->station, spot, hit)
	               : 0;

	const char *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (may_name(tx, hit[i]->id) &&
		    (!best || settings_below(tx->settings, hit[i]->id, best)))
			best = hit[i]->id;
	return best;
}

/* As said; else whose outline holds the point; else the sender's own. */
static enum problem_code
fill_station(struct tx *tx, const struct call *call, struct incident *i)
{
	const char *station = call_text(call, ARG_new_station);

	if (!station)
		station = station_around(tx, call_point(call, ARG_new_spot));
	return command_station(tx, station, &i->head.station);
}

void
command_locate(struct tx *tx, struct incident *i)
{
	const struct terrain *terrain = tx->settings->terrain;
	const struct outline *hit[OUTLINES_AT];
	size_t n =
	    point_set(i->spot) ? outlines_at(terrain->grid, i->spot, hit) : 0;

	i->grid = NULL;
	for (size_t k = 0; !i->grid && k < n; k++) {
		const struct grid *g =
		    (const struct grid *)tx_peek(tx, KIND_GRID, hit[k]->id);

		if (g && !g->retired &&
		    text_is(g->head.station, i->head.station))
			i->grid = g->head.id;
	}
	i->outside = terrain_outside(terrain, i->spot);
}

static void
fill_told(struct tx *tx, const struct call *call, struct incident *i)
{
	i->place = call_text(call, ARG_new_place);
	i->spot = call_point(call, ARG_new_spot);
	command_locate(tx, i);
	i->narrative = call_text(call, ARG_new_narrative);
	i->source = (enum incident_source)call_number(call, ARG_new_source);
	i->external = call_text(call, ARG_new_external);
	i->reported = command_happened(tx, call, ARG_new_reported);
	i->entered = command_happened(tx, call, ARG_new_entered);
	i->scheduled = call_number(call, ARG_new_scheduled);
	i->repeat = call_text(call, ARG_new_repeat);
	i->suggestion = call_text(call, ARG_new_suggestion);
	if (!call_has(call, ARG_new_source))
		i->source = SOURCE_PHONE;
	i->state =
	    i->source == SOURCE_ABOVE ? INCIDENT_UNTAKEN : INCIDENT_PENDING;
	if (i->state == INCIDENT_PENDING && i->source != SOURCE_REPLAY)
		i->owner = tx->actor->officer;
}

/* Bytes of the words that suggest a category. */
#define LOOKED_AT 1024

/* What the sender did not say and the words do: offered, as category/priority.
 */
static void
suggest(struct tx *tx, struct incident *i, char text[SUGGESTION_SIZE])
{
	char words[LOOKED_AT];
	struct suggestion s;

	if (i->category || i->suggestion || i->source == SOURCE_REPLAY)
		return;
	text_copy_cut(words, sizeof(words), text_or(i->narrative, ""));
	if (!suggest_category(tx->settings->setting, tx->settings->count,
	        i->place, words, &s))
		return;
	snprintf(text, SUGGESTION_SIZE, "%s/%lld", s.category->head.id,
	    (long long)s.priority);
	i->suggestion = text;
}

/*
 * What it likely repeats, where the sender did not say: offered, never joined
 * by itself. One that the same number told comes before all others.
 */
static bool
find_repeat(struct tx *tx, const struct call *call, struct incident *i)
{
	const struct recent_ask ask = {i, call_text(call, ARG_new_phone),
	    tx->settings->setting, tx->settings->count};
	struct recent_found found[RECENT_FOUND];
	size_t n;

	if (i->repeat || !tx->recent || i->source == SOURCE_REPLAY)
		return false;
	n = recent_find(tx->recent, &ask, found);
	for (size_t k = 0; k < n; k++) {
		const struct record *r =
		    tx_peek(tx, KIND_INCIDENT, found[k].id);

		if (!r || !incident_open(((const struct incident *)r)->state))
			continue;
		i->repeat = r->id;
		return found[k].same_caller;
	}
	return false;
}

/* Who took the machine's suggestion stands in the story. */
static enum problem_code
tell_new(struct tx *tx, const struct call *call, const struct incident *i,
    bool same_caller)
{
	enum problem_code code = settle_tell(tx, i, "new", NULL, i->place);

	if (!code && same_caller)
		code = settle_tell(tx, i, "same-caller", i->repeat, NULL);
	if (code || !i->suggestion)
		return code;
	return settle_tell(tx, i,
	    call_bool(call, ARG_new_adopted) ? "adopted" : "suggested", NULL,
	    i->suggestion);
}

enum problem_code
cmd_new(struct tx *tx, const struct call *call)
{
	char id[ID_SIZE], caller[ID_SIZE], number[48];
	char suggestion[SUGGESTION_SIZE];
	struct incident i = {.head.kind = KIND_INCIDENT};
	enum problem_code code;
	bool same_caller;

	i.category = call_text(call, ARG_new_category);
	code = command_fresh_id(
	    tx, KIND_INCIDENT, call_text(call, ARG_new_incident), id);
	if (!code && has_caller(call))
		code = command_fresh_id(
		    tx, KIND_CALLER, call_text(call, ARG_new_caller), caller);
	if (!code)
		code = fill_station(tx, call, &i);
	if (!code)
		code = fill_category(tx, call, &i);
	if (!code)
		code = next_number(tx, i.head.station, number);
	if (code)
		return code;
	i.head.id = id;
	i.number = number;
	i.caller = has_caller(call) ? caller : NULL;
	fill_told(tx, call, &i);
	suggest(tx, &i, suggestion);
	same_caller = find_repeat(tx, call, &i);
	if (tx->problem->code)
		return tx->problem->code;
	tx_note(tx, "incident/%s %s", id, number);
	code = settle_incident(tx, &i);
	if (!code && i.caller)
		code = put_caller(tx, call, &i);
	return code ? code : tell_new(tx, call, &i, same_caller);
}

enum problem_code
cmd_sign(struct tx *tx, const struct call *call)
{
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.state = INCIDENT_PENDING;
	draft.taken = tx->now;
	draft.owner = tx->actor->officer;
	return command_finish(tx, call, &draft, NULL);
}

enum problem_code
cmd_own(struct tx *tx, const struct call *call)
{
	const char *officer = call_text(call, ARG_own_officer);
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	if (officer && !tx_officer(tx, officer))
		return tx->problem->code;
	draft.owner = officer ? officer : tx->actor->officer;
	return command_finish(tx, call, &draft, draft.owner);
}

/* Only the fields that were given change; a given empty one is emptied. */
static void
edit_fields(const struct call *call, struct incident *draft)
{
	if (call_has(call, ARG_edit_category))
		draft->category = call_text(call, ARG_edit_category);
	if (call_has(call, ARG_edit_place))
		draft->place = call_text(call, ARG_edit_place);
	if (call_has(call, ARG_edit_spot))
		draft->spot = call_point(call, ARG_edit_spot);
	if (call_has(call, ARG_edit_narrative))
		draft->narrative = call_text(call, ARG_edit_narrative);
	if (call_has(call, ARG_edit_scheduled))
		draft->scheduled = call_number(call, ARG_edit_scheduled);
}

enum problem_code
cmd_edit(struct tx *tx, const struct call *call)
{
	struct incident draft;
	const struct incident *i = command_draft(tx, call, &draft);
	enum problem_code code;

	if (!i)
		return tx->problem->code;
	code = command_match(tx, call, &i->head);
	if (code)
		return code;
	edit_fields(call, &draft);
	if (call_has(call, ARG_edit_outcome) &&
	    !text_is(i->outcome, call_text(call, ARG_edit_outcome)) &&
	    command_outcome(tx, call, ARG_edit_outcome, i, &draft.outcome))
		return tx->problem->code;
	if (call_has(call, ARG_edit_spot))
		command_locate(tx, &draft);
	if (draft.category && !settings_get(tx->settings, draft.category))
		return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "category",
		    "id", draft.category, NULL);
	if (record_same(&draft.head, &i->head))
		return PROBLEM_NONE;
	return command_finish(tx, call, &draft,
	    text_is(draft.narrative, i->narrative) ? draft.place
	                                           : draft.narrative);
}

enum problem_code
cmd_priority(struct tx *tx, const struct call *call)
{
	struct incident draft;
	char words[24];

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	draft.priority = call_number(call, ARG_priority_priority);
	if (check_priority(tx, draft.priority))
		return tx->problem->code;
	snprintf(words, sizeof(words), "%lld", (long long)draft.priority);
	return command_finish(tx, call, &draft, words);
}

enum problem_code
cmd_hold(struct tx *tx, const struct call *call)
{
	int64_t minutes = call_number(call, ARG_hold_minutes);
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	if (command_range(tx, "minutes", minutes, 1, 1440))
		return tx->problem->code;
	draft.held = tx->now + minutes * TIME_MINUTE;
	draft.reason = call_text(call, ARG_hold_reason);
	return command_finish(tx, call, &draft, draft.reason);
}

enum problem_code
cmd_resume(struct tx *tx, const struct call *call)
{
	struct incident draft;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	if (draft.held == 0)
		return PROBLEM_NONE;
	draft.held = 0;
	return command_finish(tx, call, &draft, NULL);
}

/* The trace says who opened whose details and why; the details are in the
 * answer only. */
enum problem_code
cmd_reveal(struct tx *tx, const struct call *call)
{
	struct incident draft;
	const struct record *caller;
	const char *reason = call_text(call, ARG_reveal_reason);

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	if (!reason || strspn(reason, " ") == strlen(reason))
		return tx_refuse(tx, PROBLEM_NEEDS_REASON, NULL);
	caller = tx_peek(tx, KIND_CALLER, draft.caller);
	if (!caller)
		return tx->problem->code ? tx->problem->code
		                         : tx_refuse(tx, PROBLEM_NOT_FOUND,
		                               "what", "caller", NULL);
	tx->reveal = record_freeze(caller);
	if (!tx->reveal)
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	tx_note(tx, "caller/%s: %s", caller->id, reason);
	return settle_tell(tx, &draft, "reveal", NULL, reason);
}
