/*
 * See act-plan.h. Until a line of it was taken the plan is the category's
 * text; after that it is items of the incident.
 */
#include "tui/act-plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/checklist.h"
#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/act-task.h"
#include "tui/act.h"
#include "tui/form-tick.h"
#include "tui/say.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define LINES_MOST 24
#define CAMERAS_MOST 8
#define CAMERA_METRES 600.0 /* nearer ones are listed */
#define PLAN_LIST "plan"    /* the checklist's name at the central */

/* The lines as they stand, items or drafts of such. */
struct plan {
	struct item item[LINES_MOST]; /* id NULL: not made yet */
	struct checklist_line line[LINES_MOST];
	size_t count;
};

static bool
has_units(const struct console *c, const struct incident *i)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);

	for (size_t n = 0; n < table_count(c->table, KIND_ASSIGNMENT); n++) {
		const struct assignment *a = (const struct assignment *)all[n];

		if (text_is(a->incident, i->head.id) &&
		    assignment_live(a->state))
			return true;
	}
	return false;
}

static void
read_items(const struct console *c, const struct incident *i, struct plan *p)
{
	const struct item *item[LINES_MOST];
	size_t n = items_of(c, i->head.id, item, LINES_MOST);

	for (size_t k = 0; k < n; k++)
		if (text_is(item[k]->list, PLAN_LIST))
			p->item[p->count++] = *item[k];
}

static void
read_category(const struct console *c, const struct incident *i, struct plan *p)
{
	const struct setting *s = (const struct setting *)table_get(
	    c->table, KIND_SETTING, i->category);
	const char *at = s ? text_or(s->steps, "") : "";
	bool found = true, sent = has_units(c, i);

	while (p->count < LINES_MOST) {
		struct checklist_line *line = &p->line[p->count];

		if (checklist_next(&at, line, &found, NULL) || !found)
			break;
		p->item[p->count++] = (struct item){.class = line->class,
		    .text = line->text,
		    .want = line->want,
		    .done = line->class == ITEM_DISPATCH && sent};
	}
}

/* NULL: memory ended. */
static struct plan *
plan_read(const struct console *c, const struct incident *i)
{
	struct plan *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	read_items(c, i, p);
	if (p->count == 0)
		read_category(c, i, p);
	return p;
}

const char *
plan_say(
    const struct console *c, const struct incident *i, char *out, size_t size)
{
	struct plan *p = plan_read(c, i);
	char one[256];

	out[0] = '\0';
	for (size_t k = 0; p && k < p->count; k++)
		snprintf(out + strlen(out), size - strlen(out), "%s%s",
		    k ? "  " : "", say_item(&p->item[k], one, sizeof(one)));
	free(p);
	return out;
}

/* ---- x ---- */

/* What a line stands for, in the number of its list item. */
enum { DISPATCH_LINE = 1000 };

static void
send_plan(struct console *c, const char *incident, unsigned line)
{
	struct call call = {.command = command_get(COMMAND_PLAN)};

	call_set_text(&call, ARG_plan_incident, incident);
	if (line)
		call_set_number(&call, ARG_plan_line, line);
	console_send(c, &call, true);
}

static void
take_line(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct list_item *line = &l->item[*chosen];
	const struct incident *i = console_incident(c, l->id);
	const struct item *t =
	    (const struct item *)table_get(c->table, KIND_ITEM, line->id);

	(void)count;
	if (line->value >= DISPATCH_LINE && i) {
		act_dispatch_to(c, i);
	} else if (!*line->id) {
		send_plan(c, l->id, line->value);
	} else if (t) {
		form_tick_open(c, t);
	}
}

static void
add_line(struct console *c, const struct item *i, unsigned place)
{
	struct list_item *item = list_add(c);

	if (!item)
		return;
	item->offered = !item_settled(i);
	item->value = i->class == ITEM_DISPATCH ? DISPATCH_LINE + place : place;
	/* Made on first use: what wants words is asked for after that. */
	if (tick_wants_words(i->class) && i->head.id)
		text_copy_cut(item->id, sizeof(item->id), i->head.id);
	else if (tick_wants_words(i->class))
		item->value = 0;
	item->kind = KIND_ITEM;
	say_item(i, item->text, sizeof(item->text));
}

/* ---- cameras ---- */

struct camera {
	const struct place *place;
	double metres;
};

static int
nearer(const void *a, const void *b)
{
	const struct camera *x = a, *y = b;

	return (x->metres > y->metres) - (x->metres < y->metres);
}

static size_t
find_cameras(const struct console *c, const struct incident *i,
    struct camera out[CAMERAS_MOST])
{
	const struct record *const *all = table_all(c->table, KIND_PLACE);
	size_t count = 0;

	for (size_t n = 0;
	     point_set(i->spot) && n < table_count(c->table, KIND_PLACE); n++) {
		const struct place *p = (const struct place *)all[n];
		double metres = point_distance(i->spot, p->spot);

		if (p->class != PLACE_CAMERA || metres > CAMERA_METRES)
			continue;
		if (count == CAMERAS_MOST) {
			if (metres >= out[count - 1].metres)
				continue;
			count--;
		}
		out[count++] = (struct camera){p, metres};
		qsort(out, count, sizeof(out[0]), nearer);
	}
	return count;
}

static void
add_camera(struct console *c, const struct camera *camera)
{
	struct list_item *item = list_add(c);
	char far[SAY_SIZE];

	if (item)
		snprintf(item->text, sizeof(item->text), _("camera %s  %s  %s"),
		    text_or(camera->place->name, "?"),
		    say_distance(camera->metres, far),
		    text_or(camera->place->address, ""));
}

void
act_plan(struct console *c)
{
	const struct incident *i = queue_incident(c);
	struct camera camera[CAMERAS_MOST];
	struct plan *p = i ? plan_read(c, i) : NULL;
	size_t cameras = i ? find_cameras(c, i, camera) : 0;
	char title[160];
	struct list *l;

	if (!i || !p || (p->count == 0 && cameras == 0)) {
		if (i)
			console_say(c, STYLE_NORMAL, "%s",
			    _("this category has no plan, and no camera is "
			      "near"));
		free(p);
		return;
	}
	snprintf(title, sizeof(title), _("plan of %s %s"), console_number(i),
	    say_category(c, i));
	l = list_open(c, &i->head, ACTION_PLAN, title);
	l->take = take_line;
	text_copy_cut(
	    l->hint, sizeof(l->hint), _("digit does the line  Esc leaves it"));
	for (size_t k = 0; k < p->count; k++)
		add_line(c, &p->item[k], (unsigned)k + 1);
	for (size_t k = 0; k < cameras; k++)
		add_camera(c, &camera[k]);
	free(p);
}
