/*
 * The task's machine: what may follow what, and what each step stamps. What
 * was handed over must be handled, what is handled must be finished: nothing
 * leaves but by a check or a reason.
 */
#include "model/lifecycle.h"

#include <stdio.h>
#include <string.h>

#define BIT(state) STATE_BIT(TASK_##state)

enum {
	OWED = BIT(PLANNED) | BIT(OPEN) | BIT(DOING) | BIT(RETURNED),
	ENDED = BIT(CHECKED) | BIT(DROPPED),
};

/* In which states a command about a task is taken, and where it leads. */
static const struct row {
	unsigned from;
	enum task_state to;
	bool moves;
} rows[COMMAND_COUNT] = {
    [COMMAND_START] = {OWED & ~(unsigned)BIT(DOING), TASK_DOING, true},
    [COMMAND_FINISH] = {OWED, TASK_DONE, true},
    [COMMAND_CHECK] = {BIT(DONE), TASK_CHECKED, true},
    [COMMAND_REDO] = {BIT(DONE) | BIT(CHECKED), TASK_RETURNED, true},
    [COMMAND_DROP] = {OWED | BIT(DONE), TASK_DROPPED, true},
    [COMMAND_POSTPONE] = {OWED, TASK_OPEN, false},
    [COMMAND_GIVE] = {OWED, TASK_OPEN, false},
    [COMMAND_JOIN] = {OWED | BIT(DONE), TASK_DROPPED, false},
    [COMMAND_AMEND] = {OWED | BIT(DONE), TASK_OPEN, false},
};

bool
task_owed(enum task_state state)
{
	return (OWED & STATE_BIT(state)) != 0;
}

bool
task_ended(enum task_state state)
{
	return (ENDED & STATE_BIT(state)) != 0;
}

unsigned
task_states(enum command_id command)
{
	return rows[command].from;
}

static void
state_words(unsigned set, char *out, size_t size)
{
	size_t len = 0;

	*out = '\0';
	for (unsigned s = 0; s < enum_task_state.count; s++) {
		int n;

		if (!(set & STATE_BIT(s)))
			continue;
		n = snprintf(out + len, size - len, "%s%s", len ? " " : "",
		    enum_word(&enum_task_state, s));
		if (n < 0 || (size_t)n >= size - len)
			return;
		len += (size_t)n;
	}
}

enum problem_code
task_allows(const struct task *t, enum command_id command, struct problem *p)
{
	unsigned set = rows[command].from;
	char words[96];

	if (set == 0 || (set & STATE_BIT(t->state)))
		return PROBLEM_NONE;
	state_words(set, words, sizeof(words));
	return problem_set(p, PROBLEM_STATE, "what",
	    text_or(t->title, t->head.id), "is",
	    enum_word(&enum_task_state, t->state), "expected", words, NULL);
}

/* Sent back: what was said of its end is past, and it is owed again. */
static void
send_back(struct task *draft)
{
	draft->returned++;
	draft->reopened += draft->state == TASK_CHECKED;
	draft->finished = draft->ended = 0;
}

enum problem_code
task_step(
    struct task *draft, enum command_id command, msec_t now, struct problem *p)
{
	const struct row *row = &rows[command];
	enum problem_code code = task_allows(draft, command, p);

	if (code || !row->moves)
		return code;
	if (command == COMMAND_REDO)
		send_back(draft);
	else if (task_ended(row->to))
		draft->ended = now;
	else if (!draft->started) /* who finishes has begun */
		draft->started = now;
	if (row->to == TASK_DONE)
		draft->finished = now;
	draft->state = row->to;
	return PROBLEM_NONE;
}
