/*
 * What stands of a command, in the desk's words: whom to call by radio while
 * it is unsent, until when it goes by itself; and of an answer what it brought:
 * that nothing changed, or who stood in the way and since when.
 */
#include "tui/send.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/call-copy.h"
#include "tui/form.h"
#include "tui/say.h"
#include "tui/words.h"

#define NAME_SIZE (2 * SUBJECT_SIZE)
#define URGENT_MS 10000 /* without an answer: priority 1 goes by radio */

void
send_name(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	const char *subject = s ? s->subject : "";

	snprintf(text, size, "%s%s%s", subject, *subject ? " " : "",
	    words_in("command", e->command->name));
}

/* ---- unsent ---- */

/* The unit's own channel, of the first that has one; else its station's. */
static const char *
find_channel(const struct console *c, const struct outbox_entry *e)
{
	const char *id = session_info(link_session(c->link))->station;
	const struct station *station;
	const struct incident *i = NULL;

	for (size_t n = 0; n < e->touches; n++) {
		const char *touched = e->touch[n].id;
		const struct assignment *a =
		    (const struct assignment *)table_get(
		        c->table, KIND_ASSIGNMENT, touched);
		const struct unit *u =
		    console_unit(c, a && a->unit ? a->unit : touched);

		if (u && *text_or(u->radio, ""))
			return u->radio;
		if (!i)
			i = console_incident(c, touched);
	}
	station = (const struct station *)table_get(
	    c->table, KIND_STATION, i ? i->head.station : id);
	return station ? text_or(station->channel, "") : "";
}

/* " 3", or "" when nobody knows. */
static void
say_channel(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const char *name = find_channel(c, e);

	if (*name && strspn(name, "0123456789") == strlen(name))
		snprintf(text, size, _(" %s"), name);
	else
		snprintf(text, size, "%s%s", *name ? " " : "", name);
}

/* Until when it goes by itself, in the central's time: a drill's runs fast. */
static char *
say_until(
    const struct console *c, const struct outbox_entry *e, char out[TIME_SIZE])
{
	double fresh = (double)(e->until - e->made) * link_speed(c->link);

	return time_hms(e->made_at + (msec_t)fresh, c->zone, out);
}

static bool
is_voiced(const struct sent *s)
{
	int voice;

	if (!s || !s->call)
		return false;
	voice = command_arg(s->call->command, "voice", strlen("voice"));
	return voice >= 0 && call_bool(s->call, (size_t)voice);
}

/* Where who is named has told it: there is nobody to be called. */
static bool
is_mark(const struct command *command)
{
	return command_arg(command, "sectors", strlen("sectors")) >= 0;
}

/*
 * The link is down, which row 1 says: what to do, at once, and that the order
 * may go out by itself all the same.
 */
static void
say_unsent(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	char name[NAME_SIZE], channel[64], until[TIME_SIZE];

	send_name(c, e, name, sizeof(name));
	say_until(c, e, until);
	say_channel(c, e, channel, sizeof(channel));
	if (is_voiced(s))
		snprintf(text, size,
		    _("%s by voice: kept here until the link is up"), name);
	else if (s && *s->caller && !is_mark(e->command))
		snprintf(text, size,
		    _("%s LINK DOWN, unsent: radio%s, call %s, then v; goes by "
		      "itself to %s"),
		    s->subject, channel, s->caller, until);
	else
		snprintf(text, size,
		    _("%s: not sent; goes by itself until %s. - takes it back"),
		    name, until);
}

static void
say_unknown(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	char at[TIME_SIZE], name[NAME_SIZE];

	time_hms(e->made_at, c->zone, at);
	send_name(c, e, name, sizeof(name));
	if (e->unseen)
		snprintf(text, size,
		    _("^ %s: the central never had it and waits: gx decides"),
		    name);
	else if (s && *s->caller && !is_voiced(s) && !is_mark(e->command))
		snprintf(text, size,
		    _("^ %s kept here, sent %s, no answer: use radio. v voice, "
		      "- take back"),
		    s->subject, at);
	else
		snprintf(text, size,
		    _("^ %s kept here, sent %s, no answer. - takes it back"),
		    name, at);
}

/* ---- settled ---- */

