/*
 * See go-place.h. What was found is kept while its list may be taken; there is
 * no index to keep up to date.
 */
#include "tui/go-place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/finder.h"
#include "model/text.h"
#include "net/wire/finder-json.h"
#include "tui/map.h"
#include "tui/say.h"
#include "tui/view-map.h"
#include "tui/words.h"

#define SHOWN 9 /* as many as there are digits */
#define ASK_CENTRAL LIST_ITEMS

struct places_found {
	struct http_request *request; /* under way, or NULL */
	char text[FINDER_QUERY + 1];
	struct finder_hit hit[SHOWN];
	size_t count;
	bool more;
};

void
go_place_free(struct console *c)
{
	if (c->places && c->places->request)
		http_request_cancel(c->places->request);
	free(c->places);
	c->places = NULL;
}

bool
go_place_open(const struct console *c)
{
	return c->places != NULL;
}

/* ---- what this console has ---- */

/* Where one looks from: what is selected, else one's own station. */
static struct point
here_of(const struct console *c)
{
	const struct incident *i = console_incident(c, c->incident);
	const struct station *s = console_station(c);

	if (i && point_set(i->spot))
		return i->spot;
	return s ? s->spot : (struct point){0};
}

static void
add_all(const struct console *c, struct finder *f)
{
	static const enum kind from[] = {
	    KIND_PLACE, KIND_STATION, KIND_GRID, KIND_INCIDENT};
	const struct map *m = map_of(c);

	for (size_t k = 0; k < COUNT_OF(from); k++) {
		const struct record *const *all = table_all(c->table, from[k]);

		for (size_t n = 0; n < table_count(c->table, from[k]); n++)
			finder_add_record(f, all[n]);
	}
	for (size_t n = 0; m && n < m->layers; n++)
		finder_add_layer(f, m->layer[n]);
}

/* False: memory ended. */
static bool
find(struct console *c, struct places_found *out)
{
	struct finder *f =
	    finder_new(out->text, strlen(out->text), here_of(c), SHOWN);
	const struct finder_hit *hit = NULL;

	if (f) {
		add_all(c, f);
		hit = finder_end(f, &out->count, &out->more);
	}
	if (hit)
		memcpy(out->hit, hit, out->count * sizeof(*hit));
	finder_free(f);
	return hit != NULL;
}

/* ---- saying ---- */

static const char *const kinds[FIND_KINDS] = {
    [FIND_PLACE] = N_IN("found", "place"),
    [FIND_VILLAGE] = N_IN("found", "village"),
    [FIND_STATION] = N_IN("found", "station"),
    [FIND_GRID] = N_IN("found", "grid"),
    [FIND_ADDRESS] = N_IN("found", "address"),
    [FIND_ROAD] = N_IN("found", "road"),
    [FIND_AREA] = N_IN("found", "area"),
    [FIND_WATER] = N_IN("found", "water"),
};

/* "4200 Mission St", and how well its number is known. */
static void
say_name(const struct finder_hit *hit, char *out, size_t size)
{
	unsigned number = hit->number, below = hit->below, above = hit->above;

	if (hit->kind != FIND_ADDRESS)
		text_copy_cut(out, size, hit->name);
	else if (below != above)
		snprintf(out, size, _("%u %s (between %u and %u)"), number,
		    hit->name, below, above);
	else if (below != number)
		snprintf(out, size, _("%s: %u is not known, the nearest is %u"),
		    hit->name, number, below);
	else
		snprintf(out, size, "%u %s", number, hit->name);
}

static void
say_hit(struct console *c, const struct finder_hit *hit)
{
	char name[256], far[SAY_SIZE] = "";

	say_name(hit, name, sizeof(name));
	if (hit->metres >= 0)
		say_distance(hit->metres, far);
	console_say(c, STYLE_NORMAL, "%s  %s  %s  %.5f %.5f", name,
	    words_in("found", kinds[hit->kind]), far, hit->spot.lat,
	    hit->spot.lon);
}

static void
show_hit(struct console *c, const struct finder_hit *hit)
{
	if (!c->plain) {
		if (c->screen != SCREEN_MAP)
			console_go(c, SCREEN_MAP);
		map_show_spot(c, hit->spot);
	}
	say_hit(c, hit);
}

/* ---- the list ---- */

static void ask_central(struct console *c);

