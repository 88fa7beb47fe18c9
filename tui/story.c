/*
 * See story.h. {who} did it, {about} is the unit, incident or station that it
 * is about, {text} are its words.
 */
#include "tui/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/say.h"
#include "tui/words.h"

static const struct telling {
	const char *event, *words, *bare; /* bare: when there is no text */
} tellings[] = {
    {"new", N_("{who} wrote it: {text}"), N_("{who} wrote it")},
    {"suggested", N_("system: its words suggest {text}"), NULL},
    {"same-caller", N_("system: the same caller as {about}"), NULL},
    {"adopted", N_("system: its words suggest {text} ({who} took it)"), NULL},
    {"sign", N_("{who} signed for the sheet"), NULL},
    {"own", N_("{who} took charge"), NULL},
    {"edit", N_("{who} corrected it"), NULL},
    {"priority", N_("{who} set the priority: {text}"),
        N_("{who} set the priority")},
    {"hold", N_("{who} put it off: {text}"), N_("{who} put it off")},
    {"resume", N_("{who} took it up again"), NULL},
    {"transfer", N_("{who} handed it to {about}: {text}"),
        N_("{who} handed it on")},
    {"merge", N_("{who} joined it into {about}"), NULL},
    {"split", N_("{who} parted {about} from it again"), NULL},
    {"link", N_("{who}: belongs together with {about}"), NULL},
    {"submit", N_("{who} handed it in for review"), NULL},
    {"return", N_("{who} sent it back: {text}"), N_("{who} sent it back")},
    {"close", N_("{who} closed it: {text}"), N_("{who} closed it")},
    {"cancel", N_("{who} cancelled it: {text}"), N_("{who} cancelled it")},
    {"reopen", N_("{who} began it again: {text}"), N_("{who} began it again")},
    {"reveal", N_("{who} opened the caller's details: {text}"), NULL},
    {"dispatch", N_("{who} sent {about} by voice"), N_("{who} sent {about}")},
    {"exchange", N_("{who} exchanged {about}"), NULL},
    {"recall", N_("{who} called {about} back: {text}"),
        N_("{who} called {about} back")},
    {"decline", N_("{about} gave it back: {text}"), N_("{about} gave it back")},
    {"delivered", N_("{about} has the order"), NULL},
    {"accept", N_("{about} signed"), NULL},
    {"enroute", N_("{about} on the way"), NULL},
    {"onscene", N_("{about} on the scene"), NULL},
    {"conveying", N_("{about} leaves the scene with somebody"), NULL},
    {"conveyed", N_("{about} brought them in"), NULL},
    {"clear", N_("{about} done there"), NULL},
    {"task", N_("{who} gave the task {about}: {text}"),
        N_("{who} gave the task")},
    {"source", N_("the same is asked for by {text}"), NULL},
    {"start", N_("{who} began"), NULL},
    {"finish", N_("{who} is done: {text}"), N_("{who} is done")},
    {"check", N_("{who} checked it"), NULL},
    {"redo", N_("{who} sent it back: {text}"), N_("{who} sent it back")},
    {"drop", N_("{who} dropped it: {text}"), N_("{who} dropped it")},
    {"postpone", N_("{who} put its limit off: {text}"), NULL},
    {"give", N_("{who} gave it to {about}"), NULL},
    {"join", N_("{who} joined it into {about}"), NULL},
    {"amend", N_("{who} corrected it"), NULL},
    {"item", N_("{who} put on the checklist: {text}"), NULL},
    {"tick", "{who}: {text}", NULL},
    {"lastseen", N_("{who}: last seen here: {text}"),
        N_("{who}: last seen here")},
    {"unseen", N_("{who} took the last-seen point back"), NULL},
    {"sectors", N_("{who} parted the ground: {text}"), NULL},
    {"sector", N_("{who} added the sector {text}"), NULL},
    {"unsectored", N_("{who} took sectors away: {text}"), NULL},
    {"sweep", N_("search begun: {text}"), NULL},
    {"unswept", N_("left unsearched: {text}"), NULL},
    {"swept", N_("searched: {text}"), NULL},
    {"notswept", N_("not searched after all: {text}"), NULL},
    {"again", N_("{who}: to be searched again: {text}"), NULL},
    {"report", N_("{about} reported: {text}"), N_("{about} reported")},
    {"missing", N_("system: still to be secured: {text}"), NULL},
    {"add", N_("{about} joined the talk ({who})"), NULL},
    {"remove", N_("{about} left the talk ({who})"), NULL},
    {"shut", N_("{who} closed the room"), NULL},
};

/* What a message is about, by name. */
static const char *
say_about(const struct console *c, const char *id)
{
	const struct assignment *a =
	    (const struct assignment *)table_get(c->table, KIND_ASSIGNMENT, id);
	const struct station *s =
	    (const struct station *)table_get(c->table, KIND_STATION, id);

	const struct officer *o =
	    (const struct officer *)table_get(c->table, KIND_OFFICER, id);
	const struct task *t =
	    (const struct task *)table_get(c->table, KIND_TASK, id);

	if (o)
		return text_or(o->name, "?");
	if (*console_label(c, id))
		return console_label(c, id);
	if (t)
		return text_or(t->title, "?");
	if (console_unit(c, id))
		return say_callsign(c, id);
	if (console_incident(c, id))
		return say_number_of(c, id);
	if (a)
		return say_callsign(c, a->unit);
	return s ? text_or(s->name, "?") : "?";
}