/* "20261121-0131", which the desk calls 0131. */
static bool
is_number(const char *text)
{
	return strspn(text, "0123456789") == strlen("20261121") &&
	       text[strlen("20261121")] == '-';
}

/* What the central says in its own words: who, times, numbers. */
static void
say_as_here(const struct console *c, struct problem_param *param)
{
	char text[sizeof(param->value) + SAY_SIZE];
	msec_t at;

	text_copy_cut(text, sizeof(text), param->value);
	if (strcmp(param->name, "by") == 0)
		say_by(c, param->value, text);
	else if (is_number(param->value))
		text_copy_cut(
		    text, sizeof(text), strchr(param->value, '-') + 1);
	else if (time_parse(param->value, strlen(param->value), &at))
		time_hms(at, c->zone, text);
	text_copy_cut(param->value, sizeof(param->value), text);
}

/* A refusal names who and when as the desk calls them. */
static void
say_refused(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	struct problem said = e->problem;
	const char *note = s ? s->note : "";
	char name[NAME_SIZE], why[256], labels[160];

	for (size_t i = 0; i < said.params; i++)
		say_as_here(c, &said.param[i]);
	if (strcmp(problem_get(&said, "key"), "outcome") == 0 &&
	    form_outcome_labels(c, labels, sizeof(labels)))
		problem_param(&said, "want", "%s", labels);
	send_name(c, e, name, sizeof(name));
	words_problem(&said, why, sizeof(why));
	if (*note) /* who stood in the way is never what is cut */
		snprintf(text, size, _("%s refused (%s): %s"), name, note, why);
	else
		snprintf(text, size, _("%s refused: %s"), name, why);
}

static enum style
say_accepted(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	char name[NAME_SIZE];

	send_name(c, e, name, sizeof(name));
	if (s && *s->note) {
		snprintf(text, size, "%s: %s", name, s->note);
		return STYLE_NORMAL;
	}
	snprintf(text, size, _("%s: the central has it"), name);
	return STYLE_OK;
}

/* ---- any ---- */

/* An order that a unit is to have from the desk, and has not by voice. */
static bool
is_order(const struct console *c, const struct outbox_entry *e)
{
	const struct sent *s = send_find(c, e->key);

	return (e->command->id == COMMAND_DISPATCH ||
	           e->command->id == COMMAND_EXCHANGE ||
	           e->command->id == COMMAND_RECALL) &&
	       s && *s->caller && !is_voiced(s);
}

static bool
is_first_priority(const struct console *c, const struct outbox_entry *e)
{
	for (size_t n = 0; n < e->touches; n++) {
		const char *touched = e->touch[n].id;
		const struct assignment *a =
		    (const struct assignment *)table_get(
		        c->table, KIND_ASSIGNMENT, touched);
		const struct incident *i =
		    console_incident(c, a ? text_or(a->incident, "") : touched);

		if (i && i->priority == 1)
			return true;
	}
	return false;
}

bool
send_wants_radio(const struct console *c, const struct outbox_entry *e)
{
	if (outbox_is_settled(e) || e->state == OUTBOX_WITHDRAWING ||
	    !is_order(c, e))
		return false;
	return !link_is_up(c->link) ||
	       (c->boot - e->made >= URGENT_MS && is_first_priority(c, e));
}

bool
send_any_wants_radio(const struct console *c)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t i = 0; i < outbox_count(o); i++)
		if (send_wants_radio(c, outbox_at(o, i)))
			return true;
	return false;
}

/* What keeps it from going that is not the link. */
static bool
say_stopped(const struct console *c, const struct outbox_entry *e,
    const char *name, char *text, size_t size)
{
	const char *account = session_info(link_session(c->link))->account;
	char why[256];

	if (outbox_is_settled(e))
		return false;
	if (*e->account && *account && strcmp(e->account, account) != 0)
		snprintf(text, size, _("^ %s: given by %s, who settles it"),
		    name, e->account);
	else if (e->unkept)
		snprintf(text, size,
		    _("^ %s NOT SENT, this disk failed: use radio. d sends it "
		      "- drops it (%s)"),
		    name, words_problem(&e->problem, why, sizeof(why)));
	else if (*e->behind)
		snprintf(text, size,
		    _("^ %s waits: the one before it was refused. d sends it "
		      "- drops it"),
		    name);
	else
		return false;
	return true;
}

