/*
 * The three machines as tables. A state is a number of an enum, a set of them
 * an unsigned with a bit each; what a step means stands in one row.
 */
#include "model/lifecycle.h"

#include <stdio.h>
#include <string.h>

#define BIT(state) STATE_BIT(INCIDENT_##state)

enum {
	WAITING = BIT(PENDING) | BIT(REOPENED),
	WORKED = BIT(DISPATCHED) | BIT(ENROUTE) | BIT(ONSCENE) | BIT(CLEARED),
	ENDED = BIT(CLOSED) | BIT(ARCHIVED) | BIT(CANCELLED) | BIT(MERGED) |
	        BIT(TRANSFERRED),
	OPEN = BIT(TAKING) | BIT(UNTAKEN) | WAITING | WORKED | BIT(REPORTED) |
	       BIT(REVIEW) | BIT(RETURNED),
	/* To these units can be sent. */
	SENDABLE = WAITING | WORKED | BIT(REPORTED) | BIT(RETURNED),
	/* A stamp may come late, from an officer who was out of reach. */
	STEPPED = (OPEN | ENDED) & ~(unsigned)BIT(ARCHIVED),
	/* What incident_derive() may replace. */
	DERIVED = WAITING | WORKED | BIT(REPORTED),
	ALL = OPEN | ENDED
};

static const unsigned allowed[COMMAND_COUNT] = {
    [COMMAND_SIGN] = BIT(UNTAKEN),
    [COMMAND_OWN] = OPEN,
    [COMMAND_EDIT] = OPEN,
    [COMMAND_PRIORITY] = OPEN,
    [COMMAND_HOLD] = WAITING,
    [COMMAND_RESUME] = OPEN,
    [COMMAND_TRANSFER] = BIT(UNTAKEN) | SENDABLE,
    [COMMAND_MERGE] = OPEN,
    [COMMAND_SPLIT] = BIT(MERGED),
    [COMMAND_LINK] = ALL,
    [COMMAND_SUBMIT] = BIT(REPORTED) | BIT(RETURNED),
    [COMMAND_RETURN] = BIT(REVIEW),
    [COMMAND_CLOSE] = WAITING | BIT(REPORTED) | BIT(REVIEW) | BIT(RETURNED),
    [COMMAND_CANCEL] = OPEN,
    [COMMAND_REOPEN] = BIT(CLOSED) | BIT(CANCELLED),
    [COMMAND_REVEAL] = ALL,
    [COMMAND_DISPATCH] = SENDABLE,
    [COMMAND_EXCHANGE] = SENDABLE,
    [COMMAND_RECALL] = OPEN,
    [COMMAND_DECLINE] = OPEN,
    [COMMAND_DELIVERED] = STEPPED,
    [COMMAND_ACCEPT] = STEPPED,
    [COMMAND_ENROUTE] = STEPPED,
    [COMMAND_ONSCENE] = STEPPED,
    [COMMAND_CONVEYING] = STEPPED,
    [COMMAND_CONVEYED] = STEPPED,
    [COMMAND_CLEAR] = STEPPED,
    [COMMAND_REPORT] = STEPPED,
    [COMMAND_MESSAGE] = ALL,
    [COMMAND_MUSTREAD] = ALL,
    [COMMAND_ADD] = ALL,
    [COMMAND_REMOVE] = ALL,
    [COMMAND_ITEM] = ALL,
    [COMMAND_PLAN] = OPEN,
    [COMMAND_LASTSEEN] = OPEN,
    [COMMAND_SECTORS] = OPEN,
    [COMMAND_SECTOR] = OPEN,
    [COMMAND_SWEEP] = OPEN,
    [COMMAND_SWEPT] = OPEN,
    [COMMAND_AGAIN] = OPEN,
    [COMMAND_LEFT] = ALL,
    [COMMAND_RECOMMEND] = ALL,
};

bool
incident_open(enum incident_state state)
{
	return (OPEN & STATE_BIT(state)) != 0;
}

bool
incident_ended(enum incident_state state)
{
	return (ENDED & STATE_BIT(state)) != 0;
}

bool
incident_worked(enum incident_state state)
{
	return (WORKED & STATE_BIT(state)) != 0;
}

unsigned
incident_states(enum command_id command)
{
	return allowed[command];
}

