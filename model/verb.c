/*
 * Words that would mean two things are refused even while only one of those
 * commands is there: who is used to the other would get this one.
 */
#include "model/verb.h"

#include "model/text.h"

#include <stdio.h>
#include <string.h>

/*
 * The aliases of what each can mean; of these only those are named that are
 * commands now.
 */
static const struct {
	const char *word, *candidates;
} refused[] = {
    {"jj", "xj bj jb"},
    {"cj", "cd fk"},
    {"dd", "pj dc"},
    {"tj", "r gs"},
    {"sp", "fc sd"},
    {"cl", "wb fk"},
    {"ja", "bj"},
    {"zj", "zp bj"},
    {"wc", "aq"},
    {"q", "cx quit"},
};

static bool
alias_is(const struct command *c, const char *verb)
{
	size_t len = strlen(verb), n;

	if (strcmp(c->name, verb) == 0)
		return true;
	for (const char *s = c->aliases; *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == len && memcmp(s, verb, n) == 0)
			return true;
	}
	return false;
}

/* The command of a name or alias, the next one from `from` on; or NULL. */
static const struct command *
find_verb(const char *verb, unsigned from)
{
	for (unsigned id = from; id < COMMAND_COUNT; id++)
		if (alias_is(command_get((enum command_id)id), verb))
			return command_get((enum command_id)id);
	return NULL;
}

/* "new xj, close bj" of the alias words that are there. */
static void
name_candidates(const char *aliases, char *out, size_t size)
{
	size_t len = 0, n;

	*out = '\0';
	for (const char *s = aliases; *s; s += n) {
		const struct command *c;
		char alias[16];
		int put;

		s += strspn(s, " ");
		n = strcspn(s, " ");
		snprintf(alias, sizeof(alias), "%.*s", (int)n, s);
		c = find_verb(alias, 0);
		if (!c)
			continue;
		put = snprintf(out + len, size - len, "%s%s%s%s",
		    len ? ", " : "", c->name, strcmp(c->name, alias) ? " " : "",
		    strcmp(c->name, alias) ? alias : "");
		if (put < 0 || (size_t)put >= size - len)
			return;
		len += (size_t)put;
	}
}

static enum problem_code
check_refused(const char *verb, struct problem *p)
{
	char candidates[96];

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		if (strcmp(refused[i].word, verb) != 0)
			continue;
		name_candidates(
		    refused[i].candidates, candidates, sizeof(candidates));
		return problem_set(p, PROBLEM_AMBIGUOUS, "word", verb,
		    "candidates", candidates, NULL);
	}
	return PROBLEM_NONE;
}

static enum problem_code
unknown_verb(const char *verb, struct problem *p)
{
	const char *names[COMMAND_COUNT], *near;

	for (unsigned id = 0; id < COMMAND_COUNT; id++)
		names[id] = command_get((enum command_id)id)->name;
	near = text_nearest(verb, names, COMMAND_COUNT);
	if (!near)
		return problem_set(p, PROBLEM_BAD_LINE, "word", verb, "why",
		    why_no_such_command, NULL);
	return problem_set(
	    p, PROBLEM_UNKNOWN_KEY, "key", verb, "nearest", near, NULL);
}

enum problem_code
verb_find(const char *verb, const struct command **command,
    const struct command **other, struct problem *p)
{
	enum problem_code bad = check_refused(verb, p);

	*command = *other = NULL;
	if (bad)
		return bad;
	*command = find_verb(verb, 0);
	if (!*command)
		return unknown_verb(verb, p);
	*other = find_verb(verb, (*command)->id + 1);
	return PROBLEM_NONE;
}
