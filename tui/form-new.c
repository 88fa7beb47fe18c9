/*
 * `i`: a new incident. While it is written, its words suggest a category, its
 * place is looked for among the known ones, and incidents that it may repeat
 * are listed. All of it is found again with every key, in what the console
 * holds: some dozens of categories, and open incidents of the last minutes.
 */
#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/suggest.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/console.h"
#include "tui/words.h"

#define REPEATS 3
#define LOOKED_AT 1024 /* bytes of the words that suggest a category */

/* What the words so far bring. */
struct new_found {
	char category[ID_SIZE]; /* suggested; "" */
	int64_t priority;
	bool taken;          /* by Tab */
	struct point here;   /* a spot of the map that it was begun from */
	char landmark[96];   /* what is near it, to read only; "" */
	char place[ID_SIZE]; /* a known one, whose point is the incident's */
	struct {
		char id[ID_SIZE];
		double metres; /* below 0: by the words of the place */
	} repeat[REPEATS];
	size_t repeats;
	msec_t told; /* when: at the first key */
};

static const struct setting *const *
all_settings(const struct console *c, size_t *n)
{
	*n = table_count(c->table, KIND_SETTING);
	return (const struct setting *const *)table_all(c->table, KIND_SETTING);
}

static const struct setting *
typed_category(const struct console *c, const struct form *f)
{
	return form_category(c, form_text(f, ARG_new_category));
}

/* What the words bring */

static void
find_category(const struct console *c, struct form *f)
{
	struct new_found *found = f->own;
	char words[LOOKED_AT];
	struct suggestion s;
	size_t n;
	const struct setting *const *settings = all_settings(c, &n);

	text_copy_cut(words, sizeof(words), form_text(f, ARG_new_narrative));
	found->category[0] = '\0';
	if (!suggest_category(
	        settings, n, form_text(f, ARG_new_place), words, &s))
		return;
	text_copy_cut(
	    found->category, sizeof(found->category), s.category->head.id);
	found->priority = s.priority;
}

static const struct place *
known_place(const struct console *c, const struct form *f)
{
	const struct new_found *found = f->own;

	return (const struct place *)table_get(
	    c->table, KIND_PLACE, found->place);
}

static void
find_place(const struct console *c, struct form *f)
{
	struct new_found *found = f->own;
	const struct place *p = form_place(c, form_text(f, ARG_new_place));

	text_copy_cut(found->place, sizeof(found->place), p ? p->head.id : "");
}

static void
find_repeats(const struct console *c, struct form *f)
{
	struct new_found *found = f->own;
	const struct setting *typed = typed_category(c, f);
	const struct place *place = known_place(c, f);
	const char *station = session_info(link_session(c->link))->station;
	const struct incident draft = {
	    .head.station = *station ? station : NULL,
	    .category = typed ? typed->head.id : NULL,
	    .place = form_text(f, ARG_new_place),
	    .spot = place ? place->spot : found->here,
	    .reported = c->now,
	};
	struct repeat r[REPEATS];
	size_t n;
	const struct setting *const *settings = all_settings(c, &n);

	found->repeats = suggest_repeats(settings, n, &draft,
	    (const struct incident *const *)table_all(c->table, KIND_INCIDENT),
	    table_count(c->table, KIND_INCIDENT), r, REPEATS);
	for (size_t i = 0; i < found->repeats; i++) {
		text_copy_cut(
		    found->repeat[i].id, ID_SIZE, r[i].incident->head.id);
		found->repeat[i].metres = r[i].metres;
	}
}

static void
new_changed(struct console *c, struct form *f)
{
	struct new_found *found = f->own;

	if (!found)
		return;
	if (!form_written(f))
		found->told = c->now;
	if (!*form_text(f, ARG_new_category))
		found->taken = false;
	find_category(c, f);
	find_place(c, f);
	find_repeats(c, f);
}

/* Tab in the category: the suggestion, or the rest of a name begun. */
static bool
new_complete(struct console *c, struct form *f)
{
	struct new_found *found = f->own;
	const char *text = form_text(f, ARG_new_category);
	const struct setting *s;

	if (!found || f->field[f->at].arg != ARG_new_category ||
	    typed_category(c, f))
		return false;
	if (!*text && *found->category) {
		found->taken = true;
		form_set(
		    f, ARG_new_category, console_label(c, found->category));
		return true;
	}
	s = form_category_begun(c, text);
	if (!s)
		return false;
	form_set(f, ARG_new_category, console_label(c, s->head.id));
	return true;
}

