/*
 * What the central has for the map. Nothing is read from the disk or asked for
 * before the map was looked at: a console that never does pays nothing for it.
 */
#include "net/link/layers.h"

#include <limits.h>
#include <stdio.h>

#include "tui/embedded.h"
#include "tui/map.h"
#include "tui/words.h"

/* Their dot is 2^-(zoom + 8) of a turn, ours 2^zoom of 2^-32. */
#define ZOOM_OF_LAYERS 24

static void
on_changed(void *ctx)
{
	struct console *c = ctx;
	struct map *m = map_of(c);

	if (!c->layers) /* what the disk has comes before layers_new() is back
	                 */
		return;
	m->layer = layers_list(c->layers, &m->layers);
	m->scene_stale = true;
	console_touch(c);
}

static void
open_layers(struct console *c, const char *address)
{
	char dir[PATH_MAX];
	const struct layers_options o = {.link = c->link,
	    .dir = layers_dir(address, dir, sizeof(dir)) ? dir : NULL,
	    .zoom = ZOOM_OF_LAYERS - map_of(c)->view.zoom,
	    .changed = on_changed,
	    .ctx = c};

	c->layers = layers_new(&o, NULL);
	if (!c->layers)
		console_end(c, PROBLEM_NO_MEMORY);
	else
		on_changed(c);
}

/* A search wants them as much as a look at the map. */
void
map_open_layers(struct console *c)
{
	if (!map_of(c))
		return;
	map_of(c)->opened = true;
	map_want_layers(c);
}

/* Again after the link was lost; those of another zoom when one steps there. */
void
map_want_layers(struct console *c)
{
	struct map *m = map_of(c);
	const char *address =
	    c->embedded ? embedded_address(c->embedded) : c->address;
	bool live = link_state(c->link) == LINK_LIVE;
	bool moved = m->layers_zoom != m->view.zoom;

	m->layers_zoom = m->view.zoom;
	if (!m->opened || !address)
		return;
	if (!c->layers)
		open_layers(c, address);
	if (!c->layers)
		return;
	if (moved)
		layers_want(c->layers, ZOOM_OF_LAYERS - m->view.zoom);
	if (live && !m->asked)
		layers_refresh(c->layers);
	m->asked = live;
}

bool
map_layers_are_in(const struct console *c)
{
	bool central = c->embedded || c->address;

	if (!central || link_state(c->link) != LINK_LIVE)
		return true;
	return c->layers && map_of(c)->asked && !layers_asking(c->layers);
}

void
map_say_layers(const struct console *c, char *out, size_t size)
{
	const struct problem *p = c->layers ? layers_problem(c->layers) : NULL;
	size_t missing = c->layers ? layers_missing(c->layers) : 0;

	out[0] = '\0';
	if (p && p->code != PROBLEM_NONE && link_is_up(c->link))
		words_problem(p, out, size);
	else if (missing > 0)
		snprintf(out, size, _("%zu layers not here"), missing);
}
