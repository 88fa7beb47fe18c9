/*
 * See view-detail.h.
 */
#include "tui/view-detail.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/act-plan.h"
#include "tui/board.h"
#include "tui/chat.h"
#include "tui/ground.h"
#include "tui/nearby.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/story.h"
#include "tui/words.h"

#define NEAR_METRES 150.0    /* a place whose notes matter there */
#define SCHOOL_METRES 1000.0 /* schools are told of from here on */

/* ---- what is worked out ---- */

static const struct place *
nearest_place(
    const struct console *c, struct point spot, bool school, double *metres)
{
	const struct record *const *all = table_all(c->table, KIND_PLACE);
	const struct place *best = NULL;

	for (size_t n = 0; n < table_count(c->table, KIND_PLACE); n++) {
		const struct place *p = (const struct place *)all[n];
		double d = point_distance(spot, p->spot);

		if (d > *metres || (p->class == PLACE_SCHOOL) != school)
			continue;
		best = p;
		*metres = d;
	}
	return best;
}

static void
find_places(const struct console *c, const struct incident *i, struct detail *d)
{
	double near = NEAR_METRES, far = SCHOOL_METRES;
	const struct place *place, *school;
	char distance[SAY_SIZE];
	int n = 0;

	d->places[0] = '\0';
	if (!point_set(i->spot))
		return;
	place = nearest_place(c, i->spot, false, &near);
	school = nearest_place(c, i->spot, true, &far);
	if (place)
		n = snprintf(d->places, sizeof(d->places), _("place: %s %s"),
		    place->name, text_or(place->note, ""));
	if (school && n >= 0 && (size_t)n < sizeof(d->places))
		snprintf(d->places + n, sizeof(d->places) - (size_t)n,
		    _("%sschool near: %s %s"), n ? "; " : "",
		    text_or(school->name, "?"), say_distance(far, distance));
}

static void
watch(struct console *c, struct detail *d)
{
	if (strcmp(d->watched, d->id) == 0)
		return;
	text_copy_cut(d->watched, sizeof(d->watched), d->id);
	chat_watch(c, d->id);
}

void
detail_update(struct console *c, struct detail *d)
{
	const struct incident *i = console_incident(c, c->incident);

	if (strcmp(d->id, c->incident) != 0) {
		text_copy_cut(d->id, sizeof(d->id), c->incident);
		d->moved = c->boot;
	}
	if (c->boot - d->moved >= DETAIL_SETTLE_MS)
		watch(c, d);
	else if (c->tick_at > d->moved + DETAIL_SETTLE_MS)
		c->tick_at = d->moved + DETAIL_SETTLE_MS;
	d->nearby[0] = d->places[0] = '\0';
	if (!i || !incident_open(i->state))
		return;
	nearby_line(c, i, d->nearby, sizeof(d->nearby));
	find_places(c, i, d);
}

/* ---- drawing ---- */

/* Rows that are filled from both ends. */
struct sheet {
	const struct console *c;
	struct area a;
	int top, end; /* the next free row; the first that is taken */
};

static void
put(struct sheet *s, enum style style, const char *text)
{
	if (s->top < s->end && *text)
		draw_text_flags(s->a, s->top++, 0, s->a.cols, style, DRAW_MARK,
		    text, strlen(text));
}

static void
put_last(struct sheet *s, enum style style, const char *text)
{
	if (s->top < s->end && *text)
		draw_text_flags(s->a, --s->end, 0, s->a.cols, style, DRAW_MARK,
		    text, strlen(text));
}

/* What only some have: until when it is put off, how many joined it. */
static void
add_overlay(
    const struct console *c, const struct incident *i, char *line, size_t size)
{
	enum overlay overlay = incident_overlay(i, c->now);
	size_t len = strlen(line);
	char hm[TIME_SIZE];

	if (overlay == OVERLAY_HELD)
		snprintf(line + len, size - len, _("  held until %s"),
		    time_hm(i->held, c->zone, hm));
	else if (overlay == OVERLAY_SCHEDULED)
		snprintf(line + len, size - len, _("  planned for %s"),
		    time_hm(i->scheduled, c->zone, hm));
	len = strlen(line);
	if (i->repeats > 0)
		snprintf(line + len, size - len, _("  repeats %lld"),
		    (long long)i->repeats);
}

