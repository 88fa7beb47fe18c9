/*
 * `?`: the keys of the screen one came from, those that are everywhere, and
 * all commands; `:help COMMAND` that one with its arguments. All of it is made
 * from the tables, a line when it is drawn.
 */
#include "tui/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/complete.h"
#include "tui/keys.h"
#include "tui/words.h"

#define LINES_MAX (ACTION_COUNT + COMMAND_COUNT + ARGS_MAX + 16)
#define KEY_COLS 18

struct help_line {
	enum {
		LINE_TITLE,
		LINE_MARKS,
		LINE_ACTION,
		LINE_COMMAND,
		LINE_ARG
	} kind;
	const char *title; /* English; through _() */
	size_t n;          /* action, command or argument */
};

struct help {
	struct help_line line[LINES_MAX];
	size_t count, top;
	const struct command *command; /* the only one shown, or NULL */
};

static struct help *
own(const struct console *c)
{
	return c->own[SCREEN_HELP];
}

static void
add(struct help *h, struct help_line line)
{
	if (h->count < LINES_MAX)
		h->line[h->count++] = line;
}

static void
add_title(struct help *h, const char *title)
{
	add(h, (struct help_line){.kind = LINE_TITLE, .title = title});
}

/* Not to a screen that this console does not have. */
static bool
leads_somewhere(enum action a)
{
	return a < ACTION_GO_QUEUE || a > ACTION_GO_OUTBOX ||
	       views[SCREEN_QUEUE + (a - ACTION_GO_QUEUE)];
}

static void
list_actions(struct console *c, enum action_group group, enum screen screen)
{
	const struct view *view = views[screen];

	for (enum action a = 0; view && a < ACTION_COUNT; a++)
		if (actions[a].group == group && leads_somewhere(a) &&
		    (group == GROUP_EVERYWHERE || view->act[a]))
			add(own(c),
			    (struct help_line){.kind = LINE_ACTION, .n = a});
}

/* What the marks and the short words of the queue mean. */
static void
list_marks(struct help *h)
{
	static const char *const lines[] = {
	    N_("row: * new  ! late  ^ unsent  = likely repeat  > selected"),
	    N_("unit: ^ unconfirmed ? unsigned + signed > on the way @ there % "
	       "report owed"),
	    N_("sector: [ ] to do [~] being searched [x] searched; map: "
	       "(0131)1h05 last seen"),
	    N_("clock: tk take ds dispatch ac accept os arrive rp report"),
	    N_("       rv review cl close hd hold sc scheduled"),
	};

	add_title(h, N_("Marks"));
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		add(h,
		    (struct help_line){.kind = LINE_MARKS, .title = lines[i]});
}

static void
list_all(struct console *c, enum screen screen)
{
	struct help *h = own(c);

	h->count = h->top = 0;
	h->command = NULL;
	list_marks(h);
	add_title(h, N_("Keys for the selected record"));
	list_actions(c, GROUP_ACT, screen);
	add_title(h, N_("Keys everywhere"));
	list_actions(c, GROUP_EVERYWHERE, screen);
	add_title(h,
	    N_("Commands after : (name, aliases, ; where words follow a ;)"));
	for (enum command_id i = 0; i < COMMAND_COUNT; i++)
		add(h, (struct help_line){.kind = LINE_COMMAND, .n = i});
}

static void
list_command(struct console *c, const struct command *command)
{
	struct help *h = own(c);

	h->count = h->top = 0;
	h->command = command;
	add(h, (struct help_line){.kind = LINE_COMMAND, .n = command->id});
	for (size_t i = 0; i < command->count; i++)
		add(h, (struct help_line){.kind = LINE_ARG, .n = i});
}

void
help_open(struct console *c, const char *word)
{
	const struct command *command =
	    word ? complete_command(word, strlen(word)) : NULL;
	enum screen from = c->screen == SCREEN_HELP ? c->before : c->screen;

	if (word && !command) {
		console_say(
		    c, STYLE_ERROR, _("%s: there is no such command"), word);
		return;
	}
	if (command)
		list_command(c, command);
	else
		list_all(c, from);
	console_go(c, SCREEN_HELP);
}

static bool
open_help(struct console *c)
{
	c->own[SCREEN_HELP] = calloc(1, sizeof(struct help));
	return c->own[SCREEN_HELP] != NULL;
}

static void
close_help(struct console *c)
{
	free(c->own[SCREEN_HELP]);
}

static void
draw_entry(struct area a, int row, const char *left, const char *right)
{
	draw_text(a, row, 2, KEY_COLS - 1, STYLE_KEY, left);
	draw_text(
	    a, row, 2 + KEY_COLS, a.cols - KEY_COLS - 2, STYLE_NORMAL, right);
}

static void
draw_line(const struct console *c, struct area a, int row,
    const struct help_line *line)
{
	const struct command *command = own(c)->command;
	char left[128];

	switch (line->kind) {
	case LINE_TITLE:
		draw_rule(a, row, STYLE_TITLE, _(line->title), NULL);
		break;
	case LINE_MARKS:
		draw_text(a, row, 2, a.cols - 2, STYLE_NORMAL, _(line->title));
		break;
	case LINE_ACTION:
		draw_entry(a, row, keys_of(c->keys, (enum action)line->n),
		    words_in("action", actions[line->n].text));
		break;
	case LINE_COMMAND:
		command = command_get((enum command_id)line->n);
		snprintf(left, sizeof(left), "%s %s%s", command->name,
		    command->aliases,
		    command->flags & COMMAND_TAKES_TEXT ? ";" : "");
		draw_entry(a, row, left, words_in("help", command->help));
		break;
	case LINE_ARG:
		snprintf(left, sizeof(left), "  %s%s",
		    command->args[line->n].name,
		    command->args[line->n].needed ? " *" : "");
		draw_entry(a, row, left,
		    words_in("help", command->args[line->n].help));
		break;
	}
}

static void
draw(const struct console *c, struct area a)
{
	const struct help *h = own(c);

	for (int row = 0; row < a.rows; row++)
		if (h->top + (size_t)row < h->count)
			draw_line(c, a, row, &h->line[h->top + (size_t)row]);
	draw_cursor(a, 0, 0);
}

static size_t
rows_now(const struct console *c)
{
	int rows = (c->term ? term_rows(c->term) : 24) - 6;

	return rows > 0 ? (size_t)rows : 1;
}

static void
scroll(struct console *c, int64_t by)
{
	struct help *h = own(c);
	size_t page = rows_now(c) + 1;
	size_t most = h->count > page ? h->count - page : 0;

	if (by < 0)
		h->top = (size_t)-by < h->top ? h->top - (size_t)-by : 0;
	else
		h->top =
		    h->top + (size_t)by < most ? h->top + (size_t)by : most;
}

static void
leave(struct console *c)
{
	console_go(c, c->before == SCREEN_HELP ? SCREEN_QUEUE : c->before);
}

const struct view view_help = {
    .screen = SCREEN_HELP,
    .tab = N_("Help"),
    .open = open_help,
    .close = close_help,
    .draw = draw,
    .move = scroll,
    .page = rows_now,
    .act =
        {
            [ACTION_BACK] = leave,
            [ACTION_HELP] = leave,
        },
};
