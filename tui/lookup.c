/*
 * See lookup.h. One question at a time; a new line takes the place of one that
 * waits. In the line that goes on the number stands whole: a short one means
 * what is open.
 */
#include "tui/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "tui/commands.h"
#include "tui/words.h"

#define NUMBER_MOST 16

struct lookup {
	struct http_request *request; /* under way, or NULL */
	char *before, *behind;        /* the line, parted at the number */
	char number[LOOKUP_NUMBER];   /* whole */
	enum kind kind;               /* of the selected one; KIND_ANY: none */
	char selected[ID_SIZE];
	struct record *found; /* owned, while the line goes on with it */
};

void
lookup_free(struct console *c)
{
	struct lookup *l = c->lookup;

	c->lookup = NULL;
	if (!l)
		return;
	if (l->request)
		http_request_cancel(l->request);
	free(l->before);
	free(l->behind);
	record_free(l->found);
	free(l);
}

const struct record *
lookup_found(const struct console *c)
{
	return c->lookup ? c->lookup->found : NULL;
}

bool
lookup_whole_number(
    const struct console *c, const char *text, char out[LOOKUP_NUMBER])
{
	size_t len = strlen(text);
	struct civil day;

	if (len == 0 || len > NUMBER_MOST || strspn(text, "0123456789-") != len)
		return false;
	if (strchr(text, '-')) {
		snprintf(out, LOOKUP_NUMBER, "%s", text);
		return true;
	}
	time_to_civil(c->now, c->zone, &day);
	snprintf(out, LOOKUP_NUMBER, "%04d%02d%02d-%s%s", day.year, day.month,
	    day.day, len < 4 ? &"0000"[len] : "", text);
	return true;
}

/* ---- the answer ---- */

static struct record *
read_first(const struct http_answer *a)
{
	const cJSON *list, *first;
	struct record *r = NULL;
	cJSON *json;

	if (a->status != 200 ||
	    json_parse(a->body, a->len, NULL, &json, NULL) != PROBLEM_NONE)
		return NULL;
	if (json_array(json, "records", &list, NULL) == PROBLEM_NONE &&
	    (first = cJSON_GetArrayItem(list, 0)) != NULL &&
	    codec_record_read(first, CODEC_LENIENT, &r, NULL) != PROBLEM_NONE)
		r = NULL;
	cJSON_Delete(json);
	return r;
}

static void
go_on(struct console *c)
{
	struct lookup *l = c->lookup;
	const struct record *selected =
	    l->kind == KIND_ANY ? NULL
	                        : table_get(c->table, l->kind, l->selected);
	struct buf line = {0};

	buf_printf(&line, "%s#%s%s", l->before, l->number, l->behind);
	if (buf_ok(&line))
		command_found(c, buf_str(&line), selected);
	else
		console_end(c, PROBLEM_NO_MEMORY);
	buf_free(&line);
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;
	struct lookup *l = c->lookup;

	l->request = NULL;
	l->found = read_first(a);
	if (a->problem.code)
		console_say_problem(c, &a->problem);
	else if (!l->found)
		console_say(c, STYLE_ERROR, _("no incident has the number %s"),
		    l->number);
	else
		go_on(c);
	lookup_free(c);
	console_touch(c);
}

/* ---- the question ---- */

/* Whether the command takes an incident that is over. */
static bool
takes_ended(const struct command *command)
{
	unsigned states = incident_states(command->id);

	if (command->id == COMMAND_GO)
		return true;
	return (command->flags & COMMAND_WANTS_INCIDENT) &&
	       (states &
	           (STATE_BIT(INCIDENT_CLOSED) | STATE_BIT(INCIDENT_MERGED)));
}

/* The first word of the line that is an incident's number, or NULL. */
static const char *
find_number(const struct line *line)
{
	if (line->subject.text && (line->subject.mark == WORD_INCIDENT ||
	                              line->subject.mark == WORD_NUMBER))
		return line->subject.text;
	for (size_t n = 0; n < line->words; n++)
		if (line->word[n].mark == WORD_INCIDENT ||
		    line->word[n].mark == WORD_NUMBER)
			return line->word[n].text;
	return NULL;
}

/* Parts the line around the number, and the # before it. */
static bool
part(struct lookup *l, const char *text, const char *number)
{
	const char *at = strstr(text, number);
	size_t before = at ? (size_t)(at - text) : 0;

	if (!at)
		return false;
	if (before > 0 && text[before - 1] == '#')
		before--;
	l->before = strndup(text, before);
	l->behind = strdup(at + strlen(number));
	return l->before && l->behind;
}

static bool
ask(struct console *c)
{
	struct lookup *l = c->lookup;
	char path[128];
	const struct http_ask ask = {
	    .method = "GET", .path = path, .done = on_answer, .ctx = c};
	struct problem p = {0};

	snprintf(path, sizeof(path), "/v1/records/incident?number=%s&limit=1",
	    l->number);
	l->request = link_ask(c->link, &ask, &p);
	return l->request != NULL;
}

bool
lookup_begin(struct console *c, const char *text, const struct line *line,
    const struct record *selected)
{
	const char *number =
	    takes_ended(line->command) ? find_number(line) : NULL;

	lookup_free(c);
	c->lookup = number ? calloc(1, sizeof(*c->lookup)) : NULL;
	if (!c->lookup)
		return false;
	c->lookup->kind = selected ? selected->kind : KIND_ANY;
	if (selected)
		text_copy_cut(c->lookup->selected, sizeof(c->lookup->selected),
		    selected->id);
	if (lookup_whole_number(c, number, c->lookup->number) &&
	    part(c->lookup, text, number) && ask(c)) {
		console_say(
		    c, STYLE_NORMAL, _("looking for %s"), c->lookup->number);
		return true;
	}
	lookup_free(c);
	return false;
}
