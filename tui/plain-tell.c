/*
 * What is told in the line mode: news as they come, and views as pages.
 */
#include "tui/plain-inside.h"

#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/board.h"
#include "tui/ground.h"
#include "tui/say.h"
#include "tui/status.h"
#include "tui/story.h"
#include "tui/task-bell.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define DETAIL_ROWS 14

void
plain_say_incident(
    const struct console *c, const struct incident *i, char *out, size_t size)
{
	char level[SAY_SIZE];

	snprintf(out, size, "%s %s %s %s, %s", console_number(i),
	    say_priority(i->priority, level), say_state(i, c->now),
	    say_category(c, i), text_or(i->place, "-"));
}

static void
tell_incident(
    struct plain *p, const struct incident *old, const struct incident *now)
{
	const struct console *c = p->c;
	char text[512];

	if (!now ||
	    (old && old->state == now->state &&
	        old->priority == now->priority && old->held == now->held))
		return;
	if (!old && (!incident_open(now->state) || plain_unit(c)))
		return; /* a unit is told of its orders */
	plain_say_incident(c, now, text, sizeof(text));
	plain_put(p, true, old ? "%s" : _("new: %s"), text);
}

static void
tell_assignment(
    struct plain *p, const struct assignment *old, const struct assignment *now)
{
	const struct console *c = p->c;

	if (!now || (old && old->state == now->state))
		return;
	if (!old && (!assignment_live(now->state) || plain_unit(c)))
		return;
	plain_put(p, true, "%s %s %s", say_number_of(c, now->incident),
	    say_callsign(c, now->unit),
	    words_of(&enum_assignment_state, now->state));
}

static void
tell_unit(struct plain *p, const struct unit *old, const struct unit *now)
{
	if (!now || (old ? old->emergency : false) == now->emergency)
		return;
	if (now->emergency)
		plain_bell(p);
	plain_put(p, false,
	    now->emergency ? _("EMERGENCY: %s calls for help")
	                   : _("%s: emergency over"),
	    text_or(now->callsign, "?"));
}

static bool
is_said(const struct message *m)
{
	return m->class == MESSAGE_TALK || m->class == MESSAGE_MUSTREAD;
}

static void
tell_message(struct plain *p, const struct message *m)
{
	char text[STORY_LINE];

	if (!m || !is_said(m))
		return;
	if (m->class == MESSAGE_MUSTREAD)
		plain_bell(p);
	plain_put(p, m->class != MESSAGE_MUSTREAD, "%s %s",
	    say_number_of(p->c, m->room),
	    story_line(p->c, m, text, sizeof(text)));
}

static void
tell_item(struct plain *p, const struct item *old, const struct item *now)
{
	if (!now || (old && (old->done != 0) == (now->done != 0)))
		return;
	plain_put(p, true, "%s [%s] %s", say_number_of(p->c, now->about),
	    now->done ? "x" : " ", text_or(now->text, ""));
}

static void
tell_sector(struct plain *p, const struct sector *old, const struct sector *now)
{
	char name[SAY_SIZE], state[SAY_SIZE];

	/* That the ground is parted is told by who did it. */
	if (!now || !old || old->state == now->state)
		return;
	plain_put(p, true, "%s %s %s", say_number_of(p->c, now->incident),
	    ground_say_name(now, name), ground_say_state(p->c, now, state));
}

/* The snapshot is a picture, not news. */
static bool
is_news(const struct console *c)
{
	return c->plain && board_is_live(c->board);
}

void
plain_changed(
    struct console *c, const struct record *old, const struct record *now)
{
	enum kind kind = now ? now->kind : old->kind;
	struct plain *p = c->plain;

	if (kind == KIND_ASSIGNMENT && p)
		plain_field_changed(p, (const struct assignment *)old,
		    (const struct assignment *)now);
	if (!is_news(c))
		return;
	if (kind == KIND_INCIDENT)
		tell_incident(p, (const struct incident *)old,
		    (const struct incident *)now);
	else if (kind == KIND_ASSIGNMENT)
		tell_assignment(p, (const struct assignment *)old,
		    (const struct assignment *)now);
	else if (kind == KIND_UNIT)
		tell_unit(
		    p, (const struct unit *)old, (const struct unit *)now);
	else if (kind == KIND_MESSAGE && !old)
		tell_message(p, (const struct message *)now);
	else if (kind == KIND_SECTOR)
		tell_sector(
		    p, (const struct sector *)old, (const struct sector *)now);
	else if (kind == KIND_ITEM)
		tell_item(
		    p, (const struct item *)old, (const struct item *)now);
}

/* An incident's number, or that of an order with its unit. */
static void
say_what(const struct console *c, const char *id, char *out, size_t size)
{
	const struct assignment *a =
	    (const struct assignment *)table_get(c->table, KIND_ASSIGNMENT, id);

	if (a)
		snprintf(out, size, "%s %s", say_number_of(c, a->incident),
		    say_callsign(c, a->unit));
	else
		snprintf(out, size, "%s", say_number_of(c, id));
}

void
plain_ring(struct console *c, const char *reason, const char *id)
{
	static const char late[] = "late/";
	char what[300];
	int step;

	const struct task *t =
	    (const struct task *)table_get(c->table, KIND_TASK, id);

	if (t) {
		plain_put(c->plain, false, "%s",
		    task_bell_words(c, t, what, sizeof(what)));
		return;
	}
	if (strncmp(reason, late, sizeof(late) - 1) != 0)
		return; /* a first one is told as new */
	reason += sizeof(late) - 1;
	step = enum_find(&enum_clock_step, reason, strlen(reason));
	say_what(c, id, what, sizeof(what));
	plain_put(c->plain, false, _("LATE: %s %s"), what,
	    step < 0 ? reason : words_of(&enum_clock_step, (unsigned)step));
}

/* ---- pages ---- */

void
plain_print(struct plain *p, int rows,
    void (*draw)(const struct console *c, struct area a))
{
	struct buf lines = {0};
	struct area a = page_begin(p->page, rows);

	draw(p->c, a);
	page_end(p->page, &lines);
	if (buf_ok(&lines))
		plain_put_lines(p, &lines);
	else
		console_end(p->c, PROBLEM_NO_MEMORY);
	buf_free(&lines);
}

void
plain_print_view(struct plain *p)
{
	const struct console *c = p->c;

	if (c->screen == SCREEN_QUEUE)
		plain_print(p, (int)board_count(c->board) + 2, queue_draw);
	else if (views[c->screen])
		plain_print(p, PAGE_MAX_ROWS, views[c->screen]->draw);
}

void
plain_print_incident(struct plain *p)
{
	const struct incident *i = console_incident(p->c, p->c->incident);
	char text[512];

	if (!i)
		return;
	plain_say_incident(p->c, i, text, sizeof(text));
	plain_put(p, false, "%s", text);
	plain_print(p, DETAIL_ROWS, queue_draw_detail);
}

void
plain_print_state(struct plain *p)
{
	plain_print(p, 2, status_draw_head);
}

void
plain_print_list(struct plain *p)
{
	plain_print(p, list_rows(p->c), list_draw);
}
