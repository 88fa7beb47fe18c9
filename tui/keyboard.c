/*
 * See keyboard.h. What an action does stands in the view; what it does on
 * every screen stands here.
 */
#include "tui/keyboard.h"

#include "tui/chat.h"
#include "tui/help.h"
#include "tui/keys.h"
#include "tui/login.h"
#include "tui/prompt.h"
#include "tui/wall.h"
#include "tui/words.h"

static void
go_back(struct console *c)
{
	if (c->enlarged || c->screen != SCREEN_QUEUE)
		console_go(c, c->enlarged ? c->screen : SCREEN_QUEUE);
}

static void
next_pane(struct console *c)
{
	if (wall_is_on(c))
		console_go(c, wall_next(c));
	else
		console_say(c, STYLE_DIM, _("panes are shown from %dx%d on"),
		    WALL_COLS, WALL_ROWS);
}

static void
go_help(struct console *c)
{
	help_open(c, NULL);
}

static void
back_to(struct console *c)
{
	console_go(c, c->before);
}

/* The most urgent thing is in the queue, wherever one is; gb leads back. */
static void
go_urgent(struct console *c)
{
	enum screen from = c->screen;

	console_go(c, SCREEN_QUEUE);
	view_queue.act[ACTION_URGENT](c);
	c->before = from;
}

/* What an action does where the view has nothing of its own. */
static bool
act_everywhere(struct console *c, enum action action)
{
	if (action >= ACTION_GO_QUEUE && action <= ACTION_GO_OUTBOX)
		console_go(c, SCREEN_QUEUE + (action - ACTION_GO_QUEUE));
	else if (action == ACTION_BACK)
		go_back(c);
	else if (action == ACTION_NEXT_PANE)
		next_pane(c);
	else if (action == ACTION_HELP)
		go_help(c);
	else if (action == ACTION_BACK_TO)
		back_to(c);
	else if (action == ACTION_URGENT)
		go_urgent(c);
	else if (action == ACTION_COMMAND)
		prompt_open(c, ':');
	else if (action == ACTION_FILTER)
		prompt_open(c, '/');
	else if (action == ACTION_NEW)
		form_new(c);
	else
		return false;
	return true;
}

static int64_t
page_of(const struct console *c, const struct view *v)
{
	return v->page ? (int64_t)v->page(c) : 0;
}

/* How many rows a key goes down on this view; 0: it is no such key. */
static int64_t
rows_by(const struct console *c, const struct view *v, enum action action)
{
	switch (action) {
	case ACTION_DOWN:
		return 1;
	case ACTION_UP:
		return -1;
	case ACTION_PAGE_DOWN:
		return page_of(c, v);
	case ACTION_PAGE_UP:
		return -page_of(c, v);
	case ACTION_TOP:
		return -VIEW_ALL;
	case ACTION_END:
		return VIEW_ALL;
	default:
		return 0;
	}
}

static bool
move(struct console *c, const struct view *view, enum action action)
{
	int64_t by = view->move ? rows_by(c, view, action) : 0;

	if (by)
		view->move(c, by);
	return by != 0;
}

static void
act(struct console *c, enum action action)
{
	const struct view *view = views[c->screen];

	/* On the wall Tab goes round, whatever a screen by itself does with
	 * it. */
	if (action == ACTION_NEXT_PANE && wall_is_on(c))
		next_pane(c);
	else if (view && view->act[action])
		view->act[action](c);
	else if (view && move(c, view, action))
		return;
	else if (!act_everywhere(c, action))
		console_say(c, STYLE_DIM, _("%s: not on this screen"),
		    words_in("action", actions[action].text));
}

/* A bare control key: ^C above all, which leaves other programs. */
static void
press_control(struct console *c)
{
	console_say(c, STYLE_NORMAL, "%s", _(":quit leaves"));
}

static void
press_bound(struct console *c, const struct key *key)
{
	const struct view *view = views[c->screen];
	enum action action;

	switch (keys_press(c->keys, key, &action)) {
	case KEYS_ACTION:
		act(c, action);
		break;
	case KEYS_METHOD:
		console_say(c, STYLE_ERROR, "%s",
		    _("the input method is on: press Shift; nothing was "
		      "done"));
		break;
	case KEYS_NOTHING:
		if (key->code == K_CTRL)
			press_control(c);
		else if (key->code == K_PASTE)
			console_say(c, STYLE_ERROR, "%s",
			    _("a paste is text: nothing was done"));
		else if (view && view->key)
			view->key(c, key);
		break;
	case KEYS_MORE:
		break;
	}
}

/* The screen's own wait for a key comes before lists and bindings. */
static bool
grab(struct console *c, const struct key *key)
{
	const struct view *view = views[c->screen];

	return view && view->grab && view->grab(c, key);
}

/* Whether characters are text now, and a paste belongs there. */
static bool
is_writing(const struct console *c)
{
	return login_is_open(c) || prompt_is_open(c->prompt) || c->form ||
	       chat_is_writing(c);
}

static bool
takes_text(const struct console *c)
{
	return !keyboard_asks(c) && is_writing(c);
}

bool
keyboard_asks(const struct console *c)
{
	return c->question.open && !(c->question.unasked && is_writing(c));
}

void
keyboard_shown(struct console *c)
{
	if (keyboard_asks(c) && c->question.seen == 0)
		c->question.seen = c->boot;
}

/* It came by itself, under fingers that were about something else. */
static bool
is_too_soon(const struct console *c)
{
	const struct question *q = &c->question;

	return q->unasked &&
	       (q->seen == 0 || c->boot - q->seen < QUESTION_SEEN_MS);
}

/*
 * Any key but y is no, and swallowed. What begins a line begins it all the
 * same: the words after it must not become keys.
 */
static void
answer(struct console *c, const struct key *key)
{
	enum action action;

	if (is_too_soon(c))
		return;
	c->question.open = false;
	if (key->code == K_CHAR && key->ascii == 'y') {
		c->question.yes(c);
		return;
	}
	if (login_is_open(c))
		return;
	console_say(c, STYLE_NORMAL, "%s", _("not done"));
	keys_forget_prefix(c->keys);
	if (keys_press(c->keys, key, &action) == KEYS_ACTION &&
	    (action == ACTION_COMMAND || action == ACTION_FILTER))
		act(c, action);
	keys_forget_prefix(c->keys);
}

/* A paste that came as keys runs none of them, and answers no question. */
static void
refuse_flood(struct console *c)
{
	keys_forget_prefix(c->keys);
	console_say(c, STYLE_ERROR, "%s",
	    _("so much at once is a paste: nothing was done"));
}

void
keyboard_press(struct console *c, const struct key *key)
{
	console_touch(c);
	c->strokes++;
	if (key->code == K_HANGUP) {
		c->ending = true;
	} else if (key->code == K_SUSPEND) {
		term_suspend(c->term);
	} else if (key->code == K_REDRAW) {
		term_redraw(c->term);
	} else if (key->flood && key->code != K_PASTE && !takes_text(c)) {
		refuse_flood(c);
	} else if (keyboard_asks(c)) {
		answer(c, key);
	} else if (login_is_open(c)) {
		login_key(c, key);
	} else if (prompt_is_open(c->prompt)) {
		prompt_key(c, key);
	} else if (!c->form && grab(c, key)) {
		keys_forget_prefix(c->keys);
	} else if (!c->form || !form_key(c, key)) {
		if (list_key(c, key))
			keys_forget_prefix(c->keys);
		else
			press_bound(c, key);
	}
}