/* Drawing */

/* What the central gives it when nobody says a priority. */
static int64_t
level_of(const struct setting *category)
{
	return category && category->priority ? category->priority
	                                      : PRIORITY_UNSAID;
}

/* The one that was typed, if it is one; else what there is without. */
static int64_t
said_level(const struct form *f)
{
	const char *text = form_text(f, ARG_new_priority);

	return text[0] >= '1' && text[0] <= '4' && !text[1] ? text[0] - '0'
	                                                    : level_of(NULL);
}

static void
draw_category(const struct console *c, const struct form *f, struct area a)
{
	const struct new_found *found = f->own;
	const struct setting *typed = typed_category(c, f);
	bool begun = *form_text(f, ARG_new_category) != '\0';
	char text[256];

	if (typed && text_is(typed->head.id, found->category) && found->taken)
		snprintf(text, sizeof(text), _("category: %s, as suggested"),
		    console_label(c, typed->head.id));
	else if (begun && !typed)
		snprintf(text, sizeof(text),
		    _("category: no such name yet; Tab completes one"));
	else if (*found->category && !typed)
		snprintf(text, sizeof(text),
		    _("suggested: %s %lld   Tab in the category takes it, "
		      "else it gets %lld"),
		    console_label(c, found->category),
		    (long long)found->priority, (long long)said_level(f));
	else if (*form_text(f, ARG_new_priority))
		return;
	else if (typed)
		snprintf(text, sizeof(text), _("category: %s, priority %lld"),
		    console_label(c, typed->head.id),
		    (long long)level_of(typed));
	else
		snprintf(text, sizeof(text),
		    _("without a category and a priority it gets priority "
		      "%lld"),
		    (long long)level_of(NULL));
	draw_text(a, 0, 1, a.cols - 1, STYLE_NEW, text);
}

static void
draw_place(const struct console *c, const struct form *f, struct area a)
{
	const struct place *p = known_place(c, f);
	const struct new_found *found = f->own;
	const struct grid *g;
	char text[256];

	if (!p && point_set(found->here)) {
		int n = snprintf(text, sizeof(text),
		    _("at the map's cursor: %.5f %.5f"), found->here.lat,
		    found->here.lon);

		if (*found->landmark && n > 0 && (size_t)n < sizeof(text))
			snprintf(text + n, sizeof(text) - (size_t)n,
			    _("  (%s is near)"), found->landmark);
		draw_text(a, 1, 1, a.cols - 1, STYLE_OK, text);
	}
	if (!p)
		return;
	g = (const struct grid *)table_get(c->table, KIND_GRID, p->grid);
	snprintf(text, sizeof(text), _("known place: %s  %s"), p->name,
	    g ? text_or(g->name, "") : "");
	draw_text(a, 1, 1, a.cols - 1, STYLE_OK, text);
}

static void
draw_repeat(const struct console *c, const struct new_found *found, size_t n,
    struct area a)
{
	const struct incident *i = console_incident(c, found->repeat[n].id);
	char text[384], age[TIME_SIZE], far[32];

	if (!i)
		return;
	if (found->repeat[n].metres < 0)
		snprintf(far, sizeof(far), "%s", _("same place"));
	else
		snprintf(far, sizeof(far), _("%d m"),
		    (int)(found->repeat[n].metres + 0.5));
	snprintf(text, sizeof(text), _("= repeat of %s?  %s  %s  %s  %s"),
	    console_number(i), far, time_age(c->now - i->reported, age),
	    console_label(c, text_or(i->category, "")), text_or(i->place, ""));
	draw_text(a, (int)n, 1, a.cols - 1, STYLE_REPEAT, text);
}

static void
new_draw(const struct console *c, const struct form *f, struct area a)
{
	const struct new_found *found = f->own;

	if (!found)
		return;
	draw_category(c, f, area_part(a, 0, 0, 1, a.cols));
	draw_place(c, f, a);
	for (size_t n = 0; n < found->repeats; n++)
		draw_repeat(c, found, n, area_part(a, 2, 0, REPEATS, a.cols));
	if (found->repeats > 0)
		draw_text(a, 2 + (int)found->repeats, 1, a.cols - 1, STYLE_DIM,
		    _("it is sent all the same and marked =; then = y joins "
		      "them"));
}

/* Sending */

static enum problem_code
fill_category(const struct console *c, const struct form *f, struct call *call,
    struct problem *p)
{
	const char *text = form_text(f, ARG_new_category);
	const struct setting *s = typed_category(c, f);