enum style
send_say(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	char name[NAME_SIZE];

	send_name(c, e, name, sizeof(name));
	if (say_stopped(c, e, name, text, size))
		return STYLE_UNSENT;
	switch (e->state) {
	case OUTBOX_WAITING:
		if (e->held)
			snprintf(text, size,
			    _("^ %s was not sent and waits: gx decides"), name);
		else if (!link_is_up(c->link))
			say_unsent(c, e, text, size);
		else
			snprintf(text, size, _("%s: waits for the one before"),
			    name);
		return STYLE_UNSENT;
	case OUTBOX_SENT:
		/* Out a second time, it is still without an answer. */
		if (e->may_be_done || send_wants_radio(c, e)) {
			say_unknown(c, e, text, size);
			return STYLE_UNSENT;
		}
		snprintf(text, size, _("%s: sent"), name);
		return STYLE_NORMAL;
	case OUTBOX_UNKNOWN:
		say_unknown(c, e, text, size);
		return STYLE_UNSENT;
	case OUTBOX_WITHDRAWING:
		snprintf(text, size, _("%s: being taken back"), name);
		return STYLE_UNSENT;
	case OUTBOX_WITHDRAWN:
		snprintf(text, size, _("%s: taken back"), name);
		return STYLE_NORMAL;
	case OUTBOX_REFUSED:
		say_refused(c, e, text, size);
		return STYLE_ERROR;
	case OUTBOX_ACCEPTED:
		break;
	}
	return say_accepted(c, e, text, size);
}

/* What a person does about it, as far as it can be given by voice. */
static const char *
ways_out(const struct console *c, const struct outbox_entry *e)
{
	const struct sent *s = send_find(c, e->key);
	bool voice = s && *s->caller && !is_voiced(s);

	return voice ? _("told by radio: v") : _("- takes it back");
}

/* What becomes of one without an answer, and of one that was not sent. */
static void
say_course(const struct console *c, const struct outbox_entry *e,
    const char *name, char *text, size_t size)
{
	bool unknown = e->state == OUTBOX_UNKNOWN || e->state == OUTBOX_SENT;
	const char *out = ways_out(c, e);
	char until[TIME_SIZE];

	say_until(c, e, until);
	if (e->fact && !e->held && unknown)
		snprintf(text, size,
		    _("^ %s by voice: no answer; tried until there is one"),
		    name);
	else if (e->fact && !e->held)
		snprintf(text, size, _("%s by voice: goes when the link is up"),
		    name);
	else if (e->held && unknown && e->unseen)
		snprintf(text, size,
		    _("^ %s: the central never had it; d sends it; %s"), name,
		    out);
	else if (e->held && unknown && e->sealed)
		snprintf(text, size,
		    _("^ %s: no answer; asked when you log in; %s"), name, out);
	else if (e->held && unknown)
		snprintf(text, size,
		    _("^ %s: no answer; the central is asked; %s"), name, out);
	else if (e->held)
		snprintf(text, size, _("^ %s: not sent; d sends it now; %s"),
		    name, out);
	else if (unknown)
		snprintf(text, size, _("^ %s: no answer; tried until %s; %s"),
		    name, until, out);
	else
		snprintf(text, size, _("%s: goes by itself until %s; %s"), name,
		    until, out);
}

/* The radio comes first: whom to call, on what, and what then. */
static void
say_radio(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	const struct sent *s = send_find(c, e->key);
	char channel[64], until[TIME_SIZE];
	bool voice = command_arg(e->command, "voice", strlen("voice")) >= 0;
	const char *then = voice ? _(", then v") : "";

	say_channel(c, e, channel, sizeof(channel));
	say_until(c, e, until);
	if (e->unseen)
		snprintf(text, size,
		    _("^ %s: USE RADIO%s, call %s%s; never arrived, d sends"),
		    s->subject, channel, s->caller, then);
	else if (e->held && e->state == OUTBOX_WAITING)
		snprintf(text, size,
		    _("^ %s: USE RADIO%s, call %s%s; not sent, d sends"),
		    s->subject, channel, s->caller, then);
	else if (e->state == OUTBOX_WAITING)
		snprintf(text, size,
		    _("%s: USE RADIO%s, call %s%s; goes by itself to %s"),
		    s->subject, channel, s->caller, then, until);
	else if (e->held)
		snprintf(text, size,
		    _("^ %s: USE RADIO%s, call %s%s; no answer, is asked"),
		    s->subject, channel, s->caller, then);
	else
		snprintf(text, size,
		    _("^ %s: USE RADIO%s, call %s%s; no answer"), s->subject,
		    channel, s->caller, then);
}

