/*
 * See prompt.h. What helps is found when a key is taken; drawing only reads.
 */
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/line.h"
#include "model/text.h"
#include "tui/complete.h"
#include "tui/drafts.h"
#include "tui/edit.h"
#include "tui/words.h"

struct prompt {
	char sign; /* ':' or '/'; 0: closed */
	struct edit edit;
	enum kind kind; /* of the record it belongs to; KIND_ANY: none */
	char id[ID_SIZE];
	char front[64];                /* "0131:" */
	char hint[1024];               /* the row above */
	char *history[PROMPT_HISTORY]; /* oldest first */
	size_t count;
	size_t at; /* what of it is shown; count: what is typed */
};

struct prompt *
prompt_new(void)
{
	struct prompt *p = calloc(1, sizeof(*p));

	if (p)
		p->edit.max = PROMPT_MAX;
	return p;
}

void
prompt_free(struct prompt *p)
{
	if (!p)
		return;
	edit_free(&p->edit);
	for (size_t i = 0; i < p->count; i++)
		free(p->history[i]);
	free(p);
}

bool
prompt_is_open(const struct prompt *p)
{
	return p->sign != 0;
}

/* The newest is the last; one that is there already moves there. */
static void
remember(struct prompt *p, const char *line)
{
	char *copy;
	size_t gone = 0;

	if (!*line || !(copy = strdup(line)))
		return;
	while (gone < p->count && strcmp(p->history[gone], line) != 0)
		gone++;
	if (gone == p->count && p->count < PROMPT_HISTORY) {
		p->history[p->count++] = copy;
		return;
	}
	if (gone == p->count)
		gone = 0;
	free(p->history[gone]);
	memmove(&p->history[gone], &p->history[gone + 1],
	    (p->count - gone - 1) * sizeof(p->history[0]));
	p->history[p->count - 1] = copy;
}

bool
prompt_line(const struct console *c, struct buf *out)
{
	const struct prompt *p = c->prompt;
	const struct incident *i =
	    p->kind == KIND_INCIDENT ? console_incident(c, p->id) : NULL;

	if (p->sign != ':' || p->edit.text.len == 0)
		return false;
	if (i)
		buf_printf(out, "%s: ", text_or(i->number, i->head.id));
	else if (p->kind == KIND_UNIT)
		buf_puts(out, p->front);
	buf_puts(out, buf_str(&p->edit.text));
	return true;
}

void
prompt_remember(struct prompt *p, const char *line)
{
	remember(p, line);
	if (!prompt_is_open(p))
		p->at = p->count;
}

static void
browse(struct prompt *p, bool older)
{
	if (older && p->at > 0)
		p->at--;
	else if (!older && p->at < p->count)
		p->at++;
	edit_set(&p->edit, p->at < p->count ? p->history[p->at] : "");
}

/* Help */

static void
hint_command(struct prompt *p, const struct command *command)
{
	snprintf(p->hint, sizeof(p->hint), "%s%s%s: %s", command->name,
	    *command->aliases ? " " : "", command->aliases,
	    words_in("help", command->help));
}

static void
hint(const struct console *c)
{
	struct prompt *p = c->prompt;
	const char *text = buf_str(&p->edit.text);
	size_t len = p->edit.text.len, from;
	const struct command *command = complete_command(text, len);
	char common[128];

	if (p->sign == '/')
		text_copy_cut(p->hint, sizeof(p->hint),
		    _("words that a row must have; empty shows all"));
	else if (command)
		hint_command(p, command);
	else if (len == 0)
		text_copy_cut(p->hint, sizeof(p->hint),
		    _("Tab completes, Up brings back, Esc leaves"));
	else if (complete(c, text, len, &from, common, sizeof(common), p->hint,
	             sizeof(p->hint)) == 0)
		text_copy_cut(
		    p->hint, sizeof(p->hint), _("no command begins so"));
}

static void
tab(const struct console *c)
{
	struct prompt *p = c->prompt;
	const char *text = buf_str(&p->edit.text);
	size_t from, n, len = p->edit.text.len;
	char common[128], all[sizeof(p->hint)], line[PROMPT_MAX + 130];

	if (p->sign == '/' || p->edit.at != len)
		return;
	n = complete(
	    c, text, len, &from, common, sizeof(common), all, sizeof(all));
	if (n > 0) {
		snprintf(line, sizeof(line), "%.*s%s%s", (int)from, text,
		    common, n == 1 ? " " : "");
		edit_set(&p->edit, line);
	}
	hint(c);
	if (n > 1)
		text_copy_cut(p->hint, sizeof(p->hint), all);
}

/* Opening, closing, sending */

#define TITLE_BYTES 32 /* of a task, before its line */

static const char *
name_of(const struct record *r, char title[TITLE_BYTES])
{
	if (r->kind == KIND_INCIDENT)
		return console_number((const struct incident *)r);
	if (r->kind == KIND_UNIT)
		return text_or(((const struct unit *)r)->callsign, "");
	if (r->kind != KIND_TASK)
		return "";
	text_copy_cut(
	    title, TITLE_BYTES, text_or(((const struct task *)r)->title, "?"));
	return title;
}

