/*
 * See say.h. Two letters or one Chinese character a step, so that the column
 * is as wide in both.
 */
#include "tui/say.h"

#include <stdio.h>
#include <string.h>

#include "model/id.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/words.h"

const char *
say_number_of(const struct console *c, const char *id)
{
	const struct incident *i = console_incident(c, id);

	return i ? console_number(i) : "?";
}

const char *
say_callsign(const struct console *c, const char *unit)
{
	const struct unit *u = console_unit(c, unit);

	return u ? text_or(u->callsign, "?") : "?";
}

const char *
say_grid(const struct console *c, const char *grid)
{
	const struct grid *g =
	    (const struct grid *)table_get(c->table, KIND_GRID, grid);

	return g ? text_or(g->name, "-") : "-";
}

const char *
say_grid_of(const struct console *c, const struct incident *i)
{
	return i->outside ? _("outside every outline") : say_grid(c, i->grid);
}

const char *
say_officer(const struct console *c, const char *officer)
{
	const struct officer *o =
	    (const struct officer *)table_get(c->table, KIND_OFFICER, officer);

	return o ? text_or(o->name, "-") : "-";
}

const char *
say_category(const struct console *c, const struct incident *i)
{
	const char *label = console_label(c, i->category);

	return *label ? label : "-";
}

msec_t
say_told(const struct incident *i)
{
	if (i->reported)
		return i->reported;
	return i->entered ? i->entered : i->head.at;
}

char *
say_priority(int64_t priority, char out[SAY_SIZE])
{
	static const char *const words[] = {N_("no priority"), N_("priority 1"),
	    N_("priority 2"), N_("priority 3"), N_("priority 4")};
	bool known = priority > 0 && priority < (int64_t)COUNT_OF(words);

	snprintf(out, SAY_SIZE, "%s", _(words[known ? priority : 0]));
	return out;
}

const char *
say_state(const struct incident *i, msec_t now)
{
	enum overlay overlay = incident_overlay(i, now);

	if (overlay == OVERLAY_HELD)
		return _("HELD");
	if (overlay == OVERLAY_SCHEDULED)
		return _("PLANNED");
	if (i->state == INCIDENT_DISPATCHED)
		return _("SENT");
	return words_of(&enum_incident_state, i->state);
}

/* Whose name has no seat behind it: an officer, the central, an account. */
static const char *
name_of(const struct console *c, const char *by)
{
	const struct officer *o =
	    (const struct officer *)table_get(c->table, KIND_OFFICER, by);

	if (o)
		return text_or(o->name, "?");
	return strlen(by) == ID_MADE ? _("another account") : words_actor(by);
}

char *
say_by(const struct console *c, const char *by, char out[SAY_SIZE])
{
	const char *seat = by ? strrchr(by, '@') : NULL;
	const struct unit *u = seat ? console_unit(c, seat + 1) : NULL;

	if (u)
		text_copy_cut(out, SAY_SIZE, text_or(u->callsign, "?"));
	else if (!seat || !seat[1])
		text_copy_cut(out, SAY_SIZE, name_of(c, text_or(by, "system")));
	else if (strspn(seat + 1, "0123456789") == strlen(seat + 1))
		snprintf(out, SAY_SIZE, _("seat %s"), seat + 1);
	else
		text_copy_cut(out, SAY_SIZE, seat + 1);
	return out;
}

char *
say_distance(double metres, char out[SAY_SIZE])
{
	if (metres < 0)
		out[0] = '\0';
	else if (metres < 995)
		snprintf(
		    out, SAY_SIZE, _("%d m"), (int)((metres + 5) / 10) * 10);
	else
		snprintf(out, SAY_SIZE, _("%.1f km"), metres / 1000);
	return out;
}

char *
say_ago(msec_t ms, char out[SAY_SIZE])
{
	if (ms < 0)
		out[0] = '\0';
	else if (ms < TIME_MINUTE)
		snprintf(out, SAY_SIZE, _("%d s ago"), (int)(ms / 1000));
	else if (ms < 2 * TIME_HOUR)
		snprintf(
		    out, SAY_SIZE, _("%d min ago"), (int)(ms / TIME_MINUTE));
	else
		snprintf(out, SAY_SIZE, _("%lld h ago"),
		    (long long)(ms / TIME_HOUR));
	return out;
}

char *
say_travel(int64_t seconds, char out[SAY_SIZE])
{
	if (seconds < 0)
		out[0] = '\0';
	else
		snprintf(out, SAY_SIZE, _("about %lld min"),
		    (long long)(seconds < 60 ? 1 : (seconds + 30) / 60));
	return out;
}

void
say_column(char *line, size_t size, size_t width, const char *text)
{
	size_t used = strlen(line), cells = 0, len;
	struct buf clean = {0};

	text_clean(&clean, text, strlen(text), 0);
	len = text_cut(buf_str(&clean), clean.len, width, &cells);
	snprintf(line + used, size - used, "%.*s%*s", (int)len, buf_str(&clean),
	    (int)(width - cells) + 1, "");
	buf_free(&clean);
}

/* On a thin line what ticks goes by the minute. */
static msec_t
coarse(const struct console *c, msec_t ms)
{
	return c->thin ? ms / TIME_MINUTE * TIME_MINUTE : ms;
}

char *
say_age(const struct console *c, msec_t ms, char out[SAY_SIZE])
{
	time_age(coarse(c, ms), out);
	return out;
}

char *
say_clock(
    const struct console *c, const struct clock *clock, char out[SAY_SIZE])
{
	if (!clock->due)
		snprintf(out, SAY_SIZE, "--");
	else
		time_left(coarse(c, clock->due - c->now), out);
	return out;
}

static enum clock_step
step_of_state(enum incident_state state)
{
	switch (state) {
	case INCIDENT_UNTAKEN:
		return CLOCK_TAKE;
	case INCIDENT_PENDING:
	case INCIDENT_REOPENED:
		return CLOCK_DISPATCH;
	case INCIDENT_DISPATCHED:
		return CLOCK_ACCEPT;
	case INCIDENT_ENROUTE:
		return CLOCK_ARRIVE;
	case INCIDENT_ONSCENE:
	case INCIDENT_CLEARED:
	case INCIDENT_RETURNED:
		return CLOCK_REPORT;
	case INCIDENT_REPORTED:
		return CLOCK_CLOSE;
	case INCIDENT_REVIEW:
		return CLOCK_REVIEW;
	default:
		return CLOCK_NONE;
	}
}

const char *
say_step(const struct clock *clock, enum incident_state state)
{
	static const char *const words[] = {
	    [CLOCK_NONE] = "",
	    [CLOCK_TAKE] = N_("tk"),
	    [CLOCK_DISPATCH] = N_("ds"),
	    [CLOCK_ACCEPT] = N_("ac"),
	    [CLOCK_ARRIVE] = N_("os"),
	    [CLOCK_REPORT] = N_("rp"),
	    [CLOCK_CLOSE] = N_("cl"),
	    [CLOCK_HOLD] = N_("hd"),
	    [CLOCK_SCHEDULE] = N_("sc"),
	    [CLOCK_REVIEW] = N_("rv"),
	};
	enum clock_step step = clock->due ? clock->step : step_of_state(state);

	if (step >= COUNT_OF(words) || !*words[step])
		return "";
	return _(words[step]);
}
