/*
 * Repeats: several callers about one thing. Joined, the older number stays
 * with the highest priority; the new words go to its units as a must-read.
 * Parted again, each stands as it was.
 */
#include <string.h>

#include "central/commands.h"
#include "central/ground.h"
#include "central/owed.h"
#include "central/recent.h"
#include "central/settle.h"
#include "model/lifecycle.h"
#include "model/text.h"

/* Which of two stays: the older one. */
static void
by_age(const struct incident **stays, const struct incident **goes)
{
	const struct incident *swap = *stays;

	if ((*stays)->reported <= (*goes)->reported)
		return;
	*stays = *goes;
	*goes = swap;
}

/* The units of the one that goes now work on the one that stays. */
static enum problem_code
move_orders(
    struct tx *tx, const struct incident *from, const struct incident *to)
{
	const struct assignment *a[TX_ASSIGNMENTS];
	enum problem_code code = PROBLEM_NONE;
	size_t n = 0;

	if (!tx_assignments(tx, "incident", from->head.id, true, a, &n))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++) {
		struct assignment draft = *a[k];

		draft.incident = to->head.id;
		draft.lead = false;
		code = settle_assignment(tx, &draft);
		if (!code)
			code = settle_unit_id(tx, draft.unit);
		if (!code)
			code = owed_join(tx, &to->head, draft.unit);
	}
	return code;
}

/* What the later caller told, for those who are on the way already. */
static enum problem_code
tell_words(
    struct tx *tx, const struct incident *to, const struct incident *from)
{
	struct message line = {.class = MESSAGE_MUSTREAD,
	    .event = "merge",
	    .about = from->head.id,
	    .text = from->narrative};
	struct owed owed;
	enum problem_code code = owed_of(tx, &to->head, &owed);

	line.owed = (struct refs){owed.count, owed.id};
	return code ? code : tx_say(tx, &to->head, &line);
}

/* The digits of who told it; false when nobody knows. */
static bool
caller_of(struct tx *tx, const struct incident *i, char digits[RECENT_PHONE])
{
	const struct record *r =
	    i->caller ? tx_peek(tx, KIND_CALLER, i->caller) : NULL;

	return r && recent_phone(((const struct caller *)r)->phone, digits);
}

/*
 * How many callers more it is that `goes` brings: one who calls again only
 * adds words.
 */
static int64_t
callers_more(
    struct tx *tx, const struct incident *stays, const struct incident *goes)
{
	char a[RECENT_PHONE], b[RECENT_PHONE];
	bool same = caller_of(tx, stays, a) && caller_of(tx, goes, b) &&
	            strcmp(a, b) == 0;

	return goes->repeats + (same ? 0 : 1);
}

static enum problem_code
join(struct tx *tx, const struct incident *stays, const struct incident *goes)
{
	struct incident to = *stays, from = *goes;
	enum problem_code code = move_orders(tx, goes, stays);

	from.state = INCIDENT_MERGED;
	from.merged = stays->head.id;
	from.repeat = NULL;
	to.repeats = stays->repeats + callers_more(tx, stays, goes);
	if (!code)
		code = ground_move(tx, &from, &to);
	from.lent = 0;
	if (from.priority > 0 && from.priority < to.priority) {
		from.lent = to.priority;
		to.priority = from.priority;
	}
	if (!code)
		code = settle_incident(tx, &from);
	if (!code)
		code = settle_incident(tx, &to);
	if (!code)
		code = tell_words(tx, &to, &from);
	return code ? code
	            : settle_tell(
	                  tx, &from, "merge", stays->head.id, stays->number);
}

enum problem_code
cmd_merge(struct tx *tx, const struct call *call)
{
	const struct incident *stays =
	    tx_incident(tx, call_text(call, ARG_merge_incident));
	const struct incident *goes =
	    stays ? tx_incident(tx, call_text(call, ARG_merge_other)) : NULL;
	enum problem_code code;

	if (!goes)
		return tx->problem->code;
	if (text_is(stays->head.id, goes->head.id))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "other", "value",
		    text_or(goes->number, "?"), "want", why_other_incident,
		    NULL);
	if (!text_is(stays->head.station, goes->head.station))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "other", "value",
		    text_or(goes->number, "?"), "want", why_same_station, NULL);
	code = incident_allows(goes, COMMAND_MERGE, tx->problem);
	if (code)
		return code;
	by_age(&stays, &goes);
	tx_note(
	    tx, "incident/%s into incident/%s", goes->head.id, stays->head.id);
	return join(tx, stays, goes);
}

