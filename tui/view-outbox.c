/*
 * `gx`: every command of this console that is unsent, unknown or lately
 * settled, the newest first, and what can be done about it.
 */
#include "tui/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/send.h"
#include "tui/words.h"

struct outbox_view {
	char key[ID_SIZE]; /* of the selected one */
};

static struct outbox_view *
own(const struct console *c)
{
	return c->own[SCREEN_OUTBOX];
}

/* The n-th from the newest. */
static const struct outbox_entry *
entry(const struct console *c, size_t n)
{
	const struct outbox *o = link_outbox(c->link);

	return n < outbox_count(o) ? outbox_at(o, outbox_count(o) - 1 - n)
	                           : NULL;
}

/* Where the selection is; the newest when it is nowhere. */
static size_t
selected(const struct console *c)
{
	const struct outbox_entry *e;

	for (size_t i = 0; (e = entry(c, i)); i++)
		if (strcmp(e->key, own(c)->key) == 0)
			return i;
	return 0;
}

static bool
open_view(struct console *c)
{
	c->own[SCREEN_OUTBOX] = calloc(1, sizeof(struct outbox_view));
	return c->own[SCREEN_OUTBOX] != NULL;
}

/* What asks loudest: for the radio, then for anything, then the newest. */
static void
enter(struct console *c)
{
	const struct outbox_entry *e, *best = NULL;

	for (size_t i = 0; (e = entry(c, i)); i++) {
		if (!send_is_open(c, e))
			continue;
		if (!best ||
		    (send_wants_radio(c, e) && !send_wants_radio(c, best)))
			best = e;
	}
	text_copy_cut(own(c)->key, sizeof(own(c)->key), best ? best->key : "");
}

static void
close_view(struct console *c)
{
	free(c->own[SCREEN_OUTBOX]);
}

static void
draw_entry(const struct console *c, struct area a, int row,
    const struct outbox_entry *e, bool marked)
{
	char at[TIME_SIZE], text[512];
	enum style style = send_say_fate(c, e, text, sizeof(text));

	time_hms(e->made_at, c->zone, at);
	draw_text(a, row, 0, 1, STYLE_SELECTED, marked ? ">" : " ");
	draw_text(a, row, 2, 9, STYLE_NORMAL, at);
	draw_text_flags(
	    a, row, 11, a.cols - 11, style, DRAW_MARK, text, strlen(text));
	if (marked)
		draw_cursor(a, row, 0);
}

/* What changed meanwhile, below; the rows that takes. */
static int
draw_conflict(const struct console *c, struct area a)
{
	const struct outbox_entry *e = entry(c, selected(c));
	const char *line = e ? send_conflict(c, e) : "";
	int rows = 0, row;

	for (const char *s = line; *s; s++)
		rows += *s == '\n';
	if (rows == 0 || rows + 4 > a.rows)
		return 0;
	row = a.rows - rows - 1;
	draw_rule(a, row++, STYLE_TITLE, _("Changed meanwhile"),
	    _("d send it over this  - drop it  else it is kept"));
	for (size_t len; *line; line += len + 1) {
		len = strcspn(line, "\n");
		draw_text_flags(a, row++, 1, a.cols - 1, STYLE_UNSENT,
		    DRAW_MARK, line, len);
	}
	return rows + 1;
}

static void
draw(const struct console *c, struct area a)
{
	int below = draw_conflict(c, a);
	size_t chosen = selected(c);
	size_t room = a.rows > 1 + below ? (size_t)(a.rows - 1 - below) : 0;
	size_t top = chosen < room ? 0 : chosen - room + 1;
	const struct outbox_entry *e;
	char right[64], age[TIME_SIZE];
	msec_t oldest;
	size_t n = outbox_unsent(link_outbox(c->link), &oldest);

	if (n > 0)
		snprintf(right, sizeof(right), _("unsent %zu oldest %s"), n,
		    time_age(c->boot - oldest, age));
	else
		snprintf(right, sizeof(right), _("unsent %zu"), n);
	draw_rule(a, 0, STYLE_TITLE, _("Outbox"), right);
	draw_cursor(a, 0, 0);
	if (!entry(c, 0))
		draw_text(a, 1, 2, a.cols - 2, STYLE_DIM,
		    _("nothing was sent from here yet"));
	for (size_t i = 0; i < room && (e = entry(c, top + i)); i++)
		draw_entry(c, a, (int)i + 1, e, top + i == chosen);
}

static void
move(struct console *c, int64_t by)
{
	size_t count = outbox_count(link_outbox(c->link)), at = selected(c);

	if (count == 0)
		return;
	if (by < 0)
		at = (size_t)-by < at ? at - (size_t)-by : 0;
	else
		at = at + (size_t)by < count ? at + (size_t)by : count - 1;
	text_copy_cut(own(c)->key, sizeof(own(c)->key), entry(c, at)->key);
}

/* The selected one, if there is still something to be done about it. */
static const struct outbox_entry *
unsettled(struct console *c)
{
	const struct outbox_entry *e = entry(c, selected(c));

	if (e && send_is_open(c, e)) {
		text_copy_cut(own(c)->key, sizeof(own(c)->key), e->key);
		return e;
	}
	console_say(c, STYLE_NORMAL, "%s", _("nothing is open here"));
	return NULL;
}

static void
by_voice(struct console *c)
{
	const struct outbox_entry *e = unsettled(c);

	if (e)
		send_by_voice(c, e);
}

static void
send_now(struct console *c)
{
	const struct outbox_entry *e = unsettled(c);

	if (e)
		send_again(c, e);
}

static void
take_back(struct console *c)
{
	const struct outbox_entry *e = unsettled(c);

	if (e)
		send_take_back(c, e);
}

const struct view view_outbox = {
    .screen = SCREEN_OUTBOX,
    .tab = N_("Outbox"),
    .open = open_view,
    .close = close_view,
    .enter = enter,
    .draw = draw,
    .move = move,
    .act =
        {
            [ACTION_VOICE] = by_voice,
            [ACTION_DISPATCH] = send_now,
            [ACTION_TAKE_BACK] = take_back,
        },
    .word =
        {
            [ACTION_DISPATCH] = N_IN("key", "send"),
        },
};
