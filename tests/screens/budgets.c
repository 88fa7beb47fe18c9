/*
 * What each screen may send (DESIGN, Speed), kept in one table with a row for
 * each: the selection moved or the text scrolled by a line, and a key that
 * changes nothing, which sends nothing. A screen without a row fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/show.h"

#define MOVES 3

static const struct budget {
	enum screen screen;
	const char *what;
	const char *open; /* the keys that lead there from the queue */
	char move;        /* the key that is measured */
	size_t most;      /* bytes that it may take, each of MOVES times */
} budgets[] = {
    /* A mark alone 48, with the detail that follows it 300. */
    {SCREEN_QUEUE, "queue", "gg", 'j', 300},
    {SCREEN_UNITS, "units", "gugg", 'j', 48},
    {SCREEN_TASKS, "tasks", "gtgg", 'j', 48},
    {SCREEN_OUTBOX, "outbox", "gx", 'j', 48},
    {SCREEN_QUEUE, "a numbered list", "ggd", 'j', 48},
    /* The map under the mark stands still; its detail follows. */
    {SCREEN_MAP, "map", "gm", 'n', 300},
    /* What scrolls is sent where it is another text, or scrolled there. */
    {SCREEN_CHAT, "talk", "gcgg", 'j', 400},
    {SCREEN_TIMELINE, "story", "tgg", 'j', 120},
    {SCREEN_LOG, "log of a unit", "guggt", 'j', 400},
    {SCREEN_HELP, "help", "?", 'j', 160},
};

static void
say(struct desk *d, int n)
{
	char id[16], text[64];
	const struct message m = {.head = {.kind = KIND_MESSAGE,
	                              .id = id,
	                              .at = DESK_NOW + n * 1000,
	                              .by = "王芳@2"},
	    .room = "0128",
	    .class = MESSAGE_TALK,
	    .text = text};

	snprintf(id, sizeof(id), "m%d", n);
	snprintf(text, sizeof(text), "line %d of what was said there", n);
	desk_put(d, &m.head);
}

static void
task(struct desk *d, int n)
{
	char id[16], title[32];
	const struct task t = {
	    .head = {.kind = KIND_TASK, .id = id, .station = "LQ"},
	    .title = title,
	    .state = TASK_OPEN,
	    .due = DESK_NOW + n * TIME_MINUTE};

	snprintf(id, sizeof(id), "t%d", n);
	snprintf(title, sizeof(title), "a check of shop %d", n);
	desk_put(d, &t.head);
}

static void
fill(struct desk *d)
{
	desk_fill_map(d);
	for (int n = 0; n < 40; n++)
		say(d, n);
	for (int n = 0; n < 10; n++)
		task(d, n);
}

static void
nothing(struct desk *d, char what)
{
	(void)d;
	(void)what;
}

static void
prepare(struct desk *d)
{
	desk_sit(d, "王芳");
}

/* The outbox has something in it. */
static void
prepare_unsent(struct desk *d)
{
	prepare(d);
	console_line(&d->console, "priority 0131 2", NULL);
	console_line(&d->console, "priority 0130 3", NULL);
}

static void
check(const struct budget *b, const char *language)
{
	struct show s = {.language = language,
	    .fill = fill,
	    .prepare = b->screen == SCREEN_OUTBOX ? prepare_unsent : prepare,
	    .meanwhile = nothing};
	size_t bytes, most = 0;

	show_start(&s, 24, 80);
	show_type(&s, b->open);
	for (int k = 0; k < MOVES; k++) {
		bytes = show_press(&s, b->move);
		most = bytes > most ? bytes : most;
	}
	print_message(
	    "%s, %s: %zu of %zu bytes\n", b->what, language, most, b->most);
	vt_assert(s.vt, most <= b->most);
	vt_assert(s.vt, show_press(&s, 'N') == 0);
	show_finish(&s);
}

static void
test_no_screen_sends_more_than_its_budget(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(budgets); k++) {
		check(&budgets[k], "en");
		check(&budgets[k], "zh");
	}
}

static void
test_every_screen_has_a_budget(void **state)
{
	(void)state;
	for (enum screen s = 0; s < SCREEN_COUNT; s++) {
		bool has = !views[s];

		for (size_t k = 0; k < COUNT_OF(budgets); k++)
			has |= budgets[k].screen == s;
		if (!has)
			fail_msg("screen %d has no budget", (int)s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_screen_has_a_budget),
	    cmocka_unit_test(test_no_screen_sends_more_than_its_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