static void
take(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	unsigned n = l->item[*chosen].value;

	(void)count;
	if (!c->places)
		return;
	if (n == ASK_CENTRAL)
		ask_central(c);
	else if (n < c->places->count)
		show_hit(c, &c->places->hit[n]);
}

static void
add_line(struct console *c, unsigned n)
{
	enum { NAME = 40, KIND = 8 };
	const struct finder_hit *hit = &c->places->hit[n];
	struct list_item *item = list_add(c);
	char name[256], far[SAY_SIZE];

	if (!item)
		return;
	item->value = n;
	item->offered = true;
	say_name(hit, name, sizeof(name));
	say_column(item->text, sizeof(item->text), NAME, name);
	say_column(item->text, sizeof(item->text), NAME + KIND,
	    words_in("found", kinds[hit->kind]));
	if (hit->metres >= 0)
		say_column(item->text, sizeof(item->text),
		    NAME + KIND + SAY_SIZE, say_distance(hit->metres, far));
}

static void
open_list(struct console *c, bool here)
{
	const struct places_found *found = c->places;
	bool ask = here && link_state(c->link) == LINK_LIVE;
	size_t most = ask && found->count == SHOWN ? SHOWN - 1 : found->count;
	char title[160];
	struct list_item *item;
	struct list *l;

	snprintf(title, sizeof(title),
	    found->more ? _("places: %.64s, the nearest of many")
	                : _("places: %.64s"),
	    found->text);
	l = list_open(c, NULL, ACTION_SHOW, title);
	l->take = take;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit takes it at once  Esc leaves it"));
	for (unsigned n = 0; n < most; n++)
		add_line(c, n);
	item = ask ? list_add(c) : NULL;
	if (!item)
		return;
	item->value = ASK_CENTRAL;
	item->offered = true;
	text_copy_cut(
	    item->text, sizeof(item->text), _("ask the central for others"));
}

/* Alone: at once. Several: one chooses. None: said. */
static void
offer(struct console *c, bool here)
{
	struct places_found *found = c->places;

	if (found->count == 1)
		show_hit(c, &found->hit[0]);
	else if (found->count > 1)
		open_list(c, here);
	else
		console_say(c, STYLE_ERROR,
		    _("no record or place is called %s"), found->text);
}

/* ---- the central ---- */

static enum problem_code
read_answer(
    struct places_found *out, const struct http_answer *a, struct problem *p)
{
	cJSON *json;

	if (json_parse(a->body, a->len, NULL, &json, p) ||
	    finder_json_read(json, out->hit, SHOWN, &out->count, p))
		out->count = 0;
	else
		out->more = json_find(json, "next") != NULL;
	cJSON_Delete(json);
	return p->code;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;
	struct problem p = a->problem;

	c->places->request = NULL;
	if (a->status == 200 && read_answer(c->places, a, &p) == PROBLEM_NONE)
		offer(c, false);
	if (p.code)
		console_say_problem(c, &p);
	console_touch(c);
}

/* Every byte that a query could take for its own is written in hex. */
static void
escape(struct buf *out, const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++)
		buf_printf(out, "%%%02X", *s);
}

static void
ask_central(struct console *c)
{
	struct point here = here_of(c);
	struct buf path = {0};
	struct http_ask ask = {.method = "GET", .done = on_answer, .ctx = c};
	struct problem p = {0};

	buf_printf(&path, "/v1/places?limit=%d", SHOWN);
	if (point_set(here))
		buf_printf(&path, "&near=%.5f,%.5f", here.lat, here.lon);
	buf_add(&path, "&search=", strlen("&search="));
	escape(&path, c->places->text);
	ask.path = buf_str(&path);
	if (!buf_ok(&path))
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	else
		c->places->request = link_ask(c->link, &ask, &p);
	buf_free(&path);
	if (p.code)
		console_say_problem(c, &p);
	else
		console_say(c, STYLE_NORMAL, _("the central is asked for %s"),
		    c->places->text);
}

void
go_place(struct console *c, const char *text)
{
	go_place_free(c);
	c->places = calloc(1, sizeof(*c->places));
	if (!c->places) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	text_copy_cut(c->places->text, sizeof(c->places->text), text);
	map_open_layers(c);
	if (!find(c, c->places))
		console_end(c, PROBLEM_NO_MEMORY);
	else if (c->places->count == 0 && link_state(c->link) == LINK_LIVE)
		ask_central(c);
	else
		offer(c, true);
}