static void
put_where(struct sheet *s, const struct incident *i)
{
	const char *caller = i->caller ? _("caller *** (c calls back)") : "";
	char line[512], told[TIME_SIZE];
	int right = (int)text_width(caller, strlen(caller));

	snprintf(line, sizeof(line), _("%s  grid %s  told %s"),
	    text_or(i->place, "-"), say_grid_of(s->c, i),
	    time_hms(say_told(i), s->c->zone, told));
	add_overlay(s->c, i, line, sizeof(line));
	if (s->top < s->end && right > 0)
		draw_text_flags(s->a, s->top, 0, s->a.cols, STYLE_NORMAL,
		    DRAW_RIGHT, caller, strlen(caller));
	if (s->top < s->end)
		draw_text_flags(s->a, s->top++, 0,
		    s->a.cols - (right > 0 ? right + 2 : 0), STYLE_BOLD,
		    DRAW_MARK | DRAW_NO_PAD, line, strlen(line));
}

/* What is told: its first rows, each as long as the row. */
static void
put_narrative(struct sheet *s, const char *text, int rows)
{
	struct buf clean = {0};
	const char *at;

	text_clean(&clean, text, strlen(text), TEXT_LINES);
	at = buf_str(&clean);
	for (; *at && rows > 0 && s->top < s->end; rows--) {
		size_t line = strcspn(at, "\n");
		size_t fits = text_cut(at, line, (size_t)s->a.cols, NULL);

		if (rows == 1)
			fits = line;
		draw_text_flags(s->a, s->top++, 0, s->a.cols, STYLE_NORMAL,
		    DRAW_MARK, at, fits);
		at += fits;
		at += *at == '\n';
	}
	buf_free(&clean);
}

/* Who is searched for: since when, and how much is left. */
static void
put_search(struct sheet *s, const struct incident *i)
{
	char seen[SAY_SIZE], sum[SAY_SIZE] = "", line[512];

	if (!ground_any(i))
		return;
	ground_say_sighting(s->c, i, seen);
	if (i->sectors > 0)
		ground_say_sum(s->c, i->head.id, sum);
	snprintf(line, sizeof(line), _("search: %s%s%s  ; lists it"), seen,
	    *seen && *sum ? "  " : "", sum);
	put(s, STYLE_BOLD, line);
}

/* What is planned for such a case, and what is done of it. */
static void
put_plan(struct sheet *s, const struct incident *i)
{
	char plan[400], line[512];

	if (!*plan_say(s->c, i, plan, sizeof(plan)))
		return;
	snprintf(line, sizeof(line), _("plan \"%s\": %s  x does"),
	    say_category(s->c, i), plan);
	put_last(s, STYLE_NORMAL, line);
}

static void
put_unsent(struct sheet *s, const struct incident *i)
{
	const struct outbox_entry *e = send_unsettled(s->c, i->head.id);
	char line[512];
	enum style style;

	/* The result row may say it already. */
	if (!e || e->state == OUTBOX_SENT ||
	    strcmp(s->c->result.key, e->key) == 0)
		return;
	style = send_say(s->c, e, line, sizeof(line));
	put_last(s, style, line);
}

/* The newest lines of the story, two short ones in a row. */
static void
put_story(struct sheet *s, const char *room)
{
	const struct message *m[STORY_MOST];
	int rows = s->end - s->top;
	size_t most = rows > 0 ? (size_t)rows : 0;
	size_t n = story_of(s->c, room, m, most < STORY_MOST ? most : 0);
	char line[STORY_LINE];

	for (size_t k = 0; k < n; k++)
		put(s,
		    m[k]->class == MESSAGE_MUSTREAD ? STYLE_BOLD : STYLE_NORMAL,
		    story_line(s->c, m[k], line, sizeof(line)));
}

void
detail_draw(const struct console *c, const struct detail *d, struct area a)
{
	const struct board_row *r = board_row(c->board, c->incident);
	const struct incident *i = r ? r->q.incident : NULL;
	struct sheet s = {.c = c, .a = a, .end = a.rows};
	char line[512];

	if (!i)
		return;
	put_where(&s, i);
	put_narrative(&s, text_or(i->narrative, ""), a.rows > 8 ? 3 : 1);
	if (*d->nearby && strcmp(d->id, i->head.id) == 0) {
		snprintf(line, sizeof(line), _("can go: %s"), d->nearby);
		put(&s, STYLE_NORMAL, line);
	}
	if (strcmp(d->id, i->head.id) == 0)
		put(&s, STYLE_NORMAL, d->places);
	put_search(&s, i);
	put_plan(&s, i);
	put_unsent(&s, i);
	put_story(&s, i->head.id);
}
