/*
 * Any line: reading and resolving it ends, its words lie inside it, and what
 * is made of it are arguments of its command, whole and within their limits.
 */
#include "model/line.h"
#include "tests/lib/evening.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
check_words(const struct line *line, size_t len)
{
	size_t last = 0;

	hold(line->words <= LINE_WORDS && line->used <= sizeof(line->bytes));
	for (size_t i = 0; i < line->words; i++) {
		const struct line_word *w = &line->word[i];

		hold(w->from >= last && w->to > w->from && w->to <= len);
		hold(w->text >= line->bytes &&
		     w->text < line->bytes + line->used);
		last = w->to;
	}
}

static void
check_call(const struct call *call)
{
	const struct command *c = call->command;

	hold(c != NULL && call->expects <= EXPECT_MAX);
	for (size_t i = 0; i < c->count; i++) {
		if (c->id != COMMAND_PUT)
			hold(call_has(call, i) || !c->args[i].needed);
		if (!call_has(call, i))
			continue;
		hold(call->value[i].type == c->args[i].type);
		if (c->args[i].type <= TYPE_TEXT)
			hold(strlen(call_text(call, i)) <= c->args[i].max);
	}
}

static void
resolve(const struct line *line, const struct record *selected)
{
	struct line_world w = {
	    NULL, evening_next, selected, "lq", EVENING_NOW, NULL};
	struct line_call *made = malloc(sizeof(*made));
	struct problem p = {0};

	hold(made != NULL);
	if (line_resolve(line, &w, made, &p) == PROBLEM_NONE)
		check_call(&made->call);
	else
		hold(p.code != PROBLEM_NONE);
	free(made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);
	struct line line;
	struct problem p = {0};

	hold(s != NULL);
	memcpy(s, data, size);
	s[size] = '\0';
	if (line_parse(s, &line, &p) == PROBLEM_NONE) {
		check_words(&line, strlen(s));
		resolve(&line, NULL);
		resolve(&line, evening_record(KIND_INCIDENT, "i127"));
		resolve(&line, evening_record(KIND_UNIT, "p3"));
	} else {
		hold(p.code != PROBLEM_NONE);
	}
	free(s);
	return 0;
}
