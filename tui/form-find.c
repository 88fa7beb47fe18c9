/*
 * What forms look up in what the console holds: what is selected, categories
 * by name, known places. Each is a walk along a table, a key at a time.
 */
#include <string.h>

#include "model/fold.h"
#include "model/suggest.h"
#include "tui/console.h"
#include "tui/view-queue.h"
#include "tui/words.h"

static bool
is_category(const struct setting *s)
{
	return s->topic == TOPIC_CATEGORY && !s->retired;
}

static bool
is_called(const struct setting *s, const char *text)
{
	size_t len = strlen(text);

	return fold_is(s->name, text, len) || fold_is(s->en, text, len) ||
	       fold_is(s->zh, text, len) || text_is(s->head.id, text);
}

static bool
name_begins(const char *name, const char *text)
{
	const char *a = text_or(name, ""), *a_end = a + strlen(a);
	const char *b = text, *b_end = b + strlen(b);
	int32_t ch;

	while ((ch = fold_next(&b, b_end)) >= 0)
		if (fold_next(&a, a_end) != ch)
			return false;
	return true;
}

static bool
begins(const struct setting *s, const char *text)
{
	return name_begins(s->name, text) || name_begins(s->en, text) ||
	       name_begins(s->zh, text);
}

/* The only category of which `is` holds for the text, or NULL. */
static const struct setting *
only_category(const struct console *c, const char *text,
    bool (*is)(const struct setting *, const char *))
{
	const struct setting *found = NULL;
	size_t n = table_count(c->table, KIND_SETTING), hits = 0;
	const struct setting *const *s =
	    (const struct setting *const *)table_all(c->table, KIND_SETTING);

	for (size_t i = 0; *text && i < n; i++)
		if (is_category(s[i]) && is(s[i], text)) {
			found = s[i];
			hits++;
		}
	return hits == 1 ? found : NULL;
}

const struct setting *
form_category(const struct console *c, const char *text)
{
	return only_category(c, text, is_called);
}

const struct setting *
form_category_begun(const struct console *c, const char *text)
{
	return only_category(c, text, begins);
}

const struct place *
form_place(const struct console *c, const char *text)
{
	return suggest_place(
	    (const struct place *const *)table_all(c->table, KIND_PLACE),
	    table_count(c->table, KIND_PLACE), text);
}

/* The queue knows of one that is over, and says so. */
static const struct record *
selected_incident(struct console *c)
{
	const struct incident *i = queue_incident(c);

	return i ? &i->head : NULL;
}

const struct record *
form_selected(struct console *c, enum kind kind)
{
	const struct view *view = views[c->screen];
	const struct record *r;

	if (kind == KIND_INCIDENT && view == &view_queue)
		return selected_incident(c);
	r = view && view->selected ? view->selected(c) : NULL;
	if (r && r->kind == kind)
		return r;
	console_say(c, STYLE_ERROR, "%s",
	    kind == KIND_UNIT ? _("no unit is selected")
	                      : _("no incident is selected"));
	return NULL;
}