/* Of those that are still joined into one: which raised it, which could. */
struct joined {
	const struct incident *goes; /* the one that is parted from it */
	char above[ID_SIZE];         /* it raised it further, or "" */
	char next[ID_SIZE];          /* the most urgent of them, or "" */
	int64_t priority;            /* of that */
};

static bool
note_joined(void *ctx, const struct record *r)
{
	struct joined *j = ctx;
	const struct incident *i = (const struct incident *)r;

	if (text_is(r->id, j->goes->head.id))
		return true;
	if (i->lent && i->lent == j->goes->priority)
		text_copy_cut(j->above, sizeof(j->above), r->id);
	if (i->priority > 0 && (!*j->next || i->priority < j->priority)) {
		text_copy_cut(j->next, sizeof(j->next), r->id);
		j->priority = i->priority;
	}
	return true;
}

/* What a joined one had raised is another's to keep up from now on. */
static enum problem_code
lend(struct tx *tx, const char *id, int64_t lent)
{
	const struct record *r = tx_peek(tx, KIND_INCIDENT, id);
	struct incident draft;

	if (!r)
		return tx->problem->code;
	draft = *(const struct incident *)r;
	draft.lent = lent;
	return tx_put(tx, &draft.head);
}

/*
 * The priority that joining raised falls back, unless somebody set another
 * since, or one that is still joined is as urgent.
 */
static enum problem_code
give_back(struct tx *tx, const struct incident *goes, struct incident *stays)
{
	struct joined j = {.goes = goes};
	enum problem_code code;

	if (!goes->lent)
		return PROBLEM_NONE;
	code = store_find(tx->store, KIND_INCIDENT,
	    field_find(KIND_INCIDENT, "merged", strlen("merged")),
	    stays->head.id, note_joined, &j, tx->problem);
	if (code)
		return code;
	if (*j.above)
		return lend(tx, j.above, goes->lent);
	if (stays->priority != goes->priority)
		return PROBLEM_NONE;
	if (!*j.next || j.priority >= goes->lent) {
		stays->priority = goes->lent;
		return PROBLEM_NONE;
	}
	stays->priority = j.priority;
	return lend(tx, j.next, goes->lent);
}

/* It stands for itself again; units that went over stay where they are. */
enum problem_code
cmd_split(struct tx *tx, const struct call *call)
{
	struct incident draft, other;
	const struct record *r;
	enum problem_code code;

	if (!command_draft(tx, call, &draft))
		return tx->problem->code;
	r = tx_peek(tx, KIND_INCIDENT, draft.merged);
	if (!r)
		return tx->problem->code;
	other = *(const struct incident *)r;
	draft.merged = NULL;
	draft.state = INCIDENT_PENDING;
	draft.ended = 0;
	other.repeats -= callers_more(tx, &other, &draft);
	if (other.repeats < 0)
		other.repeats = 0;
	code = give_back(tx, &draft, &other);
	draft.lent = 0;
	if (!code)
		code = command_finish(tx, call, &draft, NULL);
	if (!code)
		code = settle_incident(tx, &other);
	return code ? code
	            : settle_tell(
	                  tx, &other, "split", draft.head.id, draft.number);
}

/* Adds `id` to the links of a draft; the array is the caller's. */
static enum problem_code
add_link(struct tx *tx, struct incident *draft, const char *id,
    const char *links[REFS_MAX])
{
	size_t n = draft->links.count;

	if (refs_have(&draft->links, id))
		return PROBLEM_NONE;
	if (n == REFS_MAX)
		return tx_refuse(
		    tx, PROBLEM_CROWDED, "key", "links", "limit", "64", NULL);
	for (size_t k = 0; k < n; k++)
		links[k] = draft->links.id[k];
	links[n] = id;
	draft->links = (struct refs){n + 1, links};
	return settle_incident(tx, draft);
}

enum problem_code
cmd_link(struct tx *tx, const struct call *call)
{
	struct incident one, other;
	const struct incident *i = command_draft(tx, call, &one);
	const struct incident *o =
	    i ? tx_incident(tx, call_text(call, ARG_link_other)) : NULL;
	const char *links[REFS_MAX], *back[REFS_MAX];
	enum problem_code code;

	if (!o)
		return tx->problem->code;
	other = *o;
	if (text_is(i->head.id, o->head.id))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "other", "value",
		    text_or(o->number, "?"), "want", why_other_incident, NULL);
	code = add_link(tx, &one, o->head.id, links);
	return code ? code : add_link(tx, &other, i->head.id, back);
}