	if (!*text)
		return PROBLEM_NONE;
	if (!s)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "category",
		    "value", text, "want", why_a_category, NULL);
	call_set_text(call, ARG_new_category, s->head.id);
	return PROBLEM_NONE;
}

static enum problem_code
fill_priority(const struct form *f, struct call *call, struct problem *p)
{
	const char *text = form_text(f, ARG_new_priority);
	struct buf folded = {0};
	int64_t priority = 0;

	if (!*text)
		return PROBLEM_NONE;
	text_fold(&folded, text, strlen(text));
	if (folded.len == 1 && *buf_str(&folded) >= '1' &&
	    *buf_str(&folded) <= '4')
		priority = *buf_str(&folded) - '0';
	buf_free(&folded);
	if (!priority)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "priority",
		    "value", text, "want", "1 2 3 4", NULL);
	call_set_number(call, ARG_new_priority, priority);
	return PROBLEM_NONE;
}

/* The suggestion goes with it, and whether it was taken: text[] is for it. */
static void
fill_found(const struct console *c, const struct form *f, struct call *call,
    char text[96])
{
	const struct new_found *found = f->own;
	const struct place *place = known_place(c, f);

	if (place || point_set(found->here))
		call_set_point(
		    call, ARG_new_spot, place ? place->spot : found->here);
	if (found->repeats > 0)
		call_set_text(call, ARG_new_repeat, found->repeat[0].id);
	call_set_number(call, ARG_new_reported, found->told);
	call_set_number(call, ARG_new_entered, c->now);
	if (!*found->category)
		return;
	snprintf(
	    text, 96, "%s/%lld", found->category, (long long)found->priority);
	call_set_text(call, ARG_new_suggestion, text);
	call_set_number(call, ARG_new_adopted,
	    found->taken &&
	        text_is(call_text(call, ARG_new_category), found->category));
}

static enum problem_code
new_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_NEW)};
	char id[ID_SIZE], caller[ID_SIZE], suggestion[96];
	enum problem_code code;

	if (!f->own)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	new_changed(c, f);
	code = fill_category(c, f, &call, p);
	if (!code)
		code = fill_priority(f, &call, p);
	if (code)
		return code;
	fill_found(c, f, &call, suggestion);
	id_new(id);
	call_set_text(&call, ARG_new_incident, id);
	if (*form_text(f, ARG_new_name) || *form_text(f, ARG_new_phone)) {
		id_new(caller);
		call_set_text(&call, ARG_new_caller, caller);
	}
	form_fill(f, &call);
	code = form_give(c, f, &call, p);
	if (!code)
		console_select(c, KIND_INCIDENT, id);
	return code;
}

static void
new_make(struct console *c, struct form *f)
{
	(void)c;
	(void)form_own(f, sizeof(struct new_found));
	f->title = N_("New incident");
	f->command = COMMAND_NEW;
	f->below = 3 + REPEATS;
	f->send = new_send;
	f->changed = new_changed;
	f->complete = new_complete;
	f->draw_below = new_draw;
	form_add(f, N_("Place"), ARG_new_place);
	form_add(f, N_("Words"), ARG_new_narrative);
	form_add(f, N_("Category"), ARG_new_category);
	form_add(f, N_("Priority"), ARG_new_priority);
	form_add(f, N_("Caller"), ARG_new_name);
	form_add(f, N_("Phone"), ARG_new_phone);
}

void
form_new(struct console *c)
{
	form_open(c, "new", "", new_make);
}

void
form_new_at(struct console *c, struct point spot, const char *landmark)
{
	struct new_found *found;

	form_new(c);
	if (!c->form || !c->form->own)
		return;
	found = c->form->own;
	found->here = spot;
	text_copy_cut(found->landmark, sizeof(found->landmark), landmark);
}

void
form_new_line(struct console *c, const struct call *call)
{
	struct call whole = *call;
	const struct place *place =
	    form_place(c, text_or(call_text(call, ARG_new_place), ""));
	char id[ID_SIZE];

	if (place && !call_has(call, ARG_new_spot))
		call_set_point(&whole, ARG_new_spot, place->spot);
	id_new(id);
	if (!call_has(call, ARG_new_incident))
		call_set_text(&whole, ARG_new_incident, id);
	console_send(c, &whole, false);
	if (*c->result.key)
		console_select(
		    c, KIND_INCIDENT, call_text(&whole, ARG_new_incident));
}