void
prompt_open(struct console *c, char sign)
{
	struct prompt *p = c->prompt;
	const struct view *view = views[c->screen];
	const struct record *r =
	    view && view->selected ? view->selected(c) : NULL;
	char title[TITLE_BYTES];

	drafts_fill_prompt(c);
	edit_set(&p->edit, "");
	p->sign = sign;
	p->at = p->count;
	p->kind = KIND_ANY;
	p->front[0] = '\0';
	if (r && sign == ':' && *name_of(r, title)) {
		p->kind = r->kind;
		text_copy_cut(p->id, sizeof(p->id), r->id);
		snprintf(p->front, sizeof(p->front), "%s: ", name_of(r, title));
	}
	hint(c);
	console_touch(c);
}

void
prompt_open_with(struct console *c, char sign, const char *text)
{
	prompt_open(c, sign);
	edit_set(&c->prompt->edit, text);
}

static void
leave(struct console *c)
{
	struct prompt *p = c->prompt;

	if (p->sign == ':')
		remember(p, buf_str(&p->edit.text));
	p->sign = 0;
	edit_set(&p->edit, "");
}

static void
filter(struct console *c, const char *words)
{
	struct call call = {.command = command_get(COMMAND_FILTER)};

	if (*words)
		call_set_text(&call, ARG_filter_text, words);
	if (console_commands[COMMAND_FILTER])
		console_commands[COMMAND_FILTER](c, &call);
}

static void
finish(struct console *c)
{
	struct prompt *p = c->prompt;
	char *line = strdup(buf_str(&p->edit.text));
	const struct record *r =
	    p->kind == KIND_ANY ? NULL : table_get(c->table, p->kind, p->id);
	bool gone = p->kind != KIND_ANY && !r, filtering = p->sign == '/';

	leave(c);
	if (!line)
		console_end(c, PROBLEM_NO_MEMORY);
	else if (filtering)
		filter(c, line);
	else if (gone && *line)
		console_say(c, STYLE_ERROR,
		    _("%.*s left meanwhile: nothing was done"),
		    (int)strcspn(p->front, ":"), p->front);
	else
		console_line(c, line, r);
	free(line);
}

/* Bytes before the first `;` with the paste in its place: the line's head. */
static size_t
head_with(const struct edit *e, const struct key *key)
{
	const char *text = buf_str(&e->text);
	const char *end = memchr(text, ';', e->at);
	const char *in = memchr(key->paste.bytes, ';', key->paste.len);

	if (end)
		return (size_t)(end - text);
	if (in)
		return e->at + (size_t)(in - key->paste.bytes);
	return e->at + key->paste.len + strcspn(text + e->at, ";");
}

/* All of a paste, or nothing: half a line is another command. */
static bool
paste_fits(struct console *c, const struct key *key)
{
	const struct edit *e = &c->prompt->edit;
	size_t most = PROMPT_MAX - e->text.len;

	if (!key->paste.cut && key->paste.len <= most &&
	    (c->prompt->sign == '/' || head_with(e, key) <= LINE_HEAD))
		return true;
	console_say(c, STYLE_ERROR,
	    _("that is too long for one line (%d bytes, %d before the first "
	      ";): nothing was pasted"),
	    PROMPT_MAX, LINE_HEAD);
	return false;
}

void
prompt_key(struct console *c, const struct key *key)
{
	struct prompt *p = c->prompt;

	if (key->code == K_PASTE && !paste_fits(c, key))
		return;
	switch (key->code) {
	case K_ENTER:
		if (!key->flood)
			finish(c);
		else
			console_say(c, STYLE_DIM, "%s",
			    _("taken for a paste, not sent: Enter again "
			      "sends"));
		return;
	case K_ESC:
		leave(c);
		return;
	case K_TAB:
		tab(c);
		return;
	case K_UP:
	case K_DOWN:
		browse(p, key->code == K_UP);
		break;
	case K_BACKSPACE:
		if (p->edit.text.len == 0)
			p->sign = 0;
		edit_key(&p->edit, key);
		break;
	default:
		edit_key(&p->edit, key);
		break;
	}
	hint(c);
}

void
prompt_draw(const struct console *c, struct area a)
{
	const struct prompt *p = c->prompt;
	char sign[2] = {p->sign, '\0'};
	int col;

	draw_text_flags(
	    a, 0, 0, a.cols, STYLE_DIM, DRAW_MARK, p->hint, strlen(p->hint));
	draw_text(a, 1, 0, a.cols, STYLE_NORMAL, "");
	col = draw_text(a, 1, 0, a.cols, STYLE_KEY, sign);
	col += draw_text_flags(a, 1, col, a.cols - col, STYLE_BOLD, DRAW_NO_PAD,
	    p->front, strlen(p->front));
	edit_draw(&p->edit, a, 1, col, a.cols - col, true);
}