/* Names put in; what is not known stays as it is. */
struct names {
	const char *who, *about, *text;
};

static const char *
name_at(const char *place, const struct names *names, size_t *len)
{
	static const char *const words[] = {"{who}", "{about}", "{text}"};
	const char *const values[] = {names->who, names->about, names->text};

	for (size_t k = 0; k < COUNT_OF(words); k++) {
		*len = strlen(words[k]);
		if (strncmp(place, words[k], *len) == 0)
			return values[k];
	}
	return NULL;
}

static void
fill(char *out, size_t size, const char *words, const struct names *names)
{
	size_t used = 0;

	out[0] = '\0';
	while (*words && used + 1 < size) {
		size_t len = 1;
		const char *name =
		    *words == '{' ? name_at(words, names, &len) : NULL;

		if (name) {
			used += text_copy_cut(out + used, size - used, name);
		} else {
			len = 1;
			out[used++] = *words;
			out[used] = '\0';
		}
		words += len;
	}
}

static const struct telling *
find_telling(const char *event)
{
	for (size_t k = 0; k < COUNT_OF(tellings); k++)
		if (text_is(tellings[k].event, event))
			return &tellings[k];
	return NULL;
}

/* An incident that is over is no longer here: its number is told beside it. */
static const char *
say_subject(const struct console *c, const struct message *m)
{
	const char *said = say_about(c, m->about);
	const char *end = m->text ? strrchr(m->text, '-') : NULL;

	if (strcmp(said, "?") != 0 || !end ||
	    (!text_is(m->event, "merge") && !text_is(m->event, "split")))
		return said;
	return end + 1;
}

/* A suggested category is told as CATEGORY/PRIORITY, an id and a number. */
static const char *
say_text(const struct console *c, const struct message *m, char out[SAY_SIZE])
{
	const char *text = text_or(m->text, "");
	const char *slash = strchr(text, '/');
	char id[ID_SIZE];

	if (!slash ||
	    (!text_is(m->event, "suggested") && !text_is(m->event, "adopted")))
		return text;
	snprintf(id, sizeof(id), "%.*s", (int)(slash - text), text);
	if (!*console_label(c, id))
		return text;
	snprintf(out, SAY_SIZE, "%s%s", console_label(c, id), slash);
	return out;
}

static const char *
words_for(const struct message *m)
{
	const struct telling *t = find_telling(m->event);

	if (m->retracted)
		return _("{who} took it back");
	if (m->class == MESSAGE_TALK)
		return "{who}: {text}";
	if (m->class == MESSAGE_MUSTREAD)
		return _("MUST READ {who}: {text}");
	if (!t)
		return m->text ? "{who}: {text}" : "{who}";
	return _(!m->text && t->bare ? t->bare : t->words);
}

char *
story_line(
    const struct console *c, const struct message *m, char *out, size_t size)
{
	char at[TIME_SIZE], happened[TIME_SIZE], who[SAY_SIZE], text[SAY_SIZE];
	const struct names names = {.who = say_by(c, m->head.by, who),
	    .about = say_subject(c, m),
	    .text = say_text(c, m, text)};
	int n;

	time_hms(m->head.at, c->zone, at);
	n = snprintf(out, size, "%s ", at);
	if (m->happened && m->happened / 1000 != m->head.at / 1000)
		n = snprintf(out, size, _("%s (at %s) "), at,
		    time_hms(m->happened, c->zone, happened));
	if (n > 0 && (size_t)n < size)
		fill(out + n, size - (size_t)n, words_for(m), &names);
	return out;
}

bool
story_before(const struct message *a, const struct message *b)
{
	return message_before(a, b);
}

/* Keeps the newest `most`, sorted; out is sorted already. */
static size_t
story_add(const struct message **out, size_t count, size_t most,
    const struct message *m)
{
	size_t n = count;

	if (count == most) {
		if (story_before(m, out[0]))
			return count;
		memmove(out, out + 1, (--n) * sizeof(out[0]));
		count--;
	}
	for (; n > 0 && story_before(m, out[n - 1]); n--)
		out[n] = out[n - 1];
	out[n] = m;
	return count + 1;
}

size_t
story_of(const struct console *c, const char *room, const struct message **out,
    size_t most)
{
	const struct record *const *all = table_all(c->table, KIND_MESSAGE);
	size_t n = table_count(c->table, KIND_MESSAGE), count = 0;

	for (size_t k = 0; k < n && most > 0; k++) {
		const struct message *m = (const struct message *)all[k];

		if (text_is(m->room, room))
			count = story_add(out, count, most, m);
	}
	return count;
}
