/*
 * See thread.h. New lines come at the end and old pages before the beginning,
 * so keeping the order costs next to nothing.
 */
#include "tui/thread.h"

#include <stdlib.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"

static void
free_line(struct thread_line *l)
{
	if (l->own)
		record_free((struct record *)(uintptr_t)&l->m->head);
}

static void
forget_lines(struct thread *t)
{
	for (size_t i = 0; i < t->count; i++)
		free_line(&t->line[i]);
	t->count = 0;
	t->whole = false;
	history_cancel(t->asked);
	t->asked = NULL;
}

void
thread_close(struct thread *t)
{
	forget_lines(t);
	free(t->line);
	t->line = NULL;
	t->size = 0;
	t->room[0] = '\0';
}

static bool
make_room(struct thread *t, size_t more)
{
	size_t want = t->size ? t->size : 64;
	void *line;

	if (t->count + more > THREAD_MOST)
		return false;
	while (want < t->count + more)
		want *= 2;
	if (want == t->size)
		return true;
	line = realloc(t->line, want * sizeof(*t->line));
	if (!line)
		return false;
	t->line = line;
	t->size = want;
	return true;
}

/* Where a line with that order stands, or would stand. */
static size_t
place_of(const struct thread *t, const struct message *m)
{
	size_t from = 0, to = t->count;

	if (to > 0 && message_before(t->line[to - 1].m, m))
		return to;
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (message_before(t->line[mid].m, m))
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Puts a line in its place; the same id that is there gives way. */
static void
put_line(struct thread *t, const struct message *m, bool own)
{
	size_t at = place_of(t, m);
	struct thread_line line = {m, own};

	for (size_t i = at; i < t->count && !message_before(m, t->line[i].m);
	     i++) {
		if (!text_is(t->line[i].m->head.id, m->head.id))
			continue;
		free_line(&t->line[i]);
		t->line[i] = line;
		return;
	}
	if (!make_room(t, 1)) {
		free_line(&line);
		return;
	}
	memmove(
	    &t->line[at + 1], &t->line[at], (t->count - at) * sizeof(*t->line));
	t->line[at] = line;
	t->count++;
}

static void
take_live(struct console *c, struct thread *t)
{
	const struct record *const *all = table_all(c->table, KIND_MESSAGE);

	for (size_t i = 0; i < table_count(c->table, KIND_MESSAGE); i++) {
		const struct message *m = (const struct message *)all[i];

		if (text_is(m->room, t->room))
			put_line(t, m, false);
	}
}

void
thread_open(struct console *c, struct thread *t, const char *room)
{
	char id[ID_SIZE];

	text_copy_cut(id, sizeof(id), room); /* it may be t->room itself */
	forget_lines(t);
	memcpy(t->room, id, sizeof(id));
	t->apart = false;
	t->console = c;
	if (*id)
		take_live(c, t);
}

/* What left the table leaves a hole: older lines are asked for anew. */
static void
drop_line(struct thread *t, const struct message *gone)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		bool goes = t->line[i].own || t->line[i].m == gone;

		if (goes)
			free_line(&t->line[i]);
		else
			t->line[kept++] = t->line[i];
	}
	t->count = kept;
	t->whole = false;
	history_cancel(t->asked);
	t->asked = NULL;
}

static const struct message *
line_here(const struct thread *t, const struct record *r)
{
	const struct message *m = (const struct message *)r;

	if (!r || r->kind != KIND_MESSAGE || !*t->room ||
	    !text_is(m->room, t->room))
		return NULL;
	return m;
}

bool
thread_changed(
    struct thread *t, const struct record *old, const struct record *now)
{
	const struct message *gone = line_here(t, old);
	const struct message *m = line_here(t, now);

	if (!gone && !m)
		return false;
	if (t->apart)
		return false;
	if (m)
		put_line(t, m, false);
	else
		drop_line(t, gone);
	return true;
}

static void
take_page(void *ctx, struct history_page *page)
{
	struct thread *t = ctx;
	struct console *c = t->console;

	t->asked = NULL;
	if (!page->problem.code) {
		t->whole = !page->more || page->count == 0;
		for (size_t i = 0; i < page->count; i++) {
			put_line(t, (struct message *)page->records[i], true);
			page->records[i] = NULL;
		}
	}
	if (t->came)
		t->came(c, &page->problem);
	console_touch(c);
}

static void
ask(struct console *c, struct thread *t, int64_t before)
{
	struct problem p = {0};

	t->console = c;
	t->asked = history_ask(c->link, t->room, before, take_page, t, &p);
	if (!t->asked && t->came)
		t->came(c, &p);
}

void
thread_ask_older(struct console *c, struct thread *t)
{
	if (t->asked || t->whole || !*t->room || t->count >= THREAD_MOST)
		return;
	ask(c, t, t->count ? message_place(t->line[0].m) : 0);
}

void
thread_open_at(struct console *c, struct thread *t, int64_t place)
{
	forget_lines(t);
	t->apart = true;
	ask(c, t, place + 1);
}

const struct message *
thread_at(const struct thread *t, size_t n)
{
	return n < t->count ? t->line[t->count - 1 - n].m : NULL;
}

size_t
thread_find(const struct thread *t, const char *id)
{
	for (size_t n = 0; n < t->count; n++)
		if (text_is(t->line[t->count - 1 - n].m->head.id, id))
			return n;
	return SIZE_MAX;
}
