/*
 * `position`: a field unit without a receiver says where it is. It goes the
 * way of all positions, beside the outbox: one that is lost is old soon.
 */
#include "tui/commands.h"

#include <string.h>

#include "model/text.h"
#include "tui/words.h"

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;

	if (a->status == 200 || a->status == 204)
		console_say(
		    c, STYLE_NORMAL, "%s", _("the central has the position"));
	else
		console_say_problem(c, &a->problem);
}

/* "27.9911 120.6622", or with a comma between. */
static bool
read_spot(const struct call *call, struct point *spot)
{
	const char *lat = text_or(call_text(call, ARG_position_text), "");
	const char *lon;
	size_t first, second;

	lat += strspn(lat, " ");
	first = strcspn(lat, " ,");
	lon = lat + first + strspn(lat + first, " ,");
	second = strcspn(lon, " ");
	return lon[second + strspn(lon + second, " ")] == '\0' &&
	       number_parse(lat, first, &spot->lat) &&
	       number_parse(lon, second, &spot->lon) && point_valid(*spot);
}

void
command_position(struct console *c, const struct call *call)
{
	const char *unit = session_info(link_session(c->link))->unit;
	struct http_ask ask = {.method = "POST",
	    .path = "/v1/positions",
	    .done = on_answer,
	    .ctx = c};
	struct buf body = {0};
	struct point spot;
	struct problem p;

	if (!*unit) {
		console_say(c, STYLE_ERROR, "%s",
		    _("only a unit's own account says where it is"));
		return;
	}
	if (!read_spot(call, &spot)) {
		console_say(c, STYLE_ERROR, "%s",
		    _("degrees north and east: position; 27.9911 120.6622"));
		return;
	}
	positions_write(&body, unit, spot, c->now);
	ask.body = buf_str(&body);
	ask.len = body.len;
	if (!buf_ok(&body))
		console_end(c, PROBLEM_NO_MEMORY);
	else if (!link_ask(c->link, &ask, &p))
		console_say_problem(c, &p);
	buf_free(&body);
}