/* The words of a set of states, parted by spaces; cut when too long. */
static void
state_words(unsigned set, char *out, size_t size)
{
	size_t len = 0;

	*out = '\0';
	for (unsigned s = 0; s < enum_incident_state.count; s++) {
		int n;

		if (!(set & STATE_BIT(s)))
			continue;
		n = snprintf(out + len, size - len, "%s%s", len ? " " : "",
		    enum_word(&enum_incident_state, s));
		if (n < 0 || (size_t)n >= size - len)
			return;
		len += (size_t)n;
	}
}

enum problem_code
incident_allows(
    const struct incident *i, enum command_id command, struct problem *p)
{
	unsigned set = allowed[command];
	char words[192];

	if (set == 0 || (set & STATE_BIT(i->state)))
		return PROBLEM_NONE;
	state_words(set, words, sizeof(words));
	return problem_set(p, PROBLEM_STATE, "what",
	    text_or(i->number, i->head.id), "is",
	    enum_word(&enum_incident_state, i->state), "expected", words, NULL);
}

/* What an incident is with a live assignment in this state; furthest last. */
static enum incident_state
worked_state(enum assignment_state furthest)
{
	switch (furthest) {
	case ASSIGNMENT_ENROUTE:
		return INCIDENT_ENROUTE;
	case ASSIGNMENT_ONSCENE:
		return INCIDENT_ONSCENE;
	case ASSIGNMENT_CLEARED:
		return INCIDENT_CLEARED;
	default:
		return INCIDENT_DISPATCHED;
	}
}

/* What its assignments come to. */
struct tally {
	size_t live;
	enum assignment_state furthest; /* of the live */
	bool reported;                  /* one was, since reopened */
};

static struct tally
tally(const struct incident *i, const struct assignment *const *all, size_t n)
{
	struct tally t = {0};

	for (size_t k = 0; k < n; k++) {
		const struct assignment *a = all[k];

		if (!text_is(a->incident, i->head.id))
			continue;
		if (assignment_live(a->state)) {
			t.live++;
			if (a->state > t.furthest)
				t.furthest = a->state;
		} else if (a->state == ASSIGNMENT_REPORTED &&
		           a->reported >= i->reopened) {
			t.reported = true;
		}
	}
	return t;
}

enum incident_state
incident_derive(const struct incident *i,
    const struct assignment *const *assignments, size_t n)
{
	struct tally t = tally(i, assignments, n);
	unsigned from = DERIVED | (t.live ? BIT(RETURNED) : 0);

	if (!(from & STATE_BIT(i->state)))
		return i->state;
	if (t.live)
		return worked_state(t.furthest);
	if (t.reported)
		return INCIDENT_REPORTED;
	return i->reopened ? INCIDENT_REOPENED : INCIDENT_PENDING;
}

enum overlay
incident_overlay(const struct incident *i, msec_t now)
{
	unsigned state = STATE_BIT(i->state);

	if (i->held > now && (state & WAITING))
		return OVERLAY_HELD;
	if (i->scheduled > now && (state & (WAITING | BIT(DISPATCHED))))
		return OVERLAY_SCHEDULED;
	return OVERLAY_NONE;
}

/* Whether *last (0: none yet) is past t; moves *last on when t is known. */
static bool
before(msec_t *last, msec_t t)
{
	bool back = t != 0 && t < *last;

	if (t > *last)
		*last = t;
	return back;
}

bool
incident_disorder(const struct incident *i)
{
	msec_t last = 0;
	bool told = before(&last, i->reported);
	bool written = before(&last, i->entered);

	return told | written | before(&last, i->ended);
}

bool
assignment_live(enum assignment_state state)
{
	return state <= ASSIGNMENT_CLEARED;
}

bool
assignment_binds(enum assignment_state state)
{
	return state <= ASSIGNMENT_ONSCENE;
}

/*
 * A row a step: the state it leads to (of the stamps: the least state it
 * tells), and whether one that is skipped is inferred.
 */