enum style
send_say_fate(const struct console *c, const struct outbox_entry *e, char *text,
    size_t size)
{
	bool unknown = e->state == OUTBOX_UNKNOWN ||
	               (e->state == OUTBOX_SENT && e->may_be_done);
	char name[NAME_SIZE];

	send_name(c, e, name, sizeof(name));
	if (say_stopped(c, e, name, text, size))
		return STYLE_UNSENT;
	if (send_wants_radio(c, e)) {
		say_radio(c, e, text, size);
		return STYLE_UNSENT;
	}
	if (!unknown &&
	    (e->state != OUTBOX_WAITING || (!e->held && link_is_up(c->link))))
		return send_say(c, e, text, size);
	say_course(c, e, name, text, size);
	return STYLE_UNSENT;
}

/* ---- what an answer brought ---- */

/* A record that a command merely met keeps the seq that it had. */
static bool
changed_nothing(const struct outbox_answer *a)
{
	for (size_t n = 0; n < a->count; n++)
		if (a->records[n]->seq >= a->seq)
			return false;
	return a->count > 0;
}

/* Since when what a step asks for is so; 0 for other commands. */
static msec_t
stepped_at(const struct outbox_entry *e, const struct outbox_answer *a)
{
	enum step step;

	for (size_t n = 0; n < a->count; n++)
		if (a->records[n]->kind == KIND_ASSIGNMENT &&
		    step_of_command(e->command->id, &step))
			return step_time(
			    (const struct assignment *)a->records[n], step);
	return 0;
}

/* How the problem calls this record in `what`. */
static bool
is_called(const struct console *c, const struct record *r, const char *what)
{
	if (r->kind == KIND_INCIDENT)
		return text_is(((const struct incident *)r)->number, what);
	if (r->kind == KIND_UNIT)
		return text_is(((const struct unit *)r)->callsign, what);
	if (r->kind == KIND_ASSIGNMENT)
		return strcmp(say_callsign(
		                  c, ((const struct assignment *)r)->unit),
		           what) == 0;
	return false;
}

/* The record that stood in the way, as it stands now. */
static const struct record *
find_in_the_way(const struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	const char *what = problem_get(&e->problem, "what");

	for (size_t n = 0; n < a->count; n++)
		if (is_called(c, a->records[n], what))
			return a->records[n];
	return a->count == 1 ? a->records[0] : NULL;
}

/* Said by voice while the unit got another order: recorded, and told. */
static void
note_stacked(const struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a, char *note, size_t size)
{
	if (e->command->id != COMMAND_DISPATCH)
		return;
	for (size_t n = 0; n < a->count; n++) {
		const struct assignment *order =
		    (const struct assignment *)a->records[n];

		if (order->head.kind == KIND_ASSIGNMENT && order->stacked &&
		    order->head.seq == a->seq)
			snprintf(note, size,
			    _("recorded; %s has another order as well"),
			    say_callsign(c, order->unit));
	}
}

void
send_note(const struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a, char *note, size_t size)
{
	char hms[TIME_SIZE], who[SAY_SIZE];
	const struct record *r = NULL;

	note[0] = '\0';
	if (e->state == OUTBOX_ACCEPTED && changed_nothing(a)) {
		if (stepped_at(e, a))
			snprintf(note, size,
			    _("nothing changed, it was so already at %s"),
			    time_hms(stepped_at(e, a), c->zone, hms));
		else
			snprintf(note, size, "%s",
			    _("nothing changed, it was so already"));
	}
	if (e->state == OUTBOX_ACCEPTED)
		note_stacked(c, e, a, note, size);
	if (e->state == OUTBOX_REFUSED &&
	    (e->problem.code == PROBLEM_STATE ||
	        e->problem.code == PROBLEM_CHANGED))
		r = find_in_the_way(c, e, a);
	if (r)
		snprintf(note, size, _("%s at %s"), say_by(c, r->by, who),
		    time_hms(r->at, c->zone, hms));
}
