/*
 * See form-tick.h. One field, named by what the line wants.
 */
#include "tui/form-tick.h"

#include <stdio.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/words.h"

static const char *const labels[] = {
    [ITEM_COUNT] = N_("Number"),
    [ITEM_PHOTO] = N_("Photo"),
    [ITEM_READING] = N_("Reading"),
    [ITEM_TEXT] = N_("Words"),
};

bool tick_wants_words(enum item_class class)
{
	return class < COUNT_OF(labels) && labels[class];
}

static const struct item *
item_of(const struct console *c, const struct form *f)
{
	return (const struct item *)table_get(c->table, KIND_ITEM, f->about);
}

static enum problem_code
tick_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_TICK)};

	if (!item_of(c, f))
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	call_set_text(&call, ARG_tick_item, f->about);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

static void
count_draw(const struct console *c, const struct form *f, struct area a)
{
	const struct item *i = item_of(c, f);
	char text[120];

	if (!i)
		return;
	snprintf(text, sizeof(text),
	    _("%lld of %lld so far: say how many now, or +3 for three more"),
	    (long long)i->have, (long long)i->want);
	draw_text(a, 0, 1, a.cols - 1, STYLE_DIM, text);
}

static void
tick_make(struct console *c, struct form *f)
{
	const struct item *i = item_of(c, f);
	struct form_field *field;

	f->title = N_("Tick");
	f->command = COMMAND_TICK;
	f->send = tick_send;
	if (!i)
		return;
	if (i->class == ITEM_COUNT) {
		f->below = 1;
		f->draw_below = count_draw;
	}
	field = form_add(f, labels[i->class], ARG_tick_value);
	if (field)
		field->needed = true;
	snprintf(
	    f->subject, sizeof(f->subject), "%.120s", text_or(i->text, ""));
}

void
form_tick_open(struct console *c, const struct item *i)
{
	if (tick_wants_words(i->class))
		form_open(c, "tick", i->head.id, tick_make);
}
