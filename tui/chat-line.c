/*
 * One line of talk in words, with what belongs to it: what it answers, who has
 * still to read it, the lines of its checklist. Words are as they were typed;
 * whoever draws them makes them safe.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <string.h>

#include "model/checklist.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/say.h"
#include "tui/story.h"
#include "tui/words.h"

#define QUOTE_MOST 60  /* bytes of a quoted line */
#define EVENT_MOST 800 /* bytes of a change */

const char *
chat_name(const struct console *c, const char *id)
{
	const struct record *r;

	if ((r = table_get(c->table, KIND_UNIT, id)))
		return text_or(((const struct unit *)r)->callsign, "?");
	if ((r = table_get(c->table, KIND_OFFICER, id)))
		return text_or(((const struct officer *)r)->name, "?");
	if ((r = table_get(c->table, KIND_STATION, id)))
		return text_or(((const struct station *)r)->name, "?");
	return *console_label(c, id) ? console_label(c, id) : "?";
}

static void
put_quote(const struct console *c, const struct message *m, struct buf *out)
{
	const struct message *q =
	    (const struct message *)table_get(c->table, KIND_MESSAGE, m->quote);
	char who[SAY_SIZE], text[QUOTE_MOST];
	const struct chat *chat = chat_of(c);
	size_t n;

	if (!m->quote)
		return;
	n = q ? 0 : thread_find(&chat->thread, m->quote);
	if (!q && n != SIZE_MAX)
		q = thread_at(&chat->thread, n);
	if (!q) {
		buf_printf(out, "\n| %s", _("an earlier line"));
		return;
	}
	text_copy_cut(text, sizeof(text),
	    q->retracted ? _("taken back") : text_or(q->text, ""));
	for (char *s = text; *s; s++)
		if (*s == '\n')
			*s = ' ';
	buf_printf(out, "\n| %s: %s", say_by(c, q->head.by, who), text);
}

static void
put_owed(const struct console *c, const struct message *m, struct buf *out)
{
	if (m->class != MESSAGE_MUSTREAD || m->retracted)
		return;
	if (m->owed.count == 0) {
		buf_printf(out, "\n%s",
		    m->heard.count > 0 ? _("all confirmed")
		                       : _("no unit to confirm"));
		return;
	}
	buf_printf(out, "\n%s", _("not confirmed:"));
	for (size_t i = 0; i < m->owed.count; i++)
		buf_printf(out, " %s", chat_name(c, m->owed.id[i]));
}

static void
put_item(struct buf *out, const struct item *i)
{
	buf_puts(out, i->struck ? " [-]" : i->done ? " [x]" : " [ ]");
	buf_puts(out, text_or(i->text, "?"));
	if (i->class == ITEM_COUNT)
		buf_printf(
		    out, " %lld/%lld", (long long)i->have, (long long)i->want);
	else if (i->value)
		buf_printf(out, " %s", i->value);
}

/* The lines that a checklist's message brought, in their order. */
static bool
put_items(const struct console *c, const char *message, struct buf *out)
{
	const struct record *const *all = table_all(c->table, KIND_ITEM);
	size_t n = table_count(c->table, KIND_ITEM), found = 0;
	int64_t after = INT64_MIN;

	for (;;) {
		const struct item *next = NULL;

		for (size_t k = 0; k < n; k++) {
			const struct item *i = (const struct item *)all[k];

			if (text_is(i->message, message) && i->line > after &&
			    (!next || i->line < next->line))
				next = i;
		}
		if (!next)
			return found > 0;
		put_item(out, next);
		after = next->line;
		found++;
	}
}

static void
put_checklist(const struct console *c, const struct message *m, struct buf *out)
{
	char who[SAY_SIZE];
	const char *plus = m->text ? strrchr(m->text, '+') : NULL;

	buf_printf(out, "%s %.*s:", say_by(c, m->head.by, who),
	    plus ? (int)(plus - m->text) : 0, text_or(m->text, ""));
	if (!put_items(c, m->head.id, out))
		buf_printf(out, " %s", text_or(m->text, ""));
}

static void
put_talk(const struct console *c, const struct message *m, struct buf *out)
{
	char who[SAY_SIZE];

	if (m->retracted) {
		buf_printf(
		    out, _("%s took it back"), say_by(c, m->head.by, who));
		return;
	}
	if (m->class == MESSAGE_CHECKLIST) {
		put_checklist(c, m, out);
		return;
	}
	if (m->class == MESSAGE_MUSTREAD)
		buf_printf(out, "%s ", _("MUST READ"));
	buf_printf(out, "%s: ", say_by(c, m->head.by, who));
	buf_puts(out, text_or(m->text, ""));
	if (point_set(m->spot))
		buf_puts(out, _(" [place: f]"));
	if (m->amended)
		buf_puts(out, _(" (corrected)"));
}

void
chat_line(const struct console *c, const struct message *m, size_t folded,
    struct buf *out)
{
	char at[TIME_SIZE], event[EVENT_MOST];

	if (m->class == MESSAGE_EVENT || m->class == MESSAGE_SYSTEM) {
		buf_puts(out, story_line(c, m, event, sizeof(event)));
		if (folded > 1)
			buf_printf(
			    out, _("  (+%zu changes: Enter)"), folded - 1);
		return;
	}
	buf_printf(out, "%s ", time_hms(m->head.at, c->zone, at));
	put_talk(c, m, out);
	put_quote(c, m, out);
	put_owed(c, m, out);
}

char *
chat_missing(
    const struct console *c, const char *incident, char *out, size_t size)
{
	const struct record *const *all = table_all(c->table, KIND_ITEM);
	size_t n = table_count(c->table, KIND_ITEM), used = 0;

	out[0] = '\0';
	for (size_t k = 0; k < n; k++) {
		const struct item *i = (const struct item *)all[k];

		if (!text_is(i->about, incident) || item_settled(i))
			continue;
		if (used && used + 2 < size)
			used += text_copy_cut(out + used, size - used, "; ");
		used += text_copy_cut(
		    out + used, size - used, text_or(i->text, "?"));
	}
	return out;
}