static const struct step_row {
	const char *word;
	size_t offset; /* of its time in struct assignment */
	enum assignment_state state;
	enum command_id command;
	bool inferable;
} steps[STEP_COUNT] = {
#define STEP(STEP, field, STATE, COMMAND, infer)                     \
	[STEP_##STEP] = {#field, offsetof(struct assignment, field), \
	    ASSIGNMENT_##STATE, COMMAND_##COMMAND, infer}
    STEP(DELIVERED, delivered, DELIVERED, DELIVERED, false),
    STEP(ACCEPTED, accepted, ACCEPTED, ACCEPT, true),
    STEP(ENROUTE, enroute, ENROUTE, ENROUTE, true),
    STEP(ONSCENE, onscene, ONSCENE, ONSCENE, true),
    STEP(CONVEYING, conveying, ONSCENE, CONVEYING, false),
    STEP(CONVEYED, conveyed, ONSCENE, CONVEYED, false),
    STEP(CLEARED, cleared, CLEARED, CLEAR, true),
    STEP(REPORTED, reported, REPORTED, REPORT, true),
#undef STEP
};

const char *
step_word(enum step step)
{
	return steps[step].word;
}

msec_t
step_time(const struct assignment *a, enum step step)
{
	msec_t t;

	memcpy(&t, (const char *)a + steps[step].offset, sizeof(t));
	return t;
}

static void
stamp(struct assignment *a, enum step step, msec_t t)
{
	memcpy((char *)a + steps[step].offset, &t, sizeof(t));
}

bool
step_of_command(enum command_id command, enum step *step)
{
	for (size_t s = 0; s < STEP_COUNT; s++) {
		if (steps[s].command != command)
			continue;
		*step = (enum step)s;
		return true;
	}
	return false;
}

bool
step_listed(const char *list, enum step step)
{
	const char *word = steps[step].word;
	size_t len = strlen(word), n;

	for (const char *s = text_or(list, ""); *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == len && memcmp(s, word, len) == 0)
			return true;
	}
	return false;
}

/* Writes the listed steps, with one in or out, in their order into out. */
static const char *
relist(char *out, size_t size, const char *list, enum step step, bool in)
{
	char text[80] = "";
	size_t len = 0;

	for (size_t k = 0; k < STEP_COUNT; k++) {
		enum step s = (enum step)k;
		int n;

		if (s == step ? !in : !step_listed(list, s))
			continue;
		n = snprintf(text + len, sizeof(text) - len, "%s%s",
		    len ? " " : "", steps[s].word);
		if (n < 0 || (size_t)n >= sizeof(text) - len)
			break;
		len += (size_t)n;
	}
	snprintf(out, size, "%s", text);
	return out;
}

static void
set_inferred(
    struct assignment *a, struct step_words *w, enum step step, bool in)
{
	if (step_listed(a->inferred, step) != in)
		a->inferred = relist(
		    w->inferred, sizeof(w->inferred), a->inferred, step, in);
}

static void
set_voiced(struct assignment *a, struct step_words *w, enum step step, bool in)
{
	if (step_listed(a->voiced, step) != in)
		a->voiced =
		    relist(w->voiced, sizeof(w->voiced), a->voiced, step, in);
}

/* Steps that were skipped on the way to `to` get its time. */
static void
infer_skipped(struct assignment *a, struct step_words *w, enum step to)
{
	msec_t t = step_time(a, to);

	for (size_t k = 0; k < STEP_COUNT; k++) {
		enum step s = (enum step)k;

		if (!steps[s].inferable || s == to || step_time(a, s) != 0 ||
		    steps[s].state > steps[to].state)
			continue;
		stamp(a, s, t);
		set_inferred(a, w, s, true);
	}
}

/* Fills a stamp that is missing or only inferred; whether it did. */
static bool
fill_stamp(
    struct assignment *a, struct step_words *w, const struct step_said *said)
{
	if (step_time(a, said->step) != 0 &&
	    !step_listed(a->inferred, said->step))
		return false;
	stamp(a, said->step, said->happened);
	set_inferred(a, w, said->step, false);
	set_voiced(a, w, said->step, said->voiced);
	return true;
}

/* States that a refusal says were wanted. */
static const char until_there[] = "issued delivered accepted enroute";
static const char until_reported[] =
    "issued delivered accepted enroute onscene cleared";

static enum problem_code
refuse(const struct assignment *a, const char *is, const char *expected,
    struct problem *p)
{
	return problem_set(p, PROBLEM_STATE, "what", text_or(a->head.id, "?"),
	    "is", is, "expected", expected, NULL);
}

static enum problem_code
check_step(
    const struct assignment *a, const struct step_said *said, struct problem *p)
{
	if (!assignment_live(a->state) && a->state != ASSIGNMENT_REPORTED)
		return refuse(a, enum_word(&enum_assignment_state, a->state),
		    until_reported, p);
	if (said->step == STEP_DELIVERED && a->channel != CHANNEL_DEVICE)
		return refuse(a, enum_word(&enum_channel, a->channel),
		    enum_word(&enum_channel, CHANNEL_DEVICE), p);
	return PROBLEM_NONE;
}

