/*
 * `r`: how it ended. While units are on the incident, or owe a report, it is a
 * unit's report, and with several of them the form says whose; when none is,
 * it is the last word: closing. Either wants an outcome.
 */
#include <stdio.h>
#include <string.h>

#include "model/fold.h"
#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/chat.h"
#include "tui/console.h"
#include "tui/words.h"

static bool
owes_report(const struct assignment *a, const char *incident)
{
	return text_is(a->incident, incident) && assignment_live(a->state);
}

/* Walks those of an incident that owe one: the next from *at on, or NULL. */
static const struct assignment *
next_order(const struct console *c, const char *incident, size_t *at)
{
	const struct assignment *const *all =
	    (const struct assignment *const *)table_all(
	        c->table, KIND_ASSIGNMENT);
	size_t n = table_count(c->table, KIND_ASSIGNMENT);

	while (*at < n) {
		const struct assignment *a = all[(*at)++];

		if (owes_report(a, incident))
			return a;
	}
	return NULL;
}

static const char *
callsign_of(const struct console *c, const struct assignment *a)
{
	const struct unit *u = console_unit(c, a->unit);

	return u ? text_or(u->callsign, "?") : "?";
}

/* The one that has come furthest is the likeliest to report. */
static const struct assignment *
likeliest(const struct console *c, const char *incident)
{
	const struct assignment *a, *best = NULL;
	size_t at = 0;

	while ((a = next_order(c, incident, &at)))
		if (!best || a->state > best->state)
			best = a;
	return best;
}

static const struct assignment *
find_order(const struct console *c, const char *incident, const char *callsign)
{
	const struct assignment *a;
	size_t at = 0;

	while ((a = next_order(c, incident, &at)))
		if (fold_is(callsign_of(c, a), callsign, strlen(callsign)))
			return a;
	return NULL;
}

/* "P1 on scene, M4 en route": who may be meant. */
static void
list_orders(
    const struct console *c, const char *incident, char *text, size_t size)
{
	const struct assignment *a;
	size_t at = 0, used = 0;

	text[0] = '\0';
	while (used < size && (a = next_order(c, incident, &at)))
		used += (size_t)snprintf(text + used, size - used, "%s%s %s",
		    used ? ", " : "", callsign_of(c, a),
		    words_of(&enum_assignment_state, a->state));
}

static enum problem_code
report_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_REPORT)};
	const char *callsign = form_text(f, ARG_report_assignment);
	const struct assignment *a = find_order(c, f->about, callsign);
	char units[160];

	list_orders(c, f->about, units, sizeof(units));
	if (!a)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "assignment",
		    "value", callsign, "want", units, NULL);
	if (form_outcome_check(c, form_text(f, ARG_report_outcome), p))
		return p->code;
	call_set_text(&call, ARG_report_assignment, a->head.id);
	if (!*session_info(link_session(c->link))->unit)
		call_set_number(&call, ARG_report_voice, true);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

static void
report_draw(const struct console *c, const struct form *f, struct area a)
{
	char text[256], units[200];
	int took;

	list_orders(c, f->about, units, sizeof(units));
	snprintf(text, sizeof(text), _("a report is owed by: %s"), units);
	took = draw_text(a, 0, 1, a.cols - 1, STYLE_NORMAL, text);
	if (*chat_missing(c, f->about, units, sizeof(units))) {
		snprintf(
		    text, sizeof(text), _("still to be secured: %s"), units);
		draw_text_flags(a, 0, took + 3, a.cols - took - 3, STYLE_LATE,
		    DRAW_MARK, text, strlen(text));
	}
	form_outcome_draw(c, area_part(a, 1, 0, a.rows - 1, a.cols));
}

static bool
report_complete(struct console *c, struct form *f)
{
	return form_outcome_complete(c, f, ARG_report_outcome);
}

static void
report_changed(struct console *c, struct form *f)
{
	form_outcome_changed(c, f, ARG_report_outcome);
}

static void
title(struct console *c, struct form *f)
{
	const struct incident *i = console_incident(c, f->about);

	if (i)
		snprintf(f->subject, sizeof(f->subject), "%s %s",
		    console_number(i), text_or(i->place, ""));
}

/*
 * The central would take a report without one; here it is asked for, so that
 * an incident is never ended by a key that was only leant on.
 */
static void
add_outcome(struct form *f, size_t arg)
{
	struct form_field *field = form_add(f, N_("Outcome"), arg);

	if (field)
		field->needed = true;
}

static void
report_make(struct console *c, struct form *f)
{
	const struct assignment *a = likeliest(c, f->about);

	f->title = N_("Report");
	title(c, f);
	f->command = COMMAND_REPORT;
	f->below = 1 + OUTCOME_ROWS;
	f->send = report_send;
	f->complete = report_complete;
	f->changed = report_changed;
	f->draw_below = report_draw;
	form_add(f, N_("Unit"), ARG_report_assignment);
	add_outcome(f, ARG_report_outcome);
	form_add(f, N_("Words"), ARG_report_text);
	if (a)
		form_set(f, ARG_report_assignment, callsign_of(c, a));
	f->at = 1;
}

static enum problem_code
close_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_CLOSE)};
	const struct incident *i = console_incident(c, f->about);

	if (!i)
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	if (form_outcome_check(c, form_text(f, ARG_close_outcome), p))
		return p->code;
	call_set_text(&call, ARG_close_incident, f->about);
	call_expect(&call, KIND_INCIDENT, f->about, i->state);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

static bool
close_complete(struct console *c, struct form *f)
{
	return form_outcome_complete(c, f, ARG_close_outcome);
}

static void
close_changed(struct console *c, struct form *f)
{
	form_outcome_changed(c, f, ARG_close_outcome);
}

static void
close_draw(const struct console *c, const struct form *f, struct area a)
{
	(void)f;
	form_outcome_draw(c, a);
}

static void
close_make(struct console *c, struct form *f)
{
	f->title = N_("Close");
	title(c, f);
	f->command = COMMAND_CLOSE;
	f->send = close_send;
	f->below = OUTCOME_ROWS;
	f->complete = close_complete;
	f->changed = close_changed;
	f->draw_below = close_draw;
	add_outcome(f, ARG_close_outcome);
	form_add(f, N_("Words"), ARG_close_text);
}

void
form_report(struct console *c)
{
	const struct incident *i =
	    (const struct incident *)form_selected(c, KIND_INCIDENT);
	struct problem p;

	if (!i)
		return;
	if (likeliest(c, i->head.id))
		form_open(c, "report", i->head.id, report_make);
	else if (incident_allows(i, COMMAND_CLOSE, &p) == PROBLEM_NONE)
		form_open(c, "close", i->head.id, close_make);
	else
		console_say_problem(c, &p);
}
