/*
 * `search NUMBER`: an incident by its number, closed ones too, asked of the
 * central. What is found is said in the result row, and selected when it is
 * among those shown.
 */
#include "tui/commands.h"

#include <stdio.h>
#include <string.h>

#include "net/wire/codec.h"
#include "tui/lookup.h"
#include "tui/words.h"

void
search_say(struct console *c, const struct incident *i)
{
	console_say(c, STYLE_NORMAL, "%s  %s  %s  %s", text_or(i->number, "?"),
	    words_of(&enum_incident_state, i->state),
	    console_label(c, i->category), text_or(i->place, ""));
	if (console_incident(c, i->head.id))
		console_select(c, KIND_INCIDENT, i->head.id);
}

static enum problem_code
read_answer(struct console *c, const struct http_answer *a, struct problem *p)
{
	const cJSON *list, *first;
	struct record *r = NULL;
	cJSON *json;

	if (json_parse(a->body, a->len, NULL, &json, p))
		return p->code;
	if (!json_array(json, "records", &list, p)) {
		first = cJSON_GetArrayItem(list, 0);
		if (!first)
			console_say(c, STYLE_ERROR, "%s",
			    _("no incident of that number"));
		else if (!codec_record_read(first, CODEC_LENIENT, &r, p) && r)
			search_say(c, (const struct incident *)r);
	}
	record_free(r);
	cJSON_Delete(json);
	return p->code;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;
	struct problem p = a->problem;

	if (a->status == 200)
		(void)!read_answer(c, a, &p);
	if (p.code)
		console_say_problem(c, &p);
	console_touch(c);
}

void
command_search(struct console *c, const struct call *call)
{
	char number[LOOKUP_NUMBER], path[128];
	struct http_ask ask = {
	    .method = "GET", .path = path, .done = on_answer, .ctx = c};
	struct problem p = {0};

	if (!lookup_whole_number(
	        c, text_or(call_text(call, ARG_search_text), ""), number)) {
		console_say(c, STYLE_ERROR, "%s",
		    _("a number: 0131, or 20261121-0131"));
		return;
	}
	snprintf(path, sizeof(path), "/v1/records/incident?number=%s&limit=1",
	    number);
	if (!link_ask(c->link, &ask, &p))
		console_say_problem(c, &p);
}
