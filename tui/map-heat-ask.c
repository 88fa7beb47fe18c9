/*
 * Heat of all that the central has: asked for when one looks at another, and
 * again after a while when incidents changed. Until it is there, and without a
 * link, what this console has is counted, and the title says whose it is.
 */
#include <inttypes.h>
#include <stdio.h>

#include "model/time.h"
#include "net/wire/heat-json.h"
#include "tui/map.h"

#define AGAIN_MS ((msec_t)60 * 1000) /* at the soonest */

void
map_heat_another(struct console *c)
{
	struct map_heat *h = &map_of(c)->heat;

	h->stale = h->wanted = true;
	h->whole = h->cut = false;
	c->tick_at = 0; /* it is asked for in the next turn */
	console_touch(c);
}

void
map_heat_end(struct map_heat *h)
{
	if (h->request)
		http_request_cancel(h->request);
	h->request = NULL;
	heat_free(&h->heat);
}

/* What will not do is not shown: one's own count stays. */
static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;
	struct map_heat *h = &map_of(c)->heat;
	struct problem p = a->problem;
	struct heat heat;
	bool more = false;

	h->request = NULL;
	if (a->status == 200 &&
	    heat_json_read(a->body, a->len, &heat, &more, &p) == PROBLEM_NONE) {
		heat_free(&h->heat);
		h->heat = heat;
		h->whole = true;
		h->cut = more;
		h->stale = false;
		h->made++;
	}
	if (p.code)
		console_say_problem(c, &p);
	console_touch(c);
}

static void
ask(struct console *c)
{
	struct map_heat *h = &map_of(c)->heat;
	char path[256], hour[16] = "";
	struct http_ask ask = {.method = "GET",
	    .path = path,
	    .limit = HEAT_JSON_MAX,
	    .done = on_answer,
	    .ctx = c};
	msec_t from = h->days > 0 ? c->now - h->days * TIME_DAY : 0;

	if (h->request)
		http_request_cancel(h->request);
	if (h->hour != HEAT_ANY_HOUR)
		snprintf(hour, sizeof(hour), "&hour=%d", h->hour);
	snprintf(path, sizeof(path),
	    "/v1/heat?from=%" PRId64 "&by=%s&metres=%d%s%s%s", from,
	    h->grids ? "grid" : "hexagon", h->metres, hour,
	    *h->category ? "&category=" : "", h->category);
	h->wanted = false;
	h->asked = c->boot;
	h->request = link_ask(c->link, &ask, NULL);
}

void
map_ask_heat(struct console *c)
{
	struct map_heat *h = &map_of(c)->heat;
	bool again = h->whole && h->stale && c->boot - h->asked >= AGAIN_MS;

	if (h->on && (h->wanted || again) && link_state(c->link) == LINK_LIVE)
		ask(c);
}