enum problem_code
assignment_step(struct assignment *draft, struct step_words *words,
    const struct step_said *said, enum step_effect *effect, struct problem *p)
{
	enum assignment_state to = steps[said->step].state;
	enum problem_code bad = check_step(draft, said, p);

	if (bad)
		return bad;
	*effect = fill_stamp(draft, words, said) ? STEP_FILLED : STEP_KEPT;
	if (to > draft->state) {
		if (said->step != STEP_DELIVERED)
			infer_skipped(draft, words, said->step);
		draft->state = to;
		*effect = STEP_MOVED;
	}
	draft->disorder = assignment_disorder(draft);
	return PROBLEM_NONE;
}

enum problem_code
assignment_end(struct assignment *draft, enum assignment_state to,
    msec_t happened, enum step_effect *effect, struct problem *p)
{
	bool declined = to == ASSIGNMENT_DECLINED;

	*effect = STEP_KEPT;
	if (draft->state == to)
		return PROBLEM_NONE;
	if (declined && draft->state > ASSIGNMENT_ENROUTE)
		return refuse(draft,
		    enum_word(&enum_assignment_state, draft->state),
		    until_there, p);
	if (!assignment_live(draft->state))
		return refuse(draft,
		    enum_word(&enum_assignment_state, draft->state),
		    until_reported, p);
	draft->state = to;
	draft->ended = happened;
	*effect = STEP_MOVED;
	return PROBLEM_NONE;
}

/*
 * A device may get its order after it was accepted by voice: delivered is
 * held against nothing but the order itself.
 */
bool
assignment_disorder(const struct assignment *a)
{
	msec_t last = a->issued;
	bool bad = a->delivered != 0 && a->delivered < a->issued;

	for (size_t k = STEP_ACCEPTED; k < STEP_COUNT; k++) {
		enum step s = (enum step)k;

		if (!step_listed(a->inferred, s))
			bad |= before(&last, step_time(a, s));
	}
	return bad;
}

bool
unit_duty_valid(enum unit_state duty)
{
	return duty < UNIT_COMMITTED;
}

bool
unit_alone(const struct unit *u)
{
	return u->class == CLASS_SWORN || u->alone;
}

enum unit_state
unit_state_of(const struct unit *u, size_t bound)
{
	if (u->emergency)
		return UNIT_EMERGENCY;
	if (bound > 0)
		return UNIT_COMMITTED;
	return unit_duty_valid(u->duty) ? u->duty : UNIT_AVAILABLE;
}

/* The record's head is its first member, so its address is the record's. */
int
record_state(const struct record *r)
{
	switch (r->kind) {
	case KIND_INCIDENT:
		return (int)((const struct incident *)r)->state;
	case KIND_ASSIGNMENT:
		return (int)((const struct assignment *)r)->state;
	case KIND_UNIT:
		return (int)((const struct unit *)r)->state;
	case KIND_TASK:
		return (int)((const struct task *)r)->state;
	case KIND_SECTOR:
		return (int)((const struct sector *)r)->state;
	default:
		return -1;
	}
}

static const char *
record_label(const struct record *r)
{
	if (r->kind == KIND_INCIDENT)
		return text_or(((const struct incident *)r)->number, r->id);
	if (r->kind == KIND_UNIT)
		return text_or(((const struct unit *)r)->callsign, r->id);
	if (r->kind == KIND_TASK)
		return text_or(((const struct task *)r)->title, r->id);
	if (r->kind == KIND_SECTOR)
		return text_or(((const struct sector *)r)->name, r->id);
	return r->id;
}

/* The state that counts: a device's receipt is no decision of anybody. */
static unsigned
decided(enum kind kind, unsigned state)
{
	if (kind == KIND_ASSIGNMENT && state == ASSIGNMENT_DELIVERED)
		return ASSIGNMENT_ISSUED;
	return state;
}

enum problem_code
expectation_check(const struct expectation *e, const struct record *present,
    struct problem *p)
{
	const struct enum_table *words = expect_words(e->kind);
	int state = record_state(present);
	const char *is;

	if (!words || state < 0 || present->kind != e->kind)
		return problem_set(
		    p, PROBLEM_BAD_REQUEST, "why", why_expected_state, NULL);
	if (decided(e->kind, (unsigned)state) == decided(e->kind, e->state))
		return PROBLEM_NONE;
	is = enum_word(words, (unsigned)state);
	if (e->kind == KIND_UNIT && state == UNIT_COMMITTED)
		return problem_set(p, PROBLEM_UNIT_TAKEN, "unit",
		    record_label(present), "is", is, NULL);
	return problem_set(p, PROBLEM_STATE, "what", record_label(present),
	    "is", is, "expected", enum_word(words, e->state), NULL);
}
